"""The catalogue's tables, and how moments and JSON are kept in both databases."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.types import TypeDecorator

if TYPE_CHECKING:
    from sqlalchemy.engine import Dialect


class UtcDateTime(TypeDecorator[datetime]):
    """Moments in UTC, aware on the way in and out; SQLite keeps them as text that sorts as time does."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse moments without a zone; give SQLite, which has no zones, the UTC reading."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment without a time zone: {value}")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - the base's signature
        """Return the moment in UTC, whatever zone the session has."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


JSON = sa.JSON(none_as_null=True)

metadata = sa.MetaData()

publisher = sa.Table(
    "publisher",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("title", JSON, nullable=False),
)

theme = sa.Table(
    "theme",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("title", JSON, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
)

dataset = sa.Table(
    "dataset",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("name", sa.String, nullable=False, unique=True),
    sa.Column("title", JSON, nullable=False),
    sa.Column("description", JSON, nullable=False),
    sa.Column("publisher_id", sa.ForeignKey("publisher.id"), nullable=False, index=True),
    sa.Column("keywords", JSON, nullable=False),
    sa.Column("frequency", JSON, nullable=False),
    sa.Column("contact", JSON, nullable=False),
    sa.Column("dictionary_url", sa.String, nullable=False),
    sa.Column("landing_url", sa.String, nullable=False),
    sa.Column("licence_id", sa.String, nullable=False),
    sa.Column("created", UtcDateTime),
    sa.Column("modified", UtcDateTime),
    sa.Column("source", sa.String, nullable=False),
    sa.Column("saved_at", UtcDateTime, nullable=False),  # when this record last changed here
    sa.Column("vanished_at", UtcDateTime),  # since when its portal no longer lists it
    sa.Column("revision", sa.Integer, nullable=False),  # counts what the search index must follow
)

dataset_theme = sa.Table(
    "dataset_theme",
    metadata,
    sa.Column("dataset_id", sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("theme_id", sa.ForeignKey("theme.id"), primary_key=True, index=True),
    sa.Column("position", sa.Integer, nullable=False),
)

distribution = sa.Table(
    "distribution",
    metadata,
    sa.Column("id", sa.String, primary_key=True),
    sa.Column("dataset_id", sa.ForeignKey("dataset.id", ondelete="CASCADE"), nullable=False, index=True),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("title", JSON, nullable=False),
    sa.Column("description", JSON, nullable=False),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("format", sa.String, nullable=False),
    sa.Column("languages", JSON, nullable=False),
    sa.Column("status", sa.String, nullable=False),
    sa.Column("problem", JSON),
    sa.Column("checked_at", UtcDateTime),
    sa.Column("etag", sa.String, nullable=False),
    sa.Column("last_modified", sa.String, nullable=False),
    sa.Column("latest", sa.Integer),  # number of the latest version
    sa.Column("rewritten", sa.Integer, nullable=False, server_default="0"),  # how often its past was changed
)

version = sa.Table(
    "version",
    metadata,
    sa.Column("distribution_id", sa.ForeignKey("distribution.id"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.String(64), nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("url", sa.String, nullable=False),
    sa.Column("media_type", sa.String, nullable=False),
    sa.Column("format", sa.String, nullable=False),
    sa.Column("encoding", sa.String, nullable=False),
    sa.Column("retrieved_at", UtcDateTime, nullable=False, index=True),
    sa.Column("about", JSON),
    sa.Column(
        "read_by", sa.String, nullable=False, server_default=sa.text("''")
    ),  # the steps and the override's digest
    sa.Column(
        "tried_by", sa.String, nullable=False, server_default=sa.text("''")
    ),  # the same of a reader that failed since
    sa.Column("trouble", JSON),
)

table_name = sa.Table(
    "table_name",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("distribution_id", sa.ForeignKey("distribution.id"), nullable=False),
    sa.Column("slug", sa.String, nullable=False),
    sa.UniqueConstraint("distribution_id", "slug"),
)

table_version = sa.Table(
    "table_version",
    metadata,
    sa.Column("name", sa.ForeignKey("table_name.name"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("distribution_id", sa.String, nullable=False),
    sa.Column("position", sa.Integer, nullable=False),
    sa.Column("title", JSON, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("schema", JSON, nullable=False),
    sa.Column("profile", JSON, nullable=False),
    sa.Column("notes", JSON, nullable=False),
    sa.Column("decisions", JSON, nullable=False),
    sa.ForeignKeyConstraint(["distribution_id", "version"], ["version.distribution_id", "version.number"]),
    sa.Index("ix_table_version_distribution", "distribution_id", "version"),
)

table_content = sa.Table(
    "table_content",
    metadata,
    sa.Column("name", sa.ForeignKey("table_name.name"), primary_key=True),
    sa.Column("version", sa.Integer, primary_key=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("stored", JSON),  # [[column, DuckDB's type], …]; missing: as the file has them
    sa.Column("appeared", sa.BigInteger),  # rows that the version before did not have
    sa.Column("ended", sa.BigInteger),  # rows of the version before that this one does not have
)

retention = sa.Table(
    "retention",
    metadata,
    sa.Column("distribution_id", sa.ForeignKey("distribution.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("rule", sa.String, nullable=False),
)

let_go = sa.Table(
    "let_go",
    metadata,
    sa.Column("distribution_id", sa.ForeignKey("distribution.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("number", sa.Integer, primary_key=True),
    sa.Column("sha256", sa.String, nullable=False),
    sa.Column("retrieved_at", UtcDateTime, nullable=False),
)
"""Versions that a rule let go: that they were, and when, stays known."""

override = sa.Table(
    "override",
    metadata,
    sa.Column("distribution_id", sa.ForeignKey("distribution.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("said", JSON, nullable=False),
    sa.Column("digest", sa.String, nullable=False),
    sa.Column("set_at", UtcDateTime, nullable=False),
)

table_segment = sa.Table(
    "table_segment",
    metadata,
    sa.Column("name", sa.ForeignKey("table_name.name"), primary_key=True),
    sa.Column("file", sa.String, primary_key=True),
    sa.Column("generation", sa.Integer, nullable=False),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("low", sa.Integer, nullable=False),
    sa.Column("high", sa.Integer, nullable=False),
    sa.Column("parts", sa.Integer, nullable=False),
    sa.Column("rows", sa.BigInteger, nullable=False),
    sa.Column("bytes", sa.BigInteger, nullable=False),
    sa.Column("since", sa.Integer),  # the least `_from` in it; missing: not known
    sa.Column("sha256", sa.String),  # missing: written before this was noted
    sa.Column("retired", sa.Boolean, nullable=False),  # replaced; removed when nobody reads it
)

latest_tables = table_version.join(
    distribution,
    sa.and_(
        distribution.c.id == table_version.c.distribution_id,
        distribution.c.latest == table_version.c.version,
    ),
)
"""To select from: each table in its latest reading, with its distribution."""

indexed = sa.Table(
    "indexed",
    metadata,
    sa.Column("index_id", sa.String, primary_key=True),
    sa.Column("dataset_id", sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("revision", sa.Integer, nullable=False),
)

job = sa.Table(
    "job",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("kind", sa.String, nullable=False),
    sa.Column("payload", JSON, nullable=False),
    sa.Column("key", sa.String),
    sa.Column("host", sa.String),  # the one it asks; jobs of one host are done one at a time
    sa.Column("patient", sa.Boolean, nullable=False, server_default=sa.false()),  # lets all others go first
    sa.Column("state", sa.String, nullable=False),  # "open" or "dead"; a finished job is deleted
    sa.Column("attempts", sa.Integer, nullable=False),
    sa.Column("due_at", UtcDateTime, nullable=False),
    sa.Column("lease_until", UtcDateTime),
    sa.Column("worker", sa.String),
    sa.Column("progress", JSON),
    sa.Column("problem", JSON),
    sa.Index("ix_job_state", "state", "due_at"),
    sa.Index(
        "uq_job_key",
        "key",
        unique=True,
        sqlite_where=sa.text("state = 'open'"),
        postgresql_where=sa.text("state = 'open'"),
    ),
)

host = sa.Table(
    "host",
    metadata,
    sa.Column("name", sa.String, primary_key=True),
    sa.Column("free_at", UtcDateTime, nullable=False),  # in use, or left alone, until then
    sa.Column("failures", sa.Integer, nullable=False),  # in a row
)

observation = sa.Table(
    "observation",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("distribution_id", sa.ForeignKey("distribution.id", ondelete="CASCADE"), nullable=False),
    sa.Column("at", UtcDateTime, nullable=False),
    sa.Column("outcome", sa.String, nullable=False),
    sa.Column("detail", JSON, nullable=False),
    sa.Index("ix_observation_distribution", "distribution_id", "at"),
)

watched = sa.Table(
    "watched",
    metadata,
    sa.Column("distribution_id", sa.ForeignKey("distribution.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("due_at", UtcDateTime, nullable=False, index=True),  # when to look again
    sa.Column("failures", sa.Integer, nullable=False),
    sa.Column("failing_since", UtcDateTime),
    sa.Column("gone", sa.Boolean, nullable=False),
    sa.Column("published_at", UtcDateTime),
    sa.Column("gap", sa.String, nullable=False),
)

harvest = sa.Table(
    "harvest",
    metadata,
    sa.Column("source", sa.String, primary_key=True),
    sa.Column("started_at", UtcDateTime, nullable=False),
    sa.Column("finished_at", UtcDateTime),
)

harvested = sa.Table(
    "harvested",
    metadata,
    sa.Column("source", sa.ForeignKey("harvest.source", ondelete="CASCADE"), primary_key=True),
    sa.Column("name", sa.String, primary_key=True),
)

saved_query = sa.Table(
    "saved_queries",
    metadata,
    sa.Column("slug", sa.String, primary_key=True),
    sa.Column("text", sa.String, nullable=False),
    sa.Column("parameters", JSON, nullable=False),
    sa.Column("as_of", sa.String, nullable=False),
    sa.Column("versions", JSON, nullable=False),
    sa.Column("created", UtcDateTime, nullable=False),
)

quality = sa.Table(
    "quality",
    metadata,
    sa.Column("dataset_id", sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("rules", sa.Integer, nullable=False),  # the version of the rules
    sa.Column("share", sa.Float),  # of the points that could be given; missing: too little was seen
    sa.Column("found", JSON, nullable=False),  # by rule: [met, of], or why nothing was said
    sa.Column("scored_at", UtcDateTime, nullable=False),
    sa.Column("findable", sa.Float),  # the parts' shares
    sa.Column("accessible", sa.Float),
    sa.Column("interoperable", sa.Float),
    sa.Column("reusable", sa.Float),
    sa.Column("timely", sa.Float),
    sa.Column("truthful", sa.Float),
)

quality_lost = sa.Table(
    "quality_lost",
    metadata,
    sa.Column("dataset_id", sa.ForeignKey("dataset.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("rule", sa.String, primary_key=True),
    sa.Column("points", sa.Float, nullable=False),  # that it took from the dataset
)

quality_day = sa.Table(
    "quality_day",
    metadata,
    sa.Column("day", sa.Date, primary_key=True),
    sa.Column("publisher_id", sa.String, primary_key=True),
    sa.Column("rules", sa.Integer, nullable=False),
    sa.Column("measured", sa.Integer, nullable=False),  # datasets with a score
    sa.Column("share", sa.Float, nullable=False),  # their mean
)
