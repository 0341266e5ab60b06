"""Socket Mode: tickets, hello, envelopes and acks over WebSocket (SLACK.md §1.10)."""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from contextlib import suppress
from dataclasses import dataclass, field

from aiohttp import WSMsgType, web

from sandbox.delivery import Answer, Parcel
from sandbox.json_types import Json

CONNECTION_LIMIT = 10
PING_SECONDS = 30.0
PATIENCE_SECONDS = 1.0


@dataclass(eq=False)
class Line:
    """One connection, and the moment it ends."""

    socket: web.WebSocketResponse
    ended: asyncio.Event = field(default_factory=asyncio.Event)


class SocketMode:
    """The server's side of an app's WebSocket connections; a parcel goes to one of them in turn."""

    def __init__(self, app_id: str) -> None:
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._lines: list[Line] = []
        self._waiting: dict[str, tuple[asyncio.Future[Answer], Line]] = {}
        self._open = asyncio.Event()
        self._turn = 0

    @property
    def connected(self) -> bool:
        """Whether the app has a connection open."""
        return bool(self._lines)

    @property
    def connections(self) -> int:
        """How many connections the app has open."""
        return len(self._lines)

    async def wait_connected(self, seconds: float) -> None:
        """Return when a connection is open, at the latest after so many seconds."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._open.wait(), seconds)

    def ticket(self) -> str:
        """Issue a ticket for one connection."""
        ticket = secrets.token_urlsafe(24)
        self._tickets.add(ticket)
        return ticket

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Serve `/link`: one connection from hello to close."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="unknown ticket")
        self._tickets.discard(ticket)
        # autoping echoes the client's pings, without which slack_sdk believes the connection dead
        socket = web.WebSocketResponse(autoping=True, heartbeat=PING_SECONDS, max_msg_size=8 * 1024 * 1024)
        await socket.prepare(request)
        if len(self._lines) >= CONNECTION_LIMIT:
            await _say_goodbye(socket, "too_many_websockets")
            await socket.close()
            return socket
        await self._serve(Line(socket))
        return socket

    async def send(self, parcel: Parcel, seconds: float) -> Answer:
        """Send an envelope over the next connection and wait for its ack."""
        line = self._next_line()
        if line is None:
            return Answer("unreachable", detail="no websocket")
        envelope_id = str(uuid.uuid4())
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (future, line)
        try:
            await line.socket.send_str(json.dumps(_envelope(envelope_id, parcel)))
            if parcel.cut:
                _abort(line.socket)
            return await asyncio.wait_for(future, seconds)
        except TimeoutError:
            return Answer("timeout", detail="no ack")
        except ConnectionError:
            return Answer("unreachable", detail="the websocket closed")
        finally:
            self._waiting.pop(envelope_id, None)

    async def drop(self) -> None:
        """Cut every connection without a word."""
        for line in list(self._lines):
            _abort(line.socket)
            self._gone(line)
        await asyncio.sleep(0)

    async def refresh(self, reason: str = "refresh_requested") -> None:
        """Ask the app to reconnect; whoever has not left after a second is disconnected."""
        leaving, self._lines = self._lines, []
        self._open.clear()
        for line in leaving:
            await _say_goodbye(line.socket, reason)
            with suppress(TimeoutError):
                await asyncio.wait_for(line.ended.wait(), PATIENCE_SECONDS)
            await line.socket.close()

    async def stop(self) -> None:
        """Close every connection."""
        for line in list(self._lines):
            self._gone(line)
            await line.socket.close()

    async def _serve(self, line: Line) -> None:
        self._lines.append(line)
        self._open.set()
        try:
            await line.socket.send_str(json.dumps(self._hello()))
            async for frame in line.socket:
                if frame.type is WSMsgType.TEXT:
                    self._acked(frame.data)
        except ConnectionError:
            pass
        finally:
            self._gone(line)

    def _acked(self, text: str) -> None:
        try:
            data = json.loads(text)
            future, _ = self._waiting[data["envelope_id"]]
        except (ValueError, KeyError, TypeError):
            return
        if not future.done():
            future.set_result(Answer("acked", data.get("payload")))

    def _gone(self, line: Line) -> None:
        line.ended.set()
        if line in self._lines:
            self._lines.remove(line)
        if not self._lines:
            self._open.clear()
        for future, where in list(self._waiting.values()):
            if where is line and not future.done():
                future.set_result(Answer("unreachable", detail="the websocket closed"))

    def _next_line(self) -> Line | None:
        alive = [line for line in self._lines if not line.socket.closed]
        if not alive:
            return None
        self._turn += 1
        return alive[self._turn % len(alive)]

    def _hello(self) -> Json:
        debug = {"host": "sandbox", "build_number": 1, "approximate_connection_time": 3600}
        return {
            "type": "hello",
            "num_connections": len(self._lines),
            "connection_info": {"app_id": self._app_id},
            "debug_info": debug,
        }


def _envelope(envelope_id: str, parcel: Parcel) -> Json:
    envelope: Json = {
        "envelope_id": envelope_id,
        "type": parcel.kind,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.wants_answer,
    }
    if parcel.kind == "events_api":
        reason = "timeout" if parcel.retry_reason == "http_timeout" else parcel.retry_reason
        envelope |= {"retry_attempt": parcel.retry, "retry_reason": reason}
    return envelope


async def _say_goodbye(socket: web.WebSocketResponse, reason: str) -> None:
    note = {"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}}
    with suppress(ConnectionError):
        await socket.send_str(json.dumps(note))


def _abort(socket: web.WebSocketResponse) -> None:
    writer = socket._writer
    if writer is not None and writer.transport is not None:
        writer.transport.abort()
