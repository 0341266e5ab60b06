"""What the parts of the sandbox share: the workspace, the app's installation, and the way to the app."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from sandbox.clock import Clock
from sandbox.delivery import Delivery
from sandbox.faults import Faults
from sandbox.grants import Grants, ResponseUrl
from sandbox.json_types import Json
from sandbox.manifest import Manifest
from sandbox.model import BOT_USER_ID, User
from sandbox.plain import Reader
from sandbox.workspace import Workspace


@dataclass
class Installation:
    """The app in this workspace: its ids, tokens and secrets."""

    bot_user_id: str = BOT_USER_ID
    app_id: str = "A0SANDBOX"
    bot_id: str = "B0SANDBOX"
    client_id: str = "1000000000.2000000000"
    client_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    signing_secret: str = field(default_factory=lambda: secrets.token_hex(16))
    bot_token: str = field(default_factory=lambda: f"xoxb-{secrets.token_hex(20)}")
    app_token: str = field(default_factory=lambda: f"xapp-1-A0SANDBOX-{secrets.token_hex(20)}")
    installed: bool = True
    old_tokens: set[str] = field(default_factory=set)
    codes: set[str] = field(default_factory=set)


@dataclass
class Core:
    """The parts, wired by `Sandbox`."""

    workspace: Workspace
    manifest: Manifest
    app: Installation
    grants: Grants
    faults: Faults
    delivery: Delivery
    clock: Clock
    url: str = ""
    ticket: Callable[[], str] = str
    """Issues a ticket for one Socket Mode connection."""
    dedupe_client_msg_id: bool = False
    """Whether a repeated `client_msg_id` answers the first message (SLACK.md §6: seen, not documented)."""

    def user_json(self, user_id: str) -> Json:
        """Return `user` as interaction payloads carry it."""
        user = self.workspace.users[user_id]
        return {"id": user.id, "username": user.name, "name": user.name, "team_id": self.team_of(user)}

    def team_json(self) -> Json:
        """Return `team` as interaction payloads carry it."""
        return {"id": self.workspace.team.id, "domain": self.workspace.team.domain}

    def team_of(self, user: User) -> str:
        """Return the id of the workspace a person belongs to."""
        return user.team_id or self.workspace.team.id

    def response_url(self, grant: ResponseUrl) -> str:
        """Return the full address of a response URL, on the sandbox's own host."""
        return f"{self.url}hooks/respond/{grant.id}"

    def reader(self, user_id: str) -> Reader:
        """Return the eyes of a person."""
        return self.workspace.reader(user_id)

    def permalink(self, channel: str, ts: str, thread_ts: str | None = None) -> str:
        """Return the address Slack would give a message."""
        link = f"https://{self.workspace.team.domain}.slack.com/archives/{channel}/p{ts.replace('.', '')}"
        return f"{link}?thread_ts={thread_ts}&cid={channel}" if thread_ts and thread_ts != ts else link
