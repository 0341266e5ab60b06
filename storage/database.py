"""The database as the bot sees it: work goes in, and its outcome comes back once it is committed."""

import asyncio
import logging
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol, TypeVar

from flows.ports import Clock
from storage import schema
from storage.engines import is_sqlite, parse
from storage.jobs import Closed, Job, Outcome, TooBusy, deadline
from storage.postgres import PostgresStore
from storage.sqlite import SqliteStore
from storage.unit_of_work import UnitOfWork

__all__ = ["Closed", "Database", "TooBusy"]

log = logging.getLogger(__name__)

T = TypeVar("T")


class Store(Protocol):
    """One kind of database. It reports outcomes to the `told` it was made with."""

    def write(self, job: Job) -> None: ...
    def read(self, job: Job) -> None: ...
    def close(self) -> None: ...


class Database:
    """SQLite or PostgreSQL, behind one asynchronous interface. It belongs to one event loop."""

    def __init__(self, url: str, clock: Clock) -> None:
        self._callbacks: list[Callable[[], None]] = []
        self._announced = False
        parsed = parse(url)
        store: type[SqliteStore | PostgresStore] = SqliteStore if is_sqlite(parsed) else PostgresStore
        self._store: Store = store(parsed, clock, self._told)

    @classmethod
    def open(cls, url: str, clock: Clock) -> "Database":
        """Open the database at `url`, a SQLite file or PostgreSQL, by the start-up rule (`schema.ready`).

        Raises schema.SchemaNotReady or engines.BadAddress, each with a sentence that says what to do.
        """
        schema.ready(url)
        return cls(url, clock)

    async def write(
        self,
        workspace_id: int,
        work: Callable[[UnitOfWork], T],
        *,
        patience: timedelta | None = None,
        tick: bool = False,
    ) -> T:
        """Run the work in a transaction and return its result after the commit; `tick`s come after people.

        Raises TooBusy when it was not begun within `patience`. What the work raises takes back what it did.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._store.write(Job(workspace_id, work, future, deadline(patience), tick))
        return await future

    async def read(self, workspace_id: int, work: Callable[[UnitOfWork], T]) -> T:
        """Run the work on one snapshot. It cannot write, and does not wait for those who do."""
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._store.read(Job(workspace_id, work, future))
        return await future

    def on_commit(self, callback: Callable[[], None]) -> None:
        """Call this on the event loop after commits that changed something, once for several."""
        self._callbacks.append(callback)

    async def close(self) -> None:
        """Finish what has come in and close every connection."""
        await asyncio.to_thread(self._store.close)

    def _told(self, outcomes: Sequence[Outcome]) -> None:
        """In a database thread: hand the outcomes over to the event loop."""
        if not outcomes:
            return
        try:
            outcomes[0].job.future.get_loop().call_soon_threadsafe(self._tell, outcomes)
        except RuntimeError:
            log.warning("The event loop was closed before %d outcomes could be told.", len(outcomes))

    def _tell(self, outcomes: Sequence[Outcome]) -> None:
        for outcome in outcomes:
            outcome.tell()
        if not self._announced and any(outcome.changed for outcome in outcomes):
            self._announced = True
            asyncio.get_running_loop().call_soon(self._announce)

    def _announce(self) -> None:
        self._announced = False
        for callback in self._callbacks:
            callback()
