"""Modals and Home tabs: who has which open, on what stack, holding what (SLACK.md §1.5, 1.8)."""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from sandbox.elements import state_of, with_ids
from sandbox.errors import SlackError
from sandbox.ids import Ids
from sandbox.json_types import Blocks, Json, StateValues
from sandbox.plain import Reader, plain_blocks, text_of

STACK_LIMIT = 3


@dataclass(frozen=True)
class View:
    """A modal or a Home tab as it stands now; a change makes a new object with the same id."""

    id: str
    user: str
    hash: str
    payload: Json
    state: StateValues
    root_id: str
    previous_id: str | None = None
    errors: dict[str, str] = field(default_factory=dict)
    reader: Reader | None = field(default=None, repr=False, compare=False)

    @property
    def type(self) -> str:
        """`modal` or `home`."""
        return str(self.payload["type"])

    @property
    def title(self) -> str:
        """The title's text."""
        return text_of(self.payload.get("title"))

    @property
    def blocks(self) -> Blocks:
        """The blocks, with every id filled in."""
        blocks: Blocks = self.payload["blocks"]
        return blocks

    @property
    def callback_id(self) -> str:
        """The app's name for it, empty when it gave none."""
        return str(self.payload.get("callback_id", ""))

    @property
    def private_metadata(self) -> str:
        """What the app wrote on its back."""
        return str(self.payload.get("private_metadata", ""))

    def text(self) -> str:
        """Return what a person reads: inputs with what they hold, inline errors under their field."""
        lines = [self.title] if self.title else []
        for block in self.blocks:
            lines.append(self._line(block))
            if error := self.errors.get(block["block_id"]):
                lines.append(f"! {error}")
        return "\n".join(line for line in lines if line)

    def _line(self, block: Json) -> str:
        reader = self.reader or Reader()
        if block["type"] != "input":
            return plain_blocks([block], reader)
        held = self.state.get(block["block_id"], {}).get(block["element"]["action_id"], {})
        empty = text_of(block["element"].get("placeholder")) or "____"
        return f"{text_of(block.get('label'))}: {_shown(_held(held), reader) or empty}"

    def value(self, action_id: str) -> Any:
        """Return what an input (by `action_id` or `block_id`) holds: text, id, date, option value or list."""
        for block_id, block in self.state.items():
            for name, held in block.items():
                if action_id in {name, block_id}:
                    return _bare(held)
        raise KeyError(action_id)

    def seen_by(self, reader: Reader) -> View:
        """Return the same view through somebody's eyes."""
        return replace(self, reader=reader)


def _held(held: Json) -> Any:
    return next((item for key, item in held.items() if key not in {"type", "timezone"}), None)


def _shown(value: Any, reader: Reader) -> str:
    if isinstance(value, list):
        return ", ".join(_shown(item, reader) for item in value)
    if isinstance(value, dict):
        return (
            plain_blocks([value], reader) if value.get("type") == "rich_text" else text_of(value.get("text"))
        )
    return "" if value is None else reader.names.get(str(value), str(value))


def _bare(held: Json) -> Any:
    value = _held(held)
    if isinstance(value, dict):
        return value.get("value", value)
    if isinstance(value, list):
        return [item["value"] if isinstance(item, dict) and "value" in item else item for item in value]
    return value


