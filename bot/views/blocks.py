"""Block Kit builders that cannot exceed Slack's limits (SLACK.md §3): text is cut, lists are capped.

mrkdwn that comes in here is already safe (`bot.wording.safe`); plain text needs no escapes.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from bot.wording import clip, clip_mrkdwn
from flows import limits

Block = dict[str, Any]


def mrkdwn(text: str, limit: int = limits.SECTION) -> Block:
    """A mrkdwn text object. Links written by us only; nothing is auto-linked."""
    return {"type": "mrkdwn", "text": clip_mrkdwn(text, limit) or " ", "verbatim": True}


def plain_text(text: str, limit: int) -> Block:
    """A plain text object."""
    return {"type": "plain_text", "text": clip(text, limit) or " ", "emoji": True}


def section(text: str, accessory: Block | None = None, *, block_id: str | None = None) -> Block:
    """A paragraph, with one element beside it."""
    block: Block = {"type": "section", "text": mrkdwn(text)}
    if accessory is not None:
        block["accessory"] = accessory
    return _named(block, block_id)


def header(text: str) -> Block:
    """A heading."""
    return {"type": "header", "text": plain_text(text, limits.QUESTION)}


def context(text: str) -> Block:
    """Small print."""
    return {"type": "context", "elements": [mrkdwn(text)]}


def divider() -> Block:
    """A line."""
    return {"type": "divider"}


def actions(elements: Iterable[Block | None], *, block_id: str | None = None) -> list[Block]:
    """A row of buttons and menus; no block at all when there are none."""
    present = [element for element in elements if element is not None][: limits.ROW]
    return [_named({"type": "actions", "elements": present}, block_id)] if present else []


def _named(block: Block, block_id: str | None) -> Block:
    if block_id is not None:
        block["block_id"] = clip(block_id, limits.BLOCK_ID)
    return block


def button(
    text: str,
    action_id: str,
    value: str = "-",
    *,
    style: str | None = None,
    confirm: Block | None = None,
) -> Block:
    """A button. Its value is a hint to the server, never a permission."""
    element: Block = {
        "type": "button",
        "text": plain_text(text, limits.BUTTON),
        "action_id": action_id,
        "value": value,
    }
    if style is not None:
        element["style"] = style
    if confirm is not None:
        element["confirm"] = confirm
    return element


def link_button(text: str, url: str, action_id: str) -> Block:
    """A button that opens a page."""
    return {
        "type": "button",
        "text": plain_text(text, limits.BUTTON),
        "action_id": action_id,
        "url": url,
    }


def confirm(title: str, text: str, yes: str, no: str = "Not yet") -> Block:
    """One question before something that is not undone."""
    return {
        "title": plain_text(title, limits.CONFIRM_TITLE),
        "text": plain_text(text, limits.CONFIRM),
        "confirm": plain_text(yes, limits.CONFIRM_BUTTON),
        "deny": plain_text(no, limits.CONFIRM_BUTTON),
    }


def option(text: str, value: str) -> Block:
    """One entry of a menu."""
    return {"text": plain_text(text, limits.OPTION), "value": value}


def overflow(action_id: str, options: Sequence[tuple[str, str]]) -> Block | None:
    """The "…" menu: up to five (text, value) entries; None when there are none."""
    entries = [option(text, value) for text, value in options[: limits.MENU_OPTIONS]]
    return {"type": "overflow", "action_id": action_id, "options": entries} if entries else None


def select(
    action_id: str, placeholder: str, options: Sequence[tuple[str, str]], initial: str | None = None
) -> Block:
    """A menu of (text, value) entries."""
    entries = [option(text, value) for text, value in options[: limits.SELECT_OPTIONS]]
    element: Block = {
        "type": "static_select",
        "action_id": action_id,
        "placeholder": plain_text(placeholder, limits.QUESTION),
        "options": entries,
    }
    chosen = [entry for entry in entries if entry["value"] == initial]
    if chosen:
        element["initial_option"] = chosen[0]
    return element


def checkboxes(
    action_id: str, options: Sequence[tuple[str, str]], ticked: Iterable[str] = ()
) -> Block | None:
    """Up to ten (text, value) boxes; those in `ticked` are on. None when there are none."""
    entries = [option(text, value) for text, value in options[: limits.RADIO_OPTIONS]]
    if not entries:
        return None
    element: Block = {"type": "checkboxes", "action_id": action_id, "options": entries}
    on = set(ticked)
    initial = [entry for entry in entries if entry["value"] in on]
    if initial:
        element["initial_options"] = initial
    return element


def person_picker(action_id: str, placeholder: str, slack_id: str | None = None) -> Block:
    """A menu of colleagues."""
    element: Block = {
        "type": "users_select",
        "action_id": action_id,
        "placeholder": plain_text(placeholder, limits.QUESTION),
    }
    return element | ({"initial_user": slack_id} if slack_id else {})


def date_picker(action_id: str, day: date | None = None) -> Block:
    """A calendar."""
    element: Block = {"type": "datepicker", "action_id": action_id}
    return element | ({"initial_date": day.isoformat()} if day else {})


def time_picker(action_id: str, at: str | None = None) -> Block:
    """A clock; `at` is HH:MM."""
    element: Block = {"type": "timepicker", "action_id": action_id}
    return element | ({"initial_time": at} if at else {})


def preformatted(text: str) -> Block:
    """Text as it is, to copy: nothing in it is formatted, linked or mentioned."""
    lines = {"type": "rich_text_preformatted", "elements": [{"type": "text", "text": text or " "}]}
    return {"type": "rich_text", "elements": [lines]}


def text_input(
    action_id: str,
    *,
    lines: bool = False,
    limit: int = limits.INPUT,
    initial: str | None = None,
    placeholder: str | None = None,
) -> Block:
    """A field for words; `lines` makes it a tall one."""
    element: Block = {
        "type": "plain_text_input",
        "action_id": action_id,
        "multiline": lines,
        "max_length": min(limit, limits.INPUT),
    }
    if initial:
        element["initial_value"] = clip(initial, limit)
    if placeholder:
        element["placeholder"] = plain_text(placeholder, limits.QUESTION)
    return element


def field(
    block_id: str, label: str, element: Block, *, optional: bool = False, hint: str | None = None
) -> Block:
    """One labelled field of a dialog. Errors come back under its `block_id`."""
    block: Block = {
        "type": "input",
        "block_id": block_id,
        "label": plain_text(label, limits.LABEL),
        "element": element,
        "optional": optional,
    }
    return block | ({"hint": plain_text(hint, limits.LABEL)} if hint else {})


def dialog(
    callback_id: str,
    title: str,
    blocks: Sequence[Block],
    *,
    submit: str | None = None,
    close: str = "Cancel",
    metadata: str = "",
) -> Block:
    """A dialog. `metadata` carries ids, never truth."""
    view: Block = {
        "type": "modal",
        "callback_id": callback_id,
        "title": plain_text(title, limits.VIEW_TITLE),
        "close": plain_text(close, limits.VIEW_TITLE),
        "private_metadata": metadata,
        "blocks": list(blocks)[: limits.VIEW_BLOCKS],
    }
    return view | ({"submit": plain_text(submit, limits.VIEW_TITLE)} if submit else {})


def home(blocks: Sequence[Block]) -> Block:
    """The Home tab."""
    return {"type": "home", "blocks": list(blocks)[: limits.VIEW_BLOCKS]}


def notice(title: str, text: str) -> Block:
    """A dialog that only says something."""
    return dialog("notice", title, [section(text)], close="OK")


Values = Mapping[str, Mapping[str, Mapping[str, Any]]]
"""`view.state.values`: block id → action id → what was filled in."""


def value_of(values: Values, block_id: str) -> Any:
    """What a dialog's field holds: a text, day, time, person or option value; None when left empty."""
    for filled in values.get(block_id, {}).values():
        selected = filled.get("selected_option")
        if selected is not None:
            return selected["value"]
        if "selected_options" in filled:
            return [chosen["value"] for chosen in filled["selected_options"] or []]
        for key in ("value", "selected_date", "selected_time", "selected_user", "selected_conversation"):
            if filled.get(key) is not None:
                return filled[key]
    return None
