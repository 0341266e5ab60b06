"""What the dispatcher and the refresher share: a loop that is woken, and a bounded number of jobs."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Collection, Coroutine
from datetime import datetime, timedelta
from logging import getLogger

from bot.logs import alarm
from flows.ports import Clock

log = getLogger(__name__)

IDLE = timedelta(seconds=5)
BREATH_SECONDS = 0.02
"""Between two rounds: many commits at once are one reason to look, and clicks need the machine too."""

FAREWELL_SECONDS = 15.0


class Worker(ABC):
    """A long-lived task that starts jobs in rounds, at most `at_once` at the same time, one per row."""

    _clock: Clock

    def __init__(self, name: str, at_once: int) -> None:
        self._name = name
        self._at_once = at_once
        self._awake = asyncio.Event()
        self._choosing = asyncio.Lock()
        self._loop: asyncio.Task[None] | None = None
        self._leaving = False
        self.in_flight: dict[int, asyncio.Task[None]] = {}

    @abstractmethod
    async def round(self, *, paced: bool) -> int:
        """Start what can be started now; returns how many. `paced`: keep to Slack's limits in real time."""

    @abstractmethod
    async def next_due(self) -> datetime | None:
        """The next instant (aware UTC) at which there may be something to do."""

    @property
    def free(self) -> int:
        """How many more jobs may start."""
        return self._at_once - len(self.in_flight)

    @property
    def alive(self) -> bool:
        """Whether it works in the background."""
        return self._loop is not None and not self._loop.done()

    def wake(self) -> None:
        """Something was committed, or time has passed: have a look."""
        self._awake.set()

    def start(self) -> None:
        """Work in the background until `stop`."""
        self._leaving = False
        self._loop = asyncio.create_task(self._run(), name=self._name)

    async def stop(self) -> None:
        """Take nothing more, and let what is on its way end (bounded by the timeout of a request)."""
        self._leaving = True
        self.wake()
        if self._loop is not None:
            await _end([self._loop])  # first: a round that has claimed rows launches them
        await _end(list(self.in_flight.values()))

    async def run_until_quiet(self) -> int:
        """Do all that is due now, unpaced; returns how many jobs that took. For time travel and tests."""
        handled = len(self.in_flight)  # what the loop has started may leave something to the other worker
        while True:
            async with self._choosing:
                started = await self.round(paced=False)
            handled += started
            if self.in_flight:
                await asyncio.wait(self.in_flight.values(), return_when=asyncio.FIRST_COMPLETED)
            elif not started:
                return handled

    def launch(self, row_id: int, work: Coroutine[None, None, None]) -> None:
        """Run the job for that row; it is looked at again when it has ended."""
        task = asyncio.create_task(self._guarded(row_id, work), name=f"{self._name}-{row_id}")
        self.in_flight[row_id] = task
        task.add_done_callback(lambda _: self._landed(row_id))

    def _landed(self, row_id: int) -> None:
        self.in_flight.pop(row_id, None)
        self.wake()  # what waited behind it may go now

    async def _guarded(self, row_id: int, work: Coroutine[None, None, None]) -> None:
        try:
            await work
        except Exception as error:  # noqa: BLE001 - one row must not stop the others; its lease runs out
            alarm(log, f"the {self._name} stumbled", error=error, row=row_id)

    async def _run(self) -> None:
        while not self._leaving:
            self._awake.clear()
            try:
                async with self._choosing:
                    await self.round(paced=True)
                pause = await self._until_next()
            except Exception as error:  # noqa: BLE001 - the loop has to survive a database that is away
                alarm(log, f"the {self._name} stumbled", error=error)
                pause = IDLE.total_seconds()
            await asyncio.sleep(BREATH_SECONDS)
            if not self._leaving:
                await _wait(self._awake, pause)

    async def _until_next(self) -> float:
        due = await self.next_due()
        left = IDLE if due is None else due - self._clock.now()
        return (min(left, IDLE) if left > timedelta() else IDLE).total_seconds()


async def _end(tasks: Collection[asyncio.Task[None]]) -> None:
    """Wait for the tasks to end by themselves, then cancel those that do not."""
    if tasks:
        _, late = await asyncio.wait(tasks, timeout=FAREWELL_SECONDS)
        for task in late:
            task.cancel()
        await asyncio.gather(*late, return_exceptions=True)


async def _wait(event: asyncio.Event, seconds: float) -> None:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return
