"""Events API: envelopes, and which events the app hears of (SLACK.md §1.9). Only subscribed ones are sent."""

from __future__ import annotations

from sandbox.core import Core
from sandbox.delivery import Answer
from sandbox.json_types import Json
from sandbox.model import Conversation, Message
from sandbox.shapes import message_object, user_object

NOT_SENT = Answer("acked")
"""The answer that stands for an event nobody asked for."""


class Events:
    """Tells the app what happened."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def envelope(self, event: Json, conversation: Conversation | None = None) -> Json:
        """Wrap an inner event as Slack does."""
        core = self._core
        team = core.workspace.team.id
        authorization = {
            "enterprise_id": None,
            "team_id": team,
            "user_id": core.app.bot_user_id,
            "is_bot": True,
            "is_enterprise_install": False,
        }
        return {
            "token": "legacy",
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": core.app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": core.workspace.ids.new("Ev"),
            "event_time": int(core.clock.now().timestamp()),
            "authorizations": [authorization],
            "is_ext_shared_channel": bool(conversation and conversation.shared),
            "event_context": f"4-{core.workspace.ids.new('X')}",
        }

    async def emit(self, name: str, event: Json, conversation: Conversation | None = None) -> Answer:
        """Send an event if the manifest subscribes to `name`, and return the answer to the first attempt."""
        if name not in self._core.manifest.events or not self._core.app.installed:
            return NOT_SENT
        return await self._core.delivery.event(self.envelope(self._stamped(event), conversation))

    def emit_soon(self, name: str, event: Json, conversation: Conversation | None = None) -> None:
        """Send an event without waiting for the app."""
        if name in self._core.manifest.events and self._core.app.installed:
            envelope = self.envelope(self._stamped(event), conversation)
            self._core.delivery.background(self._core.delivery.event(envelope))

    def posted(self, message: Message) -> tuple[str, Json, Conversation] | None:
        """Return the event of a new message, None when the app may not hear of it."""
        event = message_object(self._core, message) | self._place(message)
        if message.files and not message.from_app:
            event["subtype"] = "file_share"
        return self._audible(message, event)

    def changed(self, message: Message, before: Message) -> tuple[str, Json, Conversation] | None:
        """Return the `message_changed` event of an edit."""
        event = self._place(message) | {
            "type": "message",
            "subtype": "message_changed",
            "hidden": True,
            "message": message_object(self._core, message),
            "previous_message": message_object(self._core, before),
        }
        return self._audible(message, self._own_ts(event))

    def deleted(self, message: Message) -> tuple[str, Json, Conversation] | None:
        """Return the `message_deleted` event."""
        event = self._place(message) | {
            "type": "message",
            "subtype": "message_deleted",
            "hidden": True,
            "deleted_ts": message.ts,
            "previous_message": message_object(self._core, message),
        }
        return self._audible(message, self._own_ts(event))

    async def user_changed(self, user_id: str) -> Answer:
        """Send `user_change` for a person as they are now."""
        user = user_object(self._core, self._core.workspace.users[user_id])
        stamp = int(self._core.clock.now().timestamp())
        return await self.emit("user_change", {"type": "user_change", "user": user, "cache_ts": stamp})

    def _place(self, message: Message) -> Json:
        conversation = self._core.workspace.conversation(message.channel)
        kind = "im" if conversation.is_im else "group" if conversation.private else "channel"
        return {"channel": conversation.id, "channel_type": kind, "event_ts": message.ts}

    def _audible(self, message: Message, event: Json) -> tuple[str, Json, Conversation] | None:
        conversation = self._core.workspace.conversation(message.channel)
        if message.ephemeral or self._core.app.bot_user_id not in conversation.members:
            return None
        names = {"im": "message.im", "group": "message.groups", "channel": "message.channels"}
        return names[event["channel_type"]], event, conversation

    def _own_ts(self, event: Json) -> Json:
        now = self._core.clock.now()
        stamp = f"{int(now.timestamp())}.{self._core.workspace.ids.number('event_ts') % 1_000_000:06d}"
        return event | {"ts": stamp, "event_ts": stamp}

    def _stamped(self, event: Json) -> Json:
        return event if "event_ts" in event else event | {"event_ts": self._own_ts({})["event_ts"]}
