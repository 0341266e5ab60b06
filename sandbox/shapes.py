"""The JSON shapes of people, channels and messages (SLACK.md §2.5)."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.core import Core
from sandbox.elements import rich_text
from sandbox.json_types import Json
from sandbox.model import Conversation, File, Message, User

EPOCH = 1_700_000_000


def user_object(core: Core, user: User) -> Json:
    """Return the user object of `users.info` and `user_change`; deleted people lose their zone."""
    base: Json = {
        "id": user.id,
        "team_id": core.team_of(user),
        "name": user.name,
        "deleted": user.deleted,
        "color": user.color,
        "real_name": user.real_name,
        "profile": profile_object(core, user),
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": EPOCH,
    }
    if user.is_stranger:
        base["is_stranger"] = True
    if user.deleted:
        return base
    if user.tz:
        base |= _zone(user.tz, core.clock.now())
    return base | {
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.is_restricted,
        "is_ultra_restricted": user.is_ultra_restricted,
    }


def _zone(name: str, now: datetime) -> Json:
    local = now.astimezone(ZoneInfo(name))
    offset = local.utcoffset()
    return {
        "tz": name,
        "tz_label": local.tzname() or name,
        "tz_offset": int(offset.total_seconds()) if offset else 0,
    }


def profile_object(core: Core, user: User) -> Json:
    """Return a profile; the address only with `users:read.email`, and never of strangers."""
    first, _, last = user.real_name.partition(" ")
    profile: Json = {
        "real_name": user.real_name,
        "display_name": user.real_name.split()[0],
        "first_name": first,
        "last_name": last,
        "title": user.title,
        "status_text": user.status_text,
        "status_emoji": user.status_emoji,
        "status_expiration": user.status_expiration,
        "team": core.team_of(user),
    }
    if "users:read.email" in core.manifest.scopes and user.email and not user.is_stranger:
        profile["email"] = user.email
    return profile


def conversation_object(core: Core, conversation: Conversation) -> Json:
    """Return the channel object of `conversations.info`."""
    bot = core.app.bot_user_id
    common: Json = {
        "id": conversation.id,
        "created": EPOCH,
        "is_archived": conversation.archived,
        "is_org_shared": False,
        "context_team_id": core.workspace.team.id,
    }
    if conversation.is_im:
        return common | {"is_im": True, "user": conversation.user, "is_channel": False, "is_group": False}
    return common | {
        "name": conversation.name,
        "name_normalized": conversation.name,
        "is_channel": True,
        "is_group": False,
        "is_im": False,
        "is_mpim": False,
        "is_private": conversation.private,
        "is_general": conversation.name == "general",
        "is_member": bot in conversation.members,
        "is_shared": conversation.shared,
        "is_ext_shared": conversation.shared,
        "num_members": len(conversation.members),
        "topic": {"value": conversation.topic, "creator": "", "last_set": 0},
        "purpose": {"value": conversation.purpose, "creator": "", "last_set": 0},
    }


def message_object(core: Core, message: Message, *, all_metadata: bool = True) -> Json:
    """Return a message as history, events and interaction payloads show it."""
    shown: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": core.workspace.team.id,
    }
    if message.from_app:
        shown |= _app_fields(core, message)
    else:
        shown["client_msg_id"] = message.client_msg_id or f"client-{message.ts}"
    if message.blocks is not None:
        shown["blocks"] = deepcopy(message.blocks)
    elif not message.from_app and message.text:
        shown["blocks"] = [rich_text(message.text) | {"block_id": f"r{message.ts[-6:]}"}]
    return shown | _more_fields(core, message, all_metadata)


def _app_fields(core: Core, message: Message) -> Json:
    profile = {
        "id": core.app.bot_id,
        "app_id": core.app.app_id,
        "name": core.manifest.name,
        "deleted": False,
        "team_id": core.workspace.team.id,
    }
    fields: Json = {"bot_id": core.app.bot_id, "app_id": core.app.app_id, "bot_profile": profile}
    return fields | ({"subtype": "bot_message", "username": message.username} if message.username else {})


def _more_fields(core: Core, message: Message, all_metadata: bool) -> Json:
    more: Json = {}
    if message.subtype:
        more["subtype"] = message.subtype
    if message.thread_ts:
        more |= _thread_fields(core, message)
    if message.edited:
        more["edited"] = {"user": message.user, "ts": message.edited}
    if message.metadata:
        metadata = message.metadata
        more["metadata"] = deepcopy(metadata) if all_metadata else {"event_type": metadata["event_type"]}
    if message.files:
        more["files"] = [file_object(core, file) for file in message.files]
    return more


def _thread_fields(core: Core, message: Message) -> Json:
    conversation = core.workspace.conversation(message.channel)
    fields: Json = {"thread_ts": message.thread_ts}
    if message.thread_ts == message.ts:
        replies = core.workspace.thread(conversation, message.ts)[1:]
        return fields | {
            "reply_count": len(replies),
            "reply_users": list(dict.fromkeys(reply.user for reply in replies)),
            "latest_reply": replies[-1].ts if replies else None,
        }
    parent = conversation.messages.get(message.thread_ts or "")
    return fields | {"parent_user_id": parent.user if parent else None}


def file_object(core: Core, file: File) -> Json:
    """Return a file object."""
    return {
        "id": file.id,
        "name": file.name,
        "title": file.title or file.name,
        "user": file.user,
        "size": len(file.content),
        "mimetype": "text/plain",
        "filetype": file.name.rpartition(".")[2] or "text",
        "mode": "hosted",
        "url_private": f"{core.url}files/{file.id}",
        "url_private_download": f"{core.url}files/{file.id}",
        "permalink": f"{core.url}files/{file.id}",
        "channels": list(file.channels),
    }
