"""A PostgreSQL server of our own, when this machine has one to start: durable, on a Unix socket only."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

_USER = "handoff"


@dataclass(frozen=True)
class Server:
    """A running server, by the folder of its socket."""

    home: Path

    def create(self, database: str) -> str:
        """Make an empty database; return its address."""
        with psycopg.connect(host=str(self.home), user=_USER, dbname="postgres", autocommit=True) as one:
            one.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(database)))
        return f"postgresql+psycopg://{_USER}@/{database}?host={self.home}"


@contextmanager
def postgres_server() -> Iterator[Server | None]:
    """A server while the block runs; None where its programs are not installed."""
    programs = _programs()
    if programs is None:
        yield None
        return
    home = Path(tempfile.mkdtemp(prefix="handoff-bench-"))
    user = _ordinary_user(home)
    data = str(home / "data")
    try:
        _run(programs / "initdb", "-D", data, "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale=C", **user)
        options = f"-c listen_addresses= -k {home}"
        _run(programs / "pg_ctl", "-D", data, "-l", str(home / "log"), "-w", "-o", options, "start", **user)
        try:
            yield Server(home)
        finally:
            _run(programs / "pg_ctl", "-D", data, "-m", "fast", "stop", **user)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _programs() -> Path | None:
    """The folder of `initdb`: Debian's newest, which is not on the PATH, else the PATH's."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parent.name))
    on_path = shutil.which("initdb")
    return debian[-1] if debian else Path(on_path).parent if on_path else None


def _ordinary_user(home: Path) -> dict[str, Any]:
    """PostgreSQL does not run as root: then it runs as Debian's user for it, who gets the folder."""
    if os.geteuid() != 0:
        return {}
    user = pwd.getpwnam("postgres")
    shutil.chown(home, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(program: Path, *arguments: str, **user: Any) -> None:
    silent: dict[str, Any] = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL}
    subprocess.run([str(program), *arguments], check=True, cwd="/", **silent, **user)
