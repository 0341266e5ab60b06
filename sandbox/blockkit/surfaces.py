"""Whole messages, modals and Home tabs: totals, ids, and what belongs together (SLACK.md §3.1, 3.5)."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any, Literal

from sandbox.blockkit.blocks import MARKDOWN_LIMIT, block
from sandbox.blockkit.checks import Check, anything, array, at, boolean, plain_text, record, string
from sandbox.json_types import Json

Surface = Literal["message", "modal", "home"]

MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
VIEW_BYTES = 250_000
MESSAGE_CHARACTERS = 13_200

_SHARED: dict[str, Check] = {
    "type": anything,
    "blocks": anything,
    "private_metadata": string(3000, 0),
    "callback_id": string(255, 0),
    "external_id": string(255, 0),
}
_MODAL = record(
    _SHARED
    | {
        "title": plain_text(24),
        "submit": plain_text(24),
        "close": plain_text(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
    },
    "type title blocks",
)
_HOME = record(_SHARED, "type blocks")
_BLOCKS: dict[str, Check] = {
    "message": array(block("message"), 1, MESSAGE_BLOCKS),
    "modal": array(block("modal"), 1, VIEW_BLOCKS),
    "home": array(block("home"), 1, VIEW_BLOCKS),
}


def problems(blocks_or_view: Any, surface: str) -> list[str]:
    """Return what Slack would refuse on a surface (`message`, `modal` or `home`); an empty list is good.

    Takes a list of blocks, or for modals and Home also the whole view. Pointers start with `/blocks` for
    messages and with `/view` otherwise. Two totals come as error codes: `msg_blocks_too_long` and
    `view_too_large`.
    """
    if surface not in _BLOCKS:
        raise ValueError(f"A surface is message, modal or home, not {surface!r}.")
    if surface == "message":
        return list(_message(blocks_or_view))
    if isinstance(blocks_or_view, list):
        return list(_blocks(blocks_or_view, surface, "/view/blocks"))
    return list(_view(blocks_or_view, surface))


def text_length(value: Any) -> int:
    """Count the characters of text in blocks, as they add up against a message's total."""
    if isinstance(value, list):
        return sum(text_length(item) for item in value)
    if not isinstance(value, dict):
        return 0
    own = value.get("text")
    rest = sum(text_length(item) for key, item in value.items() if key != "confirm")
    return rest + (len(own) if isinstance(own, str) else 0)


def _message(blocks: Any) -> Iterator[str]:
    yield from _blocks(blocks, "message", "/blocks")
    if not isinstance(blocks, list):
        return
    if (total := text_length(blocks)) > MESSAGE_CHARACTERS:
        yield at(f"msg_blocks_too_long: {total} characters, at most {MESSAGE_CHARACTERS}", "/blocks")
    kinds = Counter(one.get("type") for one in blocks if isinstance(one, dict))
    if kinds["table"] + kinds["data_table"] > 1:
        yield at("only_one_table_allowed", "/blocks")
    if kinds["plan"] > 1:
        yield at("Cannot have more than 1 plan block", "/blocks")
    markdown = sum(
        text_length(one) for one in blocks if isinstance(one, dict) and one.get("type") == "markdown"
    )
    if markdown > MARKDOWN_LIMIT and kinds["markdown"] > 1:
        yield at(f"must be less than {MARKDOWN_LIMIT + 1} characters", "/blocks")


def _view(view: Any, surface: str) -> Iterator[str]:
    if not isinstance(view, dict):
        yield at("must provide an object", "/view")
        return
    if view.get("type") != surface:
        yield at(f"unsupported type: {view.get('type')}", "/view/type")
        return
    yield from (_MODAL if surface == "modal" else _HOME)(view, "/view")
    blocks = view.get("blocks")
    if blocks is None:
        return
    yield from _blocks(blocks, surface, "/view/blocks")
    if surface == "modal" and view.get("submit") is None and _has_input(blocks):
        yield at("missing required field: submit", "/view")
    if len(json.dumps(view, ensure_ascii=False).encode()) > VIEW_BYTES:
        yield at(f"view_too_large: at most {VIEW_BYTES} bytes", "/view")
    if json.dumps(blocks).count('"focus_on_load": true') > 1:
        yield at("only one element may have focus_on_load", "/view/blocks")


def _has_input(blocks: Any) -> bool:
    return isinstance(blocks, list) and any(isinstance(b, dict) and b.get("type") == "input" for b in blocks)


def _blocks(blocks: Any, surface: str, pointer: str) -> Iterator[str]:
    yield from _BLOCKS[surface](blocks, pointer)
    seen: set[str] = set()
    for index, one in enumerate(blocks if isinstance(blocks, list) else ()):
        block_id = _block_id(one)
        if block_id and block_id in seen:
            yield at(f"`block_id` {block_id} already exists", f"{pointer}/{index}/block_id")
        seen.add(block_id)


def _block_id(one: Any) -> str:
    found: Json = one if isinstance(one, dict) else {}
    block_id = found.get("block_id")
    return block_id if isinstance(block_id, str) else ""
