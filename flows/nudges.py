"""Reminders: one digest per person and working day, only when there is something, and nothing else.

A digest names what is overdue or due against a day that a person set, what a wait has ended for, and what
became possible since the last digest. Locked steps are left alone: their owner cannot help it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from flows import calendar, guide, standing
from flows.handoff import Handoff, Status, StepState, StepStatus
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
        if (why := _why(handoff, seen, today, since, person)) is not None
    ]
    order = list(Why)
    return sorted(
        found,
        key=lambda line: (order.index(line.why), line.view.state.due or today, line.view.step.number),
    )


def _why(handoff: Handoff, seen: StepView, today: date, since: datetime | None, person: Person) -> Why | None:
    state = seen.state
    if not seen.actionable or (state.snoozed_until is not None and state.snoozed_until > today):
        return None
    if seen.standing is Standing.OVERDUE:
        return Why.OVERDUE
    if state.due == today or _woke(state, since, person):
        return Why.DUE
    if state.status is StepStatus.WAITING:
        return Why.WAIT_OVER
    unlocked = standing.unlocked_at(handoff, seen.step)
    if unlocked is not None and unlocked > (since or handoff.started_at):
        return Why.UNLOCKED
    return None


def _woke(state: StepState, since: datetime | None, person: Person) -> bool:
    """Whether "Later" has ended since the last digest, on a day without a digest perhaps."""
    until = state.snoozed_until
    return until is not None and (since is None or calendar.local_day(since, person.tz) < until)


def later(today: date) -> date:
    """What "Later" in a digest means: the next working day."""
    return calendar.next_working_day(today)


def next_look(person: Person, handoffs: Sequence[Handoff], now: datetime, hour: int) -> datetime | None:
    """When the person's digest should be looked at again (UTC), or None while no date is coming.

    Something overdue is said every working morning; anything else on the morning of its day.
    """
    following = calendar.next_digest(now, hour, person.tz)
    first = calendar.local_day(following, person.tz)
    days = [
        max(day, first)
        for handoff in handoffs
        if handoff.status is Status.RUNNING
        for seen in guide.mine(handoff, person.id, first)
        if (day := _next_day(seen, first)) is not None
    ]
    return calendar.digest_on_or_after(min(days), hour, person.tz) if days else None


def _next_day(seen: StepView, first: date) -> date | None:
    """The day on which the step is to be named, however long ago; None when there is no such day."""
    state = seen.state
    waits = state.status is StepStatus.WAITING
    if not seen.open or (waits and state.waiting_until is None):
        return None
    day = state.waiting_until if waits else state.due
    if state.snoozed_until is None or state.snoozed_until < first:
        return day
    return max(day, state.snoozed_until) if waits and day else state.snoozed_until
