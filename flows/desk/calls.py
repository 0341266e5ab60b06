"""People say when calls begin and end, and get a calendar file for those that they plan."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from flows import calendar, calls, standing
from flows.calls import Call
from flows.desk.acting import Act, Done, Rules, actor, note, note_id, perform
from flows.desk.passing import say
from flows.handoff import By, Change, Handoff
from flows.permissions import Action
from flows.ports import UnitOfWork
from flows.refusals import Invalid
from flows.vocabulary import CallKind

FILE: Final = "call_file"
"""The saying that brings the file of a call."""

FURTHEST = timedelta(days=730)
"""How far ahead a call may be: further off is a mistyped year."""


def plan(
    uow: UnitOfWork,
    act: Act,
    handoff_id: int,
    step_id: str,
    call: Call,
    last_old: date | None,
    rules: Rules,
) -> Done:
    """Keep a call that somebody plans, in their own zone, and have its file sent to their DM.

    For a step with `call: new` its day becomes that of the first new call; `last_old` is when the old calls
    end, if known. Raises Invalid for a day that has passed or is years away, no title, or too many guests.
    """
    person = actor(uow, act)
    planned = replace(call, zone=person.tz.key, title=" ".join(call.title.split()))
    _require_sound(planned, calendar.local_day(act.at, person.tz))
    words = note(act, person.id, "call", planned.as_text())

    def decide(handoff: Handoff, by: By) -> Change:
        formed = standing.shape(handoff, handoff.playbook.by_id[step_id])
        begins = formed is not None and formed.call is CallKind.NEW
        days = {calls.FIRST: calls.kept(planned.day, planned.every)} if begins else {}
        if begins and last_old is not None:
            days[calls.LAST] = calls.kept(last_old)
        kept = {key: note(act, by.person, key, text) for key, text in days.items()}
        return calls.remember(handoff, by, step_id, kept, words)

    done = perform(uow, act, Action.WORK, handoff_id, decide, step_id=step_id, rules=rules)
    say(uow, act.cause, FILE, person.id, handoff_id, step=step_id, note=note_id(act, "call"))
    return done


def _require_sound(call: Call, today: date) -> None:
    problems = {}
    if not call.title:
        problems["title"] = "missing"
    if call.day < today:
        problems["day"] = "past"
    elif call.day > today + FURTHEST:
        problems["day"] = "far"
    if len(call.guests) > calls.MOST_GUESTS:
        problems["guests"] = "too_many"
    if problems:
        raise Invalid(problems)


def end(uow: UnitOfWork, act: Act, handoff_id: int, step_id: str, last_old: date, rules: Rules) -> Done:
    """Keep the day of the last of the old calls. Raises Invalid for one that is years away."""
    person = actor(uow, act)
    if abs(last_old - calendar.local_day(act.at, person.tz)) > FURTHEST:
        raise Invalid({"last_old": "far"})

    def decide(handoff: Handoff, by: By) -> Change:
        kept = {calls.LAST: note(act, by.person, calls.LAST, calls.kept(last_old))}
        return calls.remember(handoff, by, step_id, kept, None)

    return perform(uow, act, Action.WORK, handoff_id, decide, step_id=step_id, rules=rules)


def planned(handoff: Handoff, note_id: str) -> Call | None:
    """The call that was kept as that note; None once its text was erased."""
    found = handoff.notes.get(note_id)
    return Call.of_text(found.body) if found is not None else None
