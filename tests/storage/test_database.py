"""Transactions: what is told, when, in what order, and what a failure takes with it."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.exc import DBAPIError, StatementError

from flows.ports import UnitOfWork
from storage.database import Closed, TooBusy
from storage.postgres import PEOPLE, TICKS
from tests.storage.shelf import Held, Shelf
from tests.support.handoffs import START

NO_PATIENCE = timedelta(0)
NAIVE = START.replace(tzinfo=None)


class Mishap(Exception):
    """Something goes wrong in the middle of a piece of work."""


def names(uow: UnitOfWork) -> list[str]:
    return [account.name for account in uow.accounts.like("", limit=100)]


async def test_what_is_told_as_done_can_be_read_at_once(shelf: Shelf) -> None:
    account = await shelf.act(lambda uow: uow.accounts.named_or_new("Acme"))
    assert await shelf.look(lambda uow: uow.accounts.named("acme")) == account


async def test_what_fails_takes_back_all_it_did(shelf: Shelf) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.accounts.named_or_new("Acme")
        raise Mishap

    with pytest.raises(Mishap):
        await shelf.act(work)
    assert await shelf.look(names) == []


async def test_one_failure_does_not_harm_its_neighbours(shelf: Shelf) -> None:
    def work_on(number: int) -> Callable[[UnitOfWork], str]:
        def work(uow: UnitOfWork) -> str:
            name = uow.accounts.named_or_new(f"Account {number}").name
            if number % 3 == 1:
                raise Mishap
            if number % 3 == 2:
                uow.people.wake([-1], NAIVE)
            return name

        return work

    held = Held(shelf, 1)
    await held.begun()
    waiting = [asyncio.create_task(shelf.act(work_on(number))) for number in range(9)]
    await asyncio.sleep(0)
    await held.let_go()
    outcomes = await asyncio.gather(*waiting, return_exceptions=True)

    assert [outcomes[number] for number in (0, 3, 6)] == ["Account 0", "Account 3", "Account 6"]
    assert all(isinstance(outcomes[number], Mishap) for number in (1, 4, 7))
    assert all(isinstance(outcomes[number], StatementError) for number in (2, 5, 8))
    assert await shelf.look(names) == ["Account 0", "Account 3", "Account 6"]


async def test_an_instant_without_a_zone_is_refused(shelf: Shelf) -> None:
    (olivia, *_) = await shelf.people()
    with pytest.raises(StatementError, match="needs a time zone"):
        await shelf.act(lambda uow: uow.people.sleep(olivia, NAIVE))


async def test_an_instant_comes_back_in_utc(shelf: Shelf) -> None:
    (olivia, *_) = await shelf.people()
    zone = timedelta(hours=5, minutes=30)
    local = datetime(2026, 11, 23, 9, 0, 0, 123456, tzinfo=UTC) + zone
    await shelf.act(lambda uow: uow.people.sleep(olivia, None, digested_at=local))
    found = await shelf.look(lambda uow: uow.people.get([olivia]))
    assert found[olivia].digested_at == local
    assert found[olivia].digested_at.tzinfo is UTC  # type: ignore[union-attr]


async def test_work_that_begins_too_late_is_not_run(shelf: Shelf) -> None:
    held = Held(shelf, PEOPLE)
    await held.begun()
    impatient = asyncio.create_task(
        shelf.act(lambda uow: uow.accounts.named_or_new("Acme"), patience=NO_PATIENCE)
    )
    patient = asyncio.create_task(shelf.act(lambda uow: uow.accounts.named_or_new("Globex")))
    await asyncio.sleep(0)
    await held.let_go()
    with pytest.raises(TooBusy, match="try again"):
        await impatient
    await patient
    assert await shelf.look(names) == ["Globex"]


async def test_people_come_before_ticks_on_sqlite(sqlite_shelf: Shelf) -> None:
    order: list[str] = []
    held = Held(sqlite_shelf, 1)
    await held.begun()
    waiting = [
        asyncio.create_task(sqlite_shelf.act(lambda _uow, who=who: order.append(who), tick=who == "tick"))  # type: ignore[misc]
        for who in ("tick", "person", "tick", "person")
    ]
    await asyncio.sleep(0)
    await held.let_go()
    await asyncio.gather(*waiting)
    assert order == ["person", "person", "tick", "tick"]


async def test_ticks_never_keep_a_person_waiting_on_postgresql(postgres_shelf: Shelf) -> None:
    held = Held(postgres_shelf, TICKS + 1, tick=True)
    await held.begun()
    await postgres_shelf.act(lambda uow: uow.accounts.named_or_new("Acme"))
    await held.let_go()


async def test_reading_does_not_wait_for_the_writer(shelf: Shelf) -> None:
    await shelf.act(lambda uow: uow.accounts.named_or_new("Acme"))
    held = Held(shelf, PEOPLE)
    await held.begun()
    assert await shelf.look(names) == ["Acme"]
    await held.let_go()


async def test_a_look_cannot_write(shelf: Shelf) -> None:
    with pytest.raises(DBAPIError):
        await shelf.look(lambda uow: uow.accounts.named_or_new("Acme"))
    assert await shelf.look(names) == []


async def test_a_look_sees_one_moment(shelf: Shelf) -> None:
    loop = asyncio.get_running_loop()

    def work(uow: UnitOfWork) -> tuple[list[str], list[str]]:
        before = names(uow)
        added = shelf.act(lambda other: other.accounts.named_or_new("Acme"))
        asyncio.run_coroutine_threadsafe(added, loop).result()
        return before, names(uow)

    assert await shelf.look(work) == ([], [])
    assert await shelf.look(names) == ["Acme"]


async def test_commits_are_announced_once_for_several_and_only_when_something_changed(shelf: Shelf) -> None:
    announced: list[None] = []
    shelf.database.on_commit(lambda: announced.append(None))
    await shelf.act(names)
    await shelf.act(lambda uow: uow.outbox.claim(shelf.clock.now(), limit=5))
    await asyncio.sleep(0)
    assert announced == []

    await shelf.act(lambda uow: uow.accounts.named_or_new("Acme"))
    await asyncio.sleep(0)
    assert len(announced) == 1


async def test_what_failed_is_not_announced(shelf: Shelf) -> None:
    announced: list[None] = []
    shelf.database.on_commit(lambda: announced.append(None))

    def work(uow: UnitOfWork) -> None:
        uow.accounts.named_or_new("Acme")
        raise Mishap

    with pytest.raises(Mishap):
        await shelf.act(work)
    await asyncio.sleep(0)
    assert announced == []


async def test_closing_finishes_what_came_in(shelf: Shelf) -> None:
    last = asyncio.create_task(shelf.act(lambda uow: uow.accounts.named_or_new("Acme")))
    await asyncio.sleep(0)
    await shelf.database.close()
    assert (await last).name == "Acme"


async def test_a_closed_database_says_so(sqlite_shelf: Shelf) -> None:
    await sqlite_shelf.database.close()
    with pytest.raises(Closed):
        await sqlite_shelf.act(names)


async def test_work_that_nobody_waits_for_any_more_is_not_run(sqlite_shelf: Shelf) -> None:
    held = Held(sqlite_shelf, 1)
    await held.begun()
    given_up = asyncio.create_task(sqlite_shelf.act(lambda uow: uow.accounts.named_or_new("Acme")))
    await asyncio.sleep(0)
    given_up.cancel()
    await asyncio.sleep(0)
    await held.let_go()
    assert await sqlite_shelf.look(names) == []


async def test_a_lock_held_by_another_program_is_waited_for_within_patience(sqlite_shelf: Shelf) -> None:
    other = sqlite3.connect(sqlite_shelf.url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(TooBusy):
        await sqlite_shelf.act(lambda uow: uow.accounts.named_or_new("Acme"), patience=NO_PATIENCE)
    patient = asyncio.create_task(sqlite_shelf.act(lambda uow: uow.accounts.named_or_new("Globex")))
    await asyncio.sleep(0)
    other.execute("COMMIT")
    other.close()
    assert (await patient).name == "Globex"


async def test_a_sqlite_file_survives_a_power_cut(sqlite_shelf: Shelf) -> None:
    def pragmas(uow: UnitOfWork) -> list[object]:
        connection = uow.transaction.connection  # type: ignore[attr-defined]
        asked = ("journal_mode", "synchronous", "foreign_keys")
        return [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in asked]

    full = 2
    assert await sqlite_shelf.act(pragmas) == ["wal", full, 1]
