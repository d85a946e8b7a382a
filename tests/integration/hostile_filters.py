"""What strangers may send instead of a filter, in every dialect: `(dialect, address, parameters)`.

Each is refused in its dialect's own shape of failures, or answered within bounds; none ends in a failure of the server,
tells of its folders or its statements, or keeps others waiting.
"""

from __future__ import annotations

import json
from typing import Any

LONG = "x" * 20_000
QUOTED = "x' OR '1'='1"
BREAKS = "'; DROP TABLE rain; --"
NAME = "route\" FROM read_text('/etc/passwd') --"
NUL = "a\x00b"
STRANGE = "\u202e\u0000\ufeff\U000e0041\ud7ff𝟙A'\u02bc＇"
HUGE = "9" * 400
DEEP = "(" * 3_000 + "stops > 1" + ")" * 3_000
NOTS = "NOT " * 3_000 + "stops > 1"
MANY = " OR ".join(["stops = 1"] * 1_500)
BOMB = "%_" * 4_000
NUMBERS = ("nan", "NaN", "Infinity", "-inf", "1e999", "0x10", HUGE, "١٢", "--1", "1;2", "")

ROWS = "/api/v1/tables/bus_routes/rows"
ITEMS = "/ogc/collections/ferry_piers/items"
SEARCH = "/api/3/action/package_search"
STORE = "/api/3/action/datastore_search"
STORE_SQL = "/api/3/action/datastore_search_sql"
BUSES = "https://example.org/buses-csv-file.csv"
HF = {"dataset": "hk-td/bus-routes", "config": "bus_routes", "split": "train"}
UDATA = "/api/resources/buses-csv-file/data/"

Asked = tuple[str, str, dict[str, Any]]

_CQL2 = (
    DEEP,
    NOTS,
    MANY,
    f"route = '{LONG}'",
    f"route LIKE '{BOMB}x'",
    f"contains(route, '{BOMB}')",
    f"stops = {HUGE}",
    "stops = 1e999",
    "stops = NaN",
    f"route = {BREAKS}",
    f"route = '{NUL}'",
    f"route = '{STRANGE}'",
    "\"route\" = '1A' UNION SELECT 1",
    f'"{NAME}" = 1',
    "route = route' --",
    "route IN (" + ",".join(["'a'"] * 3_000) + ")",
    "read_text('/etc/passwd') = 'x'",
    "BBOX(1,2,NaN,4)",
    "BBOX(1e400,2,3,4)",
    "S_INTERSECTS(geometry, POLYGON((" + ",".join(["0 0"] * 3_000) + ")))",
    "S_INTERSECTS(geometry, " + "GEOMETRYCOLLECTION(" * 500 + "POINT(0 0)" + ")" * 500 + ")",
    "stops BETWEEN 1 AND",
    "route = 'unclosed",
    "/* */ stops = 1",
)


def _each(dialect: str, address: str, name: str, values: tuple[object, ...], **more: object) -> list[Asked]:
    return [(dialect, address, more | {name: value}) for value in values]


