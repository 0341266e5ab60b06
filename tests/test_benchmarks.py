"""The benchmarks measure what they say they do: a tiny round of each, and nothing is asked of its speed."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks import book, rendering
from benchmarks.clicks import clicks
from benchmarks.crowd import multiply
from benchmarks.durable import Measurement, NotDurable, Side, Size, measure
from benchmarks.report import Figure, Section
from tests.support.postgres import Cluster

TINY = Size(handoffs=2, warm_up=1, rounds=1, busy=20, alone=8, connections=4)
FEW = rendering.Size(handoffs=4, teams=3, drawings=10)


def counted(file: Path, table: str) -> int:
    """How many rows a table of the file has."""
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])


async def test_every_click_of_a_round_is_in_the_file(tmp_path: Path) -> None:
    section = await measure(tmp_path, TINY)
    assert [figure.what for figure in section.figures] == ["4 connections", "1 connection"]
    assert all(min(*figure.theirs, *figure.ours) > 0 for figure in section.figures)
    assert "every one of the 42 acknowledged clicks" in str(section)


async def test_an_ack_without_its_change_is_seen(tmp_path: Path) -> None:
    file = tmp_path / "few.sqlite3"
    handoffs = await book.fill(f"sqlite:///{file}", 1, ticked=2)
    nobody = Side(0)
    pressed = Measurement(nobody, nobody, file, TINY, iter(clicks(handoffs)), clicked=2)
    pressed.verify()
    pressed.take(1)
    with pytest.raises(NotDurable, match="3 clicks were acknowledged, 2 steps are done"):
        pressed.verify()


async def test_no_two_clicks_are_the_same(tmp_path: Path) -> None:
    bodies = clicks(await book.fill(f"sqlite:///{tmp_path}/few.sqlite3", 2))
    assert len(set(bodies)) == len(bodies) == 2 * len(book.TICKED)


async def test_a_team_is_multiplied(tmp_path: Path) -> None:
    file = tmp_path / "teams.sqlite3"
    tables = ("people", "accounts", "handoffs", "steps", "changes", "surfaces", "outbox")
    await book.fill(f"sqlite:///{file}", 3, rendering.TEAM, 1)
    before = [counted(file, table) for table in tables]
    multiply(f"sqlite:///{file}", 4)
    assert [counted(file, table) for table in tables] == [4 * count for count in before]
    assert counted(file, "workspaces") == 1


@pytest.fixture(params=["sqlite", "postgresql"])
def two_databases(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, str]]:
    """Two empty databases of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/small.sqlite3", f"sqlite:///{tmp_path}/large.sqlite3"
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    yield cluster.create("bench_small"), cluster.create("bench_large")


async def test_the_same_is_drawn_in_both_workspaces(two_databases: tuple[str, str]) -> None:
    section = await rendering.compare("a database", *two_databases, FEW)
    assert section.sides == ("4 handoffs", "12 handoffs")
    assert [len(figure.ours) for figure in section.figures] == [FEW.drawings, FEW.drawings]


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("pace", [1000, 800, 2000], [500, 400, 100], "acks/s", at_least=0.5), "0.50    ≥ 0.5  met"),
        (Figure("pace", [1000], [490], "acks/s", at_least=0.5), "0.49    ≥ 0.5  MISSED"),
        (Figure("wait", [12], [3], "ms", at_most=0.5), "0.25    ≤ 0.5  met"),
        (Figure("wait", [12], [7.2], "ms", at_most=0.5), "0.60    ≤ 0.5  MISSED"),
    ],
)
def test_a_figure_says_whether_its_goal_is_met(figure: Figure, verdict: str) -> None:
    assert str(Section("Title", ("theirs", "ours"), (figure,))).endswith(verdict)
