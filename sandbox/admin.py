"""What happens around the app: people leave, channels close, the app is removed; with Slack's events."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from sandbox.core import Core
from sandbox.events import Events
from sandbox.json_types import Json
from sandbox.model import Conversation, User


class Admin:
    """Acts of administrators and of time; channels and people are named as everywhere else."""

    def __init__(self, core: Core, events: Events) -> None:
        self._core = core
        self._events = events

    async def change_person(self, name: str, **changes: Any) -> User:
        """Change fields of a person (such as `tz` or `title`) and send `user_change`."""
        user = self._core.workspace.change_user(self._core.workspace.find_user(name).id, **changes)
        await self._events.user_changed(user.id)
        return user

    async def deactivate(self, name: str) -> User:
        """Deactivate a person."""
        return await self.change_person(name, deleted=True)

    async def archive(self, channel: str) -> None:
        """Archive a channel."""
        conversation = self._find(channel)
        conversation.archived = True
        self._news()
        name = "group_archive" if conversation.private else "channel_archive"
        event = {"type": name, "channel": conversation.id, "user": self._first_user()}
        if not conversation.private or self._bot_in(conversation):
            await self._events.emit(name, event, conversation)

    async def join(self, name: str, channel: str) -> None:
        """Let somebody (the bot too) join a channel."""
        conversation, user = self._find(channel), self._core.workspace.find_user(name)
        conversation.members.append(user.id)
        self._news()
        if self._bot_in(conversation):
            event = self._membership("member_joined_channel", conversation, user)
            await self._events.emit("member_joined_channel", event, conversation)

    async def leave(self, name: str, channel: str) -> None:
        """Let somebody (the bot too) leave a channel."""
        conversation, user = self._find(channel), self._core.workspace.find_user(name)
        heard = self._bot_in(conversation)
        conversation.members.remove(user.id)
        self._news()
        if heard:
            event = self._membership("member_left_channel", conversation, user)
            await self._events.emit("member_left_channel", event, conversation)

    async def share(self, channel: str, *, shared: bool = True) -> None:
        """Share a channel with another organisation, or stop."""
        conversation = self._find(channel)
        conversation.shared = shared
        self._news()
        name = "channel_shared" if shared else "channel_unshared"
        event: Json = {"type": name, "channel": conversation.id}
        if shared:
            event["connected_team_id"] = "T0ACME"
        else:
            event |= {"previously_connected_team_id": "T0ACME", "is_ext_shared": False}
        await self._events.emit(name, event, conversation)

    async def change_channel_id(self, channel: str) -> str:
        """Give a channel a new id, as sharing may, and return it."""
        conversation = self._find(channel)
        old = conversation.id
        del self._core.workspace.conversations[old]
        conversation.id = self._core.workspace.ids.new("C")
        moved = {
            ts: replace(message, channel=conversation.id) for ts, message in conversation.messages.items()
        }
        conversation.messages = moved
        self._core.workspace.add(conversation)
        event = {"type": "channel_id_changed", "old_channel_id": old, "new_channel_id": conversation.id}
        await self._events.emit("channel_id_changed", event, conversation)
        return conversation.id

    async def uninstall(self) -> None:
        """Remove the app: both events are sent, and its token is dead."""
        app = self._core.app
        app.old_tokens.add(app.bot_token)
        revoked = {"type": "tokens_revoked", "tokens": {"oauth": [], "bot": [app.bot_user_id]}}
        await self._events.emit("tokens_revoked", revoked)
        await self._events.emit("app_uninstalled", {"type": "app_uninstalled"})
        app.installed = False

    def reinstall(self) -> str:
        """Install the app again and return its new bot token."""
        app = self._core.app
        app.bot_token = f"xoxb-{secrets.token_hex(20)}"
        app.installed = True
        return app.bot_token

    def oauth_code(self) -> str:
        """Return a code that `oauth.v2.access` takes once."""
        code = secrets.token_hex(12)
        self._core.app.codes.add(code)
        return code

    async def event(self, name: str, event: Json) -> None:
        """Send any event the manifest subscribes to."""
        await self._events.emit(name, event)

    def _find(self, channel: str) -> Conversation:
        return self._core.workspace.find_conversation(channel)

    def _bot_in(self, conversation: Conversation) -> bool:
        return self._core.app.bot_user_id in conversation.members

    def _first_user(self) -> str:
        return next(iter(self._core.workspace.users))

    def _membership(self, kind: str, conversation: Conversation, user: User) -> Json:
        letter = "G" if conversation.private else "C"
        return {
            "type": kind,
            "user": user.id,
            "channel": conversation.id,
            "channel_type": letter,
            "team": self._core.team_of(user),
        }

    def _news(self) -> None:
        self._core.workspace.notify({"type": "state"})
