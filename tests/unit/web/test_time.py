"""Time on the pages: what was then is shown as of then, and every address on the page keeps it."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

import pyarrow.parquet as pq
import pytest
from litestar.testing import TestClient
from lxml import html
from tests.unit.web.conftest import Given, dataset, publish

from praya.model.catalogue import Version
from praya.model.text import LANGS, Text
from praya.services.ingest import LocalFile, ingest
from praya.services.timeline import Counts, Step
from praya.web.almanac import almanac
from praya.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from litestar import Litestar

    from praya.platform import Platform

    Client = TestClient[Litestar]

HEAD = "Station,Speed,Note\n"
FIRST = "Waglan,40,a\nPeak,20,b\nSha Tin,5,c\n"
SECOND = "Waglan,136,a\nPeak,20,b\nTai Po,7,<b>\n"
THIRD = "Station,Speed,Gust\nWaglan,90,120\nPeak,25,40\nTai Po,8,9\n"
BEGAN = datetime(2025, 7, 20, 2, 0, tzinfo=UTC)


@pytest.fixture
def client(platform: Platform, tmp_path: Path) -> Iterator[Client]:
    """A portal with three versions of one table: ten minutes apart, and another with another column a month later."""
    publish(
        platform,
        tmp_path,
        BEGAN,
        dataset("wind", Text.of("Wind", "風", "风")),
        {"wind": Given(None, "w.csv")},
    )
    for text, after in ((HEAD + FIRST, 0), (HEAD + SECOND, 10), (THIRD, 44640)):
        path = tmp_path / "arrived"
        path.write_text(text)
        at = BEGAN + timedelta(minutes=after)
        local = LocalFile(
            path=path, name="w.csv", url="https://example.org/w.csv", retrieved_at=at, table_name="wind"
        )
        assert ingest(platform, "wind", local=local, now=at).status == "ready"
    with TestClient(create_app(platform, now=lambda: BEGAN), raise_server_exceptions=False) as opened:
        yield opened


def page(client: Client, path: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:2000]
    return html.fromstring(answer.text)


def cells(found: html.HtmlElement) -> list[list[str]]:
    return [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in found.xpath("//table[contains(@class,'grid')]/tbody/tr")
    ]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/en/dataset/wind?as_of=9", 404),
        ("/en/dataset/wind?as_of=1990-01-01", 404),
        ("/en/dataset/wind?as_of=yesterday", 400),
        ("/data/wind.csv?as_of=9", 404),
        ("/data/wind.report.json?as_of=x", 400),
        ("/data/nothing.history.parquet", 404),
        ("/file/wind/w.csv?as_of=9", 404),
        ("/en/dataset/wind/changes?from=9", 404),
        ("/en/dataset/wind/changes?from=x", 400),
        ("/en/dataset/wind/changes?table=nothing", 404),
        ("/en/dataset/wind/row", 400),
        ("/en/dataset/wind/row?key=station", 400),
        ("/en/dataset/wind/row?key=nothing,1", 400),
        ("/en/dataset/wind/history?page=0", 400),
    ],
)
def test_a_time_or_row_that_is_none_is_refused(client: Client, path: str, status: int):
    assert client.get(path).status_code == status


@pytest.mark.parametrize(
    ("lang", "words"), [("en", "the first one came"), ("zh-Hant", "首個版本於"), ("zh-Hans", "首个版本于")]
)
def test_before_the_first_version_the_page_says_when_that_came(client: Client, lang: str, words: str):
    answer = client.get(f"/{lang}/dataset/wind?as_of=1990-01-01")
    assert answer.status_code == 404
    assert words in answer.text
    for address in ("/data/wind.csv?as_of=1990-01-01", "/file/wind/w.csv?as_of=1990-01-01"):
        refused = client.get(address, headers={"accept": "application/json"})
        assert (refused.status_code, refused.json()["code"]) == (404, "version_not_yet")


@pytest.mark.parametrize("as_of", ["2", "2025-07-20", "2025-07-20T10:10", "2025-07-20T02:10%2B00:00"])
def test_a_page_is_as_it_was_and_every_address_on_it_keeps_that(client: Client, as_of: str):
    found = page(client, f"/en/dataset/wind?as_of={as_of}&sort=-speed")
    assert [row[1] for row in cells(found)] == ["Waglan", "Peak", "Tai Po"]
    assert "20 July 2025" in found.xpath("string(//*[@class='then'])")
    wanted = as_of.replace("%2B", "+")
    kept = found.xpath(
        "//thead//a/@href | //*[@class='downloads']/a[not(contains(@href,'history'))]/@href | //*[@class='languages']/a/@href"
    )
    assert len(kept) > 6
    for address in kept:
        assert parse_qs(urlsplit(address).query)["as_of"] == [wanted], address
    assert found.xpath("//form[@data-asks]//input[@name='as_of']/@value") == [wanted]
    (back,) = found.xpath("//*[@class='then']/a/@href")
    assert "as_of" not in back
    assert "sort=-speed" in back


def test_the_filter_form_stays_in_its_time(client: Client):
    asked = "/en/table/wind?as_of=1&column=station&operator=eq&value=Sha+Tin"
    answer = client.get(asked, follow_redirects=False)
    assert "as_of=1" in answer.headers["location"]
    assert len(cells(page(client, answer.headers["location"]))) == 1


def test_downloads_are_as_of_then(client: Client):
    assert "136" in client.get("/data/wind.csv?as_of=2").text
    assert client.get("/file/wind/w.csv?as_of=1").text == HEAD + FIRST
    then = pq.read_table(io.BytesIO(client.get("/data/wind.parquet?as_of=1&where=speed,gt,30").content))
    assert then["speed"].to_pylist() == [40]
    every = pq.read_table(io.BytesIO(client.get("/data/wind.history.parquet").content))
    assert {"_from", "_to", "_from_at", "_to_at", "gust"} <= set(every.column_names)


def test_the_chart_is_as_of_then(client: Client):
    (spec,) = page(client, "/en/dataset/wind?as_of=1").xpath("//@data-spec")
    assert "Sha Tin" in client.get(spec).text
    assert "Sha Tin" not in client.get("/en/table/wind/chart.json?").text


def test_now_is_told_without_a_banner_and_with_ways_into_the_past(client: Client):
    found = page(client, "/zh-Hant/dataset/wind")
    assert not found.xpath("//*[@class='then']")
    (slider,) = found.xpath("//nav[@class='clock']//input[@type='range']")
    assert (slider.get("value"), slider.get("max")) == ("3", "3")
    assert found.xpath("//nav[@class='clock']//input[@name='as_of']/@value") == ["2025-08-20T10:00"]
    assert found.xpath("//nav[@class='clock']//a[@rel='prev']/@href")[0].endswith("as_of=2#table")


def test_the_history_counts_what_each_version_did(client: Client):
    rows = [
        " ".join(" ".join(row.itertext()).split())
        for row in page(client, "/en/dataset/wind/history").xpath("//table//tr")
    ]
    assert "Column dropped: note Column added: gust" in rows[1]
    assert "1 added 1 removed 1 changed" in rows[2]
    assert "The first version" in rows[3]


def test_changes_are_marked_cell_by_cell_and_outsiders_text_is_text(client: Client):
    found = page(client, "/en/dataset/wind/changes?table=wind&from=1&to=2")
    assert [each.text_content() for each in found.xpath("//dl/div/dd[1]")] == ["1", "1", "1", "0"]
    changed = found.xpath("//tr[@class='changed']")[0]
    assert (changed.xpath("string(.//del)"), changed.xpath("string(.//ins)")) == ("40", "136")
    assert "<b>" in found.xpath("string(//tr[@class='added'])")
    assert parse_qs(urlsplit(changed.xpath(".//a/@href")[0]).query)["key"] == ["station,Waglan"]


@pytest.mark.parametrize("lang", LANGS)
def test_changed_columns_are_told_with_how_much_that_matters(client: Client, lang: str):
    found = page(client, f"/{lang}/dataset/wind/changes")
    severities = [each.get("class").split()[-1] for each in found.xpath("//*[@class='evolution']//b")]
    assert severities == ["breaking", "compatible"]
    assert found.get("lang") == lang


def test_a_row_tells_its_story(client: Client):
    found = page(client, "/en/dataset/wind/row?table=wind&key=station,Waglan")
    assert [row[2] for row in cells(found)] == ["90", "136", "40"]
    assert found.xpath("//figure//svg[@role='img']/path/@d")
    gone = page(client, "/en/dataset/wind/row?table=wind&key=station,Sha Tin")
    assert "Not in the table" in cells(gone)[0]


def test_a_name_in_another_language_says_so(client: Client, platform: Platform, tmp_path: Path):
    again(platform, tmp_path, "Code,Name TC,Name SC\nA1,天星碼頭,天星码头\nA2,大會堂,大会堂\n")
    found = page(client, "/en/dataset/wind/row?table=wind&key=code,A1")
    assert [each.get("lang") for each in found.xpath("//h1 | //title")] == ["zh-Hant"] * 2


def again(platform: Platform, folder: Path, text: str) -> None:
    """Publish one more version, three months later."""
    path, at = folder / "again", BEGAN + timedelta(90)
    path.write_text(text)
    local = LocalFile(
        path=path, name="w.csv", url="https://example.org/w.csv", retrieved_at=at, table_name="wind"
    )
    assert ingest(platform, "wind", local=local, now=at).status == "ready"


STOPS = "Code,Name EN,Name TC,Route\nA1,Star Ferry,天星碼頭,5\nA2,City Hall,大會堂,5\nA3,,海濱,5\n"


@pytest.mark.parametrize(
    ("lang", "key", "heading", "below"),
    [
        ("en", "code,A1", "Star Ferry", "Code: A1"),
        ("zh-Hant", "code,A1", "天星碼頭", "Code：A1"),
        ("en", "code,A3", "A3", "Code"),  # without a name
        ("en", "name_en,City Hall", "City Hall", "Name EN"),
        ("en", "route,5", "5", "Route"),  # several rows
    ],
)
def test_a_row_is_called_by_its_name(
    client: Client, platform: Platform, tmp_path: Path, *, lang: str, key: str, heading: str, below: str
):
    again(platform, tmp_path, STOPS)
    found = page(client, f"/{lang}/dataset/wind/row?table=wind&key={key}")
    assert found.xpath("string(//h1)") == heading
    assert " ".join(found.xpath("string(//header[@class='title']/p[@class='meta'])").split()) == below


def steps(times: Sequence[datetime]) -> list[Step]:
    def version(number: int, at: datetime) -> Version:
        held: dict[str, Any] = dict.fromkeys(("sha256", "url", "media_type", "format", "encoding"), "")
        return Version(distribution_id="x", number=number, bytes=1, retrieved_at=at, **held)

    return [
        Step(
            version=version(place, at),
            rows=10,
            before=place - 1 or None,
            counts=Counts(changed=place % 11),
            columns=(),
        )
        for place, at in enumerate(times, 1)
    ]


@pytest.mark.parametrize(
    ("apart", "number", "unit"),
    [
        (timedelta(minutes=10), 700, "day"),
        (timedelta(minutes=1), 5000, "month"),
        (timedelta(hours=1), 24 * 90, "month"),
        (timedelta(days=1), 72, "month"),
        (timedelta(days=30), 60, "year"),
        (timedelta(days=1), 365 * 6, "year"),
    ],
)
def test_a_calendar_takes_lines_that_fit_its_pace(apart: timedelta, number: int, unit: str):
    held = almanac(steps([BEGAN + apart * place for place in range(number)]), "en")
    assert held.unit == unit
    assert sum(line.versions for line in held.lines) == number
    assert len(held.lines) <= 40
    assert all(0 <= mark.slot < held.slots for line in held.lines for mark in line.marks)


def test_a_calendar_tells_of_lines_without_versions():
    times = [BEGAN + timedelta(minutes=10 * place) for place in range(50)]
    held = almanac(steps([*times, *(each + timedelta(days=10) for each in times)]), "zh-Hant")
    assert [line.skipped for line in held.lines] == [0, 9]
    assert held.lines[0].label == "2025年7月20日"
