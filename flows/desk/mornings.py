"""Digests: who has a morning with something to say, and what it says.

The sweep asks "whose time has come at or before now", never "is it nine o'clock": a restart loses nothing,
and several processes may sweep, because a digest's key names the person and the local day.
"""

from datetime import datetime

from flows import calendar, nudges
from flows.desk.acting import Rules
from flows.people import Person
from flows.ports import Priority, Saying, SurfaceKind, UnitOfWork

SLICE = 5
"""People looked at in one transaction: more would make a click wait (DESIGN §2)."""


def sweep(uow: UnitOfWork, now: datetime, rules: Rules) -> int:
    """Look at the next few people whose time has come; return how many there were."""
    due = uow.people.due(now, limit=SLICE)
    for person in due:
        _look_at(uow, person, now, rules)
    return len(due)


def _look_at(uow: UnitOfWork, person: Person, now: datetime, rules: Rules) -> None:
    handoffs = uow.handoffs.of_person(person.id)
    today = calendar.local_day(now, person.tz)
    reached = calendar.digest_on_or_after(today, rules.digest_hour, person.tz) <= now
    found = nudges.lines(person, handoffs, today, person.digested_at) if reached else []
    if found and not person.deleted:
        _queue(uow, person, today.isoformat())
    following = nudges.next_look(person, handoffs, now, rules.digest_hour)
    uow.people.sleep(person.id, following, digested_at=now if reached else None)


def _queue(uow: UnitOfWork, person: Person, day: str) -> None:
    if uow.surfaces.find(SurfaceKind.DIGEST, person_id=person.id, subject=day) is not None:
        return
    surface = uow.surfaces.add(SurfaceKind.DIGEST, person_id=person.id, subject=day)
    uow.outbox.say(
        Saying(
            key=f"digest:{person.id}:{day}",
            kind="surface",
            person_id=person.id,
            surface_id=surface.id,
            priority=Priority.REMINDER,
        )
    )
