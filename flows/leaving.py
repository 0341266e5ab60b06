"""A giver's last day: what only they know is ordered backwards from it, and what will not fit is named.

How much fits into a day is ours: the handbook has no figures.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from flows import calendar, transfer
from flows.handoff import Handoff, Status
from flows.transfer import Transfer

A_DAY = 5
"""How much of what only they know a giver tells in one working day, beside their work (ours)."""

NOTICE = timedelta(days=7)
"""How long before the last day it is said what will not fit."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What only the giver can tell, most important first: by which day each, and what does not fit."""

    by: tuple[tuple[str, date], ...]
    left_out: tuple[str, ...]


def order(handoff: Handoff) -> list[str]:
    """The questions in the order they are asked; with a last day, those of a light handoff come first."""
    asked = transfer.asked(handoff)
    return sorted(asked, key=lambda name: not asked[name][1].light) if handoff.last_day else list(asked)


def plan(handoff: Handoff, told: Transfer, today: date) -> Plan:
    """The plan as of that local day. Without a last day nothing has a day, and everything fits."""
    left = [name for name in order(handoff) if name not in told.answers]
    if handoff.last_day is None:
        return Plan((), ())
    room = A_DAY * calendar.working_days_until(today, handoff.last_day)
    fits, over = left[:room], left[room:]
    days: list[tuple[str, date]] = []
    day = calendar.working_day_on_or_before(handoff.last_day)
    for at, name in enumerate(reversed(fits)):
        if at and at % A_DAY == 0:
            day = calendar.working_day_on_or_before(day - timedelta(days=1))
        days.append((name, day))
    return Plan(tuple(reversed(days)), tuple(over))


def leaves(handoff: Handoff) -> bool:
    """Whether a last day is coming, or has passed, with the account still the giver's."""
    return (
        handoff.status is Status.RUNNING
        and handoff.last_day is not None
        and handoff.accepted_at is None
        and not handoff.giver_gone
    )


def notice_day(last_day: date) -> date:
    """The working day on which it is said, a week ahead at the latest, what will not fit."""
    return calendar.working_day_on_or_before(last_day - NOTICE)
