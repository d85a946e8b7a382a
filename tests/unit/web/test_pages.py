"""The pages as readers and programs get them, over a real platform: what is wrong is said in their language."""

from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest
import sqlalchemy as sa
from lxml import etree, html

from praya.model.catalogue import Problem
from praya.model.text import LANGS
from praya.store import catalogue
from praya.store.catalogue import outbox

if TYPE_CHECKING:
    from datetime import datetime

    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.model.text import Lang
    from praya.platform import Platform

    Client = TestClient[Litestar]

NO_TABLE: dict[Lang, str] = {
    "en": "The address gave a web page (“Sorry & gone”), not a data file.",
    "zh-Hant": "此網址傳回的是網頁（「Sorry & gone」），不是數據檔案。",
    "zh-Hans": "此网址返回的是网页（“Sorry & gone”），不是数据文件。",
}

ARCHIVED: dict[Lang, str] = {
    "en": "Shown from the archive, as it was on 2 January 2026:",
    "zh-Hant": "以下內容來自存檔（2026年1月2日）：",
    "zh-Hans": "以下内容来自存档（2026年1月2日）：",
}


def page(client: Client, path: str, status: int = 200) -> html.HtmlElement:
    answer = client.get(path)
    assert answer.status_code == status, answer.text[:2000]
    assert answer.headers["content-type"].startswith("text/html")
    return html.fromstring(answer.text)


def select(element: html.HtmlElement, selector: str) -> list[html.HtmlElement]:
    """Find elements by a small part of CSS: steps of `tag.class[attribute]`, and `>`; alternatives by commas."""
    paths = []
    for alternative in selector.split(","):
        path, axis = ".", "//"
        for step in alternative.split():
            if step == ">":
                axis = "/"
                continue
            tag, *conditions = re.findall(
                r"^[\w*]+|\.[\w-]+|\[[^]]+\]", step if step[0].isalpha() else f"*{step}"
            )
            path += axis + tag
            for each in conditions:
                name = each.strip(".[]")
                path += (
                    f"[contains(concat(' ', @class, ' '), ' {name} ')]" if each[0] == "." else f"[@{name}]"
                )
            axis = "//"
        paths.append(path)
    return element.xpath("|".join(paths))  # type: ignore[no-any-return]  # paths to elements give elements


def words(element: html.HtmlElement) -> str:
    return " ".join(element.text_content().split())


def rows(page: html.HtmlElement) -> list[list[str]]:
    return [[words(cell) for cell in row.findall("td")] for row in select(page, "table.grid tbody tr")]


# What is not there, or cannot be asked.


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/fr", 404, "page_missing"),
        ("/en/nowhere", 404, "page_missing"),
        ("/zh-Hant/dataset/nothing", 404, "dataset_missing"),
        ("/zh-Hans/dataset/rain?table=places", 404, "table_missing"),
        ("/en/publisher/nobody", 404, "publisher_missing"),
        ("/zh-Hans/theme/nothing", 404, "theme_missing"),
        ("/en/feed.rss", 404, "page_missing"),
        ("/en/status?state=asleep", 400, "parameter_invalid"),
        ("/en/status?page=0", 400, "parameter_invalid"),
        ("/en/search?page=0", 400, "parameter_invalid"),
        ("/en/search?page=9999999999", 400, "parameter_invalid"),
        ("/en/search?table=perhaps", 400, "parameter_invalid"),
    ],
)
def test_a_failed_page_says_why_in_its_language(client: Client, path: str, status: int, code: str):
    found = page(client, path, status)
    assert code in words(found)
    lang = path.split("/")[1]
    assert found.get("lang") == (lang if lang in LANGS else "en")
    assert select(found, ".languages a")


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/data/rain", 404, "page_missing"),
        ("/data/rain.exe", 404, "page_missing"),
        ("/data/nothing.csv", 404, "table_missing"),
        ("/data/rain.geojson", 400, "places_missing"),
        ("/data/rain.csv?where=rain,gt,abc", 400, "column_unknown"),
        ("/data/rain.csv?where=rainfall_mm,gt,abc", 400, "filter_invalid"),
        ("/data/rain.csv?where=nonsense", 400, "filter_invalid"),
        ("/file/nothing/x", 404, "distribution_missing"),
        ("/file/unread1/x.csv", 404, "version_missing"),
        ("/static/..%2Fapp.py", 404, "page_missing"),
        ("/static/manifest.json", 404, "page_missing"),
        ("/en/table/places/chart.svg?theme=blue", 400, "parameter_invalid"),
        ("/en/table/places/chart.svg?size=huge", 400, "parameter_invalid"),
        ("/en/table/rain/map.svg", 400, "places_missing"),
        ("/en/table/forecast/chart.json", 404, "table_missing"),
    ],
)
def test_programs_get_code_message_and_advice(client: Client, path: str, status: int, code: str):
    answer = client.get(path, headers={"accept-language": "zh-HK"})
    assert answer.status_code == status
    body = answer.json()
    assert body["code"] == code
    assert set(body) == {"type", "title", "status", "detail", "code", "instance"}
    assert all(body.values())


