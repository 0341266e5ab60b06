"""Prepared statements say what SQLAlchemy's own way of running them says."""

from datetime import timedelta

import pytest
from sqlalchemy import bindparam, func, literal, select
from sqlalchemy.exc import IntegrityError, StatementError

from flows.ports import UnitOfWork
from storage.prepared import prepare
from storage.tables import Instant, people, workspaces
from storage.transaction import WS
from tests.storage.shelf import Shelf
from tests.support.handoffs import START

FEW = select(people.c.id).where(
    people.c.workspace_id == WS, people.c.id.in_(bindparam("ids", expanding=True))
)
NAMED = select(workspaces.c.name, literal("fixed").label("fixed"), workspaces.c.installed_at).where(
    workspaces.c.id == WS, workspaces.c.installed_at <= bindparam("now", type_=Instant())
)


def first_and_later(uow: UnitOfWork, statement: object, **values: object) -> list[object]:
    """What a statement answers the first time, and the times after."""
    tx = uow.transaction  # type: ignore[attr-defined]
    return [dict(tx.first(statement, **values)._mapping) for _ in range(3)]


async def test_a_row_is_the_same_the_first_time_and_later(sqlite_shelf: Shelf) -> None:
    answers = await sqlite_shelf.act(lambda uow: first_and_later(uow, NAMED, now=START))
    assert answers == [{"name": "Tanuki", "fixed": "fixed", "installed_at": START}] * 3


async def test_nothing_found_is_none_the_first_time_and_later(sqlite_shelf: Shelf) -> None:
    early = START - timedelta(days=1)

    def work(uow: UnitOfWork) -> list[object]:
        tx = uow.transaction  # type: ignore[attr-defined]
        return [found for _ in range(3) for found in (tx.first(NAMED, now=early), *tx.rows(NAMED, now=early))]

    assert await sqlite_shelf.look(work) == [None] * 3


async def test_a_list_of_any_length_is_left_to_sqlalchemy(sqlite_shelf: Shelf) -> None:
    ids = await sqlite_shelf.people()

    def work(uow: UnitOfWork) -> list[int]:
        tx = uow.transaction  # type: ignore[attr-defined]
        return [len(tx.rows(FEW, ids=ids[:count])) for count in (1, 3, 2, 0)]

    assert await sqlite_shelf.look(work) == [1, 3, 2, 0]


async def test_a_statement_made_for_the_occasion_is_not_kept(sqlite_shelf: Shelf) -> None:
    def work(uow: UnitOfWork) -> object:
        tx = uow.transaction  # type: ignore[attr-defined]
        made = select(func.count()).select_from(people)
        assert prepare(made, tx.connection.dialect) is None
        return tx.first(select(func.count()).select_from(people))[0]

    assert await sqlite_shelf.look(work) == 0


async def test_errors_are_the_same_the_first_time_and_later(sqlite_shelf: Shelf) -> None:
    now = sqlite_shelf.clock.now()
    await sqlite_shelf.act(lambda uow: uow.history.record("click:1", None, now, None, (), {}))
    for _ in range(3):
        with pytest.raises(IntegrityError, match="UNIQUE"):
            await sqlite_shelf.act(lambda uow: uow.history.record("click:1", None, now, None, (), {}))
        with pytest.raises(StatementError, match="needs a time zone"):
            await sqlite_shelf.act(lambda uow: uow.people.wake([1], now.replace(tzinfo=None)))


async def test_errors_never_quote_what_people_wrote(sqlite_shelf: Shelf) -> None:
    account = await sqlite_shelf.act(lambda uow: uow.accounts.named_or_new("Acme"))
    await sqlite_shelf.act(lambda uow: uow.accounts.named_or_new("Hush Ltd"))
    for _ in range(3):
        with pytest.raises(IntegrityError) as caught:
            await sqlite_shelf.act(lambda uow: uow.accounts.rename(account.id, "Hush Ltd"))
        assert "hush" not in str(caught.value).lower()
