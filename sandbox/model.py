"""The things a workspace holds: people, conversations, messages, files."""

from __future__ import annotations

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.json_types import Blocks, Json
from sandbox.plain import Reader, labels, plain_message

BOT_USER_ID = "U0BOTUSER"
SLACKBOT_ID = "USLACKBOT"


@dataclass(frozen=True)
class User:
    """A member, guest, bot, or a stranger from another workspace (Slack Connect)."""

    id: str
    name: str
    real_name: str
    title: str = ""
    tz: str | None = None
    color: str = "4a6fa5"
    email: str = ""
    deleted: bool = False
    is_bot: bool = False
    is_admin: bool = False
    is_restricted: bool = False
    is_ultra_restricted: bool = False
    is_stranger: bool = False
    team_id: str = ""
    status_text: str = ""
    status_emoji: str = ""
    status_expiration: int = 0
    dnd: tuple[int, int] | None = None
    """The next do-not-disturb span in epoch seconds, when it is on."""

    @property
    def initials(self) -> str:
        """The letters on the avatar."""
        return "".join(word[0] for word in self.real_name.split()[:2]).upper()

    @property
    def guest(self) -> bool:
        """Whether this is a single- or multi-channel guest."""
        return self.is_restricted or self.is_ultra_restricted

    def zone(self) -> ZoneInfo:
        """The person's zone, UTC when they have none."""
        return ZoneInfo(self.tz or "UTC")


@dataclass(frozen=True)
class File:
    """An uploaded file; its bytes are served at `/files/<id>`."""

    id: str
    name: str
    content: bytes
    user: str
    title: str = ""
    channels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """A message as it stands now; a later edit makes a new object."""

    channel: str
    ts: str
    user: str
    text: str = ""
    blocks: Blocks | None = None
    thread_ts: str | None = None
    edited: str | None = None
    ephemeral_to: str | None = None
    metadata: Json | None = None
    subtype: str | None = None
    from_app: bool = False
    files: tuple[File, ...] = ()
    client_msg_id: str | None = None
    broadcast: bool = False
    username: str | None = None
    reader: Reader | None = field(default=None, repr=False, compare=False)

    @property
    def ephemeral(self) -> bool:
        """Whether only one person sees it."""
        return self.ephemeral_to is not None

    @property
    def time(self) -> datetime:
        """When it was posted, in UTC on the sandbox's clock."""
        return datetime.fromtimestamp(float(self.ts), UTC)

    @property
    def in_thread(self) -> bool:
        """Whether it is a reply that the channel itself does not show."""
        return self.thread_ts is not None and self.thread_ts != self.ts and not self.broadcast

    def plain(self) -> str:
        """Return what a person reads: lines, with names for ids and dates in the reader's zone."""
        return plain_message(self.blocks, self.text, self.reader or Reader())

    def buttons(self) -> list[str]:
        """Return the labels of what can be pressed, in reading order."""
        return labels(self.blocks or [], self.reader or Reader())

    def seen_by(self, reader: Reader) -> Message:
        """Return the same message through somebody's eyes."""
        return replace(self, reader=reader)


@dataclass
class Conversation:
    """A channel, or the direct messages between the bot and one person."""

    id: str
    name: str
    kind: str = "channel"
    private: bool = False
    shared: bool = False
    archived: bool = False
    members: list[str] = field(default_factory=list)
    user: str | None = None
    topic: str = ""
    purpose: str = ""
    messages: dict[str, Message] = field(default_factory=dict)
    earlier: dict[str, deque[Message]] = field(default_factory=dict)
    """By timestamp: the last looks of a message that was changed, the newest first."""
    read: dict[str, str] = field(default_factory=dict)
    last_ts: int = 0

    @property
    def is_im(self) -> bool:
        """Whether these are direct messages."""
        return self.kind == "im"


@dataclass
class Team:
    """The data of a workspace before anything happens in it."""

    name: str
    domain: str
    users: list[User]
    conversations: list[Conversation]
    id: str = "T0SANDBOX"

    def by_id(self) -> Mapping[str, User]:
        """Return the people by id."""
        return {user.id: user for user in self.users}
