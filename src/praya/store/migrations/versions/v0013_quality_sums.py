"""What a dataset's quality comes to, part by part and rule by rule, to be summed up without reading each score."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_PARTS = ("findable", "accessible", "interoperable", "reusable", "timely", "truthful")


def upgrade() -> None:
    """Bring the schema forward; what was scored before is scored anew."""
    for part in _PARTS:
        op.add_column("quality", sa.Column(part, sa.Float))
    op.create_table(
        "quality_lost",
        sa.Column("dataset_id", sa.String, sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("rule", sa.String, primary_key=True),
        sa.Column("points", sa.Float, nullable=False),
    )
    op.execute("DELETE FROM indexed WHERE index_id LIKE 'quality %'")
