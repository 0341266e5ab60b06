"""What is to be said and shown in Slack, and what was recorded: the values that the ports exchange."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from flows.handoff import Event
from flows.people import PersonId


class SurfaceKind(StrEnum):
    """Everything in Slack that shows state, or has a button that changes it."""

    CARD = "card"
    CHECKLIST = "checklist"
    REQUEST = "request"
    DIGEST = "digest"
    HOME = "home"
    PROMPT = "prompt"
    TOPIC = "topic"
    INVITATION = "invitation"


@dataclass(frozen=True, slots=True)
class Surface:
    """A Slack message or Home tab that must follow the state.

    `wanted` counts the changes that touched it, `shown` is the count that was last drawn: it is stale while
    `wanted > shown`, and again from `stale_at` on. `ts` is None until its message is out. `subject` tells
    apart surfaces of one kind and person (a digest's local day). `generation` counts remakes.
    """

    id: int
    kind: SurfaceKind
    handoff_id: int | None
    person_id: PersonId | None
    channel: str | None
    ts: str | None
    wanted: int
    shown: int
    shown_hash: str | None
    stale_at: datetime | None
    generation: int
    ended: bool
    subject: str
    opened_at: datetime | None


class Priority(StrEnum):
    """Answers go before reminders."""

    ANSWER = "1-answer"
    NEWS = "2-news"
    REMINDER = "3-reminder"


@dataclass(frozen=True, slots=True)
class Saying:
    """Something to say: its kind and ids, never its text, and the occasion in `key`, unique per workspace.

    It goes to a `channel`, or to a `person`'s DM. `ephemeral_to` shows it in `channel` to that person only.
    """

    key: str
    kind: str
    person_id: PersonId | None = None
    channel: str | None = None
    ephemeral_to: PersonId | None = None
    thread_ts: str | None = None
    data: Mapping[str, Any] = field(default_factory=dict)
    surface_id: int | None = None
    handoff_id: int | None = None
    priority: Priority = Priority.NEWS
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class OutboxRow:
    """A saying on its way. `sending_at` is set while somebody is sending it; `attempts` counts tries."""

    id: int
    saying: Saying
    state: str  # waiting, sending, sent, dropped, failed
    delivery_id: str
    sending_at: datetime | None
    attempts: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A change in the history: who made it, when, to which handoff, and its events in order."""

    id: int
    handoff_id: int | None
    actor: PersonId | None
    at: datetime
    events: tuple[Event, ...]
    answer: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Conversation:
    """A Slack conversation as we last saw it. `shared`: outside people or guests may read it."""

    id: str
    kind: str  # channel, im
    name: str = ""
    private: bool = False
    member: bool = False
    shared: bool = False
    archived: bool = False
    readable: bool = True
    person_id: PersonId | None = None
