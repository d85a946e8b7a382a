"""What is gone and is still known of: versions let go, records that vanished; and hashes of tables' files."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("dataset", sa.Column("vanished_at", MOMENT))
    op.add_column("table_segment", sa.Column("sha256", sa.String))
    op.create_table(
        "let_go",
        sa.Column(
            "distribution_id",
            sa.String,
            sa.ForeignKey("distribution.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String, nullable=False),
        sa.Column("retrieved_at", MOMENT, nullable=False),
    )
