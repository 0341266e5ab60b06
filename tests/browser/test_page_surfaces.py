"""Block Kit on the page: messages that act, dialogs, the Home tab, keyboards and narrow windows."""

from __future__ import annotations

import pytest
from playwright.async_api import Locator, expect

from sandbox import Sandbox
from tests.browser import sample_blocks as blocks
from tests.browser.on_page import HOME, Tab, Window
from tests.browser.sample_bot import SampleBot

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def posted(bot: SampleBot, tab: Tab, content: list[blocks.Block]) -> Locator:
    """Post blocks in #cs-handoffs and return the message as the tab shows it."""
    ts = await bot.post("C0HANDOFFS", content)
    return tab.messages.and_(tab.page.locator(f'[data-ts="{ts}"]'))


async def test_a_button_changes_its_message_for_everyone(window: Window, olivia: Tab, bot: SampleBot) -> None:
    noah = await window.tab("Noah", "C0HANDOFFS")
    card = await posted(bot, olivia, blocks.choices())
    await card.get_by_role("button", name="Done", exact=True).click()
    await expect(card).to_contain_text("Done by @Olivia Reyes")
    await expect(noah.last).to_contain_text("Done by @Olivia Reyes")


async def test_an_overflow_menu_is_worked_by_keyboard(olivia: Tab, bot: SampleBot) -> None:
    card = await posted(bot, olivia, blocks.choices())
    await card.get_by_role("button", name="More actions").focus()
    await olivia.page.keyboard.press("Enter")
    await expect(olivia.page.get_by_role("menuitem", name="Later")).to_be_focused()
    await olivia.page.keyboard.press("ArrowDown")
    await olivia.page.keyboard.press("Enter")
    await expect(card).to_contain_text("Chosen: never")


async def test_a_date_is_chosen_in_a_message(olivia: Tab, bot: SampleBot) -> None:
    card = await posted(bot, olivia, blocks.choices())
    await card.get_by_role("button", name="Date").click()
    calendar = olivia.page.get_by_role("dialog", name="Choose a day")
    await expect(calendar.get_by_role("button", name="16 November 2026")).to_have_attribute(
        "aria-current", "date"
    )
    await calendar.get_by_role("button", name="Next month").click()
    await calendar.get_by_role("button", name="18 December 2026").click()
    await expect(card).to_contain_text("Chosen: 2026-12-18")


async def test_several_are_chosen_and_sent_when_the_menu_closes(olivia: Tab, bot: SampleBot) -> None:
    card = await posted(bot, olivia, blocks.choices())
    await card.get_by_role("combobox", name="Topics").click()
    await olivia.page.get_by_role("option", name="Health").click()
    await olivia.page.get_by_role("option", name="Money").click()
    await olivia.page.keyboard.press("Escape")
    await expect(card).to_contain_text("Chosen: health, money")


async def test_a_confirmation_may_be_declined_and_an_unanswered_click_is_marked(
    olivia: Tab, bot: SampleBot
) -> None:
    card = await posted(bot, olivia, blocks.choices())
    drop = card.get_by_role("button", name="Drop", exact=True)
    await drop.click()
    await olivia.page.get_by_role("button", name="Keep").click()
    await expect(card.locator(".failed-mark")).to_have_count(0)
    await drop.click()
    await olivia.dialog.get_by_role("button", name="Drop").click()
    await expect(drop).to_have_attribute("aria-busy", "true")
    await expect(card.locator(".failed-mark")).to_be_visible()
    await expect(drop).not_to_have_attribute("aria-busy", "true")


async def test_every_block_is_drawn(olivia: Tab) -> None:
    await olivia.say("/sample gallery")
    shown = olivia.last
    await expect(shown.get_by_role("heading", name="Acme moves to Noah")).to_be_visible()
    await expect(shown).to_contain_text("Due 18 Dec at 10:00")
    await expect(shown.get_by_role("cell", name="Success plan")).to_be_visible()
    await expect(shown.locator("blockquote")).to_have_text(
        ["A quoteof two lines", "A hard renewal.", "quoted"]
    )
    await expect(shown.locator("ol li")).to_have_text(["first", "@Maya Lindqvist Friday 18 December"])
    await expect(shown.locator("pre").first).to_have_text("code <b> block")
    await expect(shown.get_by_role("img", name="A chart")).to_be_visible()
    await expect(shown.locator(".unknown")).to_have_count(0)


