"""The way of a file, on real parts: what is wrong is named, what was there stays."""

from __future__ import annotations

import zipfile
from io import BytesIO
from typing import TYPE_CHECKING

import openpyxl
import pyarrow as pa
import pyogrio
import pytest
import shapely
from tests.corpus.reading import FILES as CORPUS

from praya.model import errors
from praya.model.catalogue import Dataset, Distribution, Publisher, Record
from praya.model.licence import HK_TERMS
from praya.model.query import Query, parse
from praya.model.search import Question
from praya.model.text import LANGS, Text
from praya.services import ask, find, read, sql
from praya.services.index import index
from praya.services.ingest import LocalFile, Outcome, ingest
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from praya.platform import Platform

GOOD = "Station,Rain (mm),Day\nSha Tin,1.5,2024-01-01\nTai Po,0.0,2024-01-02\n沙田,,2024-01-03\n".encode()
BETTER = GOOD + b"Kwai Chung,7.25,2024-01-04\n"


def xlsx() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("Name", "Count"))
    for number in range(50):
        sheet.append((f"n{number}", number))
    held = BytesIO()
    book.save(held)
    return held.getvalue()


def bomb() -> bytes:
    """A workbook whose one sheet unpacks to 200 MB."""
    held = BytesIO()
    with (
        zipfile.ZipFile(BytesIO(xlsx())) as source,
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for item in source.infolist():
            body = source.read(item)
            target.writestr(item.filename, body + b" " * 200_000_000 if "sheet1" in item.filename else body)
    return held.getvalue()


BAD: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "file_empty"),
    "blank": (b" \r\n\t\n", "file_empty"),
    "error page": (
        b"<!DOCTYPE html><html><head><title>404 Not Found</title></head><body>Gone</body></html>",
        "file_is_web_page",
    ),
    "truncated workbook": (xlsx()[:-900], "file_broken"),
    "bomb": (bomb(), "file_bomb"),
    "no text": (bytes(range(256)) * 40, "encoding_unknown"),
}
PDF = b"%PDF-1.7\n1 0 obj << /Type /Pages /Kids [2 0 R] /Count 12 >> endobj\n%%EOF"
NO_TABLE: dict[str, tuple[bytes, str, dict[str, int]]] = {
    "picture": (
        b"\x89PNG\r\n\x1a\n" + bytes(11) + b"\x40\0\0\0\x30" + bytes(400),
        "png",
        {"width": 64, "height": 48},
    ),
    "document": (PDF, "pdf", {"pages": 12}),
    "text document": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "doc", {}),
}


@pytest.fixture
def put(platform: Platform, tmp_path: Path, now: datetime) -> Callable[..., Outcome]:
    """Ingest these bytes as the next state of one and the same distribution."""
    dataset = Dataset(
        id="d1",
        name="hk-hko-rain",
        title=Text.of("Rain at stations", "各站雨量", "各站雨量"),
        publisher_id="hk-hko",
        licence_id=HK_TERMS.id,
    )
    distribution = Distribution(
        id="r1",
        dataset_id="d1",
        position=0,
        title=Text.of("Rain"),
        url="https://example.org/rain.csv",
        format="CSV",
    )
    publisher = Publisher(id="hk-hko", title=Text.of("Hong Kong Observatory", "香港天文台"))
    with platform.db.begin() as connection:
        catalogue.save_record(
            connection,
            Record(dataset=dataset, distributions=(distribution,), publisher=publisher, themes=()),
            now,
        )

    def put(body: bytes, name: str = "rain.csv") -> Outcome:
        path = tmp_path / "arrived"
        path.write_bytes(body)
        local = LocalFile(
            path=path,
            name=name,
            url=distribution.url,
            retrieved_at=now,
            media_type="text/csv",
            table_name="rain",
        )
        return ingest(platform, "r1", local=local, now=now)

    return put


@pytest.mark.parametrize("kind", BAD)
def test_what_cannot_be_read_is_named_and_nothing_is_lost(
    kind: str, platform: Platform, put: Callable[..., Outcome]
):
    body, code = BAD[kind]
    assert put(GOOD).status == "ready"
    outcome = put(body)
    assert outcome.status == "failed"
    assert outcome.problem is not None
    assert outcome.problem.code == code

    view = read.dataset(platform, "hk-hko-rain")
    assert view.distributions[0].status == "failed"
    assert view.distributions[0].problem == outcome.problem
    for lang in LANGS:
        explained = errors.explain(outcome.problem.code, outcome.problem.fields, lang)
        assert explained.message
        assert "{" not in explained.message

    assert [table.name for table in view.tables] == ["rain"]
    assert ask.rows(platform, view.tables[0], Query()).total == 3
    assert not list(platform.scratch.iterdir())


