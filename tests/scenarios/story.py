"""A workspace with the bot in it, and short ways to be somebody there: what scenarios are written with."""

import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.app import build
from bot.settings import Settings
from bot.try_house import MANIFEST, House, StandingClock
from bot.views import actions
from bot.views.actions import Target
from flows.desk import reading_back
from flows.desk.acting import Act
from flows.handoff import Handoff
from sandbox import Sandbox, demo_team
from sandbox.driver import Person
from sandbox.model import Message
from sandbox.results import ActResult

MONDAY = datetime(2026, 11, 16, 7, 30, tzinfo=UTC)
"""When every scenario begins: half past eight on a Monday in Berlin."""

CHANNEL = "cs-handoffs"

UNHURRIED = 30.0
"""Seconds for whatever Slack wants within three: these scenarios ask what happens, not how fast."""

QUIET = 0.005
"""Seconds without traffic after which nothing is on its way: every act returns after its ack."""


@dataclass(frozen=True)
class World:
    """Where the bot runs: its database, how Slack reaches it, and its settings."""

    database: str
    http: bool = False
    settings: dict[str, Any] = field(default_factory=dict)


class Story:
    """One workspace. Every act settles: what it causes has been said and drawn when it returns."""

    def __init__(self, house: House, world: World) -> None:
        self.house = house
        self.world = world
        self.sandbox = house.sandbox
        self.clock = house.clock
        self.olivia, self.noah, self.maya, self.priya = map(self.person, ("Olivia", "Noah", "Maya", "Priya"))

    def person(self, name: str) -> Person:
        """Somebody of the demo team, by first name."""
        return self.sandbox.person(name)

    async def settle(self) -> None:
        """Until everything has been said and drawn."""
        await self.sandbox.settle(QUIET)
        await self.house.bot.run_until_quiet()

    async def start(self, by: Person | None = None, account: str = "Acme", **filled: Any) -> ActResult:
        """Start a handoff from Olivia to Noah under Maya, by Noah unless told; its card goes to CHANNEL."""
        starter = by or self.noah
        await starter.command("/handoff", channel=CHANNEL)
        terms: dict[str, Any] = {
            "account": account,
            "outgoing": "Olivia",
            "incoming": "Noah",
            "incoming_manager": "Maya",
            "cause": "territory",
            "channel": CHANNEL,
        }
        terms.update(filled)
        given = {name: value for name, value in terms.items() if value is not None}
        result = await starter.submit(given)
        await self.settle()
        return result

    async def click(
        self, who: Person, target: str, value: Any = None, message: Message | None = None
    ) -> ActResult:
        """Press something in the DM with the bot (or in a message), which has to be there."""
        result = await who.click(target, message, str(value) if isinstance(value, Target) else value)
        await self.settle()
        return result

    async def done(self, who: Person, *steps: str, account: str = "Acme") -> None:
        """Press the plain Done of these steps in the person's checklist."""
        handoff = (await self.handoff(account)).id
        for step in steps:
            pressed = await self.click(who, actions.DONE, Target(handoff, step), self.checklist(who, account))
            assert pressed.ok, pressed

    async def menu(
        self, who: Person, step: str, verb: str, account: str = "Acme", **filled: Any
    ) -> ActResult:
        """Choose an entry of a step's menu in the checklist, and submit its dialog when told to."""
        handoff = (await self.handoff(account)).id
        shown = self.checklist(who, account)
        result = await self.click(who, actions.MENU, Target(handoff, step, "", verb), shown)
        return await self.submit(who, **filled) if filled else result

    async def give(self, who: Person, step: str, text: str, part: str = "") -> ActResult:
        """Press the button that asks for a link or text, and give it."""
        action = f"{actions.GIVE}_{part}" if part else actions.GIVE
        at = Target((await self.handoff()).id, step, part)
        await self.click(who, action, at, self.checklist(who))
        return await self.submit(who, evidence=text)

    async def tick(self, who: Person, *labels: str) -> None:
        """Press these check boxes in the checklist."""
        for label in labels:
            await self.click(who, label, message=self.checklist(who))

    async def say_fact(self, who: Person, label: str) -> None:
        """Answer a question in the checklist."""
        await self.click(who, label, message=self.checklist(who))

    async def whole(self, who: Person, verb: str, account: str = "Acme", **filled: Any) -> ActResult:
        """Choose an entry of the handoff's menu in the checklist; submit its dialog, when told to."""
        at = Target((await self.handoff(account)).id, "", "", verb)
        result = await self.click(who, actions.HANDOFF_MENU, at, self.checklist(who, account))
        return await self.submit(who, **filled) if filled else result

    async def submit(self, who: Person, **filled: Any) -> ActResult:
        """Fill and submit the open dialog."""
        result = await who.submit(filled)
        await self.settle()
        return result

    async def handoff(self, account: str = "Acme") -> Handoff:
        """The newest handoff of that account as it is stored."""

        def look(uow: Any) -> Handoff | None:
            known = uow.accounts.named_or_new(account)
            found = uow.handoffs.open_for(known.id)
            return uow.handoffs.get(found) if found is not None else None

        return found_or_fail(await self.house.bot.office.tick(look))

    async def by_id(self, handoff_id: int) -> Handoff:
        """A handoff as it is stored, open or not."""
        return found_or_fail(await self.house.bot.office.look(lambda uow: uow.handoffs.get(handoff_id)))

    async def pass_time(self, **length: float) -> None:
        """Let time pass, stopping wherever something is due."""
        await self.house.travel(self.clock.now() + timedelta(**length))

    async def accept(self) -> ActResult:
        """Noah has told Acme back and Olivia has agreed, in their conversation; now he presses Accept."""
        handoff, office, at = await self.handoff(), self.house.bot.office, self.clock.now()
        his, hers = (Act(who.id, f"told back by {who.id}", at) for who in (self.noah, self.olivia))
        rules = self.house.bot.rules
        await office.act(lambda uow: reading_back.say(uow, his, handoff.id, "A good account.", rules))
        await office.act(lambda uow: reading_back.correct(uow, hers, handoff.id, None, rules))
        await self.settle()
        return await self.click(self.noah, actions.ACCEPT, Target(handoff.id), self.checklist(self.noah))

    async def restart(self) -> None:
        """Stop the bot, and start it anew on the same database."""
        await self.house.bot.stop()
        self.house.bot = await build(self.house.bot.settings, self.clock, pace=timedelta())
        await self.house.bot.start()
        await self.sandbox.connected()

    async def changes(self, handoff_id: int, kind: str) -> int:
        """How many events of that kind the history of a handoff has."""
        last = await self.house.bot.office.look(lambda uow: uow.history.last(handoff_id, limit=200))
        return sum(event.kind == kind for recorded in last for event in recorded.events)

    async def tells_back(self, account: str = "Acme", words: str = "Stable, with a hard renewal.") -> None:
        """Noah tells the account back; Olivia finds that in her next bundle, and says that it is right."""
        await self.click(self.noah, f"Tell {account} back", message=self.checklist(self.noah, account))
        assert (await self.submit(self.noah, words=words)).ok
        await self.until(self.olivia, "That's right")
        await self.click(self.olivia, "That's right")

    async def until(self, who: Person, button: str, hours: int = 80) -> None:
        """Let time pass until the newest message with that button is there."""
        for _ in range(hours):
            if any(button in message.buttons() for message in who.dm):
                return
            await self.pass_time(hours=1)
        raise AssertionError(self.dm_text(who))

    def checklist(self, who: Person, account: str = "Acme") -> Message:
        """The person's newest checklist of that account."""
        lists = [m for m in who.dm if "All steps" in m.buttons() and f"*{account}*" in m.plain()]
        return lists[-1]

    def card(self, account: str = "Acme", channel: str = CHANNEL) -> Message:
        """The account's card in the channel."""
        return next(m for m in reversed(self.maya.messages(channel)) if f"*{account}*" in m.plain())

    def dm_text(self, who: Person) -> str:
        """Everything that stands in the person's DM, oldest first."""
        return "\n".join(message.plain() for message in who.dm)

    def news(self, who: Person) -> list[str]:
        """What the bot has said to a person, checklists left out, oldest first."""
        bot = self.sandbox.core.app.bot_user_id
        return [m.plain() for m in who.dm if m.user == bot and "All steps" not in m.buttons()]


