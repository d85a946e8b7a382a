"""What is written a column at a time is what Python writes a value at a time."""

from __future__ import annotations

import csv
from datetime import UTC, date, datetime, time
from decimal import Decimal
from io import StringIO
from typing import Any

import orjson
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.formats import export

TEXTS = st.text(st.sampled_from('ab沙😀",;\t\r\n\\\x00\x1f= '), max_size=6)
NUMBERS = st.floats() | st.sampled_from(
    [0.0, -0.0, 1e-4, 9.9e-5, 1e15, 1e16, 22.288080481738582, 1e22, 5e-324]
)
MOMENTS = st.datetimes(datetime(1, 1, 1), datetime(9999, 12, 31)).flatmap(  # noqa: DTZ001 - as stored, without a zone
    lambda each: st.sampled_from([each, each.replace(microsecond=0)])
)
KINDS: dict[str, tuple[pa.DataType, st.SearchStrategy[Any]]] = {
    "text": (pa.string(), TEXTS),
    "whole": (pa.int64(), st.integers(-(2**63), 2**63 - 1)),
    "number": (pa.float64(), NUMBERS),
    "usual number": (pa.float64(), st.floats(-1000, 1000).map(lambda each: round(each, 3))),
    "truth": (pa.bool_(), st.booleans()),
    "day": (pa.date32(), st.dates()),
    "moment": (pa.timestamp("us"), MOMENTS),
    "second": (pa.timestamp("us"), MOMENTS.map(lambda each: each.replace(microsecond=0))),
    "zoned": (pa.timestamp("us", "UTC"), MOMENTS.map(lambda each: each.replace(tzinfo=UTC))),
    "hour": (pa.time64("us"), st.times()),
    "exact": (pa.decimal128(20, 3), st.integers(-9999, 9999).map(lambda each: Decimal(each) / 1000)),
    "list": (pa.list_(pa.string()), st.lists(TEXTS, max_size=2)),
    "nothing": (pa.null(), st.none()),
}


@st.composite
def batches(draw: st.DrawFn) -> pa.RecordBatch:
    kinds = draw(st.lists(st.sampled_from(list(KINDS)), min_size=1, max_size=4))
    rows = draw(st.integers(0, 4))
    arrays = [
        pa.array(draw(st.lists(st.none() | values, min_size=rows, max_size=rows)), kind)
        for kind, values in (KINDS[each] for each in kinds)
    ]
    return pa.RecordBatch.from_arrays(arrays, [f'c"{number},' for number in range(len(arrays))])


def cell(value: object) -> object:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return orjson.dumps(value).decode() if isinstance(value, list) else value


@given(batches())
def test_separated_values_are_those_of_python(batch: pa.RecordBatch) -> None:
    read = list(csv.reader(StringIO(b"".join(export.csv([batch])).decode("utf-8-sig"), newline="")))
    expected = [
        [("" if each is None else str(cell(each))) for each in row.values()] for row in batch.to_pylist()
    ]
    assert read == [batch.schema.names, *expected]


@given(batches())
def test_objects_are_those_of_python(batch: pa.RecordBatch) -> None:
    expected = orjson.loads(orjson.dumps(batch.to_pylist(), default=export.plain))
    assert orjson.loads(b"".join(export.json([batch]))) == expected
    lines = b"".join(export.ndjson([batch])).splitlines()
    assert [orjson.loads(each) for each in lines] == expected


def test_only_what_must_be_quoted_is() -> None:
    batch = pa.RecordBatch.from_pydict({"a": ["x y", 'say "so"', None, "a,b"], "b": [1.0, 0.5, None, 1e20]})
    assert b"".join(export.csv([batch])).decode("utf-8-sig") == (
        'a,b\r\nx y,1.0\r\n"say ""so""",0.5\r\n,\r\n"a,b",1e+20\r\n'
    )
    assert b"".join(export.tsv([batch])).decode() == 'a\tb\nx y\t1.0\n"say ""so"""\t0.5\n\t\na,b\t1e+20\n'


@pytest.mark.parametrize("text", ["", None])
def test_a_lone_column_has_a_line_for_every_row(text: str | None) -> None:
    batch = pa.RecordBatch.from_pydict({"a": pa.array([text, "x"], pa.string())})
    assert b"".join(export.tsv([batch])) == b'a\n""\nx\n'


def test_several_batches_are_one_document() -> None:
    parts = [pa.RecordBatch.from_pydict({"a": pa.array(each, pa.int64())}) for each in ([], [1], [], [2, 3])]
    assert orjson.loads(b"".join(export.json(parts))) == [{"a": 1}, {"a": 2}, {"a": 3}]
    assert orjson.loads(b"".join(export.json(parts[:1]))) == []
    assert b"".join(export.csv(parts)).decode("utf-8-sig") == "a\r\n1\r\n2\r\n3\r\n"
