"""What is not kept yet waits for its person, and goes after a day."""

from dataclasses import replace
from datetime import timedelta

from flows.ports import UnitOfWork
from flows.unkept import LEFT_OUT, LIFE, Unkept
from tests.storage.shelf import Shelf


async def added(shelf: Shelf, text: Unkept) -> Unkept:
    """Let it wait, and return it as it is stored."""

    def work(uow: UnitOfWork) -> Unkept | None:
        return uow.unkept.get(uow.unkept.add(text))

    stored = await shelf.act(work)
    assert stored is not None
    return stored


async def test_a_text_comes_back_as_it_went_in(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    now = shelf.clock.now()
    text = Unkept(
        0, handoff.giver, "# Acme\n- runners", now, handoff.id, {"0": LEFT_OUT},
        "https://acme.test", handoff.receiver, now - timedelta(days=3), private=True,
    )  # fmt: skip
    stored = await added(shelf, text)
    assert stored == replace(text, id=stored.id)
    placed = replace(stored, handoff_id=None, places={"1": "health"})
    await shelf.act(lambda uow: uow.unkept.place(placed))
    assert await shelf.look(lambda uow: uow.unkept.get(stored.id)) == placed
    await shelf.act(lambda uow: uow.unkept.drop(stored.id))
    assert await shelf.look(lambda uow: uow.unkept.get(stored.id)) is None


async def test_it_goes_after_a_day(shelf: Shelf) -> None:
    (olivia, *_) = await shelf.people()
    old = await added(shelf, Unkept(0, olivia, "old", shelf.clock.now()))
    shelf.clock.move(hours=20)
    new = await added(shelf, Unkept(0, olivia, "new", shelf.clock.now()))
    now = shelf.clock.move(hours=4)
    assert old.gone(now)
    assert not new.gone(now)
    assert await shelf.act(lambda uow: uow.unkept.drop_old(now - LIFE)) == 1
    assert await shelf.look(lambda uow: uow.unkept.get(old.id)) is None
    assert await shelf.look(lambda uow: uow.unkept.get(new.id)) == new
