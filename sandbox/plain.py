"""Blocks as plain text, for transcripts and for reading in tests."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, tzinfo

from sandbox.json_types import Blocks, Json

_SPECIAL = re.compile(r"<([^<>\n]+)>")
_DATE_TOKEN = re.compile(r"\{(\w+)\}")
CHOICES = frozenset({"checkboxes", "radio_buttons"})
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))


@dataclass(frozen=True)
class Reader:
    """Whose eyes a text is read with: a zone for dates, names for ids."""

    zone: tzinfo = UTC
    names: Mapping[str, str] = field(default_factory=dict)
    id: str | None = None


def plain_message(blocks: Blocks | None, text: str, reader: Reader) -> str:
    """Return a message's blocks as lines, or its text when it has none."""
    return plain_blocks(blocks, reader) if blocks else plain_text(text, reader)


def plain_blocks(blocks: Blocks, reader: Reader) -> str:
    """Return blocks as lines; buttons stand in [brackets], an overflow menu as [⋯]."""
    parts = (_block(block, reader) for block in blocks)
    return "\n".join(part for part in parts if part)


def plain_text(text: str, reader: Reader) -> str:
    """Resolve mentions, links, dates and entities of mrkdwn."""
    text = _SPECIAL.sub(lambda match: _special(match[1], reader), text)
    for entity, char in _ENTITIES:
        text = text.replace(entity, char)
    return text


def labels(blocks: Blocks, reader: Reader) -> list[str]:
    """Return the visible labels of buttons, menus and overflow options, in order."""
    return [label for block in blocks for element in elements(block) for label in _labels(element, reader)]


def elements(block: Json) -> Iterator[Json]:
    """Yield a block's elements, nested cards and containers included."""
    yield from (item for item in block.get("elements") or () if block.get("type") != "rich_text")
    for key in ("accessory", "element"):
        if key in block:
            yield block[key]
    yield from block.get("actions") or ()
    for child in (*(block.get("child_blocks") or ()), *_cards(block)):
        yield from elements(child)


def visible_to(element: Json, user: str | None) -> bool:
    """Whether a person sees an element (`visible_to_user_ids` of a button)."""
    only = element.get("visible_to_user_ids")
    return not only or user is None or user in only


def text_of(value: object) -> str:
    """Return the text of a text object, or of a string."""
    if isinstance(value, dict):
        return str(value.get("text", ""))
    return "" if value is None else str(value)


def _cards(block: Json) -> Iterator[Json]:
    yield from (item for item in block.get("elements") or () if item.get("type") == "card")


def _labels(element: Json, reader: Reader) -> Iterator[str]:
    if not visible_to(element, reader.id):
        return
    kind = element.get("type", "")
    if kind == "button":
        yield plain_text(text_of(element.get("text")), reader)
    elif kind in {"overflow", *CHOICES}:
        yield from (plain_text(text_of(option.get("text")), reader) for option in element.get("options", ()))
    elif kind.endswith(("select", "picker")):
        yield text_of(element.get("placeholder")) or str(element.get("action_id", kind))


def _special(inner: str, reader: Reader) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("!date^"):
        return _date(target, label, reader)
    if target.startswith("@"):
        return "@" + reader.names.get(target[1:], label or target[1:])
    if target.startswith("#"):
        return "#" + (label or reader.names.get(target[1:], target[1:]))
    if target.startswith("!"):
        return label or "@" + target[1:].partition("^")[0]
    return f"{label} ({target})" if label and label != target else target


def _date(target: str, fallback: str, reader: Reader) -> str:
    parts = target.split("^")
    if len(parts) < 3 or not parts[1].isdigit():
        return fallback
    moment = datetime.fromtimestamp(int(parts[1]), reader.zone)
    return _DATE_TOKEN.sub(lambda match: _date_token(match[1], moment), parts[2])


def _date_token(token: str, moment: datetime) -> str:
    day = moment.day
    forms = {
        "date_num": f"{moment:%Y-%m-%d}",
        "date": f"{moment:%B} {day}, {moment:%Y}",
        "date_short": f"{moment:%b} {day}, {moment:%Y}",
        "date_long": f"{moment:%A}, {moment:%B} {day}, {moment:%Y}",
        "time": f"{moment:%H:%M}",
        "time_secs": f"{moment:%H:%M:%S}",
        "day_divider_pretty": f"{moment:%A}, {moment:%B} {day}",
    }
    return forms.get(token.removesuffix("_pretty"), forms.get(token, f"{{{token}}}"))


