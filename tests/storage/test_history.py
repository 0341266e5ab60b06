"""The history: an act is recorded once, and nothing is lost of it."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from flows.handoff import Event
from flows.ports import Recorded, UnitOfWork
from tests.storage.shelf import SOON, Shelf

EVENTS = (
    Event("step_done", "plan", {"before": {}, "after": {"status": "done"}, "for": None}),
    Event("unlocked", "meeting"),
)


async def test_a_change_comes_back_as_it_was_recorded(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    now = shelf.clock.now()
    answer = {"said": "done", "ids": [1, 2]}
    change = await shelf.act(
        lambda uow: uow.history.record("click:1", handoff.giver, now, handoff.id, EVENTS, answer)
    )
    expected = Recorded(change, handoff.id, handoff.giver, now, EVENTS, answer)
    assert await shelf.look(lambda uow: uow.history.seen("click:1")) == expected
    assert await shelf.look(lambda uow: uow.history.change(change)) == expected
    assert await shelf.look(lambda uow: uow.history.last(handoff.id)) == [expected]


async def test_what_was_never_recorded_is_none(shelf: Shelf) -> None:
    assert await shelf.look(lambda uow: uow.history.seen("click:1")) is None
    assert await shelf.look(lambda uow: uow.history.change(404)) is None
    assert await shelf.look(lambda uow: uow.history.last(404)) == []


async def test_an_act_without_events_person_or_handoff_can_be_recorded(shelf: Shelf) -> None:
    now = shelf.clock.now()
    change = await shelf.act(lambda uow: uow.history.record("tick", None, now, None, (), {}))
    assert await shelf.look(lambda uow: uow.history.seen("tick")) == Recorded(change, None, None, now, (), {})


async def test_the_same_cause_is_not_recorded_twice(shelf: Shelf) -> None:
    now = shelf.clock.now()
    await shelf.act(lambda uow: uow.history.record("click:1", None, now, None, EVENTS, {}))
    with pytest.raises(IntegrityError):
        await shelf.act(lambda uow: uow.history.record("click:1", None, now, None, EVENTS, {}))


async def test_the_second_arrival_of_an_act_answers_the_same_and_does_nothing(shelf: Shelf) -> None:
    handoff = await shelf.handoff()
    now = shelf.clock.now()

    def work(uow: UnitOfWork) -> object:
        seen = uow.history.seen("click:1")
        if seen is not None:
            return seen.answer
        uow.handoffs.get(handoff.id, lock=True)
        number = len(uow.history.last(handoff.id))
        uow.history.record("click:1", handoff.giver, now, handoff.id, EVENTS, {"number": number})
        return {"number": number}

    answers = await asyncio.gather(*(shelf.act(work) for _ in range(8)))
    assert answers == [{"number": 0}] * 8
    assert len(await shelf.look(lambda uow: uow.history.last(handoff.id))) == 1


async def test_two_that_collide_end_as_one_on_postgresql(postgres_shelf: Shelf) -> None:
    both_have_looked = threading.Barrier(2)
    runs: list[int] = []

    def work_of(number: int) -> Callable[[UnitOfWork], object]:
        def work(uow: UnitOfWork) -> object:
            seen = uow.history.seen("click:1")
            runs.append(number)
            if seen is not None:
                return seen.answer
            both_have_looked.wait(SOON)
            uow.history.record("click:1", None, postgres_shelf.clock.now(), None, (), {"by": number})
            return {"by": number}

        return work

    first, second = await asyncio.gather(postgres_shelf.act(work_of(1)), postgres_shelf.act(work_of(2)))
    assert first == second
    assert len(runs) == 3


async def test_the_newest_changes_come_first(shelf: Shelf) -> None:
    handoff = await shelf.handoff("Acme")
    other = await shelf.handoff("Globex")

    def work(uow: UnitOfWork) -> list[int]:
        now = shelf.clock.now()
        uow.history.record("elsewhere", None, now, other.id, EVENTS, {})
        return [uow.history.record(f"{n}", None, now, handoff.id, EVENTS[:n], {}) for n in range(3)]

    made = await shelf.act(work)
    found = await shelf.look(lambda uow: uow.history.last(handoff.id, limit=2))
    assert [change.id for change in found] == [made[2], made[1]]
    assert [len(change.events) for change in found] == [2, 1]


async def test_favours_are_what_others_did_on_ones_steps(shelf: Shelf) -> None:
    olivia, noah, *_ = await shelf.people()
    start = shelf.clock.now()

    def on_step_of(owner: int) -> list[Event]:
        return [Event("step_done", "plan", {"for": owner})]

    def work(uow: UnitOfWork) -> list[int]:
        return [
            uow.history.record(cause, actor, start + timedelta(hours=hours), None, on_step_of(owner), {})
            for cause, actor, owner, hours in (
                ("a", noah, olivia, 1),
                ("b", olivia, olivia, 2),
                ("c", olivia, noah, 3),
                ("d", noah, olivia, 4),
            )
        ]

    made = await shelf.act(work)

    def favours(uow: UnitOfWork, since: datetime | None, limit: int = 5) -> list[tuple[int, str]]:
        found = uow.history.favours(olivia, since, limit=limit)
        return [(recorded.id, event.kind) for recorded, event in found]

    newest, oldest = (made[3], "step_done"), (made[0], "step_done")
    assert await shelf.look(lambda uow: favours(uow, None)) == [newest, oldest]
    assert await shelf.look(lambda uow: favours(uow, start + timedelta(hours=1))) == [newest]
    assert await shelf.look(lambda uow: favours(uow, None, limit=1)) == [newest]
