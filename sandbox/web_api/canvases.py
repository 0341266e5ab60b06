"""canvases.*: documents in Markdown."""

from __future__ import annotations

from sandbox.errors import SlackError
from sandbox.json_types import Json
from sandbox.web_api.registry import Call, method

SIZE_LIMIT = 1024 * 1024
OPERATIONS = frozenset(
    {"insert_after", "insert_before", "insert_at_start", "insert_at_end", "replace", "delete"}
)


@method("canvases.create", "canvases:write", 2)
def create(call: Call) -> Json:
    """Create a canvas, in a channel's tab when `channel_id` is given."""
    canvas_id = call.core.workspace.ids.new("F")
    canvas: Json = {
        "title": call.text("title"),
        "markdown": _markdown(call.args.get("document_content")),
        "channel": call.text("channel_id") or None,
        "access": {},
    }
    call.core.workspace.canvases[canvas_id] = canvas
    return {"canvas_id": canvas_id}


@method("canvases.edit", "canvases:write", 3, "canvas_id changes")
def edit(call: Call) -> Json:
    """Apply exactly one change."""
    canvas = _canvas(call)
    changes = call.args["changes"]
    if not isinstance(changes, list) or len(changes) != 1 or changes[0].get("operation") not in OPERATIONS:
        raise SlackError(
            "invalid_arguments", ["changes must hold exactly 1 operation [json-pointer:/changes]"]
        )
    canvas["markdown"] = _edited(canvas["markdown"], changes[0])
    return {}


@method("canvases.access.set", "canvases:write", 3, "canvas_id access_level")
def access_set(call: Call) -> Json:
    """Give people or channels access."""
    canvas = _canvas(call)
    if call.text("access_level") not in {"read", "write", "owner"}:
        raise SlackError("invalid_arguments", ["must be a valid enum value [json-pointer:/access_level]"])
    for holder in (*call.items("user_ids"), *call.items("channel_ids")):
        canvas["access"][holder] = call.text("access_level")
    return {}


@method("canvases.delete", "canvases:write", 3, "canvas_id")
def delete(call: Call) -> Json:
    """Delete a canvas."""
    _canvas(call)
    del call.core.workspace.canvases[call.text("canvas_id")]
    return {}


def _canvas(call: Call) -> Json:
    canvas: Json | None = call.core.workspace.canvases.get(call.text("canvas_id"))
    if canvas is None:
        raise SlackError("canvas_not_found")
    return canvas


def _markdown(content: object) -> str:
    if content in (None, ""):
        return ""
    if not isinstance(content, dict) or content.get("type") != "markdown":
        raise SlackError("invalid_arguments", ["unsupported type [json-pointer:/document_content/type]"])
    text = str(content.get("markdown", ""))
    if len(text.encode()) > SIZE_LIMIT:
        raise SlackError("canvas_too_large")
    return text


def _edited(before: str, change: Json) -> str:
    if change["operation"] == "delete":
        return ""
    text = _markdown(change.get("document_content"))
    if change["operation"] == "replace":
        return text
    return text + before if change["operation"] in {"insert_at_start", "insert_before"} else before + text
