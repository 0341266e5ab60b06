"""Makes the pictures of the README and the tour. Needs Chromium.

From the top folder: `.venv/bin/python -m docs.pictures.make`
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.async_api import Browser, Page, async_playwright

from bot.demo import PAST, furnish
from bot.demo_hands import CHANNEL, Hands
from bot.try_house import House, RunningClock, open_house
from tests.support.needs import chromium

FOLDER = Path(__file__).parent
MONDAY = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)
DESK = {"width": 1120, "height": 760}
PHONE = {"width": 390, "height": 780}
TERMS = {
    "outgoing": "Olivia",
    "incoming": "Noah",
    "incoming_manager": "Maya",
    "cause": "territory",
    "target": date(2026, 12, 18),
    "channel": CHANNEL,
}


async def main() -> None:
    """Furnish a sandbox, let people act, and take the pictures on the way."""
    with TemporaryDirectory() as folder:
        house = await open_house(RunningClock(MONDAY - PAST), Path(folder))
        try:
            await furnish(house, MONDAY)
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
                await tell(house, browser)
                await browser.close()
        finally:
            await house.stop()


async def tell(house: House, browser: Browser) -> None:
    """The pictures, in the order of the story."""
    olivia, noah = Hands(house, "Olivia", "Acme"), Hands(house, "Noah", "Acme")
    await olivia.person.command("/handoff acme", channel=CHANNEL)
    await olivia.person.submit({**TERMS, "incoming": "Olivia"})
    async with page(house, browser, "OLIVIA", "C0HANDOFFS", DESK) as shown:
        await picture(shown, "start")
    await olivia.person.submit({"incoming": "Noah"})
    await olivia.person.close_modal()
    await house.settle()
    async with page(house, browser, "MAYA", "C0HANDOFFS", DESK) as shown:
        await picture(shown, "card")
    await begin(olivia, noah)
    async with page(house, browser, "OLIVIA", "D0OLIVIA", DESK) as shown:
        await picture(shown, "checklist", top=True)
    await house.travel(MONDAY + timedelta(days=1, hours=1))
    async with page(house, browser, "OLIVIA", "D0OLIVIA", PHONE) as shown:
        await picture(shown, "digest")
    async with page(house, browser, "OLIVIA", "home", PHONE) as shown:
        await picture(shown, "home")
    await talk(house, olivia, noah)
    async with page(house, browser, "OLIVIA", "D0OLIVIA", PHONE) as shown:
        await picture(shown, "conversation")
    async with page(house, browser, "NOAH", "D0NOAH", DESK) as shown:
        await picture(shown, "topics")
    await noah.person.close_modal()
    await noah.person.click("Brief", noah.checklist)
    await house.settle()
    async with page(house, browser, "NOAH", "D0NOAH", PHONE) as shown:
        await picture(shown, "brief")


async def talk(house: House, olivia: Hands, noah: Hands) -> None:
    """Olivia is asked what only she knows, and Noah reads the first of it."""
    await olivia.person.click("Start", olivia.checklist)
    await house.settle()
    for words in ("about 240, maybe 250 with the contractors", "14 January"):
        await olivia.person.say(words)
        await house.settle()
    await noah.person.click("What Olivia has said", noah.checklist)
    await house.settle()


async def begin(olivia: Hands, noah: Hands) -> None:
    """What the two do on the first day."""
    await noah.fill(0, "Paste the link", {"evidence": "https://gainsight.northwind.example/cta/2077"})
    await noah.press(3, "Done")
    await olivia.press(1, "Done")
    await olivia.fill(2, "Set a date", {"due": date(2026, 11, 17)})
    await olivia.press(5, "Our internal channels")
    await olivia.press(4, "Done")


@asynccontextmanager
async def page(
    house: House, browser: Browser, who: str, at: str, size: dict[str, int]
) -> AsyncIterator[Page]:
    """The page as one person sees it."""
    opened = await browser.new_page(viewport={"width": size["width"], "height": size["height"]})
    await opened.goto(f"{house.sandbox.url}#as=U0{who}&at={at}")
    await opened.locator("#main .block, #main article").first.wait_for()
    yield opened
    await opened.close()


async def picture(shown: Page, name: str, *, top: bool = False) -> None:
    """Take one, when everything is drawn; `top`: the newest message from its beginning."""
    await shown.wait_for_timeout(400)
    if top:
        await shown.locator("article").last.evaluate("node => node.scrollIntoView({block: 'start'})")
    await shown.screenshot(path=FOLDER / f"{name}.png")


if __name__ == "__main__":
    asyncio.run(main())
