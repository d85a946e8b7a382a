"""How good datasets are, and how good they were day by day."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "quality",
        sa.Column("dataset_id", sa.String, sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("rules", sa.Integer, nullable=False),
        sa.Column("share", sa.Float),
        sa.Column("found", sa.JSON, nullable=False),
        sa.Column("scored_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "quality_day",
        sa.Column("day", sa.Date, primary_key=True),
        sa.Column("publisher_id", sa.String, primary_key=True),
        sa.Column("rules", sa.Integer, nullable=False),
        sa.Column("measured", sa.Integer, nullable=False),
        sa.Column("share", sa.Float, nullable=False),
    )
