"""What a reply can mean. Each meaning is what a button would have said; none of them changes anything yet."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from flows.people import PersonId

StepKey = tuple[int, str]
"""A step of a handoff: the handoff's id, the step's id in its playbook."""

Steps = tuple[StepKey, ...]
"""The steps that are meant, in the order in which they were said."""


@dataclass(frozen=True, slots=True)
class Tick:
    """These steps are done."""

    steps: Steps


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """These steps do not apply. `reason` is in the person's words; None when none was given."""

    steps: Steps
    reason: str | None


@dataclass(frozen=True, slots=True)
class Skip:
    """The open question is passed over."""


@dataclass(frozen=True, slots=True)
class Later:
    """Bring it up again then: a calendar day in the person's zone, or an instant (UTC).

    Without steps, the open question itself is put off.
    """

    steps: Steps
    until: date | datetime


@dataclass(frozen=True, slots=True)
class Wait:
    """These steps wait for somebody or something, in the person's words, until a day if one was said."""

    steps: Steps
    on: str
    until: date | None


@dataclass(frozen=True, slots=True)
class Due:
    """The person sets the day by which these steps will be done (a calendar day in their zone)."""

    steps: Steps
    day: date


@dataclass(frozen=True, slots=True)
class Undo:
    """Take the last change back."""


@dataclass(frozen=True, slots=True)
class WhatsNext:
    """What is next, in one handoff or anywhere."""

    handoff: int | None


@dataclass(frozen=True, slots=True)
class StatusOf:
    """How things stand, in one handoff or in all."""

    handoff: int | None


@dataclass(frozen=True, slots=True)
class Why:
    """Why a step, or the open question, is asked for."""

    step: StepKey | None


@dataclass(frozen=True, slots=True)
class WhoHasIt:
    """Who answers for the account now."""

    handoff: int | None


@dataclass(frozen=True, slots=True)
class Reassign:
    """Hand these steps to somebody."""

    steps: Steps
    person: PersonId


@dataclass(frozen=True, slots=True)
class AskSomeone:
    """Ask somebody else: the open question, or `about` when the person put it in words."""

    person: PersonId
    about: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """No more questions until the person says `next`."""


@dataclass(frozen=True, slots=True)
class Help:
    """What one can type, in general or about one topic of `grammar.HELP_TOPICS`."""

    topic: str | None


@dataclass(frozen=True, slots=True)
class Brief:
    """Show the brief of one handoff; None when no account was named."""

    handoff: int | None


@dataclass(frozen=True, slots=True)
class Words:
    """An answer in free text."""

    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """An answer that is a number; `about` when the person said roughly, `to` the upper end of a range."""

    value: int | float
    about: bool = False
    to: int | float | None = None


@dataclass(frozen=True, slots=True)
class Day:
    """An answer that is a calendar day."""

    day: date


@dataclass(frozen=True, slots=True)
class Links:
    """An answer that points to something written elsewhere."""

    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Persons:
    """An answer that names people."""

    people: tuple[PersonId, ...]


@dataclass(frozen=True, slots=True)
class Picked:
    """An answer out of the prompt's choices, by their ids; several only for a multi-choice."""

    choices: tuple[str, ...]


Value = Words | Figure | Day | Links | Persons | Picked


@dataclass(frozen=True, slots=True)
class Answer:
    """The open prompt is answered. `text` is the whole reply as the person wrote it, cleaned up."""

    value: Value
    text: str

    @classmethod
    def in_words(cls, text: str) -> Self:
        """A free-text answer."""
        return cls(Words(text), text)


@dataclass(frozen=True, slots=True)
class IsThatYourAnswer:
    """Perhaps an answer to a prompt that is not the last thing said any more: ask [Yes] [No]."""

    text: str


@dataclass(frozen=True, slots=True)
class Several:
    """Several meanings in one message, in the order said."""

    meanings: "tuple[Meaning, ...]"


@dataclass(frozen=True, slots=True)
class Option:
    """One way to take an ambiguous reply: a short label, and what choosing it means."""

    label: str
    meaning: "Meaning"


@dataclass(frozen=True, slots=True)
class WhichOne:
    """Ambiguous: one short question back, with the readings as buttons. Nothing has changed.

    Without options, the person just says it again.
    """

    question: str
    options: tuple[Option, ...] = ()


@dataclass(frozen=True, slots=True)
class Unclear:
    """Nothing we know. Nothing changes."""


Meaning = (
    Tick
    | NotApplicable
    | Skip
    | Later
    | Wait
    | Due
    | Undo
    | WhatsNext
    | StatusOf
    | Why
    | WhoHasIt
    | Reassign
    | AskSomeone
    | Stop
    | Help
    | Brief
    | Answer
    | IsThatYourAnswer
    | Several
    | WhichOne
    | Unclear
)
