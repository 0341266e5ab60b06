"""Putting messages into conversations, and telling the app about it."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from sandbox.core import Core
from sandbox.delivery import Answer
from sandbox.elements import with_ids
from sandbox.events import NOT_SENT, Events
from sandbox.json_types import Blocks
from sandbox.model import Conversation, Message

_NAME = re.compile(r"([@#])([\w.\-]+(?: [\w\-]+)?)")
_KEPT = re.compile(r"&lt;([@#!][^&<>]*|https?://[^&<>\s]+)&gt;")
_LINK = re.compile(r"(?<![<|])\bhttps?://[^\s<>|]*[^\s<>|.,;:!?)]")


class Posting:
    """Posts, edits and deletes; the app's own posts travel back to it as events, as in Slack."""

    def __init__(self, core: Core, events: Events) -> None:
        self._core = core
        self._events = events

    def app_posts(self, conversation: Conversation, text: str, blocks: Blocks | None, **more: Any) -> Message:
        """Post as the app; events about it go out in the background."""
        if blocks is not None:
            with_ids(blocks, self._core.workspace.ids)
        message = self._post(
            conversation, self._core.app.bot_user_id, text, blocks=blocks, from_app=True, **more
        )
        self._soon(self._events.posted(message))
        return message

    def app_edits(self, message: Message, **changes: Any) -> Message:
        """Change a message of the app."""
        if changes.get("blocks") is not None:
            with_ids(changes["blocks"], self._core.workspace.ids)
        after = self._core.workspace.replace(replace(message, **changes))
        if not after.ephemeral:
            self._soon(self._events.changed(after, message))
        return after

    def app_deletes(self, message: Message) -> None:
        """Delete a message of the app."""
        self._core.workspace.remove(message)
        if not message.ephemeral:
            self._soon(self._events.deleted(message))

    async def person_posts(
        self, conversation: Conversation, user: str, text: str, **more: Any
    ) -> tuple[Message, Answer]:
        """Post as a person and wait until the app has heard of it."""
        message = self._post(conversation, user, self.typed(text), **more)
        answer = await self._now(self._events.posted(message))
        mention = f"<@{self._core.app.bot_user_id}>"
        if mention in message.text and not conversation.is_im:
            await self._mentioned(message)
        return message, answer

    async def person_edits(self, message: Message, text: str) -> tuple[Message, Answer]:
        """Edit a person's message."""
        stamp = f"{int(self._core.clock.now().timestamp())}.000000"
        after = self._core.workspace.replace(replace(message, text=self.typed(text), edited=stamp))
        return after, await self._now(self._events.changed(after, message))

    async def person_deletes(self, message: Message) -> Answer:
        """Delete a person's message."""
        self._core.workspace.remove(message)
        return await self._now(self._events.deleted(message))

    def typed(self, text: str) -> str:
        """Return typed text as Slack stores it: `&<>` escaped, names and links as tokens."""
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        tokens = _KEPT.sub(r"<\1>", escaped)
        return _LINK.sub(lambda match: f"<{match[0]}>", self.resolved(tokens))

    def resolved(self, text: str) -> str:
        """Turn `@Name` and `#channel` into Slack's ids, as the composer and `should_escape` do."""
        return _NAME.sub(self._token, text)

    def _token(self, match: re.Match[str]) -> str:
        start = match.start()
        if (start and match.string[start - 1] in "<|&") or (start and match.string[start - 1].isalnum()):
            return match[0]
        sign, name = match[1], match[2]
        for candidate in (name, name.split(" ")[0]):
            if token := self._named(sign, candidate.rstrip(".")):
                return token + match[0][1 + len(candidate.rstrip(".")) :]
        return match[0]

    def _named(self, sign: str, name: str) -> str | None:
        workspace = self._core.workspace
        try:
            if sign == "@":
                return f"<@{workspace.find_user(name).id}>"
            channel = workspace.find_conversation(name)
        except KeyError:
            return None
        hidden = channel.private and self._core.app.bot_user_id not in channel.members
        return f"<#{channel.id}|{'' if hidden else channel.name}>"

    def _post(self, conversation: Conversation, user: str, text: str, **more: Any) -> Message:
        workspace = self._core.workspace
        message = workspace.post(conversation, user, text, **more)
        parent = conversation.messages.get(message.thread_ts or "")
        if parent and parent.thread_ts is None and not message.ephemeral:
            workspace.replace(replace(parent, thread_ts=parent.ts))
        return message

    async def _mentioned(self, message: Message) -> None:
        if found := self._events.posted(message):
            _, event, conversation = found
            await self._events.emit("app_mention", event | {"type": "app_mention"}, conversation)

    async def _now(self, found: tuple[str, Any, Conversation] | None) -> Answer:
        return await self._events.emit(*found) if found else NOT_SENT

    def _soon(self, found: tuple[str, Any, Conversation] | None) -> None:
        if found:
            self._events.emit_soon(*found)
