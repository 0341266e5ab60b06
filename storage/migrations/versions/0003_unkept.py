"""Texts that people brought and have not kept yet."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "unkept",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("workspace_id", sa.Integer, sa.ForeignKey("workspaces.id"), nullable=False),
        sa.Column("person_id", sa.Integer, sa.ForeignKey("people.id"), nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("handoff_id", sa.Integer, sa.ForeignKey("handoffs.id")),
        sa.Column("places", sa.JSON, nullable=False),
        sa.Column("link", sa.String),
        sa.Column("author", sa.Integer, sa.ForeignKey("people.id")),
        sa.Column("said_at", INSTANT),
        sa.Column("private", sa.Boolean, nullable=False, server_default=sa.false()),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_unkept_workspace_id_at", "unkept", ["workspace_id", "at"])


def downgrade() -> None:
    """Drop it, and what waits in it."""
    op.drop_table("unkept")
