"""Any table that we write, in any format, dialect and encoding, reads back the same."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal
from xml.sax.saxutils import escape

import openpyxl
import pyarrow as pa
import pytest
import shapely
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.corpus.reading import reading

from praya.formats import export
from praya.model.table import ROW

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Iterable
    from pathlib import Path

Value = str | int | float | bool | date | None
_STATIONS = [
    *("中環碼頭", "赤鱲角", "長洲", "長洲泳灘", "清水灣", "青洲", "天文台", "香港公園", "跑馬地", "流浮山"),
    *(
        "昂坪",
        "北角",
        "坪洲",
        "西貢",
        "沙洲",
        "沙田",
        "石崗",
        "赤柱",
        "天星碼頭",
        "打鼓嶺",
        "大美督",
        "大埔滘",
    ),
]
"""Names with characters that both Big5-HKSCS and GB18030 have."""
_FIRST = datetime.fromisoformat("1990-01-01 00:00:01")
"""No moment that is an even number of seconds later is midnight: workbooks do not tell a day from its midnight."""
_MARKS = [",", ";", "|", "\t", '"', "'", " ", "/", "&", "<", "(", ")", "%", "#", "@", "é", "–", "\n"]
"""What stands in texts and means something to a format."""
_KINDS: dict[str, tuple[str, st.SearchStrategy[Value]]] = {
    "word": ("string", st.sampled_from(_STATIONS)),
    "code": ("string", st.integers(0, 999).map(lambda number: f"0{number:04}")),
    "whole": ("integer", st.integers(-(10**9), 10**9)),
    "decimal": ("number", st.integers(-(10**7), 10**7).map(lambda number: round(number / 1000 + 0.0005, 4))),
    "day": ("date", st.integers(0, 20_000).map(lambda days: date(1980, 1, 1) + timedelta(days))),
    "truth": ("boolean", st.booleans()),
    "moment": (
        "datetime",
        st.integers(0, 5 * 10**8).map(lambda seconds: _FIRST + timedelta(seconds=2 * seconds)),
    ),
}


@dataclass(frozen=True)
class Sheet:
    """A table to write: a name column first, then columns of kinds, the last without gaps."""

    header: tuple[str, ...]
    kinds: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]

    @property
    def types(self) -> list[str]:
        return ["string", *(_KINDS[kind][0] for kind in self.kinds)]


@dataclass(frozen=True)
class Dialect:
    """How a table is written as delimited text."""

    delimiter: str
    quoting: Literal[0, 1, 2]
    """Python's csv: where needed, everywhere, or around all that is no number."""
    end: str
    encoding: str


