"""A pytest plugin: a PostgreSQL of our own, for the length of the run.

The first test that asks for it starts a cluster in a temporary folder, reached over a Unix socket only, as an
ordinary user when the tests run as root (PostgreSQL refuses root). Every process of xdist has its database in
it. Without PostgreSQL those tests are skipped.
"""

import fcntl
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import create_engine

from storage import schema
from storage.tables import metadata
from tests.support.needs import postgres, skip_without_postgres

_HOME = pytest.StashKey[Path]()
_OURS = pytest.StashKey[bool]()
_WORKER_INPUT = "postgres_home"
_SERVER_OPTIONS = "-c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=200"
_ORDINARY_USERS = ("postgres", "nobody")


class Cluster:
    """A PostgreSQL server in a folder. Several processes may hold the same one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self._data = home / "data"

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql+psycopg://handoff@/{database}?host={self.home}"

    def start_once(self) -> None:
        """Start the server, unless another process has."""
        with self._alone():
            if not (self._data / "postmaster.pid").exists():
                self._start()

    def stop(self) -> None:
        """Stop the server, if it was ever started, and remove its folder."""
        if (self._data / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def create(self, database: str) -> str:
        """Make a database with the tables of this version; return its address."""
        with psycopg.connect(host=str(self.home), user="handoff", dbname="postgres", autocommit=True) as one:
            one.execute(psycopg.sql.SQL("CREATE DATABASE {}").format(psycopg.sql.Identifier(database)))
        return self.url(database)

    def _start(self) -> None:
        if os.geteuid() == 0:
            shutil.chown(self.home, _ordinary_user())
        data = str(self._data)
        self._run("initdb", "-D", data, "-U", "handoff", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
        options = f"{_SERVER_OPTIONS} -k {self.home}"
        self._run("pg_ctl", "-D", data, "-l", str(self.home / "log"), "-w", "-o", options, "start")

    def _run(self, program: str, *arguments: str) -> None:
        folder = postgres()
        assert folder is not None
        as_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            user = _ordinary_user()
            as_user = {"user": user, "group": pwd.getpwnam(user).pw_gid, "extra_groups": []}
        subprocess.run(
            [str(folder / program), *arguments],
            check=True,
            cwd=self.home,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            **as_user,
        )

    @contextmanager
    def _alone(self) -> Iterator[None]:
        with (self.home / "lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield


def _ordinary_user() -> str:
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in _ORDINARY_USERS if name in known)


def _worker(config: pytest.Config) -> dict[str, Any]:
    """What a process of xdist was told by the one that started it."""
    return getattr(config, "workerinput", {})


def worker_name(config: pytest.Config) -> str:
    """What tells this process of xdist apart from the others."""
    return str(_worker(config).get("workerid", "main"))


def pytest_configure(config: pytest.Config) -> None:
    """Choose the folder; under xdist the process that starts the others does, and tells them."""
    told = _worker(config).get(_WORKER_INPUT)
    config.stash[_OURS] = told is None
    config.stash[_HOME] = Path(told or tempfile.mkdtemp(prefix="handoff-postgres-"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """Tell a process of xdist where the cluster is."""
    node.workerinput[_WORKER_INPUT] = str(node.config.stash[_HOME])


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the cluster when the run of whoever chose its folder is over."""
    if config.stash[_OURS]:
        Cluster(config.stash[_HOME]).stop()


@pytest.fixture(scope="session")
def postgres_cluster(request: pytest.FixtureRequest) -> Cluster:
    """A running server. Skips without PostgreSQL."""
    skip_without_postgres()
    cluster = Cluster(request.config.stash[_HOME])
    cluster.start_once()
    return cluster


@pytest.fixture(scope="session")
def postgres_url(postgres_cluster: Cluster, request: pytest.FixtureRequest) -> str:
    """The address of this process's database, with the tables of this version. Skips without PostgreSQL.

    What one test leaves there the next one finds: use `empty_postgres_url` unless that is wanted.
    """
    url = postgres_cluster.create(f"handoff_{worker_name(request.config)}")
    schema.upgrade(url)
    return url


@pytest.fixture
def empty_postgres_url(postgres_url: str) -> str:
    """The same database, without a row."""
    engine = create_engine(postgres_url)
    with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            connection.execute(table.delete())
    engine.dispose()
    return postgres_url
