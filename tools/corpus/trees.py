"""JSON and XML of many shapes."""

from __future__ import annotations

import json
from xml.sax.saxutils import escape, quoteattr

from tools.corpus import Content, Data, made
from tools.corpus.rows import CENSUS, districts
from tools.corpus.texts import CARPARKS, PLACES, STATIONS, stations

HOLIDAYS = "files/miscellaneous/hk-holiday.json"
ROUTES = "files/transport/kmb_all_routes_20251019.json"
SHAPES = "files/boundaries/hksar_18_district_boundary.json"


def _dumped(tree: object) -> str:
    return json.dumps(tree, ensure_ascii=False)


def _inner(data: Data) -> list[list[str]]:
    return [row for row in districts(data) if row[1] and row[1] != "Sub-Total"]


@made("one-object-a-line.ndjson", ROUTES, "its first 40 routes, one a line; some lines lack a key")
def _ndjson(data: Data) -> Content:
    routes = data.tree(ROUTES)["data"][:40]
    for at, route in enumerate(routes):
        if (at + 4) % 7 == 0:
            del route["dest_sc"]
    return "".join(f"{_dumped(route)}\n" for route in routes)


@made("one-object-a-line-called.json", ROUTES, "the same under the name of JSON, blank lines between")
def _lines(data: Data) -> Content:
    return "".join(f"{_dumped(route)}\n\n" for route in data.tree(ROUTES)["data"][:10])


@made("one-broken-line-among-good-ones.ndjson", ROUTES, "twelve lines, the seventh cut short")
def _broken_line(data: Data) -> Content:
    lines = [_dumped(route) for route in data.tree(ROUTES)["data"][:12]]
    lines[6] = lines[6][:40]
    return "\n".join(lines) + "\n"


@made(
    "header-and-dataset-of-statistics.json",
    CENSUS,
    "in the {header, dataSet} shape of the statistics department's tables",
)
def _statistics(data: Data) -> Content:
    records = [
        {"period": "2021", "DC": row[1], "SEX": sex, "figure": int(figure), "sd_value": ""}
        for row in _inner(data)
        for sex, figure in zip(("M", "F"), row[2:4], strict=True)
    ]
    header = {
        "title": "Population by District Council district and sex",
        "status": {"code": 0, "name": "Success"},
        "footnote": "Figures as of the 2021 Population Census",
    }
    return _dumped({"header": header, "dataSet": records})


@made(
    "letters-for-keys-and-the-header-as-first-record.json",
    CENSUS,
    "records {A, B, …}, the first of which holds the labels",
)
def _letters(data: Data) -> Content:
    rows = [["Region", "District", "Male", "Female", "Total"], *_inner(data)]
    return _dumped([dict(zip("ABCDE", row, strict=True)) for row in rows])


@made("lists-in-a-list.json", CENSUS, "rows as lists, the labels first")
def _lists(data: Data) -> Content:
    return _dumped(
        [["District", "Male", "Female"], *([row[1], int(row[2]), int(row[3])] for row in _inner(data))]
    )


@made("columns-apart-from-rows.json", CENSUS, "{columns: […], rows: [[…]]}, as query services answer")
def _apart(data: Data) -> Content:
    rows = [[row[1], int(row[2]), int(row[3])] for row in _inner(data)]
    return _dumped({"columns": ["District", "Male", "Female"], "rows": rows})


@made("integers-beyond-a-double.json", STATIONS, "ids of 18 digits as bare JSON numbers, heights as they are")
def _beyond(data: Data) -> Content:
    records = [
        f'{{"id": {900719925474099300 + at}, "name": "{row[1]}", "height": {row[4]}}}'
        for at, row in enumerate(stations(data)[1:])
    ]
    return f"[{','.join(records)}]"


@made(
    "the-same-key-twice-in-one-object.json",
    STATIONS,
    "objects that name their station twice, in English and by code",
)
def _same_key(data: Data) -> Content:
    return (
        "["
        + ",".join(
            f'{{"name": "{row[1]}", "name": "{row[0]}", "height": {row[4]}}}' for row in stations(data)[1:]
        )
        + "]"
    )


@made("objects-three-deep-with-lists.json", CARPARKS, "car parks by district, each with its remarks")
def _deep(data: Data) -> Content:
    found: dict[str, list[object]] = {}
    for each in data.tree(CARPARKS)["car_park"][:40]:
        name = {"en": each["name_en"], "tc": each["name_tc"]}
        place = {"lat": each["latitude"], "lng": each["longitude"]}
        found.setdefault(each["district_en"] or "", []).append(
            {"id": each["park_id"], "name": name, "place": place}
        )
    return _dumped({"districts": [{"district": key, "carparks": value} for key, value in found.items()]})


@made("nothing-but-an-error.json", PLACES, "what a service answers when it is out of order")
def _error(_: Data) -> Content:
    return _dumped({"success": False, "error": {"__type": "Not Found Error", "message": "Not found"}})


@made("an-empty-list.json", PLACES, "a list without records")
def _empty(_: Data) -> Content:
    return "[]\n"


@made("comma-behind-the-last-record.json", PLACES, "a list with a comma too many: no JSON")
def _comma(data: Data) -> Content:
    return _dumped(data.tree(PLACES)["stations"][:5])[:-1] + ",]"


@made("cut-short.json", ROUTES, "its first 3,000 bytes")
def _short(data: Data) -> Content:
    return data.raw(ROUTES)[:3000]


@made("ten-thousand-brackets.json", PLACES, "nested ten thousand deep")
def _brackets(_: Data) -> Content:
    return "[" * 10_000 + "]" * 10_000


