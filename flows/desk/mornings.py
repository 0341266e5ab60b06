"""Digests: who has a morning with something to say, and what it says.

The sweep asks "whose time has come at or before now", never "is it nine o'clock": a restart loses nothing,
and several processes may sweep, because a digest's key names the person and the local day.
"""

from collections.abc import Sequence
from datetime import date, datetime

from flows import calendar, nudges
from flows.desk import bundles, departures
from flows.desk.acting import Rules
from flows.handoff import Handoff
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
    today = calendar.local_day(now, person.tz)
    slot = calendar.digest_on_or_after(today, rules.digest_hour, person.tz)
    is_morning = slot <= now and not bundles.due_since(uow, person, slot, now)
    held = _open_what_was_held(uow, person, now)
    handoffs = uow.handoffs.of_person(person.id) if is_morning else ()
    if not is_morning or not _said_what_there_is(uow, person, handoffs, today):
        # Woken for a bundle, or the zone has changed: what there is to say waits for the next morning.
        following = calendar.next_digest(now, rules.digest_hour, person.tz)
        uow.people.sleep(person.id, min(following, held or following))
        return
    departures.look(uow, person, handoffs, now)
    times = (
        nudges.next_look(person, handoffs, now, rules.digest_hour),
        departures.next_look(uow, person, handoffs, now, rules),
        held,
    )
    uow.people.sleep(person.id, min((at for at in times if at), default=None), digested_at=now)


def _open_what_was_held(uow: UnitOfWork, person: Person, now: datetime) -> datetime | None:
    """Open the person's bundle if its time has come; return when their queue is to be looked at again."""
    if person.deleted:
        return None
    bundles.open_due(uow, person, now)
    return bundles.next_held(uow, person, now)


def _said_what_there_is(uow: UnitOfWork, person: Person, handoffs: Sequence[Handoff], today: date) -> bool:
    """Whether the day's digest says all there is; False when that day has had one already."""
    if person.deleted or not _has_news(uow, person, handoffs, today):
        return True
    return _queue(uow, person, today)


def _has_news(uow: UnitOfWork, person: Person, handoffs: Sequence[Handoff], today: date) -> bool:
    since = person.digested_at
    if uow.history.favours(person.id, since, limit=1):
        return True
    return bool(nudges.lines(person, handoffs, today, since))


def _queue(uow: UnitOfWork, person: Person, today: date) -> bool:
    """Queue the digest in the place of the last one; False when that local day has had one."""
    earlier = uow.surfaces.live_for(person.id, SurfaceKind.DIGEST)
    surface = uow.surfaces.add(
        SurfaceKind.DIGEST, person_id=person.id, subject=subject(today, person.digested_at)
    )
    saying = Saying(
        key=f"digest:{person.id}:{today.isoformat()}",
        kind="surface",
        person_id=person.id,
        surface_id=surface.id,
        priority=Priority.REMINDER,
    )
    if not uow.outbox.say(saying):
        uow.surfaces.lost(surface.id)
        return False
    for old in earlier:
        uow.surfaces.end(old.id)
    return True


def subject(today: date, since: datetime | None) -> str:
    """What a digest's surface remembers: its local day, and since when news counts (ISO, aware UTC)."""
    return f"{today.isoformat()}|{since.isoformat() if since else ''}"


def window(subject: str) -> tuple[date, datetime | None]:
    """The local day and the instant that `subject` remembered."""
    today, _, since = subject.partition("|")
    return date.fromisoformat(today), datetime.fromisoformat(since) if since else None
