"""Blocks: fields, limits and the surfaces on which each may stand (SLACK.md §3.4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from sandbox.blockkit.checks import (
    Check,
    anything,
    array,
    at,
    boolean,
    enum,
    integer,
    nullable,
    plain_text,
    record,
    string,
    text,
)
from sandbox.blockkit.elements import (
    IN_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    SLACK_FILE,
    element,
    image_source,
)
from sandbox.blockkit.rich import rich_part

EVERYWHERE = {"message", "modal", "home"}
SURFACES: dict[str, set[str]] = {
    "section": EVERYWHERE,
    "actions": EVERYWHERE,
    "context": EVERYWHERE,
    "divider": EVERYWHERE,
    "header": EVERYWHERE,
    "image": EVERYWHERE,
    "rich_text": EVERYWHERE,
    "video": EVERYWHERE,
    "input": {"modal", "home"},
    "markdown": {"message"},
    "table": {"message"},
    "data_table": {"message"},
    "data_visualization": {"message"},
    "context_actions": {"message"},
    "task_card": {"message"},
    "plan": {"message"},
    "container": {"message"},
    "alert": {"modal"},
    "card": {"message", "home"},
    "carousel": {"message", "home"},
}
"""Where Slack was also seen to take a block; inputs in messages are documented, and refused."""

BASE: dict[str, Check] = {"type": anything, "block_id": string(255)}
IMAGE: dict[str, Check] = {"image_url": string(3000), "slack_file": SLACK_FILE, "alt_text": string(2000)}
CHILDREN = {"section", "actions", "context", "divider", "header", "image", "rich_text", "video", "table"}
MARKDOWN_LIMIT = 12_000
TABLE_CELLS = {"raw_text", "raw_number", "rich_text"}


def block(surface: str, allowed: set[str] | None = None) -> Check:
    """A block that may stand on this surface (and, inside another block, is one of `allowed`)."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield at("must provide an object", pointer)
            return
        kind = value.get("type")
        fits = surface in SURFACES.get(str(kind), set()) and (allowed is None or kind in allowed)
        if not fits:
            yield at(f"unsupported type: {kind}", f"{pointer}/type")
            return
        yield from BLOCKS[str(kind)](surface)(value, pointer)
        yield from _repeated_actions(value, pointer)

    return check


def _section(surface: str) -> Check:
    fields = record(
        BASE
        | {
            "text": text(3000),
            "fields": array(text(2000), 1, 10),
            "accessory": element(IN_SECTION, surface),
            "expand": boolean,
        },
        "type",
    )

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from fields(value, pointer)
        if "text" not in value and "fields" not in value:
            yield at("missing required field: text", pointer)

    return check


def _actions(surface: str) -> Check:
    return record(BASE | {"elements": array(element(IN_ACTIONS, surface), 1, 25)}, "type elements")


def _context(surface: str) -> Check:
    image, words = element({"image"}, surface), text(3000)

    def either(value: Any, pointer: str) -> Iterator[str]:
        is_image = isinstance(value, dict) and value.get("type") == "image"
        yield from (image if is_image else words)(value, pointer)

    return record(BASE | {"elements": array(either, 1, 10)}, "type elements")


def _header(surface: str) -> Check:
    return record(BASE | {"text": plain_text(150), "level": integer(1, 4)}, "type text")


def _image(surface: str) -> Check:
    fields = record(BASE | IMAGE | {"title": plain_text(2000)}, "type alt_text")

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from fields(value, pointer)
        yield from image_source(value, pointer)

    return check


def _input(surface: str) -> Check:
    fields = record(
        BASE
        | {
            "label": plain_text(2000),
            "hint": plain_text(2000),
            "element": element(IN_INPUT, surface),
            "optional": boolean,
            "dispatch_action": boolean,
        },
        "type label element",
    )

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from fields(value, pointer)
        inner = value.get("element")
        if value.get("dispatch_action") and isinstance(inner, dict) and inner.get("type") == "file_input":
            yield at("invalid additional property: dispatch_action", pointer)

    return check


def _video(surface: str) -> Check:
    return record(
        BASE
        | {
            "title": plain_text(200),
            "video_url": string(3000),
            "thumbnail_url": string(3000),
            "alt_text": string(200),
            "description": plain_text(200),
            "title_url": string(3000),
            "author_name": string(50),
            "provider_name": string(50),
            "provider_icon_url": string(3000),
        },
        "type title video_url thumbnail_url alt_text",
    )