def test_a_fault_of_our_own_is_named_and_tells_nothing_else(client: Client, monkeypatch: pytest.MonkeyPatch):
    def broken(*_: object) -> None:
        raise RuntimeError("/secret/path")

    monkeypatch.setattr("praya.web.pages.home.read.home", broken)
    answer = client.get("/zh-Hant")
    assert answer.status_code == 500
    assert "RuntimeError" in answer.text
    assert "/secret/path" not in answer.text


def test_only_reading_is_allowed(client: Client):
    answer = client.post("/en/search")
    assert answer.status_code == 405
    assert "GET" in answer.headers["allow"]


@pytest.mark.parametrize("where", ["rainfall_mm,gt,abc", "nonsense", "nothing,eq,1", "date,ge,yesterday"])
def test_a_question_without_an_answer_leaves_the_page_standing(client: Client, where: str):
    found = page(client, f"/en/dataset/rain?where={where}", 400)
    assert select(found, ".refusal")
    assert words(select(found, "h1")[0]) == "Rain at stations"
    assert select(found, ".refusal a")[0].get("href") == "/en/dataset/rain?table=rain#table"


@pytest.mark.parametrize("lang", LANGS)
def test_a_dataset_without_a_table_says_why(client: Client, lang: Lang):
    found = page(client, f"/{lang}/dataset/forecast")
    assert NO_TABLE[lang] in words(select(found, ".file-list")[0])
    assert not select(found, "table.grid")
    assert len(select(found, ".file-list > li")) == 13
    assert len(select(found, "details .file-list > li")) == 5


# Languages.


@pytest.mark.parametrize("lang", LANGS)
def test_a_file_gone_from_its_publisher_is_served_from_the_archive_and_says_so(
    client: Client, platform: Platform, lang: Lang, now: datetime
):
    problem = Problem(code="origin_missing", fields={"http_status": 404}, at=now)
    with platform.db.begin() as connection:
        catalogue.set_status(connection, "rain", "failed", problem=problem, checked_at=now)
    shown = page(client, f"/{lang}/dataset/rain")
    (file,) = select(shown, ".file.archived")
    text = " ".join(file.text_content().split())
    assert "404" in text
    assert ARCHIVED[lang] in text
    (kept,) = [each.get("href") for each in select(file, ".name > a[href]")]
    assert client.get(kept).content.startswith(b"Station,")
    assert select(shown, "table")


