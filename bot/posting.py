"""One message on its way: what a row of the outbox becomes, how it is sent, and whether it is out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from json import dumps
from typing import Any

from slack_sdk.web.async_client import AsyncWebClient

from bot import documents
from bot.drawing import Blocks, Compose, Document, Draw
from bot.errors import SlackFailure
from bot.slack_calls import ask_slack, without_retries
from bot.slack_errors import UNREADABLE
from flows.people import Person
from flows.ports import OutboxRow, UnitOfWork

EVENT_TYPE = "handoff_delivery"
"""The type of our message metadata. Everyone can read the payload, so it holds an opaque id only."""

WINDOW = timedelta(minutes=5)
"""How far Slack's clock may be from ours when a message is looked up."""

LEASE = timedelta(seconds=60)
PAGE = 200
MOST_PAGES = 10


@dataclass(frozen=True, slots=True)
class DrawnAs:
    """Which state of a surface a message shows."""

    surface_id: int
    wanted: int
    shown_hash: str
    stale_at: datetime | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A row of the outbox in words, and where it goes. `channel` is None until a DM is open."""

    row: OutboxRow
    text: str
    blocks: Blocks | None
    channel: str | None
    recipient: Person | None
    ephemeral: bool
    drawn_as: DrawnAs | None = None
    document: Document | None = None

    @property
    def is_private(self) -> bool:
        """Whether only its recipient reads it, so that the conversation needs no check."""
        return self.ephemeral or self.row.saying.channel is None


@dataclass(frozen=True, slots=True)
class Pointless:
    """There is nothing to send any more; `why` is a short code."""

    why: str


class Unreadable(SlackFailure):
    """We cannot look into that conversation, so nobody knows whether the message is there."""


def write_letter(
    uow: UnitOfWork, row: OutboxRow, now: datetime, compose: Compose, draw: Draw
) -> Letter | Pointless:
    """Put the row into words as things stand now, or say why there is no point any more."""
    saying = row.saying
    person_id = saying.ephemeral_to or saying.person_id
    recipient = uow.people.get([person_id]).get(person_id) if person_id is not None else None
    channel = saying.channel
    if channel is None and recipient is not None:
        channel = uow.conversations.dm_of(recipient.id)
    if channel is None and recipient is None:
        return Pointless("no_recipient")
    return _in_words(uow, row, now, compose, draw, channel, recipient)


def _in_words(
    uow: UnitOfWork,
    row: OutboxRow,
    now: datetime,
    compose: Compose,
    draw: Draw,
    channel: str | None,
    recipient: Person | None,
) -> Letter | Pointless:
    ephemeral = row.saying.ephemeral_to is not None
    if row.saying.surface_id is not None:
        return _draw_surface(uow, row, now, draw, channel, recipient)
    spoken = compose(uow, row.saying, now)
    if spoken is None:
        return Pointless("pointless")
    return Letter(row, spoken.text, spoken.blocks, channel, recipient, ephemeral, document=spoken.document)


def _draw_surface(
    uow: UnitOfWork,
    row: OutboxRow,
    now: datetime,
    draw: Draw,
    channel: str | None,
    recipient: Person | None,
) -> Letter | Pointless:
    surface = uow.surfaces.get(row.saying.surface_id or 0)
    if surface is None or surface.ended:
        return Pointless("superseded")
    if surface.ts is not None:
        return Pointless("already_out")
    drawn = draw(uow, surface, now)
    if drawn is None:
        return Pointless("nothing_to_show")
    shown = DrawnAs(surface.id, surface.wanted, hash_of(drawn.text, drawn.blocks), drawn.stale_at)
    return Letter(row, drawn.text, drawn.blocks, channel, recipient, ephemeral=False, drawn_as=shown)


def hash_of(text: str, blocks: Blocks) -> str:
    """A short hash of what a surface looks like; equal hashes need no update. Block ids are not seen."""
    seen = [{key: value for key, value in block.items() if key != "block_id"} for block in blocks]
    return sha256(dumps([text, seen], sort_keys=True).encode()).hexdigest()[:32]


class PostOffice:
    """The calls that put a message into Slack, and that look for one. Each raises SlackFailure."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = without_retries(client)

    async def open_dm(self, slack_id: str) -> str:
        """The channel of our DM with the person; `user_disabled` when they are deactivated."""
        answer = await ask_slack(self._client.conversations_open(users=[slack_id]))
        return str(answer["channel"]["id"])

    async def post(self, letter: Letter, channel: str) -> tuple[str, str | None]:
        """Send it; returns where it is: the channel, and the ts (None for what only one person sees)."""
        if letter.ephemeral and letter.recipient is not None:
            await ask_slack(
                self._client.chat_postEphemeral(
                    channel=channel,
                    user=letter.recipient.slack_id,
                    thread_ts=letter.row.saying.thread_ts,
                    text=letter.text,
                    blocks=letter.blocks,
                )
            )
            return channel, None
        text, ref = letter.text, letter.row.delivery_id
        if letter.document is not None:
            sent = await documents.send(self._client, letter.document, channel, text=text, ref=ref)
            if sent is None:
                return channel, None  # the file brought its own message
            text = sent
        answer = await ask_slack(
            self._client.chat_postMessage(
                channel=channel,
                thread_ts=letter.row.saying.thread_ts,
                text=text,
                blocks=letter.blocks,
                metadata=_metadata(letter.row.delivery_id),
                unfurl_links=False,
                unfurl_media=False,
            )
        )
        return str(answer["channel"]), str(answer["ts"])

    async def find(self, row: OutboxRow, channel: str, since: datetime) -> str | None:
        """The ts of the row's message when it was sent around `since` (aware UTC), else None.

        Raises Unreadable when the conversation is closed to us or has too much traffic to look through.
        """
        if row.saying.ephemeral_to is not None:
            raise Unreadable("ephemeral", "What only one person sees is in no history.")
        cursor = ""
        for _ in range(MOST_PAGES):
            answer = await self._page(row, channel, since, cursor)
            for message in answer.get("messages", ()):
                if _delivery_of(message) == row.delivery_id or documents.carries(message, row.delivery_id):
                    return str(message["ts"])
            cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
            if not cursor:
                return None
        raise Unreadable("too_many_messages", "That conversation is too busy to look through.")

    async def _page(self, row: OutboxRow, channel: str, since: datetime, cursor: str) -> Mapping[str, Any]:
        window: dict[str, Any] = {
            "channel": channel,
            "oldest": _slack_time(since - WINDOW),
            "latest": _slack_time(since + LEASE + WINDOW),
            "inclusive": True,
            "include_all_metadata": True,
            "limit": PAGE,
            "cursor": cursor,
        }
        thread = row.saying.thread_ts
        try:
            if thread is not None:
                return await ask_slack(self._client.conversations_replies(ts=thread, **window))
            return await ask_slack(self._client.conversations_history(**window))
        except SlackFailure as failure:
            if failure.code in UNREADABLE:
                raise Unreadable(failure.code, failure.sentence) from failure
            raise


def _metadata(delivery_id: str) -> dict[str, Any]:
    return {"event_type": EVENT_TYPE, "event_payload": {"delivery_id": delivery_id}}


def _delivery_of(message: Mapping[str, Any]) -> str | None:
    payload = (message.get("metadata") or {}).get("event_payload") or {}
    found = payload.get("delivery_id")
    return None if found is None else str(found)


def _slack_time(instant: datetime) -> str:
    return f"{instant.timestamp():.6f}"