@made(
    "geojson-in-hong-kong-1980-grid.geojson",
    PLACES,
    "its stations as points with EPSG:2326 named as their system",
)
def _grid(data: Data) -> Content:
    features = [
        _feature({"name": each["name"]}, [each["E"], each["N"]]) for each in data.tree(PLACES)["stations"]
    ]
    system = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2326"}}
    return _dumped({"type": "FeatureCollection", "crs": system, "features": features})


@made(
    "geojson-with-axes-swapped.geojson", PLACES, "its stations as points, latitude first against the standard"
)
def _swapped(data: Data) -> Content:
    features = [
        _feature({"name": each["name"]}, [each["lat"], each["lon"]]) for each in data.tree(PLACES)["stations"]
    ]
    return _dumped({"type": "FeatureCollection", "features": features})


@made("features-without-places.geojson", PLACES, "its stations, every fourth without a geometry")
def _placeless(data: Data) -> Content:
    records = data.tree(PLACES)["stations"][:20]
    features = [
        {"type": "Feature", "properties": {"name": each["name"]}, "geometry": None}
        if at % 4 == 0
        else _feature({"name": each["name"]}, [each["lon"], each["lat"]])
        for at, each in enumerate(records)
    ]
    return _dumped({"type": "FeatureCollection", "features": features})


def _feature(properties: dict[str, object], place: list[float]) -> dict[str, object]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": place}}


@made("news-feed.rss", HOLIDAYS, "holidays of 2018 as an RSS 2.0 feed")
def _rss(data: Data) -> Content:
    items = "".join(
        f"<item><title>{escape(each['en'])}</title><link>https://www.gov.hk/{day}</link>"
        f"<description><![CDATA[<p>{each['tc']}</p>]]></description>"
        f'<pubDate>{_mail_date(day)}</pubDate><guid isPermaLink="false">{day}</guid></item>'
        for day, each in data.tree(HOLIDAYS)["2018"].items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel><title>General holidays</title>'
        f"<link>https://www.gov.hk/</link><description>Holidays of 2018</description>{items}</channel></rss>"
    )


def _mail_date(day: str) -> str:
    months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    year, month, number = day.split("-")
    return f"{number} {months[int(month) - 1]} {year} 00:00:00 +0800"


@made("news-feed.atom", HOLIDAYS, "holidays of 2018 as an Atom feed")
def _atom(data: Data) -> Content:
    entries = "".join(
        f"<entry><title>{escape(each['en'])}</title><id>urn:day:{day}</id><updated>{day}T00:00:00+08:00</updated>"
        f'<link href="https://www.gov.hk/{day}"/><summary>{each["tc"]}</summary></entry>'
        for day, each in data.tree(HOLIDAYS)["2018"].items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>General holidays</title>'
        f"<id>urn:holidays</id><updated>2018-12-26T00:00:00+08:00</updated>{entries}</feed>"
    )


@made("nothing-but-attributes.xml", STATIONS, "stations as empty elements with attributes")
def _attributes(data: Data) -> Content:
    rows = "".join(
        f"<station code={quoteattr(row[0])} name={quoteattr(row[1])} height={quoteattr(row[4])}/>"
        for row in stations(data)[1:]
    )
    return f'<?xml version="1.0"?><stations updated="2024-04-06">{rows}</stations>'


@made(
    "names-with-prefixes-and-notes-between.xml",
    STATIONS,
    "elements in a namespace, comments, CDATA, what is missing as xsi:nil",
)
def _prefixes(data: Data) -> Content:
    rows = "".join(
        f"<!-- {row[0]} --><w:Station><w:Code>{row[0]}</w:Code><w:Name><![CDATA[{row[1]}]]></w:Name>"
        + ('<w:Height xsi:nil="true"/>' if at % 5 == 0 else f"<w:Height>{row[4]}</w:Height>")
        + "</w:Station>"
        for at, row in enumerate(stations(data)[1:])
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><w:Stations xmlns:w="urn:weather" '
        f'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{rows}</w:Stations>'
    )


@made("xml-in-big5.xml", PLACES, "stations in XML declared and written as Big5")
def _xml_big5(data: Data) -> Content:
    rows = "".join(
        f"<站><名稱>{each['zh']}</名稱><緯度>{each['lat']}</緯度></站>"
        for each in data.tree(PLACES)["stations"]
        if _fits(each["zh"])
    )
    return f'<?xml version="1.0" encoding="big5"?><氣象站>{rows}</氣象站>'.encode("big5")


def _fits(text: str) -> bool:
    return text.encode("big5", errors="ignore").decode("big5") == text


@made(
    "xml-in-gb18030-that-does-not-say-so.xml",
    PLACES,
    "stations in XML written as GB18030, without a declaration",
)
def _xml_gb18030(data: Data) -> Content:
    rows = "".join(
        f"<站><名称>{each['zh']}</名称><纬度>{each['lat']}</纬度></站>"
        for each in data.tree(PLACES)["stations"]
    )
    return f"<气象站>{rows}</气象站>".encode("gb18030")


@made("entities-that-explode.xml", PLACES, "entities of entities: a billion words of nothing")
def _laughs(_: Data) -> Content:
    entities = "".join(f'<!ENTITY e{at} "{f"&e{at - 1};" * 10 if at else "ha"}">' for at in range(10))
    return f'<?xml version="1.0"?><!DOCTYPE x [{entities}]><x><y>&e9;</y></x>'


@made("cut-short.xml", "files/transport/rawSpeedVol-all.xml", "its first 5,000 bytes")
def _xml_short(data: Data) -> Content:
    return data.raw("files/transport/rawSpeedVol-all.xml")[:5000]
