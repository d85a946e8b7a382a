"""From text to types, looking at every value: a column is typed only if nothing its text says is lost.

Each column's distinct values are looked at once (a dictionary), so that cost follows variety, not length. A column
is typed if every value reads as that type, or the exceptions are listed markers; where a typed value does not say all
that the text said, the text stays in a companion column beside it (`names.COMPANION`). What is ambiguous stays text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.infer.derive import derive_date
from praya.formats.infer.legend import explained
from praya.formats.infer.meaning import HEAD, Seen, meanings
from praya.formats.infer.names import COMPANION, name_columns, split
from praya.formats.infer.shapes import read_shapes
from praya.formats.infer.types import Guess, Values, guess, orders_in
from praya.formats.infer.units import unit_in
from praya.model.table import ROW, Column, Schema

if TYPE_CHECKING:
    from praya.formats.raw import RawTable
    from praya.model.decisions import Decision
    from praya.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A raw table's typed reading."""

    raw: RawTable
    schema: Schema
    data: pa.Table
    """`_row` (int64, counting from 1), then each column of the schema, directly followed by its companion if any."""
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class _Typing:
    """One column, typed."""

    column: Column
    data: pa.ChunkedArray
    companion: pa.ChunkedArray | None
    decisions: tuple[Decision, ...]
    distinct: pa.Array
    """Every value once, none missing; the geometries of a column of shapes are not looked at."""


def infer(raw: RawTable) -> Typed:
    """Type every column of a raw table."""
    titles = [split(header) for header in raw.header]
    names = name_columns(raw.header, titles)
    legend = explained(raw.notes)
    values = [Values.of(column) for column in raw.columns.columns]
    orders = orders_in(values)
    typings = []
    for position, name in enumerate(names):
        column = _column(raw, position, name, titles[position])
        source = raw.columns.column(position)
        if position == raw.geometry:
            typings.append(_shape(column, source))
        else:
            found = guess(values[position], column.header, legend, orders)
            typings.append(_typing(column, source, values[position], found))
    return _table(raw, typings)


def _table(raw: RawTable, typings: list[_Typing]) -> Typed:
    names = [ROW]
    arrays = [pa.chunked_array([pa.array(range(1, raw.columns.num_rows + 1), pa.int64())])]
    for typing in typings:
        names.append(typing.column.name)
        arrays.append(typing.data)
        if typing.companion is not None:
            names.append(typing.column.name + COMPANION)
            arrays.append(typing.companion)
    meant = meanings([_seen(typing) for typing in typings])
    columns = [each.column for each in meant]
    decisions = [
        decision
        for typing, each in zip(typings, meant, strict=True)
        for decision in (*typing.decisions, *each.decisions)
    ]
    derived = derive_date(columns, arrays[1:], names[1:])
    if derived:
        columns.append(derived.column)
        names.append(derived.column.name)
        arrays.append(derived.data)
        decisions.append(derived.decision)
    return Typed(
        raw=raw, schema=Schema(tuple(columns)), data=pa.table(arrays, names=names), decisions=tuple(decisions)
    )


def _seen(typing: _Typing) -> Seen:
    data = typing.data
    return Seen(
        column=typing.column,
        distinct=typing.distinct,
        rows=len(data),
        filled=len(data) - data.null_count,
        head=data.slice(0, HEAD).to_pylist() if typing.column.type in ("integer", "number") else (),
    )


def _column(raw: RawTable, position: int, name: str, title: Text) -> Column:
    """Return a column before its type is known."""
    header = raw.header[position]
    unit = raw.units[position] if raw.units else ""
    return Column(name=name, header=header, title=title, type="string", unit=unit or unit_in(header))


def _typing(column: Column, source: pa.ChunkedArray, values: Values, found: Guess) -> _Typing:
    companion = None
    if found.values is None:
        data = values.text(source)
    else:
        data = values.spread(found.values)
        if found.keeps:
            companion = values.spread(pc.if_else(found.kept, values.distinct, pa.scalar(None, pa.string())))
    column = replace(
        column,
        type=found.type,
        unit=found.unit or column.unit,
        markers=found.markers,
    )
    decisions = tuple(each.about(column=column.name, type=found.type) for each in found.decisions)
    distinct = values.filled if found.values is None else found.values.drop_null()
    return _Typing(column, data, companion, decisions, distinct)


def _shape(column: Column, source: pa.ChunkedArray) -> _Typing:
    """Type the column of geometries: WKB in WGS84 degrees, or its text if it is not that."""
    shapes, decision = read_shapes(source)
    if shapes is not None:
        column = replace(column, type="geojson", role="geometry")
    told = decision.about(column=column.name, type=column.type)
    return _Typing(column, source if shapes is None else shapes, None, (told,), pa.array([], pa.string()))
