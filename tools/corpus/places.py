"""Places on maps, timetables, and files inside files."""

from __future__ import annotations

import gzip
import io
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

import pyarrow as pa
import pyarrow.parquet as pq
import pyogrio
import shapely
from tools.corpus import Content, Data, made
from tools.corpus.packed import zipped
from tools.corpus.real import lots
from tools.corpus.texts import PLACES, STATIONS, stations, written

LOTS = "files/boundaries/shp/CentralAndWesternDistrict_Lots.shp"
SHAPES = "files/boundaries/hksar_18_district_boundary.json"
STOPS = "files/transport/kmb_all_stops_20251019.csv"
ROUTES = "files/transport/kmb_all_routes_20251019.json"


def _kml(data: Data) -> str:
    places = "".join(
        f"<Placemark><name>{escape(each['name'])}</name><description><![CDATA[<b>{each['zh']}</b>]]></description>"
        f'<ExtendedData><Data name="northing"><value>{each["N"]}</value></Data></ExtendedData>'
        f"<Point><coordinates>{each['lon']},{each['lat']},0</coordinates></Point></Placemark>"
        for each in data.tree(PLACES)["stations"]
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>'
        f"<name>Weather stations</name><Folder><name>All</name>{places}</Folder></Document></kml>"
    )


@made("placemarks-in-folders.kml", PLACES, "its stations as placemarks with data of their own, in a folder")
def _placemarks(data: Data) -> Content:
    return _kml(data)


@made("zipped-placemarks.kmz", PLACES, "the same, zipped as doc.kml")
def _kmz(data: Data) -> Content:
    return zipped({"doc.kml": _kml(data).encode()})


@made("waypoints-and-a-track.gpx", PLACES, "its stations as waypoints, the first five also as a track")
def _gpx(data: Data) -> Content:
    records = data.tree(PLACES)["stations"]
    points = "".join(
        f'<wpt lat="{each["lat"]}" lon="{each["lon"]}"><name>{escape(each["name"])}</name></wpt>'
        for each in records
    )
    track = "".join(
        f'<trkpt lat="{each["lat"]}" lon="{each["lon"]}"><ele>{at}</ele></trkpt>'
        for at, each in enumerate(records[:5])
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gpx version="1.1" creator="a receiver" xmlns="http://www.topografix.com/GPX/1/1">'
        f"{points}<trk><name>Round</name><trkseg>{track}</trkseg></trk></gpx>"
    )


@made(
    "members-in-hong-kong-1980-grid.gml",
    PLACES,
    "its stations as members of a feature collection in EPSG:2326, northing first as the system has it",
)
def _gml(data: Data) -> Content:
    members = "".join(
        f'<gml:featureMember><w:Station gml:id="s{at}"><w:name>{escape(each["name"])}</w:name><w:zh>{each["zh"]}</w:zh>'
        f'<w:place><gml:Point srsName="urn:ogc:def:crs:EPSG::2326"><gml:pos>{each["N"]} {each["E"]}</gml:pos></gml:Point></w:place>'
        "</w:Station></gml:featureMember>"
        for at, each in enumerate(data.tree(PLACES)["stations"])
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><gml:FeatureCollection xmlns:gml="http://www.opengis.net/gml/3.2" '
        f'xmlns:w="urn:weather">{members}</gml:FeatureCollection>'
    )


@made(
    "shapefile-that-does-not-say-where.zip",
    LOTS,
    "its first ten lots without the .prj that names their system",
)
def _no_prj(data: Data) -> Content:
    return zipped({name: content for name, content in lots(data, 10).items() if not name.endswith(".prj")})


@made("shapefile-in-a-folder-beside-a-readme.zip", LOTS, "its first ten lots in a folder, with a text beside")
def _folder(data: Data) -> Content:
    parts = {f"Lots/{name}": content for name, content in lots(data, 10).items()}
    return zipped({"README.txt": b"Lots of Central and Western District\n", **parts})


@made(
    "two-layers.gpkg",
    SHAPES,
    "18 districts simplified to 0.005 degrees and their centres, as a GeoPackage of two layers",
)
def _geopackage(data: Data) -> Content:
    features = data.tree(SHAPES)["features"]
    shapes = shapely.simplify([shapely.geometry.shape(each["geometry"]) for each in features], 0.005)
    names = pa.array([each["properties"]["District"] for each in features])
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": "2024-01-02T03:04:06Z"})
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "districts.gpkg"
        for layer, geometries in (("districts", shapes), ("centres", shapely.centroid(shapes))):
            pyogrio.write_arrow(
                pa.table({"District": names, "geometry": pa.array(shapely.to_wkb(geometries))}),
                path,
                layer=layer,
                driver="GPKG",
                geometry_name="geometry",
                geometry_type="Unknown",
                crs="EPSG:4326",
                append=path.exists(),
                dataset_metadata=None,
            )
        return path.read_bytes()