dialects = st.builds(
    Dialect,
    delimiter=st.sampled_from([",", ";", "|", "\t"]),
    end=st.sampled_from(["\n", "\r\n"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16-le", "utf-16-be", "gb18030"]),
)
dialects_in_big5 = st.builds(
    Dialect,
    delimiter=st.sampled_from([",", "\t"]),
    end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.just("big5hkscs"),
)


@st.composite
def sheets(draw: st.DrawFn, *, marks: bool = True) -> Sheet:
    """Draw a table in which nothing is ambiguous: every column shows its kind in at least one row of many."""
    kinds = draw(st.lists(st.sampled_from(sorted(_KINDS)), min_size=2, max_size=4))
    rows = []
    for at in range(draw(st.integers(3, 10))):
        name = draw(st.sampled_from(_STATIONS)) + (draw(st.sampled_from(_MARKS)) if marks else "") + f"x{at}"
        cells: list[Value] = [
            None
            if at > 0 and place + 1 < len(kinds) and draw(st.integers(0, 4)) == 0
            else draw(_KINDS[kind][1])
            for place, kind in enumerate(kinds)
        ]
        rows.append((name, *cells))
    header = ("Station", *(f"{kind.title()} {at}" for at, kind in enumerate(kinds)))
    return Sheet(header, tuple(kinds), tuple(rows))


def text(value: Value) -> str:
    if isinstance(value, bool):
        return str(value)
    return "" if value is None else str(value)


def delimited(sheet: Sheet, dialect: Dialect) -> bytes:
    into = io.StringIO(newline="")
    writer = csv.writer(
        into, delimiter=dialect.delimiter, quoting=dialect.quoting, lineterminator=dialect.end
    )
    writer.writerow(sheet.header)
    writer.writerows([[text(value) for value in row] for row in sheet.rows])
    marks = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
    return marks.get(dialect.encoding, b"") + into.getvalue().encode(dialect.encoding)


def plain(value: Value) -> Value:
    return str(value) if isinstance(value, date) else value


def records(sheet: Sheet) -> list[dict[str, Value]]:
    return [{key: plain(value) for key, value in zip(sheet.header, row, strict=True)} for row in sheet.rows]


def as_json(sheet: Sheet) -> bytes:
    return json.dumps(records(sheet), ensure_ascii=False).encode()


def as_json_beside_facts(sheet: Sheet) -> bytes:
    return json.dumps({"updated": "2024-03-01", "result": {"records": records(sheet)}}).encode()


def as_lines(sheet: Sheet) -> bytes:
    return "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in records(sheet)).encode()


def as_xml(sheet: Sheet) -> bytes:
    rows = "".join(
        "<row>"
        + "".join(
            f"<{key.replace(' ', '_')}>{escape(text(value))}</{key.replace(' ', '_')}>"
            for key, value in zip(sheet.header, row, strict=True)
        )
        + "</row>"
        for row in sheet.rows
    )
    return f'<?xml version="1.0" encoding="utf-8"?><rows>{rows}</rows>'.encode()


def as_xlsx(sheet: Sheet) -> bytes:
    book = openpyxl.Workbook()
    into = io.BytesIO()
    page = book.worksheets[0]
    for row in (sheet.header, *sheet.rows):
        page.append(row)
    book.save(into)
    return into.getvalue()


def as_xls(sheet: Sheet) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("Table")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    moment = xlwt.easyxf(num_format_str="yyyy-mm-dd hh:mm:ss")
    for at, row in enumerate((sheet.header, *sheet.rows)):
        for place, value in enumerate(row):
            if isinstance(value, date):
                page.write(at, place, value, moment if isinstance(value, datetime) else day)
            elif value is not None:
                page.write(at, place, value)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


def check(sheet: Sheet, content: bytes, path: Path) -> None:
    """Read what was written; every value, type and label must be what it was."""
    path.write_bytes(content)
    found = reading(path)
    assert not found.failure
    (table,) = found.tables
    assert [label.replace("_", " ") for label in table.raw.header] == [
        label.replace("_", " ") for label in sheet.header
    ]
    assert [column.type for column in table.schema.columns] == sheet.types
    names = [column.name for column in table.schema.columns]
    read = [tuple(row[name] for name in names) for row in table.data.to_pylist()]
    assert read == [tuple(row) for row in sheet.rows]


def exported(sheet: Sheet, path: Path) -> pa.Table:
    """Return a table as it is stored, its columns called by our own names."""
    path.write_bytes(as_json(sheet))
    (table,) = reading(path).tables
    return table.data.drop_columns([ROW])


bounded = settings(
    derandomize=True,
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
few = settings(bounded, max_examples=8)


@bounded
@given(sheets(), dialects)
def test_delimited(tmp_path: Path, sheet: Sheet, dialect: Dialect) -> None:
    check(sheet, delimited(sheet, dialect), tmp_path / "file")


@bounded
@given(sheets(marks=False), dialects_in_big5)
def test_delimited_in_big5(tmp_path: Path, sheet: Sheet, dialect: Dialect) -> None:
    check(sheet, delimited(sheet, dialect), tmp_path / "file")


@pytest.mark.parametrize("write", [as_json, as_json_beside_facts, as_lines, as_xml])
@bounded
@given(sheets())
def test_trees(write: Callable[[Sheet], bytes], tmp_path: Path, sheet: Sheet) -> None:
    check(sheet, write(sheet), tmp_path / "file")


@pytest.mark.parametrize("write", [as_json, as_json_beside_facts, as_lines, as_xml])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16-le", "utf-16-be", "gb18030"])
@few
@given(sheets())
def test_trees_in_other_encodings(
    write: Callable[[Sheet], bytes], encoding: str, tmp_path: Path, sheet: Sheet
) -> None:
    content = write(sheet).decode()
    mark = "\ufeff" if encoding.startswith("utf-16") else ""
    check(sheet, (mark + content).encode(encoding), tmp_path / "file")


@pytest.mark.parametrize("write", [as_json, as_xml])
@few
@given(sheets(marks=False))
def test_trees_in_big5(write: Callable[[Sheet], bytes], tmp_path: Path, sheet: Sheet) -> None:
    check(sheet, write(sheet).decode().encode("big5hkscs"), tmp_path / "file")


@pytest.mark.parametrize("write", [export.csv, export.json])
@bounded
@given(sheets())
def test_our_own_exports(
    write: Callable[[Iterable[pa.RecordBatch]], Iterable[bytes]], tmp_path: Path, sheet: Sheet
) -> None:
    stored = exported(sheet, tmp_path / "source")
    named = replace(sheet, header=tuple(stored.column_names))
    check(named, b"".join(write(stored.to_batches())), tmp_path / "file")


@few
@given(sheets())
def test_our_own_parquet(tmp_path: Path, sheet: Sheet) -> None:
    stored = exported(sheet, tmp_path / "source")
    named = replace(sheet, header=tuple(stored.column_names))
    check(named, b"".join(export.parquet(stored.to_batches())), tmp_path / "file")


@few
@given(sheets(), st.randoms(use_true_random=False))
def test_our_own_geojson(tmp_path: Path, sheet: Sheet, chance: random.Random) -> None:
    """Points that are drawn from shapes, and points that are drawn from two columns."""
    stored = exported(sheet, tmp_path / "source")
    places = [
        shapely.Point(round(113.9 + chance.random() / 3, 6), round(22.2 + chance.random() / 3, 6))
        for _ in sheet.rows
    ]
    placed = stored.append_column("shape", pa.array(shapely.to_wkb(places).tolist(), pa.binary()))
    (tmp_path / "file").write_bytes(b"".join(export.geojson(placed.to_batches(), geometry="shape")))
    (found,) = reading(tmp_path / "file").tables
    assert [column.type for column in found.schema.columns] == [*sheet.types, "geojson"]
    assert shapely.from_wkb(found.data["geometry"].to_pylist()).tolist() == places
    assert [tuple(row.values())[1:-1] for row in found.data.to_pylist()] == [tuple(row) for row in sheet.rows]


@pytest.mark.parametrize("write", [export.csv, export.json, export.parquet])
def test_shapes_lists_and_missing_values_in_our_own_exports(
    write: Callable[[Iterable[pa.RecordBatch]], Iterable[bytes]], tmp_path: Path
) -> None:
    source = tmp_path / "source"
    source.write_text(
        '{"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"n": 1, "l": ["a"]}, '
        '"geometry": {"type": "LineString", "coordinates": [[114.1, 22.3], [114.2, 22.4]]}}, '
        '{"type": "Feature", "properties": {"n": null, "l": []}, "geometry": null}]}'
    )
    (first,) = reading(source).tables
    stored = first.data.drop_columns([ROW])
    (tmp_path / "file").write_bytes(b"".join(write(stored.to_batches())))
    (again,) = reading(tmp_path / "file").tables
    assert again.data.drop_columns([ROW]).to_pylist() == stored.to_pylist()
    assert [each.type for each in again.schema.columns] == [each.type for each in first.schema.columns]


@pytest.mark.parametrize("write", [as_xlsx, as_xls])
@few
@given(sheets())
def test_workbooks(write: Callable[[Sheet], bytes], tmp_path: Path, sheet: Sheet) -> None:
    check(sheet, write(sheet), tmp_path / "file")
