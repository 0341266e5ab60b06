"""chat.*: post, update, delete, whisper, link (SLACK.md §2.4, 2.5)."""

from __future__ import annotations

import re
from typing import Any

from sandbox.blockkit import problems
from sandbox.errors import SlackError
from sandbox.json_types import Blocks, Json
from sandbox.model import Conversation, Message
from sandbox.shapes import message_object
from sandbox.web_api.registry import POSTING, Call, method

TEXT_LIMIT = 40_000
UPDATE_TEXT_LIMIT = 4_000
_EVENT_TYPE = re.compile(r"[A-Za-z0-9_]{1,255}")
_KEY = re.compile(r"[a-z][a-z0-9_]*")


@method("chat.postMessage", "chat:write", POSTING, "channel")
def post_message(call: Call) -> Json:
    """Post; `channel` may be a person's id, and is then answered as the DM's id."""
    conversation = _where(call)
    text, blocks, metadata = _content(call)
    if duplicate := _duplicate(call, conversation):
        return _posted(call, duplicate) | {"is_duplicate": True}
    thread_ts = call.text("thread_ts") or None
    message = call.posting.app_posts(
        conversation,
        text[:TEXT_LIMIT],
        blocks,
        thread_ts=_root(conversation, thread_ts),
        metadata=metadata,
        client_msg_id=call.text("client_msg_id") or None,
        broadcast=call.flag("reply_broadcast"),
        username=call.text("username") or None,
    )
    cut: Json = {"warning": "message_truncated"} if len(text) > TEXT_LIMIT else {}
    return _posted(call, message) | cut


@method("chat.postEphemeral", "chat:write", 4, "channel user")
def post_ephemeral(call: Call) -> Json:
    """Whisper to one member of a conversation."""
    conversation = _where(call)
    if call.text("user") not in conversation.members:
        raise SlackError("user_not_in_channel")
    text, blocks, _ = _content(call)
    thread_ts = call.text("thread_ts") or None
    message = call.posting.app_posts(
        conversation, text, blocks, thread_ts=thread_ts, ephemeral_to=call.text("user")
    )
    return {"message_ts": message.ts}


@method("chat.update", "chat:write", 3, "channel ts")
def update(call: Call) -> Json:
    """Replace a message of the app; text alone drops the blocks, metadata stays when left out."""
    message = _own(call, "cant_update_message")
    text, blocks, metadata = _content(call)
    if len(text) > UPDATE_TEXT_LIMIT:
        raise SlackError("msg_too_long")
    stamp = f"{int(call.core.clock.now().timestamp())}.000000"
    changes: Json = {"text": text, "blocks": blocks, "edited": stamp}
    if "metadata" in call.args:
        changes["metadata"] = metadata
    after = call.posting.app_edits(message, **changes)
    return _posted(call, after) | {"text": after.text}


@method("chat.delete", "chat:write", 3, "channel ts")
def delete(call: Call) -> Json:
    """Delete a message of the app."""
    message = _own(call, "cant_delete_message")
    call.posting.app_deletes(message)
    return {"channel": message.channel, "ts": message.ts}


@method("chat.getPermalink", "", POSTING, "channel message_ts")
def get_permalink(call: Call) -> Json:
    """Return a link to a message the app can see."""
    conversation = call.channel()
    message = conversation.messages.get(call.text("message_ts"))
    if message is None or message.ephemeral:
        raise SlackError("message_not_found")
    link = call.core.permalink(conversation.id, message.ts, message.thread_ts)
    return {"channel": conversation.id, "permalink": link}


def _where(call: Call) -> Conversation:
    channel = call.text("channel")
    if channel in call.core.workspace.users:
        return _dm(call, channel)
    conversation = call.core.workspace.conversation(channel.lstrip("#"))
    member = call.core.app.bot_user_id in conversation.members
    if conversation.private and not member:
        raise SlackError("channel_not_found")
    if conversation.archived:
        raise SlackError("is_archived")
    if not member and "chat:write.public" not in call.core.manifest.scopes:
        raise SlackError("not_in_channel")
    if conversation.is_im and not call.core.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return conversation


def _dm(call: Call, user_id: str) -> Conversation:
    user = call.core.workspace.users[user_id]
    if user.is_bot or user.id == "USLACKBOT":
        raise SlackError("channel_not_found")
    if not call.core.manifest.messages_tab:
        raise SlackError("messages_tab_disabled")
    return call.core.workspace.im(user_id)


def _content(call: Call) -> tuple[str, Blocks | None, Json | None]:
    text, blocks, markdown = call.text("text"), call.args.get("blocks"), call.text("markdown_text")
    if markdown:
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        text = markdown
    if not text.strip() and not blocks and not call.args.get("attachments"):
        raise SlackError("no_text")
    if blocks:
        _check_blocks(blocks)
    return text, blocks or None, _metadata(call.args.get("metadata"))


def _check_blocks(blocks: Any) -> None:
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    found = problems(blocks, "message")
    if any(text.startswith("msg_blocks_too_long") for text in found):
        raise SlackError("msg_blocks_too_long")
    if found:
        raise SlackError("invalid_blocks", found)


def _metadata(metadata: Any) -> Json | None:
    if metadata in (None, {}, ""):
        return None
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_payload"), dict):
        raise SlackError("invalid_metadata_format")
    keys = metadata["event_payload"]
    if not _EVENT_TYPE.fullmatch(str(metadata.get("event_type", ""))) or not all(map(_KEY.fullmatch, keys)):
        raise SlackError("invalid_metadata_schema")
    if len(str(metadata)) > 16_000:
        raise SlackError("metadata_too_large")
    return metadata


def _root(conversation: Conversation, thread_ts: str | None) -> str | None:
    parent = conversation.messages.get(thread_ts or "")
    if parent and parent.thread_ts and parent.thread_ts != parent.ts:
        raise SlackError("cannot_reply_to_message")
    return thread_ts


def _own(call: Call, refusal: str) -> Message:
    channel = call.text("channel")
    if channel in call.core.workspace.users:
        raise SlackError("channel_not_found")
    conversation = call.channel()
    message = conversation.messages.get(call.text("ts"))
    if message is None or message.ephemeral:
        raise SlackError("message_not_found")
    if not message.from_app:
        raise SlackError(refusal)
    if conversation.archived:
        raise SlackError("is_archived")
    return message


def _duplicate(call: Call, conversation: Conversation) -> Message | None:
    client_id = call.text("client_msg_id")
    if not client_id or not call.core.dedupe_client_msg_id:
        return None
    return next((m for m in conversation.messages.values() if m.client_msg_id == client_id), None)


def _posted(call: Call, message: Message) -> Json:
    return {"channel": message.channel, "ts": message.ts, "message": message_object(call.core, message)}
