"""Conversations as Slack last described them."""

from dataclasses import replace

from flows.ports import Conversation, Saying, SurfaceKind, UnitOfWork
from tests.storage.shelf import Shelf, opened

CHANNEL = Conversation("C1", "channel", "cs-handoffs", private=True, member=True, readable=False)


async def test_a_conversation_comes_back_as_slack_told(shelf: Shelf) -> None:
    await shelf.act(lambda uow: uow.conversations.upsert(CHANNEL))
    assert await shelf.look(lambda uow: uow.conversations.get("C1")) == CHANNEL
    shared = replace(CHANNEL, name="shared", shared=True, archived=True, readable=True, member=False)
    await shelf.act(lambda uow: uow.conversations.upsert(shared))
    assert await shelf.look(lambda uow: uow.conversations.get("C1")) == shared
    assert await shelf.look(lambda uow: uow.conversations.get("C404")) is None


async def test_the_dm_of_a_person_is_remembered(shelf: Shelf) -> None:
    olivia, noah, *_ = await shelf.people()
    await shelf.act(lambda uow: uow.conversations.upsert(Conversation("D1", "im", person_id=olivia)))
    assert await shelf.look(lambda uow: uow.conversations.dm_of(olivia)) == "D1"
    assert await shelf.look(lambda uow: uow.conversations.dm_of(noah)) is None


async def test_everything_follows_a_channel_that_got_another_id(shelf: Shelf) -> None:
    handoff = await shelf.handoff(channel="C1")
    now = shelf.clock.now()

    def work(uow: UnitOfWork) -> None:
        uow.conversations.upsert(CHANNEL)
        card = uow.surfaces.add(SurfaceKind.CARD, handoff_id=handoff.id)
        uow.surfaces.posted(card.id, "C1", "1.0", 1, "drawn", None)
        uow.outbox.say(Saying("a", "news", channel="C1"))
        uow.conversations.renamed("C1", "C9")
        uow.outbox.say(Saying("b", "news", channel="C9"))

    await shelf.act(work)
    assert await shelf.look(lambda uow: uow.conversations.get("C9")) == replace(CHANNEL, id="C9")
    assert await shelf.look(lambda uow: uow.conversations.get("C1")) is None
    assert await shelf.look(lambda uow: uow.handoffs.in_channel("C9")) == [handoff.id]
    assert await shelf.look(lambda uow: uow.surfaces.at("C9", "1.0")) is not None
    (first,) = await shelf.act(lambda uow: uow.outbox.claim(now, limit=5))
    assert (first.saying.key, first.saying.channel) == ("a", "C9")


async def test_a_new_id_that_was_met_already_stays_as_it_is(shelf: Shelf) -> None:
    newer = replace(CHANNEL, id="C9", name="renamed")

    def work(uow: UnitOfWork) -> None:
        uow.conversations.upsert(CHANNEL)
        uow.conversations.upsert(newer)
        uow.conversations.renamed("C1", "C9")

    await shelf.act(work)
    assert await shelf.look(lambda uow: uow.conversations.get("C9")) == newer
    assert await shelf.look(lambda uow: uow.conversations.get("C1")) is None


async def test_another_workspace_has_its_own(shelf: Shelf) -> None:
    await shelf.act(lambda uow: uow.conversations.upsert(CHANNEL))
    async with opened(shelf.url, shelf.clock, "T002") as other:
        assert await other.look(lambda uow: uow.conversations.get("C1")) is None
        await other.act(lambda uow: uow.conversations.upsert(replace(CHANNEL, name="theirs")))
        await other.act(lambda uow: uow.conversations.renamed("C1", "C9"))
    assert await shelf.look(lambda uow: uow.conversations.get("C1")) == CHANNEL
