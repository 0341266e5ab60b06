"""One dictionary of arguments from query, form and JSON, as Slack merges them (SLACK.md §1.12)."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

from aiohttp import web

from sandbox.errors import SlackError
from sandbox.json_types import Json

STRUCTURED = {"attachments", "blocks", "changes", "document_content", "files", "metadata", "unfurls", "view"}
"""Arguments that may come as JSON inside a string."""


async def read_arguments(request: web.Request) -> Json:
    """Merge a request's arguments; the format error of one that should be JSON and is not."""
    args: Json = dict(request.query)
    body = await request.text() if request.can_read_body else ""
    if request.content_type == "application/json" and body:
        args |= _json_body(body)
    elif request.content_type.startswith("multipart/"):
        args |= {key: value for key, value in (await request.post()).items() if isinstance(value, str)}
    elif body:
        args |= dict(parse_qsl(body, keep_blank_values=True))
    return {name: _decoded(name, value) for name, value in args.items()}


def _json_body(body: str) -> Json:
    try:
        data = json.loads(body)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(data, dict):
        raise SlackError("json_not_object")
    return {name: value for name, value in data.items() if value is not None}


def _decoded(name: str, value: Any) -> Any:
    if name not in STRUCTURED or not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        formats = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}
        raise SlackError(formats.get(name, "invalid_arguments"), [f"invalid JSON in {name}"]) from None
