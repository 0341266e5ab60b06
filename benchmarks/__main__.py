"""`python -m benchmarks`: measure everything and print it. The exit code says that it ran, not how fast."""

import argparse
import asyncio
import os
import platform
import tempfile
from pathlib import Path

import typer

from benchmarks import durable


def main() -> None:
    """Measure in a temporary folder."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("only", nargs="?", choices=["durable", "rendering"], help="one of the two parts")
    only = parser.parse_args().only
    typer.echo(f"Python {platform.python_version()}, {os.cpu_count()} cores\n")
    with tempfile.TemporaryDirectory(prefix="handoff-bench-") as folder:
        if only != "rendering":
            typer.echo(asyncio.run(durable.measure(Path(folder), durable.Size())))


if __name__ == "__main__":
    main()
