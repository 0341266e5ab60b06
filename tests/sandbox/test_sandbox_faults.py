"""Faults come when they are asked for, as often as they are asked for, and leave what they say they leave."""

from __future__ import annotations

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import Sandbox

POST = "chat.postMessage"


def said(sandbox: Sandbox) -> int:
    """Count what Noah was sent."""
    return len(sandbox.person("Noah").dm)


async def post(api: AsyncWebClient) -> None:
    """Send Noah something."""
    await api.chat_postMessage(channel="U0NOAH", text="x")


@pytest.mark.parametrize(("kind", "effect"), [("drop_before", 0), ("drop_after", 1), ("invalid_json", 1)])
async def test_an_answer_can_be_lost(api: AsyncWebClient, alone: Sandbox, kind: str, effect: int) -> None:
    getattr(alone.faults, kind)(POST)
    with pytest.raises((aiohttp.ClientError, SlackApiError)):
        await post(api)
    assert said(alone) == effect
    await post(api)
    assert said(alone) == effect + 1


async def test_slack_can_be_busy(api: AsyncWebClient, alone: Sandbox) -> None:
    alone.faults.rate_limited(POST, retry_after=7, times=2)
    for _ in range(2):
        with pytest.raises(SlackApiError) as caught:
            await post(api)
        assert caught.value.response.status_code == 429
        assert caught.value.response.headers["Retry-After"] == "7"
    await post(api)
    assert said(alone) == 1


@pytest.mark.parametrize("status", [500, 503])
async def test_slack_can_be_down(api: AsyncWebClient, alone: Sandbox, status: int) -> None:
    alone.faults.status("*", status)
    with pytest.raises(SlackApiError) as caught:
        await post(api)
    assert caught.value.response.status_code == status
    assert said(alone) == 0


async def test_an_error_can_come_before_or_after_the_effect(api: AsyncWebClient, alone: Sandbox) -> None:
    for after, effect in ((False, 0), (True, 1)):
        alone.faults.error(POST, "fatal_error", after=after)
        with pytest.raises(SlackApiError, match="fatal_error"):
            await post(api)
        assert said(alone) == effect


async def test_the_tiers_hold_when_switched_on(api: AsyncWebClient, alone: Sandbox) -> None:
    alone.faults.rate_limits = True
    for _ in range(3):
        await post(api)
    with pytest.raises(SlackApiError) as caught:
        await post(api)
    assert caught.value.response["error"] == "ratelimited"
    assert int(caught.value.response.headers["Retry-After"]) >= 1
    assert said(alone) == 3
    await api.users_info(user="U0NOAH")


async def test_what_is_armed_can_be_seen_and_cleared(alone: Sandbox) -> None:
    alone.faults.latency(POST, 0.5)
    alone.faults.deliver_twice()
    assert [fault["kind"] for fault in alone.faults.armed()] == ["latency", "twice"]
    alone.faults.clear()
    assert alone.faults.armed() == []
