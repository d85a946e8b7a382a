from __future__ import annotations

import csv as python_csv
import io
import json as python_json
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from praya.formats import export
from praya.formats.features.geojson import geojson_geometry
from praya.formats.spreadsheet import xlsx

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.infer import Typed

CONTENT = 'id,day,at,open,name\n1,2024-03-01,12:00,TRUE,"a ""b"", c"\n2,,,,\n3,2024-03-02,13:00,FALSE,香港\n'
FEATURE = '{"type":"Feature","properties":{"n":1},"geometry":{"type":"Point","coordinates":[114.1,22.3]}}'


def batches(found: Typed, size: int = 2) -> list[pa.RecordBatch]:
    return list(found.data.to_batches(max_chunksize=size))


def test_no_batches_at_all() -> None:
    assert b"".join(export.csv([])) == b""
    assert python_json.loads(b"".join(export.json([]))) == []
    assert python_json.loads(b"".join(export.geojson([]))) == {"type": "FeatureCollection", "features": []}


def test_csv_has_a_mark_one_header_and_nothing_for_what_is_missing(typed: Callable[..., Typed]) -> None:
    written = b"".join(export.csv(batches(typed(CONTENT))))
    assert written.startswith(b"\xef\xbb\xbf_row,id,")
    rows = list(python_csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
    assert rows == [
        ["_row", "id", "day", "at", "open", "name"],
        ["1", "1", "2024-03-01", "12:00:00", "true", 'a "b", c'],
        ["2", "2", "", "", "", ""],
        ["3", "3", "2024-03-02", "13:00:00", "false", "香港"],
    ]


def test_json_is_one_array_of_objects(typed: Callable[..., Typed]) -> None:
    rows = python_json.loads(b"".join(export.json(batches(typed(CONTENT)))))
    assert rows[0] == {
        "_row": 1,
        "id": 1,
        "day": "2024-03-01",
        "at": "12:00:00",
        "open": True,
        "name": 'a "b", c',
    }
    assert rows[1]["day"] is None


@pytest.mark.parametrize("rows", [1, 999, 1000, 1001, 5000])
def test_many_rows_are_streamed_whole(typed: Callable[..., Typed], rows: int) -> None:
    found = typed("a,b\n" + "".join(f"{n},x\n" for n in range(rows)))
    pieces = list(export.json(batches(found, 512)))
    assert [row["a"] for row in python_json.loads(b"".join(pieces))] == list(range(rows))
    assert rows < 2000 or len(pieces) > 1


def test_geometries_in_every_format(typed: Callable[..., Typed]) -> None:
    found = typed(FEATURE)
    shape = {"type": "Point", "coordinates": [114.1, 22.3]}
    assert geojson_geometry(found.data["geometry"][0].as_py()) == shape
    assert python_json.loads(b"".join(export.json(batches(found))))[0]["geometry"] == shape
    assert '"{""type"":""Point""' in b"".join(export.csv(batches(found))).decode()
    (feature,) = python_json.loads(b"".join(export.geojson(batches(found), geometry="geometry")))["features"]
    assert feature == {"type": "Feature", "geometry": shape, "properties": {"_row": 1, "n": 1}}


def test_coordinates_become_points(typed: Callable[..., Typed]) -> None:
    found = typed("name,lat,long\na,22.3,114.1\nb,,\n")
    features = python_json.loads(b"".join(export.geojson(batches(found), latitude="lat", longitude="long")))[
        "features"
    ]
    assert [each["geometry"] for each in features] == [{"type": "Point", "coordinates": [114.1, 22.3]}, None]


def test_a_workbook_takes_values_that_spreadsheets_have_no_type_for() -> None:
    strange = {
        "bytes": b"\xaa",
        "list": [1, None],
        "nothing": float("nan"),
        "endless": float("inf"),
        "exact": Decimal("1.10"),
        "large": 2**60,
    }
    batch = pa.RecordBatch.from_pylist([strange])
    book = CalamineWorkbook.from_filelike(io.BytesIO(b"".join(xlsx([batch]))))
    assert book.get_sheet_by_index(0).to_python()[1] == [
        *("qg==", "[1,null]", "nan", "inf", "1.10", "1152921504606846976")
    ]
