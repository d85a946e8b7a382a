"""An answer card: all that somebody who wants to use a dataset should know first, in one language, as plain values."""

# These are read by the framework that documents them, so that annotations are not postponed here.
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnCard:
    """One column: what it means, and what it holds."""

    name: str
    """As in SQL and in addresses."""
    title: str
    type: str
    role: str
    unit: str
    nulls: int
    distinct: int
    min: str
    max: str
    examples: list[str]
    """The most frequent values."""
    markers: dict[str, str]
    """What the source writes where it has no value, and what that means where it says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question that the table can answer, and the SQL that answers it."""

    asks: str
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """A column whose values stand in another table too, as measured."""

    column: str
    table: str
    other: str
    """The other table's column."""
    dataset: str
    """Of the other table."""
    title: str
    """Of the other table."""
    shared: int
    """Different values that stand in both."""
    of: int
    """Different values here, but for numbers of up to three digits, which stand everywhere."""
    others: int
    """The same there."""
    exact: bool
    """False where `shared` is an estimate."""
    sql: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableCard:
    """One table of the dataset."""

    name: str
    title: str
    version: int
    retrieved_at: datetime
    sha256: str
    """Of the file it was read from."""
    rows: int
    grain: str
    """What one row is."""
    time: dict[str, list[str]]
    """Columns of time, each with its first and last moment."""
    bbox: list[float]
    """West, south, east, north in WGS84 degrees; empty without places."""
    districts: dict[str, int]
    """Rows in each of the city's districts."""
    columns: list[ColumnCard]
    caveats: list[str]
    personal_data: list[str]
    """What was examined and found of personal data."""
    notes: list[str]
    """Lines of the source that stand beside the table: its publisher's words."""
    questions: list[Question]
    cannot: list[str]
    """What it cannot answer."""
    joins: list[Join]


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How often it changes."""

    promised: str
    """In its publisher's own words."""
    promised_code: str
    """The EU's frequency code."""
    observed: str
    """The period that was seen, in ISO 8601; empty without enough evidence."""
    retrieved_at: datetime | None
    """When the latest version came."""
    due_at: datetime | None
    """When the next was promised."""
    late: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What may be done with it."""

    id: str
    title: str
    url: str
    commercial_use: bool | None
    derivatives: bool | None
    attribution: bool
    accuracy_duty: bool
    third_party_rights: bool
    may: dict[str, str]
    """`copy`, `redistribute`, `commercial`, `derive`: `yes`, `no` or `unknown`."""
    must: dict[str, str]
    must_not: dict[str, str]
    attribution_words: str
    """What names the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """All that somebody who wants to use a dataset should know first."""

    dataset: str
    title: str
    description: str
    publisher: str
    language: str
    source: str
    tables: list[TableCard]
    caveats: list[str]
    freshness: Freshness
    licence: Terms
    citation: str
    joins_complete: bool
    """False where the time was not enough to measure every table: ask again."""