@pytest.mark.parametrize("kind", BAD)
def test_a_first_file_that_cannot_be_read_leaves_a_reason_and_no_table(
    kind: str, platform: Platform, put: Callable[..., Outcome]
):
    assert put(BAD[kind][0]).status == "failed"
    view = read.dataset(platform, "hk-hko-rain")
    assert view.tables == ()
    assert view.distributions[0].problem is not None


@pytest.mark.parametrize("kind", NO_TABLE)
def test_what_is_no_table_is_kept_described_and_served(
    kind: str, platform: Platform, put: Callable[..., Outcome]
):
    body, form, about = NO_TABLE[kind]
    outcome = put(body)
    assert (outcome.status, outcome.tables, outcome.problem) == ("ready", (), None)
    assert put(body).status == "unchanged"
    view = read.dataset(platform, "hk-hko-rain")
    assert view.tables == ()
    assert view.distributions[0].status == "ready"
    assert (view.versions["r1"].format, view.versions["r1"].about) == (form, about)
    with read.original(platform, "r1").stream as stream:
        assert stream.read() == body


@pytest.mark.parametrize("kind", NO_TABLE)
def test_what_is_no_table_does_not_hide_the_tables_that_were_there(
    kind: str, platform: Platform, put: Callable[..., Outcome]
):
    assert put(GOOD).status == "ready"
    outcome = put(NO_TABLE[kind][0])
    assert outcome.problem is not None
    assert outcome.problem.code == "format_unsupported"
    view = read.dataset(platform, "hk-hko-rain")
    assert [table.name for table in view.tables] == ["rain"]
    assert put(GOOD.replace(b"Tai Po", b"Tai O ")).status == "ready"


def test_a_file_that_becomes_a_table_is_one_from_then_on(platform: Platform, put: Callable[..., Outcome]):
    assert put(PDF).status == "ready"
    assert put(GOOD).status == "ready"
    view = read.dataset(platform, "hk-hko-rain")
    assert [table.name for table in view.tables] == ["rain"]
    assert view.versions["r1"].about == {}


def test_a_file_becomes_a_table(platform: Platform, put: Callable[..., Outcome]):
    outcome = put(GOOD)
    assert outcome.status == "ready"
    table = read.table(platform, "rain")
    assert [(column.header, column.type) for column in table.schema.columns] == [
        ("Station", "string"),
        ("Rain (mm)", "number"),
        ("Day", "date"),
    ]
    assert table.profile.columns[table.schema.columns[1].name].nulls == 1
    found = ask.rows(platform, table, parse([("where", "day,ge,2024-01-02"), ("sort", "-day")]))
    assert found.total == 2
    assert [row["station"] for row in found.rows] == ["沙田", "Tai Po"]
    assert [row["_row"] for row in found.rows] == [3, 2]
    with read.original(platform, "r1").stream as stream:
        assert stream.read() == GOOD


def test_the_same_bytes_again_change_nothing(platform: Platform, put: Callable[..., Outcome]):
    assert put(GOOD).status == "ready"
    assert put(GOOD).status == "unchanged"
    with platform.db.connect() as connection:
        assert [version.number for version in catalogue.versions(connection, "r1")] == [1]


def test_new_bytes_make_a_new_version_under_the_same_name(platform: Platform, put: Callable[..., Outcome]):
    put(GOOD)
    assert put(BETTER).tables[0].version == 2
    assert ask.rows(platform, read.table(platform, "rain"), Query()).total == 4


def test_a_good_file_clears_the_problem(platform: Platform, put: Callable[..., Outcome]):
    put(b"")
    put(GOOD)
    distribution = read.dataset(platform, "hk-hko-rain").distributions[0]
    assert distribution.status == "ready"
    assert distribution.problem is None


def test_the_last_good_bytes_after_a_bad_file_clear_the_problem(
    platform: Platform, put: Callable[..., Outcome]
):
    put(GOOD)
    put(b"")
    put(GOOD)
    distribution = read.dataset(platform, "hk-hko-rain").distributions[0]
    assert (distribution.status, distribution.problem) == ("ready", None)


def test_what_is_read_can_be_found_and_asked(platform: Platform, put: Callable[..., Outcome]):
    put(GOOD)
    index(platform)
    for text in ("rain", "station", "雨量", "天文台"):
        assert [hit.dataset.name for hit in find.find(platform, Question(text=text)).hits] == ["hk-hko-rain"]
    assert find.find(platform, Question(facets={"table": "yes"})).hits[0].tables == 1
    assert sql.query(platform, sql.Asked(text="SELECT count(*) FROM rain")).rows == ((3,),)