NATIVE: list[Asked] = [
    *_each("native", ROWS, "filter", _CQL2),
    *_each(
        "native",
        ROWS,
        "where",
        (
            BREAKS,
            f"route,eq,{QUOTED}",
            f"{NAME},eq,1",
            f"route,{BREAKS},1",
            f"route,like,{BOMB}x",
            f"route,in,{'a|' * 5_000}",
            f"stops,eq,{HUGE}",
            "stops,gt,nan",
            "stops,between,1|2|3",
            f"route,eq,{NUL}",
            f"route,contains,{STRANGE}",
            "_row,eq,1",
            "__begin,eq,1",
            ["stops,gt,0"] * 800,
        ),
    ),
    *_each("native", ROWS, "sort", (BREAKS, NAME, "route," * 2_000, "-" * 50 + "route", "random()", NUL)),
    *_each("native", ROWS, "columns", (BREAKS, "*", "route," * 3_000, "route AS x", NUL)),
    *_each(
        "native", ROWS, "group", (BREAKS, "route:century", "route," * 500, "route:day"), aggregate="count"
    ),
    *_each(
        "native",
        ROWS,
        "aggregate",
        ("system:route", "avg:route", BREAKS, 'count:*:x" --', "sum:stops," * 500),
    ),
    *_each("native", ROWS, "after", ("x", "e30", "AAAA" * 3_000, BREAKS, "W251bGxd", "%00")),
    *_each("native", ROWS, "bbox", ("nan,0,1,1", "1,2,3", f"{HUGE},0,1,1", "inf,inf,inf,inf", BREAKS)),
    *_each("native", ROWS, "near", ("nan,nan,nan", "114,22,-1", f"114,22,{HUGE}", BREAKS)),
    *_each(
        "native",
        ROWS,
        "as_of",
        (HUGE, "-1", "0", "2025-02-30", "9999-12-31T23:59:59", BREAKS, NUL, "latest'"),
    ),
    *_each("native", ROWS, "size", NUMBERS),
    *_each("native", ROWS, "offset", NUMBERS),
    *_each("native", ROWS, "page", NUMBERS),
    *_each("native", ROWS, "q", (LONG, "* " * 5_000, NUL, STRANGE, BOMB, '"' * 500)),
    *_each(
        "native", "/api/v1/datasets", "q", ("(" * 5_000, "a OR " * 3_000, NUL, STRANGE, LONG, "*" * 3_000)
    ),
    *_each("native", "/api/v1/datasets", "offset", NUMBERS),
    *_each("native", "/api/v1/suggest", "q", (NUL, STRANGE, LONG, "((((")),
    *_each("native", "/api/v1/tables/bus_routes/distinct/route", "q", (BOMB, NUL, LONG)),
    ("native", "/api/v1/tables/bus_routes/distinct/" + "route%22%20--", {}),
    ("native", "/api/v1/tables/..%2F..%2Fcatalogue.sqlite/rows", {}),
    ("native", "/api/v1/tables/bus_routes%00/rows", {}),
    *_each("native", "/api/v1/tables/bus_routes/diff", "from", (HUGE, BREAKS, "nan", NUL)),
    *_each("native", "/api/v1/tables/bus_routes/story", "key", (f"{NAME},1", f"route,{NUL}", "route", LONG)),
    *_each("native", "/api/v1/tables/bus_routes/export", "format", ("exe", BREAKS, NUL, "../csv")),
]

