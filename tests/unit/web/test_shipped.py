"""What pages weigh: scripts and styles as they are sent, packed."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from tests.shipped import shipped

from praya.web.assets import Assets

Client = TestClient[Litestar]
LIGHT = 60_000
"""Bytes that the front page and a search may bring along, with all that may come later."""
LIBRARIES = {"chart.js", "map.js", "map-worker.mjs", "workbench.js"}
"""What is larger than everything else together: only for who looks at a chart or a map, or writes SQL."""
ASSETS = Assets.open()

pytestmark = pytest.mark.skipif(not ASSETS.names, reason="the front-end is not built: run `make web`")


@pytest.mark.parametrize("path", ["/en", "/zh-Hant/search", "/zh-Hans/search?q=%E9%9B%A8"])
def test_the_front_page_and_search_are_light(client: Client, path: str):
    assert 0 < shipped(client.get(path).text, ASSETS).all < LIGHT


@pytest.mark.parametrize(
    ("path", "library"),
    [
        ("/en", set()),
        ("/en/search?q=rain", set()),
        ("/en/publishers", set()),
        ("/en/status", set()),
        ("/en/quality", set()),
        ("/en/dataset/forecast", set()),
        ("/en/dataset/rain", {"chart.js"}),
        ("/en/dataset/places", {"map.js", "map-worker.mjs"}),
        ("/en/table/rain", set()),
        ("/en/table/rain/chart", {"chart.js"}),
        ("/en/table/places/map", {"map.js", "map-worker.mjs"}),
    ],
)
def test_libraries_come_late_and_only_where_they_are_used(client: Client, path: str, library: set[str]):
    answer = client.get(path)
    found = shipped(answer.text, ASSETS)
    assert answer.status_code == 200
    assert not LIBRARIES & found.at_once.keys()
    assert sum(found.at_once.values()) < LIGHT
    assert LIBRARIES & found.later.keys() == library


def test_the_editor_comes_only_where_sql_is_written(client: Client):
    assert LIBRARIES & shipped(client.get("/en/sql").text, ASSETS).at_once.keys() == {"workbench.js"}
