"""The workers on a real SQLite file and a real sandbox over HTTP, with a clock that stands still."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient
from sqlalchemy import select

from bot.delivery import Dispatcher
from bot.directory import Directory
from bot.drawing import Blocks, Drawn, Spoken
from bot.office import Office
from bot.surfaces import Refresher
from flows.people import Person
from flows.ports import Saying, Surface, UnitOfWork
from sandbox import ManualClock, Sandbox
from storage.database import Database
from storage.tables import outbox
from storage.workspaces import workspace_for

MANIFEST = Path(__file__).parents[2] / "manifest.yml"
MORNING = datetime(2026, 11, 16, 8, 30, tzinfo=UTC)
CHANNEL = "cs-handoffs"


class Stage:
    """One workspace. What is composed and drawn is decided by the test: `pictures` by surface id."""

    def __init__(self, sandbox: Sandbox, database: Database, clock: ManualClock, workspace_id: int) -> None:
        self.sandbox = sandbox
        self.clock = clock
        self.client = AsyncWebClient(sandbox.bot_token, sandbox.api_url)
        self.office = Office(database, clock, workspace_id)
        self.directory = Directory(self.client, self.office, clock, team_id=sandbox.core.workspace.team.id)
        self.pictures: dict[int, Drawn | None] = {}
        self.drawn: list[int] = []
        self.undeliverable: list[tuple[str, str]] = []

    def dispatcher(self, office: Office | None = None, **more: Any) -> Dispatcher:
        """A dispatcher as a process would have it."""
        return Dispatcher(
            office or self.office,
            self.client,
            self.clock,
            self.directory,
            compose=self.compose,
            draw=self.draw,
            undeliverable=lambda _uow, saying, why: self.undeliverable.append((saying.key, why)),
            **more,
        )

    def refresher(self, **more: Any) -> Refresher:
        """A refresher as a process would have it."""
        return Refresher(self.office, self.client, self.clock, draw=self.draw, **more)

    def compose(self, _uow: UnitOfWork, saying: Saying, _now: datetime) -> Spoken | None:
        """Says the text in the saying's data, with its blocks."""
        if "text" not in saying.data:
            return None
        return Spoken(saying.data["text"], saying.data.get("blocks"))

    def draw(self, _uow: UnitOfWork, surface: Surface, _now: datetime) -> Drawn | None:
        """Draws what the test decided for that surface."""
        self.drawn.append(surface.id)
        return self.pictures[surface.id]

    async def meet(self, name: str) -> Person:
        """The person, as Slack describes them."""
        return await self.directory.person(self.sandbox.person(name).id)

    def channel(self, name: str = CHANNEL) -> str:
        """A channel's id."""
        return self.sandbox.core.workspace.find_conversation(name).id

    async def say(self, key: str, text: str = "", **where: Any) -> None:
        """Queue a saying; its text is its key unless given."""
        data = {"text": text or key, **where.pop("data", {})}
        saying = Saying(key=key, kind="test", data=data, **where)
        await self.office.act(lambda uow: uow.outbox.say(saying))

    async def rows(self) -> dict[str, tuple[str, str | None]]:
        """State and reason of every row of the outbox, by key."""
        columns = outbox.c
        found = await self.office.look(
            lambda uow: uow.transaction.rows(select(columns.key, columns.state, columns.why))  # type: ignore[attr-defined]
        )
        return {row.key: (row.state, row.why) for row in found}

    def texts(self, name: str) -> list[str]:
        """What the person read in the DM with the bot."""
        return [message.text for message in self.sandbox.person(name).dm]

    def in_channel(self, name: str = CHANNEL) -> list[str]:
        """What stands in a channel, without what people wrote there."""
        bot = self.sandbox.core.app.bot_user_id
        return [one.text for one in self.sandbox.person("Maya").messages(name) if one.user == bot]


def picture(text: str) -> Drawn:
    """A surface that shows a text."""
    blocks: Blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": text}}]
    return Drawn(text, blocks)


@asynccontextmanager
async def open_stage(directory: Path, url: str | None = None) -> AsyncIterator[Stage]:
    """A stage with its own database file in that directory, or on the empty database of that address."""
    clock = ManualClock(MORNING)
    sandbox = Sandbox(MANIFEST.read_text(), clock=clock)
    await sandbox.start()
    database = Database.open(url or f"sqlite:///{directory}/bot.sqlite3", clock)
    try:
        app = sandbox.core.app
        team = sandbox.core.workspace.team
        workspace_id = await workspace_for(database, team.id, team.name, app.bot_user_id, app.bot_id)
        yield Stage(sandbox, database, clock, workspace_id)
    finally:
        await database.close()
        await sandbox.stop()
