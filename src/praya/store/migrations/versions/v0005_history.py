"""Tables as rows through time: which files they are made of. Files of before stay where they are, one a generation."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Bring the schema forward."""
    op.create_table(
        "table_content",
        sa.Column("name", sa.String, sa.ForeignKey("table_name.name"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("stored", sa.JSON),
    )
    op.create_table(
        "table_segment",
        sa.Column("name", sa.String, sa.ForeignKey("table_name.name"), primary_key=True),
        sa.Column("file", sa.String, primary_key=True),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("low", sa.Integer, nullable=False),
        sa.Column("high", sa.Integer, nullable=False),
        sa.Column("parts", sa.Integer, nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
    )
    op.execute(
        "INSERT INTO table_content (name, version, generation) SELECT name, version, version FROM table_version"
    )
    op.execute(
        "INSERT INTO table_segment (name, file, generation, kind, low, high, parts, rows, bytes, retired) "
        "SELECT name, CAST(version AS VARCHAR) || '.parquet', version, 'whole', version, version, 1, rows, 0, false "
        "FROM table_version"
    )
