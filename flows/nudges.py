"""Reminders: one digest per person and working day, only when there is something, and nothing else.

A digest names what is overdue or due against a day that a person set, what a wait has ended for, and what
became possible since the last digest. Locked steps are left alone: their owner cannot help it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from flows import calendar, guide, standing
from flows.handoff import Handoff, Status, StepStatus
from flows.people import Person
from flows.standing import Standing, StepView

LINES = 5
"""A digest names this many things, and counts the rest."""


class Why(StrEnum):
    """Why a step is in the digest, most pressing first."""

    OVERDUE = "overdue"
    DUE = "due"
    WAIT_OVER = "wait_over"
    UNLOCKED = "unlocked"


@dataclass(frozen=True, slots=True)
class Line:
    """One thing in a digest."""

    handoff: Handoff
    view: StepView
    why: Why


def lines(person: Person, handoffs: Iterable[Handoff], today: date, since: datetime | None) -> list[Line]:
    """What the person's digest of that local day says, most pressing first; empty: no digest.

    `since` is when the last digest was made: what became possible after it is news.
    """
    found = [
        Line(handoff, seen, why)
        for handoff in handoffs
        if handoff.status is Status.RUNNING
        for seen in guide.mine(handoff, person.id, today)
        if (why := _why(handoff, seen, today, since)) is not None
    ]
    order = list(Why)
    return sorted(
        found,
        key=lambda line: (order.index(line.why), line.view.state.due or today, line.view.step.number),
    )


def _why(handoff: Handoff, seen: StepView, today: date, since: datetime | None) -> Why | None:
    state = seen.state
    if not seen.actionable or (state.snoozed_until is not None and state.snoozed_until > today):
        return None
    if seen.standing is Standing.OVERDUE:
        return Why.OVERDUE
    if state.due == today or state.snoozed_until == today:
        return Why.DUE
    if state.status is StepStatus.WAITING:
        return Why.WAIT_OVER
    unlocked = standing.unlocked_at(handoff, seen.step)
    if unlocked is not None and unlocked > (since or handoff.started_at):
        return Why.UNLOCKED
    return None


def later(today: date) -> date:
    """What "Later" in a digest means: the next working day."""
    return calendar.next_working_day(today)


def next_look(person: Person, handoffs: Sequence[Handoff], now: datetime, hour: int) -> datetime | None:
    """When the person's digest should be looked at again (UTC), or None while no date is coming.

    Something overdue is said every working morning; anything else on the morning of its day.
    """
    today = calendar.local_day(now, person.tz)
    days = [
        day
        for handoff in handoffs
        if handoff.status is Status.RUNNING
        for seen in guide.mine(handoff, person.id, today)
        if seen.open
        for day in _days(seen, today)
    ]
    if not days:
        return None
    first = max(min(days), today)
    return max(
        calendar.digest_on_or_after(first, hour, person.tz),
        calendar.next_digest(now, hour, person.tz),
    )


def _days(seen: StepView, today: date) -> list[date]:
    state = seen.state
    tomorrow = today + timedelta(days=1)
    if state.status is StepStatus.WAITING:
        return [max(state.waiting_until, tomorrow)] if state.waiting_until else []
    days = [day for day in (state.due, state.snoozed_until) if day is not None]
    return [max(*days, tomorrow) if state.snoozed_until else max(days[0], tomorrow)] if days else []
