"""A small real Bolt app that uses a little of everything, over Socket Mode or signed HTTP."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import ManualClock, Sandbox

START = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)

MANIFEST = """
display_information: {name: Small, description: A bot for tests.}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true}
  bot_user: {display_name: small}
  slash_commands:
    - {command: /small, description: Do something small, should_escape: true}
    - {command: /nobody, description: Nobody listens to this one}
  shortcuts:
    - {name: Small thing, type: global, callback_id: small_global, description: Opens a modal}
    - {name: Small note, type: message, callback_id: small_message, description: Takes a note}
oauth_config:
  scopes:
    bot: [channels:read, channels:history, channels:join, chat:write, commands, groups:read, im:history,
          im:write, users:read, files:write, canvases:write]
settings:
  event_subscriptions:
    bot_events: [app_home_opened, app_uninstalled, channel_archive, channel_id_changed, channel_shared,
                 member_left_channel, message.im, tokens_revoked, user_change]
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
"""


def words(text: str) -> dict[str, str]:
    """Return a plain_text object."""
    return {"type": "plain_text", "text": text}


def section(text: str, **more: Any) -> dict[str, Any]:
    """Return a section."""
    return {"type": "section", "text": {"type": "mrkdwn", "text": text}, **more}


def button(action_id: str, text: str, **more: Any) -> dict[str, Any]:
    """Return a button."""
    return {"type": "button", "action_id": action_id, "text": words(text), **more}


def option(text: str, value: str) -> dict[str, Any]:
    """Return an option."""
    return {"text": words(text), "value": value}


def field_(block_id: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return an input block whose element has the block's id."""
    element = {"action_id": block_id, **element}
    return {
        "type": "input",
        "block_id": block_id,
        "label": words(block_id.title()),
        "element": element,
        **more,
    }


def modal(*blocks: dict[str, Any], title: str = "Small", **more: Any) -> dict[str, Any]:
    """Return a modal with a submit button."""
    return {
        "type": "modal",
        "callback_id": "form",
        "title": words(title),
        "submit": words("Go"),
        "blocks": list(blocks),
        **more,
    }


FORM = (
    field_("who", {"type": "users_select"}),
    field_("what", {"type": "plain_text_input", "max_length": 20}),
    field_("day", {"type": "datepicker"}, optional=True),
    field_(
        "size",
        {"type": "static_select", "options": [option("Small", "s"), option("Large", "l")]},
        optional=True,
        dispatch_action=True,
    ),
    field_(
        "tags", {"type": "checkboxes", "options": [option("One", "1"), option("Two", "2")]}, optional=True
    ),
    field_("city", {"type": "external_select", "min_query_length": 1}, optional=True),
)


@dataclass
class SmallBot:
    """The app, and everything it heard."""

    client: AsyncWebClient
    heard: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    answer: dict[str, Any] = field(default_factory=dict)
    """What `view_submission` is acknowledged with."""

    async def keep(self, body: dict[str, Any], next: Any) -> None:  # noqa: A002 - Bolt's own name
        """Note a request before it is handled."""
        (self.events if body.get("type") == "event_callback" else self.heard).append(body)
        await next()

    async def command(self, ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Open the form, or reply."""
        if body["text"] == "blocks":
            await ack(blocks=[section("*Blocks*")], text="Blocks")
        elif body["text"] == "bad":
            await ack(blocks=[{"type": "nothing"}], text="Bad")
        elif body["text"] == "loud":
            await ack(text="Everybody hears", response_type="in_channel")
        elif body["text"].startswith("say "):
            await ack(body["text"][4:])
        else:
            await client.views_open(trigger_id=body["trigger_id"], view=modal(*FORM))
            await ack()

    async def submitted(self, ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Refuse or accept the form, and tell the person it names."""
        values = body["view"]["state"]["values"]
        if self.answer:
            await ack(self.answer)
        elif values["who"]["who"]["selected_user"] == body["user"]["id"]:
            await ack(response_action="errors", errors={"who": "Pick somebody else."})
        else:
            who, what = values["who"]["who"]["selected_user"], values["what"]["what"]["value"]
            await client.chat_postMessage(channel=who, text=what, blocks=card(what))
            await ack()

    async def done(self, ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
        """Strike the message out."""
        where = {"channel": body["channel"]["id"], "ts": body["message"]["ts"]}
        await client.chat_update(**where, text="Done.", blocks=[section("~Done~")])
        await ack()

    async def home(self, event: dict[str, Any], client: AsyncWebClient) -> None:
        """Publish Home."""
        if event["tab"] == "home":
            blocks = [section("Welcome"), {"type": "actions", "elements": [button("hello", "Say hello")]}]
            await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})


