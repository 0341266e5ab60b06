"""`python -m benchmarks`: measure everything and print it. The exit code says that it ran, not how fast."""

import argparse
import asyncio
import os
import platform
import tempfile
from pathlib import Path

import typer

from benchmarks import attention, durable, rendering

PARTS = ("attention", "durable", "rendering")


def main() -> None:
    """Measure in a temporary folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("only", nargs="?", choices=PARTS, help="one of the parts")
    only = parser.parse_args().only
    typer.echo(f"Python {platform.python_version()}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory(prefix="handoff-bench-") as folder:
        asyncio.run(_measure(Path(folder), only))


async def _measure(folder: Path, only: str | None) -> None:
    if only in (None, "attention"):
        for figures in await attention.measure(folder):
            typer.echo(f"\n{figures}")
    if only in (None, "durable"):
        typer.echo(f"\n{await durable.measure(folder, durable.Size())}")
    if only in (None, "rendering"):
        for section in await rendering.measure(folder, rendering.Size()):
            typer.echo(f"\n{section}")


if __name__ == "__main__":
    main()
