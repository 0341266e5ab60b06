"""What some tests need beyond Python, where it is found, and how its absence is said.

A test that cannot run is skipped with a reason that starts with one of `NEEDS`. `tests/support/skips.py`
counts those aloud in the last lines, and turns any skip into a failure under `CI=true`.
"""

import os
import shutil
from functools import cache
from pathlib import Path

import pytest

CHROMIUM = "needs Chromium"
POSTGRES = "needs PostgreSQL"
NEEDS = (CHROMIUM, POSTGRES)
REMEDY = "make tools"

_BROWSERS = ("chromium", "chromium-browser", "google-chrome")
_MAC_BROWSERS = "*Chrom*.app/Contents/MacOS/*Chrom*"


@cache
def chromium() -> Path | None:
    """The browser to run: `HANDOFF_CHROMIUM`, else the first on the PATH, else macOS's, else None."""
    named = os.environ.get("HANDOFF_CHROMIUM")
    if named:
        return Path(named)
    on_path = (shutil.which(name) for name in _BROWSERS)
    found = next((program for program in on_path if program), None)
    if found:
        return Path(found)
    return next(iter(sorted(Path("/Applications").glob(_MAC_BROWSERS))), None)


@cache
def postgres() -> Path | None:
    """The folder of `initdb`: `HANDOFF_POSTGRES`, else Debian's newest, else the PATH's, else None.

    Debian keeps the server's programs off the PATH, one folder a version.
    """
    named = os.environ.get("HANDOFF_POSTGRES")
    if named:
        return Path(named)
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=_version)
    on_path = shutil.which("initdb")
    program = debian[-1] if debian else Path(on_path) if on_path else None
    return program.parent if program else None


def _version(initdb: Path) -> tuple[int, ...]:
    return tuple(int(part) for part in initdb.parts[-3].split(".") if part.isdigit())


def skip_without_postgres() -> None:
    """Skip the running test, or the fixture's, when there is no PostgreSQL here."""
    if postgres() is None:
        pytest.skip(f"{POSTGRES}: {REMEDY}")


def skip_without_chromium() -> None:
    """Skip the running test, or the fixture's, when there is no Chromium here."""
    if chromium() is None:
        pytest.skip(f"{CHROMIUM}: {REMEDY}")


requires_chromium = pytest.mark.skipif(chromium() is None, reason=f"{CHROMIUM}: {REMEDY}")
requires_postgres = pytest.mark.skipif(postgres() is None, reason=f"{POSTGRES}: {REMEDY}")
