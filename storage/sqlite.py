"""SQLite: one thread that writes, in groups that are committed together, and two that read.

A commit that survives a power cut waits for the disk, so everything that came in meanwhile shares the next
one. Each piece of work has its savepoint, so that one that fails takes back only what it did; and nobody is
told of success before the commit. `BEGIN IMMEDIATE` takes the write lock first: another process may have the
file open.
"""

import logging
import sqlite3
import threading
import time
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

from sqlalchemy import URL, Connection, Engine

from flows.ports import Clock
from storage.engines import sqlite_engine
from storage.jobs import Closed, Job, Outcome, Told, TooBusy
from storage.prepared import PreparedTransaction
from storage.unit_of_work import UnitOfWork

log = logging.getLogger(__name__)

GROUP = 64
"""At most so many pieces of people's work share a commit, so that the first does not wait for ever."""

TICKS_FOR = 0.010
"""Seconds a group may have run and still begin another tick's work."""

LOCK_TRY_MS = 200
"""One try for the write lock; between tries, people who have waited too long are told."""

LOCK_TRIES = 150
"""After so many tries (30 s) the work of ticks is given back too."""

READERS = 2
"""Reading connections, each with its thread."""


class Queue:
    """What waits for the writer: people first, then ticks."""

    def __init__(self) -> None:
        self._people: deque[Job] = deque()
        self._ticks: deque[Job] = deque()
        self._filled = threading.Condition()
        self._closed = False

    def put(self, job: Job) -> None:
        """Add work. Raises Closed after `close`."""
        with self._filled:
            if self._closed:
                raise Closed("The database has been closed.")
            (self._ticks if job.tick else self._people).append(job)
            self._filled.notify()

    def close(self) -> None:
        """Take nothing more; what has come in is still done."""
        with self._filled:
            self._closed = True
            self._filled.notify()

    def wait(self) -> bool:
        """Wait for work. False when there is none and never will be."""
        with self._filled:
            self._filled.wait_for(lambda: self._people or self._ticks or self._closed)
            return bool(self._people or self._ticks)

    def person(self) -> Job | None:
        """The next person's work."""
        return self._people.popleft() if self._people else None

    def tick(self, *, unless_people: bool = False) -> Job | None:
        """The next tick's work; with `unless_people` only while no person waits."""
        if not self._ticks or (unless_people and self._people):
            return None
        return self._ticks.popleft()

    def late(self) -> list[Job]:
        """Take out what has waited too long."""
        with self._filled:
            late = [job for job in self._people if job.late]
            self._people = deque(job for job in self._people if job not in late)
            return late

    def everything(self) -> list[Job]:
        """Take out all there is."""
        with self._filled:
            found = [*self._people, *self._ticks]
            self._people.clear()
            self._ticks.clear()
            return found


