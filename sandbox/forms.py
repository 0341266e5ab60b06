"""What Slack's own form checks say before a modal is sent."""

from __future__ import annotations

import re

from sandbox.elements import HOLDS
from sandbox.json_types import Blocks, Json, StateValues
from sandbox.results import REQUIRED

_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def form_errors(blocks: Blocks, state: StateValues) -> dict[str, str]:
    """Return an error for each input block that a person could not submit, by `block_id`."""
    errors = {}
    for block in blocks:
        if block["type"] != "input":
            continue
        element = block["element"]
        entry = state.get(block["block_id"], {}).get(element["action_id"], {})
        value = entry.get(HOLDS[element["type"]])
        if error := _required(block, value) or (_error(element, value) if value else None):
            errors[block["block_id"]] = error
    return errors


def _required(block: Json, value: object) -> str | None:
    blank = value in (None, [], "") or (isinstance(value, str) and not value.strip())
    return REQUIRED if blank and not block.get("optional") else None


def _error(element: Json, value: object) -> str | None:
    kind = element["type"]
    if kind == "plain_text_input":
        return _length_error(element, str(value))
    if kind == "number_input":
        return _number_error(element, str(value))
    if kind == "email_text_input" and not _EMAIL.fullmatch(str(value)):
        return "Enter a valid email address."
    if kind == "url_text_input" and not str(value).startswith(("http://", "https://")):
        return "Enter a valid URL."
    most = element.get("max_selected_items") or element.get("max_files")
    if most and isinstance(value, list) and len(value) > most:
        return f"Choose at most {most}."
    return None


def _length_error(element: Json, value: str) -> str | None:
    least, most = element.get("min_length", 0), element.get("max_length", 3000)
    if len(value) < least:
        return f"Enter at least {least} characters."
    return f"Enter at most {most} characters." if len(value) > most else None


def _number_error(element: Json, value: str) -> str | None:
    try:
        number = float(value)
    except ValueError:
        return "Enter a number."
    if not element.get("is_decimal_allowed") and not number.is_integer():
        return "Enter a whole number."
    if "min_value" in element and number < float(element["min_value"]):
        return f"Enter a number of at least {element['min_value']}."
    if "max_value" in element and number > float(element["max_value"]):
        return f"Enter a number of at most {element['max_value']}."
    return None
