"""What a renderer needs to know beside the handoff: whom it is for, what day it is there, who is who."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from bot.wording import Names, account_name, clip_mrkdwn, plain, safe, step_title, told
from flows import calendar
from flows.handoff import Handoff
from flows.people import Person, PersonId
from flows.ports import UnitOfWork
from flows.standing import StepView
from flows.transfer import Transfer

GLANCE = 200
"""Characters of somebody's note that stand inside a line of ours."""


@dataclass(frozen=True)
class Scene:
    """One handoff, seen by one reader (or by a whole channel: no reader) on one local day."""

    handoff: Handoff
    names: Names
    today: date
    reader: Person | None = None
    drawing: int = 0
    """Which drawing of a message this is (milliseconds since 1970), told by its block ids; 0 elsewhere."""
    said: Transfer | None = None
    """What was said so far, where a drawing needs it: it decides what comes before the acceptance."""

    @classmethod
    def of(cls, uow: UnitOfWork, handoff: Handoff, now: datetime, reader: Person | None) -> Self:
        """The scene as it stands at `now` (aware UTC); days are the reader's, else UTC's."""
        known = {handoff.started_by, *handoff.people} | ({reader.id} if reader else set())
        people = uow.people.get(known | _named_in(handoff))
        today = calendar.local_day(now, reader.tz) if reader else now.date()
        return cls(handoff, Names(people), today, reader)

    @property
    def name(self) -> str:
        """The account's name, safe."""
        return account_name(self.handoff)

    @property
    def account(self) -> str:
        """The account's name, bold and safe."""
        return f"*{self.name}*"

    @property
    def reader_id(self) -> PersonId | None:
        """Who reads."""
        return self.reader.id if self.reader else None

    def who(self, person: PersonId | None) -> str:
        """A person's name, or "you"."""
        return self.names.you(person, self.reader_id)

    def says(self, person: PersonId | None, theirs: str, yours: str) -> str:
        """A sentence's beginning with its verb: "Noah has", or "You have"."""
        return f"You {yours}" if self._is_reader(person) else f"{self.names.of(person)} {theirs}"

    def _is_reader(self, person: PersonId | None) -> bool:
        return person is not None and person == self.reader_id

    def tell(self, text: str) -> str:
        """A playbook's text, filled in and safe."""
        return told(text, self.handoff, self.names)

    def title(self, seen: StepView) -> str:
        """The step's title under the known facts."""
        return self.tell(seen.shape.title)

    def numbered(self, step_id: str) -> str:
        """A step as "*5* its title", whether it is still in play or not."""
        step = self.handoff.playbook.by_id[step_id]
        return f"*{step.number}* {step_title(step, self.handoff, self.names)}"

    def note(self, note_id: str | None) -> str:
        """What somebody wrote, safe for mrkdwn; empty when there is none."""
        known = self.handoff.notes.get(note_id) if note_id else None
        return safe(known.body) if known else ""

    def aside(self, note_id: str | None) -> str:
        """The same in our own sentence: on one line, and no longer than a glance."""
        known = self.handoff.notes.get(note_id) if note_id else None
        return clip_mrkdwn(safe(plain(known.body)), GLANCE) if known else ""


def _named_in(handoff: Handoff) -> set[PersonId]:
    """People who only appear in what was done."""
    marks = ((state.changed_by, state.released_by) for state in handoff.steps.values())
    return {person for pair in marks for person in pair if person is not None}
