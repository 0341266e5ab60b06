"""Accounts are one and the same however their name is typed."""

import pytest
from sqlalchemy.exc import IntegrityError

from flows.ports import UnitOfWork
from tests.storage.shelf import Shelf


@pytest.mark.parametrize("typed", ["Acme GmbH", "  acme   gmbh ", "ACME\u00a0GMBH", "\uff21cme GmbH"])
async def test_a_name_is_found_however_it_is_typed(shelf: Shelf, typed: str) -> None:
    account = await shelf.act(lambda uow: uow.accounts.named_or_new(" Acme  GmbH "))
    assert account.name == "Acme GmbH"
    assert await shelf.look(lambda uow: uow.accounts.named(typed)) == account
    assert await shelf.act(lambda uow: uow.accounts.named_or_new(typed)) == account


async def test_a_name_nobody_gave_is_none(shelf: Shelf) -> None:
    assert await shelf.look(lambda uow: uow.accounts.named("Acme")) is None


async def test_names_that_begin_so_come_before_those_that_contain_it(shelf: Shelf) -> None:
    def work(uow: UnitOfWork) -> list[str]:
        for name in ("Big Acme", "Acme", "Globex", "acme two", "100% Acme_1"):
            uow.accounts.named_or_new(name)
        return [account.name for account in uow.accounts.like("ACME", limit=3)]

    assert await shelf.act(work) == ["Acme", "acme two", "100% Acme_1"]


@pytest.mark.parametrize(("text", "found"), [("%", ["100%"]), ("_", ["a_b"]), ("\\", ["c\\d"])])
async def test_signs_mean_themselves(shelf: Shelf, text: str, found: list[str]) -> None:
    def work(uow: UnitOfWork) -> list[str]:
        for name in ("100%", "a_b", "c\\d", "plain"):
            uow.accounts.named_or_new(name)
        return [account.name for account in uow.accounts.like(text)]

    assert await shelf.act(work) == found


async def test_a_renamed_account_is_found_by_its_new_name(shelf: Shelf) -> None:
    handoff = await shelf.handoff("Acme")
    await shelf.act(lambda uow: uow.accounts.rename(handoff.account.id, " Acme  Two"))
    assert await shelf.look(lambda uow: uow.accounts.named("acme")) is None
    stored = await shelf.look(lambda uow: uow.handoffs.get(handoff.id))
    assert stored is not None
    assert stored.account.name == "Acme Two"


async def test_two_accounts_cannot_have_one_name(shelf: Shelf) -> None:
    account = await shelf.act(lambda uow: uow.accounts.named_or_new("Acme"))
    await shelf.act(lambda uow: uow.accounts.named_or_new("Globex"))
    with pytest.raises(IntegrityError):
        await shelf.act(lambda uow: uow.accounts.rename(account.id, "globex"))
