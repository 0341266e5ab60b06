"""What a demo person does in the sandbox, step by step: they read their checklist and press what it shows."""

from collections.abc import Mapping, Sequence
from typing import Any

from bot.try_house import House
from sandbox import ActResult, Message, NotOnScreen, Person
from sandbox.plain import Reader, labels

CHANNEL = "cs-handoffs"

Blocks = Sequence[Mapping[str, Any]]


class Hands:
    """One demo person at one account. Everything goes through the screen, as a human's clicks would."""

    def __init__(self, house: House, name: str, account: str) -> None:
        self.house = house
        self.account = account
        self.person: Person = house.sandbox.person(name)

    @property
    def name(self) -> str:
        """The person's first name."""
        return self.person.name

    @property
    def checklist(self) -> Message:
        """The newest checklist of the account in their DM. Raises NotOnScreen while there is none."""
        for message in reversed(self.person.dm):
            rows = row_starts(message.blocks or ())
            if len(rows) > 0 and f"*{self.account}*" in text_of((message.blocks or [{}])[0]):
                return message
        raise NotOnScreen(f"{self.name} has no checklist of {self.account}.")

    async def press(self, step: int, label: str, message: Message | None = None) -> ActResult:
        """Press a button, box or menu entry in a step's row; `message` is an older look at the checklist.

        What the checklist has no buttons for is pressed in the dialog with all steps, as people do.
        """
        shown = message or self.checklist
        block = self._block_with(shown.blocks or (), step, label)
        if block is not None:
            result = await self.person.click(label, shown, block=block)
        else:
            result = await self._press_among_all(step, label)
        await self.house.settle()
        return result

    async def _press_among_all(self, step: int, label: str) -> ActResult:
        await self.person.click("All steps", self.checklist)
        whole = self.person.modal
        block = self._block_with(whole.blocks if whole else (), step, label)
        if whole is None or block is None:
            raise NotOnScreen(f"{self.name} sees no {label!r} at step {step} of {self.account}.")
        result = await self.person.click_modal(label, block=block)
        if len(self.person.modals) == 1:
            await self.person.close_modal()
        return result

    def _block_with(self, blocks: Blocks, step: int, label: str) -> str | None:
        """The id of the block in the step's row that shows the label; None when there is none."""
        reader = self.checklist.reader or Reader()
        found = (block for block in row_of(blocks, step) if label in labels([dict(block)], reader))
        return next((str(block["block_id"]) for block in found), None)

    async def tick(self, step: int, *labels: str) -> None:
        """Tick several parts of a step, one after the other."""
        for label in labels:
            await self.press(step, label)

    async def fill(self, step: int, label: str, values: Mapping[str, Any]) -> ActResult:
        """Open a dialog from a step's row, fill it in and submit it."""
        await self.press(step, label)
        result = await self.person.submit(values)
        await self.house.settle()
        return result

    async def start(self, values: Mapping[str, Any]) -> None:
        """Start the account's handoff with `/handoff` in the channel."""
        await self.person.command(f"/handoff {self.account.lower()}", channel=CHANNEL)
        await self.person.submit(values)
        await self.person.close_modal()
        await self.house.settle()


def text_of(block: Mapping[str, Any]) -> str:
    """A section's text; empty for anything else."""
    return str(block.get("text", {}).get("text", "")) if block.get("type") == "section" else ""


def row_starts(blocks: Blocks) -> dict[int, int]:
    """Step number → the place of the block that begins its row: `*5* Add …`, perhaps after a mark."""
    found: dict[int, int] = {}
    for at, block in enumerate(blocks):
        _, _, rest = text_of(block).partition("*")
        number, closed, _ = rest.partition("* ")
        if closed and number.isdecimal():
            found.setdefault(int(number), at)
    return found


def row_of(blocks: Blocks, step: int) -> Blocks:
    """The blocks of one step's row: from its title to the next step's, or to what is small print."""
    start = row_starts(blocks).get(step)
    if start is None:
        return ()
    ends = {*row_starts(blocks).values(), *(at for at, b in enumerate(blocks) if b["type"] == "context")}
    return blocks[start : min((at for at in ends if at > start), default=len(blocks) - 1)]
