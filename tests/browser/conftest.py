"""A sandbox with the small app connected, and a real Chromium to look at its page with.

The browser is started once for all of these tests, so they share one event loop.
"""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, async_playwright

from bot.demo import PAST, furnish
from bot.try_house import House, RunningClock, open_house
from sandbox import ManualClock, Sandbox, demo_team
from tests.browser.on_page import Tab, Window
from tests.browser.sample_bot import MANIFEST, SampleBot
from tests.support.needs import chromium, skip_without_chromium

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
MONDAY = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)
"""08:30 in Berlin, where Olivia is."""
ELSEWHERE = re.compile(r"^(?!https?://127\.0\.0\.1[:/])")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium, or a skip that says how to get it."""
    skip_without_chromium()
    async with async_playwright() as playwright:
        running = await playwright.chromium.launch(executable_path=str(chromium()), args=ARGUMENTS)
        yield running
        await running.close()


@pytest_asyncio.fixture(loop_scope="session")
async def sandbox() -> AsyncIterator[Sandbox]:
    """A fresh workspace, early on a Monday."""
    running = Sandbox(manifest=MANIFEST, clock=ManualClock(MONDAY), team=demo_team(), port=0)
    await running.start()
    yield running
    await running.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def bot(sandbox: Sandbox) -> AsyncIterator[SampleBot]:
    """The small app, connected over Socket Mode."""
    running = SampleBot(sandbox)
    await running.start()
    await sandbox.connected()
    yield running
    await running.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def window(browser: Browser, sandbox: Sandbox, bot: SampleBot) -> AsyncIterator[Window]:
    """A browser window on the sandbox; fails when the page throws, complains or asks for more elsewhere."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(5_000)
    problems = watch(context)
    yield Window(context, sandbox)
    await context.close()
    if problems:
        pytest.fail("\n".join(problems), pytrace=False)


def watch(context: BrowserContext) -> list[str]:
    """Return a list that fills with what no page may do."""
    problems: list[str] = []
    context.on("weberror", lambda error: problems.append(f"The page threw: {error.error}"))
    context.on("dialog", lambda dialog: problems.append(f"A script ran: {dialog.message}"))
    context.on(
        "console",
        lambda message: (
            problems.append(f"The console says: {message.text}") if message.type == "error" else None
        ),
    )
    context.on(
        "request",
        lambda request: problems.append(f"Asked for {request.url}") if ELSEWHERE.match(request.url) else None,
    )
    return problems


@pytest_asyncio.fixture(loop_scope="session")
async def olivia(window: Window) -> Tab:
    """A tab in which Olivia looks at #cs-handoffs."""
    return await window.tab("Olivia", "C0HANDOFFS")


@pytest_asyncio.fixture(loop_scope="session")
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """What `handoff try` serves."""
    running = await open_house(RunningClock(MONDAY - PAST), tmp_path)
    await furnish(running, MONDAY)
    yield running
    await running.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def northwind(browser: Browser, house: House) -> AsyncIterator[Window]:
    """A browser window on it; fails when the page throws, complains or asks for more elsewhere."""
    context = await browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(5_000)
    problems = watch(context)
    yield Window(context, house.sandbox)
    await context.close()
    assert not problems
