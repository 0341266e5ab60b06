"""The first tables. Constraint names follow the convention of `storage.tables.metadata`."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
OPEN = "status IN ('proposed', 'running', 'paused')"


def upgrade() -> None:
    """Make every table."""
    _workspaces_and_people()
    _conversations_and_playbooks()
    _handoffs()
    _handoff_details()
    _history()
    _surfaces()
    _outbox()


def downgrade() -> None:
    """Drop every table."""
    for table in (
        *("outbox", "surfaces", "events", "changes", "notes", "steps", "participants"),
        *("handoffs", "moves", "playbooks", "conversations", "people", "accounts", "workspaces"),
    ):
        op.drop_table(table)


def _workspaces_and_people() -> None:
    op.create_table(
        "workspaces",
        _id(),
        _text("team_id", nullable=False),
        _text("name", nullable=False),
        _text("bot_user_id"),
        _text("bot_id"),
        sa.Column("installed_at", INSTANT, nullable=False),
        sa.Column("removed_at", INSTANT),
        sa.UniqueConstraint("team_id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "accounts",
        _id(),
        _workspace(),
        _text("name", nullable=False),
        _text("normal_name", nullable=False),
        sa.UniqueConstraint("workspace_id", "normal_name"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "people",
        _id(),
        _workspace(),
        _text("slack_id", nullable=False),
        _text("name", nullable=False),
        _text("zone", nullable=False),
        *(_flag(name) for name in ("deleted", "bot", "guest", "external")),
        sa.Column("digested_at", INSTANT),
        sa.Column("wake_at", INSTANT),
        sa.UniqueConstraint("workspace_id", "slack_id"),
        sqlite_autoincrement=True,
    )
    _index("people", "workspace_id", "wake_at")


def _conversations_and_playbooks() -> None:
    op.create_table(
        "conversations",
        _workspace(primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
        _text("kind", nullable=False),
        _text("name", nullable=False),
        *(_flag(name) for name in ("private", "member", "shared", "archived")),
        _flag("readable", sa.true()),
        _ref("person_id", "people"),
    )
    _index("conversations", "person_id")
    op.create_table(
        "playbooks",
        _workspace(primary_key=True),
        sa.Column("digest", sa.String, primary_key=True),
        _text("name", nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        _flag("offered"),
    )


def _handoffs() -> None:
    op.create_table(
        "moves",
        _id(),
        _workspace(),
        _ref("giver_id", "people", nullable=False),
        sa.Column("last_day", sa.Date),
        sa.Column("started_at", INSTANT, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "handoffs",
        _id(),
        _workspace(),
        _ref("account_id", "accounts", nullable=False),
        _text("playbook", nullable=False),
        _ref("started_by", "people", nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        *(_text(name, nullable=False) for name in ("status", "pace", "phase", "depth", "cause")),
        sa.Column("facts", sa.JSON, nullable=False),
        _text("customer_note"),
        sa.Column("last_day", sa.Date),
        sa.Column("target", sa.Date),
        _text("channel"),
        _flag("giver_gone"),
        _flag("ready_for_solo"),
        sa.Column("solo_at", INSTANT),
        _ref("accepted_by", "people"),
        sa.Column("accepted_at", INSTANT),
        _ref("ended_by", "people"),
        sa.Column("ended_at", INSTANT),
        _text("end_note"),
        _ref("move_id", "moves"),
        sa.Column("wake_at", INSTANT),
        sa.ForeignKeyConstraint(["workspace_id", "playbook"], ["playbooks.workspace_id", "playbooks.digest"]),
        sqlite_autoincrement=True,
    )
    _index("handoffs", "workspace_id", "status")
    _index("handoffs", "channel", "workspace_id")
    _index("handoffs", "workspace_id", "wake_at")
    _partial_index("uq_handoffs_open_account", "handoffs", "account_id", OPEN, unique=True)


def _handoff_details() -> None:
    op.create_table(
        "participants",
        _ref("handoff_id", "handoffs", primary_key=True),
        sa.Column("role", sa.String, primary_key=True),
        _workspace(),
        _ref("person_id", "people", nullable=False),
    )
    _index("participants", "person_id")
    op.create_table(
        "steps",
        _ref("handoff_id", "handoffs", primary_key=True),
        sa.Column("step_id", sa.String, primary_key=True),
        _workspace(),
        _ref("owner_id", "people"),
        sa.Column("state", sa.JSON, nullable=False),
    )
    _index("steps", "owner_id")
    op.create_table(
        "notes",
        _ref("handoff_id", "handoffs", primary_key=True),
        sa.Column("id", sa.String, primary_key=True),
        _workspace(),
        _ref("author", "people", nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
    )
    _index("notes", "author")


def _history() -> None:
    op.create_table(
        "changes",
        _id(),
        _workspace(),
        _text("cause", nullable=False),
        _ref("actor", "people"),
        sa.Column("at", INSTANT, nullable=False),
        _ref("handoff_id", "handoffs"),
        sa.Column("answer", sa.JSON, nullable=False),
        sa.UniqueConstraint("workspace_id", "cause"),
        sqlite_autoincrement=True,
    )
    _index("changes", "handoff_id", "id")
    op.create_table(
        "events",
        _ref("change_id", "changes", primary_key=True),
        sa.Column("seq", sa.Integer, primary_key=True, autoincrement=False),
        _workspace(),
        _text("kind", nullable=False),
        _text("step"),
        _ref("for_person", "people"),
        sa.Column("data", sa.JSON, nullable=False),
    )
    _index("events", "for_person", "change_id")


def _surfaces() -> None:
    op.create_table(
        "surfaces",
        _id(),
        _workspace(),
        _text("kind", nullable=False),
        _ref("handoff_id", "handoffs"),
        _ref("person_id", "people"),
        _text("subject", nullable=False),
        _text("channel"),
        _text("ts"),
        sa.Column("wanted", sa.Integer, nullable=False),
        _count("shown"),
        _text("shown_hash"),
        sa.Column("stale_at", INSTANT),
        _count("generation"),
        _flag("ended"),
        sa.Column("opened_at", INSTANT),
        sa.Column("touched_at", INSTANT, nullable=False),
        sa.Column("claimed_until", INSTANT),
        sqlite_autoincrement=True,
    )
    _index("surfaces", "handoff_id")
    _index("surfaces", "person_id", "handoff_id")
    _index("surfaces", "channel", "ts")
    _index("surfaces", "stale_at", "workspace_id")
    _partial_index("ix_surfaces_touched", "surfaces", "touched_at", "wanted > shown")


def _outbox() -> None:
    op.create_table(
        "outbox",
        _id(),
        _workspace(),
        *(_text(name, nullable=False) for name in ("key", "conversation", "kind")),
        _ref("person_id", "people"),
        _text("channel"),
        _ref("ephemeral_to", "people"),
        _text("thread_ts"),
        sa.Column("data", sa.JSON, nullable=False),
        _ref("surface_id", "surfaces"),
        _ref("handoff_id", "handoffs"),
        _text("priority", nullable=False),
        sa.Column("not_before", INSTANT),
        _text("state", nullable=False),
        _text("delivery_id", nullable=False),
        sa.Column("queued_at", INSTANT, nullable=False),
        sa.Column("sending_at", INSTANT),
        _count("attempts"),
        _text("sent_channel"),
        _text("sent_ts"),
        sa.Column("sent_at", INSTANT),
        _text("why"),
        sa.UniqueConstraint("workspace_id", "key"),
        sqlite_autoincrement=True,
    )
    _index("outbox", "workspace_id", "state", "not_before")
    _index("outbox", "workspace_id", "conversation", "state")
    _partial_index(
        "uq_outbox_sending_conversation", "outbox", "conversation", "state = 'sending'", unique=True
    )


def _id() -> sa.Column[int]:
    return sa.Column("id", sa.Integer, primary_key=True)


def _workspace(*, primary_key: bool = False) -> sa.Column[Any]:
    return _ref("workspace_id", "workspaces", nullable=False, primary_key=primary_key)


def _ref(name: str, table: str, *, nullable: bool = True, primary_key: bool = False) -> sa.Column[Any]:
    target = sa.ForeignKey(f"{table}.id")
    return sa.Column(name, sa.Integer, target, nullable=nullable and not primary_key, primary_key=primary_key)


def _text(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.String, nullable=nullable)


def _flag(name: str, default: Any = None) -> sa.Column[bool]:
    return sa.Column(
        name, sa.Boolean, nullable=False, server_default=sa.false() if default is None else default
    )


def _count(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer, nullable=False, server_default=sa.text("0"))


def _index(table: str, *columns: str) -> None:
    op.create_index(f"ix_{table}_{'_'.join(columns)}", table, columns)


def _partial_index(name: str, table: str, column: str, where: str, *, unique: bool = False) -> None:
    holds = sa.text(where)
    op.create_index(
        name, table, ["workspace_id", column], unique=unique, sqlite_where=holds, postgresql_where=holds
    )
