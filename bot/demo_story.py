"""`handoff demo`: Acme goes from Olivia to Noah, and Maya watches. A week and a half in a few seconds."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from zoneinfo import ZoneInfo

from bot.demo_hands import CHANNEL, Hands
from bot.demo_paper import Paper
from bot.try_house import House, StandingClock, open_house
from bot.views.actions import ACCEPT, TELL_BACK

START: Final = datetime(2026, 11, 16, 14, 0, tzinfo=UTC)
"""A Monday: three in the afternoon in Berlin, two in London, nine in the morning in New York."""

TARGET: Final = date(2026, 12, 18)
INTRANET: Final = "https://intranet.northwind.example"
BERLIN: Final = "Europe/Berlin"
NEW_YORK: Final = "America/New_York"

ANSWERS: Final = (
    "Rita Osei, head of platform. She likes a call better than mail",
    "the renewal in January; more seats if the pilot goes well",
    "1101, the audit log",
    "watch: the CFO is new",
    "I promised a review of their runners by the end of November",
)
"""What Olivia says, in the order in which a light handoff asks."""


async def play(write: Callable[[str], None]) -> None:
    """Play the handoff, writing each line as it happens. Reads the same every time."""
    with TemporaryDirectory(prefix="handoff-demo-") as folder:
        house = await open_house(StandingClock(START), Path(folder))
        try:
            await Story(house, Paper(write)).play()
        finally:
            await house.stop()


class Story:
    """The scenes, in order."""

    def __init__(self, house: House, paper: Paper) -> None:
        self.house = house
        self.paper = paper
        self.olivia = Hands(house, "Olivia", "Acme")
        self.noah = Hands(house, "Noah", "Acme")
        self.maya = Hands(house, "Maya", "Acme")
        self._heard: dict[str, str] = {}

    async def play(self) -> None:
        """From `/handoff` to closed."""
        self.paper.title("One handoff: Acme goes from Olivia to Noah, and Maya, Noah's manager, watches")
        for scene in (
            self.it_starts,
            self.everyone_hears,
            self.first_steps,
            self.what_only_olivia_knows,
            self.a_morning,
            self.the_tickets,
            self.what_became_possible,
            self.an_old_screen,
            self.the_call,
            self.the_email,
            self.noah_accepts,
            self.the_end,
        ):
            await scene()

    async def it_starts(self) -> None:
        """The command, a slip, and the start."""
        self._scene()
        olivia = self.olivia.person
        self._tell(f"Olivia types /handoff acme in #{CHANNEL}.")
        await olivia.command("/handoff acme", channel=CHANNEL)
        await olivia.fill(
            {
                "outgoing": "Olivia",
                "incoming": "Olivia",
                "incoming_manager": "Maya",
                "cause": "territory",
                "target": TARGET,
                "depth": "light",
                "channel": CHANNEL,
            }
        )
        await olivia.submit()
        self.paper.modal(olivia.modal)
        self._tell("She picks Noah and presses [Start] again.")
        await olivia.submit({"incoming": "Noah"})
        self.paper.modal(olivia.modal)
        await olivia.close_modal()
        await self.house.settle()

    async def everyone_hears(self) -> None:
        """The card, and a direct message to each."""
        self._card()
        for hands in (self.noah, self.olivia, self.maya):
            self._hear(hands, parts=3)

    async def first_steps(self) -> None:
        """A wrong input, an undo, a date."""
        await self._later(minutes=20)
        noah, olivia = self.noah, self.olivia
        self._tell("Noah begins with the CTA, and pastes its name instead of its link.")
        await noah.press(0, "Paste the link")
        await noah.person.submit({"evidence": "Acme handoff CTA"})
        self.paper.modal(noah.person.modal)
        self._tell("He pastes the link, and reads the handbook page.")
        await noah.person.submit({"evidence": f"{INTRANET}/cta/2077"})
        await noah.press(3, "Done")
        self._steps(noah, 0, 3)
        self._tell("Olivia has read hers. She also marks the internal meeting, by mistake.")
        await olivia.press(1, "Done")
        await olivia.press(4, "Done")
        self._steps(olivia, 1, 4)
        self._tell("She presses [Undo], and sets a date for her records.")
        await olivia.press(4, "Undo")
        await olivia.fill(2, "Set a date", {"due": START.date() + timedelta(days=1)})
        self._steps(olivia, 4, 2)

    async def what_only_olivia_knows(self) -> None:
        """Five questions, answered in plain words."""
        await self._later(minutes=30)
        olivia = self.olivia.person
        self._tell(
            "Olivia has ten minutes, and presses [Start]: five questions, as she chose the light kind."
        )
        await olivia.click("Start", self.olivia.checklist)
        await self.house.settle()
        for answer in ANSWERS:
            self.paper.message(olivia, olivia.dm[-1])
            self.paper.said(olivia, answer)
            await olivia.say(answer)
            await self.house.settle()
            self.house.clock.set(self.house.clock.now() + timedelta(minutes=1))
        self.paper.message(olivia, olivia.dm[-1])
        self._heard[self.olivia.name] = olivia.dm[-1].ts

    async def a_morning(self) -> None:
        """A digest, a question that shapes the list, parts ticked one by one."""
        await self._at(1, time(9), BERLIN)
        self._tell("Only Olivia has something for today, so only she hears.")
        self._hear(self.olivia)
        self._tell(
            "She says that there is a collaboration project, so its link is asked for, too. Then she ticks "
            "the parts and pastes both links."
        )
        await self.olivia.press(2, "Yes, there is")
        await self.olivia.tick(2, "The success plan says what holds today", "The CTAs say what holds today")
        await self.olivia.fill(
            2, "Link to the collaboration project", {"evidence": f"{INTRANET}/projects/acme"}
        )
        await self.olivia.fill(2, "Link to the meeting notes", {"evidence": f"{INTRANET}/notes/acme"})
        self._steps(self.olivia, 2)
        self._tell("Maya assigns the account to Noah in Gainsight; there are no child accounts.")
        await self.maya.press(9, "The account")
        self._steps(self.maya, 9)
        self._card()

    async def the_tickets(self) -> None:
        """The first hard order: the list of tickets comes before anybody leaves them."""
        await self._at(1, time(16, 30), BERLIN)
        olivia = self.olivia
        self._tell(
            "The two have met. Olivia marks that, adds Noah to the internal channels, passes on what was "
            "hers in Gainsight, and writes down the tickets she watches."
        )
        await olivia.press(4, "Done")
        await olivia.press(5, "Our internal channels")
        await olivia.tick(
            10, "Open CTAs, if there are any", "The success plan", "Its objectives", "Its tasks"
        )
        await olivia.fill(14, "The tickets you watch, or none", {"evidence": "1093 runners\n1101 audit log"})
        self._tell("Who created the calls in the calendar? She did. Is one planned already? Yes.")
        await olivia.press(11, "We did")
        await olivia.press(7, "Yes, there is one")
        self._steps(olivia, 7, 11, 14)

    async def what_became_possible(self) -> None:
        """The next morning in New York: what was unlocked is news."""
        await self._at(2, time(9), NEW_YORK)
        noah = self.noah
        self._hear(noah)
        self._tell(
            "Noah watches the project, reviews the tickets and subscribes. Now Olivia could leave them."
        )
        await noah.press(6, "Done")
        await noah.tick(
            13, "Open and pending tickets reviewed", "Subscribed to every ticket on Olivia's list"
        )
        self._steps(noah, 6, 13)
        self._steps(self.olivia, 14)

    async def an_old_screen(self) -> None:
        """A locked step is pressed, on a screen that has not caught up."""
        old = self.olivia.checklist
        self._tell("But Noah finds that he has missed one, and presses [Undo].")
        await self.noah.press(13, "Undo")
        self._tell("In the lift, Olivia's phone still shows the list as it was. She ticks “Watch list left”.")
        await self.olivia.press(14, "Watch list left", old)
        self.paper.modal(self.olivia.person.modal)
        await self.olivia.person.close_modal(everything=True)
        await self._later(minutes=40)
        self._tell("Noah subscribes to the last one, and Olivia leaves the tickets.")
        await self.noah.press(13, "Subscribed to every ticket on Olivia's list")
        await self.olivia.tick(14, "Watch list left", "CC fields left")
        self._steps(self.olivia, 14)

    async def the_call(self) -> None:
        """The introduction, and the second hard order: the new invite before the old events go."""
        await self._at(8, time(16), BERLIN)
        noah, olivia = self.noah, self.olivia
        self._tell("The cadence call. Olivia introduces Noah, and adds him to the customer's channels.")
        await olivia.press(7, "Done")
        await olivia.press(5, "Channels shared with the customer, if there are any")
        self._tell("Noah sends his own invite. Only now may Olivia's events go, and she deletes them.")
        await noah.press(12, "Done")
        await olivia.press(11, "Done")
        self._tell("The e-mail can wait until tomorrow.")
        await olivia.fill(8, "Set a date", {"due": START.date() + timedelta(days=9)})
        self._steps(olivia, 8, 7, 5, 11)

    async def the_email(self) -> None:
        """Done, right in the digest."""
        await self._at(9, time(9), BERLIN)
        self._hear(self.olivia)
        self._tell("She sends it, and presses [Done] right there.")
        await self.olivia.person.click("Done", self.olivia.person.dm[-1])
        await self.house.settle()
        self.paper.message(self.olivia.person, self.olivia.person.dm[-1], "The same message")

    async def noah_accepts(self) -> None:
        """Told back, the baton passes, once, after one question."""
        await self._at(9, time(9, 30), NEW_YORK)
        noah = self.noah
        self._hear(noah)
        self._tell("Noah has read what Olivia said, and presses [Tell Acme back].")
        await noah.person.click(TELL_BACK, noah.checklist)
        await self.house.settle()
        await noah.person.close_modal(everything=True)
        self._hear(noah)
        self._tell("He presses [Yes], and then [Accept Acme].")
        await noah.person.click("Yes", noah.person.dm[-1])
        await self.house.settle()
        self._hear(noah)
        self.paper.confirmation(noah.person.dm[-1], ACCEPT)
        await noah.person.click(ACCEPT, noah.person.dm[-1])
        await self.house.settle()
        self._card()
        for hands in (self.olivia, self.maya):
            self._hear(hands)

    async def the_end(self) -> None:
        """Closed."""
        await self._later(minutes=15)
        self._steps(self.noah, 15)
        self._tell("He needs no other sync, and presses [Close it].")
        await self.noah.press(15, "Close it")
        self._card()
        for hands in (self.noah, self.olivia, self.maya):
            self._hear(hands)

    def _tell(self, text: str) -> None:
        """Tell what comes next; a minute passes with it."""
        self.house.clock.set(self.house.clock.now() + timedelta(minutes=1))
        self.paper.tell(text)

    def _card(self) -> None:
        self.paper.message(self.maya.person, self.maya.person.messages(CHANNEL)[0], f"#{CHANNEL}")

    def _steps(self, hands: Hands, *steps: int) -> None:
        self.paper.steps(hands.person, hands.checklist, *steps)

    def _hear(self, hands: Hands, *, parts: int | None = None) -> None:
        """What came into the DM since the last time."""
        seen = self._heard.get(hands.name, "")
        for message in hands.person.dm:
            if message.ts > seen:
                self.paper.message(hands.person, message, parts=parts)
                self._heard[hands.name] = message.ts

    def _scene(self) -> None:
        people = [hands.person for hands in (self.olivia, self.maya, self.noah)]
        self.paper.time(self.house.clock.now(), people)

    async def _later(self, minutes: int) -> None:
        await self.house.travel(self.house.clock.now() + timedelta(minutes=minutes))
        self._scene()

    async def _at(self, days: int, hour: time, zone: str) -> None:
        day = START.date() + timedelta(days=days)
        await self.house.travel(datetime.combine(day, hour, ZoneInfo(zone)))
        self._scene()
