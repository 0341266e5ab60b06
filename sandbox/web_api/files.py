"""Uploads in three steps: ask for a URL, send the bytes there, complete (SLACK.md §1.12)."""

from __future__ import annotations

from dataclasses import replace

from sandbox.errors import SlackError
from sandbox.json_types import Json
from sandbox.model import File
from sandbox.shapes import file_object
from sandbox.web_api.registry import Call, method


@method("files.getUploadURLExternal", "files:write", 4, "filename length")
def get_upload_url(call: Call) -> Json:
    """Reserve a file and say where its bytes go."""
    file_id = call.core.workspace.ids.new("F")
    call.core.workspace.files[file_id] = File(file_id, call.text("filename"), b"", call.core.app.bot_user_id)
    return {"upload_url": f"{call.core.url}upload/{file_id}", "file_id": file_id}


@method("files.completeUploadExternal", "files:write", 4, "files")
def complete_upload(call: Call) -> Json:
    """Name the uploaded files and share them in a conversation."""
    done = tuple(_completed(call, item) for item in call.args["files"])
    if call.text("channel_id"):
        conversation = call.channel("channel_id")
        if call.core.app.bot_user_id not in conversation.members:
            raise SlackError("not_in_channel")
        thread_ts = call.text("thread_ts") or None
        call.posting.app_posts(
            conversation, call.text("initial_comment"), None, thread_ts=thread_ts, files=done
        )
    return {"files": [file_object(call.core, file) for file in done]}


@method("files.info", "files:read", 4, "file")
def info(call: Call) -> Json:
    """Describe a file."""
    file = call.core.workspace.files.get(call.text("file"))
    if file is None:
        raise SlackError("file_not_found")
    return {"file": file_object(call.core, file)}


def _completed(call: Call, item: Json) -> File:
    file = call.core.workspace.files.get(str(item.get("id")))
    if file is None or not file.content:
        raise SlackError("file_not_found")
    channel = call.text("channel_id")
    done = replace(file, title=str(item.get("title") or file.name), channels=(channel,) if channel else ())
    call.core.workspace.files[file.id] = done
    return done
