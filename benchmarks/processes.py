"""The processes of a measurement: each server in its own, each round's load client in its own."""

import asyncio
import json
import os
import socket
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from benchmarks.load import Load

ROOT = Path(__file__).parent.parent
BOT = ("-c", "from bot.cli import main; main()", "run")
BARE = ("-m", "benchmarks.bare")
STARTED_WITHIN = 30.0


@asynccontextmanager
async def serving(
    command: Sequence[str], port: int, settings: Mapping[str, str], folder: Path
) -> AsyncIterator[None]:
    """Run a Python program with these settings in the folder, from when it listens until the block ends."""
    environment = {"PATH": os.environ.get("PATH", ""), "PYTHONPATH": str(ROOT), **settings}
    with (folder / f"{port}.log").open("wb") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable, *command, cwd=folder, env=environment, stdout=log, stderr=log
        )
    try:
        await _listening(process, port, folder)
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _listening(process: Process, port: int, folder: Path) -> None:
    """Wait until the port answers. Raises RuntimeError, with what the process said, when it ends instead."""
    async with asyncio.timeout(STARTED_WITHIN):
        while process.returncode is None:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                return
    raise RuntimeError((folder / f"{port}.log").read_text())


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def load(port: int, secret: str, bodies: Sequence[str], connections: int) -> Load:
    """Press in a fresh client process."""
    job = {"port": port, "secret": secret, "bodies": bodies, "connections": connections}
    client = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "benchmarks.load", cwd=ROOT, stdin=PIPE, stdout=PIPE
    )
    told, _ = await client.communicate(json.dumps(job).encode())
    if client.returncode != 0:
        raise RuntimeError("the load client failed")
    return Load(**json.loads(told))
