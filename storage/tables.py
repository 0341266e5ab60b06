"""The tables. Every row belongs to a workspace, and instants are aware UTC.

Names and free text live in one row each (`people.name`, `notes.body`, `accounts.name`); history, outbox and
surfaces refer to them by id, so that forgetting somebody is an update of one row.

Ids are unique over all workspaces, so an index on ids does without the workspace: SQLite would otherwise
take one that only narrows a query down to the workspace, and read all of it.
"""

from datetime import UTC, datetime

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
    true,
)
from sqlalchemy.types import TypeDecorator

from flows.handoff import Status

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

_OPEN = ", ".join(f"'{status.value}'" for status in Status if status.open)
STILL_OPEN = text(f"handoffs.status IN ({_OPEN})")
"""The handoff holds its account. In words, so that SQLite sees that the partial index answers it."""


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


def _id() -> Column[int]:
    return Column("id", Integer, primary_key=True)


def _workspace(*, key: bool = False) -> Column[int]:
    return Column("workspace_id", ForeignKey("workspaces.id"), nullable=False, primary_key=key)


def _person(name: str, *, nullable: bool = True) -> Column[int]:
    return Column(name, ForeignKey("people.id"), nullable=nullable)


def _flag(name: str) -> Column[bool]:
    return Column(name, Boolean, nullable=False, server_default=false())


def _count(name: str) -> Column[int]:
    return Column(name, Integer, nullable=False, server_default=text("0"))


