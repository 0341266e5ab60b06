"""How we call Slack: with a deadline, and with failures as types."""

import asyncio
from collections.abc import Awaitable, Mapping
from typing import Any

import aiohttp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.slack_errors import failure_from

TIMEOUT_SECONDS = 10.0
"""After that the outcome of a post is unknown, and it is looked up (DESIGN §4)."""

_EXPECTED = (SlackClientError, aiohttp.ClientError, OSError, TimeoutError, AttributeError, ValueError)
"""`AttributeError` and `ValueError`: slack_sdk trips over bodies that are not Slack's JSON."""


async def ask_slack(
    call: Awaitable[AsyncSlackResponse], *, seconds: float = TIMEOUT_SECONDS
) -> Mapping[str, Any]:
    """Await a call of `AsyncWebClient` and return the answer's body; raises `bot.errors.SlackFailure`."""
    response = await answer_of(call, seconds=seconds)
    return response.data if isinstance(response.data, dict) else {}


async def answer_of(
    call: Awaitable[AsyncSlackResponse], *, seconds: float = TIMEOUT_SECONDS
) -> AsyncSlackResponse:
    """The same, for who needs the headers too."""
    try:
        async with asyncio.timeout(seconds):
            return await call
    except _EXPECTED as error:
        raise failure_from(error) from error


def without_retries(client: AsyncWebClient) -> AsyncWebClient:
    """The same client, never repeating a request by itself: its own retry can post twice (SLACK.md §1.12)."""
    return AsyncWebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=int(TIMEOUT_SECONDS),
        ssl=client.ssl,
        proxy=client.proxy,
        session=client.session,
        trust_env_in_session=client.trust_env_in_session,
        retry_handlers=[],
    )
