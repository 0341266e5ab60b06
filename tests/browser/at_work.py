"""A person at work on one account, on the page: in their checklist, its dialogs and the clock."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.async_api import Locator, Page, expect

from tests.browser.on_page import Tab, Window


@dataclass(frozen=True)
class Worker:
    """A tab that looks at the direct messages with the bot."""

    tab: Tab

    @property
    def page(self) -> Page:
        """The page itself."""
        return self.tab.page

    @property
    def checklist(self) -> Locator:
        """The newest checklist."""
        whole = self.page.get_by_role("button", name="All steps", exact=True)
        return self.tab.messages.filter(has=whole).last

    def text(self, step: str) -> Locator:
        """What a step's row says; `step` is the beginning of its number and title."""
        return self.checklist.locator('.block[data-block-type="section"]', has_text=step).first

    def row(self, step: str) -> Locator:
        """The first row of buttons or boxes below a step's title."""
        return self.text(step).locator('xpath=following-sibling::*[@data-block-type="actions"][1]')

    async def look(self) -> None:
        """Bring the tab to the front: a browser draws those behind it once a second only."""
        await self.page.bring_to_front()

    async def press(self, step: str, label: str) -> None:
        """Press a button of a step."""
        await self.look()
        await self.row(step).get_by_role("button", name=label, exact=True).click()

    async def undo(self, step: str) -> None:
        """Press Undo beside a step that is done."""
        await self.look()
        await self.text(step).get_by_role("button", name="Undo", exact=True).click()

    async def tick(self, step: str, *labels: str) -> None:
        """Tick boxes of a step."""
        await self.look()
        for label in labels:
            await self.row(step).get_by_role("checkbox", name=label).click()

    async def menu(self, step: str, item: str) -> None:
        """Choose in a step's menu, which stands beside the title of a locked step and below any other's."""
        await self.look()
        beside = self.text(step).get_by_role("button", name="More actions")
        below = self.row(step).get_by_role("button", name="More actions")
        await beside.or_(below).first.click()
        await self.page.get_by_role("menuitem", name=item, exact=True).click()

    async def day(self, field: str, day: str) -> None:
        """Choose a day in the dialog, by its full name: "24 November 2026"."""
        box = self.tab.dialog.locator(".field", has_text=field)
        await box.get_by_role("button").click()
        await self.page.get_by_role("dialog", name="Choose a day").get_by_role("button", name=day).click()

    async def write(self, field: str, text: str, send: str = "Save") -> None:
        """Fill a field of the dialog and send the dialog."""
        await self.tab.dialog.get_by_role("textbox", name=field).fill(text)
        await self.tab.press(send)

    async def told(self, sentence: str) -> None:
        """A small dialog says something; it is read and closed."""
        await expect(self.tab.dialog).to_contain_text(sentence)
        await self.tab.press("OK")
        await self.dialog_gone()

    async def wrong(self, sentence: str) -> None:
        """A sentence stands under a field of the dialog."""
        await expect(self.tab.dialog.get_by_role("alert")).to_contain_text(sentence)

    async def dialog_gone(self) -> None:
        """No dialog is open any more."""
        await expect(self.tab.dialog).to_be_hidden()

    async def morning(self, shown: str) -> None:
        """Move the clock to the next morning where this person is, and wait until the page shows that day."""
        await self.look()
        await self.page.get_by_role("button", name="Next morning").click()
        await expect(self.page.locator("#clock-face")).to_contain_text(shown, timeout=15_000)


async def messages(window: Window, who: str) -> Tab:
    """A tab in which somebody looks at their direct messages with the bot."""
    tab = await window.tab(who, "home")
    await tab.page.get_by_role("tab", name="Messages").click()
    await expect(tab.composer).to_be_visible()
    return tab
