"""The aggregate: one account on its way from one person to another, and all that is known about it.

Everything here is a value. `flows.changes` and `flows.lifecycle` make the next value from the last one;
`flows.standing` derives what is ready, locked or overdue; nothing derived is kept.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self

from flows.conditions import Facts
from flows.people import PersonId
from flows.playbook import Playbook, Step


class Status(StrEnum):
    """Where the whole handoff is."""

    PROPOSED = "proposed"  # waits for the incoming person's manager
    RUNNING = "running"
    PAUSED = "paused"
    CLOSED = "closed"
    CANCELLED = "cancelled"

    @property
    def open(self) -> bool:
        """Whether it still holds the account: only one handoff per account may."""
        return self in (Status.PROPOSED, Status.RUNNING, Status.PAUSED)


class Pace(StrEnum):
    """Standard, or the slow transition of one to two months (csm-to-csm, Cadence Calls)."""

    STANDARD = "standard"
    SLOW = "slow"


class Phase(StrEnum):
    """Who leads the calls in a slow transition."""

    SHADOW = "shadow"
    SOLO = "solo"


class Depth(StrEnum):
    """How much is asked of the giver; the steps stay the same."""

    FULL = "full"
    LIGHT = "light"


class Cause(StrEnum):
    """Why the account moves. A choice, never free text, and never on a card."""

    TERRITORY = "territory"
    REALIGNMENT = "realignment"
    BALANCE = "balance"
    OTHER = "other"


class StepStatus(StrEnum):
    """What a person said of a step. Ready, locked and overdue are derived, see `flows.standing`."""

    TODO = "todo"
    DONE = "done"
    NOT_APPLICABLE = "not_applicable"
    WAITING = "waiting"

    @property
    def settled(self) -> bool:
        """Whether nothing more is expected."""
        return self in (StepStatus.DONE, StepStatus.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Note:
    """Something a person wrote. It lives in one row, and everything else refers to it by id."""

    id: str
    body: str
    author: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class StepState:
    """What people did to one step. Texts are ids of notes; `due` and the two `…_until` are calendar days.

    `changed_at` is the last change of any kind, `moved_at` the last one that ticked, unticked or settled
    something: what waits for this step looks at that.
    """

    status: StepStatus = StepStatus.TODO
    parts: frozenset[str] = frozenset()
    evidence: Mapping[str, str] = field(default_factory=dict)
    note: str | None = None
    waiting_until: date | None = None
    snoozed_until: date | None = None
    due: date | None = None
    owner: PersonId | None = None
    outcome: str | None = None
    released_by: PersonId | None = None
    released_at: datetime | None = None
    release_note: str | None = None
    changed_by: PersonId | None = None
    changed_at: datetime | None = None
    moved_at: datetime | None = None

    def as_data(self) -> dict[str, Any]:
        """The state as plain JSON values, without what is still at its default."""
        known = ((name, getattr(self, name)) for name in self.__slots__)
        return {name: _plain(value) for name, value in known if value != getattr(UNTOUCHED, name)}

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """The state that `as_data` wrote."""
        known: dict[str, Any] = dict(data)
        for name, read in _READERS.items():
            if name in known:
                known[name] = read(known[name])
        return cls(**known)


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, date):
        return value.isoformat()
    return dict(value) if isinstance(value, Mapping) else value


_READERS: Mapping[str, Any] = {
    "status": StepStatus,
    "parts": frozenset,
    "waiting_until": date.fromisoformat,
    "snoozed_until": date.fromisoformat,
    "due": date.fromisoformat,
    "released_at": datetime.fromisoformat,
    "changed_at": datetime.fromisoformat,
    "moved_at": datetime.fromisoformat,
}

UNTOUCHED = StepState()


@dataclass(frozen=True, slots=True)
class Account:
    """A customer account, known by its name within a workspace."""

    id: int
    name: str


@dataclass(frozen=True, slots=True)
class Handoff:
    """One handoff. `last_day` is the giver's last day on the account, `target` the day it should be over.

    Dates are calendar days of the people involved; instants (`…_at`) are aware UTC.
    """

    id: int
    account: Account
    playbook: Playbook
    participants: Mapping[str, PersonId]
    started_by: PersonId
    started_at: datetime
    status: Status = Status.RUNNING
    pace: Pace = Pace.STANDARD
    phase: Phase = Phase.SHADOW
    depth: Depth = Depth.FULL
    cause: Cause = Cause.OTHER
    facts: Facts = field(default_factory=dict)
    steps: Mapping[str, StepState] = field(default_factory=dict)
    notes: Mapping[str, Note] = field(default_factory=dict)
    customer_note: str | None = None
    last_day: date | None = None
    target: date | None = None
    channel: str | None = None
    giver_gone: bool = False
    ready_for_solo: bool = False
    solo_at: datetime | None = None
    accepted_by: PersonId | None = None
    accepted_at: datetime | None = None
    ended_by: PersonId | None = None
    ended_at: datetime | None = None
    end_note: str | None = None
    move_id: int | None = None

    def state(self, step_id: str) -> StepState:
        """What people did to the step so far."""
        return self.steps.get(step_id, UNTOUCHED)

    def holder(self, role: str) -> PersonId | None:
        """Who holds the role here, or its fallback when nobody does (no SA: the account executive)."""
        seen: set[str] = set()
        while role in self.playbook.roles and role not in seen:
            if role in self.participants:
                return self.participants[role]
            seen.add(role)
            role = self.playbook.roles[role].fallback or ""
        return None

    def owner(self, step: Step) -> PersonId | None:
        """Who owes the step: whoever it was handed to, else the holder of its role."""
        return self._present(self.state(step.id).owner or self.holder(step.owner))

    def asked(self, fact_id: str) -> PersonId | None:
        """Who is asked the fact, or None when settings give it."""
        role = self.playbook.facts[fact_id].ask
        return self._present(self.holder(role)) if role is not None else None

    def _present(self, person: PersonId | None) -> PersonId | None:
        """The person, or the receiver's manager in place of a giver who has left."""
        return self.manager if self.giver_gone and person == self.giver else person

    def roles_of(self, person: PersonId) -> tuple[str, ...]:
        """The roles this person holds here; one person may hold several."""
        return tuple(role for role, holder in self.participants.items() if holder == person)

    @property
    def people(self) -> frozenset[PersonId]:
        """Everyone with a role or a step here."""
        owners = {state.owner for state in self.steps.values() if state.owner is not None}
        return frozenset(self.participants.values()) | owners

    @property
    def giver(self) -> PersonId:
        """Who gives the account."""
        return self.participants[self.playbook.giver]

    @property
    def receiver(self) -> PersonId:
        """Who receives the account."""
        return self.participants[self.playbook.receiver]

    @property
    def manager(self) -> PersonId:
        """The receiver's manager."""
        return self.participants[self.playbook.manager]

    @property
    def responsible(self) -> PersonId:
        """Who answers for the account now: the giver until the receiver accepts.

        When the giver has left, the receiver's manager answers until then: someone who has gone never does.
        """
        if self.accepted_at is not None:
            return self.receiver
        return self.manager if self.giver_gone else self.giver

    def responsible_on(self, day: date) -> PersonId:
        """Who answers for the account on that day: once the giver's last day has passed, never the giver.

        Then the receiver's manager does, until the receiver accepts.
        """
        past = self.last_day is not None and day > self.last_day
        return self.manager if past and self.accepted_at is None else self.responsible

    @property
    def shadowing(self) -> bool:
        """Whether a slow transition still has the outgoing person in the lead."""
        return self.pace is Pace.SLOW and self.phase is Phase.SHADOW

    def with_step(self, step_id: str, state: StepState) -> "Handoff":
        """The handoff with that step in that state."""
        return replace(self, steps={**self.steps, step_id: state})

    def with_note(self, note: Note | None) -> "Handoff":
        """The handoff with that text remembered."""
        return self if note is None else replace(self, notes={**self.notes, note.id: note})


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the append-only history. Texts and people in `data` are ids."""

    kind: str
    step: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class By:
    """Who does something, and when (aware UTC)."""

    person: PersonId
    at: datetime


@dataclass(frozen=True, slots=True)
class Change:
    """What one act did: the handoff after it, and the events to remember. No events: nothing changed."""

    handoff: Handoff
    events: tuple[Event, ...] = ()
