"""Desktop GIS's own library (GDAL) and OWSLib read features, records and tiles from a real server process.

Every check is also made where the server is asked something else than the client asked: there it must fail.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import numpy as np
import pyogrio
import pytest
import shapely
from owslib.ogcapi.features import Features
from owslib.ogcapi.records import Records
from pyproj import Transformer
from tests.served import asking_else, serving

from praya import demo
from praya.model.query import Query
from praya.platform import open_platform
from praya.services import ask, index, read
from praya.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    Rows = Mapping[str, list[Mapping[str, Any]]]
    Check = Callable[[str, Rows, Path], None]

pytestmark = pytest.mark.long

CHOSEN = frozenset({"aqhi-stations", "hk-had-json1-hong-kong-administrative-boundaries"})
TABLES = ("aqhi_stations", "districts")
GRID = "http://www.opengis.net/def/crs/EPSG/0/2326"
TILE = (10, 836, 446)
HALF = 20037508.342789244


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("ogc") / "home"
    platform = open_platform(Settings(home=folder))
    demo.load(platform, progress=lambda *_: None, chosen=CHOSEN)
    index.index(platform)
    platform.db.dispose()
    return folder


@pytest.fixture(scope="module")
def rows(home: Path) -> Rows:
    """What the tables hold, asked without the dialect."""
    platform = open_platform(Settings(home=home))
    try:
        return {
            name: list(ask.rows(platform, read.table(platform, name), Query(size=500)).rows)
            for name in TABLES
        }
    finally:
        platform.db.dispose()


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    with serving(home) as address:
        yield address


def gdal_reads_every_collection(url: str, rows: Rows, _folder: Path) -> None:
    source = f"OAPIF:{url}/ogc"
    listed = {name for name, _kind in pyogrio.list_layers(source)}
    assert set(TABLES) <= listed
    for name in TABLES:
        meta, table = pyogrio.read_arrow(source, layer=name, PAGE_SIZE=7)
        held = rows[name]
        assert table.num_rows == len(held)
        for column in set(table.column_names) & set(held[0]) - {"geometry"}:
            assert table[column].to_pylist() == [row[column] for row in held], column
        told = shapely.from_wkb(np.array(table[meta["geometry_name"] or "wkb_geometry"].to_pylist(), object))
        assert shapely.equals_exact(told, _shapes(held), tolerance=1e-9).all()


def gdal_asks_by_place_and_words(url: str, rows: Rows, _folder: Path) -> None:
    source = f"OAPIF:{url}/ogc"
    box = (114.15, 22.27, 114.2, 22.3)
    _meta, found = pyogrio.read_arrow(source, layer="aqhi_stations", bbox=box)
    inside = [
        row["facility"]
        for row in rows["aqhi_stations"]
        if box[0] <= row["longitude"] <= box[2] and box[1] <= row["latitude"] <= box[3]
    ]
    assert found["facility"].to_pylist() == inside
    where = "facility = 'Sha Tin' OR latitude > 22.45"
    _meta, found = pyogrio.read_arrow(source, layer="aqhi_stations", where=where)
    named = [
        row["facility"]
        for row in rows["aqhi_stations"]
        if row["facility"] == "Sha Tin" or row["latitude"] > 22.45
    ]
    assert found["facility"].to_pylist() == named


def gdal_reads_the_grid(url: str, rows: Rows, _folder: Path) -> None:
    """GDAL turns the grid's northing-first positions for itself, and gives easting first."""
    meta, found = pyogrio.read_arrow(f"OAPIF:{url}/ogc", layer="aqhi_stations", CRS="EPSG:2326")
    assert meta["crs"] == "EPSG:2326"
    told = shapely.from_wkb(np.array(found[meta["geometry_name"] or "wkb_geometry"].to_pylist(), object))
    held = rows["aqhi_stations"]
    to_grid = Transformer.from_crs("OGC:CRS84", "EPSG:2326", always_xy=True)
    eastings, northings = to_grid.transform(
        [row["longitude"] for row in held], [row["latitude"] for row in held]
    )
    assert len(told) == len(held)
    assert np.allclose(shapely.get_x(told), eastings, atol=1e-3)
    assert np.allclose(shapely.get_y(told), northings, atol=1e-3)


def owslib_reads_features(url: str, rows: Rows, _folder: Path) -> None:
    service = Features(f"{url}/ogc")
    assert service.conformance()["conformsTo"]
    assert service.api()["openapi"].startswith("3.")
    assert set(service.feature_collections()) == set(TABLES)
    held = rows["aqhi_stations"]
    assert set(service.collection_queryables("aqhi_stations")["properties"]) == {
        "facility",
        "latitude",
        "longitude",
        "geometry",
    }
    found = service.collection_items("aqhi_stations", limit=500)
    assert found["numberMatched"] == found["numberReturned"] == len(held)
    told = [
        (each["id"], each["properties"]["facility"], *each["geometry"]["coordinates"])
        for each in found["features"]
    ]
    assert told == [(row["_row"], row["facility"], row["longitude"], row["latitude"]) for row in held]
    (one,) = service.collection_items("aqhi_stations", filter="facility = 'Sha Tin'")["features"]
    assert service.collection_item("aqhi_stations", str(one["id"]))["properties"] == one["properties"]
    with pytest.raises(RuntimeError, match="table_missing"):
        service.collection_items("nothing")


