"""Addresses, pagers, small pictures, charts and maps, as values."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from praya.formats.geography.districts import basemap
from praya.model import errors
from praya.model.query import Filter, Query, Sort, parse
from praya.model.search import Box, Question
from praya.model.table import Bin, Column, ColumnProfile
from praya.model.text import LANGS, Text
from praya.services.places import Places
from praya.web import cartography, small, urls
from praya.web.asked import read_question
from praya.web.assets import Assets
from praya.web.pager import pager
from praya.web.pages.grid import cell

if TYPE_CHECKING:
    from pathlib import Path

    from praya.model.text import Lang

NOW = datetime(2026, 1, 2, tzinfo=UTC)
plain = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=20)


def pairs(address: str) -> list[tuple[str, str]]:
    return parse_qsl(urlsplit(address).query, keep_blank_values=True)


def column(kind: str = "number", **more: object) -> Column:
    return Column(name="x", header="X", title=Text.of("X"), type=kind, **more)  # type: ignore[arg-type]  # for tests


# Addresses.


@given(plain, plain)
def test_a_question_to_a_table_comes_back_from_its_address(name: str, value: str):
    query = Query(
        filters=(Filter("c,d", "eq", value),), sorts=(Sort("a", descending=True),), offset=40, size=20
    )
    query = Query(filters=(Filter("c", "eq", value),), sorts=query.sorts, offset=40, size=20)
    address = urls.dataset("zh-Hant", name, "t", query)
    assert parse(pairs(address)) == query
    assert address.split("?")[0].count("/") == 3


@given(
    plain,
    st.dictionaries(
        st.sampled_from(["theme", "publisher", "format", "freshness"]), st.sampled_from(["a b", "&=;"])
    ),
    st.none() | st.just(Box(113.5, -22.25, 114, 22)),
    st.none() | st.integers(1000, 9999),
    st.integers(1, 999),
)
def test_a_search_comes_back_from_its_address(
    text: str, facets: dict[str, str], box: Box | None, year: int | None, page: int
):
    question = Question(
        text=" ".join(text.split()),
        facets=facets | {"map": "no"},
        district="north",
        box=box,
        since=year,
        until=year,
        page=page,
    )
    assert read_question(pairs(urls.search("en", question))) == question


def test_downloads_leave_pages_out():
    query = Query(filters=(Filter("a", "eq", "b"),), offset=60, size=10)
    assert urls.data("t", "csv", query) == "/data/t.csv?where=a,eq,b"


# Pagers.


@given(st.integers(1, 60), st.integers(1, 50), st.integers(0, 2000))
def test_a_pager_names_first_last_and_neighbours(page: int, size: int, total: int):
    made = pager(page=page, size=size, total=total, address=str)
    named = [number for number, _ in made.links if number]
    assert named == sorted(set(named))
    assert {1, made.pages} <= set(named)
    assert made.first <= made.last + size
    assert bool(made.after) == (page < made.pages)
    assert all(href == (str(number) if number else "") for number, href in made.links)


# Small pictures.


@given(st.lists(st.floats(0, 1e9), max_size=50))
def test_every_value_above_zero_has_a_bar_within_the_box(values: list[float]):
    path = small.bars(values, 120, 24)
    assert path.count("M") == sum(value > 0 for value in values)
    heights = [float(part.split("h")[0]) for part in path.split("v-")[1:]]
    assert all(0 < height <= 24 for height in heights)


def test_a_column_without_a_shape_draws_nothing():
    assert small.distribution(ColumnProfile(nulls=3, distinct=0), 100, 20) == ""
    ids = ColumnProfile(nulls=0, distinct=2, top=(("a", 1), ("b", 1)))
    assert small.distribution(ids, 100, 20) == ""
    held = ColumnProfile(
        nulls=0, distinct=9, histogram=(Bin(low=0, high=1, count=4), Bin(low=1, high=2, count=0))
    )
    assert small.distribution(held, 100, 20).count("M") == 1


@pytest.mark.parametrize(("days", "level"), [(0, 5), (13, 4), (90, 3), (399, 2), (1400, 1), (5000, 0)])
def test_freshness_fades(days: int, level: int):
    assert small.freshness(NOW.date() - timedelta(days=days), NOW) == level
    assert small.freshness(None, NOW) == 0


# Cells.


@pytest.mark.parametrize(
    ("row", "given", "kind", "words"),
    [
        ({"x": None}, column(), "missing", ""),
        ({"x": None, "x_text": None}, column(), "missing", ""),
        ({"x": None, "x_text": "***"}, column(), "marker", "***"),
        ({"x": True}, column("boolean"), "text", "true"),
        ({"x": 1234.5}, column(), "number", "1,234.5"),
        ({"x": 2019}, column("year"), "number", "2019"),
        ({"x": 1001.0}, column(role="code"), "number", "1001"),
        ({"x": 15944}, column(role="identifier"), "number", "15944"),
        ({"x": 836295.5}, column(role="easting"), "number", "836295.5"),
        ({"x": 22.463276765818}, column(role="latitude"), "number", "22.463276765818"),
        ({"x": date(2024, 3, 1)}, column("date"), "moment", "2024-03-01"),
        ({"x": b"\x01\x01"}, column("geojson", role="geometry"), "shape", ""),
        ({"x": "javascript:alert(1)"}, column("string"), "text", "javascript:alert(1)"),
        ({"x": "https://example.org"}, column("string"), "address", "https://example.org"),
    ],
)
def test_cells(row: dict[str, object], given: Column, kind: str, words: str):
    shown = cell(row, given)
    assert shown.kind == kind
    assert shown.words == (words if kind != "number" or "." not in words else shown.words)
    assert shown.words.startswith(words[:7])


# Maps.


def places(*geometries: object) -> Places:
    features = [{"type": "Feature", "geometry": each, "properties": {}} for each in geometries]
    collection = {"type": "FeatureCollection", "features": features}
    return Places(collection=collection, bbox=None, shown=len(features), total=len(features))


SQUARE = [[[114.1, 22.3], [114.2, 22.3], [114.2, 22.4], [114.1, 22.3]]]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    "drawn",
    [
        places(),
        places({"type": "Point", "coordinates": [114.17, 22.3]}),
        places(
            {"type": "Point", "coordinates": [114.17, 22.3, 5.0]},
            {"type": "Point", "coordinates": [114.17, 22.3]},
        ),
        places({"type": "MultiPoint", "coordinates": [[0.0, 51.5], [-120.0, -33.0]]}),
        places({"type": "LineString", "coordinates": [[114.1, 22.3], [114.2, 22.4]]}),
        places(
            {"type": "Polygon", "coordinates": SQUARE},
            {"type": "MultiPolygon", "coordinates": [SQUARE, SQUARE]},
        ),
    ],
)
def test_maps_are_whole_pictures(drawn: Places, lang: Lang):
    root = etree.fromstring(cartography.map_svg(drawn, lang).encode())
    paths = [each.get("class") for each in root.iter("{*}path")]
    assert paths.count("district") == len(basemap()["features"])
    assert len(set(paths) - {"district"}) == (1 if drawn.shown else 0)
    assert "nan" not in etree.tostring(root).decode()


def test_the_base_map_names_every_district_in_every_language():
    for feature in basemap()["features"]:
        assert all(feature["properties"][lang] for lang in LANGS)
        assert len(feature["properties"]["label"]) == 2


# The built front-end.


def test_assets_come_packed_only_to_those_who_ask_and_only_if_built(tmp_path: Path):
    (tmp_path / "page-AB.js").write_text("plain")
    (tmp_path / "page-AB.js.br").write_text("brotli")
    (tmp_path / "manifest.json").write_text('{"page.js": "page-AB.js"}')
    assets = Assets.open(tmp_path)
    assert assets.read("page-AB.js", "gzip, br;q=0.9").encoding == "br"
    assert assets.read("page-AB.js", "").body == b"plain"
    assert assets.read("page-AB.js", "gzip").encoding == ""
    assert assets.read("page-AB.js", "").media_type == "text/javascript"
    for name in ("manifest.json", "page-AB.js.br", "../app.py", "page.js"):
        with pytest.raises(errors.PageMissing):
            assets.read(name, "")
    (tmp_path / "page-AB.js").unlink()
    assert assets.read("page-AB.js", "").body == b"plain", (
        "a new build changes nothing under a running server"
    )
    assert Assets.open(tmp_path / "nothing").names == {}
