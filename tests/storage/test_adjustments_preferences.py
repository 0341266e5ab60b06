"""The workspace's settings come back as they went in, and the last ones count."""

from flows.preferences import Preferences
from tests.storage.shelf import Shelf

SETTLED = Preferences(
    title="TAM",
    open_cta=False,
    manager_confirms=False,
    digest_hour=0,
    full_within_days=0,
    links={"gainsight": "https://gainsight.test/"},
)


async def test_nothing_is_settled_at_first(shelf: Shelf) -> None:
    assert await shelf.look(lambda uow: uow.preferences.get()) == Preferences()


async def test_what_is_settled_comes_back_and_is_replaced(shelf: Shelf) -> None:
    (olivia, *_) = await shelf.people()
    for settled in (SETTLED, Preferences(digest_hour=7), Preferences()):
        at = shelf.clock.move(hours=1)
        await shelf.act(lambda uow, s=settled, at=at: uow.preferences.save(s, olivia, at))  # type: ignore[misc]
        assert await shelf.look(lambda uow: uow.preferences.get()) == settled
