from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from praya.formats.features.kml import read_kml
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.infer import Typed
    from praya.formats.raw import RawTable

TRAIL = Path(__file__).parents[5] / "shared" / "data" / "files" / "recreation" / "MacLehose-Trail.kml"


def kml(*placemarks: str) -> str:
    inner = "".join(f"<Placemark>{each}</Placemark>" for each in placemarks)
    return (
        f'<kml xmlns="http://www.opengis.net/kml/2.2"><Document><name>麥理浩徑</name>{inner}</Document></kml>'
    )


def point(coordinates: str) -> str:
    return f"<Point><coordinates>{coordinates}</coordinates></Point>"


def last(table: RawTable) -> list[object]:
    """Return a table's shapes, parsed."""
    return [json.loads(each) if each else None for each in table.columns.columns[-1].to_pylist()]


@pytest.mark.parametrize(
    "content",
    [
        kml(),
        "<kml><NetworkLink><Link><href>http://127.0.0.1/x.kml</href></Link></NetworkLink></kml>",
        "<kml><GroundOverlay/></kml>",
    ],
)
def test_a_file_without_placemarks_has_no_table_and_fetches_none(
    raw: Callable[..., RawTable], content: str
) -> None:
    with pytest.raises(errors.RecordsAbsent):
        raw(content)


@pytest.mark.parametrize("length", [60, 150, -9])
def test_a_file_that_ends_too_early_is_broken(raw: Callable[..., RawTable], length: int) -> None:
    with pytest.raises(errors.FileBroken):
        raw(kml(point("114.1,22.3"))[:length])


@pytest.mark.parametrize("coordinates", ["", "somewhere", "114.1", "1e999,2", "114.1,nan"])
def test_coordinates_that_are_none_spoil_no_other_row(typed: Callable[..., Typed], coordinates: str) -> None:
    good = [point("114.1,22.3")] * 30
    found = typed(kml(point(coordinates), *good))
    assert found.schema.columns[-1].role == "geometry"
    assert found.data["geometry"].null_count == 1


def test_fields_folders_and_schemas_become_columns(raw: Callable[..., RawTable]) -> None:
    table = raw(
        '<kml xmlns="http://www.opengis.net/kml/2.2"><Document><Folder><name>N.T.</name><Folder><name>Tai Po</name>'
        "<Placemark><name>A</name><styleUrl>#s</styleUrl><ExtendedData>"
        '<Data name="電話"><displayName>x</displayName><value>2323</value></Data>'
        '<SchemaData schemaUrl="#a"><SimpleData name="code">007</SimpleData></SchemaData></ExtendedData>'
        f"{point('114.1,22.3,5')}</Placemark></Folder></Folder>"
        "<Placemark><name>B</name><TimeStamp><when>2024-01-01</when></TimeStamp></Placemark></Document></kml>"
    )
    assert table.header == ("folder", "name", "電話", "code", "TimeStamp.when", "geometry")
    rows = [tuple(row.values()) for row in table.columns.to_pylist()]
    assert rows[0][:4] == ("N.T. / Tai Po", "A", "2323", "007")
    assert rows[1] == (None, "B", None, None, "2024-01-01", None)
    assert table.geometry == 5


@pytest.mark.parametrize(
    ("shape", "expected"),
    [
        (
            "<LineString><coordinates>\n 114.1,22.3,1\n\t114.2,22.4,2 </coordinates></LineString>",
            {"type": "LineString", "coordinates": [[114.1, 22.3, 1.0], [114.2, 22.4, 2.0]]},
        ),
        (
            (
                "<Polygon><innerBoundaryIs><LinearRing><coordinates>2,2 3,2 3,3 2,2</coordinates></LinearRing>"
                "</innerBoundaryIs><outerBoundaryIs><LinearRing><coordinates>1,1 4,1 4,4 1,1</coordinates></LinearRing>"
                "</outerBoundaryIs></Polygon>"
            ),
            {
                "type": "Polygon",
                "coordinates": [
                    [[1.0, 1.0], [4.0, 1.0], [4.0, 4.0], [1.0, 1.0]],
                    [[2.0, 2.0], [3.0, 2.0], [3.0, 3.0], [2.0, 2.0]],
                ],
            },
        ),
        (
            f"<MultiGeometry>{point('1,2')}{point('3, 4')}</MultiGeometry>",
            {"type": "MultiPoint", "coordinates": [[1.0, 2.0], [3.0, 4.0]]},
        ),
        (
            f"<MultiGeometry>{point('1,2')}<MultiGeometry>{point('3,4')}</MultiGeometry></MultiGeometry>",
            {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Point", "coordinates": [1.0, 2.0]},
                    {"type": "MultiPoint", "coordinates": [[3.0, 4.0]]},
                ],
            },
        ),
        (
            '<gx:Track xmlns:gx="g"><when>2024</when><gx:coord>1 2 3</gx:coord><gx:coord>4 5 6</gx:coord></gx:Track>',
            {"type": "LineString", "coordinates": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]},
        ),
    ],
)
def test_shapes_of_every_kind(raw: Callable[..., RawTable], shape: str, expected: object) -> None:
    assert last(raw(kml(shape))) == [expected]


@pytest.mark.skipif(
    not TRAIL.exists(), reason="the trail is not at hand, and its licence lets nobody copy it"
)
def test_a_real_trail() -> None:
    (table,) = read_kml(TRAIL, "utf-8")
    assert table.columns.num_rows == 12
    assert {shape["type"] for shape in last(table) if isinstance(shape, dict)} == {"Point", "LineString"}
