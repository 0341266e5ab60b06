"""What stands in the start and edit dialogs, and what of it somebody changed."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from json import dumps, loads
from typing import Self

from flows.handoff import Cause, Depth, Pace


@dataclass(frozen=True)
class Filled:
    """What stands in the start dialog before the person touches it. People are Slack ids."""

    account: str = ""
    people: Mapping[str, str] = field(default_factory=dict)
    cause: Cause | None = None
    customer_note: str = ""
    last_day: date | None = None
    target: date | None = None
    pace: Pace = Pace.STANDARD
    depth: Depth = Depth.FULL
    channel: str | None = None

    def as_shown(self) -> str:
        """The fields as text, to be carried by the dialog that shows them."""
        return dumps({**asdict(self), "people": dict(self.people)}, ensure_ascii=False, default=str)

    @classmethod
    def from_shown(cls, text: str) -> Self:
        """The fields that a dialog showed. Raises ValueError, KeyError or TypeError for another text."""
        known = loads(text)
        cause = known["cause"]
        days = {name: _day(known[name]) for name in ("last_day", "target")}
        chosen = {"pace": Pace(known["pace"]), "depth": Depth(known["depth"])}
        return cls(**{**known, **days, **chosen, "cause": Cause(cause) if cause else None})

    def over(self, shown: Self, now: Self) -> Self:
        """What to save: where this differs from what was shown; elsewhere what somebody else made of it."""
        changed = {
            part.name: getattr(self, part.name)
            for part in fields(self)
            if part.name != "people" and getattr(self, part.name) != getattr(shown, part.name)
        }
        before, theirs, mine = (dict(one.people) for one in (shown, now, self))
        people = {
            role: chosen
            for role in {**theirs, **mine}
            if (chosen := (theirs if mine.get(role) == before.get(role) else mine).get(role)) is not None
        }
        return replace(now, people=people, **changed)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
