"""What read each version, what publishers say of their files, and jobs that let others go first."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.add_column("version", sa.Column("read_by", sa.String, nullable=False, server_default=sa.text("''")))
    op.add_column("version", sa.Column("tried_by", sa.String, nullable=False, server_default=sa.text("''")))
    op.add_column("version", sa.Column("trouble", sa.JSON))
    op.add_column("distribution", sa.Column("rewritten", sa.Integer, nullable=False, server_default="0"))
    op.add_column("job", sa.Column("patient", sa.Boolean, nullable=False, server_default=sa.false()))
    op.create_table(
        "override",
        sa.Column(
            "distribution_id",
            sa.String,
            sa.ForeignKey("distribution.id", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("said", sa.JSON, nullable=False),
        sa.Column("digest", sa.String, nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
    )
