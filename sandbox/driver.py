"""A person at the keyboard: in process for tests and transcripts, over the wire for the bot."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sandbox.actions import Actions, Surface
from sandbox.acts import Acts
from sandbox.core import Core
from sandbox.elements import HOLDS, Placed, is_multi
from sandbox.errors import NotOnScreen
from sandbox.finding import Found, find_field, find_pressable
from sandbox.json_types import Json
from sandbox.model import Conversation, Message, User
from sandbox.plain import labels
from sandbox.results import ActResult, CommandReply
from sandbox.views import View


class Person:
    """What one human sees and does. Acts return after the bot's ack, or `.failed` says what Slack shows.

    Messages and views are what stood there when they were read: read them again to see what changed,
    or press on an old one as somebody does whose screen has not caught up.
    """

    def __init__(self, user_id: str, core: Core, acts: Acts, actions: Actions) -> None:
        self.id = user_id
        self._core = core
        self._acts = acts
        self._actions = actions

    def __repr__(self) -> str:
        return f"Person({self.user.real_name!r})"

    @property
    def user(self) -> User:
        """The person's profile as it is now."""
        return self._core.workspace.users[self.id]

    @property
    def name(self) -> str:
        """The first name."""
        return self.user.real_name.split()[0]

    @property
    def mention(self) -> str:
        """The person as text that mentions them."""
        return f"<@{self.id}>"

    # seeing

    @property
    def modal(self) -> View | None:
        """The modal on top, or None."""
        top = self._core.workspace.views.top(self.id)
        return top.seen_by(self._core.reader(self.id)) if top else None

    @property
    def modals(self) -> list[View]:
        """The stack of modals, the root first."""
        reader = self._core.reader(self.id)
        return [view.seen_by(reader) for view in self._core.workspace.views.stack(self.id)]

    @property
    def home(self) -> View | None:
        """The Home tab as the bot last published it, or None."""
        view = self._core.workspace.views.home(self.id)
        return view.seen_by(self._core.reader(self.id)) if view else None

    @property
    def dm(self) -> list[Message]:
        """The direct messages with the bot, oldest first, ephemeral ones included, thread replies not."""
        conversation = self._core.workspace.existing_im(self.id)
        return self._seen(conversation) if conversation else []

    def messages(self, channel: str) -> list[Message]:
        """Return what the person sees in a channel, oldest first; thread replies are not in it."""
        return self._seen(self._conversation(channel))

    def thread(self, channel: str | None, ts: str) -> list[Message]:
        """Return a thread, the parent first, ephemeral replies for this person included."""
        conversation, reader = self._conversation(channel), self._core.reader(self.id)
        seen = self._core.workspace.visible(conversation, self.id)
        return [message.seen_by(reader) for message in seen if ts in {message.ts, message.thread_ts}]

    def unread(self, channel: str | None = None) -> int:
        """Count what the person has not read in a channel (None: the DM with the bot)."""
        return self._core.workspace.unread(self._conversation(channel), self.id)

    def read(self, channel: str | None = None) -> None:
        """Read everything in a channel (None: the DM with the bot)."""
        self._core.workspace.mark_read(self._conversation(channel), self.id)

    def refresh(self, message: Message) -> Message:
        """Return a message as it stands now; NotOnScreen when it is gone."""
        now = self._core.workspace.conversation(message.channel).messages.get(message.ts)
        if now is None:
            raise NotOnScreen("That message is gone.")
        return now.seen_by(self._core.reader(self.id))

    # writing

    async def say(
        self,
        text: str,
        channel: str | None = None,
        thread: str | Message | None = None,
        files: Sequence[Json] | None = None,
    ) -> Message:
        """Write a message (None: in the DM with the bot) and return it; `files` are `{name, text}`.

        NotOnScreen when Slack forbids it.
        """
        thread_ts = thread.ts if isinstance(thread, Message) else thread
        place = self._conversation(channel)
        result = await self._acts.say(self.id, place.id, text, thread_ts, files or ())
        if result.message is None:
            raise NotOnScreen(result.error)
        return result.message.seen_by(self._core.reader(self.id))

    async def edit(self, message: Message, text: str) -> ActResult:
        """Edit one's own message."""
        return await self._acts.edit(self.id, message.channel, message.ts, text)

    async def delete(self, message: Message) -> ActResult:
        """Delete one's own message."""
        return await self._acts.delete(self.id, message.channel, message.ts)

    async def command(self, text: str, channel: str | None = None) -> CommandReply:
        """Run a slash command in a channel (None: in the DM with the bot)."""
        return await self._acts.command(self.id, self._conversation(channel).id, text)

    async def shortcut(self, callback_id: str) -> ActResult:
        """Run a global shortcut."""
        return await self._acts.shortcut(self.id, callback_id)

    async def message_shortcut(self, callback_id: str, channel: str, ts: str) -> ActResult:
        """Run a message shortcut."""
        place = self._conversation(channel)
        return await self._acts.message_shortcut(self.id, callback_id, place.id, ts)

    async def open_home(self) -> ActResult:
        """Open the app's Home tab."""
        return await self._acts.open_app(self.id, "home")

    async def open_messages(self) -> ActResult:
        """Open the app's Messages tab."""
        return await self._acts.open_app(self.id, "messages")

    # pressing

    async def click(
        self, target: str, message: Message | None = None, value: Any = None, *, block: str | None = None
    ) -> ActResult:
        """Use an element of a message, by `action_id` or visible label.

        Without `message` the newest message of the DM that has it is meant. `value` is the choice in a menu,
        the date, or which of several buttons with the same `action_id`; `block` narrows to a `block_id`.
        NotOnScreen when nothing, or more than one thing, fits.
        """
        shown = message or self._newest_with(target, value, block)
        surface = self._actions.in_message(self.id, shown.channel, shown.ts, shown)
        return await self._press(surface, target, value, block)

    async def click_home(self, target: str, value: Any = None, *, block: str | None = None) -> ActResult:
        """Use an element of the Home tab."""
        home = self._core.workspace.views.home(self.id)
        if home is None:
            raise NotOnScreen(f"{self.name}'s Home tab is empty.")
        return await self._press(self._actions.in_view(self.id, home.id), target, value, block)

    async def click_modal(self, target: str, value: Any = None, *, block: str | None = None) -> ActResult:
        """Use an element of the modal on top."""
        return await self._press(self._modal_surface(), target, value, block)

    async def fill(self, values: Mapping[str, Any]) -> ActResult:
        """Set inputs of the modal by `action_id`, `block_id` or label; those that dispatch are sent."""
        result = ActResult()
        for name, value in values.items():
            surface = self._modal_surface()
            item = find_field(surface.blocks, name)
            result = await self._put(surface, item, self._value(item, value))
        return result

    async def submit(self, values: Mapping[str, Any] | None = None) -> ActResult:
        """Fill what is given, and submit the modal on top."""
        await self.fill(values or {})
        return await self._actions.submit(self.id, self._top().id, {})

    async def close_modal(self, everything: bool = False) -> ActResult:
        """Dismiss the modal on top, or all of them."""
        return await self._actions.close(self.id, self._top().id, everything)

    async def suggest(self, name: str, text: str) -> list[str]:
        """Type into an external menu of the modal and return the offered labels."""
        surface = self._modal_surface()
        item = find_field(surface.blocks, name)
        result = await self._actions.suggest(self.id, surface, *item.key, text)
        return [option["text"]["text"] for option in result.options]

    # inside

    def _seen(self, conversation: Conversation) -> list[Message]:
        reader = self._core.reader(self.id)
        seen = self._core.workspace.visible(conversation, self.id)
        return [message.seen_by(reader) for message in seen if not message.in_thread]

    def _conversation(self, channel: str | None) -> Conversation:
        if channel is None:
            return self._core.workspace.im(self.id)
        conversation = self._core.workspace.find_conversation(channel)
        if not self._core.workspace.sees(conversation, self.id):
            raise NotOnScreen(f"{self.name} does not see #{conversation.name}.")
        return conversation

    def _top(self) -> View:
        top = self._core.workspace.views.top(self.id)
        if top is None:
            raise NotOnScreen(f"{self.name} has no modal open.")
        return top

    def _modal_surface(self) -> Surface:
        return self._actions.in_view(self.id, self._top().id)

    def _newest_with(self, target: str, value: Any, block: str | None) -> Message:
        for message in reversed(self.dm):
            if find_pressable(message.blocks or [], target, value, self._core.reader(self.id), block):
                return message
        raise NotOnScreen(f"{self.name} sees no {target!r} in the DM with the bot.")

    async def _press(self, surface: Surface, target: str, value: Any, block: str | None) -> ActResult:
        found = find_pressable(surface.blocks, target, value, self._core.reader(self.id), block)
        if len(found) != 1:
            raise NotOnScreen(_not_one(target, found, surface, self._core, self.id))
        item = found[0].item
        chosen = self._value(item, value) if found[0].option is None else _chosen(found[0], surface)
        return await self._actions.act(self.id, surface, *item.key, chosen)

    async def _put(self, surface: Surface, item: Placed, value: Any) -> ActResult:
        if item.element["type"].endswith("external_select"):
            for text in value if isinstance(value, list) else [value]:
                await self._actions.suggest(self.id, surface, *item.key, str(text))
        if item.dispatches:
            return await self._actions.act(self.id, surface, *item.key, value)
        block_id, action_id = item.key
        self._actions.hold(self.id, surface, {block_id: {action_id: value}})
        return ActResult()

    def _value(self, item: Placed, value: Any) -> Any:
        if isinstance(value, (list, tuple, set, frozenset)):
            return [self._value(item, one) for one in value]
        if isinstance(value, Person):
            value = value.id
        if isinstance(value, datetime):
            value = int(value.timestamp()) if item.element["type"] == "datetimepicker" else value.isoformat()
        if isinstance(value, date):
            value = value.isoformat()
        return self._id_of(item.element["type"], value)

    def _id_of(self, kind: str, value: Any) -> Any:
        held = HOLDS.get(kind, "")
        if not value or not isinstance(value, str):
            return value
        if held.startswith("selected_user"):
            return self._core.workspace.find_user(value).id
        if held.startswith(("selected_conversation", "selected_channel")):
            return self._core.workspace.find_conversation(value).id
        return value


def _chosen(found: Found, surface: Surface) -> Any:
    """What pressing one option means: choosing it, or toggling it where several can be chosen."""
    block_id, action_id = found.item.key
    value = (found.option or {}).get("value")
    if not is_multi(found.item.element["type"]):
        return value
    before = [o["value"] for o in surface.state[block_id][action_id]["selected_options"]]
    return [one for one in before if one != value] if value in before else [*before, value]


def _not_one(target: str, found: list[Found], surface: Surface, core: Core, user: str) -> str:
    shown = ", ".join(labels(surface.blocks, core.reader(user))) or "nothing to press"
    return f"{len(found)} things fit {target!r}; there is: {shown}."
