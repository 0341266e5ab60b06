"""The outbox: every occasion once, one at a time in a conversation, answers first."""

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from flows.ports import OutboxRow, Priority, Saying, SurfaceKind, UnitOfWork
from tests.storage.shelf import Shelf, opened


def saying(key: str = "news:1", channel: str | None = "C1", **more: object) -> Saying:
    return Saying(key, "news", channel=channel, **more)  # type: ignore[arg-type]


async def say(shelf: Shelf, *sayings: Saying) -> list[bool]:
    return await shelf.act(lambda uow: [uow.outbox.say(one) for one in sayings])


async def claim(shelf: Shelf, now: datetime | None = None, limit: int = 10) -> list[OutboxRow]:
    at = now or shelf.clock.now()
    return list(await shelf.act(lambda uow: uow.outbox.claim(at, limit=limit)))


def keys(rows: list[OutboxRow]) -> list[str]:
    return [row.saying.key for row in rows]


async def test_a_saying_comes_out_as_it_went_in(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    surface = await shelf.act(lambda uow: uow.surfaces.add(SurfaceKind.CARD, handoff_id=handoff.id))
    said = Saying(
        key="surface:1:0",
        kind="card",
        channel="C1",
        person_id=handoff.giver,
        ephemeral_to=handoff.receiver,
        thread_ts="1.0",
        data={"step": "plan", "lines": [1, {"a": None}]},
        surface_id=surface.id,
        handoff_id=handoff.id,
        priority=Priority.REMINDER,
        not_before=shelf.clock.now(),
    )
    assert await say(shelf, said) == [True]
    (row,) = await claim(shelf)
    assert row.saying == said
    assert (row.state, row.sending_at, row.attempts) == ("sending", shelf.clock.now(), 1)
    assert row.delivery_id


async def test_an_occasion_is_spoken_for_once(shelf: Shelf) -> None:
    assert await say(shelf, saying(), saying(), saying("news:2")) == [True, False, True]
    (row,) = await claim(shelf)
    await shelf.act(lambda uow: uow.outbox.sent(row.id, "C1", "1.0", shelf.clock.now()))
    assert await say(shelf, saying()) == [False]


async def test_something_must_be_said_to_somebody(shelf: Shelf) -> None:
    with pytest.raises(ValueError, match="said to nobody"):
        await say(shelf, saying(channel=None))


async def test_a_conversation_hears_one_thing_at_a_time_in_order(shelf: Shelf) -> None:
    olivia, *_ = await shelf.people()
    await say(
        shelf,
        saying("c1:a", "C1"),
        saying("c1:b", "C1"),
        saying("c2:a", "C2"),
        saying("dm:a", None, person_id=olivia),
        saying("dm:b", None, person_id=olivia),
    )
    first = await claim(shelf)
    assert keys(first) == ["c1:a", "c2:a", "dm:a"]
    assert await claim(shelf) == []
    await shelf.act(lambda uow: uow.outbox.sent(first[0].id, "C1", "1.0", shelf.clock.now()))
    assert keys(await claim(shelf)) == ["c1:b"]


async def test_answers_go_before_reminders(shelf: Shelf) -> None:
    await say(
        shelf,
        saying("reminder", "C1", priority=Priority.REMINDER),
        saying("news", "C1"),
        saying("answer", "C1", priority=Priority.ANSWER),
        saying("elsewhere", "C2", priority=Priority.NEWS),
    )
    assert keys(await claim(shelf)) == ["answer", "elsewhere"]


async def test_a_few_are_taken_answers_first(shelf: Shelf) -> None:
    await say(
        shelf,
        saying("reminder", "C1", priority=Priority.REMINDER),
        saying("news", "C2"),
        saying("answer", "C3", priority=Priority.ANSWER),
    )
    assert keys(await claim(shelf, limit=2)) == ["answer", "news"]


async def test_nothing_goes_before_its_time(shelf: Shelf) -> None:
    nine = shelf.clock.now() + timedelta(hours=1)
    await say(shelf, saying("later", not_before=nine), saying("now"))
    (row,) = await claim(shelf)
    assert row.saying.key == "now"
    await shelf.act(lambda uow: uow.outbox.sent(row.id, "C1", "1.0", shelf.clock.now()))
    assert await claim(shelf, nine - timedelta(seconds=1)) == []
    assert keys(await claim(shelf, nine)) == ["later"]


async def test_when_the_next_may_go_is_known(shelf: Shelf) -> None:
    async def next_due() -> datetime | None:
        return await shelf.look(lambda uow: uow.outbox.next_due())

    assert await next_due() is None
    nine = shelf.clock.now() + timedelta(hours=1)
    await say(shelf, saying("later", "C2", not_before=nine))
    assert await next_due() == nine
    await say(shelf, saying("a"), saying("b"))
    assert await next_due() == shelf.clock.now()
    await claim(shelf)
    assert await next_due() == nine, "b waits for a, whoever sends it will say so"


async def test_what_did_not_work_is_tried_again_later(shelf: Shelf) -> None:
    await say(shelf, saying())
    (row,) = await claim(shelf)
    later = shelf.clock.now() + timedelta(seconds=30)
    await shelf.act(lambda uow: uow.outbox.retry(row.id, later))
    assert await claim(shelf) == []
    (again,) = await claim(shelf, later)
    assert (again.id, again.delivery_id, again.attempts) == (row.id, row.delivery_id, 2)


async def test_what_became_pointless_is_never_said(shelf: Shelf) -> None:
    await say(shelf, saying("pointless"), saying("next"))
    (row,) = await claim(shelf)
    await shelf.act(lambda uow: uow.outbox.drop(row.id, "closed"))
    assert keys(await claim(shelf)) == ["next"]
    assert await say(shelf, saying("pointless")) == [False]


async def test_what_got_stuck_is_adopted_by_one(shelf: Shelf) -> None:
    await say(shelf, saying())
    since = shelf.clock.now()
    (row,) = await claim(shelf)
    later = since + timedelta(seconds=60)

    assert await shelf.look(lambda uow: uow.outbox.stuck(since, limit=5)) == []
    (stuck,) = await shelf.look(lambda uow: uow.outbox.stuck(later, limit=5))
    assert stuck == row
    async with opened(shelf.url, shelf.clock) as replica:
        adopted = await asyncio.gather(
            *(one.act(lambda uow: uow.outbox.adopt(row.id, since, later)) for one in (shelf, replica) * 3)
        )
    assert sorted(adopted) == [False] * 5 + [True]
    assert await shelf.look(lambda uow: uow.outbox.stuck(later, limit=5)) == []
    (again,) = await shelf.look(lambda uow: uow.outbox.stuck(later + timedelta(seconds=1), limit=5))
    assert again == replace(row, sending_at=later, attempts=2)


async def test_what_was_sent_meanwhile_is_not_adopted(shelf: Shelf) -> None:
    await say(shelf, saying())
    since = shelf.clock.now()
    (row,) = await claim(shelf)
    await shelf.act(lambda uow: uow.outbox.sent(row.id, "C1", "1.0", since))
    later = since + timedelta(seconds=60)
    assert await shelf.look(lambda uow: uow.outbox.stuck(later, limit=5)) == []
    assert await shelf.act(lambda uow: uow.outbox.adopt(row.id, since, later)) is False


async def test_several_senders_never_take_the_same_nor_two_of_one_conversation(shelf: Shelf) -> None:
    conversations = [f"C{number}" for number in range(12)]
    await say(shelf, *(saying(f"{n}:{where}", where) for n in range(3) for where in conversations))
    async with opened(shelf.url, shelf.clock) as replica:
        taken = await asyncio.gather(*(claim(one, limit=5) for one in (shelf, replica) * 6))
    rows = [row for some in taken for row in some]
    assert sorted(row.saying.key for row in rows) == sorted(f"0:{where}" for where in conversations)


async def test_what_was_last_said_to_a_person_is_known(shelf: Shelf) -> None:
    olivia, noah, *_ = await shelf.people()
    await say(shelf, *(saying(key, None, person_id=olivia) for key in ("a", "b", "c")))
    for ts in ("1.0", "2.0"):
        (row,) = await claim(shelf)
        await shelf.act(lambda uow, row=row, ts=ts: uow.outbox.sent(row.id, "D1", ts, shelf.clock.now()))  # type: ignore[misc]
        shelf.clock.move(seconds=1)
    last = await shelf.look(lambda uow: uow.outbox.last_said(olivia))
    assert last is not None
    assert (last.saying.key, last.state) == ("b", "sent")
    assert await shelf.look(lambda uow: uow.outbox.last_said(noah)) is None


async def test_another_workspace_sees_none_of_it(shelf: Shelf) -> None:
    await say(shelf, saying())
    async with opened(shelf.url, shelf.clock, "T002") as other:
        assert await claim(other) == []
        assert await say(other, saying()) == [True], "its keys are its own"
        assert len(await claim(other)) == 1
    assert len(await claim(shelf)) == 1


async def test_nothing_is_said_when_its_cause_did_not_happen(shelf: Shelf) -> None:
    def work(uow: UnitOfWork) -> None:
        uow.outbox.say(saying())
        raise RuntimeError

    with pytest.raises(RuntimeError):
        await shelf.act(work)
    assert await claim(shelf) == []
