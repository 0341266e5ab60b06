"""`handoff doctor`: is everything there that the bot needs, and if not, what is to be done.

Each check tells one thing. A check that needs an earlier one (scopes need a token that works) is left out
when that one failed, so that every line says something new.
"""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from pathlib import Path

from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import SettingsProblem, SlackFailure, TryLater
from bot.settings import Settings, Transport
from bot.slack_calls import answer_of, ask_slack, without_retries
from storage import schema
from storage.engines import BadAddress, is_sqlite, parse

SCOPES: Mapping[str, str] = {
    "canvases:write": "a brief comes as a file, never as a canvas",
    "channels:read": "it can't see whether a channel is archived, shared or has guests",
    "chat:write": "it can't say anything",
    "commands": "/handoff and the shortcuts do nothing",
    "files:read": "it can't read notes that are dropped into its DM",
    "files:write": "a brief or a call for your calendar can't be sent as a file",
    "groups:read": "it can't check private channels before it posts there",
    "im:history": "it doesn't hear replies in DMs, and can't look up a message whose answer was lost",
    "im:write": "it can't open a DM with anybody",
    "users:read": "it doesn't know names, time zones, guests and who has left",
}
"""The scopes of `manifest.yml`, each with what is lost without it; a test compares the two."""

OPTIONAL = frozenset({"canvases:write", "files:read", "files:write"})
"""Without one of these only that extra is missing."""

MOST_SKEW = timedelta(seconds=60)
"""Slack signs with its clock, and five minutes is where requests are refused: warn well before."""


class Verdict(StrEnum):
    """How a check ended."""

    FINE = "fine"
    WARNING = "warning"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check found, and what to do about it (empty when it is fine)."""

    name: str
    verdict: Verdict
    said: str
    advice: str = ""

    @property
    def line(self) -> str:
        """The finding as a line for the terminal."""
        sign = {Verdict.FINE: "✓", Verdict.WARNING: "!", Verdict.FAILED: "✗"}[self.verdict]
        return f"{sign} {self.name}: {self.said}" + (f"\n    {self.advice}" if self.advice else "")


def _system_now() -> datetime:
    return datetime.now(UTC)


async def examine(
    settings: Settings, *, client: AsyncWebClient | None = None, now: Callable[[], datetime] = _system_now
) -> list[Finding]:
    """Run every check that can be run; never raises. `now` is this machine's clock (aware UTC)."""
    findings = [*_settings(settings), await asyncio.to_thread(_database, settings.database_url)]
    if settings.slack_bot_token is None:
        return findings
    slack = without_retries(client or AsyncWebClient(settings.bot_token, settings.slack_api_url))
    findings += await _token(slack, now)
    if settings.slack_app_token is not None:
        findings.append(await _socket_mode(slack, settings.app_token))
    return findings


def _settings(settings: Settings) -> list[Finding]:
    try:
        transport = settings.transport
        _ = settings.bot_token
    except SettingsProblem as problem:
        return [Finding("settings", Verdict.FAILED, "incomplete", problem.sentence)]
    said = "Socket Mode" if transport is Transport.SOCKET else f"HTTP on {settings.host}:{settings.port}"
    return [Finding("settings", Verdict.FINE, f"complete; Slack reaches the bot by {said}")]


async def _token(slack: AsyncWebClient, now: Callable[[], datetime]) -> list[Finding]:
    try:
        answer = await answer_of(slack.auth_test())
    except SlackFailure as failure:
        return [_no_entry("token", failure, "Copy the Bot User OAuth Token again: OAuth & Permissions page.")]
    if not answer.get("bot_id"):
        advice = "Use the token that begins with xoxb-, not a person's."
        return [Finding("token", Verdict.FAILED, "this is not a bot's token", advice)]
    where = Finding("token", Verdict.FINE, f"works in {answer.get('team', 'the workspace')}")
    headers = {name.lower(): value for name, value in answer.headers.items()}
    return [where, _scopes(headers.get("x-oauth-scopes")), _clock(headers.get("date"), now())]


