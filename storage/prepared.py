"""Statements that SQLAlchemy words once and SQLite then runs directly.

SQLAlchemy knows the SQL and the types. Sending each statement through it again costs several times what
SQLite needs to answer, and half of what a click costs in all; so a statement is compiled once, and from then
on its text, the order of its parameters and the ways its values go in and come out are all that is used.
"""

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping, Sequence
from enum import Enum, auto
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import BindParameter, Connection, Dialect, Executable
from sqlalchemy.exc import DBAPIError, StatementError
from sqlalchemy.sql.compiler import SQLCompiler

from flows.ports import Clock
from storage.transaction import Transaction, Values

Convert = Callable[[Any], Any]


class Prepared:
    """A compiled statement: its text, how values go in by position, and how rows come out."""

    def __init__(self, statement: Any, compiled: SQLCompiler, dialect: Dialect) -> None:
        self.text = compiled.string
        binds = compiled.binds
        self._fixed = {name: bind.effective_value for name, bind in binds.items() if not bind.required}
        self._ways_in = [(name, _way_in(binds[name], dialect)) for name in compiled.positiontup or ()]
        columns = statement.exported_columns if statement.is_select else compiled.effective_returning or ()
        self._shape = _shape([column.name for column in columns])
        ways_out = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
        self._ways_out = [(index, way) for index, way in enumerate(ways_out) if way is not None]

    def arguments(self, given: Mapping[str, Any]) -> list[Any]:
        """The values in the order of the statement. Raises StatementError for one that cannot go in."""
        values = {**self._fixed, **given}
        try:
            return [values[name] if way is None else way(values[name]) for name, way in self._ways_in]
        except (ValueError, TypeError) as error:
            raise StatementError(str(error), self.text, None, error, hide_parameters=True) from error

    def row(self, raw: Sequence[Any]) -> Any:
        """What SQLite returned, in Python's types and by name."""
        values = list(raw)
        for index, way in self._ways_out:
            values[index] = way(values[index])
        return self._shape._make(values)


def _shape(names: Sequence[str]) -> Any:
    """A row's type: a named tuple which, like SQLAlchemy's rows, has its values by name in `_mapping`."""
    return type("Found", (namedtuple("Found", names),), {"__slots__": (), "_mapping": property(_by_name)})


def _by_name(row: Any) -> Mapping[str, Any]:
    found: Mapping[str, Any] = row._asdict()
    return found


def _way_in(bind: BindParameter[Any], dialect: Dialect) -> Convert | None:
    return bind.type.dialect_impl(dialect).bind_processor(dialect)


class Standing(Enum):
    """How a statement that is not prepared stands."""

    NEW = auto()  # never seen
    ONCE = auto()  # seen once: one made for the occasion never comes again
    NEVER = auto()  # takes a list of any length, so SQLAlchemy writes it anew each time


_known: WeakKeyDictionary[Executable, Prepared | Standing] = WeakKeyDictionary()


def prepare(statement: Any, dialect: Dialect) -> Prepared | None:
    """The prepared statement, from the second time on; None when SQLAlchemy has to run it."""
    known = _known.get(statement, Standing.NEW)
    if known is Standing.NEW:
        _known[statement] = Standing.ONCE
    elif known is Standing.ONCE:
        known = _known[statement] = _prepared(statement, dialect)
    return known if isinstance(known, Prepared) else None


def _prepared(statement: Any, dialect: Dialect) -> Prepared | Standing:
    compiled = statement.compile(dialect=dialect)
    if any(bind.expanding for bind in compiled.binds.values()):
        return Standing.NEVER
    return Prepared(statement, compiled, dialect)


class PreparedTransaction(Transaction):
    """A transaction on SQLite that runs prepared statements."""

    __slots__ = ("_raw",)

    def __init__(
        self,
        connection: Connection,
        raw: sqlite3.Connection,
        workspace_id: int,
        clock: Clock,
        *,
        writing: bool,
    ) -> None:
        super().__init__(connection, workspace_id, clock, writing=writing)
        self._raw = raw

    def rows(self, statement: Executable, **values: Any) -> Sequence[Any]:
        """Every row the query finds."""
        known = prepare(statement, self.connection.dialect)
        if known is None:
            return super().rows(statement, **values)
        return [known.row(raw) for raw in self._run(known, values).fetchall()]

    def first(self, statement: Executable, **values: Any) -> Any | None:
        """The first row the query finds."""
        known = prepare(statement, self.connection.dialect)
        if known is None:
            return super().first(statement, **values)
        raw = self._run(known, values).fetchone()
        return None if raw is None else known.row(raw)

    def write(self, statement: Executable, **values: Any) -> int:
        """Run a statement that writes; return how many rows it touched."""
        known = prepare(statement, self.connection.dialect)
        if known is None:
            return super().write(statement, **values)
        count = self._run(known, values).rowcount
        self.changed = self.changed or count > 0
        return count

    def write_each(self, statement: Executable, each: Iterable[Values]) -> None:
        """Run a statement that writes once for each of the values."""
        known = prepare(statement, self.connection.dialect)
        if known is None:
            super().write_each(statement, each)
            return
        many = [known.arguments({"ws": self.workspace_id, **values}) for values in each]
        if many:
            self._send(known, lambda: self._raw.executemany(known.text, many))
            self.changed = True

    def insert(self, statement: Executable, **values: Any) -> int:
        """Insert one row; return its id."""
        known = prepare(statement, self.connection.dialect)
        if known is None:
            return super().insert(statement, **values)
        row_id = self._run(known, values).lastrowid
        assert row_id is not None
        self.changed = True
        return row_id

    def _run(self, known: Prepared, values: Values) -> sqlite3.Cursor:
        arguments = known.arguments({"ws": self.workspace_id, **values})
        return self._send(known, lambda: self._raw.execute(known.text, arguments))

    def _send(self, known: Prepared, run: Callable[[], sqlite3.Cursor]) -> sqlite3.Cursor:
        """Let SQLite run it. Raises what SQLAlchemy would: the error of the same name in `sqlalchemy.exc`."""
        try:
            return run()
        except sqlite3.Error as error:
            raise DBAPIError.instance(known.text, None, error, sqlite3.Error, hide_parameters=True) from error
