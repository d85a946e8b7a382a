"""How one column is read, settled by every one of its values, however many there are.

A column in one piece is simply looked at. A column in many is read by example: a type is guessed from some of its
texts, spread over all rows, and every piece is then read together with the examples. A piece that makes another type
of them holds a value that tells more than the examples; that value joins them, and the rest is looked at again. So a
late surprise counts as much as an early one, and what stands in the end was agreed by every value.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.grid.cells import BLANK
from praya.formats.infer.booleans import PAIRS
from praya.formats.infer.declared import NESTING, as_declared, kept
from praya.formats.infer.plain import read_plain
from praya.formats.infer.reading import Cells
from praya.formats.infer.said import as_said, with_said_order
from praya.formats.infer.types import Guess, Values, guess, with_hollow
from praya.model.decisions import infer as because

if TYPE_CHECKING:
    from collections.abc import Sequence
    from collections.abc import Set as AbstractSet

    from praya.formats.infer.types import Orders
    from praya.model.decisions import Decision
    from praya.model.override import ColumnOverride
    from praya.model.table import FieldType

_EXAMPLES = 2_000
_TELLING = 200
_ROUNDS = 100
_MOST_COMPARED = 2_000_000
"""Values of more rows are not all held in memory to compare them."""
_NOTHING = pa.scalar(None, pa.string())
_MOST_TRIED = 5
_PROBES: tuple[list[str], ...] = (
    [],
    ["1", "23", "456.5", "-7"],
    ["+1.5", "-2.5"],
    ["2024-01-31", "1999-12-13"],
    ["2024-01-31 12:00:00", "1999-12-13 23:59:59"],
)
"""Texts of the types there are: a text that is no value beside any of these, nor alone, is a word for good."""
_PROBES_OF_DIGITS = (
    *([f"13{mark}02{mark}2020", f"31{mark}12{mark}2021"] for mark in "/-."),
    *([f"02{mark}13{mark}2020", f"12{mark}31{mark}2021"] for mark in "/-."),
    *([f"13{mark}02{mark}99", f"31{mark}12{mark}98"] for mark in "/-."),
)
"""More of them, which a text without any digit need not be tried with."""
_ANSWERS = frozenset(word for pair in PAIRS for word in pair)


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What else is known where a column is looked at."""

    label: str
    explained: AbstractSet[str]
    orders: Orders
    declared: FieldType | None = None
    """The type that the file itself says."""
    said: ColumnOverride | None = None
    """What the publisher says."""

    def guess(self, values: Values) -> Guess:
        """Guess the type of these texts."""
        if self.said and self.said.type:
            told = as_said(values, self.said, self.explained, self.orders)
            if told:
                return with_hollow(values, told)
        if self.declared in NESTING:
            return kept(self.declared)
        found = guess(values, self.label, self.explained, self.orders)
        if self.said and self.said.order:
            found = with_said_order(found)
        return as_declared(self.declared, values, found) if self.declared else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """How to read a column: as these examples are read, which agree with every value of it."""

    context: Context
    examples: Values
    """All texts where the column is one piece."""
    found: Guess
    plain: frozenset[int] = frozenset()
    """The pieces whose texts are all known to be plain values of the type."""
    ready: Cells | None = None
    """What was read on the way, where the column is one piece."""

    @property
    def decisions(self) -> tuple[Decision, ...]:
        """Why it is read so."""
        return self.found.decisions

    @property
    def distinct(self) -> pa.Array:
        """Its values, or those of the examples, each once, none missing."""
        return self.examples.filled if self.found.values is None else self.found.values.drop_null()

    def is_unique(self, pieces: Sequence[pa.ChunkedArray]) -> bool:
        """Say whether every row is known to have a value of its own.

        In a table of very many rows this is known only where each is above the one before.
        """
        if self.ready:
            data = self.ready.data
            return 1 < len(data) == len(self.distinct) and not data.null_count
        rows = sum(map(len, pieces))
        rising = True
        before: list[pa.Array] = []
        for index, piece in enumerate(pieces):
            values = self.read(piece, index).data.combine_chunks()
            together = pa.concat_arrays([*(each[-1:] for each in before[-1:]), values])
            rising = rising and pc.all(pc.greater(together[1:], together[:-1])).as_py() is not False
            if values.null_count or not (rising or _are_different(values, rows)):
                return False
            before = [*before, values] if rows <= _MOST_COMPARED else [values]
        return rising or _are_different(pa.chunked_array(before), rows)

    def read(self, source: pa.ChunkedArray, index: int = 0) -> Cells:
        """Type the column of one piece, the one at this index."""
        if self.ready:
            return self.ready
        if self.found.values is None:
            return Cells(text(source))
        if index in self.plain:
            nothing = pa.chunked_array([pa.nulls(len(source), pa.string())]) if self.found.keeps else None
            return Cells(pc.cast(source, self.found.values.type), nothing)
        values = _together(self.examples.distinct, source)
        cells = _cells(values, self.context.guess(values), source, keeps=self.found.keeps)
        rows = len(self.examples.distinct)
        return Cells(
            cells.data.slice(rows), cells.companion.slice(rows) if cells.companion is not None else None
        )


def _are_different(values: pa.Array | pa.ChunkedArray, rows: int) -> bool:
    """Say whether values of a table of so many rows are known to be different."""
    return rows <= _MOST_COMPARED and pc.count_distinct(values).as_py() == len(values)


