"""What was observed of each distribution's service, and when to look again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the schema forward."""
    owner = "distribution.id"
    op.create_table(
        "observation",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("distribution_id", sa.String, sa.ForeignKey(owner, ondelete="CASCADE"), nullable=False),
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Index("ix_observation_distribution", "distribution_id", "at"),
    )
    op.create_table(
        "watched",
        sa.Column("distribution_id", sa.String, sa.ForeignKey(owner, ondelete="CASCADE"), primary_key=True),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("failing_since", MOMENT),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("published_at", MOMENT),
        sa.Column("gap", sa.String, nullable=False),
    )
    op.create_index("ix_watched_due_at", "watched", ["due_at"])
