"""What is waiting for one person's words: one open prompt at a time, the others queue behind it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flows.people import PersonId


class PromptKind(StrEnum):
    """What a prompt is for; `subject` says which one of it."""

    ASK = "ask"  # a question of the interview; subject: topic.ask
    KNOWN = "known"  # things known already: still true?; subject: empty
    QUESTION = "question"  # a colleague's question; subject: its id
    READ_BACK = "read_back"  # tell the account back; subject: empty
    CONFIRM = "confirm"  # is this how it is?; subject: empty
    AGAIN = "again"  # thirty days on: what had to be asked again?; subject: empty


class PromptState(StrEnum):
    """How far a prompt is."""

    QUEUED = "queued"
    OPEN = "open"
    ANSWERED = "answered"
    LEFT = "left"  # put aside by "stop", or overtaken


@dataclass(frozen=True, slots=True)
class Prompt:
    """One prompt to one person. `not_before` holds a queued one back (aware UTC)."""

    id: int
    person_id: PersonId
    handoff_id: int
    kind: PromptKind
    subject: str
    state: PromptState
    created_at: datetime
    not_before: datetime | None = None
    opened_at: datetime | None = None
    closed_at: datetime | None = None
