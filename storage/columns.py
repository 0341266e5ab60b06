"""What the tables are made of: the convention for names, instants, and the columns that many have."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import JSON, Boolean, Column, DateTime, Dialect, ForeignKey, Integer, MetaData, false, text
from sqlalchemy.types import TypeDecorator

from flows.handoff import StepState

Convert = Callable[[Any], Any]

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An instant: aware in Python, UTC in the database. A naive value is refused, never guessed at."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Convert | None:
        """How it goes in. SQLite's own way through SQLAlchemy takes ten times as long as this one."""
        return _as_text if dialect.name == "sqlite" else super().bind_processor(dialect)

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert | None:
        """How it comes out."""
        return _as_instant if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The value in UTC. Raises ValueError for a naive one."""
        return None if value is None else _in_utc(value)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored instant, aware."""
        return None if value is None else value.astimezone(UTC)


def _in_utc(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise ValueError(f"An instant needs a time zone: {value!r} has none.")
    return value.astimezone(UTC)


def _as_text(value: datetime | None) -> str | None:
    """In UTC and always as long, so that instants sort as texts do."""
    if value is None:
        return None
    return _in_utc(value).replace(tzinfo=None).isoformat(" ", "microseconds")


def _as_instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text).replace(tzinfo=UTC)


class State(TypeDecorator[StepState]):
    """A step's state, as JSON. SQLite hands out the text, and what was read once is not read again."""

    impl = JSON
    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Convert | None:
        """How it comes out."""
        return _as_state if dialect.name == "sqlite" else super().result_processor(dialect, coltype)

    def process_bind_param(self, value: StepState | None, dialect: Dialect) -> Any:
        """The state as plain JSON values."""
        return None if value is None else value.as_data()

    def process_result_value(self, value: Any, dialect: Dialect) -> StepState | None:
        """The state that these plain values stand for."""
        return None if value is None else StepState.from_data(value)


@lru_cache(maxsize=20_000)
def _as_state(text: str) -> StepState:
    return StepState.from_data(json.loads(text))


def row_id() -> Column[int]:
    """The row's own id."""
    return Column("id", Integer, primary_key=True)


def workspace(*, key: bool = False) -> Column[int]:
    """The workspace the row belongs to; with `key` a part of its primary key."""
    return Column("workspace_id", ForeignKey("workspaces.id"), nullable=False, primary_key=key)


def person(name: str, *, nullable: bool = True) -> Column[int]:
    """Somebody of the workspace."""
    return Column(name, ForeignKey("people.id"), nullable=nullable)


def of_handoff() -> Column[int]:
    """The handoff that the row is a detail of, first in its primary key."""
    return Column("handoff_id", ForeignKey("handoffs.id"), primary_key=True)


def flag(name: str) -> Column[bool]:
    """Yes or no; no unless said otherwise."""
    return Column(name, Boolean, nullable=False, server_default=false())


def count(name: str) -> Column[int]:
    """A number that begins at nought."""
    return Column(name, Integer, nullable=False, server_default=text("0"))
