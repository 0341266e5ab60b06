"""The conversation on the page: what only Olivia knows reaches Noah, who asks, tells it back and accepts."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.at_work import Worker, messages
from tests.browser.on_page import Window

pytestmark = pytest.mark.asyncio(loop_scope="session")

NOTES = "# Health\nAmber since October: the CFO has changed.\n\n# Birthday\nAsk Kim about the boat."


async def test_what_olivia_knows_reaches_noah(northwind: Window) -> None:
    await noah_starts(northwind)
    olivia, noah = Worker(await messages(northwind, "Olivia")), Worker(await messages(northwind, "Noah"))
    await olivia_tells(olivia)
    await she_pastes_her_notes(olivia)
    await noah_reads_and_asks(noah)
    await the_answer_comes(olivia, noah)
    await noah_returns_it_once(noah, olivia)
    await noah_tells_it_back_and_accepts(noah)
    await the_brief_says_so(noah)


async def noah_starts(window: Window) -> None:
    """A light handoff of Acme."""
    noah = await window.tab("Noah", "C0HANDOFFS")
    await noah.say("/handoff acme")
    await noah.choose("Outgoing CSM", "Olivia Reyes")
    await noah.choose("Incoming CSM", "Noah Kim")
    await noah.choose("Incoming CSM's manager", "Maya Lindqvist")
    await noah.choose("Reason", "A change of territory")
    await noah.choose("How much to ask", "Light")
    await noah.press("Start")
    await noah.press("OK")


async def olivia_tells(olivia: Worker) -> None:
    """In words, with a command in between, with one tap, and edited afterwards."""
    await olivia.look()
    await olivia.checklist.get_by_role("button", name="Start", exact=True).click()
    await expect(olivia.tab.last).to_contain_text("Who really matters there")
    await olivia.tab.say("Dana the CIO, by phone")
    await expect(olivia.tab.last).to_contain_text("2 of 5")
    await olivia.tab.say("why")
    await expect(olivia.tab.last).to_contain_text("Handbook: Account handoff")
    await (
        olivia.tab.messages.filter(has_text="2 of 5")
        .last.get_by_role("button", name="Nothing special")
        .click()
    )
    await expect(olivia.tab.last).to_contain_text("3 of 5")
    told = olivia.tab.messages.filter(has_text="Who really matters there").last
    await told.get_by_role("button", name="Edit").click()
    await olivia.write("Who really matters there", "Dana the CIO, by phone; Raj by e-mail")
    await expect(told).to_contain_text("Raj by e-mail")
    await olivia.tab.say("stop")
    await expect(olivia.tab.last).to_contain_text("Stopped Acme")


async def she_pastes_her_notes(olivia: Worker) -> None:
    """Only Keep keeps."""
    await olivia.checklist.get_by_role("button", name="Paste my notes").click()
    await olivia.write("Your notes", NOTES, send="Sort them")
    await expect(olivia.tab.dialog).to_contain_text("Nothing is kept before you press Keep")
    await olivia.tab.press("Keep")
    await expect(olivia.tab.dialog).to_contain_text("1 piece is under 1 topic")
    await olivia.tab.press("OK")


async def noah_reads_and_asks(noah: Worker) -> None:
    """Topic by topic, and a question about one."""
    await noah.look()
    await noah.checklist.get_by_role("button", name="What Olivia has said").click()
    await noah.tab.press("Next")
    await expect(noah.tab.dialog).to_contain_text("Raj by e-mail")
    await noah.tab.press("I have a question")
    await noah.write("What would you like to know?", "Is Dana back from leave?", send="Ask")
    await expect(noah.tab.dialog).to_contain_text("Asked Olivia")
    await noah.tab.press("Stop here")


async def the_answer_comes(olivia: Worker, noah: Worker) -> None:
    """With her next bundle, by a plain reply."""
    await olivia.look()
    await olivia.page.get_by_role("button", name="+1 day").click()
    await expect(olivia.page.locator("#clock-face")).to_contain_text("Tue 17 Nov", timeout=15_000)
    asked = olivia.tab.messages.filter(has_text="Is Dana back from leave?").last
    await expect(asked).to_be_visible(timeout=15_000)
    await olivia.tab.say("Yes, since Monday")
    yes = olivia.tab.messages.filter(has_text="Is that your answer").last.get_by_role("button", name="Yes")
    thanks = olivia.tab.messages.filter(has_text="Thank you").last
    await expect(yes.or_(thanks)).to_be_visible()
    if await yes.is_visible():
        await yes.click()
    await noah.look()
    await expect(noah.tab.messages.filter(has_text="Yes, since Monday").last).to_be_visible()


async def noah_returns_it_once(noah: Worker, olivia: Worker) -> None:
    """With what is missing, which Olivia hears."""
    await noah.checklist.get_by_role("button", name="Tell Acme back").click()
    await expect(noah.tab.dialog).to_contain_text("Is that how you see it?")
    await noah.tab.press("Yes")
    await noah.page.keyboard.press("Escape")
    await noah.dialog_gone()
    await noah.tab.last.get_by_role("button", name="Return it").click()
    await noah.write("What is missing?", "Who renews the contract?", send="Return it")
    await olivia.look()
    await expect(olivia.tab.messages.filter(has_text="Who renews the contract?").last).to_be_visible()


async def noah_tells_it_back_and_accepts(noah: Worker) -> None:
    """The summary is how he sees it, and Acme is his."""
    await noah.look()
    await noah.checklist.get_by_role("button", name="Tell Acme back").click()
    await noah.tab.press("Yes")
    await noah.page.keyboard.press("Escape")
    await noah.dialog_gone()
    await noah.tab.last.get_by_role("button", name="Accept Acme").click()
    await noah.tab.press("It's mine")
    await expect(noah.checklist).to_contain_text("You have Acme since")


async def the_brief_says_so(noah: Worker) -> None:
    """Who answers now stands first."""
    await noah.checklist.get_by_role("button", name="Brief").click()
    await expect(noah.tab.dialog).to_contain_text("Who answers now")
    await expect(noah.tab.dialog).to_contain_text("Noah")
    await expect(noah.tab.dialog).to_contain_text("Internal: for the people of this handoff")
