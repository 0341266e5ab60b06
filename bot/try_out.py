"""`handoff try`: the page on this machine, with a team to act as and a clock to move."""

import asyncio
import signal
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from bot.demo import PAST, furnish
from bot.try_house import RunningClock, monday_morning, open_house


async def run(port: int) -> None:
    """Serve the page on 127.0.0.1 until Ctrl-C."""
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    with TemporaryDirectory(prefix="handoff-try-") as folder:
        monday = monday_morning(datetime.now(UTC))
        house = await open_house(RunningClock(monday - PAST), Path(folder), port=port)
        try:
            await furnish(house, monday)
            typer.echo(
                f"\nThe handoff bot is ready: {house.sandbox.url}\nCtrl-C stops it; nothing is kept.\n"
            )
            await stopped.wait()
        finally:
            await house.stop()
