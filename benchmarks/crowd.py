"""A large workspace out of a small one: the whole team, with all its handoffs, again and again."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Column,
    Connection,
    Insert,
    Integer,
    String,
    Table,
    UniqueConstraint,
    cast,
    insert,
    literal_column,
    select,
    text,
)

from storage.engines import engine_for, is_sqlite, parse
from storage.tables import metadata

STEP = 100_000
"""How far apart the ids of one team are from those of the next."""

SHARED = frozenset({"workspaces", "playbooks"})
"""Tables that a workspace has once, however many work in it."""

_MORE = literal_column("more.number", Integer)


def multiply(url: str, times: int) -> None:
    """Make the one team in the database `times` teams, each with people, accounts and handoffs of its own.

    The ids of the new rows lie above those that are there; names and keys that must be unique get a suffix.
    """
    address = parse(url)
    engine = engine_for(address)
    with engine.connect() as connection:
        if is_sqlite(address):
            connection.exec_driver_sql("BEGIN")  # there we begin and end by hand
        _number(connection, times - 1)
        for table in metadata.sorted_tables:
            if table.name not in SHARED:
                connection.execute(_copies(table))
        # PostgreSQL looks through large tables by itself, a minute or so later than we measure.
        connection.exec_driver_sql("COMMIT" if is_sqlite(address) else "ANALYZE")
        connection.commit()
    engine.dispose()


def _number(connection: Connection, most: int) -> None:
    connection.execute(text("CREATE TEMPORARY TABLE more (number INTEGER)"))
    connection.execute(text("INSERT INTO more VALUES (:number)"), [{"number": n + 1} for n in range(most)])


def _copies(table: Table) -> Insert:
    """The statement that adds every row of the table once for each number."""
    columns = list(table.columns)
    source = select(*(_copied(column) for column in columns)).select_from(table, text("more"))
    return insert(table).from_select([column.name for column in columns], source)


def _copied(column: Column[Any]) -> Any:
    if _is_own(column) and isinstance(column.type, Integer):
        return column + _MORE * literal_column(str(STEP))
    if _is_own(column) or _is_unique(column):
        return column.concat("-").concat(cast(_MORE, String))
    return column


def _is_own(column: Column[Any]) -> bool:
    """Whether it is, or points at, the id of something that every team has for itself."""
    if column.foreign_keys:
        return all(key.column.table.name not in SHARED for key in column.foreign_keys)
    return column.name == "id" and column.primary_key


def _is_unique(column: Column[Any]) -> bool:
    return any(column.name in names for names in _unique(column.table)) and not column.foreign_keys


def _unique(table: Table) -> Iterator[set[str]]:
    for constraint in table.constraints:
        if isinstance(constraint, UniqueConstraint):
            yield {column.name for column in constraint.columns}
