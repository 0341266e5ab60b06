"""HTTP: only what Slack signed gets in, and health is told truthfully."""

import hashlib
import hmac
import json
import time
from collections.abc import AsyncIterator, Mapping
from typing import Any
from urllib.parse import urlencode

import aiohttp
import pytest_asyncio
from slack_bolt.app.async_app import AsyncApp
from slack_bolt.async_app import AsyncAck
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.web.async_client import AsyncWebClient

from bot.web import serve, web_app

SECRET = "8f742231b10e8888abcd99yyyzzz85a5"


class Site:
    """The application on a port of its own."""

    def __init__(self) -> None:
        self.healthy = True
        self.url = ""

    async def check(self) -> bool:
        return self.healthy

    async def broken(self) -> bool:
        if not self.healthy:
            raise OSError("the database is away")
        return True


@pytest_asyncio.fixture
async def site() -> AsyncIterator[Site]:
    made = Site()
    slack = AsyncApp(
        signing_secret=SECRET,
        client=AsyncWebClient("xoxb-1", "http://127.0.0.1:9/api/"),
        process_before_response=True,
        request_verification_enabled=True,
        authorize=_authorize,
    )

    @slack.command("/handoff")
    async def handoff(ack: AsyncAck) -> None:
        await ack("Hello.")

    @slack.action("step_done")
    async def done(ack: AsyncAck, body: dict[str, Any]) -> None:
        await ack(body["actions"][0]["value"])

    runner = await serve(
        web_app({"database": made.check, "delivery": made.broken}, slack=slack), "127.0.0.1", 0
    )
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


async def _authorize() -> AuthorizeResult:
    return AuthorizeResult(
        enterprise_id=None, team_id="T1", bot_token="xoxb-1", bot_id="B1", bot_user_id="U1"
    )


COMMAND = {"command": "/handoff", "text": "", "team_id": "T1", "user_id": "U2", "channel_id": "C1"}


async def post(
    site: Site, stamp: str, secret: str = SECRET, form: Mapping[str, str] = COMMAND
) -> tuple[int, str]:
    """Send a form as Slack does."""
    body = urlencode(form)
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    headers = {
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": f"v0={digest}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    async with (
        aiohttp.ClientSession() as session,
        session.post(f"{site.url}/slack/events", data=body, headers=headers) as answer,
    ):
        return answer.status, await answer.text()


async def test_a_signed_request_is_answered(site: Site) -> None:
    assert await post(site, str(int(time.time()))) == (200, "Hello.")


ODD = "Zoë & Söhne + 100 % = “50;50”\n\t😀 &amp; %26"


async def test_a_click_arrives_letter_by_letter(site: Site) -> None:
    pressed = {"type": "button", "action_id": "step_done", "block_id": "b", "value": ODD, "action_ts": "1.2"}
    user, team = {"id": "U2", "team_id": "T1"}, {"id": "T1", "domain": "team"}
    click = {"type": "block_actions", "user": user, "team": team, "actions": [pressed]}
    for payload in (json.dumps(click), json.dumps(click, ensure_ascii=False)):
        assert await post(site, str(int(time.time())), form={"payload": payload}) == (200, ODD)


async def test_a_wrong_signature_stays_outside(site: Site) -> None:
    assert (await post(site, str(int(time.time())), secret="guess"))[0] == 401


async def test_an_old_or_odd_timestamp_stays_outside(site: Site) -> None:
    assert (await post(site, str(int(time.time()) - 600)))[0] == 401
    assert (await post(site, "yesterday"))[0] == 401
    assert (await post(site, "²"))[0] in (400, 401)


async def test_health_is_told(site: Site) -> None:
    async with aiohttp.ClientSession() as session:
        async with session.get(f"{site.url}/healthz") as answer:
            assert (answer.status, await answer.json()) == (200, {"database": "ok", "delivery": "ok"})
        site.healthy = False
        async with session.get(f"{site.url}/healthz") as answer:
            assert (answer.status, await answer.json()) == (503, {"database": "down", "delivery": "down"})
