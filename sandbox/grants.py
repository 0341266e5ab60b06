"""What Slack lends an app for a moment: trigger ids (3 s, one use) and response URLs (30 min, 5 uses)."""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass
from datetime import datetime, timedelta

from sandbox.clock import Clock
from sandbox.errors import SlackError

TRIGGER_SECONDS = 3.0
RESPONSE_URL_LIFE = timedelta(minutes=30)
RESPONSE_URL_USES = 5


@dataclass
class Trigger:
    """Leave to open a modal for one person, soon and once."""

    user: str
    issued: float
    used: bool = False


@dataclass
class ResponseUrl:
    """Leave to answer where something was pressed; `source` is the message's timestamp, if any."""

    id: str
    user: str
    channel: str
    source: str | None
    thread_ts: str | None
    issued: datetime
    uses: int = 0


class Grants:
    """Issues and checks trigger ids (in real time) and response URLs (on the sandbox's clock)."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}

    def trigger(self, user: str) -> str:
        """Issue a trigger id."""
        if len(self._triggers) > 10_000:
            self._triggers.clear()
        trigger_id = f"{secrets.randbelow(10**13)}.{secrets.randbelow(10**11)}.{secrets.token_hex(16)}"
        self._triggers[trigger_id] = Trigger(user, time.monotonic())
        return trigger_id

    def use_trigger(self, trigger_id: str) -> str:
        """Take a trigger and return its person; `expired_`, `exchanged_`, `invalid_trigger_id` otherwise."""
        trigger = self._triggers.get(trigger_id)
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if time.monotonic() - trigger.issued > TRIGGER_SECONDS:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger.user

    def expire_triggers(self) -> None:
        """Make every trigger that is out look three seconds older."""
        for trigger in self._triggers.values():
            trigger.issued -= TRIGGER_SECONDS + 1

    def response_url(
        self, user: str, channel: str, source: str | None = None, thread_ts: str | None = None
    ) -> ResponseUrl:
        """Issue a response URL; the caller puts its own address before the id."""
        if len(self._responses) > 10_000:
            self._responses.clear()
        url = ResponseUrl(secrets.token_hex(12), user, channel, source, thread_ts, self._clock.now())
        self._responses[url.id] = url
        return url

    def use_response_url(self, url_id: str) -> ResponseUrl:
        """Count one use; `expired_url` after 30 minutes or five uses, `no_service` for an unknown one."""
        url = self._responses.get(url_id)
        if url is None:
            raise SlackError("no_service")
        if url.uses >= RESPONSE_URL_USES or self._clock.now() - url.issued > RESPONSE_URL_LIFE:
            raise SlackError("expired_url")
        url.uses += 1
        return url
