"""A small Slack app, real Bolt over Socket Mode, that uses every block and element the page can draw.

It knows nothing about handoffs: the page is tested on its own, against an app that is easy to read.
"""

from __future__ import annotations

from typing import Any

from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_bolt.context.ack.async_ack import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox
from tests.browser import sample_blocks as blocks

Payload = dict[str, Any]

MANIFEST = """
display_information: {name: Sampler}
features:
  app_home: {home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false}
  bot_user: {display_name: sampler, always_online: true}
  slash_commands:
    - command: /sample
      description: See what the page can draw
      usage_hint: "[plan | gallery | whisper | wall]"
  shortcuts:
    - {name: Plan a visit, type: global, callback_id: plan_visit, description: Choose a day and who comes}
    - {name: Remember this, type: message, callback_id: remember, description: Keep a message}
oauth_config:
  scopes: {bot: ["channels:read", "chat:write", "commands", "im:history", "im:write", "users:read"]}
settings:
  event_subscriptions: {bot_events: [app_home_opened, message.im]}
  interactivity: {is_enabled: true}
  socket_mode_enabled: true
"""
CHANNEL = "C0HANDOFFS"


class SampleBot:
    """The app, connected to a sandbox between `start` and `stop`."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.client = AsyncWebClient(token=sandbox.bot_token, base_url=sandbox.api_url)
        self.app = AsyncApp(client=self.client, process_before_response=True)
        self._handler = AsyncSocketModeHandler(self.app, sandbox.app_token, web_client=self.client)
        self._pressed = 0
        self._register()

    async def start(self) -> None:
        """Connect."""
        await self._handler.connect_async()  # type: ignore[no-untyped-call]

    async def stop(self) -> None:
        """Disconnect."""
        await self._handler.close_async()  # type: ignore[no-untyped-call]

    async def post(self, channel: str, content: list[Payload], text: str = "A message") -> str:
        """Post blocks to a conversation and return the ts."""
        answer = await self.client.chat_postMessage(channel=channel, text=text, blocks=content)
        return str(answer["ts"])

    def _register(self) -> None:
        self.app.command("/sample")(self._sample)
        self.app.shortcut("plan_visit")(self._plan)
        self.app.shortcut("remember")(self._remember)
        self.app.view("plan")(self._planned)
        self.app.view("details")(_close)
        self.app.action("done")(self._done)
        self.app.action("count")(self._counted)
        self.app.action("details")(self._details)
        self.app.action("menu")(self._chosen)
        self.app.action("due")(self._chosen)
        self.app.action("topics")(self._chosen)
        self.app.options("account")(_suggest)
        self.app.event("app_home_opened")(self._home)
        self.app.event("message")(self._heard)

    async def _sample(self, ack: AsyncAck, command: Payload) -> None:
        word, channel = command["text"], command["channel_id"]
        if word == "whisper":
            await ack("Only *you* see this.")
            return
        await ack()
        if word == "gallery":
            await self.post(channel, blocks.gallery())
        elif word == "wall":
            await self.post(channel, blocks.hostile(), text="<script>alert(1)</script>")
        else:
            await self.client.views_open(trigger_id=command["trigger_id"], view=blocks.plan_view())

    async def _plan(self, ack: AsyncAck, shortcut: Payload) -> None:
        await ack()
        await self.client.views_open(trigger_id=shortcut["trigger_id"], view=blocks.plan_view())

    async def _remember(self, ack: AsyncAck, shortcut: Payload) -> None:
        await ack()
        await self.client.chat_postEphemeral(
            channel=shortcut["channel"]["id"],
            user=shortcut["user"]["id"],
            text=f"Kept: {shortcut['message']['text']}",
        )

    async def _planned(self, ack: AsyncAck, view: Payload, body: Payload) -> None:
        values = view["state"]["values"]
        if values["guest"]["guest"]["selected_user"] == body["user"]["id"]:
            await ack(
                response_action="errors", errors={"guest": "You can't visit yourself: pick somebody else."}
            )
            return
        await ack()
        await self.post(CHANNEL, blocks.card(values), text="A visit")

    async def _done(self, ack: AsyncAck, body: Payload) -> None:
        await ack()
        await self._rewrite(body, f"*Done* by <@{body['user']['id']}>.")

    async def _chosen(self, ack: AsyncAck, body: Payload, action: Payload) -> None:
        await ack()
        options = action.get("selected_options") or [action.get("selected_option") or {}]
        picked = action.get("selected_date") or ", ".join(option.get("value", "") for option in options)
        await self._rewrite(body, f"Chosen: *{picked}*")

    async def _rewrite(self, body: Payload, sentence: str) -> None:
        channel, ts = body["container"]["channel_id"], body["container"]["message_ts"]
        await self.client.chat_update(channel=channel, ts=ts, text=sentence, blocks=blocks.note(sentence))

    async def _details(self, ack: AsyncAck, body: Payload) -> None:
        await ack()
        await self.client.views_push(trigger_id=body["trigger_id"], view=blocks.details_view())

    async def _counted(self, ack: AsyncAck, body: Payload) -> None:
        await ack()
        self._pressed += 1
        await self._publish(body["user"]["id"])

    async def _home(self, event: Payload) -> None:
        if event["tab"] == "home":
            await self._publish(event["user"])

    async def _publish(self, user: str) -> None:
        await self.client.views_publish(user_id=user, view=blocks.home(self._pressed))

    async def _heard(self, event: Payload) -> None:
        if event.get("subtype") or event.get("bot_id"):
            return
        await self.client.chat_postMessage(
            channel=event["channel"], thread_ts=event["ts"], text=f"You said: {event['text']}"
        )


async def _close(ack: AsyncAck) -> None:
    await ack()


async def _suggest(ack: AsyncAck, payload: Payload) -> None:
    names = [name for name in ("Acme", "Globex", "Initech") if payload["value"].lower() in name.lower()]
    await ack(options=[blocks.option(name) for name in names])
