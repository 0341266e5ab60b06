"""Interactive elements: what they hold, what choosing something in them means (SLACK.md §1.5)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.errors import NotOnScreen
from sandbox.ids import Ids
from sandbox.json_types import Blocks, Json, StateValues
from sandbox.plain import text_of

HOLDS: dict[str, str] = {
    "static_select": "selected_option",
    "external_select": "selected_option",
    "radio_buttons": "selected_option",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "checkboxes": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
    "plain_text_input": "value",
    "number_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "rich_text_input": "rich_text_value",
    "file_input": "files",
}
"""Element type → the key under which its value travels, in state and in actions."""

PRESSED = frozenset({"button", "overflow", "workflow_button", "icon_button", "feedback_buttons"})
"""Elements that act and hold nothing."""


@dataclass(frozen=True)
class Placed:
    """An element and the block it stands in."""

    block: Json
    element: Json

    @property
    def key(self) -> tuple[str, str]:
        """`block_id` and `action_id`, the key of `state.values`."""
        return self.block.get("block_id", ""), self.element.get("action_id", "")

    @property
    def dispatches(self) -> bool:
        """Whether a change is sent to the app at once."""
        return self.block["type"] != "input" or bool(self.block.get("dispatch_action"))


def placed(blocks: Blocks) -> Iterator[Placed]:
    """Yield every interactive element with its block, nested ones included."""
    for block in blocks:
        for element in _own(block):
            if element.get("type") in HOLDS or element.get("type") in PRESSED:
                yield Placed(block, element)
        yield from placed(block.get("child_blocks") or [])
        if block.get("type") == "carousel":
            yield from placed(block.get("elements") or [])


def _own(block: Json) -> Iterator[Json]:
    if block.get("type") in {"actions", "context_actions"}:
        yield from block.get("elements") or ()
    if block.get("type") == "card":
        yield from block.get("actions") or ()
    for key in ("accessory", "element"):
        if isinstance(block.get(key), dict):
            yield block[key]


def with_ids(blocks: Blocks, ids: Ids) -> Blocks:
    """Give blocks and elements the ids that the app left out, in place, and return the blocks."""
    for block in blocks:
        block.setdefault("block_id", ids.block_id())
        for child in (*(block.get("child_blocks") or ()), *_cards(block)):
            child.setdefault("block_id", ids.block_id())
    for item in placed(blocks):
        item.element.setdefault("action_id", ids.action_id())
    return blocks


def _cards(block: Json) -> list[Json]:
    return list(block.get("elements") or ()) if block.get("type") == "carousel" else []


def is_multi(kind: str) -> bool:
    """Whether an element of this type holds a list."""
    return kind.startswith("multi_") or kind in {"checkboxes", "file_input"}


def initial_value(element: Json) -> Json:
    """Return what an element holds before anybody touched it."""
    kind = element["type"]
    key = HOLDS[kind]
    initial = element.get(_initial_key(kind))
    if is_multi(kind):
        initial = list(initial or [])
    return {"type": kind, key: initial}


def _initial_key(kind: str) -> str:
    key = HOLDS[kind]
    return "initial_value" if key in {"value", "rich_text_value"} else key.replace("selected_", "initial_")


def state_of(blocks: Blocks, kept: StateValues | None = None) -> StateValues:
    """Return `state.values`: what was kept under the same ids, otherwise the initial values."""
    values: StateValues = {}
    for item in placed(blocks):
        if item.element["type"] not in HOLDS:
            continue
        block_id, action_id = item.key
        before = (kept or {}).get(block_id, {}).get(action_id)
        same = before is not None and before.get("type") == item.element["type"]
        values.setdefault(block_id, {})[action_id] = (
            before if same and before else initial_value(item.element)
        )
    return values


def options_of(element: Json, offered: Blocks | None = None) -> Blocks:
    """Return an element's options: its own, those of its groups, and what the app offered."""
    grouped = [option for group in element.get("option_groups") or () for option in group.get("options", ())]
    return [*(element.get("options") or ()), *grouped, *(offered or ())]


def held(element: Json, value: Any, offered: Blocks | None = None) -> Json:
    """Return the value object for choosing or typing `value` in an element that holds something.

    A choice is named by its value or its visible text; NotOnScreen when there is no such choice.
    """
    kind = element["type"]
    key = HOLDS[kind]
    if key in {"selected_option", "selected_options"}:
        value = _options(element, value, offered)
    elif key == "rich_text_value" and isinstance(value, str):
        value = rich_text(value)
    elif key == "value":
        value = None if value in (None, "") else str(value)
    elif is_multi(kind):
        value = list(value or [])
    return {"type": kind, key: value}


def _options(element: Json, value: Any, offered: Blocks | None) -> Any:
    if is_multi(element["type"]):
        return [_option(element, item, offered) for item in value or []]
    return None if value in (None, "") else _option(element, value, offered)


def _option(element: Json, value: Any, offered: Blocks | None) -> Json:
    if isinstance(value, dict):
        value = value.get("value")
    options = options_of(element, offered)
    for option in options:
        if option.get("value") == str(value):
            return option
    for option in options:
        if text_of(option.get("text")) == str(value):
            return option
    shown = ", ".join(text_of(option.get("text")) for option in options) or "nothing"
    raise NotOnScreen(f"{element.get('action_id')} has no choice {value!r}; it offers {shown}.")


def acted(item: Placed, value: Any, ts: str, offered: Blocks | None = None) -> Json:
    """Return the entry of `actions[]` for using an element."""
    element = item.element
    action: Json = {"type": element["type"], "action_id": item.key[1], "block_id": item.key[0]}
    if element["type"] == "overflow":
        action["selected_option"] = _option(element, value, None)
    elif element["type"] in PRESSED:
        action |= {key: element[key] for key in ("text", "value", "style", "url") if key in element}
    else:
        action |= held(element, value, offered)
        action |= {
            key: element[key] for key in ("placeholder", _initial_key(element["type"])) if key in element
        }
    return action | {"action_ts": ts}


def rich_text(text: str) -> Json:
    """Return a rich_text block that says `text`."""
    section = {"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}
    return {"type": "rich_text", "elements": [section]}


def find(blocks: Blocks, block_id: str, action_id: str) -> Placed:
    """Return the element with these ids; NotOnScreen when it is not there."""
    for item in placed(blocks):
        if item.key == (block_id, action_id):
            return item
    raise NotOnScreen(f"There is no {action_id} in {block_id} here.")
