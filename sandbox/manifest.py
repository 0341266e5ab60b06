"""The app manifest: which scopes, events, commands and shortcuts the app has (SLACK.md §4)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from sandbox.errors import ManifestError
from sandbox.json_types import Json

EVENT_SCOPES: dict[str, frozenset[str]] = {
    "app_mention": frozenset({"app_mentions:read"}),
    "channel_archive": frozenset({"channels:read"}),
    "channel_rename": frozenset({"channels:read"}),
    "channel_unarchive": frozenset({"channels:read"}),
    "channel_deleted": frozenset({"channels:read"}),
    "channel_left": frozenset({"channels:read"}),
    "channel_shared": frozenset({"channels:read", "groups:read", "im:read", "mpim:read"}),
    "channel_unshared": frozenset({"channels:read", "groups:read", "im:read", "mpim:read"}),
    "dnd_updated_user": frozenset({"dnd:read"}),
    "group_archive": frozenset({"groups:read"}),
    "group_unarchive": frozenset({"groups:read"}),
    "group_left": frozenset({"groups:read"}),
    "member_joined_channel": frozenset({"channels:read", "groups:read"}),
    "member_left_channel": frozenset({"channels:read", "groups:read"}),
    "message.channels": frozenset({"channels:history"}),
    "message.groups": frozenset({"groups:history"}),
    "message.im": frozenset({"im:history"}),
    "team_join": frozenset({"users:read"}),
    "user_change": frozenset({"users:read"}),
    "user_profile_changed": frozenset({"users:read"}),
    "user_status_changed": frozenset({"users:read"}),
}
"""An event may be subscribed to when the app holds one of these scopes; events not named need none."""


@dataclass(frozen=True)
class Command:
    """One slash command."""

    command: str
    description: str
    usage_hint: str = ""
    should_escape: bool = False


@dataclass(frozen=True)
class Shortcut:
    """One shortcut; `type` is `global` or `message`."""

    name: str
    type: str
    callback_id: str
    description: str


@dataclass(frozen=True)
class Manifest:
    """What the sandbox reads from a manifest."""

    name: str
    bot_name: str
    scopes: frozenset[str]
    events: frozenset[str]
    commands: tuple[Command, ...]
    shortcuts: tuple[Shortcut, ...]
    home_tab: bool
    messages_tab: bool
    messages_read_only: bool
    interactivity: bool
    socket_mode: bool

    @classmethod
    def parse(cls, text: str) -> Manifest:
        """Read YAML or JSON; ManifestError names every rule of Slack's that it breaks."""
        data = yaml.safe_load(text)
        if not isinstance(data, dict):
            raise ManifestError("A manifest is a mapping of keys.")
        manifest = _read(data)
        if faults := list(_faults(manifest, data)):
            raise ManifestError(" ".join(faults))
        return manifest

    def command(self, name: str) -> Command | None:
        """Return the command of that name, with its slash."""
        return next((one for one in self.commands if one.command == name), None)

    def shortcut(self, callback_id: str, kind: str) -> Shortcut | None:
        """Return the `global` or `message` shortcut with that callback id."""
        return next((s for s in self.shortcuts if s.callback_id == callback_id and s.type == kind), None)


def _section(data: Json, *path: str) -> Any:
    for key in path:
        data = (data or {}).get(key) or {}
    return data


def _read(data: Json) -> Manifest:
    features, home = _section(data, "features"), _section(data, "features", "app_home")
    settings = _section(data, "settings")
    return Manifest(
        name=str(_section(data, "display_information", "name") or ""),
        bot_name=str(_section(data, "features", "bot_user", "display_name") or ""),
        scopes=frozenset(_section(data, "oauth_config", "scopes", "bot")),
        events=frozenset(_section(settings, "event_subscriptions", "bot_events")),
        commands=tuple(_command(item) for item in features.get("slash_commands") or ()),
        shortcuts=tuple(_shortcut(item) for item in features.get("shortcuts") or ()),
        home_tab=bool(home.get("home_tab_enabled")),
        messages_tab=bool(home.get("messages_tab_enabled")),
        messages_read_only=bool(home.get("messages_tab_read_only_enabled")),
        interactivity=bool(_section(settings, "interactivity", "is_enabled")),
        socket_mode=bool(settings.get("socket_mode_enabled")),
    )


def _command(item: Json) -> Command:
    return Command(
        command=str(item.get("command", "")),
        description=str(item.get("description", "")),
        usage_hint=str(item.get("usage_hint", "")),
        should_escape=bool(item.get("should_escape", False)),
    )


def _shortcut(item: Json) -> Shortcut:
    return Shortcut(**{key: str(item.get(key, "")) for key in ("name", "type", "callback_id", "description")})


def _faults(manifest: Manifest, data: Json) -> Iterator[str]:
    description = str(_section(data, "display_information", "description") or "")
    if not 1 <= len(manifest.name) <= 35:
        yield "display_information.name takes 1 to 35 characters."
    if len(description) > 140:
        yield "display_information.description takes at most 140 characters."
    if manifest.scopes and not manifest.bot_name:
        yield "features.bot_user is needed when there are bot scopes."
    if (manifest.commands or manifest.shortcuts) and "commands" not in manifest.scopes:
        yield "Commands and shortcuts need the scope `commands`."
    yield from _feature_faults(manifest)
    for event in sorted(manifest.events):
        needed = EVENT_SCOPES.get(event, frozenset())
        if needed and not needed & manifest.scopes:
            yield f"The event {event} needs the scope {' or '.join(sorted(needed))}."


def _feature_faults(manifest: Manifest) -> Iterator[str]:
    for command in manifest.commands:
        if not command.command.startswith("/") or not 2 <= len(command.command) <= 32:
            yield f"{command.command!r}: a command starts with a slash and has 2 to 32 characters."
        if not command.description:
            yield f"{command.command}: a command needs a description."
    for shortcut in manifest.shortcuts:
        if not 1 <= len(shortcut.name) <= 24 or not 1 <= len(shortcut.description) <= 150:
            yield f"{shortcut.callback_id}: a shortcut's name takes 24 characters, its description 150."
        if shortcut.type not in {"global", "message"} or not 1 <= len(shortcut.callback_id) <= 255:
            yield f"{shortcut.callback_id}: a shortcut is `global` or `message` and has a callback_id."
