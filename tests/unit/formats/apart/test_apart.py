"""What is read in a child process: Parquet, Arrow, GeoPackage."""

from __future__ import annotations

import io
import json
import random
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

import pyarrow as pa
import pyogrio
import pytest
import shapely
from pyarrow import parquet

from praya.formats import parquet as ours
from praya.formats.apart import tables_apart
from praya.formats.apart.gdal import DRIVERS, SKIPPED
from praya.formats.infer import infer
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from praya.formats.infer import Typed
    from praya.formats.raw import RawTable

TABLE = pa.table(
    {
        "id": ["001", "002"],
        "n": pa.array([1, None], pa.int32()),
        "f": pa.array([0.1, 2.0], pa.float32()),
        "d": [date(2024, 3, 1), None],
        "t": pa.array([datetime(2024, 3, 1, 12, 0, tzinfo=UTC), None], pa.timestamp("ns", "UTC")),
        "m": [Decimal("1.50"), Decimal("2.00")],
        "b": [True, False],
        "nested": [{"a": [1, 2]}, None],
        "raw": [b"\xff\x00", "字".encode()],
        "k": pa.array(["x", "y"]).dictionary_encode(),
        "blank": [" ", ""],
        "none": pa.nulls(2),
    }
)
ROWS = [
    (
        "001",
        "1",
        "0.1",
        "2024-03-01",
        "2024-03-01 12:00:00Z",
        "1.50",
        "true",
        '{"a":[1,2]}',
        "/wA=",
        "x",
        None,
        None,
    ),
    ("002", None, "2", None, None, "2.00", "false", None, "字", "y", None, None),
]
POINTS = [shapely.Point(835_900, 817_500), None]


def in_parquet(table: pa.Table) -> bytes:
    buffer = io.BytesIO()
    parquet.write_table(table, buffer)
    return buffer.getvalue()


def in_arrow(table: pa.Table, *, stream: bool = False) -> bytes:
    sink = pa.BufferOutputStream()
    make = pa.ipc.new_stream if stream else pa.ipc.new_file
    with make(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


@pytest.fixture(scope="session")
def geopackage(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("gpkg") / "piers.gpkg"
    shapes = shapely.to_wkb(POINTS).tolist()
    table = pa.table(
        {"name": ["尖沙咀", "nowhere"], "code": ["007", None], "geom": pa.array(shapes, pa.binary())}
    )
    pyogrio.raw.write_arrow(
        table,
        path,
        layer="piers",
        driver="GPKG",
        geometry_type="Point",
        geometry_name="geom",
        crs="EPSG:2326",
    )
    plain = pa.table({"no": [1, 2]})
    pyogrio.raw.write_arrow(plain, path, layer="notes", driver="GPKG", append=True)
    return path.read_bytes()


def read_or_refuse(path: Path, kind: str) -> None:
    """Read whatever it is: tables or a failure with a name, nothing else."""
    with suppress(errors.Unreadable):
        for table in tables_apart(path, kind, limit=10_000_000):  # type: ignore[arg-type]  # one of its kinds
            infer(table)


def damaged(content: bytes, times: int) -> list[bytes]:
    """Return copies of a file, cut or with bytes changed, always the same ones."""
    chance = random.Random(7)
    found = []
    for at in range(times):
        copy = bytearray(content)
        if at % 3 == 0:
            copy = copy[: chance.randrange(16, len(copy))]
        for _ in range(chance.randrange(1, 12)):
            copy[chance.randrange(4, len(copy))] = chance.randrange(256)
        found.append(bytes(copy))
    return found


def test_damaged_files_are_refused_or_read_and_end_nothing(
    put: Callable[..., Path], geopackage: bytes
) -> None:
    for kind, content in (
        ("parquet", in_parquet(TABLE)),
        ("arrow", in_arrow(TABLE)),
        ("arrow", in_arrow(TABLE, stream=True)),
        ("gpkg", geopackage),
    ):
        for copy in damaged(content, 4):
            read_or_refuse(put(copy), kind)


def test_a_few_bytes_that_stand_for_millions_of_rows_are_a_bomb(put: Callable[..., Path]) -> None:
    content = in_parquet(pa.table({"a": pa.repeat("x" * 100, 1_000_000)}))
    assert len(content) < 100_000
    with pytest.raises(errors.FileBomb):
        tables_apart(put(content), "parquet", limit=10_000_000)


def test_too_many_columns_are_refused(put: Callable[..., Path]) -> None:
    content = in_arrow(pa.table({f"c{at}": [1] for at in range(2_001)}))
    with pytest.raises(errors.FileTooWide):
        tables_apart(put(content), "arrow", limit=10_000_000)


def test_gdal_has_no_driver_but_those_that_were_looked_at() -> None:
    known = set(pyogrio.list_drivers())
    assert known - set(SKIPPED.split(",")) == set(DRIVERS)


@pytest.mark.parametrize("content", [in_parquet(TABLE), in_arrow(TABLE), in_arrow(TABLE, stream=True)])
def test_values_are_what_a_reader_of_text_would_have_found(
    raw: Callable[..., RawTable], content: bytes
) -> None:
    table = raw(content)
    assert table.header == tuple(TABLE.column_names)
    assert [tuple(row.values()) for row in table.columns.to_pylist()] == ROWS


def test_what_we_write_we_read(typed: Callable[..., Typed], tmp_path: Path) -> None:
    point = json.dumps({"type": "Point", "coordinates": [114.1733, 22.2964]})
    feature = f'{{"type": "Feature", "properties": {{"name": "尖沙咀", "no": 3}}, "geometry": {point}}}'
    first = typed(feature)
    again = typed(ours.write(first, tmp_path / "x", metadata={}).read_bytes())
    assert again.schema.columns[-1].role == "geometry"
    for name in ("name", "no", "geometry"):
        assert again.data[name].to_pylist() == first.data[name].to_pylist()


def test_every_layer_of_a_geopackage_is_a_table(
    raw_tables: Callable[..., list[RawTable]], geopackage: bytes
) -> None:
    piers, notes = raw_tables(geopackage)
    assert (piers.slug, piers.header, piers.crs) == ("piers", ("name", "code", "geometry"), "EPSG:2326")
    assert notes.slug == "notes"
    found = infer(piers)
    place = shapely.from_wkb(found.data["geometry"][0].as_py())
    assert (place.x, place.y) == pytest.approx((114.1733, 22.2964), abs=0.001)
    assert json.loads(found.data["geometry_text"][0].as_py())["coordinates"] == [835_900.0, 817_500.0]
    assert found.data["code"].to_pylist() == ["007", None]


@pytest.mark.parametrize("write", [in_parquet, in_arrow])
def test_types_that_a_file_declares_are_kept(
    raw: Callable[..., RawTable], write: Callable[[pa.Table], bytes]
) -> None:
    table = pa.table(
        {
            "code": ["1", "2"],
            "whole": [1.0, float("nan")],
            "day": [20240301, 20240302],
            "year": [2023, 2024],
            "id no": [123456789, 987654321],
            "long": [2**60, 1],
            "text day": ["2024-03-01", "2024-03-02"],
            "list": [[1], []],
            "struct": [{"a": 1}, None],
        }
    )
    typed = infer(raw(write(table)))
    assert [(each.name, each.type) for each in typed.schema.columns] == [
        ("code", "string"),
        ("whole", "number"),
        ("day", "integer"),
        ("year", "year"),
        ("id_no", "integer"),
        ("long", "string"),
        ("text_day", "date"),
        ("list", "list"),
        ("struct", "object"),
    ]
    assert typed.data["whole"].to_pylist() == [1.0, None]
