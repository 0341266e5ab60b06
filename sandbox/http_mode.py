"""HTTP mode: signed requests to the app's request URL (SLACK.md §1.1–1.3, 1.9)."""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from typing import Any
from urllib.parse import urlencode

import aiohttp

from sandbox.delivery import Answer, Parcel

FORM = "application/x-www-form-urlencoded"


def sign(secret: str, timestamp: str, body: bytes) -> str:
    """Return the value of `X-Slack-Signature` for a raw body."""
    base = b"v0:" + timestamp.encode() + b":" + body
    return "v0=" + hmac.new(secret.encode(), base, hashlib.sha256).hexdigest()


def signed_headers(secret: str, body: bytes, content_type: str) -> dict[str, str]:
    """Return the headers of a request that Slack signs now (real time)."""
    timestamp = str(int(time.time()))
    return {
        "Content-Type": content_type,
        "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "X-Slack-Request-Timestamp": timestamp,
        "X-Slack-Signature": sign(secret, timestamp, body),
    }


def encode(parcel: Parcel) -> tuple[bytes, str]:
    """Return a parcel's body and content type as Slack sends it to a request URL."""
    if parcel.kind == "events_api":
        return json.dumps(parcel.payload).encode(), "application/json"
    if parcel.kind == "interactive":
        return urlencode({"payload": json.dumps(parcel.payload)}).encode(), FORM
    return urlencode(parcel.payload).encode(), FORM


class HttpMode:
    """Posts parcels to one URL."""

    connected = True

    def __init__(self, url: str, secret: str) -> None:
        self._url = url
        self._secret = secret
        self._session: aiohttp.ClientSession | None = None

    async def wait_connected(self, seconds: float) -> None:
        """Return at once: every request opens its own way."""

    async def send(self, parcel: Parcel, seconds: float) -> Answer:
        """Post one parcel and read the answer."""
        body, content_type = encode(parcel)
        headers = signed_headers(self._secret, body, content_type)
        if parcel.retry:
            headers["X-Slack-Retry-Num"] = str(parcel.retry)
            headers["X-Slack-Retry-Reason"] = parcel.retry_reason
        timeout = aiohttp.ClientTimeout(total=seconds)
        try:
            async with self._client().post(
                self._url, data=body, headers=headers, timeout=timeout
            ) as response:
                answer = await _read(response)
        except TimeoutError:
            return Answer("timeout", detail="no answer")
        except aiohttp.ClientError as error:
            return Answer("unreachable", detail=str(error))
        return Answer("unreachable", detail="the connection was cut") if parcel.cut else answer

    async def verify(self) -> bool:
        """Ask the URL to answer a challenge, as Slack does when the URL is saved."""
        body = json.dumps({"type": "url_verification", "token": "legacy", "challenge": "3eZbrw1aB"}).encode()
        headers = signed_headers(self._secret, body, "application/json")
        async with self._client().post(self._url, data=body, headers=headers) as response:
            return response.status == 200 and "3eZbrw1aB" in await response.text()

    async def stop(self) -> None:
        """Close the connections."""
        if self._session:
            await self._session.close()

    def _client(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        return self._session


async def _read(response: aiohttp.ClientResponse) -> Answer:
    text = await response.text()
    if not 200 <= response.status < 300:
        no_retry = response.headers.get("X-Slack-No-Retry") == "1"
        return Answer("refused", text, no_retry, f"HTTP {response.status}")
    if response.content_type != "application/json" or not text:
        return Answer("acked", text or None)
    try:
        body: Any = json.loads(text)
    except ValueError:
        body = text
    return Answer("acked", body)
