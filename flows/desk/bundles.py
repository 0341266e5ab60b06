"""Questions to one person are held for their working hours, and come together, at most twice a day."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from flows import calendar
from flows.desk import prompting
from flows.handoff import Status
from flows.people import Person, PersonId
from flows.ports import UnitOfWork
from flows.prompts import Prompt, PromptKind, PromptState
from flows.transfer import Question

HOURS = (10, 15)
"""When bundles of questions go out, local time on working days (ours)."""

LEFT_ALONE = timedelta(minutes=30)
"""After that long without an answer a question of the interview steps back for a colleague's (ours)."""


def hold(uow: UnitOfWork, handoff_id: int, question: Question, now: datetime) -> None:
    """Queue the question for the next bundle of whoever is asked."""
    hold_for(uow, question.asked_of, handoff_id, PromptKind.QUESTION, str(question.id), now)


def hold_for(
    uow: UnitOfWork, person_id: PersonId, handoff_id: int, kind: PromptKind, subject: str, now: datetime
) -> None:
    """Queue anything that is wanted of a person for their next bundle after `now` (aware UTC)."""
    person = uow.people.get([person_id]).get(person_id)
    if person is None:
        return
    at = next_bundle(now, person.tz)
    uow.prompts.queue(person.id, handoff_id, kind, subject, now, not_before=at)
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
    """The bundle's time has come: the first question opens, the others follow as they are answered.

    What belongs to a handoff that is paused waits; what belongs to one that has ended is left.
    """
    for waiting in uow.prompts.queued(person.id):
        _weed(uow, person, waiting, now)
    if uow.prompts.next_queued(person.id, now) is None:
        return
    _step_back(uow, person, now)
    if uow.prompts.open_of(person.id) is None:
        prompting.open_next(uow, person.id, now, asked=False)


def _weed(uow: UnitOfWork, person: Person, waiting: Prompt, now: datetime) -> None:
    handoff = uow.handoffs.get(waiting.handoff_id)
    due = waiting.not_before is None or waiting.not_before <= now
    if handoff is None or not due:
        return
    if handoff.status is Status.PAUSED:
        uow.prompts.hold(waiting.id, next_bundle(now, person.tz))
    elif not handoff.status.open and waiting.kind is not PromptKind.AGAIN:
        uow.prompts.move(waiting.id, PromptState.LEFT, now)


def _step_back(uow: UnitOfWork, person: Person, now: datetime) -> None:
    """A question of the interview that was left alone makes room, and comes again behind the others."""
    current = uow.prompts.open_of(person.id)
    if current is None or current.kind not in (PromptKind.ASK, PromptKind.KNOWN):
        return
    if current.opened_at is not None and now - current.opened_at >= LEFT_ALONE:
        prompting.close(uow, current, PromptState.LEFT, now)
        uow.prompts.queue(person.id, current.handoff_id, current.kind, current.subject, now)


def due_since(uow: UnitOfWork, person: Person, slot: datetime, now: datetime) -> bool:
    """Whether something held became due after that instant: then it is what this look is for."""
    held = (prompt.not_before for prompt in uow.prompts.queued(person.id))
    return any(at is not None and slot < at <= now for at in held)


def next_held(uow: UnitOfWork, person: Person, now: datetime) -> datetime | None:
    """When the person's queue should be looked at again (UTC); None when it is empty."""
    queued = uow.prompts.queued(person.id)
    again = next_bundle(now, person.tz) if queued else now
    times = (prompt.not_before for prompt in queued)
    return min((at if at is not None and at > now else again for at in times), default=None)
