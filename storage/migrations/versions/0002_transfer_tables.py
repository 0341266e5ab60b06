"""What passes from one head to another, prompts, and texts told apart by whose they are."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
NOTE_KEY = ("handoff_id", "part", "id")


def upgrade() -> None:
    """Make the tables; every text so far belongs to a step."""
    _part_of_notes()
    op.create_index("ix_handoffs_account_id_accepted_at", "handoffs", ["account_id", "accepted_at"])
    op.create_index("ix_changes_actor_id", "changes", ["actor", "id"])
    _answers()
    _understood()
    _questions()
    _pieces()
    _read_backs()
    _numbers()
    _prompts()


def downgrade() -> None:
    """Drop the tables, and the texts that only they refer to."""
    for table in ("prompts", "numbers", "read_backs", "pieces", "questions", "understood", "answers"):
        op.drop_table(table)
    op.drop_index("ix_changes_actor_id", "changes")
    op.drop_index("ix_handoffs_account_id_accepted_at", "handoffs")
    op.execute("DELETE FROM notes WHERE part <> 'steps'")
    with op.batch_alter_table("notes") as notes:
        notes.drop_constraint("pk_notes", type_="primary")
        notes.drop_column("part")
        notes.create_primary_key("pk_notes", ["handoff_id", "id"])


def _part_of_notes() -> None:
    with op.batch_alter_table("notes") as notes:
        notes.add_column(sa.Column("part", sa.String, nullable=False, server_default="steps"))
        notes.drop_constraint("pk_notes", type_="primary")
        notes.create_primary_key("pk_notes", [*NOTE_KEY])
    with op.batch_alter_table("notes") as notes:
        notes.alter_column("part", existing_type=sa.String, existing_nullable=False, server_default=None)


def _answers() -> None:
    op.create_table(
        "answers",
        _of_handoff(),
        sa.Column("ask", sa.String, primary_key=True),
        _workspace(),
        _text("how", nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        _text("note"),
        _person("author", nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _flag("second_hand"),
        _text("source"),
    )
    op.create_index("ix_answers_source_workspace_id", "answers", ["source", "workspace_id"])


def _understood() -> None:
    op.create_table(
        "understood", _of_handoff(), sa.Column("topic", sa.String, primary_key=True), _workspace()
    )


def _questions() -> None:
    op.create_table(
        "questions",
        _of_handoff(),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        _workspace(),
        _text("topic", nullable=False),
        _text("note", nullable=False),
        _person("asked_by", nullable=False),
        _person("asked_of", nullable=False),
        sa.Column("asked_at", INSTANT, nullable=False),
        _text("reply"),
        _person("replied_by"),
        sa.Column("replied_at", INSTANT),
        sa.Column("passed", sa.JSON, nullable=False),
        _flag("settled"),
        _text("source"),
    )
    op.create_index("ix_questions_source_workspace_id", "questions", ["source", "workspace_id"])


def _pieces() -> None:
    op.create_table(
        "pieces",
        _of_handoff(),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        _workspace(),
        *(_text(name, nullable=False) for name in ("kind", "topic", "note")),
        _person("author", nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _text("link"),
        _flag("settled"),
    )


def _read_backs() -> None:
    op.create_table(
        "read_backs",
        _of_handoff(),
        _workspace(),
        _text("note"),
        _person("author", nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        _person("confirmed_by"),
        sa.Column("confirmed_at", INSTANT),
        _text("correction"),
    )


def _numbers() -> None:
    op.create_table(
        "numbers", _ref("workspace_id", "workspaces", key=True), sa.Column("last", sa.Integer, nullable=False)
    )


def _prompts() -> None:
    op.create_table(
        "prompts",
        sa.Column("id", sa.Integer, primary_key=True),
        _workspace(),
        _person("person_id", nullable=False),
        _ref("handoff_id", "handoffs", nullable=False),
        *(_text(name, nullable=False) for name in ("kind", "subject", "state")),
        sa.Column("created_at", INSTANT, nullable=False),
        *(sa.Column(name, INSTANT) for name in ("not_before", "opened_at", "closed_at")),
        sqlite_autoincrement=True,
    )
    one_open, queued, live = "state = 'open'", "state = 'queued'", "state IN ('queued', 'open')"
    _prompt_index("uq_prompts_open_person", "workspace_id", "person_id", where=one_open, unique=True)
    _prompt_index("ix_prompts_queued", "person_id", "not_before", where=queued)
    which = ("handoff_id", "person_id", "kind", "subject")
    _prompt_index("uq_prompts_live", *which, where=live, unique=True)
    op.create_index("ix_prompts_subject", "prompts", ["handoff_id", "kind", "subject"])


def _prompt_index(name: str, *columns: str, where: str, unique: bool = False) -> None:
    holds = sa.text(where)
    op.create_index(name, "prompts", [*columns], unique=unique, sqlite_where=holds, postgresql_where=holds)


def _ref(name: str, table: str, *, nullable: bool = True, key: bool = False) -> sa.Column[Any]:
    target = sa.ForeignKey(f"{table}.id")
    return sa.Column(name, sa.Integer, target, nullable=nullable and not key, primary_key=key)


def _of_handoff() -> sa.Column[Any]:
    return _ref("handoff_id", "handoffs", key=True)


def _workspace() -> sa.Column[Any]:
    return _ref("workspace_id", "workspaces", nullable=False)


def _person(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return _ref(name, "people", nullable=nullable)


def _text(name: str, *, nullable: bool = True) -> sa.Column[Any]:
    return sa.Column(name, sa.String, nullable=nullable)


def _flag(name: str) -> sa.Column[bool]:
    return sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())
