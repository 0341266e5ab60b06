"""Playbooks in files: those that ship with the bot, and those of a directory of your own."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

from flows.lint import lint
from flows.loader import load
from flows.playbook import Playbook
from flows.problems import PlaybookError, Problem
from flows.strict_yaml import MAX_BYTES

_SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True, slots=True)
class PlaybookFile:
    """A file with a playbook in it, as far as it was read: its name for people, and its bytes."""

    name: str
    content: bytes

    def playbook(self) -> Playbook:
        """The playbook in the file, in good form and making sense; raises `PlaybookError` otherwise."""
        loaded = load(self._text(), self.name, bases())
        if problems := lint(loaded.playbook, loaded.lines):
            raise PlaybookError(problems)
        return loaded.playbook

    def problems(self) -> tuple[Problem, ...]:
        """Everything wrong with the file, in its order."""
        try:
            self.playbook()
        except PlaybookError as error:
            return error.problems
        return ()

    def _text(self) -> str:
        if len(self.content) > MAX_BYTES:
            limit = f"{MAX_BYTES // 1024} kB"
            raise _refused(self.name, f"the file has more than {limit}", f"keep it under {limit}")
        try:
            return self.content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = self.content.count(b"\n", 0, error.start) + 1
            raise _refused(self.name, "this is not text in UTF-8", "save it as UTF-8 text", line) from None


def shipped() -> list[PlaybookFile]:
    """The playbooks that come with the bot, by name."""
    folder = resources.files("flows") / "playbooks"
    found = (entry for entry in folder.iterdir() if entry.name.endswith(_SUFFIXES))
    return [PlaybookFile(entry.name, entry.read_bytes()) for entry in sorted(found, key=lambda e: e.name)]


@cache
def bases() -> dict[str, str]:
    """The texts of the shipped playbooks, by the id that names their file: what others may be based on."""
    return {Path(file.name).stem: file.content.decode() for file in shipped()}


def at(path: Path) -> PlaybookFile:
    """The file at that path, never more of it than a playbook may have.

    Raises `PlaybookError` when it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return PlaybookFile(str(path), file.read(MAX_BYTES + 1))
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        raise _refused(str(path), why, "check the path and who may read it") from None


def in_directory(directory: Path) -> list[PlaybookFile]:
    """The `.yml` and `.yaml` files of a directory, by name. Raises `PlaybookError` when it cannot be read."""
    try:
        found = sorted(p for p in directory.iterdir() if p.suffix in _SUFFIXES and not p.name.startswith("."))
    except OSError as error:
        why = (error.strerror or "it cannot be read").lower()
        raise _refused(str(directory), why, "name a directory with playbooks in it") from None
    return [at(path) for path in found]


def offered(directory: Path | None = None) -> list[Playbook]:
    """Every playbook a handoff can be started with: the shipped ones, and those of your own directory.

    One of your own replaces a shipped one of the same id. The two between colleagues come first. Raises
    `PlaybookError` with the problems of all files together, so that a broken one is seen when the bot starts,
    not when somebody needs it.
    """
    found = _all(shipped())
    if directory is not None:
        found |= _all(in_directory(directory))
    return sorted(found.values(), key=_place)


_FIRST = ("csm-to-csm", "tam-to-tam")


def _place(playbook: Playbook) -> tuple[int, str]:
    """What is started most comes first, the others by name."""
    at = _FIRST.index(playbook.id) if playbook.id in _FIRST else len(_FIRST)
    return at, playbook.called


def _all(files: Iterable[PlaybookFile]) -> dict[str, Playbook]:
    playbooks: dict[str, Playbook] = {}
    problems: list[Problem] = []
    for file in files:
        try:
            playbook = file.playbook()
        except PlaybookError as error:
            problems += error.problems
            continue
        if playbook.id in playbooks:
            message, remedy = f"another file has the playbook {playbook.id} too", "give each its own id"
            problems.append(Problem(file.name, 1, "id", message, remedy))
        playbooks[playbook.id] = playbook
    if problems:
        raise PlaybookError(problems)
    return playbooks


def _refused(name: str, message: str, remedy: str, line: int = 1) -> PlaybookError:
    return PlaybookError([Problem(name, line, "", message, remedy)])
