"""Finding what a person means by a label or an action id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sandbox.elements import HOLDS, Placed, options_of, placed
from sandbox.errors import NotOnScreen
from sandbox.json_types import Blocks, Json
from sandbox.plain import Reader, plain_text, text_of, visible_to


@dataclass(frozen=True)
class Found:
    """An element, and the option of it that was named, if it was an option."""

    item: Placed
    option: Json | None = None


def find_pressable(
    blocks: Blocks, target: str, value: Any, reader: Reader, block: str | None = None
) -> list[Found]:
    """Return what fits an `action_id`, else a visible label (of a button, else of an option)."""
    items = [
        item
        for item in placed(blocks)
        if visible_to(item.element, reader.id) and block in {None, item.key[0]}
    ]
    by_id = [Found(item) for item in items if item.key[1] == target]
    if len(by_id) > 1 and value is not None:
        by_id = [found for found in by_id if _has_value(found.item.element, value)]
    if by_id:
        return by_id
    by_label = [Found(item) for item in items if _label(item.element, reader) == target]
    if len(by_label) > 1 and value is not None:
        by_label = [found for found in by_label if _has_value(found.item.element, value)]
    return by_label or list(_by_option(items, target, reader))


def find_field(blocks: Blocks, name: str) -> Placed:
    """Return the input with this `action_id`, `block_id` or label; NotOnScreen when it is not there."""
    fields = [item for item in placed(blocks) if item.element["type"] in HOLDS]
    for index in (1, 0):
        for item in fields:
            if item.key[index] == name:
                return item
    for item in fields:
        if text_of(item.block.get("label")) == name:
            return item
    shown = ", ".join(item.key[1] for item in fields) or "none"
    raise NotOnScreen(f"There is no field {name!r}; there are: {shown}.")


def _has_value(element: Json, value: Any) -> bool:
    choices = [element, *options_of(element)]
    return any(str(value) in {str(one.get("value")), text_of(one.get("text"))} for one in choices)


def _label(element: Json, reader: Reader) -> str:
    return plain_text(text_of(element.get("text")), reader) if element["type"] not in HOLDS else ""


def _by_option(items: list[Placed], target: str, reader: Reader) -> Iterator[Found]:
    for item in items:
        for option in options_of(item.element):
            if plain_text(text_of(option.get("text")), reader) == target:
                yield Found(item, option)
