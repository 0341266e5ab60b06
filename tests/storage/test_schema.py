"""Migrations lead to the tables of this version, and the bot starts on nothing else."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, MetaData, create_engine, inspect, text

from flows.handoff import Note
from flows.transfer import Transfer
from storage import schema
from storage.database import Database
from storage.engines import BadAddress, Unreachable
from storage.tables import metadata
from tests.storage.shelf import StandingClock, opened
from tests.support.handoffs import START, csm
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
    return postgres_cluster.create(f"bare_{worker_name(request.config)}_{uuid4().hex[:8]}")


def test_migrations_and_tables_agree(engine: Engine) -> None:
    with engine.connect() as connection:
        found = compare_metadata(
            MigrationContext.configure(
                connection, opts={"compare_server_default": True, "render_as_batch": True}
            ),
            metadata,
        )
    assert found == []


def definitions(file: Path) -> dict[str, list[str]]:
    """Every table and index of a SQLite file, by name, as it was made.

    A table that was made anew has its name in quotes, and its constraints in any order.
    """
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL").fetchall()
    return {name: lines(sql) for name, sql in rows if name != "alembic_version"}


def lines(sql: str) -> list[str]:
    stripped = (line.strip().rstrip(",") for line in sql.replace('"', "").splitlines())
    return sorted(stripped, key=lambda line: line if line.startswith("CONSTRAINT") else "")


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
        "uq_prompts_open_person": True,
        "uq_prompts_live": True,
        "ix_prompts_queued": False,
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


def versions(folder: Path, upto: str = "9") -> Path:
    """A copy of our migrations in that folder, up to a revision."""
    ours = Path(schema.__file__).parent / "migrations"
    (folder / "versions").mkdir(parents=True)
    for step in (ours / "env.py", *(ours / "versions").glob("0*.py")):
        if step.name[:4] <= upto or step.name == "env.py":
            (folder / step.relative_to(ours)).write_text(step.read_text())
    return folder


def one_more_step(url: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make the version of today want one more step, `more`, than the file has; return its file."""
    latest = schema.expected()
    folder = versions(Path(url.removeprefix("sqlite:///")).parent / "migrations")
    step = folder / "versions" / "more.py"
    step.write_text(
        "import sqlalchemy as sa\n"
        "from alembic import op\n"
        f'revision, down_revision = "more", "{latest}"\n'
        "def upgrade():\n"
        '    with op.batch_alter_table("accounts") as accounts:\n'
        '        accounts.add_column(sa.Column("more", sa.String))\n'
        '        accounts.alter_column("name", existing_type=sa.String, nullable=True)\n'
    )
    monkeypatch.setattr(schema, "MIGRATIONS", folder)
    return step


async def test_a_file_is_copied_aside_and_upgraded_when_the_bot_starts(
    sqlite_url: str, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(sqlite_url, clock) as shelf:
        handoff = await shelf.handoff()
    before = schema.current(sqlite_url)
    one_more_step(sqlite_url, monkeypatch)

    async with opened(sqlite_url, clock) as shelf:
        assert await shelf.look(lambda uow: uow.handoffs.get(handoff.id)) == handoff
    assert schema.current(sqlite_url) == "more"
    copy = f"{sqlite_url}.before-more"
    assert schema.current(copy) == before
    for engine in engine_at(copy):
        with engine.connect() as connection:
            assert connection.execute(text("SELECT name FROM accounts")).scalar() == "Acme"


async def test_an_upgrade_that_fails_changes_nothing(
    sqlite_url: str, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, revision = definitions(Path(sqlite_url.removeprefix("sqlite:///"))), schema.current(sqlite_url)
    step = one_more_step(sqlite_url, monkeypatch)
    step.write_text(step.read_text() + "    raise RuntimeError('half way')\n")
    with pytest.raises(RuntimeError, match="half way"):
        Database.open(sqlite_url, clock)
    assert definitions(Path(sqlite_url.removeprefix("sqlite:///"))) == before
    assert schema.current(sqlite_url) == revision


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


OLD_ROWS: dict[str, dict[str, object]] = {
    "workspaces": {"id": 1, "team_id": "T001", "name": "Tanuki", "installed_at": START},
    "people": {"id": 3, "workspace_id": 1, "slack_id": "U001", "name": "Olivia Brandt", "zone": "UTC"},
    "accounts": {"id": 5, "workspace_id": 1, "name": "Acme", "normal_name": "acme"},
    "playbooks": {
        "workspace_id": 1,
        "digest": csm().digest,
        "name": csm().id,
        "version": csm().version,
        "body": csm().canonical(),
    },
    "handoffs": {
        "id": 7,
        "workspace_id": 1,
        "account_id": 5,
        "playbook": csm().digest,
        "started_by": 3,
        "started_at": START,
        "status": "running",
        "pace": "standard",
        "phase": "shadow",
        "depth": "full",
        "cause": "other",
        "facts": {},
        "customer_note": "n1",
    },
    "notes": {
        "handoff_id": 7,
        "id": "n1",
        "workspace_id": 1,
        "author": 3,
        "at": START,
        "body": "What the customer may hear",
    },
}
"""A row in each table that the second migration touches, and in those they refer to."""


def at_the_first_revision(url: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Make the tables of the first revision at that address, with `OLD_ROWS` in them."""
    with monkeypatch.context() as first:
        first.setattr(schema, "MIGRATIONS", versions(folder, upto="0001"))
        schema.upgrade(url)
    old = MetaData()
    for engine in engine_at(url):
        old.reflect(engine)
        with engine.begin() as connection:
            for name, row in OLD_ROWS.items():
                connection.execute(old.tables[name].insert(), row)


@pytest.fixture(params=["sqlite", "postgresql"])
def old_url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """The address of a database that the first revision left."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'old.sqlite3'}"
    else:
        url = str(request.getfixturevalue("other_postgres"))
    at_the_first_revision(url, tmp_path / "first", monkeypatch)
    return url


async def test_the_second_revision_keeps_what_the_first_one_held(old_url: str, clock: StandingClock) -> None:
    schema.upgrade(old_url)
    async with opened(old_url, clock) as shelf:
        handoff = await shelf.look(lambda uow: uow.handoffs.get(7))
        told = await shelf.look(lambda uow: uow.transfers.get(7))
    assert handoff is not None
    assert handoff.account.name == "Acme"
    assert handoff.notes == {"n1": Note("n1", "What the customer may hear", 3, START)}
    assert told == Transfer(7)
    for engine in engine_at(old_url):
        test_migrations_and_tables_agree(engine)


def test_the_second_revision_can_be_taken_back(old_url: str) -> None:
    def shape(engine: Engine) -> dict[str, list[str]]:
        seen = inspect(engine)
        return {
            table: [column["name"] for column in seen.get_columns(table)] for table in seen.get_table_names()
        }

    for engine in engine_at(old_url):
        before = shape(engine)
        schema.upgrade(old_url)
        downgrade(engine, "0001")
        assert shape(engine) == before
        with engine.connect() as connection:
            assert connection.execute(text("SELECT body FROM notes")).scalar() == "What the customer may hear"


def downgrade(engine: Engine, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.MIGRATIONS))
    config.set_main_option("path_separator", "os")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