@pytest.mark.parametrize(
    ("accepted", "lang"), [("", "en"), ("zh-TW,zh;q=0.9", "zh-Hant"), ("de, zh-CN;q=0.8", "zh-Hans")]
)
def test_the_root_leads_to_the_reader_s_language(client: Client, accepted: str, lang: str):
    answer = client.get("/", headers={"accept-language": accepted}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (302, f"/{lang}")
    assert answer.headers["vary"] == "Accept, Accept-Language"


def test_switching_the_language_keeps_the_place(client: Client):
    asked = "where=rainfall_mm,gt,8.5&sort=-date&page=2"
    found = page(client, f"/en/dataset/rain?{asked}")
    links = {each.get("lang"): each.get("href") for each in select(found, ".languages a")}
    assert links == {
        "zh-Hant": f"/zh-Hant/dataset/rain?{asked}",
        "zh-Hans": f"/zh-Hans/dataset/rain?{asked}",
    }
    assert page(client, links["zh-Hant"]).get("lang") == "zh-Hant"


def test_text_in_another_language_says_so_and_converted_text_is_marked(client: Client):
    english = page(client, "/en/dataset/forecast")
    (title,) = select(english, "h1 span")
    assert (title.get("lang"), title.text) == ("zh-Hant", "預報")
    assert english.xpath("string(//title/@lang)") == "zh-Hant"
    simplified = page(client, "/zh-Hans/dataset/forecast")
    (title,) = select(simplified, "h1 span")
    assert (title.get("lang"), title.get("class"), title.text) == (None, "converted", "预报")
    assert not simplified.xpath("//title/@lang")


# Home and search.


@pytest.mark.parametrize("lang", LANGS)
def test_home_counts_and_draws_what_there_is(client: Client, lang: Lang):
    found = page(client, f"/{lang}")
    figures = [words(each) for each in select(found, ".figures dd")]
    assert figures[:4] == ["3", "15", "1", "2"]
    assert select(found, ".century .plot path")[0].get("d").count("M") > 30
    assert [words(each) for each in select(found, ".tally.two .numeric")] == ["3", "0"]


def test_search_finds_across_scripts_and_narrows(client: Client):
    found = page(client, "/zh-Hans/search?q=%E5%90%84%E7%AB%99%E9%9B%A8%E9%87%8F")
    assert [each.get("href") for each in select(found, ".hits h2 a")] == ["/zh-Hans/dataset/rain"]
    everything = page(client, "/en/search")
    assert len(select(everything, ".hits > li")) == 3
    with_table = next(each for each in select(everything, ".facets a") if words(each) == "With a table")
    narrowed = page(client, with_table.get("href"))
    assert len(select(narrowed, ".hits > li")) == 2
    (chip,) = select(narrowed, ".chips a")
    assert chip.get("href") == "/en/search"


@pytest.mark.parametrize("lang", LANGS)
def test_a_publisher_and_a_theme_show_what_they_hold(client: Client, lang: Lang):
    for place in ("publisher/hk-hko", "theme/climate-and-weather"):
        found = page(client, f"/{lang}/{place}")
        assert words(select(found, "dl.figures dd")[0]) == "3"
        assert len(select(found, "ol.hits > li")) == 3
        assert select(found, ".shelf .tally a")[0].get("href").startswith(f"/{lang}/search?")


def test_the_lists_of_publishers_and_themes_keep_apart_what_holds_nothing(client: Client):
    found = page(client, "/en/themes")
    assert [words(each) for each in select(found, ".shelves .tally a")] == ["Climate and Weather"]
    assert [words(each) for each in select(found, ".shelves .run a")] == ["Tourism"]
    assert "Nothing has been released here yet" in words(page(client, "/en/theme/tourism"))
    told = words(select(page(client, "/zh-Hant/publishers"), ".tally li")[0])
    assert "香港天文台" in told
    assert "3 個數據集" in told


@pytest.mark.parametrize(
    ("place", "entries"),
    [
        ("", 2),
        ("publisher/hk-hko/", 2),
        ("theme/tourism/", 0),
        ("dataset/rain/", 1),
        ("?q=rain", 1),
        ("?publisher=hk-hko", 3),
        ("?q=nothing+of+the+kind", 0),
    ],
)
def test_what_is_new_can_be_followed(client: Client, place: str, entries: int):
    path, _, question = place.partition("?")
    address = f"/zh-Hant/{path}feed.{{}}{'?' if question else ''}{question}"
    answer = client.get(address.format("atom"))
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    feed = etree.fromstring(answer.content)
    space = {"a": "http://www.w3.org/2005/Atom"}
    for needed in ("a:id", "a:title", "a:updated"):
        assert feed.findtext(needed, namespaces=space)
        assert all(each.findtext(needed, namespaces=space) for each in feed.findall("a:entry", space))
    told = [each.findtext("a:title", namespaces=space) for each in feed.findall("a:entry", space)]
    assert len(told) == entries
    other = client.get(address.format("json")).json()
    assert [each["title"] for each in other["items"]] == told
    assert client.get(other["home_page_url"]).status_code == 200
    assert client.get(other["feed_url"]).json() == other
    assert all(client.get(each["url"]).status_code == 200 for each in other["items"])


@pytest.mark.parametrize("path", ["", "/publisher/hk-hko", "/search?q=rain", "/dataset/rain"])
def test_pages_say_where_their_feeds_are(client: Client, path: str):
    found = page(client, f"/en{path}")
    named = [each.get("href") for each in found.xpath("//link[contains(@type, '/atom+xml')]/@href/..")]
    assert named
    assert named == [select(found, "p.follow a")[0].get("href")]
    assert client.get(named[0]).status_code == 200


def test_the_place_where_a_reader_stands_is_marked(client: Client):
    found = page(client, "/en/themes")
    assert [words(each) for each in select(found, "nav.places a[aria-current]")] == ["Themes"]
    assert not select(page(client, "/en/dataset/rain"), "nav.places a[aria-current]")


def test_nothing_found_says_what_to_try(client: Client):
    found = page(client, "/en/search?q=zzzzqqqq&theme=nothing")
    assert select(found, ".nothing a")[0].get("href") == "/en/search"


def test_nothing_found_while_the_index_is_behind_says_so(client: Client, platform: Platform):
    with platform.db.begin() as connection:
        outbox.touch(connection, sa.true())
    assert "still taking datasets in" in words(page(client, "/en/search?q=zzzzqqqq"))


# A dataset with a table.


def test_the_first_screen_answers(client: Client):
    found = page(client, "/en/dataset/rain")
    facts = words(select(found, ".facts")[0])
    assert "Hong Kong Observatory" in facts
    assert "Data to 19 December 2024" in facts
    assert "16,425 rows × 4 columns" in facts
    assert "Free to use and change, also commercially; name the source" in facts
    assert "ask the publisher" in words(select(page(client, "/en/dataset/places"), ".facts")[0])


def test_values_missing_and_marked_are_told_apart_and_markup_is_text(client: Client):
    found = page(client, "/en/dataset/rain")
    shown = rows(found)
    assert len(shown) == 50
    assert shown[0] == ["1", "Sha Tin", "1 Jan 1980", "0", "<script>alert(1)</script>"]
    assert not select(found, "td script")
    assert shown[3][3] == "Trace"
    assert shown[4][3] == "—"
    assert select(found, "td.marker abbr")[0].get("title")
    assert select(found, "td.missing abbr")[0].get("title") == "Missing"


def test_rows_filter_sort_and_page_by_address(client: Client):
    found = page(
        client, "/en/dataset/rain?where=station,eq,沙田&where=rainfall_mm,gt,8.5&sort=-date&size=5&page=2"
    )
    shown = rows(found)
    assert len(shown) == 5
    assert {row[1] for row in shown} == {"沙田"}
    dates = [each.get("datetime") for each in select(found, "td time")]
    assert dates == sorted(dates, reverse=True)
    sorts = {words(each): each.get("aria-sort") for each in select(found, "table.grid thead th")}
    assert sorts["Date"] == "descending"
    assert sorts["Station"] == "none"
    assert len(select(found, ".table .chips a")) == 2
    csv = next(each.get("href") for each in select(found, ".downloads a") if each.text == "CSV")
    body = client.get(csv).text.splitlines()
    assert len(body) - 1 == int(words(select(found, ".count")[0]).split(" of ")[0].replace(",", ""))


def test_no_rows_is_an_answer_too(client: Client):
    assert "No rows match" in words(page(client, "/en/dataset/rain?where=station,eq,nowhere"))


# Files to take away.


def test_rows_come_in_every_form(client: Client):
    asked = "?where=rainfall_mm,gt,8.8&sort=-date"
    csv = client.get(f"/data/rain.csv{asked}")
    assert csv.headers["content-type"].startswith("text/csv")
    assert csv.headers["content-disposition"] == "attachment; filename*=UTF-8''rain.csv"
    listed = client.get(f"/data/rain.json{asked}").json()
    assert len(listed) == len(csv.text.splitlines()) - 1
    whole = pq.read_table(io.BytesIO(client.get("/data/rain.parquet").content))
    assert whole.num_rows == 45 * 365
    places = client.get("/data/places.geojson?where=district,eq,Sha Tin").json()
    assert len(places["features"]) == 1
    shown = client.get("/en/table/places/map.json?where=district,eq,Sha Tin").json()
    assert (shown["numberMatched"], shown["numberReturned"]) == (1, 1)
    assert places["features"][0]["geometry"] == {"type": "Point", "coordinates": [114.1878, 22.3816]}


def test_the_original_is_given_byte_for_byte_and_never_run(client: Client):
    found = page(client, "/en/dataset/rain")
    href = select(found, ".file .name a")[0].get("href")
    answer = client.get(href)
    assert answer.content.startswith(b"Station,\xe6\x97\xa5")
    assert answer.headers["content-length"] == str(len(answer.content))
    assert answer.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "application/octet-stream"


# Every answer.


@pytest.mark.parametrize(
    "path", ["/en", "/en/search", "/en/dataset/rain", "/data/rain.csv", "/health", "/en/nowhere"]
)
def test_answers_carry_the_headers_of_safety(client: Client, path: str):
    answer = client.get(path)
    assert "unsafe" not in answer.headers["content-security-policy"]
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"]


@pytest.mark.parametrize(
    "path",
    [
        "/en",
        "/en/search",
        "/en/dataset/rain",
        "/data/rain.csv",
        "/data/rain.parquet",
        "/health",
        "/file/rain/rain.csv",
    ],
)
def test_head_answers_as_get_without_a_body(client: Client, path: str):
    answer = client.head(path)
    assert answer.status_code == 200
    assert answer.content == b""
    assert answer.headers["content-type"] == client.get(path).headers["content-type"]


def test_pages_hold_no_inline_scripts_or_styles(client: Client):
    for path in (
        *("/en", "/en/search", "/en/publishers", "/en/theme/climate-and-weather", "/en/status"),
        *("/en/dataset/rain", "/en/dataset/places", "/en/nowhere"),
    ):
        found = html.fromstring(client.get(path).text)
        assert not select(found, "[style],[onclick],style")
        scripts = [each for each in select(found, "script") if each.get("type") != "application/ld+json"]
        assert all(script.get("src") for script in scripts)


def test_pages_are_sound_for_assistive_technology(client: Client):
    for path in (
        "/en",
        "/zh-Hant/search",
        "/en/themes",
        "/zh-Hans/publisher/hk-hko",
        "/zh-Hant/status",
        "/zh-Hans/dataset/rain",
        "/en/dataset/places",
        "/en/dataset/forecast",
    ):
        found = html.fromstring(client.get(path).text)
        ids = [each.get("id") for each in select(found, "[id]")]
        assert len(ids) == len(set(ids)), path
        assert len(select(found, "h1")) == 1
        assert select(found, "a.skip")[0].get("href") == "#content"
        for each in select(found, "[aria-labelledby]"):
            assert each.get("aria-labelledby") in ids
        labelled = {each.get("for") for each in select(found, "label")}
        for field in select(found, "input,select"):
            if field.get("type") != "hidden":
                assert field.getparent().tag == "label" or field.get("id") in labelled
        for table in select(found, "table"):
            assert select(table, "caption")
            assert all(each.get("scope") for each in select(table, "th"))
        assert all(each.get("alt") for each in select(found, "img"))


def test_answers_are_packed_for_those_who_can_unpack(client: Client):
    answer = client.get("/en/dataset/rain", headers={"accept-encoding": "gzip"})
    assert answer.headers["content-encoding"] == "gzip"
    plain = client.get("/en/dataset/rain", headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert answer.text == plain.text
    json.loads(
        client.get("/data/rain.json?where=rainfall_mm,gt,8.8", headers={"accept-encoding": "gzip"}).text
    )


def test_how_a_table_was_read_is_told_in_the_readers_words(client: Client):
    page = client.get("/zh-Hant/dataset/rain").text
    assert "每個位元組都能以 UTF-8 解碼。" in page
    assert "Every byte decodes" not in page
    address = "/data/rain.report.json?lang=zh-Hant"
    assert page.count(address) == 2
    report = client.get(address).json()
    assert [table["name"] for table in report["tables"]] == ["rain"]
    assert report["tables"][0]["header_lines"] == [1]
    assert report["tables"][0]["decisions"][0]["what"] == "編碼：utf-8"
    assert (
        client.get("/data/rain.report.json").json()["tables"][0]["decisions"][0]["what"] == "Encoding: utf-8"
    )


@pytest.mark.parametrize(
    ("address", "status"), [("/data/nothing.report.json", 404), ("/data/rain.report.json?lang=fr", 400)]
)
def test_a_report_there_is_not(client: Client, address: str, status: int):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


def test_a_part_of_the_map_narrows_a_search_and_stays_in_its_field(client: Client):
    found = page(client, "/en/search?bbox=114.1,22.2,114.2,22.35&q=places")
    (field,) = select(found, ".where-when input[name='bbox']")
    assert (field.get("type"), field.get("value")) == (None, "114.1,22.2,114.2,22.35")
    assert "open" in select(found, ".where-when .box")[0].attrib
    assert [each.get("href") for each in select(found, ".hits h2 a")] == ["/en/dataset/places"]
    (empty,) = select(page(client, "/en/search?bbox="), ".where-when input[name='bbox']")
    assert empty.get("value") == ""
    page(client, "/en/search?bbox=1,2,3", 400)
