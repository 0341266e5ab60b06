"""Response URLs: what an app posts where something was pressed (SLACK.md §1.7)."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from sandbox.blockkit import problems
from sandbox.core import Core
from sandbox.errors import SlackError
from sandbox.grants import ResponseUrl
from sandbox.json_types import Json
from sandbox.model import Conversation, Message
from sandbox.posting import Posting


class Responses:
    """Serves `/hooks/respond/<id>`; failures are told in the body, with status 200, as Slack does."""

    def __init__(self, core: Core, posting: Posting) -> None:
        self._core = core
        self._posting = posting

    async def handle(self, request: web.Request) -> web.Response:
        """Answer one POST."""
        try:
            body = json.loads(await request.text())
        except ValueError:
            return web.Response(text="invalid_payload", status=400)
        try:
            grant = self._core.grants.use_response_url(request.match_info["id"])
            self._respond(grant, body if isinstance(body, dict) else {})
        except SlackError as error:
            return _refusal(error)
        return web.Response(text="ok")

    def _respond(self, grant: ResponseUrl, body: Json) -> None:
        conversation = self._core.workspace.conversation(grant.channel)
        if conversation.archived:
            raise SlackError("is_archived")
        source = conversation.messages.get(grant.source or "")
        if body.get("delete_original"):
            self._delete(source)
            return
        text, blocks = str(body.get("text") or ""), body.get("blocks")
        if not text and not blocks:
            raise SlackError("no_text")
        if blocks and problems(blocks, "message"):
            raise SlackError("invalid_blocks")
        if source and body.get("replace_original"):
            self._replace(source, body, text, blocks)
        else:
            self._post(conversation, grant, body, text, blocks)

    def _delete(self, source: Message | None) -> None:
        if source is None:
            raise SlackError("message_not_found")
        self._posting.app_deletes(source)

    def _replace(self, source: Message, body: Json, text: str, blocks: Any) -> None:
        if source.ephemeral and body.get("response_type") == "in_channel":
            raise SlackError("action_prohibited")
        if not source.from_app:
            raise SlackError("cant_update_message")
        self._posting.app_edits(source, text=text, blocks=blocks)

    def _post(
        self, conversation: Conversation, grant: ResponseUrl, body: Json, text: str, blocks: Any
    ) -> None:
        public = body.get("response_type") == "in_channel"
        thread = body.get("thread_ts") if public else grant.thread_ts
        only = None if public else grant.user
        self._posting.app_posts(conversation, text, blocks, ephemeral_to=only, thread_ts=thread)


def _refusal(error: SlackError) -> web.Response:
    if error.code == "no_service":
        return web.Response(text="no_service", status=404)
    if error.code == "expired_url":
        return web.json_response({"ok": False, "error": "expired_url"})
    return web.Response(text=error.code)
