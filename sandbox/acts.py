"""What a person does outside of views, over the wire: write, run commands and shortcuts, open the app."""

from __future__ import annotations

from collections.abc import Sequence

from sandbox.blockkit import problems
from sandbox.core import Core
from sandbox.delivery import Answer
from sandbox.events import Events
from sandbox.json_types import Blocks, Json
from sandbox.model import Conversation, File, Message
from sandbox.posting import Posting
from sandbox.results import DONE, ActResult, of_answer, of_command, refused
from sandbox.shapes import message_object

NOT_HERE = "You can't do that here."
NO_REPLY = "{name} didn't respond. Try again?"


class Acts:
    """The acts of people, each ending with the app's ack or its absence."""

    def __init__(self, core: Core, events: Events, posting: Posting) -> None:
        self._core = core
        self._events = events
        self._posting = posting

    def place(self, user: str, channel: str) -> Conversation:
        """Return a conversation that a person sees; `channel_not_found` otherwise."""
        conversation = self._core.workspace.conversation(channel)
        if not self._core.workspace.sees(conversation, user):
            return self._core.workspace.conversation("")
        return conversation

    async def say(
        self, user: str, channel: str, text: str, thread_ts: str | None = None, files: Sequence[Json] = ()
    ) -> ActResult:
        """Write a message; `files` are `{name, text}`."""
        conversation = self.place(user, channel)
        if blocked := self._cannot_write(user, conversation):
            return blocked
        attached = tuple(self._file(user, channel, item) for item in files)
        message, answer = await self._posting.person_posts(
            conversation, user, text, thread_ts=thread_ts, files=attached
        )
        return _heard(message, answer)

    async def edit(self, user: str, channel: str, ts: str, text: str) -> ActResult:
        """Edit one's own message."""
        message = self._own(user, channel, ts)
        if message is None:
            return refused("cant_update_message", NOT_HERE)
        return _heard(*await self._posting.person_edits(message, text))

    async def delete(self, user: str, channel: str, ts: str) -> ActResult:
        """Delete one's own message."""
        message = self._own(user, channel, ts)
        if message is None:
            return refused("cant_delete_message", NOT_HERE)
        await self._posting.person_deletes(message)
        return DONE

    async def command(self, user: str, channel: str, typed: str) -> ActResult:
        """Run a slash command typed in a conversation."""
        conversation = self.place(user, channel)
        name, _, text = typed.strip().partition(" ")
        command = self._core.manifest.command(name)
        person = self._core.workspace.users[user]
        outside = person.is_stranger or person.deleted or user not in conversation.members
        if command is None or outside or conversation.archived:
            return refused("not_allowed", f"{name} is not a valid command here.")
        text = self._posting.resolved(text.strip()) if command.should_escape else text.strip()
        answer = await self._core.delivery.command(self._command_payload(user, conversation, name, text))
        failure = of_command(answer, name)
        return failure or self._command_reply(user, conversation, typed, answer)

    async def shortcut(self, user: str, callback_id: str) -> ActResult:
        """Run a global shortcut."""
        shortcut = self._core.manifest.shortcut(callback_id, "global")
        if shortcut is None or not self._may_run(user):
            return refused("not_allowed", NOT_HERE)
        answer = await self._core.delivery.interactive(self._shortcut_payload(user, "shortcut", callback_id))
        return of_answer(answer, NO_REPLY.format(name=shortcut.name))

    async def message_shortcut(self, user: str, callback_id: str, channel: str, ts: str) -> ActResult:
        """Run a message shortcut on a message."""
        conversation = self.place(user, channel)
        shortcut = self._core.manifest.shortcut(callback_id, "message")
        message = conversation.messages.get(ts)
        if shortcut is None or message is None or message.ephemeral or not self._may_run(user):
            return refused("not_allowed", NOT_HERE)
        grant = self._core.grants.response_url(user, channel, ts, message.thread_ts)
        payload = self._shortcut_payload(user, "message_action", callback_id) | {
            "channel": {"id": channel, "name": channel_name(conversation)},
            "message": message_object(self._core, message),
            "message_ts": ts,
            "response_url": self._core.response_url(grant),
        }
        answer = await self._core.delivery.interactive(payload)
        return of_answer(answer, NO_REPLY.format(name=shortcut.name))

    async def open_app(self, user: str, tab: str) -> ActResult:
        """Open the app's `home` or `messages` tab."""
        if not self._may_run(user):
            return refused("not_allowed", NOT_HERE)
        if tab == "home" and not self._core.manifest.home_tab:
            return refused("not_enabled", "This app has no Home tab.")
        event: Json = {
            "type": "app_home_opened",
            "user": user,
            "channel": self._core.workspace.im(user).id,
            "tab": tab,
        }
        if view := self._core.workspace.views.home(user):
            event["view"] = self.app_view(self._core.workspace.views.json(view))
        await self._events.emit("app_home_opened", event)
        return DONE

    def app_view(self, view: Json) -> Json:
        """Return a view object with the ids of the app that owns it."""
        app, team = self._core.app, self._core.workspace.team.id
        return view | {
            "app_id": app.app_id,
            "bot_id": app.bot_id,
            "team_id": team,
            "app_installed_team_id": team,
        }

    def base(self, user: str, kind: str) -> Json:
        """Return what every interaction payload starts with."""
        return {
            "type": kind,
            "token": "legacy",
            "user": self._core.user_json(user),
            "team": self._core.team_json(),
            "enterprise": None,
            "is_enterprise_install": False,
            "api_app_id": self._core.app.app_id,
        }

    def _may_run(self, user: str) -> bool:
        person = self._core.workspace.users[user]
        return not (person.is_stranger or person.deleted)

    def _cannot_write(self, user: str, conversation: Conversation) -> ActResult | None:
        manifest = self._core.manifest
        if conversation.archived:
            return refused("is_archived", "This channel has been archived.")
        if user not in conversation.members or self._core.workspace.users[user].deleted:
            return refused("not_in_channel", "Join the channel to write here.")
        if conversation.is_im and (not manifest.messages_tab or manifest.messages_read_only):
            return refused("messages_tab_disabled", "Sending messages to this app has been turned off.")
        return None

    def _own(self, user: str, channel: str, ts: str) -> Message | None:
        message = self.place(user, channel).messages.get(ts)
        return message if message and message.user == user and not message.ephemeral else None

    def _file(self, user: str, channel: str, item: Json) -> File:
        file_id = self._core.workspace.ids.new("F")
        content = str(item.get("text", "")).encode()
        file = File(file_id, str(item.get("name", "file.txt")), content, user, channels=(channel,))
        self._core.workspace.files[file_id] = file
        return file

    def _command_payload(self, user: str, conversation: Conversation, name: str, text: str) -> Json:
        core = self._core
        return {
            "token": "legacy",
            "team_id": core.workspace.team.id,
            "team_domain": core.workspace.team.domain,
            "channel_id": conversation.id,
            "channel_name": channel_name(conversation),
            "user_id": user,
            "user_name": core.workspace.users[user].name,
            "command": name,
            "text": text,
            "api_app_id": core.app.app_id,
            "is_enterprise_install": "false",
            "response_url": core.response_url(core.grants.response_url(user, conversation.id)),
            "trigger_id": core.grants.trigger(user),
        }

    def _command_reply(self, user: str, conversation: Conversation, typed: str, answer: Answer) -> ActResult:
        reply = parsed_reply(answer.body)
        if reply is None:
            name = typed.split()[0]
            return refused(
                "invalid_command_response", f'{name} failed with the error "invalid_command_response"'
            )
        text, blocks, in_channel = reply
        if in_channel:
            self._core.workspace.post(conversation, user, typed)
        if not text and not blocks:
            return DONE
        only = None if in_channel else user
        message = self._posting.app_posts(conversation, text, blocks or None, ephemeral_to=only)
        return ActResult(text=text, blocks=message.blocks or [], message=message)

    def _shortcut_payload(self, user: str, kind: str, callback_id: str) -> Json:
        return self.base(user, kind) | {
            "callback_id": callback_id,
            "trigger_id": self._core.grants.trigger(user),
            "action_ts": f"{self._core.clock.now().timestamp():.6f}",
        }


def channel_name(conversation: Conversation) -> str:
    """Return `channel_name` as Slack writes it in payloads."""
    if conversation.is_im:
        return "directmessage"
    return "privategroup" if conversation.private else conversation.name


def parsed_reply(body: object) -> tuple[str, Blocks, bool] | None:
    """Return text, blocks and whether everybody sees it; None when Slack would not accept the body."""
    if body is None or isinstance(body, str):
        return body or "", [], False
    if not isinstance(body, dict):
        return None
    blocks = body.get("blocks") or []
    if blocks and problems(blocks, "message"):
        return None
    return str(body.get("text") or ""), blocks, body.get("response_type") == "in_channel"


def _heard(message: Message, answer: Answer) -> ActResult:
    return ActResult(message=message, code="" if answer.acked else answer.outcome)