def card(text: str) -> list[dict[str, Any]]:
    """Return a message with a button, a menu, check boxes and an overflow menu."""
    more = {
        "type": "overflow",
        "action_id": "more",
        "options": [option("Why?", "why"), option("Skip", "skip")],
    }
    ticks = {"type": "checkboxes", "action_id": "ticks", "options": [option("One", "1"), option("Two", "2")]}
    size = {
        "type": "static_select",
        "action_id": "pick",
        "options": [option("Small", "s"), option("Large", "l")],
    }
    elements = [button("done", "Done"), size, more]
    return [
        section(f"*{text}* by <!date^1794898800^{{date_short}} {{time}}|soon>"),
        {"type": "actions", "block_id": "acts", "elements": elements},
        {"type": "actions", "block_id": "boxes", "elements": [ticks]},
    ]


def build(sandbox: Sandbox) -> tuple[AsyncApp, SmallBot]:
    """Return the Bolt app and its notebook."""
    client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
    app = AsyncApp(client=client, signing_secret=sandbox.signing_secret, process_before_response=True)
    bot = SmallBot(client)
    app.middleware(bot.keep)
    app.command("/small")(bot.command)
    app.view("form")(bot.submitted)
    app.action("done")(bot.done)
    app.event("app_home_opened")(bot.home)
    for action_id in ("pick", "more", "ticks", "hello", "size"):
        app.action(action_id)(_acknowledge)
    app.view_closed("form")(_acknowledge)
    app.shortcut("small_global")(_open_form)
    app.shortcut("small_message")(_acknowledge)
    app.options("city")(_cities)
    for event in ("message", "user_change", "channel_archive", "channel_id_changed", "channel_shared"):
        app.event(event)(_nothing)
    for event in ("member_left_channel", "app_uninstalled", "tokens_revoked"):
        app.event(event)(_nothing)
    return app, bot


async def _acknowledge(ack: Any) -> None:
    await ack()


async def _nothing(event: dict[str, Any]) -> None:
    """Hear an event."""


async def _open_form(ack: Any, body: dict[str, Any], client: AsyncWebClient) -> None:
    await client.views_open(trigger_id=body["trigger_id"], view=modal(*FORM, notify_on_close=True))
    await ack()


async def _cities(ack: Any, payload: dict[str, Any]) -> None:
    names = [name for name in ("Berlin", "Bern", "Madrid") if name.startswith(payload["value"])]
    await ack(options=[option(name, name.lower()) for name in names])


@asynccontextmanager
async def running(mode: str, **options: Any) -> AsyncIterator[tuple[Sandbox, SmallBot]]:
    """Start a sandbox with the bot connected over `socket` or `http`."""
    port = _free_port()
    url = f"http://127.0.0.1:{port}/slack/events" if mode == "http" else None
    sandbox = Sandbox(MANIFEST, options.pop("clock", ManualClock(START)), request_url=url, **options)
    await sandbox.start()
    app, bot = build(sandbox)
    stop = await (_serve(app, port) if mode == "http" else _connect(app, sandbox))
    try:
        yield sandbox, bot
    finally:
        await stop()
        await sandbox.stop()


async def _connect(app: AsyncApp, sandbox: Sandbox) -> Any:
    handler = AsyncSocketModeHandler(app, sandbox.app_token, ping_interval=0.2)
    await handler.connect_async()  # type: ignore[no-untyped-call]
    await sandbox.connected()
    return handler.close_async


async def _serve(app: AsyncApp, port: int) -> Any:
    runner = web.AppRunner(app.web_app("/slack/events"))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", port).start()
    return runner.cleanup


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port
