"""What the tables are made of: the convention for names, instants, and the columns that many have."""

from datetime import UTC, datetime

from sqlalchemy import Boolean, Column, DateTime, Dialect, ForeignKey, Integer, MetaData, false, text
from sqlalchemy.types import TypeDecorator

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

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The value in UTC. Raises ValueError for a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"An instant needs a time zone: {value!r} has none.")
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """The stored instant, aware."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


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