async def test_a_dialog_says_what_is_wrong_under_the_field_and_then_goes_through(olivia: Tab) -> None:
    await olivia.say("/sample plan")
    await expect(olivia.dialog).to_have_accessible_name("Plan a visit")
    await olivia.press("Start")
    await expect(olivia.dialog.locator(".field", has_text="Why").get_by_role("alert")).to_contain_text(
        "required"
    )
    await olivia.choose("Account", "Acme", search="ac")
    await olivia.choose("Guest", "Olivia Reyes")
    await olivia.dialog.get_by_role("textbox", name="Why").fill("A hard renewal <b>")
    await olivia.press("Start")
    guest = olivia.dialog.locator(".field", has_text="Guest")
    await expect(guest.get_by_role("alert")).to_have_text("You can't visit yourself: pick somebody else.")
    await expect(guest.get_by_role("combobox")).to_be_focused()
    await expect(olivia.dialog.get_by_role("textbox", name="Why")).to_have_value("A hard renewal <b>")
    await olivia.choose("Guest", "Noah Kim")
    await olivia.dialog.get_by_role("button", name="Day").click()
    await olivia.page.get_by_role("button", name="30 November 2026").click()
    await olivia.press("Start")
    await expect(olivia.dialog).to_be_hidden()
    await expect(olivia.last).to_contain_text("Acme is visited by @Noah Kim · 2026-11-30")
    await expect(olivia.last).to_contain_text("A hard renewal <b>")


async def test_a_dialog_on_a_dialog_goes_back_and_keeps_what_was_typed(olivia: Tab) -> None:
    await olivia.page.get_by_role("button", name="Shortcuts").click()
    await olivia.page.get_by_role("menuitem", name="Plan a visit").click()
    await olivia.dialog.get_by_role("textbox", name="Why").fill("Half a thought")
    await olivia.press("Details")
    await expect(olivia.dialog).to_have_accessible_name("Details")
    await olivia.press("Back")
    await expect(olivia.dialog.get_by_role("textbox", name="Why")).to_have_value("Half a thought")
    await olivia.page.reload()
    await expect(olivia.dialog.get_by_role("textbox", name="Why")).to_have_value("Half a thought")
    await olivia.page.keyboard.press("Escape")
    await expect(olivia.dialog).to_be_hidden()


async def test_a_dialog_that_nobody_answers_says_so_and_stays(olivia: Tab, sandbox: Sandbox) -> None:
    await sandbox.person("Olivia").command("/sample plan", channel="cs-handoffs")
    await olivia.choose("Account", "Acme", search="ac")
    await olivia.choose("Guest", "Noah Kim")
    await olivia.dialog.get_by_role("textbox", name="Why").fill("Why not")
    await sandbox.faults.drop_socket()
    await olivia.press("Start")
    await expect(olivia.dialog.get_by_role("alert")).to_have_text(
        "We had some trouble connecting. Try again?"
    )
    await expect(olivia.dialog.get_by_role("textbox", name="Why")).to_have_value("Why not")


async def test_a_message_shortcut_reaches_the_app(olivia: Tab) -> None:
    await olivia.say("Remember the CFO")
    await olivia.more(olivia.last, "Remember this")
    await expect(olivia.last).to_contain_text("Kept: Remember the CFO")
    await expect(olivia.last).to_contain_text("Only visible to you")


async def test_the_home_tab_is_drawn_acts_and_keeps_the_focus(window: Window) -> None:
    olivia = await window.tab("Olivia", HOME)
    press = olivia.page.get_by_role("button", name="Press")
    await press.focus()
    await olivia.page.keyboard.press("Enter")
    await expect(olivia.page.get_by_text("Pressed 1 times.")).to_be_visible()
    await expect(press).to_be_focused()
    await olivia.page.get_by_role("tab", name="Messages").click()
    await expect(olivia.composer).to_be_visible()
    await olivia.page.go_back()
    await expect(press).to_be_visible()


async def test_a_phone_shows_everything_without_scrolling_sideways(olivia: Tab) -> None:
    await olivia.page.set_viewport_size({"width": 390, "height": 844})
    await olivia.say("/sample gallery")
    await expect(olivia.last.get_by_role("cell", name="Success plan")).to_be_visible()
    assert await olivia.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await olivia.page.get_by_role("button", name="Channels and messages").click()
    await olivia.go("general")
    await expect(olivia.page.get_by_role("heading", name="#general")).to_be_visible()
    await expect(olivia.page.locator("#side")).not_to_be_in_viewport()
    await olivia.page.get_by_role("button", name="You are Olivia Reyes").click()
    await olivia.be("Priya")
    await olivia.page.get_by_role("button", name="Sandbox time").click()
    await olivia.page.get_by_role("button", name="+1 day").click()
    await expect(olivia.page.locator("#clock-face")).to_contain_text("Tue 17 Nov")