CKAN: list[Asked] = [
    *(
        ("ckan", SEARCH, {name: value})
        for name in ("q", "fq")
        for value in (
            "(" * 5_000,
            "a AND " * 3_000,
            "NOT " * 3_000 + "a",
            "title:[* TO",
            "title:/(a+)+$/",
            "*" * 2_000 + "a",
            "title:" + "?" * 3_000,
            "{!func}exists(query({!xmlparser v='<x/>'}))",
            '_query_:"{!join from=id to=id}a"',
            "metadata_modified:[NOW-999999999999YEARS TO NOW]",
            "metadata_modified:[NOW" + "-1DAY" * 2_000 + " TO *]",
            f"title:{HUGE}^{HUGE}",
            "title:a~" + HUGE,
            NUL,
            STRANGE,
            LONG,
        )
    ),
    *_each(
        "ckan",
        SEARCH,
        "facet.field",
        ('["' + NUL + '"]', "[[[[", '["title"]', '{"a":1}', "[" * 5_000, '["x"]'),
    ),
    *_each("ckan", SEARCH, "facet.limit", NUMBERS),
    *_each("ckan", SEARCH, "rows", NUMBERS),
    *_each("ckan", SEARCH, "start", NUMBERS),
    *_each("ckan", SEARCH, "sort", (BREAKS, "score desc," * 2_000, "random_1 asc", NUL)),
    *_each(
        "ckan",
        STORE,
        "filters",
        (
            "[" * 5_000,
            '{"a":' * 3_000 + "1" + "}" * 3_000,
            json.dumps({NAME: 1}),
            json.dumps({"route": ["a"] * 5_000}),
            json.dumps({"stops": {"$gt": 1}}),
            '{"stops": NaN}',
            '{"stops": 1e999}',
            f'{{"stops": {HUGE}}}',
            json.dumps({"route": NUL}),
            json.dumps({"route": {"a": [1, {"b": None}]}}),
            '{"route": "\\ud800"}',
            "null",
            "7",
        ),
        resource_id="buses-csv-file",
    ),
    *_each(
        "ckan",
        STORE,
        "q",
        (NUL, "& | ! ( ) :*", LONG, '{"route": 7}', '{"nope": "a"}'),
        resource_id="buses-csv-file",
    ),
    *_each(
        "ckan",
        STORE,
        "sort",
        (BREAKS, NAME, "stops desc nulls", "stops, " * 2_000),
        resource_id="buses-csv-file",
    ),
    *_each(
        "ckan", STORE, "fields", (BREAKS, "route," * 3_000, NUL, "count(*)"), resource_id="buses-csv-file"
    ),
    *_each("ckan", STORE, "limit", NUMBERS, resource_id="buses-csv-file"),
    *_each("ckan", STORE, "offset", NUMBERS, resource_id="buses-csv-file"),
    *_each("ckan", STORE, "resource_id", (NUL, "../../x", LONG, STRANGE, BREAKS)),
    *_each(
        "ckan",
        STORE_SQL,
        "sql",
        (
            "SELECT * FROM pg_catalog.pg_user",
            'SELECT * FROM "buses-csv-file"; DROP TABLE x',
            "SELECT query_to_xml('SELECT 1', true, true, '')",
            "SELECT * FROM read_text('/etc/passwd')",
            "SELECT " + "(" * 3_000 + "1" + ")" * 3_000,
            "SELECT repeat('x', 2000000000)",
            "COPY (SELECT 1) TO '/tmp/out'",
            f"SELECT '{NUL}'",
            "SELECT 1::" + "integer[]" * 2_000,
            "",
        ),
    ),
]

HUGGING_FACE: list[Asked] = [
    *_each("hf", "/hf/filter", "where", tuple(f'"stops" > 1 AND {each}' for each in _CQL2), **HF),
    *_each(
        "hf",
        "/hf/filter",
        "where",
        (
            BREAKS,
            "1=1; ATTACH 'x'",
            "\"stops\" IN (SELECT 1 FROM read_text('/etc/passwd'))",
            f'"{NAME}"=1',
            "\"route\" = getenv('PATH')",
            NUL,
        ),
        **HF,
    ),
    *_each("hf", "/hf/filter", "orderby", (BREAKS, '"stops" DESC, random()', NAME, NUL, "(SELECT 1)"), **HF),
    *_each("hf", "/hf/search", "query", (NUL, STRANGE, LONG, BOMB, "'" * 900), **HF),
    *_each("hf", "/hf/rows", "offset", NUMBERS, **HF),
    *_each("hf", "/hf/rows", "length", NUMBERS, **HF),
    *_each("hf", "/hf/rows", "dataset", (NUL, "../..", LONG, STRANGE)),
]

