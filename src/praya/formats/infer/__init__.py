"""From text to types, looking at every value: a column is typed only if nothing its text says is lost.

Distinct values are looked at once, so that cost follows variety, not length; large tables are looked at in pieces, so
that memory follows neither. A column is typed if every value reads as that type, or the exceptions are listed markers;
where a typed value does not say all that the text said, the text stays in a companion column beside it
(`names.COMPANION`). What is ambiguous stays text.
"""

from __future__ import annotations

import os
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa

from praya.formats.infer.derive import Derived, derive_place
from praya.formats.infer.labels import says_code
from praya.formats.infer.legend import explained, meanings_of
from praya.formats.infer.meaning import HEAD, Seen, meanings
from praya.formats.infer.moments import derive_date
from praya.formats.infer.names import COMPANION, name_columns, split
from praya.formats.infer.pieces import PIECE, WHOLE, ColumnPieces, pieces
from praya.formats.infer.said import ORDERS, decisions_on, named, positions
from praya.formats.infer.settle import Context, Plan, look, settle
from praya.formats.infer.shapes import Shapes, read_shapes
from praya.formats.infer.subtotals import find_subtotals
from praya.formats.infer.twins import find_twins
from praya.formats.infer.types import orders_in
from praya.formats.infer.units import unit_in
from praya.model.override import TableOverride
from praya.model.progress import silence
from praya.model.table import ROW, Column, Schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from praya.formats.infer.reading import Cells
    from praya.formats.infer.types import Orders
    from praya.formats.raw import RawTable
    from praya.model.decisions import Decision
    from praya.model.override import ColumnOverride
    from praya.model.progress import Tell
    from praya.model.text import Text

UNSAID = TableOverride()
"""Where the reader decides all."""
THREADS = min(os.cpu_count() or 1, 4)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """A raw table's typed reading: what it holds, and how to read its rows, piece by piece, as often as wanted."""

    raw: RawTable
    schema: Schema
    plans: tuple[Plan | Shapes, ...]
    """How to read each column of the source."""
    derived: tuple[Derived, ...]
    cut: tuple[pa.Table, ...]
    """The raw columns in pieces."""
    decisions: tuple[Decision, ...]

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.raw.columns)

    @property
    def data(self) -> pa.Table:
        """All rows at once, which is much for a large table: `pieces` gives the same rows bounded."""
        return pa.concat_tables(self.pieces())

    def pieces(self) -> Iterator[pa.Table]:
        """Read the rows: `_row` (int64, counting from 1), then each column of the schema, in the schema's order.

        A column is directly followed by its companion, if it has any. The piece after the one that is worked on is
        read meanwhile.
        """
        with ThreadPoolExecutor(THREADS) as pool:
            first = 1
            begun = self._begin(pool, 0)
            for index, piece in enumerate(self.cut):
                cells = [each.result() for each in begun]
                begun = self._begin(pool, index + 1)
                yield self._assembled(first, piece.num_rows, cells)
                self.raw.give_back()
                first += piece.num_rows

    def _begin(self, pool: ThreadPoolExecutor, index: int) -> list[Future[Cells]]:
        if index >= len(self.cut):
            return []
        columns = self.cut[index].columns
        return [
            pool.submit(plan.read, source, index) for plan, source in zip(self.plans, columns, strict=True)
        ]

    def _assembled(self, first: int, rows: int, cells: list[Cells]) -> pa.Table:
        arrays = {ROW: pa.chunked_array([pa.array(np.arange(first, first + rows))])}
        for column, each in zip(self.schema.columns, cells, strict=False):  # derived columns come last
            arrays[column.name] = each.data
            if each.companion is not None:
                arrays[column.name + COMPANION] = each.companion
        for derived in self.derived:
            for column, values in zip(derived.columns, derived.read(arrays), strict=True):
                arrays[column.name] = values
        return pa.table(arrays)


def infer(
    raw: RawTable,
    *,
    whole: int = WHOLE,
    piece: int = PIECE,
    tell: Tell = silence,
    said: TableOverride = UNSAID,
) -> Typed:
    """Type every column of a raw table; one of more than `whole` bytes in pieces of about `piece` bytes."""
    columns = bare_columns(raw)
    meant = {at: said.columns[each] for each, at in positions(columns, said.columns).items()}
    columns, told = named(columns, meant)
    cut = pieces(raw.columns, whole=whole, piece=piece)
    sources = [ColumnPieces(raw, cut, position) for position in range(len(columns))]
    plans = _plans(raw, columns, sources, meant, tell)
    legend = meanings_of(raw.notes)
    typed = [_typed(column, plan, legend) for column, plan in zip(columns, plans, strict=True)]
    told += _told(typed, meant, plans, sources)
    typed = [_with_unit(column, meant.get(position)) for position, column in enumerate(typed)]
    looked = meanings(
        [_seen(column, plan, source) for column, plan, source in zip(typed, plans, sources, strict=True)]
    )
    columns, twins = find_twins([each.column for each in looked], raw.columns)
    decisions = [
        decision
        for plan, each in zip(plans, looked, strict=True)
        for decision in (
            *(told.about(column=each.column.name, type=each.column.type) for told in plan.decisions),
            *each.decisions,
        )
    ]
    decisions += [*twins, *told]
    derived = _derived(raw, columns, plans, cut)
    sums = find_subtotals(columns, sources, lambda at: plans[at].read(sources[at][0]).data)
    decisions += [told for each in derived for told in each.decisions]
    decisions += [sums] if sums else []
    return Typed(
        raw=raw,
        schema=Schema((*columns, *(column for each in derived for column in each.columns))),
        plans=tuple(plans),
        derived=derived,
        cut=tuple(cut),
        decisions=tuple(decisions),
    )


