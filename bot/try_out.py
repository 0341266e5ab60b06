"""`handoff try`: the page on this machine, with a team to act as and a clock to move."""

import asyncio
import errno
import signal
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import typer

from bot.demo import PAST, furnish
from bot.errors import BotError
from bot.try_house import House, RunningClock, monday_morning, open_house

READY = """
The handoff bot is ready: {url}

You are Olivia. In #cs-handoffs Maya asks for a handoff of Acme: type /handoff acme there. Become somebody
else, or move the clock, at the top of the page. Ctrl-C stops it; nothing is kept.
"""


async def run(port: int) -> None:
    """Serve the page on 127.0.0.1 until Ctrl-C."""
    stopped = asyncio.Event()
    for sign in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(sign, stopped.set)
    with TemporaryDirectory(prefix="handoff-try-") as folder:
        monday = monday_morning(datetime.now(UTC))
        house = await _open(RunningClock(monday - PAST), Path(folder), port)
        try:
            await furnish(house, monday)
            typer.echo(READY.format(url=house.sandbox.url))
            await stopped.wait()
        finally:
            await house.stop()


async def _open(clock: RunningClock, folder: Path, port: int) -> House:
    try:
        return await open_house(clock, folder, port=port)
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        taken = f"Something else uses port {port} already. Name another: PORT={port + 1} make try"
        raise BotError(taken) from None