FILTER_API: list[Asked] = [
    ("data.gov.hk", f"/{version}/filter", {"q": json.dumps(asked) if not isinstance(asked, str) else asked})
    for version in ("v1", "v2")
    for asked in (
        "[" * 20_000,
        '{"resource":' * 2_000 + "1" + "}" * 2_000,
        "null",
        "7",
        '"x"',
        "{",
        NUL,
        {"resource": "http://169.254.169.254/latest/meta-data/", "format": "json"},
        {"resource": "file:///etc/passwd", "format": "json"},
        {"resource": ["x"], "format": {"a": 1}},
        {"resource": BUSES, "format": "../../x"},
        {"resource": BUSES, "format": "json", "section": HUGE},
        {"resource": BUSES, "format": "json", "section": float("inf")},
        {"resource": BUSES, "format": "json", "filters": [[1, "eq", [QUOTED]]] * 1_000},
        {"resource": BUSES, "format": "json", "filters": [[HUGE, "eq", ["x"]]]},
        {"resource": BUSES, "format": "json", "filters": [[1, BREAKS, ["x"]]]},
        {"resource": BUSES, "format": "json", "filters": [[1, "eq", [BREAKS]]]},
        {"resource": BUSES, "format": "json", "filters": [[1, "ct", [BOMB]]]},
        {"resource": BUSES, "format": "json", "filters": [[2, "gt", ["nan"]]]},
        {"resource": BUSES, "format": "json", "filters": [[2, "bt", [1e308, float("nan")]]]},
        {"resource": BUSES, "format": "json", "filters": [[1, "in", ["a"] * 5_000]]},
        {"resource": BUSES, "format": "json", "filters": {"a": []}},
        {"resource": BUSES, "format": "json", "filters": [[1, "eq", [{"a": 1}]]]},
        {"resource": BUSES, "format": "json", "filters": [[1, "eq", [NUL]]]},
        {"resource": BUSES, "format": "json", "sorts": [[-1, "asc"], [1e300, "x"]]},
        {"resource": BUSES, "format": "json", "sorts": [[1, "asc"]] * 2_000},
    )
] + [
    *_each("data.gov.hk", "/v1/nearest-ferry-piers", "lat", NUMBERS, long="114"),
    *_each("data.gov.hk", "/v1/nearest-ferry-piers", "max", NUMBERS, lat="22", long="114"),
    *_each(
        "data.gov.hk",
        "/v1/historical-archive/list-files",
        "start",
        (BREAKS, HUGE, NUL, "20259999"),
        end="20260101",
    ),
    *_each(
        "data.gov.hk",
        "/v1/historical-archive/list-files",
        "search",
        (NUL, LONG, BOMB),
        start="20200101",
        end="20261231",
    ),
    *_each(
        "data.gov.hk",
        "/v1/historical-archive/get-file",
        "url",
        ("file:///etc/passwd", "http://127.0.0.1/", NUL, LONG),
        time="20250101-0000",
    ),
    *_each("data.gov.hk", "/v1/historical-archive/get-file", "time", (HUGE, NUL, "20251399-9999"), url=BUSES),
]

OGC: list[Asked] = [
    *_each("ogc", ITEMS, "filter", _CQL2),
    *_each(
        "ogc",
        ITEMS,
        "bbox",
        ("nan,0,1,1", f"{HUGE},0,1,1", "1,2,3", "inf,inf,inf,inf", "0," * 3_000 + "0", NUL),
    ),
    *_each(
        "ogc",
        ITEMS,
        "datetime",
        ("../..", "9999-99-99", HUGE, BREAKS, NUL, "2025-01-01/2024-01-01/2023-01-01"),
    ),
    *_each("ogc", ITEMS, "crs", ("http://127.0.0.1/crs", "EPSG:999999999", BREAKS, "+init=/etc/passwd", NUL)),
    *_each("ogc", ITEMS, "bbox-crs", ("file:///etc/passwd", "urn:x", NUL), bbox="1,2,3,4"),
    *_each("ogc", ITEMS, "limit", NUMBERS),
    *_each("ogc", ITEMS, "offset", NUMBERS),
    *_each("ogc", ITEMS, "filter-lang", ("cql2-json", "sql", NUL), filter="stops>1"),
    *_each("ogc", ITEMS, "name", (NUL, STRANGE, LONG, QUOTED)),
    *_each("ogc", "/ogc/collections/records/items", "q", (NUL, STRANGE, LONG, "(" * 3_000)),
    *_each("ogc", "/ogc/collections/records/items", "bbox", ("nan,0,1,1", "a")),
    ("ogc", "/ogc/collections/ferry_piers/items/" + HUGE, {}),
    ("ogc", "/ogc/collections/ferry_piers/items/nan", {}),
    ("ogc", "/ogc/collections/ferry_piers/tiles/WebMercatorQuad/99999/1/1", {}),
    ("ogc", "/ogc/collections/ferry_piers/tiles/WebMercatorQuad/1/-1/nan", {}),
    ("ogc", f"/ogc/collections/ferry_piers/tiles/WebMercatorQuad/{HUGE}/{HUGE}/1", {}),
    ("ogc", "/ogc/collections/..%2F..%2Fetc/items", {}),
]

