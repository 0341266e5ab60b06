"""A team on a SQLite file of its own."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from storage import schema
from tests.storage.shelf import StandingClock, opened
from tests.support.desk import Team


@pytest.fixture(scope="session")
def empty_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the tables of this version and no rows."""
    file = tmp_path_factory.mktemp("desk") / "handoff.sqlite3"
    schema.upgrade(f"sqlite:///{file}")
    return file


@pytest.fixture
async def team(empty_file: Path, tmp_path: Path) -> AsyncIterator[Team]:
    """Everybody, on an empty database, on the Monday of the start."""
    async with opened(f"sqlite:///{shutil.copy(empty_file, tmp_path)}", StandingClock()) as shelf:
        yield await Team(shelf).met()
