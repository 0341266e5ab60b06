"""Everything the domain may refuse, as types.

    Refused
    ├── NotYours            the person may not; says nothing about the handoff
    ├── Gone                no such handoff, or it has ended
    ├── Locked              a hard order forbids it for now
    ├── AlreadySo           somebody was first
    ├── BuiltUpon           an undo came too late
    ├── Incomplete          something is missing (a link, a reason, an answer)
    ├── Shut                a gate of the playbook forbids it for now
    ├── NotYet              the close or the acceptance has open conditions
    └── Invalid             a value makes no sense; names its field
A refusal is data; the sentence people read is made in `bot.wording`, where their names are known.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from flows.people import PersonId
from flows.playbook import Gate


class Refused(Exception):
    """Something a person asked for that does not happen."""


class NotYours(Refused):
    """The person has no right to it. What is said reveals nothing."""


@dataclass
class Gone(Refused):
    """The handoff does not take this any more: it is paused, closed, cancelled or unknown."""

    status: str = "unknown"


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing a locked step waits for: a step (or its part), a gate, the solo phase, or the acceptance.

    A gate's id stands in `part`.
    """

    kind: str  # "step", "gate", "solo", "acceptance"
    step: str | None = None
    part: str | None = None
    owner: PersonId | None = None


@dataclass
class Locked(Refused):
    """A hard order: says for what, and for whom, the step waits."""

    step: str
    blockers: tuple[Blocker, ...]


@dataclass
class Shut(Refused):
    """A gate: its texts say why, what would open it, and what can be done now."""

    gate: Gate


@dataclass
class AlreadySo(Refused):
    """It was done before this click arrived: by whom, and when."""

    step: str | None = None
    status: str = ""
    by: PersonId | None = None
    at: datetime | None = None


@dataclass
class BuiltUpon(Refused):
    """The change cannot be undone any more, because of what came after it."""

    step: str | None
    by: PersonId | None = None


@dataclass
class Incomplete(Refused):
    """Something is missing. `missing` is "link", "text", "reason", "outcome" or a fact's id."""

    step: str
    missing: str
    part: str | None = None


@dataclass
class NotYet(Refused):
    """The handoff cannot close: these steps are open, or nobody has accepted."""

    open_steps: tuple[str, ...] = ()
    accepted: bool = True


@dataclass
class Invalid(Refused):
    """Values that make no sense, each with its field and a code that wording turns into a sentence."""

    problems: Mapping[str, str] = field(default_factory=dict)
