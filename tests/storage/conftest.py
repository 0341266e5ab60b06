"""Every test of this folder runs on a SQLite file and on PostgreSQL, unless it is about one of them."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import schema
from tests.storage.shelf import Shelf, StandingClock, opened


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables of this version and no rows."""
    file = tmp_path_factory.mktemp("template") / "handoff.sqlite3"
    schema.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a SQLite file of this test's own."""
    return f"sqlite:///{shutil.copy(sqlite_template, tmp_path)}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database, one kind after the other."""
    wanted = "sqlite_url" if request.param == "sqlite" else "empty_postgres_url"
    return str(request.getfixturevalue(wanted))


@pytest.fixture
def clock() -> StandingClock:
    """A clock that moves when it is told to."""
    return StandingClock()


@pytest.fixture
async def shelf(database_url: str, clock: StandingClock) -> AsyncIterator[Shelf]:
    """An open database with one workspace."""
    async with opened(database_url, clock) as shelf:
        yield shelf


@pytest.fixture
async def sqlite_shelf(sqlite_url: str, clock: StandingClock) -> AsyncIterator[Shelf]:
    """The same, on SQLite alone."""
    async with opened(sqlite_url, clock) as shelf:
        yield shelf


@pytest.fixture
async def postgres_shelf(empty_postgres_url: str, clock: StandingClock) -> AsyncIterator[Shelf]:
    """The same, on PostgreSQL alone."""
    async with opened(empty_postgres_url, clock) as shelf:
        yield shelf
