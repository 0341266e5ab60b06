"""Migrations lead to the tables of this version, and the bot starts on nothing else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, create_engine, inspect, text

from storage import schema
from storage.database import Database
from storage.engines import BadAddress, Unreachable
from storage.tables import metadata
from tests.storage.shelf import StandingClock, opened
from tests.support.postgres import Cluster, worker_name


def engine_at(url: str) -> Iterator[Engine]:
    engine = create_engine(url)
    yield engine
    engine.dispose()


@pytest.fixture
def engine(database_url: str) -> Iterator[Engine]:
    """A plain engine on a database that was migrated."""
    yield from engine_at(database_url)


@pytest.fixture
def other_postgres(postgres_cluster: Cluster, request: pytest.FixtureRequest) -> str:
    """The address of a PostgreSQL database without tables."""
    return postgres_cluster.create(f"bare_{worker_name(request.config)}")


def test_migrations_and_tables_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        found = compare_metadata(
            MigrationContext.configure(
                connection, opts={"compare_server_default": True, "render_as_batch": True}
            ),
            metadata,
        )
    assert found == []


def definitions(file: Path) -> dict[str, str]:
    """Every table and index of a SQLite file, by name, as it was made."""
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: " ".join(sql.split()) for name, sql in rows if name != "alembic_version"}


def test_migrations_make_what_the_tables_say_to_the_letter(sqlite_url: str, tmp_path: Path) -> None:
    for engine in engine_at(f"sqlite:///{tmp_path / 'made.sqlite3'}"):
        metadata.create_all(engine)
    made = definitions(tmp_path / "made.sqlite3")
    assert definitions(Path(sqlite_url.removeprefix("sqlite:///"))) == made


def partial_indexes(engine: Engine) -> dict[str, str]:
    with engine.connect() as connection:
        rows = connection.execute(
            text("SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'")
        )
        return {name: definition for name, definition in rows if " WHERE " in definition}


def test_partial_indexes_are_there_on_postgresql(empty_postgres_url: str) -> None:
    found: dict[str, str] = {}
    for engine in engine_at(empty_postgres_url):
        found = partial_indexes(engine)
    assert {name: "UNIQUE" in definition for name, definition in found.items()} == {
        "uq_handoffs_open_account": True,
        "uq_outbox_sending_conversation": True,
        "ix_surfaces_touched": False,
    }


def test_every_row_belongs_to_a_workspace(engine: Engine) -> None:
    without = {
        table.name
        for table in metadata.sorted_tables
        if "workspace_id" not in table.c or table.c.workspace_id.nullable
    }
    assert without == {"workspaces"}
    assert set(inspect(engine).get_table_names()) == {*metadata.tables, "alembic_version"}


def test_a_new_file_gets_its_tables(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'new.sqlite3'}"
    assert schema.current(url) is None
    schema.ready(url)
    assert schema.current(url) == schema.expected()
    assert not list(tmp_path.glob("*.before-*")), "there was nothing to keep"


def at_an_earlier_revision(url: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Make the version of today want one more step than the file has."""
    folder = Path(url.removeprefix("sqlite:///")).parent / "migrations"
    (folder / "versions").mkdir(parents=True)
    ours = Path(schema.__file__).parent / "migrations"
    for name in ("env.py", "versions/0001_first_tables.py"):
        (folder / name).write_text((ours / name).read_text())
    (folder / "versions" / "0002_more.py").write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        'revision, down_revision = "0002", "0001"\n'
        "def upgrade():\n"
        '    with op.batch_alter_table("accounts") as accounts:\n'
        '        accounts.add_column(sa.Column("more", sa.String))\n'
        '        accounts.alter_column("name", existing_type=sa.String, nullable=True)\n'
    )
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    return "0002"


async def test_a_file_is_copied_aside_and_upgraded_when_the_bot_starts(
    sqlite_url: str, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sqlite_url, clock) as shelf:
        handoff = await shelf.handoff()
    revision = at_an_earlier_revision(sqlite_url, monkeypatch)

    async with opened(sqlite_url, clock) as shelf:
        assert await shelf.look(lambda uow: uow.handoffs.get(handoff.id)) == handoff
    assert schema.current(sqlite_url) == revision
    copy = f"{sqlite_url}.before-{revision}"
    assert schema.current(copy) == "0001"
    for engine in engine_at(copy):
        with engine.connect() as connection:
            assert connection.execute(text("SELECT name FROM accounts")).scalar() == "Acme"


async def test_an_upgrade_that_fails_changes_nothing(
    sqlite_url: str, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = definitions(Path(sqlite_url.removeprefix("sqlite:///")))
    at_an_earlier_revision(sqlite_url, monkeypatch)
    step = schema.MIGRATIONS / "versions" / "0002_more.py"
    step.write_text(step.read_text() + "    raise RuntimeError('half way')\n")
    with pytest.raises(RuntimeError, match="half way"):
        Database.open(sqlite_url, clock)
    assert definitions(Path(sqlite_url.removeprefix("sqlite:///"))) == before
    assert schema.current(sqlite_url) == "0001"


def test_a_database_of_a_newer_version_is_refused(engine: Engine, database_url: str) -> None:
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    try:
        with pytest.raises(schema.SchemaNotReady, match=r"newer version .* 9999"):
            schema.ready(database_url)
        with pytest.raises(schema.SchemaNotReady, match="newer version"):
            schema.upgrade(database_url)
    finally:
        with engine.begin() as connection:
            connection.execute(text(f"UPDATE alembic_version SET version_num = '{schema.expected()}'"))


def test_postgresql_is_upgraded_by_its_owner(other_postgres: str, clock: StandingClock) -> None:
    with pytest.raises(schema.SchemaNotReady, match=r"no tables yet.* Run: handoff db upgrade"):
        Database.open(other_postgres, clock)
    schema.upgrade(other_postgres)
    schema.upgrade(other_postgres)
    schema.ready(other_postgres)
    assert schema.current(other_postgres) == schema.expected()


@pytest.mark.parametrize(
    ("url", "advice"),
    [
        ("mysql://localhost/handoff", "use sqlite:///FILE or postgresql"),
        ("sqlite://", "names no file"),
        ("sqlite:///:memory:", "names no file"),
        ("handoff.sqlite3", "use sqlite:///FILE or postgresql"),
    ],
)
def test_an_address_that_cannot_be_used_says_what_to_write(url: str, advice: str) -> None:
    with pytest.raises(BadAddress, match=advice):
        schema.ready(url)


@pytest.mark.parametrize(
    "url", ["sqlite:////no/such/folder/handoff.sqlite3", "postgresql://nobody@/none?host=/no/such/folder"]
)
def test_a_database_that_is_away_is_told_from_a_fault(url: str) -> None:
    with pytest.raises(Unreachable, match="cannot be opened"):
        schema.ready(url)
