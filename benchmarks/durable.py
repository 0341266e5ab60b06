"""A durable Done over signed HTTP, against a bare Bolt app that only acks.

Both servers run for the whole measurement, each in a process of its own, and take turns with the same bodies
from the same client. The bot is `handoff run` as people start it, with its dispatcher, refresher and ticks;
after every round its file is read by a connection of our own: each click that was acked must be there.
"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks import book, processes
from benchmarks.clicks import clicks
from benchmarks.load import Load
from benchmarks.report import Figure, Section
from benchmarks.slack import Slack, little_slack

SECRET = "a-signing-secret-of-the-benchmark"
_DONE = "SELECT count(DISTINCT changes.handoff_id || events.step) FROM changes JOIN events ON change_id = id"


@dataclass(frozen=True)
class Size:
    """How much is pressed: in each of `rounds`, `busy` clicks over 16 connections and `alone` over one."""

    handoffs: int = 300
    warm_up: int = 24
    rounds: int = 7
    busy: int = 500
    alone: int = 100
    connections: int = 16


class NotDurable(AssertionError):
    """An ack came for a change that is not in the database."""


@dataclass
class Side:
    """One server: where it listens; acks a second and milliseconds for an answer, round by round."""

    port: int
    paces: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)

    async def press(self, bodies: Sequence[str], connections: int) -> Load:
        """Press each; raises NotDurable when one was not answered with 200."""
        load = await processes.load(self.port, SECRET, bodies, connections)
        if load.refused:
            raise NotDurable(f"{load.refused} of {len(bodies)} clicks were not acknowledged")
        return load

    async def busy(self, bodies: Sequence[str], connections: int) -> None:
        """One round over many connections."""
        load = await self.press(bodies, connections)
        self.paces.append(len(bodies) / load.seconds)

    async def alone(self, bodies: Sequence[str]) -> None:
        """One round over one connection."""
        load = await self.press(bodies, 1)
        self.waits.append(1000 * median(load.latencies))


@dataclass
class Measurement:
    """Both sides, the file that the bot writes, and the clicks that are still to come."""

    bare: Side
    bot: Side
    file: Path
    size: Size
    waiting: Iterator[str]
    clicked: int = 0

    def take(self, count: int) -> list[str]:
        """The next clicks."""
        self.clicked += count
        return [next(self.waiting) for _ in range(count)]

    async def round(self, number: int) -> None:
        """The same clicks for both, the one first in even rounds and the other in odd ones."""
        busy, alone = self.take(self.size.busy), self.take(self.size.alone)
        for side in (self.bare, self.bot)[:: 1 if number % 2 else -1]:
            await side.busy(busy, self.size.connections)
            await side.alone(alone)
        self.verify()

    async def warm_up(self, bodies: Sequence[str]) -> None:
        """Let both see every kind of click before anything is timed."""
        self.clicked += len(bodies)
        for side in (self.bare, self.bot):
            await side.press(bodies, self.size.connections)
        self.verify()

    def verify(self) -> None:
        """Raises NotDurable unless every click is a step that is done in the file, and nothing else is."""
        with closing(sqlite3.connect(f"file:{self.file}?mode=ro", uri=True)) as reader:
            (found,) = reader.execute(f"{_DONE} WHERE kind = 'step_done'").fetchone()
        if found != self.clicked:
            raise NotDurable(f"{self.clicked} clicks were acknowledged, {found} steps are done")


async def measure(folder: Path, size: Size) -> Section:
    """Write the book, start both servers, press round by round."""
    file = folder / "durable.sqlite3"
    handoffs = await book.fill(f"sqlite:///{file}", size.handoffs + size.warm_up)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(little_slack())
        bare, bot = Side(processes.free_port()), Side(processes.free_port())
        settings = _settings(slack, file, bot.port)
        await stack.enter_async_context(
            processes.serving((*processes.BARE, str(bare.port)), bare.port, settings, folder)
        )
        await stack.enter_async_context(processes.serving(processes.BOT, bot.port, settings, folder))
        pressed = Measurement(bare, bot, file, size, iter(clicks(handoffs[: size.handoffs])))
        await pressed.warm_up(clicks(handoffs[size.handoffs :]))
        for number in range(size.rounds):
            await pressed.round(number)
    return _section(pressed, slack)


def _settings(slack: Slack, file: Path, port: int) -> dict[str, str]:
    return {
        "SLACK_BOT_TOKEN": "xoxb-benchmark",
        "SLACK_SIGNING_SECRET": SECRET,
        "SLACK_API_URL": slack.api_url,
        "DATABASE_URL": f"sqlite:///{file}",
        "PORT": str(port),
    }


def _section(pressed: Measurement, slack: Slack) -> Section:
    size, bare, bot = pressed.size, pressed.bare, pressed.bot
    timed = size.rounds * (size.busy + size.alone)
    busy = Figure(f"{size.connections} connections", bare.paces, bot.paces, "acks/s", at_least=0.5)
    alone = Figure("1 connection", bare.waits, bot.waits, "ms", at_most=0.5)
    return Section(
        f"A durable Done over signed HTTP: {timed:,} different clicks over {size.handoffs} handoffs, "
        f"medians of {size.rounds} rounds",
        ("bare Bolt", "handoff bot"),
        (busy, alone),
        (
            f"{size.connections} connections, ratio of each round: {_ratios(bot.paces, bare.paces)}",
            f"1 connection, ratio of each round: {_ratios(bot.waits, bare.waits)}",
            f"in the database after each round: every one of the {pressed.clicked:,} acknowledged clicks",
            f"redrawn meanwhile: {slack.calls['chat.update']} messages, {slack.calls['views.publish']} Homes",
        ),
    )


def _ratios(ours: Sequence[float], theirs: Sequence[float]) -> str:
    return " ".join(f"{mine / other:.2f}" for mine, other in zip(ours, theirs, strict=True))
