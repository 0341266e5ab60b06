"""Bringing a database to the tables of this version, and refusing to run on any other.

An embedded SQLite file is copied aside and upgraded when the bot starts. A PostgreSQL database is shared, so
its owner upgrades it, with `handoff db upgrade`, and the bot refuses to start until that is done.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection
from sqlalchemy.exc import DBAPIError

from storage.engines import Unreachable, engine_for, is_sqlite, parse

MIGRATIONS = Path(__file__).parent / "migrations"
"""The steps, beside this module, so that an installed package has them too."""


class SchemaNotReady(Exception):
    """The database has other tables than this version needs; the text says what to do."""


def expected() -> str:
    """The revision that this version needs."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def current(url: str) -> str | None:
    """The revision the database is at; None when it has no tables of ours yet.

    Raises Unreachable when the database cannot be opened.
    """
    with _connection(parse(url)) as connection:
        return _revision(connection)


def upgrade(url: str) -> None:
    """Bring the database to this version; a SQLite file is copied to `<file>.before-<revision>` first.

    Raises SchemaNotReady when a newer version wrote it.
    """
    parsed = parse(url)
    with _connection(parsed) as connection:
        if is_sqlite(parsed):
            _upgrade_sqlite(connection, parsed)
        else:
            _run_steps(connection)
            connection.commit()


def ready(url: str) -> None:
    """The start-up rule: upgrade a SQLite file, refuse a PostgreSQL database that is not at this version.

    Raises SchemaNotReady with a sentence that names the command to run.
    """
    parsed = parse(url)
    if is_sqlite(parsed):
        upgrade(url)
        return
    found = current(url)
    _refuse_newer(found)
    if found != expected():
        state = "has no tables yet" if found is None else f"is at revision {found}"
        raise SchemaNotReady(
            f"The database {state}, and this version needs {expected()}. Run: handoff db upgrade"
        )


@contextmanager
def _connection(url: URL) -> Iterator[Connection]:
    """A connection for one piece of work. Raises Unreachable when there is none to be had."""
    engine = engine_for(url)
    try:
        try:
            connection = engine.connect()
        except DBAPIError as error:
            raise Unreachable(f"The database cannot be opened: {error.orig}") from error
        with connection:
            yield connection
    finally:
        engine.dispose()


def _upgrade_sqlite(connection: Connection, url: URL) -> None:
    """All steps in one transaction that keeps other processes out: they happen whole, once, or not at all."""
    connection.exec_driver_sql("PRAGMA foreign_keys=OFF")  # batch steps make tables anew
    connection.exec_driver_sql("BEGIN IMMEDIATE")
    try:
        found = _revision(connection)
        if found not in (None, expected()):
            _refuse_newer(found)
            _copy_aside(str(url.database), expected())
        _run_steps(connection)
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken is not None:
            raise SchemaNotReady(f"The upgrade would break a reference of {broken[0]}; nothing was changed.")
        connection.exec_driver_sql("COMMIT")
    except BaseException:
        connection.exec_driver_sql("ROLLBACK")
        raise


def _run_steps(connection: Connection) -> None:
    found = _revision(connection)
    _refuse_newer(found)
    if found != expected():
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def _copy_aside(file: str, revision: str) -> None:
    """Copy what is committed, through SQLite, so that the copy is whole, whatever its log still holds."""
    with (
        closing(sqlite3.connect(file)) as source,
        closing(sqlite3.connect(f"{file}.before-{revision}")) as copy,
    ):
        source.backup(copy)


def _refuse_newer(found: str | None) -> None:
    known = {step.revision for step in ScriptDirectory.from_config(_config()).walk_revisions()}
    if found is not None and found not in known:
        raise SchemaNotReady(
            f"A newer version of the bot wrote this database (revision {found}). Start that version instead."
        )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
