"""What is wrong with a playbook, said so that its author can mend it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""A place in a playbook: keys and positions from the top, `("steps", 3, "title")`."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in the file; both count from one."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault: where it is, what is wrong, and what to write instead."""

    file: str
    line: int
    path: str
    message: str
    remedy: str
    column: int | None = None

    def __str__(self) -> str:
        where = (
            f"{self.file}:{self.line}" if self.column is None else f"{self.file}:{self.line}:{self.column}"
        )
        return f"{where}: {self.message} → {self.remedy}"


class PlaybookError(Exception):
    """The file is not a playbook that can run. `problems` says why, in the order of the file."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(sorted(problems, key=lambda problem: (problem.line, problem.column or 0)))
        super().__init__("\n".join(map(str, self.problems)))


@dataclass(frozen=True, slots=True)
class Lines:
    """Where everything in a playbook file stands."""

    file: str = "playbook"
    places: Mapping[Path, Place] = field(default_factory=dict)

    def at(self, path: Path) -> int:
        """The line of that path, or of the nearest thing around it that the file really has."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.places:
                return self.places[path[:end]].line
        return 1

    def problem(self, path: Path, message: str, remedy: str) -> Problem:
        """A problem at that path."""
        return Problem(self.file, self.at(path), dotted(path), message, remedy)


def dotted(path: Path) -> str:
    """The path as people write it: `steps.3.title`."""
    return ".".join(map(str, path))


Fault = tuple[Path, str, str]
"""A problem before its line is known: the path, what is wrong, and what to write instead."""
