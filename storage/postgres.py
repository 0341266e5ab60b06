"""PostgreSQL: a pool of connections, with threads for people, for ticks and for reading.

Ticks have threads of their own, so that a sweep never keeps a person waiting. Two processes that did the same
at once collide on a unique index or in a deadlock; then the later one is run again from the start, and sees
what the other did.
"""

from concurrent.futures import ThreadPoolExecutor

import psycopg
from sqlalchemy import URL
from sqlalchemy.exc import DBAPIError

from flows.ports import Clock
from storage.engines import postgres_engine
from storage.jobs import Job, Outcome, Told, TooBusy
from storage.transaction import Transaction
from storage.unit_of_work import UnitOfWork

PEOPLE, TICKS, READERS = 4, 2, 2
"""Threads for each kind of work; as many connections in all. Ten replicas stay below PostgreSQL's 100."""

TRIES = 3
"""How often a transaction that collided with another is run in all."""

COLLISIONS = (
    psycopg.errors.UniqueViolation,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
)


class PostgresStore:
    """One PostgreSQL database (`storage.database.Store`)."""

    def __init__(self, url: URL, clock: Clock, told: Told) -> None:
        self._engine = postgres_engine(url, connections=PEOPLE + TICKS + READERS)
        self._clock = clock
        self._told = told
        self._people = ThreadPoolExecutor(PEOPLE, "storage-people")
        self._ticks = ThreadPoolExecutor(TICKS, "storage-ticks")
        self._readers = ThreadPoolExecutor(READERS, "storage-reader")

    def write(self, job: Job) -> None:
        """Run the work in a transaction of its own."""
        (self._ticks if job.tick else self._people).submit(self._run, job, writing=True)

    def read(self, job: Job) -> None:
        """Run the work in a read-only transaction over one snapshot."""
        self._readers.submit(self._run, job, writing=False)

    def close(self) -> None:
        """Finish what has come in, then close the connections. Blocks."""
        for threads in (self._people, self._ticks, self._readers):
            threads.shutdown()
        self._engine.dispose()

    def _run(self, job: Job, *, writing: bool) -> None:
        outcome = Outcome(job)
        try:
            self._try(outcome, writing=writing)
        except Exception as error:  # noqa: BLE001 — whatever it is, it belongs to whoever waits
            outcome.error = error
        self._told([outcome])

    def _try(self, outcome: Outcome, *, writing: bool) -> None:
        """Run the work, again when it collided. Raises TooBusy when it began or got its rows too late."""
        for last in (*(False for _ in range(TRIES - 1)), True):
            if outcome.job.late:
                raise TooBusy
            try:
                self._once(outcome, writing=writing)
            except DBAPIError as error:
                if isinstance(error.orig, psycopg.errors.LockNotAvailable):
                    raise TooBusy from error
                if last or not isinstance(error.orig, COLLISIONS):
                    raise
            else:
                return

    def _once(self, outcome: Outcome, *, writing: bool) -> None:
        job = outcome.job
        with self._engine.connect() as connection:
            if not writing:
                connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                transaction = Transaction(connection, job.workspace_id, self._clock, writing=writing)
                outcome.result = job.work(UnitOfWork(transaction))
            outcome.changed = transaction.changed
