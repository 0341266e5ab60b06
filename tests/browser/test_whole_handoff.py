"""The whole handoff on the page, as three people: from `/handoff acme` to closed."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.at_work import Worker, messages
from tests.browser.on_page import Tab, Window

pytestmark = pytest.mark.asyncio(loop_scope="session")

LINK = "https://gainsight.northwind.example/cta/2077"


async def test_three_people_take_acme_from_olivia_to_noah(northwind: Window) -> None:
    channel = await northwind.tab("Maya", "C0HANDOFFS")
    await olivia_starts(await northwind.tab("Olivia", "C0HANDOFFS"))
    await expect(channel.last).to_contain_text("Responsible now: Olivia, until Noah accepts · 0 of 15 steps")
    olivia, noah, maya = [Worker(await messages(northwind, who)) for who in ("Olivia", "Noah", "Maya")]
    await noah_begins(noah)
    await olivia_begins(olivia)
    await maya.tick("9 Assign the account", "The account")
    await expect(channel.last).to_contain_text("4 of 15 steps")
    await a_morning(olivia)
    await the_tickets(olivia, noah)
    await the_call(olivia, noah)
    await expect(channel.last).to_contain_text("14 of 15 steps")
    await noah_accepts_and_closes(noah)
    await expect(channel.last).to_contain_text("Acme is with Noah. The handoff is closed.")
    for worker in (olivia, noah, maya):
        await expect(worker.tab.messages.filter(has_text="Acme is closed").last).to_be_visible()


async def olivia_starts(olivia: Tab) -> None:
    """The command and the dialog, in which she picks herself twice."""
    await olivia.say("/handoff acme")
    await expect(olivia.dialog).to_have_accessible_name("Start a handoff")
    await olivia.choose("Outgoing CSM", "Olivia Reyes")
    await olivia.choose("Incoming CSM", "Olivia Reyes")
    await olivia.choose("Incoming CSM's manager", "Maya Lindqvist")
    await olivia.choose("Reason", "A change of territory")
    await olivia.choose("How much to ask", "Light")
    await olivia.choose("Where may the card be seen?", "cs-handoffs")
    await olivia.press("Start")
    await expect(olivia.dialog.get_by_role("alert")).to_contain_text("pick somebody else to take it")
    await olivia.choose("Incoming CSM", "Noah Kim")
    await olivia.press("Start")
    await Worker(olivia).told("Acme is on its way")


async def noah_begins(noah: Worker) -> None:
    """A link that is none; then the link, and the page to read."""
    await noah.press("0 Open the Account Handoff CTA", "Paste the link")
    await noah.write("Link", "the CTA in Gainsight")
    await noah.wrong("Please paste a whole link")
    await noah.write("Link", LINK)
    await noah.dialog_gone()
    await noah.press("3 Read the handbook page", "Done")
    await expect(noah.checklist).to_contain_text("2 of your 6 steps done")


async def olivia_begins(olivia: Worker) -> None:
    """Done, an undo, and a date: first one that has passed."""
    await olivia.press("1 Read the handbook page", "Done")
    await olivia.press("4 Plan an internal meeting", "Done")
    await expect(olivia.checklist).to_contain_text("2 of your 9 steps done")
    await olivia.undo("4 Plan an internal meeting")
    await expect(olivia.checklist).to_contain_text("1 of your 9 steps done")
    await olivia.press("4 Plan an internal meeting", "Done")
    await olivia.menu("5 Add Noah", "Set a date")
    await olivia.day("By when?", "13 November 2026")
    await olivia.tab.press("Save")
    await olivia.wrong("That day has passed")
    await olivia.day("By when?", "17 November 2026")
    await olivia.tab.press("Save")
    await olivia.dialog_gone()
    await expect(olivia.text("5 Add Noah")).to_contain_text("by tomorrow")


async def a_morning(olivia: Worker) -> None:
    """Two mornings on, her date is in the digest; a question shapes what comes next."""
    await olivia.morning("Mon 16 Nov, 09:00")
    await olivia.morning("Tue 17 Nov, 09:00")
    digest = olivia.tab.last
    await expect(digest).to_contain_text("Acme: 5 Add Noah to the account's Slack channels")
    await expect(digest).to_contain_text("today is the day you set")
    await olivia.tick("5 Add Noah", "Our internal channels", "Channels shared with the customer")
    await olivia.press("2 Bring the success plan", "Yes, there is")
    await olivia.tick("2 Bring the success plan", "The success plan says", "The CTAs say")
    for link in ("Link to the collaboration project", "Link to the meeting notes"):
        await olivia.press("2 Bring the success plan", link)
        await olivia.write(link, LINK)
        await olivia.dialog_gone()
    await olivia.tick(
        "10 Assign the open CTAs", "Open CTAs", "The success plan", "Its objectives", "Its tasks"
    )
    await expect(olivia.checklist).to_contain_text("5 of your 9 steps done")


async def the_tickets(olivia: Worker, noah: Worker) -> None:
    """The list comes before anybody leaves the tickets; pressed too early, the step says why not."""
    await olivia.press("14 List the support tickets", "The tickets you watch, or none")
    await olivia.write("The tickets you watch", "1093\n1101")
    await olivia.dialog_gone()
    await expect(olivia.text("14 List the support tickets")).not_to_contain_text("Watch list left")
    await olivia.menu("14 List the support tickets", "Done")
    await olivia.told("This waits for Noah: “Review the tickets and subscribe")
    await noah.press("6 Turn on watch", "Done")
    await noah.tick("13 Review the tickets", "Open and pending tickets", "Subscribed to every ticket")
    await olivia.tick("14 List the support tickets", "Watch list left", "CC fields left")
    await expect(olivia.checklist).to_contain_text("6 of your 9 steps done")


async def the_call(olivia: Worker, noah: Worker) -> None:
    """The introduction, and the calendar: the new invite before the old events go."""
    await olivia.press("7 Introduce Noah", "Yes, there is one")
    await olivia.press("7 Introduce Noah", "Done")
    await olivia.press("11 Clear up", "We did")
    await expect(olivia.text("11 Delete our")).to_contain_text("waits for Noah")
    await noah.press("12 Send the customer", "Done")
    await olivia.press("11 Delete our", "Done")
    await olivia.press("8 Send the customer", "Done")
    await expect(olivia.checklist).to_contain_text("all you had to do is done")


async def noah_accepts_and_closes(noah: Worker) -> None:
    """Too early; then told back, the baton, and the close."""
    await expect(noah.text("15 Decide")).to_contain_text("waits for you to accept")
    await noah.menu("15 Decide", "Close it")
    await noah.told("Acme can't close yet: you haven't accepted it.")
    await noah.look()
    await noah.checklist.get_by_role("button", name="Tell Acme back").click()
    await expect(noah.tab.dialog).to_contain_text("Is that how you see it?")
    await noah.tab.press("Yes")
    await noah.page.keyboard.press("Escape")
    await noah.dialog_gone()
    await noah.tab.last.get_by_role("button", name="Accept Acme").click()
    await noah.tab.press("It's mine")
    await noah.press("15 Decide", "Close it")
