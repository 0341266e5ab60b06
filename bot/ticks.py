"""The few fixed ticks (DESIGN §5). A tick asks the database what is due now, never what time it is.

The scheduler keeps real time and only wakes; what is due is judged by the clock that everyone shares.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, timedelta
from logging import getLogger

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.logs import alarm

log = getLogger(__name__)

GRACE = timedelta(hours=1)
"""A machine that slept runs a missed tick once when it wakes, however late."""


@dataclass(frozen=True, slots=True)
class Tick:
    """Something to run every so often; it must ask the database what is due, and be safe to run twice."""

    name: str
    every: timedelta
    run: Callable[[], Awaitable[object]]


def fixed_ticks(
    *,
    sweep: Callable[[], Awaitable[object]],
    wake: Callable[[], Awaitable[object]],
    refresh_people: Callable[[], Awaitable[object]],
    housekeeping: Callable[[], Awaitable[object]],
) -> Sequence[Tick]:
    """Nudges and reviews, the workers' safety net, people hourly, housekeeping daily."""
    return (
        Tick("sweep", timedelta(seconds=30), sweep),
        Tick("wake", timedelta(seconds=15), wake),
        Tick("people", timedelta(hours=1), refresh_people),
        Tick("housekeeping", timedelta(days=1), housekeeping),
    )


class Ticks:
    """Runs the ticks in the background. None overlaps itself, and one that fails runs again next time."""

    def __init__(self, ticks: Sequence[Tick]) -> None:
        self._scheduler = AsyncIOScheduler(timezone=UTC)
        self.last_failure: dict[str, str] = {}
        for tick in ticks:
            self._scheduler.add_job(
                self._run,
                "interval",
                args=[tick],
                id=tick.name,
                seconds=tick.every.total_seconds(),
                coalesce=True,
                max_instances=1,
                misfire_grace_time=int(GRACE.total_seconds()),
            )

    def start(self) -> None:
        """Begin; needs a running event loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """End; a tick that is running is cut off, and its transaction is rolled back or done."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def _run(self, tick: Tick) -> None:
        try:
            await tick.run()
        except Exception as error:  # noqa: BLE001 - the next run has to come
            self.last_failure[tick.name] = alarm(log, "a tick failed", error=error, tick=tick.name)
        else:
            self.last_failure.pop(tick.name, None)
