"""OGC API over a small city: failures first, then places in every system, times, pages, records and tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import shapely
from pyproj import Transformer

from praya.formats.geography.offered import CRS84, SYSTEMS
from praya.formats.vector_tile import MOST_BYTES
from praya.model.query import Query
from praya.services import ask, read

from .conftest import SITE

if TYPE_CHECKING:
    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.platform import Platform

    Client = TestClient[Litestar]

BASE = "/ogc/collections"
STATIONS = f"{BASE}/aqhi_stations/items"
PARKS = f"{BASE}/parks/items"
EPSG = "http://www.opengis.net/def/crs/EPSG/0/"
CENTRAL = (114.1581274, 22.2818145)


def ask_for(client: Client, address: str, **given: str) -> Any:  # noqa: ANN401 - any JSON
    answer = client.get(address, params=given or None)
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(body: Any) -> list[str]:  # noqa: ANN401 - any JSON
    return [each["properties"]["facility"] for each in body["features"]]


@pytest.mark.parametrize(
    ("address", "status", "code"),
    [
        ("/ogc/nowhere", 404, "page_missing"),
        ("/ogc?unknown=1", 400, "parameter_invalid"),
        ("/ogc?f=xml", 400, "parameter_invalid"),
        (f"{BASE}/nothing", 404, "table_missing"),
        (f"{BASE}/nothing/items", 404, "table_missing"),
        (f"{BASE}/mtr_fares", 404, "table_missing"),
        (f"{BASE}/catalogue/queryables", 404, "page_missing"),
        (f"{STATIONS}?unknown=1", 400, "parameter_invalid"),
        (f"{STATIONS}?limit=1&limit=2", 400, "parameter_invalid"),
        (f"{STATIONS}?limit=0", 400, "parameter_invalid"),
        (f"{STATIONS}?offset=-1", 400, "parameter_invalid"),
        (f"{STATIONS}?latitude=north", 400, "filter_invalid"),
        (f"{STATIONS}?bbox=1,2,3", 400, "parameter_invalid"),
        (f"{STATIONS}?bbox=1,2,3,nan", 400, "parameter_invalid"),
        (f"{STATIONS}?bbox=1,3,2,2", 400, "parameter_invalid"),
        (f"{STATIONS}?bbox=5,5,1,1&bbox-crs={EPSG}2326", 400, "parameter_invalid"),
        (f"{STATIONS}?bbox=1,2,3,4&bbox-crs={EPSG}4258", 400, "parameter_invalid"),
        (f"{STATIONS}?crs={EPSG}4258", 400, "parameter_invalid"),
        (f"{STATIONS}?datetime=tomorrow", 400, "parameter_invalid"),
        (f"{STATIONS}?datetime=../..", 400, "parameter_invalid"),
        (f"{STATIONS}?datetime=2022-01-01T00:00:00", 400, "parameter_invalid"),
        (f"{PARKS}?datetime=2022-01-02/2022-01-01", 400, "parameter_invalid"),
        (f"{PARKS}?datetime=2022-01-01/2022-01-02/2022-01-03", 400, "parameter_invalid"),
        (f"{STATIONS}?filter=facility", 400, "filter_invalid"),
        (f"{STATIONS}?filter=nothing=1", 400, "column_unknown"),
        (f"{STATIONS}?filter=facility='x'&filter-lang=cql2-json", 400, "parameter_invalid"),
        (f"{STATIONS}/0", 404, "page_missing"),
        (f"{STATIONS}/first", 404, "page_missing"),
        (f"{STATIONS}/1?limit=1", 400, "parameter_invalid"),
        (f"{BASE}/catalogue/items/nothing", 404, "dataset_missing"),
        (f"{BASE}/catalogue/items?crs={CRS84}", 400, "parameter_invalid"),
        (f"{BASE}/aqhi_stations/tiles/WorldCRS84Quad", 404, "page_missing"),
        (f"{BASE}/aqhi_stations/tiles/WebMercatorQuad/1/2/0", 404, "page_missing"),
        (f"{BASE}/aqhi_stations/tiles/WebMercatorQuad/23/0/0", 404, "page_missing"),
        (f"{BASE}/aqhi_stations/tiles/WebMercatorQuad/a/0/0", 404, "page_missing"),
        (f"{BASE}/mtr_fares/tiles/WebMercatorQuad/0/0/0", 404, "table_missing"),
    ],
)
def test_what_cannot_be_answered_is_the_standards_exception(
    client: Client, address: str, status: int, code: str
):
    answer = client.get(address)
    body = answer.json()
    assert (answer.status_code, body["code"]) == (status, code)
    assert set(body) == {"code", "description"}
    assert body["description"]
    assert answer.headers["access-control-allow-origin"] == "*"


def test_every_link_of_the_first_documents_leads_somewhere(client: Client):
    followed = set()
    for address in ("/ogc", f"{BASE}/parks", f"{BASE}/parks/tiles/WebMercatorQuad", f"{PARKS}/1"):
        for link in ask_for(client, address)["links"]:
            assert link["href"].startswith(SITE)
            if not link.get("templated"):
                answer = client.get(link["href"].removeprefix(SITE))
                assert (answer.status_code, answer.headers["content-type"].partition(";")[0]) == (
                    200,
                    link["type"].partition(";")[0],
                ), link
                followed.add(link["rel"])
    assert {"service-desc", "service-doc", "conformance", "data", "items", "collection"} <= followed


def test_every_address_of_the_definition_is_there_and_no_other(client: Client, app: Litestar):
    told = ask_for(client, "/ogc/api")["paths"]
    there = {each.path.removeprefix("/ogc") or "/" for each in app.routes if each.path.startswith("/ogc")}
    there.remove("/{address:path}")
    assert len(told) == len(there)
    assert {path.count("/") for path in told} == {path.count("/") for path in there}


def test_collections_say_where_when_and_in_which_systems(client: Client, city: Platform):
    listed = {each["id"]: each for each in ask_for(client, BASE)["collections"]}
    assert "mtr_fares" not in listed
    parks = listed["parks"]
    assert parks["extent"]["spatial"]["bbox"] == [list(read.table(city, "parks").profile.bbox or ())]
    assert parks["extent"]["temporal"]["interval"][0][0].endswith("Z")
    assert (parks["crs"], parks["storageCrs"], parks["itemType"]) == (list(SYSTEMS), CRS84, "feature")
    assert listed["catalogue"]["itemType"] == "record"
    assert ask_for(client, f"{BASE}/parks") == parks


def test_pages_lead_to_the_end_and_back(client: Client, city: Platform):
    table = read.table(city, "aqhi_stations")
    address, seen, pages = f"{STATIONS}?limit=7", [], 0
    while address:
        body = ask_for(client, address.removeprefix(SITE))
        assert (body["numberMatched"], body["numberReturned"]) == (table.rows, len(body["features"]))
        seen += [each["id"] for each in body["features"]]
        links = {each["rel"]: each["href"] for each in body["links"]}
        assert ("prev" in links) == (pages > 0)
        address, pages = links.get("next", ""), pages + 1
    assert (seen, pages) == (list(range(1, table.rows + 1)), 3)
    assert ask_for(client, STATIONS, limit="99999999")["numberReturned"] == table.rows


def test_links_hold_on_to_the_version_of_their_page(client: Client):
    for as_of, name in (("1", "Tap Mun"), ("2022-12-31", "Tap Mun"), ("", "Grass Island")):
        page = ask_for(client, f"{STATIONS}?limit=3&as_of={as_of}")
        while "next" in (links := {each["rel"]: each["href"] for each in page["links"]}):
            held = "2" if name == "Grass Island" else "1"
            assert f"as_of={held}" in links["next"]
            following = ask_for(client, links["next"].removeprefix(SITE))
            page = {**following, "features": [*page["features"], *following["features"]]}
        assert name in names(page)
        assert page["numberMatched"] == len(page["features"])
    assert ask_for(client, f"{STATIONS}/1?as_of=1")["id"] == 1
    assert client.get(f"{STATIONS}?as_of=9").status_code == 404
    assert client.get(f"{STATIONS}?as_of=yesterday").json()["code"] == "parameter_invalid"


@pytest.mark.parametrize("system", SYSTEMS)
def test_places_stand_in_every_system_and_are_found_by_its_boxes(client: Client, city: Platform, system: str):
    held = ask.rows(city, read.table(city, "aqhi_stations"), Query(size=500)).rows
    to_system = Transformer.from_crs("OGC:CRS84", SYSTEMS[system])
    answer = client.get(STATIONS, params={"crs": system, "limit": "500"})
    assert answer.headers["content-crs"] == f"<{system}>"
    for row, feature in zip(held, answer.json()["features"], strict=True):
        wanted = to_system.transform(row["longitude"], row["latitude"])
        assert feature["geometry"]["coordinates"] == pytest.approx(wanted, abs=1e-6)
        assert feature["properties"]["facility"] == row["facility"]
    x, y = to_system.transform(*CENTRAL)
    spare = 0.001 if abs(x) < 1000 else 100
    box = ",".join(map(str, (x - spare, y - spare, x + spare, y + spare)))
    given = {"bbox": box, "bbox-crs": system}
    assert names(ask_for(client, STATIONS, **given)) == ["Central"]
    filtered = {"filter": f"S_INTERSECTS(geometry, BBOX({box}))", "filter-crs": system}
    assert names(ask_for(client, STATIONS, **filtered)) == ["Central"]


def test_axes_in_the_wrong_order_find_nothing(client: Client):
    longitude, latitude = CENTRAL
    north_first = f"{latitude - 0.001},{longitude - 0.001},{latitude + 0.001},{longitude + 0.001}"
    found = ask_for(client, STATIONS, **{"bbox": north_first, "bbox-crs": f"{EPSG}4326"})
    assert names(found) == ["Central"]
    assert ask_for(client, STATIONS, bbox=north_first)["numberMatched"] == 0


def test_shapes_go_to_the_grid_and_back(client: Client):
    plain = ask_for(client, f"{BASE}/districts/items/1")["geometry"]
    grid = ask_for(client, f"{BASE}/districts/items/1", crs=f"{EPSG}2326")["geometry"]
    back = Transformer.from_crs("EPSG:2326", "OGC:CRS84")
    held, turned = shapely.geometry.shape(plain), shapely.geometry.shape(grid)
    again = shapely.transform(turned, back.transform, interleaved=False)
    assert shapely.hausdorff_distance(held, again) < 1e-7


@pytest.mark.parametrize("times", ["moments", "days"])
def test_intervals_are_the_rows_within(client: Client, city: Platform, times: str):
    table = read.table(city, "parks")
    column = table.schema.dating
    assert column is not None
    held = sorted(
        str(row[column.name])[:10] for row in ask.rows(city, table, Query(size=500)).rows if row[column.name]
    )
    middle = held[len(held) // 2]
    first = middle if times == "days" else f"{middle}T00:00:00+08:00"
    last = middle if times == "days" else f"{middle}T23:59:59.999999+08:00"

    def matched(asked: str) -> int:
        return int(ask_for(client, PARKS, datetime=asked)["numberMatched"])

    assert matched(f"{first}/..") == sum(each >= middle for each in held)
    assert matched(f"../{last}") == matched(f"/{last}") == sum(each <= middle for each in held)
    assert matched(f"{first}/{last}") == held.count(middle)
    assert matched(middle) == held.count(middle)


def test_a_table_without_times_has_no_row_in_any(client: Client):
    assert ask_for(client, STATIONS, datetime="2022-01-01/..")["numberMatched"] == 0


def test_filters_mean_what_the_standard_says(client: Client, city: Platform):
    column = "facility"
    total = read.table(city, "aqhi_stations").rows

    def matched(**given: str) -> int:
        return int(ask_for(client, STATIONS, **given)["numberMatched"])

    assert matched(facility="Central") == 1
    assert matched(filter=f"{column} = 'Central' OR latitude > 22.45") > 1
    assert (
        matched(filter=f"NOT ({column} = 'Central')") == matched(filter=f"{column} <> 'Central'") == total - 1
    )
    assert matched(filter=f"{column} IS NULL") == 0
    assert matched(filter=f"{column} LIKE 'Sh%'", **{"filter-lang": "cql2-text"}) >= 2


def test_what_is_missing_is_neither_equal_nor_unequal(client: Client, city: Platform):
    table = read.table(city, "parks")
    column = next(name for name, held in table.profile.columns.items() if 0 < held.nulls < table.rows)
    missing = table.profile.columns[column].nulls
    quoted = f'"{column}"'
    for condition in (f"{quoted} <> 'no such'", f"NOT ({quoted} = 'no such')"):
        if (answer := client.get(PARKS, params={"filter": condition})).status_code == 200:
            assert answer.json()["numberMatched"] == table.rows - missing
    assert ask_for(client, PARKS, filter=f"NOT ({quoted} IS NOT NULL)")["numberMatched"] == missing


def test_records_are_found_by_words_places_and_ids(client: Client):
    items = f"{BASE}/catalogue/items"
    every = ask_for(client, items, limit="100")
    assert every["numberMatched"] == len(every["features"])
    assert ask_for(client, items, type="dataset")["numberMatched"] == every["numberMatched"]
    assert ask_for(client, items, type="service")["numberMatched"] == 0
    (found,) = ask_for(client, items, ids="aqhi-stations,nothing")["features"]
    assert ask_for(client, items, externalIds=found["properties"]["externalIds"][0]["value"])["features"] == [
        found
    ]
    assert found["properties"]["title"] == "Air quality monitoring stations"
    assert f"{SITE}{BASE}/aqhi_stations" in {each["href"] for each in found["links"]}
    assert "aqhi-stations" in [each["id"] for each in ask_for(client, items, q="air quality")["features"]]
    located = [each["id"] for each in ask_for(client, items, bbox="114,22,114.3,22.5")["features"]]
    assert "aqhi-stations" in located
    assert "public-holidays" not in located
    assert ask_for(client, items, bbox="0,0,1,1")["numberMatched"] == 0
    alone = ask_for(client, f"{items}/aqhi-stations")
    assert alone["properties"] == found["properties"]


def test_words_come_in_the_askers_language(client: Client):
    asked = ask_for(client, f"{BASE}/catalogue/items/public-holidays", lang="zh-Hant")
    assert asked["properties"]["language"] == {"code": "zh-Hant"}
    refused = client.get(f"{STATIONS}?limit=0", headers={"accept-language": "zh-HK"}).json()
    assert "有效值" in refused["description"]


def test_browsers_see_pages_in_which_text_is_text(client: Client):
    answer = client.get(f"{BASE}/parks", headers={"accept": "text/html,application/xhtml+xml,*/*;q=0.8"})
    assert answer.headers["content-type"].startswith("text/html")
    assert (
        client.get(f"{BASE}/parks", headers={"accept": "*/*"}).headers["content-type"] == "application/json"
    )
    shown = client.get(f"{STATIONS}", params={"f": "html", "facility": "<script>"}).text
    assert "<script>" not in shown


def test_tiles_are_bounded_and_empty_ones_have_no_content(client: Client, city: Platform):
    answer = client.get(f"{BASE}/schools/tiles/WebMercatorQuad/8/111/209")
    total = read.table(city, "schools").rows
    assert answer.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert 0 < int(answer.headers["praya-features"]) <= total
    assert len(answer.content) < MOST_BYTES * 1.1
    empty = client.get(f"{BASE}/schools/tiles/WebMercatorQuad/8/0/0")
    assert (empty.status_code, empty.content) == (204, b"")