def look(pieces: Sequence[pa.ChunkedArray]) -> Values:
    """Return the texts to begin with: all where the column is one piece, else examples from all over it."""
    if len(pieces) == 1:
        return Values.of(pieces[0])
    most = max(_EXAMPLES // len(pieces), 1)
    rows = [range(0, len(piece), max(len(piece) // most, 1)) for piece in pieces]
    taken = [piece.take(pa.array(each, pa.int64())) for piece, each in zip(pieces, rows, strict=True)]
    return Values.of(pa.chunked_array([chunk for each in taken for chunk in each.chunks], pa.string()))


def settle(pieces: Sequence[pa.ChunkedArray], seen: Values, context: Context) -> Plan:
    """Look at every value of a column, after those already `seen`, and return how to read it."""
    found = context.guess(seen)
    if context.declared in NESTING:
        return Plan(context=context, examples=seen, found=found)
    if len(pieces) == 1:
        ready = _cells(seen, found, pieces[0], keeps=found.keeps)
        return Plan(context=context, examples=seen, found=found, ready=ready)
    at = 0
    for _ in range(_ROUNDS):
        if found.type == "string" and _is_for_good(seen.distinct, context):
            return Plan(context=context, examples=seen, found=found)
        plain, at, telling = _agree(pieces, at, seen.distinct, found, context)
        if telling is None:
            return Plan(context=context, examples=seen, found=found, plain=plain)
        seen = Values.of(pa.concat_arrays([seen.distinct, telling]))
        found = context.guess(seen)
    return Plan(context=context, examples=seen, found=_undecided(found))


def text(source: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column's own text, blanks as missing."""
    blank = pc.equal(pc.utf8_trim(source, BLANK), "")
    return pc.if_else(blank, _NOTHING, source) if pc.any(blank).as_py() else source


def _agree(
    pieces: Sequence[pa.ChunkedArray], start: int, examples: pa.Array, found: Guess, context: Context
) -> tuple[frozenset[int], int, pa.Array | None]:
    """Return which pieces are plainly of the type, and from the first (beginning at `start`) that disagrees, why."""
    plain = set()
    can_be_plain = _can_be_plain(examples, found)
    for index in (*range(start, len(pieces)), *range(start)):
        if can_be_plain and all(_is_plain(chunk, found) for chunk in pieces[index].chunks):
            plain.add(index)
            continue
        values = _together(examples, pieces[index])
        other = context.guess(values)
        if not _same(other, found):
            return frozenset(), index, _telling(examples, values, other, context)
    return frozenset(plain), start, None


def _is_plain(texts: pa.Array, found: Guess) -> bool:
    return found.values is not None and read_plain(texts, found.values.type) is not None


def _can_be_plain(examples: pa.Array, found: Guess) -> bool:
    """Say whether plain values cannot change what the examples say.

    Whole numbers all of one length may yet turn out to be dates or identifiers.
    """
    if (
        found.values is None
        or found.unit
        or _needs_all(found)
        or found.type not in ("integer", "number", "date", "datetime")
    ):
        return False
    lengths = pc.min_max(pc.binary_length(examples)).as_py()
    return found.type != "integer" or lengths["min"] != lengths["max"]


def _needs_all(found: Guess) -> bool:
    """Say whether a number without sign would change the reading: where plus is written, it always is."""
    return any(each.code == because.PLUS_SIGNS.code for each in found.decisions)


def _same(one: Guess, other: Guess) -> bool:
    """Say whether two readings of a column's parts are one reading of both."""
    if (one.type, one.unit, one.keeps) != (other.type, other.unit, other.keeps):
        return False
    if one.values is None or other.values is None:
        return one.values is other.values
    return one.values.type == other.values.type and set(one.markers) == set(other.markers)


def _telling(examples: pa.Array, values: Values, found: Guess, context: Context) -> pa.Array:
    """Return a few of the texts that make another reading of the examples."""

    def makes_it(texts: pa.Array) -> bool:
        return _same(context.guess(Values.of(pa.concat_arrays([examples, texts]))), found)

    if found.kept is not None:
        odd = values.distinct.filter(found.kept)[:_TELLING]
        if len(odd) and makes_it(odd):
            return odd
    texts = values.distinct
    while len(texts) > 1:
        half = len(texts) // 2
        part = next((each for each in (texts[:half], texts[half:]) if makes_it(each)), None)
        if part is None:
            break
        texts = part
    return texts


def _is_for_good(examples: pa.Array, context: Context) -> bool:
    """Say whether one of the examples is a word beside whatever else may come."""
    longest = sorted(examples[:_TELLING].to_pylist(), key=len, reverse=True)
    return any(_is_word(each, context) for each in longest[:_MOST_TRIED] if each not in _ANSWERS)


def _is_word(text: str, context: Context) -> bool:
    probes = (*_PROBES, *_PROBES_OF_DIGITS) if any(map(str.isdigit, text)) else _PROBES
    return all(
        context.guess(Values.of(pa.array([*probe, text], pa.string()))).values is None for probe in probes
    )


def _together(examples: pa.Array, source: pa.ChunkedArray) -> Values:
    return Values.of(pa.concat_arrays([examples, *source.chunks]))


def _cells(values: Values, found: Guess, source: pa.ChunkedArray, *, keeps: bool) -> Cells:
    if found.values is None:
        return Cells(text(source))
    kept = pc.if_else(found.kept, values.distinct, _NOTHING) if keeps else None
    return Cells(values.spread(found.values), values.spread(kept) if kept is not None else None)


def _undecided(found: Guess) -> Guess:
    return replace(
        found,
        type="string",
        values=None,
        kept=None,
        markers=(),
        unit="",
        decisions=(because.WORDS.decide(0.5),),
    )
