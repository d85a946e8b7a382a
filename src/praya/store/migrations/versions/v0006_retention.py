"""How much each version changed, and how long versions are kept."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("table_content", sa.Column("appeared", sa.BigInteger))
    op.add_column("table_content", sa.Column("ended", sa.BigInteger))
    op.add_column("table_segment", sa.Column("since", sa.Integer))
    op.create_table(
        "retention",
        sa.Column(
            "distribution_id",
            sa.String,
            sa.ForeignKey("distribution.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("rule", sa.String, nullable=False),
    )
