"""A database with one workspace, and short ways to put people, accounts and handoffs on it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flows.handoff import Handoff
from flows.people import Person, PersonId
from flows.ports import UnitOfWork
from storage.database import Database
from storage.workspaces import workspace_for
from tests.support.handoffs import NAMES, START, csm

T = TypeVar("T")

SOON = 10.0
"""Seconds after which something that should happen at once is given up."""


class StandingClock:
    """A clock that stands until it is moved."""

    def __init__(self, now: datetime = START) -> None:
        self.instant = now

    def now(self) -> datetime:
        """The instant it stands at, aware UTC."""
        return self.instant

    def move(self, **length: float) -> datetime:
        """Move on, and say where it stands then."""
        self.instant += timedelta(**length)
        return self.instant


@dataclass
class Shelf:
    """An open database, one of its workspaces, and the clock that both were given."""

    url: str
    database: Database
    workspace: int
    clock: StandingClock

    async def act(self, work: Callable[[UnitOfWork], T], **how: Any) -> T:
        """Run the work in a transaction."""
        return await self.database.write(self.workspace, work, **how)

    async def look(self, work: Callable[[UnitOfWork], T]) -> T:
        """Run the work on a snapshot."""
        return await self.database.read(self.workspace, work)

    async def people(self) -> list[PersonId]:
        """Store everybody of `tests.support.handoffs`; return their ids, Olivia first."""

        def work(uow: UnitOfWork) -> list[PersonId]:
            met = (Person(0, f"U{who:03}", name) for who, name in sorted(NAMES.items()))
            return [uow.people.upsert(person).id for person in met]

        return await self.act(work)

    async def handoff(self, account: str = "Acme", **known: Any) -> Handoff:
        """Store a running handoff from Olivia to Noah, watched by Maya."""
        olivia, noah, maya, *_ = await self.people()
        roles = {"outgoing": olivia, "incoming": noah, "incoming_manager": maya}

        def work(uow: UnitOfWork) -> Handoff:
            found = uow.accounts.named_or_new(account)
            made = {"playbook": csm(), "participants": roles, "started_by": maya, **known}
            return uow.handoffs.add(Handoff(0, found, started_at=self.clock.now(), **made))

        return await self.act(work)

    async def saved(self, handoff: Handoff, **differently: Any) -> Handoff:
        """Save the handoff with these values; return it as it is stored now."""
        after = replace(handoff, **differently)

        def work(uow: UnitOfWork) -> Handoff:
            uow.handoffs.save(handoff, after)
            stored = uow.handoffs.get(handoff.id)
            assert stored is not None
            return stored

        return await self.act(work)


@asynccontextmanager
async def opened(url: str, clock: StandingClock, team: str = "T001") -> AsyncIterator[Shelf]:
    """Open the database at that address, with a workspace for that team."""
    database = Database.open(url, clock)
    try:
        workspace = await workspace_for(database, team, "Tanuki", "U0BOT", "B0BOT")
        yield Shelf(url, database, workspace, clock)
    finally:
        await database.close()


class Held:
    """Work that occupies a database's threads until it is let go."""

    def __init__(self, shelf: Shelf, threads: int, *, tick: bool = False) -> None:
        self._go = threading.Event()
        self._begun = threading.Event()
        self._tasks = [asyncio.create_task(shelf.act(self._work, tick=tick)) for _ in range(threads)]

    async def begun(self) -> None:
        """Wait until the work is under way."""
        assert await asyncio.to_thread(self._begun.wait, SOON)

    async def let_go(self) -> None:
        """Let the work end."""
        self._go.set()
        await asyncio.gather(*self._tasks)

    def _work(self, _uow: UnitOfWork) -> None:
        self._begun.set()
        assert self._go.wait(SOON)
