"""People, and when to look at them next."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows.handoff import Status, StepState
from flows.people import Person, PersonId
from flows.ports import UnitOfWork
from tests.storage.shelf import Shelf

OLIVIA = Person(0, "U001", "Olivia Brandt", zone="Europe/Lisbon", guest=True)


async def test_a_person_comes_back_as_slack_told(shelf: Shelf) -> None:
    stored = await shelf.act(lambda uow: uow.people.upsert(OLIVIA))
    assert stored == replace(OLIVIA, id=stored.id)
    assert await shelf.look(lambda uow: uow.people.by_slack_id("U001")) == stored
    assert await shelf.look(lambda uow: uow.people.get([stored.id, 404])) == {stored.id: stored}
    assert await shelf.look(lambda uow: uow.people.get([])) == {}


async def test_somebody_we_have_not_met_is_none(shelf: Shelf) -> None:
    assert await shelf.look(lambda uow: uow.people.by_slack_id("U404")) is None


async def test_what_slack_tells_later_is_kept_and_our_own_stays(shelf: Shelf) -> None:
    first = await shelf.act(lambda uow: uow.people.upsert(OLIVIA))
    now = shelf.clock.now()
    await shelf.act(lambda uow: uow.people.sleep(first.id, now, digested_at=now))
    left = replace(
        OLIVIA, name="Olivia B.", zone="Asia/Tokyo", deleted=True, guest=False, bot=True, external=True
    )
    second = await shelf.act(lambda uow: uow.people.upsert(left))
    assert second == replace(left, id=first.id, digested_at=now)
    assert await shelf.look(lambda uow: uow.people.due(now, limit=5)) == [second]


async def test_everyone_with_a_part_in_an_open_handoff_is_found_once(shelf: Shelf) -> None:
    olivia, noah, maya, anna, sam, *_ = await shelf.people()
    await shelf.handoff("Acme", steps={"plan": StepState(owner=anna)})
    await shelf.handoff("Globex", status=Status.PAUSED)
    await shelf.handoff("Initech", status=Status.CLOSED, steps={"plan": StepState(owner=sam)})
    found = await shelf.look(lambda uow: uow.people.of_open_handoffs())
    assert [person.id for person in found] == [olivia, noah, maya, anna]


def due(uow: UnitOfWork, now: datetime, limit: int = 10) -> list[PersonId]:
    return [person.id for person in uow.people.due(now, limit=limit)]


async def test_an_earlier_waking_is_kept(shelf: Shelf) -> None:
    olivia, noah, *_ = await shelf.people()
    now = shelf.clock.now()
    await shelf.act(lambda uow: uow.people.wake([olivia, noah], now + timedelta(hours=2)))
    await shelf.act(lambda uow: uow.people.wake([olivia], now + timedelta(hours=5)))
    await shelf.act(lambda uow: uow.people.wake([noah, noah], now + timedelta(hours=1)))
    await shelf.act(lambda uow: uow.people.wake([], now))

    assert await shelf.look(lambda uow: due(uow, now)) == []
    assert await shelf.look(lambda uow: due(uow, now + timedelta(hours=1))) == [noah]
    assert await shelf.act(lambda uow: due(uow, now + timedelta(hours=2))) == [noah, olivia]
    assert await shelf.act(lambda uow: due(uow, now + timedelta(hours=9), limit=1)) == [noah]


async def test_a_person_sleeps_until_they_are_told_or_woken(shelf: Shelf) -> None:
    olivia, *_ = await shelf.people()
    now = shelf.clock.now()
    await shelf.act(lambda uow: uow.people.wake([olivia], now))
    await shelf.act(lambda uow: uow.people.sleep(olivia, None))
    assert await shelf.look(lambda uow: due(uow, now + timedelta(days=9))) == []
    await shelf.act(lambda uow: uow.people.sleep(olivia, now + timedelta(days=1)))
    assert await shelf.look(lambda uow: due(uow, now)) == []
    assert await shelf.look(lambda uow: due(uow, now + timedelta(days=1))) == [olivia]


@pytest.mark.parametrize("told", [True, False])
async def test_the_last_digest_is_remembered(shelf: Shelf, *, told: bool) -> None:
    olivia, *_ = await shelf.people()
    first = shelf.clock.now()
    await shelf.act(lambda uow: uow.people.sleep(olivia, None, digested_at=first))
    later = shelf.clock.move(days=1)
    await shelf.act(lambda uow: uow.people.sleep(olivia, None, digested_at=later if told else None))
    found = await shelf.look(lambda uow: uow.people.get([olivia]))
    assert found[olivia].digested_at == (later if told else first)


async def test_the_next_waking_is_known(shelf: Shelf) -> None:
    assert await shelf.look(lambda uow: uow.people.next_wake()) is None
    olivia, noah, *_ = await shelf.people()
    now = shelf.clock.now()
    await shelf.act(lambda uow: uow.people.wake([olivia], now + timedelta(hours=2)))
    await shelf.act(lambda uow: uow.people.wake([noah], now + timedelta(hours=1)))
    assert await shelf.look(lambda uow: uow.people.next_wake()) == now + timedelta(hours=1)


async def test_two_sweeps_at_once_take_different_people(postgres_shelf: Shelf) -> None:
    olivia, noah, *_ = await postgres_shelf.people()
    now = postgres_shelf.clock.now()
    await postgres_shelf.act(lambda uow: uow.people.wake([olivia], now - timedelta(hours=1)))
    await postgres_shelf.act(lambda uow: uow.people.wake([noah], now))
    loop = asyncio.get_running_loop()

    def sweep(uow: UnitOfWork) -> tuple[list[PersonId], list[PersonId]]:
        mine = due(uow, now, limit=1)
        other = postgres_shelf.act(lambda uow: due(uow, now), tick=True)
        return mine, asyncio.run_coroutine_threadsafe(other, loop).result()

    assert await postgres_shelf.act(sweep) == ([olivia], [noah])