OAI: list[Asked] = [
    ("oai", "/oai", {"verb": "ListRecords", "resumptionToken": each})
    for each in (LONG, NUL, "e30=", "http://127.0.0.1/", BREAKS, HUGE, "-1", "nan")
] + [
    *_each("oai", "/oai", "verb", (BREAKS, NUL, LONG, ["Identify", "Identify"])),
    *_each(
        "oai", "/oai", "from", (HUGE, "9999-99-99", NUL, "nan"), verb="ListRecords", metadataPrefix="oai_dc"
    ),
    *_each(
        "oai", "/oai", "identifier", (NUL, "../../x", "<x>&", LONG), verb="GetRecord", metadataPrefix="oai_dc"
    ),
    *_each("oai", "/oai", "set", (NUL, LONG, BREAKS), verb="ListIdentifiers", metadataPrefix="oai_dc"),
]

UDATA_ROWS: list[Asked] = [
    *_each("udata", UDATA, "route__contains", (NUL, BOMB, LONG, STRANGE, QUOTED)),
    *_each("udata", UDATA, "route__in", ("a," * 5_000, NUL)),
    *_each("udata", UDATA, "stops__greater", NUMBERS),
    *_each("udata", UDATA, "page_size", NUMBERS),
    *_each("udata", UDATA, "page", NUMBERS),
    ("udata", UDATA, {f"{NAME}__exact": "1"}),
    ("udata", UDATA, {"route__system": "1"}),
    ("udata", UDATA, {"route__exact__exact": "1", "__sort": "asc"}),
    ("udata", UDATA, {f"c{number}__exact": "1" for number in range(1_000)}),
    ("udata", "/api/resources/..%2F..%2Fetc/data/", {}),
]

TOOLS: list[tuple[str, object]] = [
    *(
        ("query_table", {"table": "bus_routes", "where": [each]})
        for each in (BREAKS, f"{NAME},eq,1", f"route,like,{BOMB}", f"stops,eq,{HUGE}", NUL)
    ),
    ("query_table", {"table": "bus_routes", "where": ["stops,gt,0"] * 5_000}),
    ("query_table", {"table": "bus_routes", "where": {"a": 1}}),
    ("query_table", {"table": "bus_routes", "where": [["stops"]]}),
    ("query_table", {"table": ["bus_routes"]}),
    ("query_table", {"table": "bus_routes", "max_rows": 10**400}),
    ("query_table", {"table": "bus_routes", "max_rows": -1}),
    ("query_table", {"table": "bus_routes", "after": "AAAA" * 4_000}),
    ("query_table", {"table": "bus_routes", "sort": NAME}),
    ("query_table", {"table": "../../etc/passwd"}),
    ("query_table", {"table": NUL}),
    ("query_table", {"table": "bus_routes", "as_of": HUGE}),
    *(("query_table", {"table": "bus_routes", "filter": each}) for each in (DEEP, NOTS, MANY, BREAKS)),
    *(
        ("query_sql", {"statement": each})
        for each in ("SELECT * FROM read_text('/etc/passwd')", "COPY (SELECT 1) TO '/x'", NUL, 7)
    ),
    ("find", {"words": "(" * 5_000}),
    ("find", {"words": NUL, "publisher": STRANGE}),
    ("find", {"words": None}),
    ("describe", {"dataset": LONG}),
    ("describe", {}),
    ("changes", {"table": "bus_routes", "from": HUGE}),
    ("cite", {"table": "bus_routes", "as_of": BREAKS}),
    ("no_such_tool", {"a": 1}),
    ("query_table", "not an object"),
]
"""Calls of agents: a tool, and its arguments."""

ASKED: dict[str, list[Asked]] = {
    "native": NATIVE,
    "ckan": CKAN,
    "hf": HUGGING_FACE,
    "data.gov.hk": FILTER_API,
    "ogc": OGC,
    "oai": OAI,
    "udata": UDATA_ROWS,
}
