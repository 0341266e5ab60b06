"""The worlds that scenarios are told in: Socket Mode on SQLite, and the others where it pays off."""

import shutil
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from storage import schema
from tests.scenarios.story import UNHURRIED, Story, World, sqlite, told


@pytest.fixture(autouse=True)
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is busy with other tests is no reason for one of these to fail."""
    monkeypatch.setattr("bot.office.PATIENCE", timedelta(seconds=UNHURRIED))
    monkeypatch.setattr("bot.directory.PATIENCE_SECONDS", UNHURRIED)
    monkeypatch.setattr("bot.listeners.desk.DIALOG_SECONDS", UNHURRIED)
    monkeypatch.setattr("sandbox.grants.TRIGGER_SECONDS", UNHURRIED)


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables of this version and no rows."""
    file = tmp_path_factory.mktemp("empty") / "handoff.sqlite3"
    schema.upgrade(sqlite(file))
    return file


@pytest.fixture
def database(empty_file: Path, tmp_path: Path) -> str:
    """The address of an empty SQLite file of this test's own."""
    return sqlite(Path(shutil.copy(empty_file, tmp_path)))


@pytest.fixture
async def story(database: str) -> AsyncIterator[Story]:
    """A workspace: Socket Mode, SQLite."""
    async with told(World(database)) as story:
        yield story


@pytest.fixture
async def asking_story(database: str) -> AsyncIterator[Story]:
    """The same, where the incoming person's manager is asked first."""
    async with told(World(database, settings={"handoff_manager_confirms": True})) as story:
        yield story


@pytest.fixture(params=["socket", "http"])
def http(request: pytest.FixtureRequest) -> bool:
    """Both ways in which Slack reaches the bot."""
    return bool(request.param == "http")


@pytest.fixture(params=["sqlite", "postgresql"])
def either_database(request: pytest.FixtureRequest) -> str:
    """Both databases, empty."""
    wanted = "database" if request.param == "sqlite" else "empty_postgres_url"
    return str(request.getfixturevalue(wanted))


@pytest.fixture
async def any_story(either_database: str, http: bool) -> AsyncIterator[Story]:
    """A workspace in each of the four worlds."""
    async with told(World(either_database, http=http)) as story:
        yield story


@pytest.fixture(params=["socket and sqlite", "http and postgresql"])
async def both_story(request: pytest.FixtureRequest) -> AsyncIterator[Story]:
    """A workspace in the two worlds that have nothing in common."""
    small = request.param.startswith("socket")
    url = str(request.getfixturevalue("database" if small else "empty_postgres_url"))
    async with told(World(url, http=not small)) as story:
        yield story
