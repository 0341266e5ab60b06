"""Questions to one person are held for their working hours, and come together, at most twice a day."""

from datetime import datetime
from zoneinfo import ZoneInfo

from flows import calendar
from flows.desk import prompting
from flows.people import Person
from flows.ports import UnitOfWork
from flows.prompts import PromptKind
from flows.transfer import Question

HOURS = (10, 15)
"""When bundles of questions go out, local time on working days (ours)."""


def hold(uow: UnitOfWork, handoff_id: int, question: Question, now: datetime) -> None:
    """Queue the question for the next bundle of whoever is asked."""
    person = uow.people.get([question.asked_of]).get(question.asked_of)
    if person is None:
        return
    at = next_bundle(now, person.tz)
    uow.prompts.queue(person.id, handoff_id, PromptKind.QUESTION, str(question.id), now, not_before=at)
    uow.people.wake([person.id], at)


def next_bundle(after: datetime, zone: ZoneInfo) -> datetime:
    """The next bundle's instant (UTC) strictly after one, in a zone."""
    day = calendar.working_day_on_or_after(calendar.local_day(after, zone))
    while True:
        for hour in HOURS:
            at = calendar.slot(day, hour, zone)
            if at > after:
                return at
        day = calendar.next_working_day(day)


def open_due(uow: UnitOfWork, person: Person, now: datetime) -> None:
    """The bundle's time has come: the first question opens, the others follow as they are answered."""
    if uow.prompts.open_of(person.id) is None:
        prompting.open_next(uow, person.id, now, asked=False)
