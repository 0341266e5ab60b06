"""Surfaces: stale while they differ from the state, drawn by one at a time, ended once."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from flows.ports import Surface, SurfaceKind, UnitOfWork
from tests.storage.shelf import Shelf, opened

CARD, CHECKLIST, REQUEST = SurfaceKind.CARD, SurfaceKind.CHECKLIST, SurfaceKind.REQUEST
DIGEST, HOME = SurfaceKind.DIGEST, SurfaceKind.HOME


async def posted(shelf: Shelf, kind: SurfaceKind = CARD, ts: str = "1.0", **where: Any) -> Surface:
    """A surface whose message is out, showing what it should."""

    def work(uow: UnitOfWork) -> Surface:
        made = uow.surfaces.add(kind, **where)
        uow.surfaces.posted(made.id, "C1", ts, made.wanted, "drawn", None)
        return known(uow, made.id)

    return await shelf.act(work)


def known(uow: UnitOfWork, surface_id: int) -> Surface:
    found = uow.surfaces.get(surface_id)
    assert found is not None
    return found


async def now_of(shelf: Shelf, surface: Surface) -> Surface:
    return await shelf.look(lambda uow: known(uow, surface.id))


async def stale(shelf: Shelf, now: datetime | None = None, limit: int = 10) -> list[int]:
    at = now or shelf.clock.now()
    return [one.id for one in await shelf.look(lambda uow: uow.surfaces.stale(at, limit=limit))]


async def test_a_new_surface_is_wanted_once_and_shown_never(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    made = await shelf.act(
        lambda uow: uow.surfaces.add(
            CHECKLIST, handoff_id=handoff.id, person_id=handoff.giver, channel="D1", subject="x"
        )
    )
    assert made == Surface(
        made.id, CHECKLIST, handoff.id, handoff.giver, "D1", None, 1, 0, None, None, 0, False, "x", None
    )
    assert await now_of(shelf, made) == made


async def test_a_surface_is_found_by_what_it_is_about(shelf: Shelf) -> None:
    handoff = await shelf.handoff()

    def work(uow: UnitOfWork) -> None:
        add, find = uow.surfaces.add, uow.surfaces.find
        card = add(CARD, handoff_id=handoff.id)
        list_of_giver = add(CHECKLIST, handoff_id=handoff.id, person_id=handoff.giver)
        home = add(HOME, person_id=handoff.giver)
        monday = add(DIGEST, person_id=handoff.giver, subject="2026-11-23")
        tuesday = add(DIGEST, person_id=handoff.giver, subject="2026-11-24")
        assert find(CARD, handoff_id=handoff.id) == card
        assert find(CHECKLIST, handoff_id=handoff.id, person_id=handoff.giver) == list_of_giver
        assert find(CHECKLIST, handoff_id=handoff.id, person_id=handoff.receiver) is None
        assert find(HOME, person_id=handoff.giver) == home
        assert find(DIGEST, person_id=handoff.giver, subject="2026-11-24") == tuesday
        assert find(DIGEST, person_id=handoff.giver) is None
        assert uow.surfaces.live_of(handoff.id) == [card, list_of_giver]
        assert uow.surfaces.live_for(handoff.giver, DIGEST) == [monday, tuesday]
        assert uow.surfaces.get(404) is None

    await shelf.act(work)


async def test_a_message_is_known_by_where_it_is(shelf: Shelf) -> None:
    card = await posted(shelf, ts="17.5")
    assert (card.channel, card.ts, card.shown, card.shown_hash) == ("C1", "17.5", 1, "drawn")
    assert await shelf.look(lambda uow: uow.surfaces.at("C1", "17.5")) == card
    assert await shelf.look(lambda uow: uow.surfaces.at("C1", "17.6")) is None


async def test_a_change_touches_its_handoff_and_the_homes_and_digests_of_its_people(shelf: Shelf) -> None:
    handoff, other = await shelf.handoff("Acme"), await shelf.handoff("Globex")
    giver, receiver = handoff.giver, handoff.receiver
    touched = [
        await posted(shelf, CARD, handoff_id=handoff.id),
        await posted(shelf, CHECKLIST, handoff_id=handoff.id, person_id=receiver),
        await posted(shelf, HOME, person_id=giver),
        await posted(shelf, DIGEST, person_id=giver),
    ]
    untouched = [
        await posted(shelf, CARD, handoff_id=other.id),
        await posted(shelf, CHECKLIST, handoff_id=other.id, person_id=giver),
        await posted(shelf, HOME, person_id=receiver),
        await posted(shelf, REQUEST, person_id=giver),
    ]
    await shelf.act(lambda uow: uow.surfaces.touch(handoff.id, [giver, giver]))
    assert [(await now_of(shelf, one)).wanted for one in touched] == [2, 2, 2, 2]
    assert [(await now_of(shelf, one)).wanted for one in untouched] == [1, 1, 1, 1]


async def test_a_surface_is_stale_until_what_was_wanted_is_shown(shelf: Shelf) -> None:
    card = await posted(shelf)
    assert await stale(shelf) == []
    await shelf.act(lambda uow: uow.surfaces.touch_one(card.id))
    await shelf.act(lambda uow: uow.surfaces.touch_one(card.id))
    assert await stale(shelf) == [card.id]
    await shelf.act(lambda uow: uow.surfaces.shown(card.id, 2, "older", None))
    assert await stale(shelf) == [card.id]
    await shelf.act(lambda uow: uow.surfaces.shown(card.id, 3, "newer", None))
    assert await stale(shelf) == []
    assert (await now_of(shelf, card)).shown_hash == "newer"


async def test_a_drawing_that_comes_late_changes_nothing(shelf: Shelf) -> None:
    card = await posted(shelf)
    await shelf.act(lambda uow: uow.surfaces.touch_one(card.id))
    await shelf.act(lambda uow: uow.surfaces.shown(card.id, 2, "newer", None))
    await shelf.act(lambda uow: uow.surfaces.shown(card.id, 1, "older", None))
    after = await now_of(shelf, card)
    assert (after.shown, after.shown_hash) == (2, "newer")


async def test_a_surface_becomes_stale_by_itself(shelf: Shelf) -> None:
    card = await posted(shelf)
    midnight = shelf.clock.now() + timedelta(hours=14)
    await shelf.act(lambda uow: uow.surfaces.shown(card.id, 1, "drawn", midnight))
    assert await shelf.look(lambda uow: uow.surfaces.next_stale_at()) == midnight
    assert await stale(shelf, midnight - timedelta(seconds=1)) == []
    assert await stale(shelf, midnight) == [card.id]
    assert await shelf.act(lambda uow: uow.surfaces.claim(card.id, midnight, seconds=30)) is not None
    await shelf.act(lambda uow: uow.surfaces.shown(card.id, 1, "drawn", None))
    assert await stale(shelf, midnight) == []
    assert await shelf.look(lambda uow: uow.surfaces.next_stale_at()) is None


async def test_what_was_never_posted_is_left_to_the_outbox(shelf: Shelf) -> None:
    await shelf.act(lambda uow: uow.surfaces.add(CARD))
    assert await stale(shelf) == []


async def test_the_longest_waiting_come_first_and_cards_before_lists(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    checklist = await posted(shelf, CHECKLIST, handoff_id=handoff.id, person_id=handoff.giver)
    card = await posted(shelf, CARD, handoff_id=handoff.id)
    earlier = await posted(shelf, CHECKLIST)
    await shelf.act(lambda uow: uow.surfaces.touch_one(earlier.id))
    shelf.clock.move(seconds=5)
    await shelf.act(lambda uow: uow.surfaces.touch(handoff.id, []))
    shelf.clock.move(seconds=5)
    await shelf.act(lambda uow: uow.surfaces.touch_one(earlier.id))
    assert await stale(shelf) == [earlier.id, card.id, checklist.id]
    assert await stale(shelf, limit=2) == [earlier.id, card.id]


async def test_a_home_is_drawn_when_opened_and_for_an_hour_after(shelf: Shelf) -> None:
    olivia, *_ = await shelf.people()
    home = await shelf.act(lambda uow: uow.surfaces.add(HOME, person_id=olivia))
    assert await stale(shelf) == []

    opened_at = shelf.clock.now()
    await shelf.act(lambda uow: uow.surfaces.opened(home.id, opened_at))
    assert await stale(shelf) == [home.id]
    drawn = await now_of(shelf, home)
    assert drawn.opened_at == opened_at
    await shelf.act(lambda uow: uow.surfaces.shown(home.id, drawn.wanted, "drawn", None))

    await shelf.act(lambda uow: uow.surfaces.touch_one(home.id))
    assert await stale(shelf, opened_at + timedelta(minutes=59)) == [home.id]
    assert await stale(shelf, opened_at + timedelta(minutes=60)) == []
    again = opened_at + timedelta(days=1)
    await shelf.act(lambda uow: uow.surfaces.opened(home.id, again))
    assert await stale(shelf, again) == [home.id]


async def test_a_home_that_nobody_watches_wakes_nobody(shelf: Shelf) -> None:
    olivia, *_ = await shelf.people()
    home = await shelf.act(lambda uow: uow.surfaces.add(HOME, person_id=olivia))
    soon = shelf.clock.now() + timedelta(minutes=5)
    await shelf.act(lambda uow: uow.surfaces.opened(home.id, shelf.clock.now()))
    await shelf.act(lambda uow: uow.surfaces.shown(home.id, 2, "drawn", soon))
    assert await shelf.look(lambda uow: uow.surfaces.next_stale_at()) == soon
    shelf.clock.move(hours=2)
    assert await shelf.look(lambda uow: uow.surfaces.next_stale_at()) is None


async def test_a_surface_has_one_drawer_at_a_time(shelf: Shelf) -> None:
    card = await posted(shelf)
    now = shelf.clock.now()

    def claim(uow: UnitOfWork, at: datetime = now) -> Surface | None:
        return uow.surfaces.claim(card.id, at, seconds=30)

    assert await shelf.act(claim) is None, "it shows what it should"
    await shelf.act(lambda uow: uow.surfaces.touch_one(card.id))
    assert await shelf.act(claim) == await now_of(shelf, card)
    assert await shelf.act(claim) is None, "somebody has it"
    assert await stale(shelf) == []
    assert await shelf.act(lambda uow: claim(uow, now + timedelta(seconds=30))) is not None, "it ran out"

    await shelf.act(lambda uow: uow.surfaces.unclaim(card.id, retry_at=now + timedelta(minutes=2)))
    assert await stale(shelf, now + timedelta(minutes=1)) == []
    assert await stale(shelf, now + timedelta(minutes=2)) == [card.id]
    await shelf.act(lambda uow: uow.surfaces.unclaim(card.id))
    assert await stale(shelf) == [card.id]


async def test_of_many_who_want_it_one_gets_the_surface(shelf: Shelf) -> None:
    card = await posted(shelf)
    await shelf.act(lambda uow: uow.surfaces.touch_one(card.id))
    now = shelf.clock.now()
    async with opened(shelf.url, shelf.clock) as replica:
        claims = await asyncio.gather(
            *(
                one.act(lambda uow: uow.surfaces.claim(card.id, now, seconds=30))
                for one in (shelf, replica) * 4
            )
        )
    assert len([claim for claim in claims if claim is not None]) == 1


async def test_an_ended_surface_is_drawn_once_more_and_never_again(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    card = await posted(shelf, CARD, handoff_id=handoff.id)
    later = shelf.clock.now() + timedelta(hours=1)
    await shelf.act(lambda uow: uow.surfaces.end(card.id))
    await shelf.act(lambda uow: uow.surfaces.end(card.id))
    assert await stale(shelf) == [card.id]
    assert await shelf.look(lambda uow: uow.surfaces.find(CARD, handoff_id=handoff.id)) is None
    assert await shelf.look(lambda uow: uow.surfaces.live_of(handoff.id)) == []

    await shelf.act(lambda uow: uow.surfaces.shown(card.id, 2, "last", later))
    await shelf.act(lambda uow: uow.surfaces.touch(handoff.id, []))
    await shelf.act(lambda uow: uow.surfaces.touch_one(card.id))
    assert await stale(shelf, later) == []
    assert (await now_of(shelf, card)).ended


async def test_a_message_that_is_gone_can_be_made_anew(shelf: Shelf) -> None:
    card = await posted(shelf)
    again = await shelf.act(lambda uow: uow.surfaces.remake(card.id))
    assert (again.generation, again.ts, again.shown_hash, again.channel) == (1, None, None, "C1")
    assert again.wanted > again.shown
    assert await stale(shelf) == [], "its new message is not out yet"
    await shelf.act(lambda uow: uow.surfaces.posted(card.id, "C1", "2.0", again.wanted, "drawn", None))
    assert await stale(shelf) == []
    assert await shelf.look(lambda uow: uow.surfaces.at("C1", "1.0")) is None


@pytest.mark.parametrize("touched", [True, False])
async def test_a_message_that_is_lost_is_let_go(shelf: Shelf, *, touched: bool) -> None:
    card = await posted(shelf)
    if touched:
        await shelf.act(lambda uow: uow.surfaces.touch_one(card.id))
    await shelf.act(lambda uow: uow.surfaces.lost(card.id))
    assert (await now_of(shelf, card)).ended
    assert await stale(shelf) == []


async def test_another_workspace_sees_none_of_it(shelf: Shelf) -> None:
    card = await posted(shelf)
    await shelf.act(lambda uow: uow.surfaces.touch_one(card.id))
    async with opened(shelf.url, shelf.clock, "T002") as other:
        now = shelf.clock.now()
        assert await other.act(lambda uow: uow.surfaces.get(card.id)) is None
        assert await other.act(lambda uow: uow.surfaces.at("C1", "1.0")) is None
        assert await other.act(lambda uow: uow.surfaces.stale(now, limit=5)) == []
        assert await other.act(lambda uow: uow.surfaces.claim(card.id, now, seconds=5)) is None
        await other.act(lambda uow: uow.surfaces.lost(card.id))
    assert await stale(shelf) == [card.id]
