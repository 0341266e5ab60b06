"""Files in Slack: notes that somebody dropped are read, and a brief goes out as a canvas or a file.

A file is read only from where Slack keeps it, and no more of it than we would keep.
"""

import asyncio
from collections.abc import Mapping
from logging import getLogger
from typing import Any
from urllib.parse import urlsplit

import aiohttp
from slack_sdk.web.async_client import AsyncWebClient

from bot.drawing import Document
from bot.errors import SlackFailure, TryLater
from bot.logs import note, warn
from bot.slack_calls import TIMEOUT_SECONDS, ask_slack
from flows.desk.notes import LONGEST

log = getLogger(__name__)

READABLE = (".md", ".markdown", ".txt")
"""Endings of the names of files that are read."""

SECONDS = 2.0
"""A listener fetches the file, and Slack wants its answer within three seconds."""


class Unread(Exception):
    """A file was not read. `why` is a short code, see `bot.views.notes`."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def readable(file: Mapping[str, Any]) -> bool:
    """Whether a file object of Slack's is of a kind that we read."""
    return str(file.get("name") or "").lower().endswith(READABLE)


async def read(client: AsyncWebClient, file: Mapping[str, Any]) -> str:
    """The text of a dropped file, at most `LONGEST` bytes (scope files:read). Raises Unread."""
    if int(file.get("size") or 0) > LONGEST:
        raise Unread("too_long")
    url = str(file.get("url_private_download") or file.get("url_private") or "")
    if not _is_slacks(url, client.base_url):
        raise Unread("away")
    try:
        async with asyncio.timeout(SECONDS):
            content = await _fetch(client, url)
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise Unread("away") from error
    if len(content) > LONGEST:
        raise Unread("too_long")
    return _text(content)


def _is_slacks(url: str, base_url: str) -> bool:
    """Whether our token may go there: Slack's own hosts, or the server that the whole API is at."""
    there, api = urlsplit(url), urlsplit(base_url)
    if (there.scheme, there.netloc) == (api.scheme, api.netloc):
        return True
    return there.scheme == "https" and (there.hostname or "").endswith(".slack.com")


async def _fetch(client: AsyncWebClient, url: str) -> bytes:
    """Its bytes, one more than allowed at most. Redirects are not followed: the token stays with Slack."""
    session = client.session or aiohttp.ClientSession()
    try:
        headers = {"Authorization": f"Bearer {client.token}"}
        async with session.get(url, headers=headers, allow_redirects=False, proxy=client.proxy) as answer:
            # Without the scope Slack answers with the page to sign in, not with an error.
            if answer.status != 200 or answer.content_type == "text/html":
                raise Unread("away")
            return await _bounded(answer.content)
    finally:
        if session is not client.session:
            await session.close()


async def _bounded(stream: aiohttp.StreamReader) -> bytes:
    found = b""
    while len(found) <= LONGEST and (chunk := await stream.read(LONGEST + 1 - len(found))):
        found += chunk
    return found


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unread("text") from error
    if "\x00" in text:
        raise Unread("text")
    if not text.strip():
        raise Unread("empty")
    return text


async def send(
    client: AsyncWebClient, document: Document, channel: str, *, text: str, ref: str
) -> str | None:
    """Bring a document into a DM: as a canvas where plan and scopes allow it, else as a file.

    Returns the words of the message that still has to be posted: with the canvas's link, or saying that
    neither works here. None when the file's own message is out. `ref` is the delivery's id, by which
    `carries` finds that message again. Raises SlackFailure for what may work later.
    """
    if document.readers:
        try:
            return f"{text}\n<{await _canvas(client, document)}|Open it>"
        except TryLater:
            raise
        except SlackFailure as failure:  # a plan, a missing scope or another server costs the canvas only
            note(log, "no canvas; a file instead", code=failure.code)
    try:
        await _upload(client, document, channel, text, ref)
    except TryLater:
        raise
    except SlackFailure as failure:
        warn(log, "no file either", code=failure.code)
        return f"{text}\n{document.otherwise}"
    return None


async def _canvas(client: AsyncWebClient, document: Document) -> str:
    """Make a canvas that the readers, and nobody else, can open; returns its address.

    One that was made before an answer was lost stays behind, shared with the same people at most.
    """
    content = {"type": "markdown", "markdown": document.content}
    made = await ask_slack(client.canvases_create(title=document.title, document_content=content))
    canvas = str(made["canvas_id"])
    readers = list(document.readers)
    await ask_slack(client.canvases_access_set(canvas_id=canvas, access_level="read", user_ids=readers))
    me = await ask_slack(client.auth_test())
    return f"{str(me.get('url') or '').rstrip('/')}/docs/{me['team_id']}/{canvas}"


async def _upload(client: AsyncWebClient, document: Document, channel: str, text: str, ref: str) -> None:
    """The three steps of an upload (SLACK.md §1.12). Only the last one shows anything to anybody."""
    content = document.content.encode()
    stem, _, kind = document.file_name.rpartition(".")
    name = f"{stem}{_mark(ref)}.{kind}"
    place = await ask_slack(client.files_getUploadURLExternal(filename=name, length=len(content)))
    await _put(client, str(place["upload_url"]), content)
    file: dict[str, str | None] = {"id": str(place["file_id"]), "title": document.title}
    await ask_slack(
        client.files_completeUploadExternal(files=[file], channel_id=channel, initial_comment=text)
    )


async def _put(client: AsyncWebClient, url: str, content: bytes) -> None:
    session = client.session or aiohttp.ClientSession()
    headers = {"Content-Type": "application/octet-stream"}
    try:
        async with (
            asyncio.timeout(TIMEOUT_SECONDS),
            session.post(url, data=content, headers=headers, proxy=client.proxy) as answer,
        ):
            if answer.status != 200:
                raise TryLater(f"upload_{answer.status}", "Slack didn't take the file just now.")
    except (aiohttp.ClientError, OSError, TimeoutError) as error:
        raise TryLater("upload_lost", "Slack didn't take the file just now.") from error
    finally:
        if session is not client.session:
            await session.close()


def _mark(ref: str) -> str:
    """What a file's name ends with, before the dot: it tells which delivery it belongs to."""
    return f"-{''.join(one for one in ref.lower() if one.isalnum())[:8]}"


def carries(message: Mapping[str, Any], ref: str) -> bool:
    """Whether a message of a conversation's history is the upload of that delivery."""
    names = (str(file.get("name", "")) for file in message.get("files") or ())
    return any(name.rpartition(".")[0].endswith(_mark(ref)) for name in names)
