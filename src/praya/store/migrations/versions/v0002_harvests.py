"""How far a harvest has come, so that one that was stopped can go on."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "harvest",
        sa.Column("source", sa.String, primary_key=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
    )
    op.create_table(
        "harvested",
        sa.Column("source", sa.String, sa.ForeignKey("harvest.source", ondelete="CASCADE"), primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
    )