def _table(surface: str) -> Check:
    cell = record(
        {"type": enum(*TABLE_CELLS), "text": anything, "value": anything, "elements": anything}, "type"
    )
    column = record({"align": enum("left", "center", "right"), "is_wrapped": boolean})
    fields = record(
        BASE | {"rows": array(array(cell, 1, 20), 1, 100), "column_settings": array(nullable(column), 0, 20)},
        "type rows",
    )

    def check(value: Any, pointer: str) -> Iterator[str]:
        found = list(fields(value, pointer))
        yield from found
        if not found and len({len(row) for row in value["rows"]}) > 1:
            yield at("all rows must have the same number of cells", f"{pointer}/rows")

    return check


def _data_table(surface: str) -> Check:
    cell = record(
        {"type": enum(*TABLE_CELLS), "text": anything, "value": anything, "elements": anything}, "type"
    )
    return record(
        BASE
        | {
            "caption": string(255),
            "rows": array(array(cell, 1, 20), 2, 101),
            "page_size": integer(1, 100),
            "row_header_column_index": integer(0, 19),
        },
        "type caption rows",
    )


def _visualization(surface: str) -> Check:
    return record(BASE | {"title": string(50), "chart": anything}, "type title chart")


def _card(surface: str) -> Check:
    fields = record(
        BASE
        | {
            "hero_image": record(IMAGE | {"type": anything}, "alt_text"),
            "icon": record(IMAGE | {"type": anything}, "alt_text"),
            "slack_icon": anything,
            "title": text(150),
            "subtitle": text(150),
            "body": text(200),
            "subtext": text(200),
            "actions": array(element({"button"}, surface), 1, 3),
        },
        "type",
    )

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from fields(value, pointer)
        if not {"hero_image", "title", "actions", "body"} & set(value):
            yield at("missing required field: title", pointer)
        if "icon" in value and "slack_icon" in value:
            yield at("must provide at most one of icon and slack_icon", pointer)

    return check


def _carousel(surface: str) -> Check:
    return record(BASE | {"elements": array(block(surface, {"card"}), 1, 10)}, "type elements")


def _container(surface: str) -> Check:
    fields = record(
        BASE
        | {
            "title": plain_text(150),
            "rich_text_title": anything,
            "subtitle": plain_text(150),
            "child_blocks": array(block(surface, CHILDREN), 1, 10),
            "width": enum("narrow", "standard", "wide", "full"),
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        "type child_blocks",
    )

    def check(value: Any, pointer: str) -> Iterator[str]:
        yield from fields(value, pointer)
        if "title" not in value and "rich_text_title" not in value:
            yield at("missing required field: title", pointer)
        if value.get("default_collapsed") and not value.get("is_collapsible"):
            yield at("default_collapsed needs is_collapsible", pointer)

    return check


def _task_card(surface: str) -> Check:
    source = record({"type": anything, "url": string(3000), "text": string(3000)}, "url text")
    return record(
        BASE
        | {
            "task_id": string(255),
            "title": string(255),
            "status": enum("pending", "in_progress", "complete", "error"),
            "details": anything,
            "output": anything,
            "sources": array(source, 1, 100),
            "icon": anything,
        },
        "type task_id title",
    )


def _plan(surface: str) -> Check:
    return record(
        BASE | {"title": string(255), "tasks": array(block(surface, {"task_card"}), 0, 50)}, "type title"
    )


def _alert(surface: str) -> Check:
    levels = enum("default", "info", "warning", "error", "success")
    return record(BASE | {"text": text(200), "level": levels}, "type text")


def _context_actions(surface: str) -> Check:
    buttons = element({"feedback_buttons", "icon_button"}, surface)
    return record(BASE | {"elements": array(buttons, 1, 5)}, "type elements")


BLOCKS: dict[str, Callable[[str], Check]] = {
    "section": _section,
    "actions": _actions,
    "context": _context,
    "divider": lambda surface: record(BASE, "type"),
    "header": _header,
    "image": _image,
    "input": _input,
    "rich_text": lambda surface: record(BASE | {"elements": array(rich_part, 0, 1000)}, "type elements"),
    "video": _video,
    "markdown": lambda surface: record(BASE | {"text": string(MARKDOWN_LIMIT)}, "type text"),
    "table": _table,
    "data_table": _data_table,
    "data_visualization": _visualization,
    "card": _card,
    "carousel": _carousel,
    "container": _container,
    "task_card": _task_card,
    "plan": _plan,
    "alert": _alert,
    "context_actions": _context_actions,
}


def _repeated_actions(value: Any, pointer: str) -> Iterator[str]:
    seen: set[str] = set()
    for key in ("elements", "actions"):
        items = value.get(key)
        for index, item in enumerate(items if isinstance(items, list) else ()):
            action_id = item.get("action_id") if isinstance(item, dict) else None
            if isinstance(action_id, str) and action_id in seen:
                yield at(
                    f"`action_id` {action_id} already exists in this block",
                    f"{pointer}/{key}/{index}/action_id",
                )
            seen.add(str(action_id))
