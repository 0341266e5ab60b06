"""Conversations on the page: people, messages, threads, commands, unread marks, text that stays text."""

from __future__ import annotations

import pytest
from playwright.async_api import WebSocketRoute, expect

from sandbox import Sandbox
from tests.browser import sample_blocks as blocks
from tests.browser.on_page import HOME, Tab, Window
from tests.browser.sample_bot import SampleBot

pytestmark = pytest.mark.asyncio(loop_scope="session")
LIVE = "**/sandbox/live*"


async def test_everyone_can_be_acted_as_and_two_tabs_are_two_people(window: Window, olivia: Tab) -> None:
    noah = await window.tab("Noah", "C0HANDOFFS")
    await olivia.say("Who takes *Acme*?")
    await expect(noah.last).to_contain_text("Who takes Acme?")
    await expect(noah.last.locator("strong", has_text="Acme")).to_be_visible()
    await expect(noah.last.locator("time").first).to_have_text("02:30")
    await expect(olivia.last.locator("time").first).to_have_text("08:30")
    await noah.be("Maya")
    await expect(noah.page.locator("#clock-face")).to_contain_text("07:30")
    await expect(noah.page.locator("#side")).to_contain_text("leadership")
    await expect(olivia.page.locator("#side")).not_to_contain_text("leadership")


async def test_a_message_is_written_edited_and_deleted(olivia: Tab) -> None:
    await olivia.composer.fill("one")
    await olivia.composer.press("Shift+Enter")
    await olivia.composer.press_sequentially("two")
    await olivia.composer.press("Enter")
    await expect(olivia.last.locator("br")).to_have_count(1)
    await olivia.more(olivia.last, "Edit message")
    await olivia.page.get_by_role("textbox", name="Edit message").fill("three")
    await olivia.page.get_by_role("textbox", name="Edit message").press("Enter")
    await expect(olivia.last).to_contain_text("three (edited)")
    await olivia.more(olivia.last, "Delete message")
    await olivia.page.get_by_role("button", name="Delete", exact=True).click()
    await expect(olivia.messages).to_have_count(0)


async def test_a_slash_command_is_completed_and_its_private_answer_marked(
    window: Window, olivia: Tab
) -> None:
    noah = await window.tab("Noah", "C0HANDOFFS")
    await olivia.composer.fill("/sam")
    listed = olivia.page.get_by_role("option", name="/sample")
    await expect(listed).to_contain_text("See what the page can draw")
    await expect(listed).to_contain_text("[plan | gallery")
    await olivia.composer.press("Tab")
    await expect(olivia.composer).to_have_value("/sample ")
    await olivia.composer.press_sequentially("whisper")
    await olivia.composer.press("Enter")
    await expect(olivia.last).to_contain_text("Only visible to you")
    await expect(olivia.last).to_contain_text("Only you see this.")
    await expect(noah.messages).to_have_count(0)


async def test_a_command_that_nobody_knows_says_so_and_keeps_the_text(olivia: Tab) -> None:
    await olivia.say("/nonsense now")
    await expect(olivia.page.get_by_text("/nonsense is not a valid command")).to_be_visible()
    await expect(olivia.composer).to_have_value("/nonsense now")


async def test_a_thread_opens_beside_the_conversation(window: Window, sandbox: Sandbox) -> None:
    olivia = await window.tab("Olivia", "D0OLIVIA")
    await olivia.say("about 250")
    await olivia.messages.first.get_by_role("button", name="1 reply").click()
    thread = olivia.page.get_by_role("complementary", name="Thread")
    await expect(thread.get_by_role("article")).to_have_count(2)
    await expect(thread).to_contain_text("You said: about 250")
    await thread.get_by_role("textbox", name="Reply").fill("maybe 260")
    await thread.get_by_role("textbox", name="Reply").press("Enter")
    await expect(thread.get_by_role("article").last).to_contain_text("maybe 260")
    await expect(olivia.messages.first).to_contain_text("2 replies")
    await thread.get_by_role("button", name="Close thread").click()
    await expect(thread).to_be_hidden()


