"""People leave, channels go: what that does to handoffs under way."""

from dataclasses import replace
from datetime import datetime

from flows.desk import departures
from flows.desk.acting import Act, Rules, tell
from flows.handoff import Change, Event, Handoff
from flows.people import Person
from flows.ports import Saying, SurfaceKind, UnitOfWork


def person_left(uow: UnitOfWork, act: Act, person: Person, rules: Rules | None = None) -> int:
    """Somebody was deactivated: a giver who has gone answers for nothing, and the manager hears.

    Returns how many handoffs it touched. Said once for each handoff, however often Slack tells.
    """
    touched = 0
    for handoff in uow.handoffs.of_person(person.id, limit=500):
        if uow.history.seen(f"left:{person.id}:{handoff.id}") is None:
            _leave(uow, act, person, handoff, rules or Rules())
            touched += 1
    return touched


def _leave(uow: UnitOfWork, act: Act, person: Person, handoff: Handoff, rules: Rules) -> None:
    after = replace(handoff, giver_gone=handoff.giver_gone or handoff.giver == person.id)
    change = Change(after, (Event("left", None, {"person": person.id}),))
    uow.handoffs.save(handoff, after)
    cause = f"left:{person.id}:{handoff.id}"
    recorded = uow.history.record(cause, None, act.at, handoff.id, change.events, {})
    departures.giver_left(uow, after, person.id, act.at, rules)
    uow.surfaces.touch(handoff.id, handoff.people)
    listener = handoff.manager if handoff.manager != person.id else handoff.receiver
    if listener != person.id:
        tell(uow, "left", listener, after, recorded, gone=person.id)


def undelivered(uow: UnitOfWork, now: datetime, saying: Saying, why: str) -> None:
    """A card could not be posted: it ends, and whoever started the handoff hears once. `why` is a code."""
    surface = uow.surfaces.get(saying.surface_id) if saying.surface_id is not None else None
    if surface is None or surface.kind is not SurfaceKind.CARD or surface.channel is None:
        return
    channel_lost(uow, Act("", f"undelivered:{saying.key}", now), surface.channel, why)


def channel_lost(uow: UnitOfWork, act: Act, channel: str, why: str) -> int:
    """A card may not, or cannot, stay in that channel: it ends there, and whoever started it hears.

    `why` is "archived", "removed" or "shared". Returns how many handoffs it touched.
    """
    ids = uow.handoffs.in_channel(channel)
    for handoff_id in ids:
        handoff = uow.handoffs.get(handoff_id, lock=True)
        if handoff is None:
            continue
        card = uow.surfaces.find(SurfaceKind.CARD, handoff_id=handoff_id)
        if card is not None:
            uow.surfaces.lost(card.id)
        after = replace(handoff, channel=None)
        uow.handoffs.save(handoff, after)
        cause = f"{act.cause}:{handoff_id}"
        if uow.history.seen(cause) is None:
            recorded = uow.history.record(
                cause, None, act.at, handoff_id, (Event("channel_lost", None, {"why": why}),), {}
            )
            tell(uow, "channel_lost", handoff.started_by, after, recorded, why=why)
    return len(ids)
