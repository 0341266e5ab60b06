"""What a person does on the sandbox's page. Everything is found by role and name, as people find it."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import BrowserContext, Locator, Page, expect

from sandbox import Sandbox

HOME = "home"


@dataclass(frozen=True)
class Window:
    """A browser window; each of its tabs may be somebody else."""

    context: BrowserContext
    sandbox: Sandbox

    async def tab(self, who: str, at: str) -> Tab:
        """Open a tab as a person at a place (a conversation's id, or `home`)."""
        page = await self.context.new_page()
        person = self.sandbox.person(who)
        await page.goto(f"{self.sandbox.url}#as={person.id}&at={at}")
        await expect(page.locator("#me")).to_contain_text(who)
        return Tab(page)


@dataclass(frozen=True)
class Tab:
    """One open page."""

    page: Page

    @property
    def composer(self) -> Locator:
        """Where messages are written."""
        return self.page.get_by_role("textbox", name="Message", exact=True)

    @property
    def dialog(self) -> Locator:
        """The open dialog."""
        return self.page.get_by_role("dialog").locator("visible=true").first

    @property
    def messages(self) -> Locator:
        """The messages of the open conversation, oldest first."""
        return self.page.get_by_role("log", name="Messages").get_by_role("article")

    @property
    def last(self) -> Locator:
        """The newest message."""
        return self.messages.last

    async def say(self, text: str) -> None:
        """Type and press Enter."""
        await self.composer.fill(text)
        await self.composer.press("Enter")

    async def go(self, place: str) -> None:
        """Follow a link of the sidebar."""
        await self.page.locator("#side").get_by_role("link", name=place).click()

    async def be(self, who: str) -> None:
        """Become another person."""
        await self.page.get_by_role("link", name=f"Be {who}").click()
        await expect(self.page.locator("#me")).to_contain_text(who)

    async def choose(self, field: str, option: str, search: str = "") -> None:
        """Choose in a menu of the dialog, searching first where asked."""
        await self.dialog.get_by_role("combobox", name=field, exact=True).click()
        if search:
            await self.page.get_by_role("textbox", name="Search").fill(search)
        await self.page.get_by_role("option", name=option).click()

    async def more(self, message: Locator, item: str) -> None:
        """Choose in the menu of a message."""
        await message.hover()
        await message.get_by_role("button", name="More for this message").click()
        await self.page.get_by_role("menuitem", name=item).click()

    async def press(self, button: str) -> None:
        """Press a button of the dialog."""
        await self.dialog.get_by_role("button", name=button, exact=True).click()
