"""From the workspace to the app: parcels, retries for events, three seconds for an answer."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, Protocol

from sandbox.faults import Faults
from sandbox.json_types import Json

logger = logging.getLogger(__name__)

ACK_SECONDS = 3.0
RETRY_DELAYS = (0.0, 60.0, 300.0)

Kind = Literal["events_api", "interactive", "slash_commands"]
Outcome = Literal["acked", "timeout", "refused", "unreachable"]


@dataclass(frozen=True)
class Parcel:
    """One request to the app."""

    kind: Kind
    payload: Json
    wants_answer: bool = False
    retry: int = 0
    retry_reason: str = ""
    cut: bool = False

    @property
    def event_type(self) -> str | None:
        """The type of the inner event, for events."""
        event = self.payload.get("event") if self.kind == "events_api" else None
        return str(event["type"]) if event else None


@dataclass(frozen=True)
class Answer:
    """What came back: an ack with its body (a string or JSON), or why there was none."""

    outcome: Outcome
    body: Any = None
    no_retry: bool = False
    detail: str = ""

    @property
    def acked(self) -> bool:
        """Whether the app said 200 in time."""
        return self.outcome == "acked"

    @property
    def retry_reason(self) -> str:
        """The reason as Slack names it in `x-slack-retry-reason`."""
        return {"timeout": "http_timeout", "refused": "http_error"}.get(self.outcome, "connection_failed")


class Transport(Protocol):
    """A way to the app."""

    @property
    def connected(self) -> bool:
        """Whether a parcel could be sent now."""
        ...

    async def wait_connected(self, seconds: float) -> None:
        """Return when connected, at the latest after so many seconds."""
        ...

    async def send(self, parcel: Parcel, seconds: float) -> Answer:
        """Send one parcel and wait so many seconds for its ack."""
        ...


class Delivery:
    """Sends parcels and keeps count of what is under way."""

    def __init__(
        self,
        transport: Transport,
        faults: Faults,
        *,
        retry_delays: Sequence[float] = RETRY_DELAYS,
        ack_seconds: float = ACK_SECONDS,
    ) -> None:
        self.transport = transport
        self.ack_seconds = ack_seconds
        self.in_flight = 0
        self.last_activity = time.monotonic()
        self.log: deque[Parcel] = deque(maxlen=200)
        self._faults = faults
        self._retry_delays = retry_delays
        self._tasks: set[asyncio.Task[Any]] = set()
        faults.redeliver = self.redeliver

    async def interactive(self, payload: Json, *, wants_answer: bool = False) -> Answer:
        """Deliver an interaction; it is never retried."""
        return await self._send(Parcel("interactive", payload, wants_answer))

    async def command(self, payload: Json) -> Answer:
        """Deliver a slash command; it is never retried."""
        return await self._send(Parcel("slash_commands", payload, wants_answer=True))

    async def event(self, envelope: Json) -> Answer:
        """Deliver an event once and return the answer; further attempts go on in the background."""
        answer = await self._send(Parcel("events_api", envelope))
        if not answer.acked and not answer.no_retry:
            self.background(self._retry(Parcel("events_api", envelope), answer))
        return answer

    def background(self, work: Coroutine[Any, Any, Any]) -> None:
        """Run something beside the acts, until `stop`."""
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def redeliver(self, what: str | None = None) -> bool:
        """Send the last parcel of a kind (or event type) once more; False when there was none."""
        for parcel in reversed(self.log):
            if what in {None, parcel.kind, parcel.event_type, parcel.payload.get("type")}:
                again = replace(parcel, retry=1, retry_reason="http_timeout", cut=False)
                await self._send(again if parcel.kind == "events_api" else replace(parcel, cut=False))
                return True
        return False

    async def settle(self, quiet: float, limit: float) -> None:
        """Return when nothing was under way for `quiet` seconds, or after `limit` seconds."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            if not self.in_flight and time.monotonic() - self.last_activity >= quiet:
                return
            await asyncio.sleep(min(quiet, 0.01))

    def begin(self) -> None:
        """Count something under way: a parcel, or a call of the app."""
        self.in_flight += 1

    def end(self) -> None:
        """Count it as over."""
        self.in_flight -= 1
        self.last_activity = time.monotonic()

    async def stop(self) -> None:
        """End the retries that still wait."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _send(self, parcel: Parcel) -> Answer:
        self.log.append(parcel)
        cut = self._faults.take_delivery(parcel.kind, "cut")
        self.begin()
        try:
            answer = await self.transport.send(replace(parcel, cut=cut), self.ack_seconds)
            if self._faults.take_delivery(parcel.kind, "twice"):
                await self.transport.send(parcel, self.ack_seconds)
        finally:
            self.end()
        if not answer.acked:
            logger.info("No ack for %s: %s %s", parcel.kind, answer.outcome, answer.detail)
        return answer

    async def _retry(self, parcel: Parcel, answer: Answer) -> None:
        for number, delay in enumerate(self._retry_delays, 1):
            if self.transport.connected:
                await asyncio.sleep(delay)
            else:
                await self.transport.wait_connected(max(delay, self.ack_seconds))
            answer = await self._send(replace(parcel, retry=number, retry_reason=answer.retry_reason))
            if answer.acked or answer.no_retry:
                return
