"""The state of the workspace: who is there, who said what, who has read it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import replace
from typing import Any

from sandbox.clock import Clock
from sandbox.errors import SlackError
from sandbox.ids import Ids
from sandbox.json_types import Json
from sandbox.model import BOT_USER_ID, Conversation, File, Message, Team, User
from sandbox.plain import Reader
from sandbox.views import ViewStore

SCREENS = 5
"""How many looks of a changed message a screen may be behind."""

Listener = Callable[[Json, str | None], None]
"""Hears of a change: the note for the page, and the one person it concerns (None: everybody)."""


class Workspace:
    """People, conversations, messages, files and views of one workspace."""

    def __init__(self, team: Team, bot: User, clock: Clock) -> None:
        self.team = team
        self.clock = clock
        self.ids = Ids()
        self.users: dict[str, User] = {user.id: user for user in (*team.users, bot)}
        self.conversations: dict[str, Conversation] = {c.id: c for c in deepcopy(team.conversations)}
        self.views = ViewStore(self.ids, self.notify)
        self.files: dict[str, File] = {}
        self.canvases: dict[str, Json] = {}
        self._listeners: list[Listener] = []

    # people

    def user(self, user_id: str) -> User:
        """Return a person by id; `user_not_found` otherwise."""
        if user_id not in self.users:
            raise SlackError("user_not_found")
        return self.users[user_id]

    def find_user(self, name: str) -> User:
        """Return a person by id, handle, full or first name; KeyError when there is none."""
        if name in self.users:
            return self.users[name]
        wanted = name.lstrip("@").lower()
        for user in self.users.values():
            if wanted in {user.name.lower(), user.real_name.lower(), user.real_name.split()[0].lower()}:
                return user
        raise KeyError(f"Nobody here is called {name!r}.")

    def change_user(self, user_id: str, **changes: Any) -> User:
        """Replace fields of a person and return the new state."""
        self.users[user_id] = replace(self.users[user_id], **changes)
        self.notify({"type": "state"})
        return self.users[user_id]

    def reader(self, user_id: str) -> Reader:
        """Return the eyes of a person: their zone, and everybody's names."""
        names = {user.id: user.real_name.split()[0] for user in self.users.values()}
        names.update({c.id: c.name for c in self.conversations.values() if not c.is_im})
        return Reader(self.users[user_id].zone(), names, user_id)

    # conversations

    def conversation(self, conversation_id: str) -> Conversation:
        """Return a conversation by id; `channel_not_found` otherwise."""
        if conversation_id not in self.conversations:
            raise SlackError("channel_not_found")
        return self.conversations[conversation_id]

    def find_conversation(self, name: str) -> Conversation:
        """Return a conversation by id or channel name, `#` or not; KeyError when there is none."""
        if name in self.conversations:
            return self.conversations[name]
        for conversation in self.conversations.values():
            if not conversation.is_im and conversation.name == name.lstrip("#"):
                return conversation
        raise KeyError(f"There is no channel {name!r}.")

    def existing_im(self, user_id: str) -> Conversation | None:
        """Return the direct messages between the bot and a person, when they have begun."""
        return self.conversations.get(f"D0{user_id[2:]}")

    def im(self, user_id: str) -> Conversation:
        """Return the direct messages between the bot and a person, begun if need be."""
        if found := self.existing_im(user_id):
            return found
        return self.add(
            Conversation(
                f"D0{user_id[2:]}",
                user_id,
                kind="im",
                private=True,
                user=user_id,
                members=[user_id, BOT_USER_ID],
            )
        )

    def add(self, conversation: Conversation) -> Conversation:
        """Add a conversation and return it."""
        self.conversations[conversation.id] = conversation
        self.notify({"type": "state"})
        return conversation

    # messages

    def next_ts(self, conversation: Conversation) -> str:
        """Return a timestamp from the clock, later than every other one of this conversation."""
        now = self.clock.now()
        micros = int(now.timestamp()) * 1_000_000 + now.microsecond
        conversation.last_ts = max(micros, conversation.last_ts + 1)
        return f"{conversation.last_ts // 1_000_000}.{conversation.last_ts % 1_000_000:06d}"

    def post(self, conversation: Conversation, user: str, text: str, **more: Any) -> Message:
        """Add a message and return it; keywords are the fields of `Message`."""
        message = Message(conversation.id, self.next_ts(conversation), user, text, **more)
        conversation.messages[message.ts] = message
        if not message.ephemeral:
            conversation.read[user] = message.ts
        self._changed(conversation)
        return message

    def replace(self, message: Message) -> Message:
        """Put a changed message in the place of the one with its timestamp."""
        conversation = self.conversations[message.channel]
        earlier = conversation.earlier.setdefault(message.ts, deque(maxlen=SCREENS))
        earlier.appendleft(conversation.messages[message.ts])
        conversation.messages[message.ts] = message
        self._changed(conversation)
        return message

    def on_screen(self, channel: str, ts: str, block_id: str) -> Message | None:
        """Return the newest look of a message that holds the block: a screen may not have caught up."""
        conversation = self.conversations.get(channel)
        if conversation is None or ts not in conversation.messages:
            return None
        looks: list[Message] = [conversation.messages[ts], *conversation.earlier.get(ts, ())]
        holds = (look for look in looks if any(b.get("block_id") == block_id for b in look.blocks or ()))
        return next(holds, looks[0])

    def remove(self, message: Message) -> None:
        """Take a message away; replies to it stay."""
        conversation = self.conversations[message.channel]
        conversation.messages.pop(message.ts, None)
        self._changed(conversation)

    def visible(self, conversation: Conversation, user_id: str) -> Iterator[Message]:
        """Yield what a person sees in a conversation, replies included, oldest first."""
        for message in conversation.messages.values():
            if message.ephemeral_to in {None, user_id}:
                yield message

    def thread(self, conversation: Conversation, ts: str) -> list[Message]:
        """Return the parent and its replies (no ephemeral ones), oldest first."""
        return [
            message
            for message in conversation.messages.values()
            if not message.ephemeral and ts in {message.ts, message.thread_ts}
        ]

    def unread(self, conversation: Conversation, user_id: str) -> int:
        """Count the messages of others that came after the person last read."""
        mark = conversation.read.get(user_id, "")
        return sum(
            message.ts > mark and message.user != user_id for message in self.visible(conversation, user_id)
        )

    def mark_read(self, conversation: Conversation, user_id: str) -> None:
        """Note that a person has read everything there."""
        if conversation.messages:
            conversation.read[user_id] = max(conversation.messages)
        self.notify({"type": "state"}, user_id)

    def sees(self, conversation: Conversation, user_id: str) -> bool:
        """Whether a person may look into a conversation: its members, and full members into public ones."""
        if user_id in conversation.members:
            return True
        user = self.users[user_id]
        return not (conversation.private or conversation.is_im or user.guest or user.is_stranger)

    # news

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Call `listener` on every change until the returned function is called."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def notify(self, note: Json, user_id: str | None = None) -> None:
        """Tell the listeners of a change."""
        for listener in list(self._listeners):
            listener(note, user_id)

    def _changed(self, conversation: Conversation) -> None:
        only = conversation.user if conversation.is_im else None
        self.notify({"type": "conversation", "id": conversation.id}, only)
        self.notify({"type": "state"}, only)