def test_a_workbook_of_several_sheets_gives_several_tables(platform: Platform, put: Callable[..., Outcome]):
    book = openpyxl.Workbook()
    for title in ("Weather", "Light"):
        sheet = book.create_sheet(title)
        for row in (("Code", "Meaning"), (1, "Clear"), (2, "Dull")):
            sheet.append(row)
    held = BytesIO()
    book.save(held)
    outcome = put(held.getvalue(), "codes.xlsx")
    assert [table.name for table in outcome.tables] == ["rain_weather", "rain_light"]


def test_an_unknown_distribution_is_said_so(platform: Platform, now: datetime):
    with pytest.raises(errors.DistributionMissing):
        ingest(platform, "nothing", now=now)


@pytest.mark.parametrize("wanted", ["csv", "json"])
def test_export_gives_every_row_the_filter_lets_through(
    wanted: ask.ExportFormat, platform: Platform, put: Callable[..., Outcome]
):
    put(GOOD)
    table = read.table(platform, "rain")
    body = b"".join(ask.export(platform, table, parse([("where", "day,le,2024-01-02")]), wanted)).decode()
    assert "Sha Tin" in body
    assert "Tai Po" in body
    assert "沙田" not in body


def geodatabase(folder: Path) -> bytes:
    """A zipped file geodatabase of two piers on the city's own grid."""
    places = shapely.to_wkb([shapely.Point(835_900, 817_500), shapely.Point(836_100, 816_400)]).tolist()
    table = pa.table(
        {"name": ["尖沙咀碼頭", "中環碼頭"], "code": ["007", "010"], "shape": pa.array(places, pa.binary())}
    )
    path = folder / "piers.gdb"
    pyogrio.raw.write_arrow(
        table,
        path,
        layer="piers",
        driver="OpenFileGDB",
        geometry_type="Point",
        geometry_name="shape",
        crs="EPSG:2326",
    )
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for each in sorted(path.iterdir()):
            archive.write(each, f"delivery/piers.gdb/{each.name}")
    return held.getvalue()


def test_a_geodatabase_is_read_the_whole_way(
    platform: Platform, put: Callable[..., Outcome], tmp_path: Path
) -> None:
    outcome = put(geodatabase(tmp_path), "piers.gdb.zip")
    (table,) = outcome.tables
    assert [(each.name, each.type) for each in table.schema.columns] == [
        ("name", "string"),
        ("code", "string"),
        ("geometry", "geojson"),
    ]
    assert table.profile.bbox == pytest.approx((114.170859, 22.288035, 114.172803, 22.297966), abs=0.01)
    assert ask.rows(platform, table, Query()).rows[0]["name"] == "尖沙咀碼頭"


def test_a_timetable_is_a_table_for_each_of_its_files(
    platform: Platform, put: Callable[..., Outcome]
) -> None:
    outcome = put((CORPUS / "timetable.zip").read_bytes(), "timetable.zip")
    assert [(each.title.words("en"), each.rows) for each in outcome.tables] == [
        ("agency", 1),
        ("stops", 10),
        ("routes", 2),
        ("trips", 2),
        ("stop_times", 20),
        ("calendar", 1),
    ]
    assert "R1A" in str(ask.rows(platform, outcome.tables[2], Query()).rows)


def test_a_feed_that_lists_nothing_today_is_a_table_without_rows(put: Callable[..., Outcome]) -> None:
    feed = '<rss version="2.0"><channel><title>Warnings</title>{}</channel></rss>'
    item = (
        "<item><title>Gale</title><link>https://example.org/1</link><description>No. 8</description></item>"
    )
    assert [each.rows for each in put(feed.format(item).encode()).tables] == [1]
    outcome = put(feed.format("").encode())
    assert (outcome.status, [each.rows for each in outcome.tables]) == ("ready", [0])


@pytest.mark.parametrize("after", ["", "measure", "read", "write"])
def test_a_file_that_changes_while_it_is_read_makes_no_version(
    platform: Platform, put: Callable[..., Outcome], tmp_path: Path, now: datetime, after: str
):
    put(GOOD)
    rows = "".join(f"{number},{number}\n" for number in range(400_000))
    path = tmp_path / "written.csv"
    path.write_text(f"a,b\n{rows}")
    size = path.stat().st_size

    def tell(step: str, _done: int, _total: int) -> None:
        if step == after and path.stat().st_size == size:
            with path.open("a") as file:
                file.write("1,2\n")

    local = LocalFile(path=path, name=path.name, url="https://example.org/rain.csv", retrieved_at=now)
    outcome = ingest(platform, "r1", local=local, now=now, tell=tell)
    if not after:
        assert outcome.status == "ready"
        return
    assert outcome.status == "failed"
    assert outcome.passing
    assert outcome.problem is not None
    assert (outcome.problem.code, outcome.problem.fields) == ("file_changed", {"name": "written.csv"})
    assert ask.rows(platform, read.table(platform, "rain"), Query()).total == 3