async def test_unread_messages_are_counted_and_reading_takes_the_mark_away(
    window: Window, sandbox: Sandbox
) -> None:
    olivia = await window.tab("Olivia", HOME)
    await sandbox.person("Noah").say("One", channel="cs-handoffs")
    await sandbox.person("Noah").say("Two", channel="cs-handoffs")
    row = olivia.page.locator("#side").get_by_role("link", name="cs-handoffs")
    await expect(row.get_by_label("2 unread")).to_be_visible()
    await row.click()
    await expect(olivia.page.get_by_role("log", name="Messages")).to_contain_text("New")
    await expect(row.locator(".count")).to_have_count(0)
    await olivia.go("general")
    await expect(row.locator(".count")).to_have_count(0)


async def test_hostile_text_is_shown_as_text(olivia: Tab, sandbox: Sandbox) -> None:
    await olivia.say(blocks.HOSTILE)
    await expect(olivia.last).to_contain_text("<img src=x onerror=alert(1)> <script>alert(2)</script>")
    await expect(olivia.last).to_contain_text("![x](javascript:alert(3))")
    await expect(olivia.last.locator(".mention")).to_have_count(0)
    await olivia.say("/sample wall")
    wall = olivia.messages.filter(has_text="bold?")
    await expect(wall).to_contain_text("<!channel>")
    await expect(wall).to_contain_text("<b>bold?</b>")
    await expect(wall.get_by_role("button", name="<i>press</i>")).to_be_visible()
    for forbidden in ("img", "script", "b", "i", "a[href^=javascript]"):
        await expect(wall.locator(f".message-body {forbidden}")).to_have_count(0)
    await expect(wall.get_by_role("link", name="fine")).to_have_attribute(
        "href", "https://example.com/?a=1&b=2"
    )


async def test_a_text_file_is_attached(olivia: Tab) -> None:
    chosen = {"name": "notes.md", "mimeType": "text/markdown", "buffer": b"# Acme"}
    await olivia.page.get_by_role("main").get_by_label("Attach a text file").set_input_files(chosen)  # type: ignore[arg-type]
    await olivia.say("My notes")
    await expect(olivia.last.get_by_role("link", name="notes.md")).to_be_visible()


async def test_the_clock_goes_forward_and_days_stand_between_messages(olivia: Tab) -> None:
    await olivia.say("before")
    await olivia.page.get_by_role("button", name="Next morning").click()
    await expect(olivia.page.locator("#clock-face")).to_contain_text("Mon 16 Nov, 09:00")
    await olivia.page.get_by_role("button", name="+1 day").click()
    await expect(olivia.page.locator("#clock-face")).to_contain_text("Tue 17 Nov, 09:00")
    await olivia.say("after")
    await expect(olivia.page.locator(".day-line")).to_have_text(["Yesterday", "Today"])
    await olivia.page.get_by_role("button", name="+1 week").click()
    await expect(olivia.page.locator("#clock-face")).to_contain_text("Tue 24 Nov, 09:00")
    await expect(olivia.page.locator(".day-line")).to_have_text(
        ["Monday 16 November 2026", "Tuesday 17 November 2026"]
    )


async def test_the_bot_is_marked_as_connected_or_not(window: Window, bot: SampleBot) -> None:
    olivia = await window.tab("Olivia", HOME)
    await expect(olivia.page.get_by_title("The bot is connected")).to_be_visible()
    await bot.stop()
    await expect(olivia.page.get_by_title("The bot is not connected")).to_be_visible(timeout=10_000)


async def test_a_lost_connection_is_said_and_what_was_missed_is_fetched(
    window: Window, sandbox: Sandbox
) -> None:
    page = await window.context.new_page()
    cut: list[WebSocketRoute] = []

    def pass_on(route: WebSocketRoute) -> None:
        cut.append(route)
        route.connect_to_server()

    await page.route_web_socket(LIVE, pass_on)
    await page.goto(f"{sandbox.url}#as=U0OLIVIA&at=C0HANDOFFS")
    await expect(Tab(page).composer).to_be_visible()
    await expect(page.get_by_role("log", name="Messages")).to_contain_text("Nothing has been said")
    await page.route_web_socket(LIVE, lambda route: route.close())
    await cut[0].close()
    await expect(page.get_by_text("The sandbox doesn't answer")).to_be_visible()
    await sandbox.person("Noah").say("Still there?", channel="cs-handoffs")
    await page.route_web_socket(LIVE, pass_on)
    await expect(Tab(page).last).to_contain_text("Still there?")
    await expect(page.get_by_text("The sandbox doesn't answer")).to_be_hidden()