def _no_entry(name: str, failure: SlackFailure, advice: str) -> Finding:
    if isinstance(failure, TryLater):
        return Finding(
            name,
            Verdict.FAILED,
            f"Slack can't be reached ({failure.code})",
            "Check the network, a proxy, and SLACK_API_URL; then run this again.",
        )
    return Finding(name, Verdict.FAILED, f"Slack refuses it ({failure.code})", advice)


def _scopes(header: str | None) -> Finding:
    if header is None:
        said = "this server doesn't tell them"
        return Finding(
            "scopes", Verdict.WARNING, said, "Compare the app's scopes with manifest.yml yourself."
        )
    granted = {scope.strip() for scope in header.split(",")}
    missing = [scope for scope in SCOPES if scope not in granted]
    if not missing:
        return Finding("scopes", Verdict.FINE, f"all {len(SCOPES)} are granted")
    lost = "; ".join(f"without {scope} {SCOPES[scope]}" for scope in missing)
    advice = "Paste manifest.yml into the app's App Manifest page, save, and install the app again."
    verdict = Verdict.WARNING if OPTIONAL.issuperset(missing) else Verdict.FAILED
    return Finding("scopes", verdict, lost, advice)


def _clock(header: str | None, now: datetime) -> Finding:
    """Compares with the Date header, which has whole seconds."""
    try:
        theirs = parsedate_to_datetime(header or "")
    except ValueError:
        return Finding("clock", Verdict.WARNING, "the server doesn't tell its time")
    skew = abs(now - theirs.replace(tzinfo=theirs.tzinfo or UTC))
    if skew <= MOST_SKEW:
        return Finding("clock", Verdict.FINE, "agrees with Slack's")
    said = f"{int(skew.total_seconds())} seconds away from Slack's"
    return Finding(
        "clock", Verdict.FAILED, said, "Set this machine's clock (NTP): Slack refuses old signatures."
    )


async def _socket_mode(slack: AsyncWebClient, app_token: str) -> Finding:
    try:
        await ask_slack(slack.apps_connections_open(app_token=app_token))
    except SlackFailure as failure:
        advice = (
            "Turn Socket Mode on, and make an app-level token with connections:write (Basic Information)."
        )
        return _no_entry("Socket Mode", failure, advice)
    return Finding("Socket Mode", Verdict.FINE, "a connection is offered")


def _database(url: str) -> Finding:
    """Reachable, and at the revision that this version needs; a SQLite file is upgraded by the bot itself."""
    try:
        parsed = parse(url)
        file = Path(str(parsed.database)) if is_sqlite(parsed) else None
        if file is not None and not file.exists():
            return _no_file_yet(file)
        return _revision(schema.current(url), schema.expected(), embedded=file is not None)
    except BadAddress as problem:
        return Finding("database", Verdict.FAILED, "the address is wrong", str(problem))
    except OSError as problem:  # storage's Unreachable, or the file system's own
        advice = "Is it running, and does DATABASE_URL name the right host, user and database?"
        return Finding("database", Verdict.FAILED, f"can't be opened ({type(problem).__name__})", advice)


def _revision(found: str | None, needed: str, *, embedded: bool) -> Finding:
    if found == needed:
        return Finding("database", Verdict.FINE, f"at revision {found}")
    if embedded:
        return Finding("database", Verdict.FINE, "will be upgraded when the bot starts")
    said = "has no tables yet" if found is None else f"is at revision {found}, not {needed}"
    return Finding("database", Verdict.FAILED, said, "Run: handoff db upgrade")


def _no_file_yet(file: Path) -> Finding:
    if file.parent.is_dir():
        return Finding("database", Verdict.FINE, f"{file} will be made when the bot starts")
    advice = f"Make the directory {file.parent}, or point DATABASE_URL elsewhere."
    return Finding("database", Verdict.FAILED, f"{file} can't be made there", advice)
