"""Ticks come again and again, whatever one of them does."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest_asyncio

from bot.ticks import Tick, Ticks, fixed_ticks

OFTEN = timedelta(milliseconds=10)


class Counter:
    """Counts its runs; can be told to fail or to take long."""

    def __init__(self) -> None:
        self.runs = 0
        self.overlapping = 0
        self.failing = False
        self.slow: asyncio.Event | None = None
        self.changed = asyncio.Condition()

    async def __call__(self) -> None:
        self.runs += 1
        self.overlapping += 1
        assert self.overlapping == 1
        async with self.changed:
            self.changed.notify_all()
        if self.slow is not None:
            await self.slow.wait()
        self.overlapping -= 1
        if self.failing:
            raise ValueError("what somebody wrote")

    async def reach(self, runs: int) -> None:
        async with asyncio.timeout(5), self.changed:
            await self.changed.wait_for(lambda: self.runs >= runs)


@pytest_asyncio.fixture
async def counter() -> AsyncIterator[Counter]:
    yield Counter()


async def test_a_tick_comes_again(counter: Counter) -> None:
    ticks = Ticks([Tick("count", OFTEN, counter)])
    ticks.start()
    await counter.reach(3)
    ticks.stop()


async def test_one_that_fails_comes_again_and_is_remembered(counter: Counter) -> None:
    counter.failing = True
    ticks = Ticks([Tick("count", OFTEN, counter)])
    ticks.start()
    await counter.reach(2)
    assert "count" in ticks.last_failure
    counter.failing = False
    await counter.reach(counter.runs + 2)
    assert ticks.last_failure == {}
    ticks.stop()


async def test_one_that_is_slow_never_overlaps_itself(counter: Counter) -> None:
    counter.slow = asyncio.Event()
    other = Counter()
    ticks = Ticks([Tick("slow", OFTEN, counter), Tick("other", OFTEN, other)])
    ticks.start()
    await counter.reach(1)
    await other.reach(5)
    assert counter.runs == 1
    counter.slow.set()
    await counter.reach(2)
    ticks.stop()


async def test_the_fixed_ticks_are_few() -> None:
    ran: list[str] = []

    def remember(name: str) -> Counter:
        async def run() -> None:
            ran.append(name)

        return run  # type: ignore[return-value]

    names = ("sweep", "wake", "refresh_people", "housekeeping")
    ticks = fixed_ticks(**{name: remember(name) for name in names})
    for tick in ticks:
        await tick.run()
    assert ran == list(names)
    assert [tick.every.total_seconds() for tick in ticks] == [30, 15, 3_600, 86_400]


async def test_stopping_what_never_started_is_fine() -> None:
    Ticks([]).stop()
