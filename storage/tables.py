"""The tables. Every row belongs to a workspace, and instants are aware UTC.

Names and free text live in one row each (`people.name`, `notes.body`, `accounts.name`); history, outbox and
surfaces refer to them by id, so that forgetting somebody is an update of one row.

Ids are unique over all workspaces, so an index on ids does without the workspace: SQLite would otherwise
take one that only narrows a query down to the workspace, and read all of it.
"""

from sqlalchemy import (
    JSON,
    Boolean,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
    true,
)

from flows.handoff import Status
from storage.columns import Instant, State, count, flag, metadata, of_handoff, person, row_id, workspace
from storage.transfer_tables import (
    answers,
    numbers,
    pieces,
    prompts,
    questions,
    read_backs,
    understood,
    unkept,
)

__all__ = [
    "STILL_OPEN", "Instant", "accounts", "answers", "changes", "conversations", "editions", "events",
    "handoffs", "metadata", "moves", "notes", "numbers", "outbox", "participants", "people", "pieces",
    "playbooks", "preferences", "prompts", "questions", "read_backs", "steps", "surfaces", "understood",
    "unkept", "workspaces",
]  # fmt: skip

_OPEN = ", ".join(f"'{status.value}'" for status in Status if status.open)
STILL_OPEN = text(f"handoffs.status IN ({_OPEN})")
"""The handoff holds its account. In words, so that SQLite sees that the partial index answers it."""


workspaces = Table(
    "workspaces",
    metadata,
    row_id(),
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
    row_id(),
    workspace(),
    Column("name", String, nullable=False),
    Column("normal_name", String, nullable=False),
    UniqueConstraint("workspace_id", "normal_name"),
    sqlite_autoincrement=True,
)

people = Table(
    "people",
    metadata,
    row_id(),
    workspace(),
    Column("slack_id", String, nullable=False),
    Column("name", String, nullable=False),
    Column("zone", String, nullable=False),
    flag("deleted"),
    flag("bot"),
    flag("guest"),
    flag("external"),
    Column("digested_at", Instant),
    Column("wake_at", Instant),
    UniqueConstraint("workspace_id", "slack_id"),
    Index(None, "workspace_id", "wake_at"),
    sqlite_autoincrement=True,
)

conversations = Table(
    "conversations",
    metadata,
    workspace(key=True),
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),
    Column("name", String, nullable=False),
    flag("private"),
    flag("member"),
    flag("shared"),
    flag("archived"),
    Column("readable", Boolean, nullable=False, server_default=true()),
    person("person_id"),
    Index(None, "person_id"),
)

playbooks = Table(
    "playbooks",
    metadata,
    workspace(key=True),
    Column("digest", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("version", Integer, nullable=False),
    Column("body", Text, nullable=False),
    flag("offered"),
)

editions = Table(
    "editions",
    metadata,
    workspace(key=True),
    Column("playbook_id", String, primary_key=True),
    Column("revision", Integer, primary_key=True, autoincrement=False),
    Column("adjustments", JSON, nullable=False),
    person("author", nullable=False),
    Column("at", Instant, nullable=False),
    Column("digest", String),
)

preferences = Table(
    "preferences",
    metadata,
    workspace(key=True),
    Column("settled", JSON, nullable=False),
    person("author", nullable=False),
    Column("at", Instant, nullable=False),
)

moves = Table(
    "moves",
    metadata,
    row_id(),
    workspace(),
    person("giver_id", nullable=False),
    Column("last_day", Date),
    Column("started_at", Instant, nullable=False),
    sqlite_autoincrement=True,
)

handoffs = Table(
    "handoffs",
    metadata,
    row_id(),
    workspace(),
    Column("account_id", ForeignKey("accounts.id"), nullable=False),
    Column("playbook", String, nullable=False),
    person("started_by", nullable=False),
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
    flag("giver_gone"),
    flag("ready_for_solo"),
    Column("solo_at", Instant),
    person("accepted_by"),
    Column("accepted_at", Instant),
    person("ended_by"),
    Column("ended_at", Instant),
    Column("end_note", String),
    Column("move_id", ForeignKey("moves.id")),
    Column("wake_at", Instant),
    ForeignKeyConstraint(["workspace_id", "playbook"], ["playbooks.workspace_id", "playbooks.digest"]),
    Index(None, "workspace_id", "status"),
    Index(None, "channel", "workspace_id"),
    Index(None, "workspace_id", "wake_at"),
    Index(None, "account_id", "accepted_at"),
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
    of_handoff(),
    Column("role", String, primary_key=True),
    workspace(),
    person("person_id", nullable=False),
    Index(None, "person_id"),
)

steps = Table(
    "steps",
    metadata,
    of_handoff(),
    Column("step_id", String, primary_key=True),
    workspace(),
    person("owner_id"),
    Column("state", State, nullable=False),
    Index(None, "owner_id"),
)

notes = Table(
    "notes",
    metadata,
    Column("handoff_id", ForeignKey("handoffs.id"), nullable=False),
    Column("id", String, nullable=False),
    workspace(),
    person("author", nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("part", String, nullable=False),
    PrimaryKeyConstraint("handoff_id", "part", "id"),
    Index(None, "author"),
)

changes = Table(
    "changes",
    metadata,
    row_id(),
    workspace(),
    Column("cause", String, nullable=False),
    person("actor"),
    Column("at", Instant, nullable=False),
    Column("handoff_id", ForeignKey("handoffs.id")),
    Column("answer", JSON, nullable=False),
    UniqueConstraint("workspace_id", "cause"),
    Index(None, "handoff_id", "id"),
    Index(None, "actor", "id"),
    sqlite_autoincrement=True,
)

events = Table(
    "events",
    metadata,
    Column("change_id", ForeignKey("changes.id"), primary_key=True),
    Column("seq", Integer, primary_key=True, autoincrement=False),
    workspace(),
    Column("kind", String, nullable=False),
    Column("step", String),
    person("for_person"),
    Column("data", JSON, nullable=False),
    Index(None, "for_person", "change_id"),
)

surfaces = Table(
    "surfaces",
    metadata,
    row_id(),
    workspace(),
    Column("kind", String, nullable=False),
    Column("handoff_id", ForeignKey("handoffs.id")),
    person("person_id"),
    Column("subject", String, nullable=False),
    Column("channel", String),
    Column("ts", String),
    Column("wanted", Integer, nullable=False),
    count("shown"),
    Column("shown_hash", String),
    Column("stale_at", Instant),
    count("generation"),
    flag("ended"),
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
    row_id(),
    workspace(),
    Column("key", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("kind", String, nullable=False),
    person("person_id"),
    Column("channel", String),
    person("ephemeral_to"),
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
    count("attempts"),
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