workspaces = Table(
    "workspaces",
    metadata,
    _id(),
    Column("team_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("bot_user_id", String),
    Column("bot_id", String),
    Column("installed_at", Instant, nullable=False),
    Column("removed_at", Instant),
    UniqueConstraint("team_id"),
    sqlite_autoincrement=True,
)

accounts = Table(
    "accounts",
    metadata,
    _id(),
    _workspace(),
    Column("name", String, nullable=False),
    Column("normal_name", String, nullable=False),
    UniqueConstraint("workspace_id", "normal_name"),
    sqlite_autoincrement=True,
)

people = Table(
    "people",
    metadata,
    _id(),
    _workspace(),
    Column("slack_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("zone", String, nullable=False),
    _flag("deleted"),
    _flag("bot"),
    _flag("guest"),
    _flag("external"),
    Column("digested_at", Instant),
    Column("wake_at", Instant),
    UniqueConstraint("workspace_id", "slack_id"),
    Index(None, "workspace_id", "wake_at"),
    sqlite_autoincrement=True,
)

conversations = Table(
    "conversations",
    metadata,
    _workspace(key=True),
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    _flag("private"),
    _flag("member"),
    _flag("shared"),
    _flag("archived"),
    Column("readable", Boolean, nullable=False, server_default=true()),
    _person("person_id"),
    Index(None, "person_id"),
)

playbooks = Table(
    "playbooks",
    metadata,
    _workspace(key=True),
    Column("digest", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    _flag("offered"),
)

moves = Table(
    "moves",
    metadata,
    _id(),
    _workspace(),
    _person("giver_id", nullable=False),
    Column("last_day", Date),
    Column("started_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

handoffs = Table(
    "handoffs",
    metadata,
    _id(),
    _workspace(),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("playbook", String, nullable=False),
    _person("started_by", nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("status", String, nullable=False),
    Column("pace", String, nullable=False),
    Column("phase", String, nullable=False),
    Column("depth", String, nullable=False),
    Column("cause", String, nullable=False),
    Column("facts", JSON, nullable=False),
    Column("customer_note", String),
    Column("last_day", Date),
    Column("target", Date),
    Column("channel", String),
    _flag("giver_gone"),
    _flag("ready_for_solo"),
    Column("solo_at", Instant),
    _person("accepted_by"),
    Column("accepted_at", Instant),
    _person("ended_by"),
    Column("ended_at", Instant),
    Column("end_note", String),
    Column("move_id", ForeignKey("moves.id")),
    Column("wake_at", Instant),
    ForeignKeyConstraint(["workspace_id", "playbook"], ["playbooks.workspace_id", "playbooks.digest"]),
    Index(None, "workspace_id", "status"),
    Index(None, "channel", "workspace_id"),
    Index(None, "workspace_id", "wake_at"),
    sqlite_autoincrement=True,
)

_still_open = text(f"status IN ({_OPEN})")
Index(
    "uq_handoffs_open_account",
    handoffs.c.workspace_id,
    handoffs.c.account_id,
    unique=True,
    sqlite_where=_still_open,
    postgresql_where=_still_open,
)

participants = Table(
    "participants",
    metadata,
    Column("handoff_id", ForeignKey("handoffs.id"), primary_key=True),
    Column("role", String, primary_key=True),
    _workspace(),
    _person("person_id", nullable=False),
    Index(None, "person_id"),
)

steps = Table(
    "steps",
    metadata,
    Column("handoff_id", ForeignKey("handoffs.id"), primary_key=True),
    Column("step_id", String, primary_key=True),
    _workspace(),
    _person("owner_id"),
    Column("state", JSON, nullable=False),
    Index(None, "owner_id"),
)

notes = Table(
    "notes",
    metadata,
    Column("handoff_id", ForeignKey("handoffs.id"), primary_key=True),
    Column("id", String, primary_key=True),
    _workspace(),
    _person("author", nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Index(None, "author"),
)

changes = Table(
    "changes",
    metadata,
    _id(),
    _workspace(),
    Column("cause", String, nullable=False),
    _person("actor"),
    Column("at", Instant, nullable=False),
    Column("handoff_id", ForeignKey("handoffs.id")),
    Column("answer", JSON, nullable=False),
    UniqueConstraint("workspace_id", "cause"),
    Index(None, "handoff_id", "id"),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("change_id", ForeignKey("changes.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    _workspace(),
    Column("kind", String, nullable=False),
    Column("step", String),
    _person("for_person"),
    Column("data", JSON, nullable=False),
    Index(None, "for_person", "change_id"),
)

surfaces = Table(
    "surfaces",
    metadata,
    _id(),
    _workspace(),
    Column("kind", String, nullable=False),
    Column("handoff_id", ForeignKey("handoffs.id")),
    _person("person_id"),
    Column("subject", String, nullable=False),
    Column("channel", String),
    Column("ts", String),
    Column("wanted", Integer, nullable=False),
    _count("shown"),
    Column("shown_hash", String),
    Column("stale_at", Instant),
    _count("generation"),
    _flag("ended"),
    Column("opened_at", Instant),
    Column("touched_at", Instant, nullable=False),
    Column("claimed_until", Instant),
    Index(None, "handoff_id"),
    Index(None, "person_id", "handoff_id"),
    Index(None, "channel", "ts"),
    Index(None, "stale_at", "workspace_id"),
    sqlite_autoincrement=True,
)

_differs = surfaces.c.wanted > surfaces.c.shown
Index(
    "ix_surfaces_touched",
    surfaces.c.workspace_id,
    surfaces.c.touched_at,
    sqlite_where=_differs,
    postgresql_where=_differs,
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _workspace(),
    Column("key", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("kind", String, nullable=False),
    _person("person_id"),
    Column("channel", String),
    _person("ephemeral_to"),
    Column("thread_ts", String),
    Column("data", JSON, nullable=False),
    Column("surface_id", ForeignKey("surfaces.id")),
    Column("handoff_id", ForeignKey("handoffs.id")),
    Column("priority", String, nullable=False),
    Column("not_before", Instant),
    Column("state", String, nullable=False),
    Column("delivery_id", String, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("sending_at", Instant),
    _count("attempts"),
    Column("sent_channel", String),
    Column("sent_ts", String),
    Column("sent_at", Instant),
    Column("why", String),
    UniqueConstraint("workspace_id", "key"),
    Index(None, "workspace_id", "state", "not_before"),
    Index(None, "workspace_id", "conversation", "state"),
    sqlite_autoincrement=True,
)

_sending = outbox.c.state == "sending"
Index(
    "uq_outbox_sending_conversation",
    outbox.c.workspace_id,
    outbox.c.conversation,
    unique=True,
    sqlite_where=_sending,
    postgresql_where=_sending,
)