@made("timetable.zip", STOPS, "a GTFS feed of ten stops and two routes, with hours beyond 24")
def _gtfs(data: Data) -> Content:
    stops = data.rows(STOPS)[1:11]
    routes = data.tree(ROUTES)["data"]
    one, two = routes[0], routes[2]
    times = [
        [f"{25 if trip == 'T2' else 23}:{at * 5:02}:00", trip, stop[0], str(at + 1)]
        for trip in ("T1", "T2")
        for at, stop in enumerate(stops)
    ]
    files: dict[str, list[list[str]]] = {
        "agency.txt": [["agency_id", "agency_name", "agency_url", "agency_timezone"], ["KMB", "Kowloon Motor Bus", "https://www.kmb.hk", "Asia/Hong_Kong"]],
        "stops.txt": [["stop_id", "stop_name", "stop_lat", "stop_lon"], *([row[0], row[1], row[4], row[5]] for row in stops)],
        "routes.txt": [["route_id", "agency_id", "route_short_name", "route_type"], *(["R" + each["route"], "KMB", each["route"], "3"] for each in (one, two))],
        "trips.txt": [["route_id", "service_id", "trip_id"], ["R1", "DAILY", "T1"], ["R1A", "DAILY", "T2"]],
        "stop_times.txt": [["trip_id", "arrival_time", "departure_time", "stop_id", "stop_sequence"], *([trip, time, time, stop, at] for time, trip, stop, at in times)],
        "calendar.txt": [
            ["service_id", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "start_date", "end_date"],
            ["DAILY", *"1111111", "20251001", "20261231"],
        ],
    }  # fmt: skip
    return zipped({name: written(rows).encode("utf-8-sig") for name, rows in files.items()})


@made("zipped-twice.csv.gz", STATIONS, "compressed by gzip twice")
def _twice(data: Data) -> Content:
    return gzip.compress(gzip.compress(data.raw(STATIONS), mtime=0), mtime=0)


@made("compressed.csv.gz", STATIONS, "compressed by gzip")
def _gzip(data: Data) -> Content:
    return gzip.compress(data.raw(STATIONS), mtime=0)


@made("compressed-and-cut-short.csv.gz", STATIONS, "compressed by gzip, its second half missing")
def _gzip_short(data: Data) -> Content:
    whole = gzip.compress(data.raw(STATIONS), mtime=0)
    return whole[: len(whole) // 2]


@made("zip-inside-a-zip.zip", STATIONS, "stations as CSV in a ZIP in a ZIP, beside the places as JSON")
def _nested(data: Data) -> Content:
    inner = zipped({"stations.csv": data.raw(STATIONS)})
    return zipped({"stations.zip": inner, "places/places.json": data.raw(PLACES)})


@made(
    "zip-with-a-table-and-its-specification.zip",
    STATIONS,
    "stations as CSV beside a PDF and the droppings of a Mac",
)
def _beside(data: Data) -> Content:
    return zipped(
        {
            "stations.csv": data.raw(STATIONS),
            "spec.pdf": b"%PDF-1.4\n%%EOF\n",
            "__MACOSX/._stations.csv": b"\0\5\x16\7\0",
            ".DS_Store": b"\0\0\0\1Bud1",
        }
    )


@made("zip-with-chinese-names-in-big5.zip", STATIONS, "a member whose name is in Big5 and does not say so")
def _big5_name(data: Data) -> Content:
    name = "氣象站.csv".encode("big5")
    plain = "x" * len(name)
    return zipped({plain: data.raw(STATIONS)}).replace(plain.encode(), name)


@made("columns-with-types-of-their-own.parquet", STATIONS, "stations as Parquet: text, doubles, and a date")
def _parquet(data: Data) -> Content:
    into = io.BytesIO()
    pq.write_table(_arrow(data), into, compression="zstd")
    return into.getvalue()


@made("columns-with-types-of-their-own.arrow", STATIONS, "the same as an Arrow file")
def _feather(data: Data) -> Content:
    into = io.BytesIO()
    table = _arrow(data)
    with pa.ipc.new_file(into, table.schema) as writer:
        writer.write_table(table)
    return into.getvalue()


def _arrow(data: Data) -> pa.Table:
    rows = stations(data)[1:]
    days = pa.array([19_000 + at for at in range(len(rows))], pa.int32()).cast(pa.date32())
    return pa.table(
        {
            "station_code": [row[0] for row in rows],
            "latitude": [float(row[2]) for row in rows],
            "above_mean_sea_level": [None if at % 5 == 0 else float(row[4]) for at, row in enumerate(rows)],
            "opened": days,
        }
    )
