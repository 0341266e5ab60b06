"""SQLite answers what a click or a tick asks by an index that fits, however full the workspace is."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import ClauseElement, Engine, create_engine
from sqlalchemy.dialects import sqlite

from storage import (
    conversations,
    handoffs,
    history,
    notes,
    outbox,
    people,
    prompts,
    surfaces,
    transfers,
    unkept,
)

LIST = re.compile(r"\(__\[POSTCOMPILE_\w+\]\)")
"""Where SQLAlchemy puts the values of a list."""

MANY = 100
"""A list so long that SQLite would rather read the workspace, if it could find its rows by an index."""

MODULES = (conversations, handoffs, history, notes, outbox, people, prompts, surfaces, transfers, unkept)
SKIPPED = {
    "handoffs._HANDOFF": "a beginning of other queries",
    "handoffs._SAVE": "columns are named when it is run",
    "handoffs._LAST_CHANGE": "a part of another query",
    "history._CHANGE": "a beginning of other queries",
    "outbox._ROW": "a beginning of other queries",
    "people._ANYBODY": "a beginning of other queries",
    "people._PERSON": "a beginning of other queries",
    "people._OF_OPEN": "everybody, a few times a day",
    "surfaces._SURFACE": "a beginning of other queries",
    "conversations._FOLLOW": "a channel gets another id once in its life",
    "conversations._FOLLOW_SOURCE": "a channel gets another id once in its life",
    "prompts._PROMPT": "a beginning of other queries",
    "prompts._MOVED": "a beginning of other statements",
}


def statements() -> Iterator[tuple[str, Any]]:
    """Every statement of the repositories, by name."""
    for module in MODULES:
        for name, value in vars(module).items():
            full = f"{module.__name__.partition('.')[2]}.{name}"
            if name.startswith("_") and full not in SKIPPED:
                yield from _within(full, value)


def _within(name: str, value: object) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        value = tuple(value.values())
    if isinstance(value, tuple):
        for number, one in enumerate(value):
            yield from _within(f"{name}-{number}", one)
    elif isinstance(value, ClauseElement) and getattr(value, "is_dml", False) | getattr(
        value, "is_select", False
    ):
        yield name, value


@pytest.fixture(scope="module")
def engine(sqlite_template: Any) -> Iterator[Engine]:
    """A plain engine on an empty file."""
    engine = create_engine(f"sqlite:///{sqlite_template}")
    yield engine
    engine.dispose()


@pytest.mark.parametrize(("name", "statement"), [pytest.param(*one, id=one[0]) for one in statements()])
def test_a_statement_finds_its_rows_by_an_index(engine: Engine, name: str, statement: Any) -> None:
    compiled = str(statement.compile(dialect=sqlite.dialect()))
    sql = LIST.sub(f"({', '.join('?' * MANY)})", compiled)
    with engine.connect() as connection:
        plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", (1,) * sql.count("?"))
        steps = [row.detail for row in plan]
    poor = [step for step in steps if step.startswith("SCAN ") and "anon" not in step]
    poor += [step for step in steps if step.endswith("(workspace_id=?)") and "touched" not in step]
    assert poor == [], name
