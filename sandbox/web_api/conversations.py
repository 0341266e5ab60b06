"""conversations.* and users.conversations."""

from __future__ import annotations

from sandbox.errors import SlackError
from sandbox.json_types import Json
from sandbox.model import SLACKBOT_ID, Conversation, Message
from sandbox.shapes import conversation_object, message_object
from sandbox.web_api.registry import Call, kind_scope, method, paged

READ = "channels:read groups:read im:read mpim:read"
HISTORY = "channels:history groups:history im:history mpim:history"
TYPES = {
    "public_channel": "channels:read",
    "private_channel": "groups:read",
    "im": "im:read",
    "mpim": "mpim:read",
}


@method("conversations.open", "im:write mpim:write groups:write channels:manage", 3)
def open_dm(call: Call) -> Json:
    """Open the DM with one person; `user_disabled` for the deactivated."""
    users = call.items("users")
    if call.text("channel"):
        return {"channel": {"id": call.channel().id}, "no_op": True, "already_open": True}
    if not users:
        raise SlackError("users_list_not_supplied")
    if len(users) > 1:
        raise SlackError("too_many_users" if len(users) > 8 else "method_not_supported_for_channel_type")
    user = call.core.workspace.user(users[0])
    if user.is_bot or user.id == SLACKBOT_ID:
        raise SlackError("invalid_user_combination")
    if user.deleted:
        raise SlackError("user_disabled")
    already = call.core.workspace.existing_im(user.id) is not None
    conversation = call.core.workspace.im(user.id)
    shown: Json = {"id": conversation.id}
    if call.flag("return_im"):
        shown = conversation_object(call.core, conversation)
    return {"channel": shown} | ({"no_op": True, "already_open": True} if already else {})


@method("conversations.info", READ, 3, "channel")
def info(call: Call) -> Json:
    """Describe a conversation."""
    conversation = call.channel()
    call.need_scope(kind_scope(conversation, "read"))
    return {"channel": conversation_object(call.core, conversation)}


@method("conversations.list", READ, 2)
def list_all(call: Call) -> Json:
    """List the conversations the app may know of."""
    return _listed(call, mine=None)


@method("users.conversations", READ, 3)
def of_user(call: Call) -> Json:
    """List the conversations somebody (by default the bot) is in."""
    return _listed(call, mine=call.text("user") or call.core.app.bot_user_id)


@method("conversations.members", READ, 4, "channel")
def members(call: Call) -> Json:
    """List the ids of members."""
    conversation = call.channel()
    call.need_scope(kind_scope(conversation, "read"))
    page, metadata = paged(conversation.members, call)
    return {"members": page, "response_metadata": metadata}


@method("conversations.history", HISTORY, 3, "channel")
def history(call: Call) -> Json:
    """List messages, newest first; replies and ephemeral ones are not in it."""
    conversation = _readable(call)
    rows = [m for m in conversation.messages.values() if not m.ephemeral and not m.in_thread]
    rows = [m for m in rows if _within(call, m)]
    page, metadata = paged(rows[::-1], call, 100, 999)
    more = bool(metadata["next_cursor"])
    return {"messages": _shown(call, page), "has_more": more, "pin_count": 0, "response_metadata": metadata}


@method("conversations.replies", HISTORY, 3, "channel ts")
def replies(call: Call) -> Json:
    """List a thread, the parent first."""
    conversation = _readable(call)
    message = conversation.messages.get(call.text("ts"))
    root = (message.thread_ts or message.ts) if message and not message.ephemeral else call.text("ts")
    rows = call.core.workspace.thread(conversation, root)
    if not rows:
        raise SlackError("thread_not_found")
    kept = [m for m in rows if m.ts == root or _within(call, m)]
    page, metadata = paged(kept, call, 1000, 1000)
    more = bool(metadata["next_cursor"])
    return {"messages": _shown(call, page), "has_more": more, "response_metadata": metadata}


@method("conversations.join", "channels:join", 3, "channel")
def join(call: Call) -> Json:
    """Make the bot a member of a public channel."""
    conversation = call.channel()
    if conversation.is_im or conversation.private:
        raise SlackError("method_not_supported_for_channel_type")
    if conversation.archived:
        raise SlackError("is_archived")
    bot = call.core.app.bot_user_id
    warning: Json = {"warning": "already_in_channel"} if bot in conversation.members else {}
    if not warning:
        conversation.members.append(bot)
    return {"channel": conversation_object(call.core, conversation)} | warning


@method(
    "conversations.invite",
    "channels:manage groups:write channels:write.invites groups:write.invites",
    3,
    "channel users",
)
def invite(call: Call) -> Json:
    """Add people; all or nothing unless `force`."""
    conversation = call.channel()
    if call.core.app.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")
    if conversation.archived:
        raise SlackError("is_archived")
    errors = [
        {"user": user, "ok": False, "error": code}
        for user in call.items("users")
        if (code := _cannot_invite(call, conversation, user))
    ]
    if errors and not call.flag("force"):
        raise SlackError(str(errors[0]["error"]), errors=errors)
    refused = {error["user"] for error in errors}
    conversation.members.extend(user for user in call.items("users") if user not in refused)
    return {"channel": conversation_object(call.core, conversation)} | ({"errors": errors} if errors else {})


def _cannot_invite(call: Call, conversation: Conversation, user_id: str) -> str | None:
    user = call.core.workspace.users.get(user_id)
    if user is None or user.deleted:
        return "user_not_found"
    if user_id == call.core.app.bot_user_id:
        return "cant_invite_self"
    return "already_in_channel" if user_id in conversation.members else None


def _listed(call: Call, mine: str | None) -> Json:
    types = call.items("types") or ["public_channel"]
    if unknown := set(types) - set(TYPES):
        raise SlackError("invalid_types", [f"unknown type: {', '.join(sorted(unknown))}"])
    for kind in types:
        call.need_scope(TYPES[kind])
    rows = [
        c for c in call.core.workspace.conversations.values() if _kind(c) in types and _known(call, c, mine)
    ]
    if call.flag("exclude_archived"):
        rows = [c for c in rows if not c.archived]
    page, metadata = paged(rows, call)
    return {"channels": [conversation_object(call.core, c) for c in page], "response_metadata": metadata}


def _kind(conversation: Conversation) -> str:
    if conversation.is_im:
        return "im"
    return "private_channel" if conversation.private else "public_channel"


def _known(call: Call, conversation: Conversation, mine: str | None) -> bool:
    bot_in = call.core.app.bot_user_id in conversation.members
    if conversation.private and not bot_in:
        return False
    return mine is None or mine in conversation.members


def _readable(call: Call) -> Conversation:
    conversation = call.channel()
    call.need_scope(kind_scope(conversation, "history"))
    if call.core.app.bot_user_id not in conversation.members:
        raise SlackError("not_in_channel")
    return conversation


def _within(call: Call, message: Message) -> bool:
    oldest, latest = call.text("oldest", "0"), call.text("latest")
    ts = float(message.ts)
    if call.flag("inclusive"):
        return ts >= float(oldest) and (not latest or ts <= float(latest))
    return ts > float(oldest) and (not latest or ts < float(latest))


def _shown(call: Call, messages: list[Message]) -> list[Json]:
    full = call.flag("include_all_metadata")
    return [message_object(call.core, message, all_metadata=full) for message in messages]
