"""The sandbox and the bot in one process, with one clock between them: for `try`, `demo` and the tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.app import Application, build
from bot.settings import Settings
from flows import calendar
from sandbox import Sandbox, demo_team

MANIFEST = Path(__file__).parent.parent / "manifest.yml"
START_HOUR = 8

UPDATES_PER_MINUTE = 6_000
"""In the sandbox one person plays ten, and a week passes in a minute: nobody should wait for Slack's pace."""


class RunningClock:
    """Real time, moved forward by whoever travels: it never stands still and never goes back."""

    def __init__(self, start: datetime) -> None:
        self._ahead = start - datetime.now(UTC)

    def now(self) -> datetime:
        """The sandbox's instant, aware UTC."""
        return datetime.now(UTC) + self._ahead

    def set(self, instant: datetime) -> None:
        """Move forward to an instant (aware); an earlier one is left alone."""
        self._ahead += max(instant - self.now(), timedelta())


class StandingClock:
    """Time that passes only when somebody travels: the same run reads the same twice."""

    def __init__(self, start: datetime) -> None:
        self._now = start.astimezone(UTC)

    def now(self) -> datetime:
        """The instant last travelled to, aware UTC."""
        return self._now

    def set(self, instant: datetime) -> None:
        """Move forward to an instant (aware); an earlier one is left alone."""
        self._now = max(self._now, instant.astimezone(UTC))


@dataclass
class House:
    """A sandbox with the bot in it."""

    sandbox: Sandbox
    bot: Application
    clock: RunningClock | StandingClock

    async def settle(self) -> None:
        """Until nothing is on its way: no delivery to the bot, nothing to say, nothing to redraw."""
        await self.sandbox.settle()
        await self.bot.run_until_quiet()

    async def travel(self, target: datetime) -> None:
        """Go to an instant, stopping at each one at which something is due: a week shows five mornings."""
        await self.settle()
        while (due := await self.bot.next_due()) is not None and due <= target:
            self.clock.set(due)
            await self.settle()
            if await self.bot.next_due() == due:
                break
        self.clock.set(target)
        await self.settle()

    async def stop(self) -> None:
        """The bot first, so that it says goodbye to an open door."""
        await self.bot.stop()
        await self.sandbox.stop()


async def open_house(
    clock: RunningClock | StandingClock, folder: Path, *, port: int = 0, settings: Settings | None = None
) -> House:
    """Start the sandbox and the bot in it; everything the bot keeps is in `folder`."""
    house: list[House] = []

    async def travel(target: datetime) -> None:
        await house[0].travel(target)

    sandbox = Sandbox(MANIFEST.read_text("utf-8"), clock, demo_team(), port, travel=travel)
    await sandbox.start()
    bot = await build(settings or settings_for(sandbox, folder), clock, pace=timedelta())
    await bot.start()
    house.append(House(sandbox, bot, clock))
    return house[0]


def settings_for(sandbox: Sandbox, folder: Path, **more: object) -> Settings:
    """The settings of a bot that lives in the sandbox; nothing is read from the environment's Slack."""
    given: dict[str, object] = {
        "slack_bot_token": sandbox.bot_token,
        "slack_app_token": sandbox.app_token,
        "slack_signing_secret": sandbox.signing_secret,
        "slack_api_url": sandbox.api_url,
        "database_url": f"sqlite:///{folder / 'try.sqlite3'}",
        "handoff_manager_confirms": False,
        "handoff_updates_per_minute": UPDATES_PER_MINUTE,
        **more,
    }
    return Settings.load(_env_file=None, **given)


def monday_morning(now: datetime) -> datetime:
    """The next Monday, a little before nine in Berlin, where the story begins."""
    zone = ZoneInfo("Europe/Berlin")
    day = calendar.local_day(now, zone)
    monday = day + timedelta(days=(7 - day.weekday()) % 7 or 7)
    return calendar.slot(monday, START_HOUR, zone) + timedelta(minutes=30)
