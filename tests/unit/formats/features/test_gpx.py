from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from praya.formats.features.gpx import read_gpx
from praya.formats.infer import infer
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.raw import RawTable

MARKERS = Path(__file__).parents[5] / "shared" / "data" / "files" / "recreation" / "All-576-Trail-markers.gpx"


def gpx(inner: str) -> str:
    return f'<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1" version="1.1">{inner}</gpx>'


def test_a_file_without_points_has_no_table(raw: Callable[..., RawTable]) -> None:
    with pytest.raises(errors.RecordsAbsent):
        raw(gpx("<metadata><name>Nothing</name></metadata>"))


def test_a_point_that_is_no_place_leaves_its_line_without_a_shape(
    raw_tables: Callable[..., list[RawTable]],
) -> None:
    tables = raw_tables(gpx('<trk><name>T</name><trkseg><trkpt lat="x" lon="1"/><trkpt/></trkseg></trk>'))
    assert [table.slug for table in tables] == ["tracks", "track_points"]
    assert tables[0].columns.to_pylist() == [{"c0": "T", "c1": None}]


def test_waypoints_routes_tracks_and_their_points_are_tables(
    raw_tables: Callable[..., list[RawTable]],
) -> None:
    points = "".join(
        f'<trkpt lat="22.{at}" lon="114.{at}"><ele>{at}.50</ele><time>2024-01-01T00:00:0{at}Z</time></trkpt>'
        for at in (1, 2, 3)
    )
    tables = raw_tables(
        gpx(
            '<wpt lat="22.3" lon="114.2"><name>M001</name></wpt>'
            '<rte><name>R</name><rtept lat="22.1" lon="114.1"/><rtept lat="22.2" lon="114.2"/></rte>'
            f"<trk><name>T</name><trkseg>{points}</trkseg><trkseg>{points}</trkseg></trk>"
        )
    )
    found = {table.slug: table for table in tables}
    assert list(found) == ["waypoints", "routes", "route_points", "tracks", "track_points"]
    assert found["waypoints"].header == ("lat", "lon", "name")
    assert found["track_points"].header == ("line", "line name", "segment", "lat", "lon", "ele", "time")
    assert found["track_points"].columns.num_rows == 6
    assert json.loads(found["tracks"].columns["c1"][0].as_py())["type"] == "MultiLineString"
    assert json.loads(found["routes"].columns["c1"][0].as_py())["coordinates"] == [
        [114.1, 22.1],
        [114.2, 22.2],
    ]


@pytest.mark.skipif(
    not MARKERS.exists(), reason="the markers are not at hand, and their licence lets nobody copy them"
)
def test_real_trail_markers() -> None:
    (table,) = read_gpx(MARKERS, "utf-8")
    schema = infer(table).schema
    assert table.columns.num_rows == 576
    assert [column.role for column in schema.columns[:2]] == ["latitude", "longitude"]
