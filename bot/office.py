"""Where use cases run: one workspace's database, with people before ticks."""

from collections.abc import Callable
from datetime import timedelta
from typing import TypeVar

from flows.ports import Clock, UnitOfWork
from storage.database import Database

T = TypeVar("T")

PATIENCE = timedelta(seconds=2.5)
"""Slack wants its answer within 3 s: work not begun by then is not run, and the person presses again."""


class Office:
    """Runs work in transactions over one workspace. `work` runs whole in a database thread."""

    def __init__(self, database: Database, clock: Clock, workspace_id: int) -> None:
        self.database = database
        self.clock = clock
        self.workspace_id = workspace_id

    async def act(self, work: Callable[[UnitOfWork], T]) -> T:
        """A person's change. Raises `storage.database.TooBusy` when it could not begin within 2.5 s."""
        return await self.database.write(self.workspace_id, work, patience=PATIENCE)

    async def tick(self, work: Callable[[UnitOfWork], T]) -> T:
        """A worker's change: waits as long as it takes, behind the people."""
        return await self.database.write(self.workspace_id, work, tick=True)

    async def look(self, work: Callable[[UnitOfWork], T]) -> T:
        """Reading only: never waits for the writer."""
        return await self.database.read(self.workspace_id, work)
