"""A query's answer as a table that charts can be drawn of, and as places on a map."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import Sql, quote
from praya.model.table import ROW, Column, ColumnProfile, Profile, Schema, Table
from praya.model.text import Text
from praya.services.places import Places

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.stories import Figure
    from praya.model.table import FieldType
    from praya.model.text import Lang
    from praya.web.pages.stories.answers import Told

_TYPES: tuple[tuple[tuple[str, ...], FieldType, str], ...] = (
    (
        ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINY", "USMALL", "UINT", "UBIG", "HUGE"),
        "integer",
        "BIGINT",
    ),
    (("DOUBLE", "FLOAT", "DECIMAL", "REAL"), "number", "DOUBLE"),
    (("DATE",), "date", "DATE"),
    (("BOOLEAN",), "boolean", "BOOLEAN"),
)
"""How DuckDB's types begin, what they are here, and as what they are drawn."""
LONGITUDE, LATITUDE, LABEL = "longitude", "latitude", "label"


def type_of(duck: str) -> tuple[FieldType, str]:
    """Return what a column of an answer is, and the type of DuckDB that it is drawn as."""
    if duck.startswith("TIMESTAMP"):
        return "datetime", "TIMESTAMP"
    return next(
        ((kind, drawn) for begins, kind, drawn in _TYPES if duck.startswith(begins)), ("string", "VARCHAR")
    )


def table_of(told: Told, figure: Figure, lang: Lang) -> Table:
    """Return the table that an answer is, its columns called as the figure says."""
    columns = tuple(
        Column(
            name=name,
            header=name,
            title=_text(lang, figure.labels.get(name, name)),
            type=type_of(kind)[0],
        )
        for name, kind in zip(told.columns, told.types, strict=True)
    )
    held = zip(*told.rows, strict=True) if told.rows else ((),) * len(columns)
    profiles = {column.name: _profile(values) for column, values in zip(columns, held, strict=True)}
    return Table(
        name=figure.query,
        distribution_id="",
        version=0,
        position=0,
        title=_text(lang, figure.title or figure.query),
        rows=len(told.rows),
        schema=Schema(columns),
        profile=Profile(rows=len(told.rows), columns=profiles),
    )


def rows_of(told: Told) -> Sql:
    """Return the relation of an answer's rows, their values bound."""
    listed = ", ".join(
        f"unnest(CAST(? AS {type_of(kind)[1]}[])) AS {quote(name)}"
        for name, kind in zip(told.columns, told.types, strict=True)
    )
    values = [[_plain(value) for value in column] for column in zip(*told.rows, strict=True)]
    values = values or [[] for _ in told.columns]
    places = f"unnest(range(1, {len(told.rows) + 1})) AS {ROW}"
    return Sql(f"(SELECT {places}, {listed})", tuple(values))  # type: ignore[arg-type]  # lists are values too


def places_of(told: Told, figure: Figure) -> Places:
    """Return an answer's rows on the map; raise StoryBroken where they say not where they are."""
    if not {LONGITUDE, LATITUDE} <= set(told.columns):
        raise errors.StoryBroken(line=figure.line, reason="a map's query gives longitude and latitude")
    rows = [dict(zip(told.columns, row, strict=True)) for row in told.rows]
    there = [row for row in rows if row[LONGITUDE] is not None and row[LATITUDE] is not None]
    return Places(
        collection={"type": "FeatureCollection", "features": [_feature(row) for row in there]},
        bbox=None,
        shown=len(there),
        total=len(rows),
        unplaced=len(rows) - len(there),
    )


def _feature(row: dict[str, object]) -> dict[str, object]:
    where = [float(str(row[LONGITUDE])), float(str(row[LATITUDE]))]
    told = {
        name: value if value is None or isinstance(value, (int, float, str)) else str(value)
        for name, value in row.items()
        if name not in (LONGITUDE, LATITUDE)
    }
    return {"type": "Feature", "geometry": {"type": "Point", "coordinates": where}, "properties": told}


def _text(lang: Lang, words: str) -> Text:
    return {"en": Text.of(en=words), "zh-Hant": Text.of(zh_hant=words), "zh-Hans": Text.of(zh_hans=words)}[
        lang
    ]


def _profile(values: Sequence[object]) -> ColumnProfile:
    there = [_plain(each) for each in values if each is not None]
    try:
        least, most = min(there, default=None), max(there, default=None)  # type: ignore[type-var]  # of one type
    except TypeError:
        least = most = None
    return ColumnProfile(
        nulls=len(values) - len(there),
        distinct=len({str(each) for each in there}),
        min=_bound(least),
        max=_bound(most),
    )


def _bound(value: object) -> str | int | float | None:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value if value is None or isinstance(value, (str, int, float)) else str(value)


def _plain(value: object) -> object:
    """Return a value as DuckDB takes it in a list: no zone, no decimals, words for all that is nested."""
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.replace(tzinfo=None)
    return value if value is None or isinstance(value, (bool, int, float, str, date)) else str(value)
