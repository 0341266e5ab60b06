"""Five lines that say how an account stands: what the receiver of a light handoff agrees to."""

from flows import brief_said
from flows.brief_said import Manner, Statement
from flows.handoff import Handoff
from flows.topics import Theme
from flows.transfer import Transfer

LINE = 160
"""How long a line of the summary is at most, in characters: two lines of a phone (ours)."""

LINES = (
    ("Temperature", (Theme.TEMPERATURE,)),
    ("Who matters", (Theme.PEOPLE,)),
    ("What comes next", (Theme.NEXT,)),
    ("Open or promised", (Theme.LOOPS, Theme.PROMISES)),
    ("Critical tickets", (Theme.TICKETS,)),
)
"""The lines, each with what it is made of."""

_MANNERS = {
    Manner.NOTHING: "nothing special",
    Manner.DOCUMENT: "it's in a document",
    Manner.UNKNOWN: "not known",
    Manner.IN_PERSON: "better said in person",
    Manner.OPEN: "not told yet",
    Manner.NOT_ASKED: "not asked",
}


def summary(handoff: Handoff, told: Transfer) -> tuple[str, ...]:
    """The lines, in their order, each on one line and clipped; people's words are not escaped."""
    return tuple(_clip(f"{label}: {_said(handoff, told, themes)}") for label, themes in LINES)


def _said(handoff: Handoff, told: Transfer, themes: tuple[Theme, ...]) -> str:
    names = [name for name, (_, ask) in handoff.playbook.asks.items() if ask.theme in themes]
    found = [brief_said.answer(handoff, told, name) for name in names]
    spoken = [one for one in found if one.manner in (Manner.SAID, Manner.KNOWN)]
    rest = [one for one in found if one.manner is not Manner.NOT_ASKED]
    shown = spoken or rest[:1]
    return " · ".join(_words(one) for one in shown) or _MANNERS[Manner.NOT_ASKED]


def _words(one: Statement) -> str:
    said = ": ".join(part for part in (", ".join(one.chosen), " ".join(one.text.split())) if part)
    return said or _MANNERS.get(one.manner, "said, and erased since")


def _clip(line: str) -> str:
    return line if len(line) <= LINE else line[: LINE - 1].rstrip() + "…"