class Writer(threading.Thread):
    """The one thread that writes."""

    def __init__(self, engine: Engine, clock: Clock, told: Told) -> None:
        super().__init__(name="storage-writer", daemon=True)
        self.queue = Queue()
        self._engine = engine
        self._clock = clock
        self._told = told

    def run(self) -> None:
        """Write until the queue is closed and empty."""
        with _connected(self._engine) as (connection, raw):
            raw.execute(f"PRAGMA busy_timeout={LOCK_TRY_MS}")
            while self.queue.wait():
                if self._begin(raw):
                    self._group(connection, raw)

    def _begin(self, raw: sqlite3.Connection) -> bool:
        """Take the write lock. False when it could not be had, and then everybody has been told."""
        try:
            for _ in range(LOCK_TRIES):
                if _locked(raw):
                    return True
                self._refuse(self.queue.late(), TooBusy())
            self._refuse(self.queue.everything(), TooBusy())
        except sqlite3.Error as error:
            log.exception("The database file cannot be written.")
            self._refuse(self.queue.everything(), error)
        return False

    def _refuse(self, jobs: Sequence[Job], error: Exception) -> None:
        if jobs:
            self._told([Outcome(job, error=error) for job in jobs])

    def _group(self, connection: Connection, raw: sqlite3.Connection) -> None:
        """Run what waits in one transaction, commit it, and tell everybody."""
        outcomes: list[Outcome] = []
        try:
            for job in self._jobs():
                outcomes.append(Outcome(job))
                self._run_one(outcomes[-1], connection, raw)
            raw.execute("COMMIT")
        except sqlite3.Error as error:  # the disk is full or gone: nothing of the group has happened
            log.exception("A group of %d could not be committed.", len(outcomes))
            if raw.in_transaction:
                raw.execute("ROLLBACK")
            outcomes = [Outcome(outcome.job, error=error) for outcome in outcomes]
        self._told(outcomes)

    def _jobs(self) -> Iterator[Job]:
        """People's work as long as there is any, then the ticks': at least one, more while nobody waits."""
        began = time.monotonic()
        for _ in range(GROUP):
            person = self.queue.person()
            if person is None:
                break
            yield person
        tick = self.queue.tick()
        while tick is not None:
            yield tick
            young = time.monotonic() - began < TICKS_FOR
            tick = self.queue.tick(unless_people=True) if young else None

    def _run_one(self, outcome: Outcome, connection: Connection, raw: sqlite3.Connection) -> None:
        """Run one piece of work in its savepoint."""
        job = outcome.job
        if job.late:
            outcome.error = TooBusy()
            return
        transaction = PreparedTransaction(connection, raw, job.workspace_id, self._clock, writing=True)
        raw.execute("SAVEPOINT work")
        try:
            outcome.result = job.work(UnitOfWork(transaction))
            outcome.changed = transaction.changed
        except Exception as error:  # noqa: BLE001 — whatever it is, it belongs to whoever waits
            outcome.error = error
            raw.execute("ROLLBACK TO work")
        raw.execute("RELEASE work")


@contextmanager
def _connected(engine: Engine) -> Iterator[tuple[Connection, sqlite3.Connection]]:
    """A connection, and the driver's own beneath it.

    SQLAlchemy is told of one transaction for all its life, though BEGIN and COMMIT are ours to say: it would
    otherwise roll back everybody's work when a statement fails before it has counted one as begun.
    """
    with engine.connect() as connection, connection.begin():
        raw = connection.connection.driver_connection
        assert isinstance(raw, sqlite3.Connection)
        yield connection, raw


def _locked(raw: sqlite3.Connection) -> bool:
    """Try for the write lock, for as long as the busy timeout says."""
    try:
        raw.execute("BEGIN IMMEDIATE")
    except sqlite3.OperationalError as error:
        if error.sqlite_errorcode & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return False
        raise
    return True


class SqliteStore:
    """One SQLite file (`storage.database.Store`)."""

    def __init__(self, url: URL, clock: Clock, told: Told) -> None:
        self._engine = sqlite_engine(url)
        self._clock = clock
        self._told = told
        self._writer = Writer(self._engine, clock, told)
        self._writer.start()
        self._mine = threading.local()
        self._opened = ExitStack()
        self._readers = ThreadPoolExecutor(READERS, "storage-reader", initializer=self._open_reader)

    def write(self, job: Job) -> None:
        """Put the work in the writer's queue."""
        self._writer.queue.put(job)

    def read(self, job: Job) -> None:
        """Run the work on a reading connection: it never waits for the writer."""
        self._readers.submit(self._read, job)

    def close(self) -> None:
        """Finish what has come in, then close the file. Blocks."""
        self._writer.queue.close()
        self._writer.join()
        self._readers.shutdown()
        self._opened.close()
        self._engine.dispose()

    def _open_reader(self) -> None:
        connection, raw = self._opened.enter_context(_connected(self._engine))
        raw.execute("PRAGMA query_only=ON")
        self._mine.connection, self._mine.raw = connection, raw

    def _read(self, job: Job) -> None:
        """Run the work on one snapshot of the file."""
        connection, raw = self._mine.connection, self._mine.raw
        outcome = Outcome(job)
        raw.execute("BEGIN")
        try:
            transaction = PreparedTransaction(connection, raw, job.workspace_id, self._clock, writing=False)
            outcome.result = job.work(UnitOfWork(transaction))
        except Exception as error:  # noqa: BLE001 — whatever it is, it belongs to whoever waits
            outcome.error = error
        finally:
            raw.execute("ROLLBACK")
        self._told([outcome])
