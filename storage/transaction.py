"""One transaction over one workspace's rows, as the repositories see it.

Statements are built once, when their module is imported, so that SQLAlchemy compiles each only once; they
name the workspace as the parameter `ws`, which every call fills in here.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Connection,
    Executable,
    Integer,
    Row,
    Table,
    and_,
    bindparam,
)
from sqlalchemy.dialects import postgresql, sqlite

from flows.ports import Clock

WS = bindparam("ws", type_=Integer)
"""The workspace, in every statement."""

Values = Mapping[str, Any]


def among(table: Table, ids: BindParameter[Any]) -> ColumnElement[bool]:
    """The workspace's rows with one of these ids.

    SQLite keeps no statistics: for more than a few ids it would take any index that begins with the
    workspace, and read all of that. It has no index for a sum.
    """
    return and_(table.c.id.in_(ids), table.c.workspace_id + 0 == WS)


def both(build: Callable[[Any], Executable]) -> Mapping[str, Executable]:
    """A statement with ON CONFLICT, built from each database's own `insert`; by dialect name."""
    return {"sqlite": build(sqlite.insert), "postgresql": build(postgresql.insert)}


K = TypeVar("K")
V = TypeVar("V")


def differing(before: Mapping[K, V], after: Mapping[K, V]) -> dict[K, V]:
    """What `after` says otherwise than `before`."""
    if before is after:
        return {}
    return {key: value for key, value in after.items() if key not in before or before[key] != value}


class Transaction:
    """An open transaction bound to a workspace. `changed` tells whether it wrote anything."""

    __slots__ = ("changed", "clock", "connection", "dialect", "workspace_id", "writing")

    def __init__(self, connection: Connection, workspace_id: int, clock: Clock, *, writing: bool) -> None:
        self.connection = connection
        self.workspace_id = workspace_id
        self.clock = clock
        self.writing = writing
        self.dialect = connection.dialect.name
        self.changed = False

    @property
    def locking(self) -> bool:
        """Whether rows must be locked: SQLite has one writer anyway, PostgreSQL has many."""
        return self.writing and self.dialect == "postgresql"

    def now(self) -> datetime:
        """The current instant, aware UTC."""
        return self.clock.now()

    def rows(self, statement: Executable, **values: Any) -> Sequence[Row[Any]]:
        """Every row the query finds."""
        return self.connection.execute(statement, {"ws": self.workspace_id, **values}).all()

    def first(self, statement: Executable, **values: Any) -> Row[Any] | None:
        """The first row the query finds."""
        return self.connection.execute(statement, {"ws": self.workspace_id, **values}).first()

    def write(self, statement: Executable, **values: Any) -> int:
        """Run a statement that writes; return how many rows it touched."""
        result = self.connection.execute(statement, {"ws": self.workspace_id, **values})
        self.changed = self.changed or result.rowcount > 0
        return result.rowcount

    def write_each(self, statement: Executable, each: Iterable[Values]) -> None:
        """Run a statement that writes once for each of the values."""
        values = [{"ws": self.workspace_id, **one} for one in each]
        if values:
            self.connection.execute(statement, values)
            self.changed = True

    def insert(self, statement: Executable, **values: Any) -> int:
        """Insert one row; return its id."""
        result = self.connection.execute(statement, {"ws": self.workspace_id, **values})
        self.changed = True
        key = result.inserted_primary_key
        assert key is not None
        return int(key[0])