def bare_columns(raw: RawTable) -> list[Column]:
    """Return the columns as their labels alone tell them."""
    titles = [split(header) for header in raw.header]
    names = name_columns(raw.header, titles)
    return [_column(raw, position, name, titles[position]) for position, name in enumerate(names)]


def _told(
    columns: Sequence[Column],
    meant: Mapping[int, ColumnOverride],
    plans: Sequence[Plan | Shapes],
    sources: Sequence[ColumnPieces],
) -> list[Decision]:
    """Return what became of what the publisher says of columns."""
    return [
        told.about(column=columns[at].name, type=columns[at].type)
        for at, each in meant.items()
        for told in decisions_on(columns[at], each, plans[at], sources[at])
    ]


def _with_unit(column: Column, said: ColumnOverride | None) -> Column:
    return replace(column, unit=said.unit) if said and said.unit else column


def _context(
    raw: RawTable, column: Column, position: int, orders: Orders, said: ColumnOverride | None
) -> Context:
    """Return what is known of a column before its values are looked at."""
    legend = explained(raw.notes)
    if said:
        legend |= frozenset(said.markers)
        orders = dict.fromkeys("-/.", ORDERS[said.order]) if said.order else orders
    return Context(
        label=column.header,
        explained=legend,
        orders=orders,
        declared=raw.declared[position] if raw.declared else None,
        said=said,
    )


def _plans(
    raw: RawTable,
    columns: Sequence[Column],
    sources: Sequence[ColumnPieces],
    meant: Mapping[int, ColumnOverride],
    tell: Tell,
) -> list[Plan | Shapes]:
    """Settle how each column is read, several at a time."""
    words = [position for position in range(len(columns)) if position != raw.geometry]
    with ThreadPoolExecutor(THREADS) as pool:
        seen = dict(zip(words, pool.map(look, [sources[position] for position in words]), strict=True))
        orders = orders_in(list(seen.values()))
        settled = {
            position: pool.submit(
                settle,
                sources[position],
                seen[position],
                _context(raw, columns[position], position, orders, meant.get(position)),
            )
            for position in words
        }
        plans: list[Plan | Shapes] = []
        for position, source in enumerate(sources):
            tell("look", position, len(sources))
            plans.append(settled[position].result() if position in settled else read_shapes(source, raw.crs))
    tell("look", len(sources), len(sources))
    return plans


def _column(raw: RawTable, position: int, name: str, title: Text) -> Column:
    """Return a column before its type is known."""
    header = raw.header[position]
    unit = raw.units[position] if raw.units else ""
    return Column(name=name, header=header, title=title, type="string", unit=unit or unit_in(header))


def _typed(column: Column, plan: Plan | Shapes, legend: Mapping[str, str]) -> Column:
    """Return a column with what its values say of it."""
    if isinstance(plan, Shapes):
        return replace(column, type="geojson", role="geometry") if plan.readable else column
    found = plan.found
    return replace(
        column,
        type=found.type,
        unit=found.unit or column.unit,
        markers=found.markers,
        meanings=tuple((marker, legend[marker]) for marker in found.markers if marker in legend),
    )


def _seen(column: Column, plan: Plan | Shapes, sources: Sequence[pa.ChunkedArray]) -> Seen:
    """Return what tells a column's meaning; geometries are not looked at."""
    if isinstance(plan, Shapes):
        return Seen(column=column, distinct=pa.array([], pa.string()), is_unique=False, head=())
    head = plan.read(sources[0].slice(0, HEAD)).data.slice(0, HEAD)
    return Seen(
        column=column,
        distinct=plan.distinct,
        is_unique=says_code(column.header) and plan.is_unique(sources),
        head=head.to_pylist() if column.type in ("integer", "number") else (),
    )


def _derived(
    raw: RawTable, columns: Sequence[Column], plans: Sequence[Plan | Shapes], cut: Sequence[pa.Table]
) -> tuple[Derived, ...]:
    """Return what columns make together: a date, a place."""
    places = {column.name: position for position, column in enumerate(columns)}
    taken = [ROW, *places, *(f"{name}{COMPANION}" for name in places)]

    def read(names: Sequence[str]) -> Iterator[Mapping[str, pa.ChunkedArray]]:
        for index, piece in enumerate(cut):
            wanted = {name: places[name] for name in names}
            yield {name: plans[at].read(piece.column(at), index).data for name, at in wanted.items()}
            raw.give_back()

    found = (derive_date(columns, taken, read), derive_place(columns, taken, read))
    return tuple(each for each in found if each)
