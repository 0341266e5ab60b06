"""Composition objects and elements: fields, limits and where each may stand (SLACK.md §3.2, 3.3)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sandbox.blockkit.checks import (
    Check,
    anything,
    array,
    at,
    boolean,
    enum,
    integer,
    pattern,
    plain_text,
    record,
    string,
    text,
)

CONFIRM = record(
    {
        "title": plain_text(100),
        "text": text(300),
        "confirm": plain_text(30),
        "deny": plain_text(30),
        "style": enum("primary", "danger"),
    },
    "title text confirm deny",
)
SLACK_FILE = record({"id": string(255), "url": string(3000)})
DISPATCH = record(
    {"trigger_actions_on": array(enum("on_enter_pressed", "on_character_entered"), 1, 2)},
    "trigger_actions_on",
)
FILTER = record(
    {
        "include": array(enum("im", "mpim", "private", "public"), 1, 4),
        "exclude_external_shared_channels": boolean,
        "exclude_bot_users": boolean,
    }
)


def option(*, mrkdwn: bool = False, url: bool = False) -> Check:
    """An option of a menu, of checkboxes (`mrkdwn`), or of an overflow menu (`url`)."""
    fields: dict[str, Check] = {
        "text": text(75) if mrkdwn else plain_text(75),
        "value": string(150),
        "description": text(75) if mrkdwn else plain_text(75),
    }
    return record(fields | ({"url": string(3000)} if url else {}), "text value")


OPTION = option()
GROUP = record({"label": plain_text(75), "options": array(OPTION)}, "label options")
COMMON: dict[str, Check] = {
    "type": anything,
    "action_id": string(255),
    "confirm": CONFIRM,
    "focus_on_load": boolean,
}
PLACEHOLDER: dict[str, Check] = {"placeholder": plain_text(150)}
STATIC: dict[str, Check] = COMMON | PLACEHOLDER | {"options": array(OPTION), "option_groups": array(GROUP)}
MULTI: dict[str, Check] = {"max_selected_items": integer(1, 1000)}
IDS = array(string(255), 0, 1000)
TYPED: dict[str, Check] = {
    "type": anything,
    "action_id": string(255),
    "focus_on_load": boolean,
    "dispatch_action_config": DISPATCH,
    **PLACEHOLDER,
}
TYPED_BUTTON: dict[str, Check] = {
    "text": plain_text(75),
    "value": string(2000),
    "accessibility_label": string(75),
}
CHOICES: dict[str, Check] = COMMON | {"options": array(option(mrkdwn=True), 1, 10)}
DATE = pattern(r"\d{4}-\d{2}-\d{2}", "must be a valid date")
TIME = pattern(r"([01]\d|2[0-3]):[0-5]\d", "must be a valid time")
NUMBER = pattern(r"-?\d+(\.\d+)?", "must be a valid number")
CONVERSATIONS: dict[str, Check] = {"filter": FILTER, "default_to_current_conversation": boolean}


def _record(fields: Mapping[str, Check], required: str = "") -> Check:
    return record(fields, f"type {required}")


ELEMENTS: dict[str, Check] = {
    "button": _record(
        {
            **COMMON,
            **TYPED_BUTTON,
            "url": string(3000),
            "style": enum("primary", "danger"),
            "visible_to_user_ids": array(string(255), 1, 100),
            "agent_prompt": string(4000),
            "agent_prompt_display": anything,
        },
        "text",
    ),
    "static_select": _record(STATIC | {"initial_option": OPTION}),
    "multi_static_select": _record(STATIC | MULTI | {"initial_options": array(OPTION)}),
    "external_select": _record(
        COMMON | PLACEHOLDER | {"initial_option": OPTION, "min_query_length": integer(0, 1000)}
    ),
    "multi_external_select": _record(
        COMMON
        | PLACEHOLDER
        | MULTI
        | {"initial_options": array(OPTION), "min_query_length": integer(0, 1000)}
    ),
    "users_select": _record(COMMON | PLACEHOLDER | {"initial_user": string(255)}),
    "multi_users_select": _record(COMMON | PLACEHOLDER | MULTI | {"initial_users": IDS}),
    "conversations_select": _record(
        COMMON
        | PLACEHOLDER
        | CONVERSATIONS
        | {"initial_conversation": string(255), "response_url_enabled": boolean}
    ),
    "multi_conversations_select": _record(
        COMMON | PLACEHOLDER | CONVERSATIONS | MULTI | {"initial_conversations": IDS}
    ),
    "channels_select": _record(
        COMMON | PLACEHOLDER | {"initial_channel": string(255), "response_url_enabled": boolean}
    ),
    "multi_channels_select": _record(COMMON | PLACEHOLDER | MULTI | {"initial_channels": IDS}),
    "overflow": _record(
        {
            "type": anything,
            "action_id": string(255),
            "confirm": CONFIRM,
            "options": array(option(url=True), 1, 5),
        },
        "options",
    ),
    "checkboxes": _record(CHOICES | {"initial_options": array(option(mrkdwn=True), 1, 10)}, "options"),
    "radio_buttons": _record(CHOICES | {"initial_option": option(mrkdwn=True)}, "options"),
    "datepicker": _record(COMMON | PLACEHOLDER | {"initial_date": DATE}),
    "timepicker": _record(COMMON | PLACEHOLDER | {"initial_time": TIME, "timezone": string(255)}),
    "datetimepicker": _record(COMMON | {"initial_date_time": integer(1_000_000_000, 9_999_999_999)}),
    "plain_text_input": _record(
        TYPED
        | {
            "multiline": boolean,
            "initial_value": string(3000, 0),
            "min_length": integer(0, 3000),
            "max_length": integer(1, 3000),
        }
    ),
    "number_input": _record(
        TYPED
        | {"is_decimal_allowed": boolean, "initial_value": NUMBER, "min_value": NUMBER, "max_value": NUMBER},
        "is_decimal_allowed",
    ),
    "email_text_input": _record(TYPED | {"initial_value": string(3000, 0)}),
    "url_text_input": _record(TYPED | {"initial_value": string(3000, 0)}),
    "rich_text_input": _record(
        TYPED | {"initial_value": anything, "min_lines": integer(1, 100), "max_lines": integer(1, 100)}
    ),
    "file_input": _record(
        {
            "type": anything,
            "action_id": string(255),
            "filetypes": array(string(255), 1, 1000),
            "max_files": integer(1, 10),
        }
    ),
    "image": _record(
        {"type": anything, "image_url": string(3000), "slack_file": SLACK_FILE, "alt_text": string(2000)},
        "alt_text",
    ),
    "workflow_button": _record(
        {**COMMON, **TYPED_BUTTON, "style": enum("primary", "danger"), "workflow": anything}, "text workflow"
    ),
    "icon_button": _record(
        {**COMMON, **TYPED_BUTTON, "icon": enum("trash"), "visible_to_user_ids": array(string(255), 1, 10)},
        "icon text",
    ),
    "feedback_buttons": _record(
        {
            **COMMON,
            "positive_button": record(TYPED_BUTTON, "text value"),
            "negative_button": record(TYPED_BUTTON, "text value"),
        },
        "positive_button negative_button",
    ),
}

MENUS = {
    f"{prefix}{kind}_select"
    for prefix in ("", "multi_")
    for kind in ("static", "external", "users", "conversations", "channels")
}
IN_SECTION = MENUS | {
    "button",
    "checkboxes",
    "datepicker",
    "image",
    "overflow",
    "radio_buttons",
    "timepicker",
}
IN_SECTION |= {"workflow_button"}
IN_ACTIONS = (IN_SECTION - {"image"}) | {"datetimepicker"}
IN_INPUT = MENUS | {
    "checkboxes",
    "radio_buttons",
    "datepicker",
    "timepicker",
    "datetimepicker",
    "plain_text_input",
    "number_input",
    "email_text_input",
    "url_text_input",
    "rich_text_input",
    "file_input",
}
ONLY_ON: dict[str, set[str]] = {
    "datetimepicker": {"message", "modal"},
    "email_text_input": {"modal"},
    "number_input": {"modal"},
    "url_text_input": {"modal"},
    "file_input": {"modal"},
    "rich_text_input": {"modal", "home"},
    "workflow_button": {"message"},
    "feedback_buttons": {"message"},
    "icon_button": {"message"},
}


def element(allowed: set[str], surface: str) -> Check:
    """An element of one of these types that may stand on this surface."""

    def check(value: Any, pointer: str) -> Iterator[str]:
        if not isinstance(value, dict):
            yield at("must provide an object", pointer)
            return
        kind = value.get("type")
        if kind not in allowed or surface not in ONLY_ON.get(kind, {surface}):
            yield at(f"unsupported type: {kind}", f"{pointer}/type")
            return
        yield from ELEMENTS[kind](value, pointer)
        yield from _together(value, pointer)

    return check


def image_source(value: Any, pointer: str) -> Iterator[str]:
    """Exactly one of `image_url` and `slack_file`."""
    if ("image_url" in value) == ("slack_file" in value):
        yield at("must provide exactly one of image_url and slack_file", pointer)


def _together(value: Any, pointer: str) -> Iterator[str]:
    kind = value["type"]
    if kind == "image":
        yield from image_source(value, pointer)
    if kind.endswith("static_select") and ("options" in value) == ("option_groups" in value):
        yield at("must provide exactly one of options and option_groups", pointer)
    if kind in {"static_select", "multi_static_select", "radio_buttons", "checkboxes"}:
        yield from _initial(value, pointer)
    if kind == "plain_text_input" and value.get("min_length", 0) > value.get("max_length", 3000):
        yield at("min_length must be at most max_length", pointer)


def _initial(value: Any, pointer: str) -> Iterator[str]:
    groups = value.get("option_groups") or []
    if not isinstance(groups, list) or not isinstance(value.get("options") or [], list):
        return
    offered = [
        *(value.get("options") or []),
        *(one for group in groups for one in group.get("options") or []),
    ]
    if "initial_option" in value and value["initial_option"] not in offered:
        yield at("initial_option must exactly match one of the options", f"{pointer}/initial_option")
    for index, chosen in enumerate(value.get("initial_options") or []):
        if chosen not in offered:
            yield at("initial_options must exactly match the options", f"{pointer}/initial_options/{index}")
