"""`handoff demo` reads as it always has, and `handoff try` begins as it should.

A change of words changes the transcript. Read the new one, then keep it:
`HANDOFF_KEEP_TRANSCRIPT=1 make test ARGS=tests/scenarios/test_demo.py`
"""

import asyncio
import os
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE
from datetime import timedelta
from pathlib import Path

import aiohttp
import pytest

from bot import try_out as trial
from bot.demo import PAST, furnish
from bot.demo_story import START, play
from bot.errors import BotError
from bot.try_house import StandingClock, open_house

TRANSCRIPT = Path(__file__).parent / "transcripts" / "demo.txt"
KEEP = os.environ.get("HANDOFF_KEEP_TRANSCRIPT")
"""Read at import: tests see none of our variables."""


async def test_the_demo_reads_the_same_every_time() -> None:
    lines: list[str] = []
    await play(lines.append)
    told = "\n".join(lines) + "\n"
    if KEEP:
        TRANSCRIPT.parent.mkdir(exist_ok=True)
        TRANSCRIPT.write_text(told, "utf-8")
    assert told == TRANSCRIPT.read_text("utf-8"), f"{__doc__}"


@pytest.mark.parametrize("noise", ["U0", "C0", "<!date", "<@", ":lock:", "*", "http://127", "None"])
def test_the_demo_has_no_noise(noise: str) -> None:
    assert noise not in TRANSCRIPT.read_text("utf-8")


async def test_try_begins_with_one_handoff_under_way_and_one_to_start(tmp_path: Path) -> None:
    monday = START.replace(hour=7, minute=30)
    house = await open_house(StandingClock(monday - PAST), tmp_path)
    try:
        await furnish(house, monday)
        olivia = house.sandbox.person("Olivia")
        said = [message.plain() for message in olivia.messages("cs-handoffs")]
        assert any(text.startswith("*Globex* moves from Elena to *Olivia*") for text in said)
        assert any("/handoff acme" in text and "@Noah" in text for text in said)
        assert len(olivia.dm) == 1
        assert olivia.unread() == 0
        await house.travel(monday + timedelta(hours=1))
        digest = olivia.dm[-1].plain()
        assert digest.startswith("Two things today, Olivia.")
        assert "today is the day you set" in digest
    finally:
        await house.stop()


async def test_try_says_where_it_is_and_stops_cleanly_on_ctrl_c() -> None:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", "from bot.cli import main; main()", "try"),
        env={**os.environ, "PORT": "0"},
        stdout=PIPE,
        stderr=PIPE,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    said = await asyncio.wait_for(process.stdout.readuntil(b"nothing is kept.\n"), 30)
    address = re.search(r"http://127\.0\.0\.1:(\d+)/", said.decode())
    assert address is not None
    async with aiohttp.ClientSession() as session, session.get(address[0]) as answer:
        assert answer.status == 200
    process.send_signal(signal.SIGINT)
    assert await asyncio.wait_for(process.wait(), 30) == 0
    assert await process.stderr.read() == b""


async def test_try_names_another_port_when_this_one_is_taken() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        with pytest.raises(BotError, match=f"PORT={port + 1} make try"):
            await trial.run(port)
