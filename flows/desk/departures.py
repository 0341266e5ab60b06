"""A giver's last day: what will not fit is named in time, and somebody who is here answers afterwards."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from flows import calendar, leaving, questions, transfer
from flows.desk import bundles, prompting, whole
from flows.desk.acting import Act, Done, Rules, perform
from flows.desk.passing import say
from flows.handoff import By, Change, Event, Handoff
from flows.people import Person, PersonId
from flows.permissions import Action
from flows.ports import SurfaceKind, UnitOfWork
from flows.prompts import PromptState
from flows.refusals import AlreadySo, Gone

ANSWERS = "answers"
"""The subject of the request "who answers for the account?"."""


def look(uow: UnitOfWork, person: Person, handoffs: Sequence[Handoff], now: datetime) -> None:
    """On a manager's morning: a last day that is near, or here, is spoken of, each once."""
    today = calendar.local_day(now, person.tz)
    for handoff in handoffs:
        if handoff.manager != person.id or not leaving.leaves(handoff) or handoff.last_day is None:
            continue
        if today >= handoff.last_day:
            _ask_who_answers(uow, handoff, now)
        elif today >= leaving.notice_day(handoff.last_day):
            _name_what_will_not_fit(uow, handoff, person, now)


def _name_what_will_not_fit(uow: UnitOfWork, handoff: Handoff, person: Person, now: datetime) -> None:
    """The manager and the giver read the same; nobody is spoken of behind their back."""
    told = uow.transfers.get(handoff.id)
    over = leaving.plan(handoff, told, calendar.local_day(now, person.tz)).left_out
    for listener in {handoff.manager, handoff.giver} if over else ():
        occasion = f"{handoff.id}:{handoff.last_day}"
        say(uow, occasion, "will_not_fit", listener, handoff.id, asks=list(over))


def _ask_who_answers(uow: UnitOfWork, handoff: Handoff, now: datetime) -> None:
    cause = _occasion(handoff)
    if uow.history.seen(cause) is not None:
        return
    uow.history.record(cause, None, now, handoff.id, (Event("last_day"),), {})
    whole.request(uow, handoff, handoff.manager, ANSWERS)
    uow.surfaces.touch(handoff.id, ())


def _occasion(handoff: Handoff) -> str:
    return f"last_day:{handoff.id}:{handoff.last_day}"


def next_look(
    uow: UnitOfWork, person: Person, handoffs: Sequence[Handoff], now: datetime, rules: Rules
) -> datetime | None:
    """When a last day wants looking at again (UTC): each morning of its last week; None when none is near."""
    first = calendar.local_day(calendar.next_digest(now, rules.digest_hour, person.tz), person.tz)
    days = [
        max(first, leaving.notice_day(handoff.last_day))
        for handoff in handoffs
        if handoff.manager == person.id and handoff.last_day is not None and leaving.leaves(handoff)
        if uow.history.seen(_occasion(handoff)) is None
    ]
    return calendar.digest_on_or_after(min(days), rules.digest_hour, person.tz) if days else None


def answer(uow: UnitOfWork, act: Act, handoff_id: int, choice: str, rules: Rules) -> Done:
    """The manager says who answers: "me", or "accept": the receiver is asked to accept now.

    Raises NotYours, Gone, or AlreadySo once it is accepted.
    """

    def decide(handoff: Handoff, by: By) -> Change:
        if handoff.accepted_at is not None:
            raise AlreadySo(None, "accepted", handoff.accepted_by, handoff.accepted_at)
        if not handoff.status.open:
            raise Gone(handoff.status.value)
        return Change(handoff, (Event("answers", None, {"choice": choice}),))

    done = perform(uow, act, Action.CONFIRM, handoff_id, decide, rules=rules)
    if done.repeated:
        return done
    asked = uow.surfaces.find(
        SurfaceKind.REQUEST, handoff_id=handoff_id, person_id=done.handoff.manager, subject=ANSWERS
    )
    if asked is not None:
        uow.surfaces.end(asked.id)
    if choice == "accept":
        say(uow, act.cause, "accept_now", done.handoff.receiver, handoff_id)
    return done


def giver_left(uow: UnitOfWork, handoff: Handoff, person: PersonId, now: datetime, rules: Rules) -> None:
    """Somebody has gone: what was wanted of them ends, and their open questions go to who may know."""
    for prompt in uow.prompts.of_handoff(handoff.id):
        if prompt.person_id == person:
            prompting.close(uow, prompt, PromptState.LEFT, now)
    before = uow.transfers.get(handoff.id)
    told = before
    for question in before.questions.values():
        if question.asked_of != person or not question.waiting:
            continue
        able = questions.first_asked(
            handoff, question.topic, question.asked_by, now.date(), rules.question_days
        )
        if able is not None and able != person:
            told = transfer.pass_on(told, question.id, able).transfer
            bundles.hold(uow, handoff.id, replace(question, asked_of=able), now)
    uow.transfers.save(before, told)
