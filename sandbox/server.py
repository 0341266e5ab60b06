"""The sandbox as one object: start it, stop it, be somebody in it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from pathlib import Path

from aiohttp import web

from sandbox.actions import Actions
from sandbox.acts import Acts
from sandbox.admin import Admin
from sandbox.clock import Clock, SystemClock
from sandbox.core import Core, Installation
from sandbox.delivery import ACK_SECONDS, RETRY_DELAYS, Delivery
from sandbox.demo import demo_team
from sandbox.driver import Person
from sandbox.events import Events
from sandbox.faults import Faults
from sandbox.grants import Grants
from sandbox.guard import loopback_only
from sandbox.http_mode import HttpMode
from sandbox.manifest import Manifest
from sandbox.model import BOT_USER_ID, Team, User
from sandbox.page_api import PageApi
from sandbox.posting import Posting
from sandbox.respond import Responses
from sandbox.socket_mode import SocketMode
from sandbox.web_api import WebApi
from sandbox.workspace import Workspace

PAGE = Path(__file__).parent / "page"
Travel = Callable[[datetime], Awaitable[None]]


class Sandbox:
    """A strict little Slack on 127.0.0.1.

    `manifest` is the app's manifest as YAML. With `request_url` the app gets signed HTTP, else Socket Mode.
    `travel` moves the host's clock to an instant when the page asks; by default `clock.set` is called.
    `retry_delays` (seconds) and `ack_seconds` are Slack's own unless a test shortens them.
    """

    def __init__(
        self,
        manifest: str,
        clock: Clock | None = None,
        team: Team | None = None,
        port: int = 0,
        request_url: str | None = None,
        travel: Travel | None = None,
        *,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self.faults = Faults()
        self._port = port
        self._travel_to = travel
        self._app = Installation()
        self._socket = SocketMode(self._app.app_id)
        self._http = HttpMode(request_url, self._app.signing_secret) if request_url else None
        delivery = Delivery(
            self._http or self._socket, self.faults, retry_delays=retry_delays, ack_seconds=ack_seconds
        )
        self.core = _core(
            Manifest.parse(manifest),
            clock or SystemClock(),
            team or demo_team(),
            self._app,
            self.faults,
            delivery,
        )
        self._wire()
        self._runner: web.AppRunner | None = None
        self._people: dict[str, Person] = {}

    def _wire(self) -> None:
        events = Events(self.core)
        posting = Posting(self.core, events)
        self._acts = Acts(self.core, events, posting)
        self._actions = Actions(self.core, self._acts)
        self.admin = Admin(self.core, events)
        self._api = WebApi(self.core, posting, self._socket)
        self._responses = Responses(self.core, posting)
        self._page = PageApi(self.core, self._acts, self._actions, self.travel)
        self.faults.drop_socket = self._socket.drop
        self.faults.refresh_socket = self._socket.refresh

    @property
    def url(self) -> str:
        """The page's address, with a slash at the end."""
        return self.core.url

    @property
    def api_url(self) -> str:
        """The Web API's address, for `AsyncWebClient(base_url=…)`."""
        return f"{self.core.url}api/"

    @property
    def bot_token(self) -> str:
        """The bot token that is valid now."""
        return self._app.bot_token

    @property
    def app_token(self) -> str:
        """The app-level token of Socket Mode."""
        return self._app.app_token

    @property
    def signing_secret(self) -> str:
        """The secret that signs HTTP requests."""
        return self._app.signing_secret

    @property
    def connections(self) -> int:
        """How many Socket Mode connections the app has open."""
        return self._socket.connections

    def person(self, name: str) -> Person:
        """Return what a human can do, by first name, full name or id; KeyError when nobody is called so."""
        user_id = self.core.workspace.find_user(name).id
        if user_id not in self._people:
            self._people[user_id] = Person(user_id, self.core, self._acts, self._actions)
        return self._people[user_id]

    async def start(self) -> None:
        """Serve on 127.0.0.1; `url` is known afterwards."""
        self._runner = web.AppRunner(self._application(), access_log=None, shutdown_timeout=1.0)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        host, port = self._runner.addresses[0][:2]
        self.core.url = f"http://{host}:{port}/"

    async def stop(self) -> None:
        """Close every connection and stop serving."""
        await self.core.delivery.stop()
        await self._page.stop()
        await self._socket.stop()
        if self._http:
            await self._http.stop()
        if self._runner:
            await self._runner.cleanup()

    async def settle(self, quiet: float = 0.05, limit: float = 10.0) -> None:
        """Return when no delivery to the bot and no call of it is in flight.

        It must stay so for `quiet` seconds; after `limit` seconds it returns anyway.
        """
        await self.core.delivery.settle(quiet, limit)

    async def until(self, condition: Callable[[], object], limit: float = 5.0) -> None:
        """Return as soon as `condition()` is true; AssertionError after `limit` seconds."""
        deadline = time.monotonic() + limit
        while not condition():
            if time.monotonic() > deadline:
                raise AssertionError(f"It did not become so in {limit} seconds.")
            await asyncio.sleep(0.005)

    async def connected(self, limit: float = 5.0) -> None:
        """Return when the bot has a way to be reached; AssertionError after `limit` seconds."""
        await self.until(lambda: self.core.delivery.transport.connected, limit)

    async def verify_request_url(self) -> bool:
        """Send `url_verification` to the request URL and say whether it answered the challenge."""
        return bool(self._http and await self._http.verify())

    async def travel(self, target: datetime) -> None:
        """Move the clock to an aware instant, through the host's `travel` when it gave one."""
        if self._travel_to:
            await self._travel_to(target)
        else:
            move = getattr(self.core.clock, "set", None)
            if move is None:
                raise web.HTTPConflict(text="this clock cannot be moved")
            move(target)
        self.core.workspace.notify({"type": "clock", "now": self.core.clock.now().isoformat()})

    def _application(self) -> web.Application:
        app = web.Application(middlewares=[loopback_only], client_max_size=16 * 1024 * 1024)
        app.add_routes(self._api.routes())
        app.add_routes(self._page.routes())
        app.add_routes(
            [
                web.get("/link", self._socket.handle),
                web.post("/hooks/respond/{id}", self._responses.handle),
                web.get("/", _index),
            ]
        )
        if PAGE.is_dir():
            app.router.add_static("/page/", PAGE)
        return app


def _core(
    manifest: Manifest, clock: Clock, team: Team, app: Installation, faults: Faults, delivery: Delivery
) -> Core:
    bot = User(BOT_USER_ID, manifest.bot_name, manifest.name, is_bot=True, color="1f3b4d", team_id=team.id)
    workspace = Workspace(team, bot, clock)
    return Core(workspace, manifest, app, Grants(clock), faults, delivery, clock)


async def _index(request: web.Request) -> web.FileResponse:
    index = PAGE / "index.html"
    if not index.is_file():
        raise web.HTTPNotFound(text="The page is not built in.")
    return web.FileResponse(index)
