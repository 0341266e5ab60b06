"""Two sandboxes for tests: with a bot connected in either mode, and with none."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from sandbox import ManualClock, Sandbox
from tests.sandbox.small_bot import MANIFEST, START, SmallBot, running

Running = tuple[Sandbox, SmallBot]


@pytest.fixture(params=["socket", "http"])
async def both(request: pytest.FixtureRequest) -> AsyncIterator[Running]:
    """A sandbox and its bot, once over Socket Mode and once over HTTP."""
    async with running(request.param) as pair:
        yield pair


@pytest.fixture
async def over_socket() -> AsyncIterator[Running]:
    """A sandbox and its bot over Socket Mode, impatient: acks within 0.3 s, retries at once."""
    async with running("socket", ack_seconds=0.3, retry_delays=(0.0, 0.01, 0.01)) as pair:
        yield pair


@pytest.fixture
async def alone() -> AsyncIterator[Sandbox]:
    """A sandbox without a bot."""
    sandbox = Sandbox(MANIFEST, ManualClock(START), ack_seconds=0.3, retry_delays=(0.0, 0.01, 0.01))
    await sandbox.start()
    yield sandbox
    await sandbox.stop()


@pytest.fixture
def api(alone: Sandbox) -> AsyncWebClient:
    """A client of the sandbox without a bot, with no retries of its own."""
    return AsyncWebClient(token=alone.bot_token, base_url=alone.api_url, retry_handlers=[])
