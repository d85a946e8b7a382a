"""The catalogue as it began: records, readings, search marks, jobs."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the schema forward."""
    _records()
    _readings()
    _work()


def _records() -> None:
    op.create_table(
        "publisher",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("title", sa.JSON(), nullable=False),
    )
    op.create_table(
        "theme",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_table(
        "dataset",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("name", sa.String, nullable=False, unique=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("publisher_id", sa.String, sa.ForeignKey("publisher.id"), nullable=False),
        sa.Column("keywords", sa.JSON(), nullable=False),
        sa.Column("frequency", sa.JSON(), nullable=False),
        sa.Column("contact", sa.JSON(), nullable=False),
        sa.Column("dictionary_url", sa.String, nullable=False),
        sa.Column("landing_url", sa.String, nullable=False),
        sa.Column("licence_id", sa.String, nullable=False),
        sa.Column("created", MOMENT),
        sa.Column("modified", MOMENT),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("saved_at", MOMENT, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_index("ix_dataset_publisher_id", "dataset", ["publisher_id"])
    op.create_table(
        "dataset_theme",
        sa.Column("dataset_id", sa.String, sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("theme_id", sa.String, sa.ForeignKey("theme.id"), primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
    )
    op.create_index("ix_dataset_theme_theme_id", "dataset_theme", ["theme_id"])
    op.create_table(
        "distribution",
        sa.Column("id", sa.String, primary_key=True),
        sa.Column("dataset_id", sa.String, sa.ForeignKey("dataset.id", ondelete="CASCADE"), nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("description", sa.JSON(), nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("format", sa.String, nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("problem", sa.JSON()),
        sa.Column("checked_at", MOMENT),
        sa.Column("etag", sa.String, nullable=False),
        sa.Column("last_modified", sa.String, nullable=False),
        sa.Column("latest", sa.Integer),
    )
    op.create_index("ix_distribution_dataset_id", "distribution", ["dataset_id"])


def _readings() -> None:
    op.create_table(
        "version",
        sa.Column("distribution_id", sa.String, sa.ForeignKey("distribution.id"), primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("bytes", sa.BigInteger, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("media_type", sa.String, nullable=False),
        sa.Column("format", sa.String, nullable=False),
        sa.Column("encoding", sa.String, nullable=False),
        sa.Column("retrieved_at", MOMENT, nullable=False),
    )
    op.create_index("ix_version_retrieved_at", "version", ["retrieved_at"])
    op.create_table(
        "table_name",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("distribution_id", sa.String, sa.ForeignKey("distribution.id"), nullable=False),
        sa.Column("slug", sa.String, nullable=False),
        sa.UniqueConstraint("distribution_id", "slug"),
    )
    op.create_table(
        "table_version",
        sa.Column("name", sa.String, sa.ForeignKey("table_name.name"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("distribution_id", sa.String, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("rows", sa.BigInteger, nullable=False),
        sa.Column("schema", sa.JSON(), nullable=False),
        sa.Column("profile", sa.JSON(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("decisions", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["distribution_id", "version"], ["version.distribution_id", "version.number"]
        ),
        sa.Index("ix_table_version_distribution", "distribution_id", "version"),
    )


def _work() -> None:
    op.create_table(
        "indexed",
        sa.Column("index_id", sa.String, primary_key=True),
        sa.Column("dataset_id", sa.String, sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    op.create_table(
        "job",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("key", sa.String),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("due_at", MOMENT, nullable=False),
        sa.Column("lease_until", MOMENT),
        sa.Column("worker", sa.String),
        sa.Column("problem", sa.JSON()),
        sa.Index("ix_job_state", "state", "due_at"),
        sa.Index(
            "uq_job_key",
            "key",
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        ),
    )
