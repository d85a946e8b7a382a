"""The answers of Praya's own API, as programs see them: each field is in the OpenAPI document.

The library reads them by these very shapes. A field that is added after a release has a default, so that it goes on
reading that release's servers.

Annotations are read by the framework, so they are not postponed here.
"""

from datetime import datetime
from typing import Any, Literal

from praya.web.api.native.terms import Answer, Licence, PersonalData, Use, Words


class Named(Answer):
    """A publisher or a theme."""

    id: str
    title: Words
    datasets: int | None = None
    """How many datasets it has; missing where that was not counted."""


class Contact(Answer):
    """Whom to ask, as the source gave it."""

    name: str
    email: str
    phone: str


class Fault(Answer):
    """Why a distribution could not be read, put into words in the asker's language."""

    code: str
    message: str
    advice: str
    at: datetime


class Version(Answer):
    """What a distribution was from one retrieval on, until it changed."""

    number: int
    retrieved_at: datetime
    sha256: str
    bytes: int
    format: str
    """As the bytes are, whatever was declared."""
    encoding: str
    media_type: str
    """As the origin declared it."""
    url: str
    """Where it was retrieved from."""
    file: str
    """The bytes, for ever at this address."""


class Distribution(Answer):
    """One file or service of a dataset."""

    id: str
    title: Words
    description: Words
    url: str
    format: str
    """As declared by the source; `version.format` is what the bytes are."""
    languages: list[str]
    status: str
    """`unread`, `queued`, `ready` or `failed`."""
    problem: Fault | None
    checked_at: datetime | None
    version: Version | None
    """The latest."""
    tables: list[str]
    """The names of its tables."""


class TableSummary(Answer):
    """A table in a list."""

    name: str
    title: Words
    dataset: str
    rows: int
    columns: int
    url: str


class DatasetSummary(Answer):
    """A dataset in a list."""

    id: str
    name: str
    title: Words
    publisher: Named
    themes: list[str]
    formats: list[str]
    tables: int
    modified: datetime | None
    url: str


class Quality(Answer):
    """How good a dataset is."""

    level: str
    """`good`, `fair`, `poor`, or `unknown` where too little was observed."""
    score: float | None
    """The share of the points that could be given, from 0 to 1."""
    url: str
    """Every rule, with what it saw and what would mend it."""


class Dataset(Answer):
    """A dataset with all that hangs on it."""

    id: str
    name: str
    title: Words
    description: Words
    publisher: Named
    themes: list[Named]
    keywords: list[str]
    frequency: Words
    licence: Licence
    use: Use
    contact: Contact
    dictionary_url: str
    landing_url: str
    created: datetime | None
    modified: datetime | None
    source: str
    """Where the record was harvested from; empty for one written here."""
    quality: Quality
    distributions: list[Distribution]
    tables: list[TableSummary]
    page: str
    openapi: str


class FacetValue(Answer):
    """One way to narrow a search."""

    value: str
    title: Words
    count: int


class Tables(Answer):
    """One page of the tables."""

    total: int
    page: int
    size: int
    tables: list[TableSummary]
    next: str | None


class Found(Answer):
    """One page of what a search finds."""

    total: int
    page: int
    size: int
    datasets: list[DatasetSummary]
    facets: dict[str, list[FacetValue]]
    exact: int
    """Datasets that fit every word; the others are near misses and come after them."""
    meant: str | None
    """The words with typing mistakes put right, where that may have been meant."""
    next: str | None


class Suggestion(Answer):
    """What the words typed so far may mean."""

    kind: Literal["dataset", "publisher", "theme", "district", "story"]
    name: str
    title: Words
    url: str


class Column(Answer):
    """One column of a table."""

    name: str
    title: Words
    header: str
    """As the source wrote it."""
    type: str
    """A Data Package v2 field type."""
    role: str | None
    """What it means beside its type: `latitude`, `district`, `identifier`, `measure`, …"""
    unit: str
    unit_code: str
    """In UCUM, where it is known."""
    language: str
    of: str
    """Of a column that says the same as others in other languages: the first of them."""
    lang: str | None
    derived: bool
    """True for a column that Praya added."""
    markers: list[str]
    """Values that say that there is none; where one stands, the value is missing and `NAME_text` has its words."""
    meanings: dict[str, str]


class Table(Answer):
    """A table as of one of its versions."""

    name: str
    title: Words
    dataset: str
    distribution: str
    version: Version
    rows: int
    columns: list[Column]
    notes: list[str]
    bbox: list[float] | None
    """West, south, east, north in WGS84 degrees."""
    districts: dict[str, int]
    personal_data: PersonalData
    keys: list[list[str]]
    """Columns that tell every row from all others."""
    permalink: str
    """This version of it, for ever."""
    exports: dict[str, str]
    """All its rows as a file, by format."""


class Bin(Answer):
    """One bar of a histogram: from `low` (included) to `high`."""

    low: float
    high: float
    count: int


class ColumnProfile(Answer):
    """What one column holds."""

    nulls: int
    distinct: int
    exact: bool
    min: str | float | None
    max: str | float | None
    mean: float | None
    quantiles: dict[str, str | float]
    histogram: list[Bin]
    top: dict[str, int]


class Profile(Answer):
    """What a table holds, column by column."""

    table: str
    version: int
    rows: int
    columns: dict[str, ColumnProfile]
    sums: dict[str, list[str]]
    """Columns that are the sum of others."""


class Rows(Answer):
    """One page of a table's rows."""

    table: str
    version: int
    total: int
    """Rows of the whole answer, exactly."""
    rows: list[dict[str, Any]]
    """By column name; a missing value is null, a shape is GeoJSON."""
    next: str | None
    """The next page; null on the last."""
    permalink: str
    """The same question to the same version, for ever."""


class Value(Answer):
    """One value of a column, and how many rows have it."""

    value: Any
    count: int


class Distinct(Answer):
    """The different values of a column, the most frequent first."""

    table: str
    version: int
    column: str
    total: int
    """How many different values there are among the rows that were asked for, missing ones as one of them."""
    values: list[Value]


class ColumnChange(Answer):
    """What became of a column."""

    kind: str
    severity: str
    before: str | None
    after: str | None
    types: list[str]


class RowChange(Answer):
    """A row that differs."""

    kind: str
    """`added`, `removed` or `changed`."""
    before: dict[str, Any] | None
    after: dict[str, Any] | None
    columns: list[str]
    """Of a changed row, the columns that differ."""


class Diff(Answer):
    """What two versions of a table differ in."""

    table: str
    before: int
    after: int
    columns: list[ColumnChange]
    key: list[str]
    """The columns that tell which row is which; without one, a changed row is one removed and one added."""
    added: int
    removed: int
    changed: int
    rows: list[RowChange]
    next: str | None


class Chapter(Answer):
    """What a row was for a while."""

    first: Version
    last: Version
    rows: list[dict[str, Any]]
    changed: list[str]


class Story(Answer):
    """One row through all versions of its table."""

    table: str
    key: dict[str, str]
    chapters: list[Chapter]
    more: bool


class Index(Answer):
    """Where to begin."""

    title: str
    datasets: str
    tables: str
    publishers: str
    themes: str
    openapi: str
    counts: dict[str, int]
    limits: dict[str, int]
    """Of one answer; exports have none."""
