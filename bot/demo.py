"""The furniture of `handoff try`: demo people who did what people do, before anybody opens the page."""

from datetime import datetime, timedelta
from typing import Final

from bot.demo_hands import CHANNEL, Hands
from bot.try_house import House

PAST: Final = timedelta(days=3, hours=22, minutes=30)
"""How long before the Monday of the story the page's past begins: Thursday, ten in Berlin."""


async def furnish(house: House, monday: datetime) -> None:
    """Globex under way since Thursday, and Acme ready to start; the clock then stands at `monday` (aware).

    Expects a clock at `monday` minus `PAST`. On Monday morning Olivia's digest has something to say.
    """
    await _chatter(house)
    await _globex_begins(house, monday)
    await house.travel(monday - timedelta(days=2, hours=18))
    await _globex_goes_on(house, monday)
    await house.travel(monday)
    await _acme_waits(house)


async def _chatter(house: House) -> None:
    elena, sam, priya = (house.sandbox.person(name) for name in ("Elena", "Sam", "Priya"))
    await sam.say("The new runner sizing sheet is in the wiki, if anyone needs it for a call.", "general")
    await elena.say("Thanks, just in time for Globex.", "general")
    await priya.say(
        f"{elena.mention} takes on the public sector team, so *Globex* goes to "
        f"{house.sandbox.person('Olivia').mention}. Thank you both!",
        CHANNEL,
    )


async def _globex_begins(house: House, monday: datetime) -> None:
    olivia, elena = Hands(house, "Olivia", "Globex"), Hands(house, "Elena", "Globex")
    await olivia.start(
        {
            "outgoing": "Elena",
            "incoming": "Olivia",
            "incoming_manager": "Priya",
            "account_executive": "Aaron",
            "solutions_architect": "Sam",
            "cause": "balance",
            "target": (monday + timedelta(days=18)).date(),
            "channel": CHANNEL,
        }
    )
    await olivia.fill(0, "Paste the link", {"evidence": "https://gainsight.northwind.example/cta/2041"})
    await olivia.press(3, "Done")
    await elena.press(1, "Done")
    await elena.press(2, "No, there isn't")
    await elena.tick(2, "The success plan says what holds today", "The CTAs say what holds today")
    await elena.press(4, "Done")
    await elena.press(7, "Yes, there is one")
    await elena.press(11, "We did")


async def _globex_goes_on(house: House, monday: datetime) -> None:
    olivia, elena = Hands(house, "Olivia", "Globex"), Hands(house, "Elena", "Globex")
    await elena.press(5, "Our internal channels")
    await elena.fill(14, "The tickets you watch, or none", {"evidence": "1182 runner queue\n1207 SSO"})
    day = monday.date()
    await elena.fill(
        7,
        "Waiting on somebody",
        {"on": "Globex", "until": day + timedelta(days=2)},
    )
    await elena.fill(8, "Set a date", {"due": day + timedelta(days=3)})
    await olivia.fill(12, "Set a date", {"due": day})


async def _acme_waits(house: House) -> None:
    """The last thing before the page opens, and the only one that nobody has read."""
    _all_read(house)
    olivia, noah, maya = (house.sandbox.person(name) for name in ("Olivia", "Noah", "Maya"))
    await maya.say(
        f"With the new territories *Acme* moves from {olivia.mention} to {noah.mention}, ideally within a "
        "month. Could one of you start it, please? Type `/handoff acme` here.",
        CHANNEL,
    )


def _all_read(house: House) -> None:
    for name in ("Olivia", "Noah", "Maya", "Priya", "Aaron", "Sam", "Elena"):
        person = house.sandbox.person(name)
        person.read()
        for channel in ("general", CHANNEL):
            person.read(channel)
