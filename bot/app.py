"""The composition root: settings → database → desk → Bolt app → workers. Nothing happens at import."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from logging import getLogger
from typing import Any

from aiohttp import ClientSession
from slack_bolt.adapter.socket_mode.async_handler import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.response import BoltResponse
from slack_sdk.web.async_client import AsyncWebClient

from bot import playbook_files, renderers
from bot.delivery import Dispatcher
from bot.directory import Directory
from bot.drawing import Drawn
from bot.errors import SlackFailure
from bot.listeners import (
    adjust,
    brief,
    conversation,
    drafts,
    filing,
    home,
    notes,
    own_step,
    start,
    steps,
    topics,
    whole,
)
from bot.listeners import comings as lifecycle
from bot.listeners import settings as workspace_settings
from bot.listeners.desk import Desk
from bot.logs import alarm
from bot.office import Office
from bot.settings import Settings, Transport
from bot.slack_calls import ask_slack
from bot.surfaces import Refresher
from bot.ticks import Ticks, fixed_ticks
from bot.web import serve, web_app
from flows.adjust import remade
from flows.desk import adjusting, comings, mornings
from flows.desk.acting import Rules
from flows.playbook import Playbook
from flows.ports import Clock, Surface, UnitOfWork
from flows.unkept import LIFE
from storage import schema
from storage.database import Database
from storage.schema import SchemaNotReady
from storage.workspaces import workspace_for

log = getLogger(__name__)


@dataclass
class Application:
    """One workspace's bot, wired and ready to start."""

    settings: Settings
    clock: Clock
    database: Database
    office: Office
    slack: AsyncApp
    directory: Directory
    dispatcher: Dispatcher
    refresher: Refresher
    desk: Desk

    def __post_init__(self) -> None:
        self._socket: AsyncSocketModeHandler | None = None
        self._web: Any = None
        self._ticks = Ticks(
            fixed_ticks(
                sweep=self.sweep,
                wake=self._wake,
                refresh_people=self.directory.refresh,
                housekeeping=self.tidy,
            )
        )

    async def start(self) -> None:
        """Begin to work, and open the way that Slack reaches us by."""
        self.dispatcher.start()
        self.refresher.start()
        self._ticks.start()
        if self.settings.transport is Transport.SOCKET:
            self._socket = AsyncSocketModeHandler(self.slack, self.settings.app_token)
            await self._socket.connect_async()  # type: ignore[no-untyped-call]
        else:
            checks = {"database": self._database_answers, "dispatcher": self._dispatcher_lives}
            web = web_app(checks, slack=self.slack)
            self._web = await serve(web, self.settings.host, self.settings.port)

    @property
    def rules(self) -> Rules:
        """What holds in the flow now."""
        return self.desk.rules

    @property
    def address(self) -> str:
        """Where HTTP mode listens; raises LookupError in Socket Mode."""
        if self._web is None:
            raise LookupError("Socket Mode has no address")
        host, port = self._web.addresses[0][:2]
        return f"http://{host}:{port}"

    async def stop(self) -> None:
        """Take nothing more, let what is on its way end, close the database."""
        self._ticks.stop()
        if self._socket is not None:
            await self._socket.close_async()  # type: ignore[no-untyped-call]
        if self._web is not None:
            await self._web.cleanup()
        await self.dispatcher.stop()
        await self.refresher.stop()
        await self.database.close()
        if self.slack.client.session is not None:
            await self.slack.client.session.close()

    async def sweep(self) -> None:
        """Look at everyone whose time has come, a few at a time so that no click waits.

        What is settled in Slack is read first: this may not be the process in which it was.
        """
        await self.desk.renew()
        while await self.office.tick(lambda uow: mornings.sweep(uow, self.clock.now(), self.rules)):
            pass

    async def run_until_quiet(self) -> None:
        """Do all that is due now: digests, messages, redraws. For time travel and tests."""
        await self.sweep()
        quiet = 0
        while quiet < 2:  # twice: a job of the background may land in between, and leave work to the other
            handled = await self.dispatcher.run_until_quiet() + await self.refresher.run_until_quiet()
            quiet = 0 if handled else quiet + 1

    async def next_due(self) -> datetime | None:
        """The next instant (aware UTC) at which something happens by itself."""
        instants = (
            await self.office.look(lambda uow: uow.people.next_wake()),
            await self.dispatcher.next_due(),
            await self.refresher.next_due(),
        )
        return min((instant for instant in instants if instant is not None), default=None)

    async def tidy(self) -> None:
        """Throw away what people brought a day ago and did not keep."""
        await self.office.tick(lambda uow: uow.unkept.drop_old(self.clock.now() - LIFE))
        await self._wake()

    async def _wake(self) -> None:
        self.dispatcher.wake()
        self.refresher.wake()

    async def _database_answers(self) -> bool:
        await self.office.look(lambda uow: uow.outbox.next_due())
        return True

    async def _dispatcher_lives(self) -> bool:
        return self.dispatcher.alive and self.refresher.alive


