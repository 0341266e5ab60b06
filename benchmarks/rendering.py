"""Home and checklist in a workspace of 10,000 handoffs, against one of 10, for a person with the same load.

Both workspaces begin as the same team. The large one then gets the same team again and again, each with its
own people, accounts and handoffs, so that the person who is measured has exactly what they have in the small
one, and everything else is in the way. Real storage, through its reading threads, and the real renderers.
"""

import time
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks import book
from benchmarks.crowd import multiply
from benchmarks.postgres import postgres_server
from benchmarks.report import Figure, Section
from bot import renderers
from bot.drawing import Drawn
from bot.office import Office
from flows.people import Person
from flows.ports import Surface, SurfaceKind, UnitOfWork
from storage.database import Database
from storage.workspaces import workspace_for

TEAM = book.Team(csms=4, managers=1, executives=1, architects=1)
TICKED = 7
"""Half of the steps that can be ticked: a list with done, ready and locked rows, and with Undo."""


@dataclass(frozen=True)
class Size:
    """Handoffs in the small workspace, how many such teams make the large one, and drawings of each kind."""

    handoffs: int = 10
    teams: int = 1000
    drawings: int = 200


@dataclass
class Side:
    """One workspace, the person in it who is measured, and how long (ms) each drawing took."""

    office: Office
    person: Person
    checklist: Surface
    homes: list[float] = field(default_factory=list)
    checklists: list[float] = field(default_factory=list)

    async def draw(self) -> None:
        """Draw the person's Home and one of their checklists."""
        now = self.office.clock.now()
        self.homes.append(await self._timed(lambda uow: renderers.home_of(uow, self.person, now)))
        self.checklists.append(await self._timed(lambda uow: renderers.draw(uow, self.checklist, now)))

    async def _timed(self, draw: Callable[[UnitOfWork], Drawn | None]) -> float:
        began = time.perf_counter()
        drawn = await self.office.look(draw)
        if drawn is None or len(drawn.blocks) < 5:
            raise AssertionError("there was nothing to draw")
        return 1000 * (time.perf_counter() - began)


async def measure(folder: Path, size: Size) -> list[Section]:
    """Both workspaces on SQLite, then on PostgreSQL when this machine has it."""
    small, large = (f"sqlite:///{folder / name}.sqlite3" for name in ("small", "large"))
    sections = [await compare("SQLite", small, large, size)]
    with postgres_server() as server:
        if server is not None:
            small, large = server.create("small"), server.create("large")
            sections.append(await compare("PostgreSQL", small, large, size))
    return sections


async def compare(database: str, small: str, large: str, size: Size) -> Section:
    """Fill two empty databases, and draw in turns: whatever else the machine does falls on both."""
    for url in (small, large):
        await book.fill(url, size.handoffs, TEAM, TICKED)
    multiply(large, size.teams)
    async with AsyncExitStack() as stack:
        sides = [await _open(stack, url) for url in (small, large)]
        for _ in range(size.drawings // 10):
            for side in sides:
                await side.draw()
        for side in sides:
            side.homes.clear()
            side.checklists.clear()
        for number in range(size.drawings):
            for side in sides[:: 1 if number % 2 else -1]:
                await side.draw()
    return _section(database, size, *sides)


async def _open(stack: AsyncExitStack, url: str) -> Side:
    clock = book.SystemClock()
    database = Database.open(url, clock)
    stack.push_async_callback(database.close)
    workspace = await workspace_for(database, book.TEAM_ID, "Benchmark", book.BOT_USER, book.BOT_ID)
    office = Office(database, clock, workspace)

    def find(uow: UnitOfWork) -> tuple[Person, Surface]:
        person = uow.people.by_slack_id(book.slack_id(0))
        assert person is not None
        return person, uow.surfaces.live_for(person.id, SurfaceKind.CHECKLIST)[0]

    return Side(office, *await office.look(find))


def _section(database: str, size: Size, small: Side, large: Side) -> Section:
    def figure(what: str, of: Callable[[Side], list[float]]) -> Figure:
        return Figure(what, of(small), of(large), "ms", at_most=1.5)

    return Section(
        f"Drawing on {database}: medians of {size.drawings} drawings each, in turns",
        (f"{size.handoffs:,} handoffs", f"{size.handoffs * size.teams:,} handoffs"),
        (
            figure("Home", lambda side: side.homes),
            figure("Checklist", lambda side: side.checklists),
        ),
    )
