"""The methods that exist, each with its scopes, tier and required arguments (SLACK.md §2.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from sandbox.core import Core
from sandbox.errors import SlackError
from sandbox.json_types import Json
from sandbox.model import Conversation
from sandbox.posting import Posting

POSTING = None
"""The tier of methods with limits of their own."""

Auth = Literal["bot", "app", "none"]


@dataclass(frozen=True)
class Call:
    """One call of a method, its arguments merged from query, form and JSON."""

    args: Json
    core: Core
    posting: Posting
    headers: dict[str, str]

    def text(self, name: str, default: str = "") -> str:
        """Return an argument as a string."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def flag(self, name: str) -> bool:
        """Return an argument as a boolean: `1`, `true`, or JSON's true."""
        return str(self.args.get(name, "")).lower() in {"1", "true"}

    def number(self, name: str, default: int, most: int) -> int:
        """Return an argument as a whole number from 1 to `most`; `invalid_limit` otherwise."""
        value = self.text(name)
        if not value:
            return default
        if not value.lstrip("-").isdigit() or not 0 <= int(value) <= most:
            raise SlackError("invalid_limit")
        return int(value) or default

    def items(self, name: str) -> list[str]:
        """Return an argument as a list; it may come as JSON or joined with commas."""
        value = self.args.get(name)
        if isinstance(value, list):
            return [str(item) for item in value]
        return [item.strip() for item in str(value or "").split(",") if item.strip()]

    def need_scope(self, *alternatives: str) -> None:
        """Raise `missing_scope` unless the app holds one of these."""
        held = self.core.manifest.scopes
        if alternatives and not held & set(alternatives):
            needed, provided = ",".join(alternatives), ",".join(sorted(held))
            raise SlackError("missing_scope", needed=needed, provided=provided)

    def channel(self, name: str = "channel") -> Conversation:
        """Return a conversation the app may know of; private ones without it are `channel_not_found`."""
        conversation = self.core.workspace.conversation(self.text(name))
        if conversation.private and self.core.app.bot_user_id not in conversation.members:
            raise SlackError("channel_not_found")
        return conversation


Handler = Callable[[Call], Json]


@dataclass(frozen=True)
class Method:
    """How a method is called."""

    name: str
    handler: Handler
    scopes: tuple[str, ...] = ()
    tier: int | None = 3
    required: tuple[str, ...] = ()
    auth: Auth = "bot"


METHODS: dict[str, Method] = {}


def method(
    name: str,
    scopes: str = "",
    tier: int | None = 3,
    required: str = "",
    auth: Auth = "bot",
) -> Callable[[Handler], Handler]:
    """Register a handler; `scopes` (alternatives) and `required` are written with spaces between."""

    def register(handler: Handler) -> Handler:
        METHODS[name] = Method(name, handler, tuple(scopes.split()), tier, tuple(required.split()), auth)
        return handler

    return register


def kind_scope(conversation: Conversation, verb: str) -> str:
    """Return the scope for a conversation's kind, such as `groups:read` for private channels."""
    if conversation.is_im:
        return f"im:{verb}"
    return f"groups:{verb}" if conversation.private else f"channels:{verb}"


def paged(items: list[Any], call: Call, default: int = 100, most: int = 1000) -> tuple[list[Any], Json]:
    """Cut one page by `cursor` and `limit`, and return it with its `response_metadata`."""
    limit = call.number("limit", default, most)
    cursor = call.text("cursor")
    if cursor and not (cursor.startswith("next:") and cursor[5:].isdigit()):
        raise SlackError("invalid_cursor")
    start = int(cursor[5:]) if cursor else 0
    following = f"next:{start + limit}" if start + limit < len(items) else ""
    return items[start : start + limit], {"next_cursor": following}
