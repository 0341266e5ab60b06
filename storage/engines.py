"""Connections: how each of the two databases is opened."""

from typing import Any

from sqlalchemy import URL, Engine, NullPool, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError

SQLITE_PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "temp_store=MEMORY")
BUSY_MS = 5000
"""How long a SQLite connection waits for a lock that another process holds."""

COUNTED = {"preserve_rowcount": True}
"""An INSERT tells how many rows it made: none, when the row was there already."""

LOCK_WAIT = "5s"
"""How long a PostgreSQL transaction waits for a row that another holds."""


_INSTEAD = "use sqlite:///FILE or postgresql+psycopg://…"


class BadAddress(ValueError):
    """The database address cannot be used; the text says what to write instead."""


class Unreachable(OSError):
    """The database cannot be opened; the text says why, in the driver's words."""


def parse(url: str) -> URL:
    """The address, with the driver named. Raises BadAddress for one that we cannot keep state in."""
    try:
        parsed = make_url(url)
    except ArgumentError as error:
        raise BadAddress(f"DATABASE_URL is {url!r}; {_INSTEAD}") from error
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend != "sqlite":
        raise BadAddress(
            f"DATABASE_URL starts with {backend!r}; use sqlite:///FILE or postgresql+psycopg://…"
        )
    if parsed.database in (None, "", ":memory:"):
        raise BadAddress("DATABASE_URL names no file; use sqlite:///handoff.sqlite3 or another path.")
    return parsed


def is_sqlite(url: URL) -> bool:
    """Whether this is the embedded database."""
    return url.get_backend_name() == "sqlite"


def sqlite_engine(url: URL) -> Engine:
    """An engine whose connections begin and end transactions only when told to.

    The driver's own transaction handling would begin late and break savepoints, so it is off (AUTOCOMMIT),
    and whoever writes says BEGIN IMMEDIATE. Connections may be closed by another thread than used them.
    """
    engine = create_engine(
        url,
        isolation_level="AUTOCOMMIT",
        execution_options=COUNTED,
        hide_parameters=True,  # an error quotes the statement, never what people wrote
        poolclass=NullPool,
        connect_args={"check_same_thread": False, "cached_statements": 300, "timeout": BUSY_MS / 1000},
    )
    event.listen(engine, "connect", _set_pragmas)
    return engine


def _set_pragmas(connection: Any, _record: object) -> None:
    for pragma in SQLITE_PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def postgres_engine(url: URL, *, connections: int = 1) -> Engine:
    """An engine with that many pooled connections, speaking UTC."""
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        pool_pre_ping=True,
        execution_options=COUNTED,
        hide_parameters=True,
        connect_args={"options": f"-c timezone=UTC -c lock_timeout={LOCK_WAIT}"},
    )


def engine_for(url: URL) -> Engine:
    """An engine for a single piece of work, such as a migration."""
    return sqlite_engine(url) if is_sqlite(url) else postgres_engine(url)
