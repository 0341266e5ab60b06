"""How figures are printed: two sides, their ratio, and the goal."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True)
class Figure:
    """Two sides measured in turns; the goal bounds the ratio from one side."""

    what: str
    theirs: Sequence[float]
    ours: Sequence[float]
    unit: str
    at_least: float | None = None
    at_most: float | None = None

    @property
    def ratio(self) -> float:
        """Ours over theirs: the median of the turns, each of which had the machine in one mood."""
        return median(mine / other for mine, other in zip(self.ours, self.theirs, strict=True))

    @property
    def met(self) -> bool:
        """Whether the ratio is on the right side of the goal."""
        above = self.at_least is None or self.ratio >= self.at_least
        return above and (self.at_most is None or self.ratio <= self.at_most)

    @property
    def goal(self) -> str:
        """The goal as a sign and a number."""
        return f"≥ {self.at_least}" if self.at_least is not None else f"≤ {self.at_most}"


@dataclass(frozen=True)
class Section:
    """Some figures with a title, the names of the two sides, and remarks."""

    title: str
    sides: tuple[str, str]
    figures: tuple[Figure, ...]
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        head = f"{'':24}{self.sides[0]:>18}{self.sides[1]:>18}{'ratio':>9}{'goal':>9}"
        return "\n".join([self.title, head, *map(_line, self.figures), *(f"  {one}" for one in self.remarks)])


def _line(figure: Figure) -> str:
    sides = (f"{_number(median(side), figure.unit):>18}" for side in (figure.theirs, figure.ours))
    verdict = "met" if figure.met else "MISSED"
    return f"{figure.what:24}{''.join(sides)}{figure.ratio:>9.2f}{figure.goal:>9}  {verdict}"


def _number(value: float, unit: str) -> str:
    return f"{value:,.0f} {unit}" if value >= 100 else f"{value:.2f} {unit}"