async def build(settings: Settings, clock: Clock, *, pace: timedelta | None = None) -> Application:
    """Wire the bot for the workspace that its token belongs to.

    `pace` is the least time between two messages of one conversation: a second, which is what Slack takes.
    Raises SettingsProblem, SlackFailure (the token does not work) or SchemaNotReady.
    """
    session = ClientSession()  # one for all calls: without it each opens a connection of its own
    client = AsyncWebClient(settings.bot_token, settings.slack_api_url, session=session)
    try:
        me = await ask_slack(client.auth_test())
        schema.ready(settings.database_url)
    except (SlackFailure, SchemaNotReady):
        await session.close()
        raise
    return await _wired(settings, clock, client, me, timedelta(seconds=1) if pace is None else pace)


async def _wired(
    settings: Settings, clock: Clock, client: AsyncWebClient, me: Mapping[str, Any], pace: timedelta
) -> Application:
    database = Database.open(settings.database_url, clock)
    workspace = await workspace_for(
        database, me["team_id"], me.get("team", ""), me.get("user_id"), me.get("bot_id")
    )
    office = Office(database, clock, workspace)
    directory = Directory(client, office, clock, team_id=me["team_id"])
    desk = Desk(
        office,
        directory,
        clock,
        rules_of(settings),
        playbooks=(),
        links=settings.handoff_links,
        bases=bases_of(settings),
        admins=frozenset(settings.handoff_admins),
    )
    await desk.renew()
    await office.tick(lambda uow: adjusting.offer(uow, desk.bases))
    await desk.renew()
    application = _workers(settings, clock, database, desk, client, pace)
    desk.clicked = application.refresher.clicked
    register(application.slack, desk)
    return application


def _workers(
    settings: Settings,
    clock: Clock,
    database: Database,
    desk: Desk,
    client: AsyncWebClient,
    pace: timedelta,
) -> Application:

    def draw(uow: UnitOfWork, surface: Surface, now: datetime) -> Drawn | None:
        return renderers.draw(uow, surface, now, rules=desk.rules)

    dispatcher = Dispatcher(
        desk.office,
        client,
        clock,
        desk.directory,
        compose=renderers.compose,
        draw=draw,
        undeliverable=lambda uow, saying, why: comings.undelivered(uow, clock.now(), saying, why),
        at_once=settings.handoff_posts_at_once,
        pace=pace,
    )
    refresher = Refresher(
        desk.office, client, clock, draw=draw, per_minute=settings.handoff_updates_per_minute
    )
    database.on_commit(dispatcher.wake)
    database.on_commit(refresher.wake)
    slack = slack_app(settings, client)
    return Application(
        settings, clock, database, desk.office, slack, desk.directory, dispatcher, refresher, desk
    )


def bases_of(settings: Settings) -> dict[str, Playbook]:
    """The playbooks of the files by id, with the title that people here go by."""
    found = playbook_files.offered(settings.handoff_playbooks)
    return {one.id: remade(one, title=settings.handoff_title) for one in found}


def rules_of(settings: Settings) -> Rules:
    """What the settings decide in the flow."""
    return Rules(
        manager_confirms=settings.handoff_manager_confirms,
        facts=(("cta", "on" if settings.handoff_open_cta else "off"),),
        digest_hour=settings.handoff_digest_hour,
        question_days=settings.handoff_question_days,
        again_days=settings.handoff_again_days,
        full_within_days=settings.handoff_full_within_days,
    )


def slack_app(settings: Settings, client: AsyncWebClient) -> AsyncApp:
    """The Bolt app. It acks after the listener ran: what fails is delivered again (DESIGN §4)."""
    secret = settings.slack_signing_secret
    app = AsyncApp(
        client=client,
        signing_secret=secret.get_secret_value() if secret else None,
        process_before_response=True,
        request_verification_enabled=settings.transport is Transport.HTTP,
    )

    @app.error
    async def failed(error: Exception, body: Mapping[str, Any]) -> BoltResponse:
        """A listener broke: logged with a reference, and not acknowledged, so that Slack tries again."""
        alarm(log, "a listener failed", error=error, kind=str(body.get("type", "")))
        return BoltResponse(status=500, body="")

    return app


def register(app: AsyncApp, desk: Desk) -> None:
    """Every feature listens; the steps first, since Bolt asks one listener after the other about a click."""
    for feature in (
        steps,
        start,
        whole,
        home,
        lifecycle,
        brief,
        notes,
        filing,
        drafts,
        adjust,
        own_step,
        workspace_settings,
        conversation,
        topics,
    ):
        feature.register(app, desk)