def found_or_fail(handoff: Handoff | None) -> Handoff:
    """The handoff, which has to exist."""
    assert handoff is not None
    return handoff


@asynccontextmanager
async def told(world: World, clock: StandingClock | None = None) -> AsyncIterator[Story]:
    """Open a workspace with the bot in it, and close it."""
    house = await open_house(world, clock or StandingClock(MONDAY))
    try:
        yield Story(house, world)
    finally:
        await house.stop()


async def open_house(world: World, clock: StandingClock) -> House:
    """The sandbox and the bot, connected the way the world says."""
    house: list[House] = []

    async def travel(target: datetime) -> None:
        await house[0].travel(target)

    port = free_port() if world.http else 0
    address = f"http://127.0.0.1:{port}/slack/events" if world.http else None
    sandbox = Sandbox(
        MANIFEST.read_text("utf-8"),
        clock,
        demo_team(),
        request_url=address,
        travel=travel,
        retry_delays=(0.0,),
        ack_seconds=UNHURRIED,
    )
    await sandbox.start()
    try:
        bot = await build(settings_of(sandbox, world, port), clock, pace=timedelta())
    except BaseException:
        await sandbox.stop()
        raise
    await bot.start()
    house.append(House(sandbox, bot, clock))
    return house[0]


def settings_of(sandbox: Sandbox, world: World, port: int) -> Settings:
    """The bot's settings in that world."""
    given: dict[str, Any] = {
        "slack_bot_token": sandbox.bot_token,
        "slack_signing_secret": sandbox.signing_secret,
        "slack_api_url": sandbox.api_url,
        "database_url": world.database,
        "handoff_manager_confirms": False,
        "handoff_updates_per_minute": 100_000,
        "port": port,
    }
    if not world.http:
        given["slack_app_token"] = sandbox.app_token
    return Settings.load(_env_file=None, **{**given, **world.settings})


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def sqlite(file: Path) -> str:
    """The address of a SQLite file."""
    return f"sqlite:///{file}"
