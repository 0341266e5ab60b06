"""The load client, in a process of its own: signed requests over kept connections, one after the other.

Run as a module it reads a job as JSON from standard input and writes a `Load` as JSON to standard output.
Everything is signed and encoded before the clock starts.
"""

import asyncio
import gc
import json
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field

from slack_sdk.signature import SignatureVerifier

from benchmarks.clicks import CONTENT_TYPE
from bot.web import EVENTS_PATH

Connection = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Load:
    """What came of some requests: seconds in all and of each, and how many were not answered with 200."""

    seconds: float = 0.0
    latencies: list[float] = field(default_factory=list)
    refused: int = 0


async def press(port: int, secret: str, bodies: Sequence[str], connections: int) -> Load:
    """Post each body once, over so many connections; one answer is awaited before the next is sent."""
    requests = _signed(port, secret, bodies)
    opened = [await asyncio.open_connection("127.0.0.1", port) for _ in range(connections)]
    load, waiting = Load(), iter(requests)
    gc.collect()
    gc.disable()
    began = time.perf_counter()
    await asyncio.gather(*(_press(connection, waiting, load) for connection in opened))
    load.seconds = time.perf_counter() - began
    gc.enable()
    for _, writer in opened:
        writer.close()
    return load


def _signed(port: int, secret: str, bodies: Sequence[str]) -> list[bytes]:
    verifier, stamp = SignatureVerifier(secret), str(int(time.time()))
    return [
        (
            f"POST {EVENTS_PATH} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\n"
            f"Content-Type: {CONTENT_TYPE}\r\nContent-Length: {len(body)}\r\n"
            f"X-Slack-Request-Timestamp: {stamp}\r\n"
            f"X-Slack-Signature: {verifier.generate_signature(timestamp=stamp, body=body)}\r\n\r\n{body}"
        ).encode()
        for body in bodies
    ]


async def _press(connection: Connection, waiting: Iterator[bytes], load: Load) -> None:
    reader, writer = connection
    for request in waiting:
        began = time.perf_counter()
        writer.write(request)
        head = await reader.readuntil(b"\r\n\r\n")
        await reader.readexactly(_length(head))
        load.latencies.append(time.perf_counter() - began)
        load.refused += not head.startswith(b"HTTP/1.1 200")


def _length(head: bytes) -> int:
    _, _, after = head.lower().partition(b"content-length:")
    return int(after.split(b"\r\n", 1)[0] or 0)


def main() -> None:
    """Do the job that standard input describes."""
    job = json.load(sys.stdin)
    json.dump(asdict(asyncio.run(press(**job))), sys.stdout)


if __name__ == "__main__":
    main()