class ViewStore:
    """Every person's stack of modals, and their Home tab."""

    def __init__(self, ids: Ids, notify: Callable[[Json, str | None], None]) -> None:
        self._ids = ids
        self._notify = notify
        self._stacks: dict[str, list[View]] = {}
        self._homes: dict[str, View] = {}

    def stack(self, user: str) -> list[View]:
        """Return a person's open modals, the root first."""
        return list(self._stacks.get(user, ()))

    def top(self, user: str) -> View | None:
        """Return the modal a person looks at."""
        stack = self._stacks.get(user)
        return stack[-1] if stack else None

    def home(self, user: str) -> View | None:
        """Return the Home tab last published for a person."""
        return self._homes.get(user)

    def get(self, view_id: str) -> View:
        """Return an open modal or published Home tab; `not_found` otherwise."""
        for view in self._all():
            if view.id == view_id:
                return view
        raise SlackError("not_found")

    def by_external_id(self, external_id: str) -> View:
        """Return the view the app gave this external id; `not_found` otherwise."""
        for view in self._all():
            if view.payload.get("external_id") == external_id:
                return view
        raise SlackError("not_found")

    def open(self, user: str, payload: Json) -> View:
        """Open a modal, in the place of whatever stack was open."""
        self._check_external_id(payload, user)
        view = self._new(user, payload)
        self._stacks[user] = [view]
        return self._modal_changed(view)

    def push(self, user: str, payload: Json) -> View:
        """Put a modal on the open stack; `push_limit_reached` above three."""
        stack = self._stacks.get(user)
        if not stack:
            raise SlackError("not_found")
        if len(stack) >= STACK_LIMIT:
            raise SlackError("push_limit_reached")
        self._check_external_id(payload, None)
        view = replace(self._new(user, payload), root_id=stack[0].id, previous_id=stack[-1].id)
        stack.append(view)
        return self._modal_changed(view)

    def update(self, view: View, payload: Json, expected_hash: str | None = None) -> View:
        """Replace what a view shows; inputs with the same ids keep what they hold.

        `hash_conflict` when the view has moved on.
        """
        self._check_hash(view, expected_hash)
        self._check_external_id(payload, None, but=view.id)
        fresh = self._new(view.user, payload, kept=view.state)
        return self.put(replace(fresh, id=view.id, root_id=view.root_id, previous_id=view.previous_id))

    def publish(self, user: str, payload: Json, expected_hash: str | None = None) -> View:
        """Publish a Home tab."""
        before = self._homes.get(user)
        if before:
            return self.update(before, payload, expected_hash)
        if expected_hash:
            raise SlackError("hash_conflict")
        self._check_external_id(payload, None)
        self._homes[user] = self._new(user, payload)
        self._notify({"type": "home"}, user)
        return self._homes[user]

    def put(self, view: View) -> View:
        """Put a changed view in the place of the one with its id, and tell the page."""
        self.hold(view)
        if view.type == "modal":
            return self._modal_changed(view)
        self._notify({"type": "home"}, view.user)
        return view

    def hold(self, view: View) -> None:
        """Put a view in its place without a word: only what its inputs hold has changed."""
        if view.type == "home":
            self._homes[view.user] = view
            return
        stack = self._stacks.get(view.user, [])
        self._stacks[view.user] = [view if one.id == view.id else one for one in stack]

    def close(self, view: View) -> None:
        """Close one modal; the one below shows again."""
        stack = [one for one in self._stacks.get(view.user, []) if one.id != view.id]
        self._stacks[view.user] = stack
        self._modal_changed(view)

    def clear(self, user: str) -> None:
        """Close every modal of a person."""
        self._stacks[user] = []
        self._notify({"type": "modal", "view": None, "depth": 0}, user)

    def json(self, view: View) -> Json:
        """Return the view object of payloads and answers, without the app's own ids."""
        shown = {
            "title": None,
            "submit": None,
            "close": None,
            "private_metadata": "",
            "callback_id": "",
            "external_id": "",
            "clear_on_close": False,
            "notify_on_close": False,
        } | view.payload
        return deepcopy(shown) | {
            "id": view.id,
            "hash": view.hash,
            "state": {"values": deepcopy(view.state)},
            "root_view_id": view.root_id,
            "previous_view_id": view.previous_id,
        }

    def _all(self) -> list[View]:
        return [*self._homes.values(), *(view for stack in self._stacks.values() for view in stack)]

    def _new(self, user: str, payload: Json, kept: StateValues | None = None) -> View:
        payload = deepcopy(payload)
        with_ids(payload["blocks"], self._ids)
        view_id = self._ids.new("V")
        number = self._ids.number("hash")
        digest = f"{1_700_000_000 + number}.{number:08x}"
        return View(view_id, user, digest, payload, state_of(payload["blocks"], kept), view_id)

    def _check_hash(self, view: View, expected: str | None) -> None:
        if expected and expected != view.hash:
            raise SlackError("hash_conflict")

    def _check_external_id(self, payload: Json, replaces: str | None, but: str | None = None) -> None:
        external_id = payload.get("external_id")
        if not external_id:
            return
        for view in self._all():
            same = view.payload.get("external_id") == external_id
            gone = view.id == but or (replaces == view.user and view.type == "modal")
            if same and not gone:
                raise SlackError("duplicate_external_id")

    def _modal_changed(self, view: View) -> View:
        top = self.top(view.user)
        shown = self.json(top) | {"errors": top.errors} if top else None
        depth = len(self._stacks.get(view.user, ()))
        self._notify({"type": "modal", "view": shown, "depth": depth}, view.user)
        return view
