from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pyarrow import parquet as arrow_parquet

from praya.formats.parquet import read_schema, write

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from praya.formats.infer import Typed

CONTENT = "日總雨量\nRainfall (mm)\n年/Year,月/Month,日/Day,數值/Value\n1884,3,1,0.5\n1884,3,2,Trace\n\n*** 沒有數據/unavailable\n"


def test_the_schema_comes_back_from_the_file_alone(typed: Callable[..., Typed], tmp_path: Path) -> None:
    found = typed(CONTENT)
    path = write(found, tmp_path / "x.parquet", metadata={"sha256": "abc"})
    assert read_schema(path) == found.schema
    stored = json.loads(arrow_parquet.read_schema(path).metadata[b"praya"])
    assert stored["metadata"] == {"sha256": "abc"}
    assert stored["notes"] == ["日總雨量", "Rainfall (mm)", "*** 沒有數據/unavailable"]


def test_the_rows_come_back(typed: Callable[..., Typed], tmp_path: Path) -> None:
    found = typed(CONTENT)
    table = arrow_parquet.read_table(write(found, tmp_path / "x.parquet", metadata={}))
    assert table.column_names == ["_row", "year", "month", "day", "value", "value_text", "date"]
    assert table.to_pylist() == found.data.to_pylist()


def test_geometries_are_geoparquet(typed: Callable[..., Typed], tmp_path: Path) -> None:
    content = '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[114.1,22.3]}},{"type":"Feature","properties":{},"geometry":null}]}'
    path = write(typed(content), tmp_path / "x.parquet", metadata={})
    geo = json.loads(arrow_parquet.read_metadata(path).metadata[b"geo"])
    assert (geo["version"], geo["primary_column"]) == ("1.1.0", "geometry")
    assert geo["columns"]["geometry"] == {
        "encoding": "WKB",
        "geometry_types": ["Point"],
        "bbox": [114.1, 22.3, 114.1, 22.3],
    }


def test_a_table_without_rows_is_a_file_with_its_schema(typed: Callable[..., Typed], tmp_path: Path) -> None:
    found = typed("a,b\n")
    assert read_schema(write(found, tmp_path / "x.parquet", metadata={})) == found.schema
