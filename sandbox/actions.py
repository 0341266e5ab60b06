"""What a person does on a surface: press, choose, type; submit and close modals."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from sandbox.acts import NOT_HERE, Acts, channel_name
from sandbox.blockkit import problems
from sandbox.core import Core
from sandbox.delivery import Answer
from sandbox.elements import acted, find, held, placed, state_of
from sandbox.errors import NotOnScreen, SlackError
from sandbox.forms import form_errors
from sandbox.json_types import Blocks, Json, StateValues
from sandbox.model import Message
from sandbox.results import DONE, TROUBLE, ActResult, of_answer, refused
from sandbox.shapes import message_object
from sandbox.views import View

WARNING = "⚠ That didn't go through. Try again."
Inputs = dict[str, dict[str, Any]]
"""Bare values by block and action id, as a page reads them off its inputs."""


@dataclass(frozen=True)
class Surface:
    """Where an element stands: its blocks, what is held there, and what identifies it in payloads."""

    key: str
    blocks: Blocks
    state: StateValues
    payload: Json
    view: View | None = None


class Actions:
    """Acts on elements; one object for all people."""

    def __init__(self, core: Core, acts: Acts) -> None:
        self._core = core
        self._acts = acts
        self._held: dict[tuple[str, str], StateValues] = {}
        self._offered: dict[tuple[str, str, str], Blocks] = {}

    def in_message(self, user: str, channel: str, ts: str, shown: Message | None = None) -> Surface:
        """Return a message as a surface; `shown` is what the person's screen still shows of it."""
        conversation = self._acts.place(user, channel)
        message = conversation.messages.get(ts)
        if message is None or message.ephemeral_to not in {None, user}:
            raise NotOnScreen("That message is gone.")
        blocks = (shown or message).blocks or []
        key = f"{channel}:{ts}"
        container: Json = {
            "type": "message",
            "message_ts": ts,
            "channel_id": channel,
            "is_ephemeral": message.ephemeral,
        }
        if message.thread_ts:
            container["thread_ts"] = message.thread_ts
        payload: Json = {
            "container": container,
            "channel": {"id": channel, "name": channel_name(conversation)},
        }
        if not message.ephemeral:
            payload["message"] = message_object(self._core, message)
        return Surface(key, blocks, state_of(blocks, self._held.get((user, key))), payload)

    def in_view(self, user: str, view_id: str) -> Surface:
        """Return an open modal or the Home tab as a surface."""
        try:
            view = self._core.workspace.views.get(view_id)
        except SlackError:
            raise NotOnScreen("That view is gone.") from None
        if view.user != user:
            raise NotOnScreen("That view is somebody else's.")
        payload: Json = {"container": {"type": "view", "view_id": view.id}}
        return Surface(view.id, view.blocks, view.state, payload, view)

    def hold(self, user: str, surface: Surface, inputs: Inputs) -> Surface:
        """Put values into a surface's inputs, without telling the app."""
        state = {block: dict(values) for block, values in surface.state.items()}
        for block_id, values in inputs.items():
            for action_id, value in values.items():
                item = find(surface.blocks, block_id, action_id)
                offered = self._offered.get((surface.key, block_id, action_id))
                state.setdefault(block_id, {})[action_id] = held(item.element, value, offered)
        return self._keep(user, surface, state)

    async def act(self, user: str, surface: Surface, block_id: str, action_id: str, value: Any) -> ActResult:
        """Use one element and send `block_actions`."""
        item = find(surface.blocks, block_id, action_id)
        offered = self._offered.get((surface.key, block_id, action_id))
        action = acted(item, value, self._now(), offered)
        if action_id in surface.state.get(block_id, {}):
            surface = self.hold(user, surface, {block_id: {action_id: value}})
        payload = self._acts.base(user, "block_actions") | surface.payload
        payload |= self._where(user, surface)
        payload |= {
            "trigger_id": self._core.grants.trigger(user),
            "state": {"values": surface.state},
            "actions": [action],
        }
        return of_answer(await self._core.delivery.interactive(payload), WARNING)

    async def suggest(
        self, user: str, surface: Surface, block_id: str, action_id: str, text: str
    ) -> ActResult:
        """Type into an external menu and return the options the app offers."""
        find(surface.blocks, block_id, action_id)
        payload = self._acts.base(user, "block_suggestion") | surface.payload | self._view_part(surface)
        payload |= {"block_id": block_id, "action_id": action_id, "value": text}
        answer = await self._core.delivery.interactive(payload, wants_answer=True)
        options = _options(answer)
        if options is None:
            return refused("no_options", "Couldn't load results.")
        self._offered[surface.key, block_id, action_id] = options
        return ActResult(options=options)

    async def submit(self, user: str, view_id: str, inputs: Inputs) -> ActResult:
        """Submit the modal on top; the form's own errors are shown without asking the app."""
        surface = self.hold(user, self.in_view(user, view_id), inputs)
        view = surface.view
        if view is None or view.type != "modal" or self._core.workspace.views.top(user) != view:
            return refused("not_on_top", NOT_HERE)
        if errors := form_errors(view.blocks, view.state):
            self._core.workspace.views.put(replace(view, errors=errors))
            return refused("form", "; ".join(errors.values()))
        self._core.workspace.views.hold(replace(view, errors={}))
        payload = self._acts.base(user, "view_submission") | {
            "trigger_id": self._core.grants.trigger(user),
            "view": self._view_json(view),
            "response_urls": self._response_urls(user, view),
        }
        answer = await self._core.delivery.interactive(payload, wants_answer=True)
        return self._submitted(view, answer)

    async def close(self, user: str, view_id: str, everything: bool = False) -> ActResult:
        """Dismiss the modal on top, or the whole stack."""
        views = self._core.workspace.views
        view = self.in_view(user, view_id).view
        if view is None or view.type != "modal":
            return refused("not_on_top", NOT_HERE)
        everything = everything or bool(view.payload.get("clear_on_close"))
        told = views.stack(user)[0] if everything else view
        if everything:
            views.clear(user)
        else:
            views.close(view)
        if not told.payload.get("notify_on_close"):
            return DONE
        shown = self._view_json(replace(told, state=_without_inputs(told)))
        payload = self._acts.base(user, "view_closed") | {"view": shown, "is_cleared": everything}
        await self._core.delivery.interactive(payload)
        return DONE

    def _submitted(self, view: View, answer: Answer) -> ActResult:
        body = answer.body
        if not answer.acked:
            return self._trouble(view, answer.outcome)
        if not body:
            self._core.workspace.views.close(view)
            return DONE
        if not isinstance(body, dict):
            return self._trouble(view, "invalid_response")
        return self._response_action(view, body)

    def _response_action(self, view: View, body: Json) -> ActResult:
        kind, views = body.get("response_action"), self._core.workspace.views
        if kind == "clear":
            views.clear(view.user)
            return DONE
        if kind == "errors":
            return self._inline_errors(view, body.get("errors"))
        shown = body.get("view")
        if kind not in {"update", "push"} or problems(shown, "modal"):
            return self._trouble(view, "invalid_response")
        try:
            if kind == "push":
                views.push(view.user, body["view"])
            else:
                views.update(views.get(view.id), body["view"])
        except SlackError as error:
            return self._trouble(view, error.code)
        return DONE

    def _inline_errors(self, view: View, errors: object) -> ActResult:
        inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
        if not isinstance(errors, dict) or not errors or not set(errors) <= inputs:
            return self._trouble(view, "invalid_response")
        current = self._current(view)
        texts = {block: str(text) for block, text in errors.items()}
        self._core.workspace.views.put(replace(current, errors=texts))
        return refused("errors", "; ".join(texts.values()))

    def _trouble(self, view: View, code: str) -> ActResult:
        self._core.workspace.notify({"type": "toast", "text": TROUBLE}, view.user)
        return refused(code, TROUBLE)

    def _current(self, view: View) -> View:
        try:
            return self._core.workspace.views.get(view.id)
        except SlackError:
            return view

    def _keep(self, user: str, surface: Surface, state: StateValues) -> Surface:
        if surface.view:
            view = replace(surface.view, state=state)
            self._core.workspace.views.hold(view)
            return replace(surface, state=state, view=view)
        self._held[user, surface.key] = state
        return replace(surface, state=state)

    def _where(self, user: str, surface: Surface) -> Json:
        if surface.view:
            return self._view_part(surface)
        container = surface.payload["container"]
        channel, ts = container["channel_id"], container["message_ts"]
        grant = self._core.grants.response_url(user, channel, ts, container.get("thread_ts"))
        return {"response_url": self._core.response_url(grant)}

    def _view_part(self, surface: Surface) -> Json:
        return {"view": self._view_json(surface.view)} if surface.view else {}

    def _view_json(self, view: View) -> Json:
        return self._acts.app_view(self._core.workspace.views.json(view))

    def _response_urls(self, user: str, view: View) -> list[Json]:
        found = []
        for item in placed(view.blocks):
            block_id, action_id = item.key
            value = view.state.get(block_id, {}).get(action_id, {})
            channel = value.get("selected_conversation") or value.get("selected_channel")
            if item.element.get("response_url_enabled") and channel:
                url = self._core.response_url(self._core.grants.response_url(user, channel))
                found.append(
                    {"block_id": block_id, "action_id": action_id, "channel_id": channel, "response_url": url}
                )
        return found

    def _now(self) -> str:
        number = self._core.workspace.ids.number("action_ts") % 1_000_000
        return f"{int(self._core.clock.now().timestamp())}.{number:06d}"


def _options(answer: Answer) -> Blocks | None:
    if not answer.acked or not isinstance(answer.body, dict):
        return None
    groups = answer.body.get("option_groups") or [{"options": answer.body.get("options")}]
    options = [option for group in groups for option in group.get("options") or ()]
    return options if len(options) <= 100 else None


def _without_inputs(view: View) -> StateValues:
    inputs = {block["block_id"] for block in view.blocks if block["type"] == "input"}
    return {block_id: values for block_id, values in view.state.items() if block_id not in inputs}
