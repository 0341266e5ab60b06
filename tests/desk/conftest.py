"""A team on a SQLite file of its own."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.storage.shelf import StandingClock, opened
from tests.support.desk import Team


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[Team]:
    """Everybody, on an empty database, on the Monday of the start."""
    async with opened(f"sqlite:///{tmp_path / 'handoff.sqlite3'}", StandingClock()) as shelf:
        yield await Team(shelf).met()