def owslib_reads_records(url: str, _rows: Rows, _folder: Path) -> None:
    service = Records(f"{url}/ogc")
    assert service.records() == ["catalogue"]
    every = service.collection_items("catalogue", limit=100)
    assert {each["id"] for each in every["features"]} == CHOSEN
    found = service.collection_items("catalogue", q="air quality")
    assert [each["id"] for each in found["features"]] == ["aqhi-stations"]
    one = service.collection_item("catalogue", "aqhi-stations")
    assert one["properties"]["title"] == "Air quality monitoring stations"


def gdal_decodes_tiles(url: str, rows: Rows, folder: Path) -> None:
    z, x, y = TILE
    spot = 2 * HALF / 2**z / 4096
    for name in TABLES:
        answer = httpx.get(f"{url}/ogc/collections/{name}/tiles/WebMercatorQuad/{z}/{y}/{x}", trust_env=False)
        path = folder / str(z) / str(x) / f"{y}.pbf"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(answer.content)
        meta, table = pyogrio.read_arrow(f"MVT:{path}", layer=name, CLIP="NO")
        told = shapely.from_wkb(np.array(table[meta["geometry_name"] or "wkb_geometry"].to_pylist(), object))
        wanted = _drawn(rows[name])
        assert sorted(table["mvt_id"].to_pylist()) == sorted(wanted)
        for number, shape, *values in zip(table["mvt_id"].to_pylist(), told, table.to_pylist(), strict=True):
            row = rows[name][number - 1]
            kept = {key: value for key, value in values[0].items() if key in row and value is not None}
            assert kept == {key: row[key] for key in kept}
            assert kept
            assert shapely.is_valid(shape)
            assert shapely.hausdorff_distance(shape, wanted[number]) < 3 * spot


def _drawn(held: list[Mapping[str, Any]]) -> dict[int, Any]:
    """What stands on the tile and its edge, in metres of Web Mercator, by its place in the table."""
    z, x, y = TILE
    side = 2 * HALF / 2**z
    west, north, spare = x * side - HALF, HALF - y * side, side * 64 / 4096
    change = Transformer.from_crs("OGC:CRS84", "EPSG:3857")
    shapes = shapely.transform(_shapes(held), change.transform, interleaved=False)
    cut = shapely.clip_by_rect(shapes, west - spare, north - side - spare, west + side + spare, north + spare)
    return {row["_row"]: each for row, each in zip(held, cut, strict=True) if not each.is_empty}


def _shapes(held: list[Mapping[str, Any]]) -> Any:  # noqa: ANN401 - shapely has no types of its own
    if "geometry" in held[0]:
        return shapely.from_wkb(np.array([row["geometry"] for row in held], object))
    return shapely.points([(row["longitude"], row["latitude"]) for row in held])


def fewer(path: str) -> str:
    """Ask for some of the items only."""
    if not path.partition("?")[0].endswith("/items"):
        return path
    return f"{path}{'&' if '?' in path else '?'}offset=1"


CHECKS: Mapping[Check, Callable[[str], str]] = {
    gdal_reads_every_collection: fewer,
    gdal_asks_by_place_and_words: fewer,
    gdal_reads_the_grid: lambda path: path.replace("2326", "3857"),
    owslib_reads_features: fewer,
    owslib_reads_records: fewer,
    gdal_decodes_tiles: lambda path: path.replace("/836", "/837"),
}
"""Every check, and what must not go unnoticed by it."""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_clients_are_served(server: str, rows: Rows, tmp_path: Path, check: Check):
    check(server, rows, tmp_path)


def test_gdal_lets_the_server_choose_places(server: str, rows: Rows, tmp_path: Path):
    """It chooses again for itself, so only what it asked for tells that the server's boxes are used.

    Conditions it sends in the standard's draft language alone, which is not offered: those it checks for itself.
    """
    asked: list[str] = []

    def heard(path: str) -> str:
        asked.append(path)
        return path

    with asking_else(server, heard) as listening:
        gdal_asks_by_place_and_words(listening, rows, tmp_path)
    assert any("bbox=" in path for path in asked)
    assert not any("filter=" in path for path in asked)


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: str(check.__name__))
def test_a_server_asked_otherwise_fails(server: str, rows: Rows, tmp_path: Path, check: Check):
    with (
        asking_else(server, CHECKS[check]) as broken,
        pytest.raises((AssertionError, RuntimeError, ValueError, KeyError, pyogrio.errors.DataSourceError)),
    ):
        check(broken, rows, tmp_path)