def _block(block: Json, reader: Reader) -> str:
    kind = block.get("type")
    if kind == "divider":
        return "———"
    if kind == "rich_text":
        return "\n".join(_rich(item, reader) for item in block.get("elements", ()))
    if kind == "input":
        return f"{text_of(block.get('label'))}: {_element(block.get('element', {}), reader)}"
    if kind == "table":
        return "\n".join(" | ".join(_cell(cell, reader) for cell in row) for row in block.get("rows", ()))
    if kind == "context":
        return " ".join(_element(item, reader) for item in block.get("elements", ()))
    return "\n".join(_lines(block, reader))


def _lines(block: Json, reader: Reader) -> Iterator[str]:
    for key in ("title", "subtitle", "text", "body", "description", "subtext", "alt_text"):
        if line := plain_text(text_of(block.get(key)), reader):
            yield line
    yield from (plain_text(text_of(item), reader) for item in block.get("fields") or ())
    row = [*(block.get("elements") or ()), *(block.get("actions") or ())]
    if "accessory" in block:
        row.append(block["accessory"])
    yield from _rows(row, reader)
    if children := block.get("child_blocks"):
        yield plain_blocks(children, reader)


def _rows(items: Blocks, reader: Reader) -> Iterator[str]:
    """Buttons and menus side by side, choices a line each."""
    beside: list[str] = []
    for item in items:
        shown = _element(item, reader)
        if item.get("type") in CHOICES:
            yield from (line for line in (" ".join(beside), shown) if line)
            beside = []
        elif shown:
            beside.append(shown)
    if beside:
        yield " ".join(beside)


def _element(element: Json, reader: Reader) -> str:
    kind = element.get("type", "")
    if kind in {"mrkdwn", "plain_text"}:
        return plain_text(text_of(element), reader)
    if kind == "image":
        return text_of(element.get("alt_text"))
    if kind == "card":
        return _block(element, reader)
    if kind == "overflow":
        return "[⋯]"
    if kind in CHOICES:
        return "\n".join(_choice(element, option, reader) for option in element.get("options", ()))
    if kind.endswith("_input"):
        return str(element.get("initial_value") or text_of(element.get("placeholder")) or "____")
    return " ".join(f"[{label}]" for label in _labels(element, reader))


def _choice(element: Json, option: Json, reader: Reader) -> str:
    chosen = [*(element.get("initial_options") or ()), element.get("initial_option")]
    mark = "x" if any(item and item.get("value") == option.get("value") for item in chosen) else " "
    text = plain_text(text_of(option.get("text")), reader)
    more = plain_text(text_of(option.get("description")), reader)
    return f"[{mark}] {text}" + (f" — {more}" if more else "")


def _cell(cell: Json, reader: Reader) -> str:
    return _rich(cell, reader) if cell.get("type") == "rich_text" else text_of(cell.get("text"))


def _rich(element: Json, reader: Reader) -> str:
    kind = element.get("type")
    inner = [_rich(item, reader) for item in element.get("elements") or ()]
    if kind == "rich_text_list":
        ordered = element.get("style") == "ordered"
        return "\n".join((f"{n}. " if ordered else "• ") + line for n, line in enumerate(inner, 1))
    if kind == "rich_text_quote":
        return "> " + "".join(inner)
    return "".join(inner) if inner else _rich_leaf(element, reader)


def _rich_leaf(element: Json, reader: Reader) -> str:
    kind = element.get("type")
    if kind == "user":
        return "@" + reader.names.get(element["user_id"], element["user_id"])
    if kind == "channel":
        return "#" + reader.names.get(element["channel_id"], element["channel_id"])
    if kind == "date":
        target = f"!date^{element.get('timestamp')}^{element.get('format', '')}"
        return _date(target, str(element.get("fallback", "")), reader)
    if kind == "emoji":
        return f":{element.get('name')}:"
    if kind == "broadcast":
        return f"@{element.get('range')}"
    return str(element.get("text") or element.get("url") or "")
