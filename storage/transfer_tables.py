"""The tables of what passes from one head to another, and of the prompts that ask for it.

`numbers` counts, in each workspace, the ids that questions and pieces share.
"""

from sqlalchemy import JSON, Column, ForeignKey, Index, Integer, String, Table, Text, text

from storage.columns import Instant, flag, metadata, of_handoff, person, row_id, workspace

answers = Table(
    "answers",
    metadata,
    of_handoff(),
    Column("ask", String, primary_key=True),
    workspace(),
    Column("how", String, nullable=False),
    Column("value", JSON, nullable=False),
    Column("note", String),
    person("author", nullable=False),
    Column("at", Instant, nullable=False),
    flag("second_hand"),
    Column("source", String),
    Index(None, "source", "workspace_id"),
)

understood = Table(
    "understood",
    metadata,
    of_handoff(),
    Column("topic", String, primary_key=True),
    workspace(),
)

questions = Table(
    "questions",
    metadata,
    of_handoff(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    workspace(),
    Column("topic", String, nullable=False),
    Column("note", String, nullable=False),
    person("asked_by", nullable=False),
    person("asked_of", nullable=False),
    Column("asked_at", Instant, nullable=False),
    Column("reply", String),
    person("replied_by"),
    Column("replied_at", Instant),
    Column("passed", JSON, nullable=False),
    flag("settled"),
    Column("source", String),
    Index(None, "source", "workspace_id"),
)

pieces = Table(
    "pieces",
    metadata,
    of_handoff(),
    Column("id", Integer, primary_key=True, autoincrement=False),
    workspace(),
    Column("kind", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("note", String, nullable=False),
    person("author", nullable=False),
    Column("at", Instant, nullable=False),
    Column("link", String),
    flag("settled"),
)

read_backs = Table(
    "read_backs",
    metadata,
    of_handoff(),
    workspace(),
    Column("note", String),
    person("author", nullable=False),
    Column("at", Instant, nullable=False),
    person("confirmed_by"),
    Column("confirmed_at", Instant),
    Column("correction", String),
)

numbers = Table(
    "numbers",
    metadata,
    workspace(key=True),
    Column("last", Integer, nullable=False),
)

prompts = Table(
    "prompts",
    metadata,
    row_id(),
    workspace(),
    person("person_id", nullable=False),
    Column("handoff_id", ForeignKey("handoffs.id"), nullable=False),
    Column("kind", String, nullable=False),
    Column("subject", String, nullable=False),
    Column("state", String, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("not_before", Instant),
    Column("opened_at", Instant),
    Column("closed_at", Instant),
    sqlite_autoincrement=True,
)

unkept = Table(
    "unkept",
    metadata,
    row_id(),
    workspace(),
    person("person_id", nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("handoff_id", ForeignKey("handoffs.id")),
    Column("places", JSON, nullable=False),
    Column("link", String),
    person("author"),
    Column("said_at", Instant),
    flag("private"),
    Index(None, "workspace_id", "at"),
    sqlite_autoincrement=True,
)

OPEN_PROMPT = text("state = 'open'")
QUEUED_PROMPT = text("state = 'queued'")
LIVE_PROMPT = text("state IN ('queued', 'open')")
"""A prompt's state, in the words of the partial indexes, so that both databases see that they answer."""

Index("ix_prompts_subject", prompts.c.handoff_id, prompts.c.kind, prompts.c.subject)

for _name, _columns, _holds, _unique in (
    ("uq_prompts_open_person", ("workspace_id", "person_id"), OPEN_PROMPT, True),
    ("ix_prompts_queued", ("person_id", "not_before"), QUEUED_PROMPT, False),
    ("uq_prompts_live", ("handoff_id", "person_id", "kind", "subject"), LIVE_PROMPT, True),
):
    Index(
        _name,
        *(prompts.c[name] for name in _columns),
        unique=_unique,
        sqlite_where=_holds,
        postgresql_where=_holds,
    )
