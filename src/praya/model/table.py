"""A version's typed reading: tables, columns, statistics, and the decisions that led to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from praya.model.text import FALLBACK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.decisions import Decision
    from praya.model.personal import Examination
    from praya.model.text import Lang, Text

FieldType = Literal[
    "string",
    "integer",
    "number",
    "boolean",
    "date",
    "time",
    "datetime",
    "year",
    "yearmonth",
    "geojson",
    "list",
    "object",
]
"""Field types of Data Package v2 that a reading can give; lists and objects are held as JSON text."""

Role = Literal[
    "latitude",
    "longitude",
    "easting",
    "northing",
    "geometry",
    "district",
    "identifier",
    "code",
    "part",
    "measure",
]
"""What a column means beside its type, where that is evident: an identifier names its row and no other, a code names
something else, a part is one of a date or time (a month, an hour), a measure counts or measures."""

ROW = "_row"
"""The column every stored table begins with: the row's place in its source, counting from 1."""

_BRACKETS = str.maketrans("（）[]", "()()")


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: `name` in addresses and SQL, `header` as the source wrote it, `title` for people."""

    name: str
    header: str
    title: Text
    type: FieldType
    role: Role | None = None
    unit: str = ""
    """As the source writes it."""
    unit_code: str = ""
    """The same in UCUM, where it is known: "mm", "10*6.{HKD}"."""
    language: str = ""
    """Of a column of words (BCP 47): "en", "zh-Hant", "zh-Hans"; "mul" where several stand side by side."""
    of: str = ""
    """Of a column that says the same as others in other languages: the name of the first of them, itself included."""
    lang: Lang | None = None
    """The language that it says it in."""
    derived: bool = False
    """True for a column that Praya added, such as a date joined from its parts."""
    markers: tuple[str, ...] = ()
    """Values listed as non-values ("N/A", "***"); where one stands, the typed value is missing and
    the source's own text stays in the companion column named `name + "_text"`."""
    meanings: tuple[tuple[str, str], ...] = ()
    """What the source's own notes say of markers: each with its meaning."""

    def unit_beside(self, lang: Lang) -> str:
        """Return the unit to stand beside the title; nothing where the title says it already, in brackets."""
        title = (self.title.words(lang) or self.name).translate(_BRACKETS)
        return "" if f"({self.unit})" in title else self.unit


@dataclass(frozen=True, slots=True)
class Schema:
    """The columns of a table, in the source's order, derived ones last."""

    columns: tuple[Column, ...]

    def column(self, name: str) -> Column | None:
        """Return the column of this name."""
        return next((column for column in self.columns if column.name == name), None)

    def for_reader(self, lang: Lang) -> tuple[Column, ...]:
        """Return the columns with the reader's language first among those that say the same; others stay in place."""
        order = {each: place for place, each in enumerate(FALLBACK[lang])}
        groups: dict[str, list[Column]] = {}
        for column in self.columns:
            if column.of:
                groups.setdefault(column.of, []).append(column)
        sorted_groups = {
            of: iter(sorted(group, key=lambda column: order[column.lang or lang]))
            for of, group in groups.items()
        }
        return tuple(next(sorted_groups[column.of]) if column.of else column for column in self.columns)

    def texts(self, lang: Lang) -> tuple[Column, ...]:
        """Return the columns of words that may tell rows apart, the reader's language first."""
        return tuple(
            each
            for each in self.for_reader(lang)
            if each.type == "string" and each.role in (None, "identifier")
        )

    def naming(self, lang: Lang) -> Column | None:
        """Return the column that by its own name says what a row is called, in the reader's language if there is one."""
        return next((each for each in self.texts(lang) if "name" in each.name or "名" in each.header), None)

    def role(self, role: Role) -> Column | None:
        """Return the first column that plays this role."""
        return next((column for column in self.columns if column.role == role), None)

    @property
    def locating(self) -> tuple[Column, ...]:
        """Return the columns that say where a row is: its shape, or longitude and latitude, or none."""
        shape, longitude, latitude = (self.role(role) for role in ("geometry", "longitude", "latitude"))
        if shape:
            return (shape,)
        return (longitude, latitude) if longitude and latitude else ()

    @property
    def dating(self) -> Column | None:
        """Return the first column that says when a row is: a day or a moment."""
        return next((column for column in self.columns if column.type in ("date", "datetime")), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """One bar of a histogram: values from `low` (included) to `high` (the last bar includes it too)."""

    low: float
    high: float
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnProfile:
    """What one column holds."""

    nulls: int
    distinct: int
    exact: bool = True
    """False where a very large column's different values are estimated, and its quantiles with them."""
    min: str | int | float | None = None
    """Dates and times in ISO 8601."""
    max: str | int | float | None = None
    mean: float | None = None
    histogram: tuple[Bin, ...] = ()
    """Of numbers, years, dates and moments (the latter two as days since 1970-01-01)."""
    quantiles: tuple[tuple[float, str | int | float], ...] = ()
    """Shares, and the smallest value that so large a share of the values does not exceed."""
    top: tuple[tuple[str, int], ...] = ()
    """The most frequent values and their counts, for columns with few distinct values."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """One column is the sum of others in every row that has them all."""

    total: str
    parts: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a table holds; `columns` by column name."""

    rows: int
    columns: Mapping[str, ColumnProfile]
    bbox: tuple[float, float, float, float] | None = None
    """West, south, east, north in WGS84 degrees, where the table has places."""
    districts: Mapping[str, int] = field(default_factory=dict)
    """How many rows lie in each of the city's districts, by code; a shape in several counts in each."""
    keys: tuple[tuple[str, ...], ...] = ()
    """The columns, or else pairs of columns, that tell every row from all others; the likeliest first."""
    sums: tuple[Sum, ...] = ()
    examined: Examination | None = None
    """What came of looking for personal data; None for what was read before that was done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of one version, all but its rows."""

    name: str
    """Readable and unique in the platform: the name in SQL and in addresses."""
    distribution_id: str
    version: int
    position: int
    title: Text
    rows: int
    schema: Schema
    profile: Profile
    notes: tuple[str, ...] = ()
    """Lines of the source that stand above or below the table and are not part of it."""
    decisions: tuple[Decision, ...] = ()
