"""Rich text: sections, lists, quotes and preformatted text."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sandbox.blockkit.checks import Check, anything, array, at, boolean, enum, integer, record, string

STYLE_KEYS = "bold italic strike code highlight underline client_highlight unlink"
STYLE = record(dict.fromkeys(STYLE_KEYS.split(), boolean))
BASE: dict[str, Check] = {"type": anything, "style": STYLE}
LEAVES: dict[str, Check] = {
    "text": record(BASE | {"text": string(13_200)}, "text"),
    "link": record(BASE | {"url": string(3000), "text": string(3000, 0), "unsafe": boolean}, "url"),
    "emoji": record(BASE | {"name": string(255), "unicode": string(255), "skin_tone": integer(1, 6)}, "name"),
    "user": record(BASE | {"user_id": string(255)}, "user_id"),
    "channel": record(BASE | {"channel_id": string(255)}, "channel_id"),
    "usergroup": record(BASE | {"usergroup_id": string(255)}, "usergroup_id"),
    "broadcast": record(BASE | {"range": enum("here", "channel", "everyone")}, "range"),
    "color": record(BASE | {"value": string(7)}, "value"),
    "date": record(
        BASE
        | {
            "timestamp": integer(0, 99_999_999_999),
            "format": string(3000),
            "url": string(3000),
            "fallback": string(3000),
        },
        "timestamp format",
    ),
}
PARTS = {"rich_text_section", "rich_text_quote", "rich_text_preformatted", "rich_text_list"}
PART_FIELDS: dict[str, Check] = {"type": anything, "border": integer(0, 1), "language": string(255)}


def _leaf(value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield at("must provide an object", pointer)
    elif value.get("type") not in LEAVES:
        yield at(f"unsupported type: {value.get('type')}", f"{pointer}/type")
    else:
        yield from LEAVES[value["type"]](value, pointer)


_SECTION = record(PART_FIELDS | {"elements": array(_leaf, 0, 1000)}, "elements")


def _item(value: Any, pointer: str) -> Iterator[str]:
    if not isinstance(value, dict) or value.get("type") != "rich_text_section":
        yield at("unsupported type", f"{pointer}/type")
    else:
        yield from _SECTION(value, pointer)


_LIST = record(
    PART_FIELDS
    | {
        "elements": array(_item, 0, 1000),
        "style": enum("bullet", "ordered"),
        "indent": integer(0, 8),
        "offset": integer(0, 1000),
    },
    "elements style",
)


def rich_part(value: Any, pointer: str) -> Iterator[str]:
    """One part of a rich_text block."""
    if not isinstance(value, dict):
        yield at("must provide an object", pointer)
    elif value.get("type") not in PARTS:
        yield at(f"unsupported type: {value.get('type')}", f"{pointer}/type")
    else:
        yield from (_LIST if value["type"] == "rich_text_list" else _SECTION)(value, pointer)
