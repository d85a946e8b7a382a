"""Whole journeys in each language: found, filtered, drawn, taken along, wound back, asked in SQL, shared.

Each is made three times: by pointer, by keyboard alone, and as far as it is reading, without scripts. What a download
holds, and what an older version held, is held against the publisher's own bytes.
"""

from __future__ import annotations

import csv
import io
import re
from functools import cache
from typing import TYPE_CHECKING

import httpx
import pytest
from playwright.sync_api import expect
from tests.e2e.keyboard import Keyboard
from tests.e2e.pages import LANGS
from tests.e2e.seen import alive, opened

from praya.web.language import Messages

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Browser, Download, Locator, Page

    from praya.model.text import Lang

pytestmark = [pytest.mark.long, pytest.mark.parametrize("lang", LANGS)]

TYPED = {"en": "passenger tr", "zh-Hant": "管制站", "zh-Hans": "管制站每日"}
TRAFFIC = "daily-passenger-traffic"
LO_WU = ("control_point", "eq", "Lo Wu")
ASKED = re.compile(r"where=control_point,eq,Lo\+Wu")
WIND = "hko-latest-10-minute-wind"
MANY = 1000
STATION, MEAN = "automatic_weather_station", "c_10_minute_mean_speed_km_hour"
STATEMENT = "SELECT year, round(sum(value)) AS mm FROM hko_daily_rainfall WHERE year > 2019 GROUP BY year ORDER BY year"


def test_by_pointer(browser: Browser, server: str, lang: Lang):
    say = Messages(lang).say
    with opened(browser, server) as page:
        page.goto(f"/{lang}")
        page.locator("#q").click()
        page.locator("#q").press_sequentially(TYPED[lang])
        page.locator("[role=option][data-href$='/dataset/daily-passenger-traffic']").click()
        expect(page).to_have_url(re.compile(f"/{lang}/dataset/{TRAFFIC}$"))
        page.get_by_role("link", name=say("explore"), exact=True).click()
        _enlivened(page)
        for name, value in zip(("column", "operator"), LO_WU, strict=False):
            page.locator(f"#filter [name={name}]").select_option(value)
        page.locator("#filter [name=value]").fill("Lo Wu")
        page.get_by_role("button", name=say("filter_add")).click()
        expect(page).to_have_url(ASKED)
        expect(page.locator(".chips li")).to_have_count(1)
        page.get_by_text(say("download"), exact=True).click()
        with page.expect_download() as got:
            page.get_by_role("link", name="CSV", exact=True).click()
        _holds_what_the_publisher_wrote(server, got.value)
        _shared_is_the_same(browser, server, page, say("share"))
        page.locator(".tabs").get_by_role("link", name=say("view_chart")).click()
        page.locator("select[name=kind]").select_option("line")
        page.get_by_role("button", name=say("ask_draw")).click()
        expect(page).to_have_url(re.compile(f"kind=line.*{ASKED.pattern}|{ASKED.pattern}.*kind=line"))
        alive(page)
        expect(page.locator(".stage .mark-line path").first).to_be_visible()
        page.goto(f"/{lang}/table/car_parks")
        page.locator(".tabs").get_by_role("link", name=say("view_map")).click()
        alive(page)
        page.locator(".places-list .to-place").first.click()
        expect(page.locator(".maplibregl-popup")).to_be_visible()


def test_by_keyboard_alone(browser: Browser, server: str, lang: Lang):
    say = Messages(lang).say
    with opened(browser, server) as page:
        keys = Keyboard(page)
        page.goto(f"/{lang}")
        keys.to(page.locator("#q"))
        keys.write(TYPED[lang])
        expect(page.locator("[role=listbox][aria-busy=false] [role=option]").first).to_be_visible()
        chosen = page.locator("[role=option][aria-selected=true]")
        for _ in range(page.locator("[role=option]").count()):
            keys.press("ArrowDown")
            if (chosen.get_attribute("data-href") or "").endswith(TRAFFIC):
                break
        keys.press("Enter")
        expect(page).to_have_url(re.compile(f"/{lang}/dataset/{TRAFFIC}$"))
        keys.to(page.locator("a.explore"))
        keys.press("Enter")
        _enlivened(page)
        keys.choose(page.locator("#filter [name=column]"), "control_point")
        keys.choose(page.locator("#filter [name=operator]"), "eq")
        keys.to(page.locator("#filter [name=value]"))
        keys.write("Lo Wu")
        keys.press("Enter")
        expect(page).to_have_url(ASKED)
        expect(page.locator(".chips li")).to_have_count(1)
        keys.to(page.get_by_text(say("download"), exact=True), back=True)
        keys.press("Enter")
        keys.to(page.get_by_role("link", name="CSV", exact=True))
        with page.expect_download() as got:
            keys.press("Enter")
        _holds_what_the_publisher_wrote(server, got.value)
        keys.press("Escape")
        expect(page.get_by_text(say("download"), exact=True)).to_be_focused()
        keys.to(page.locator(".tabs").get_by_role("link", name=say("view_chart")), back=True)
        keys.press("Enter")
        expect(page).to_have_url(re.compile("/chart"))
        keys.choose(page.locator("select[name=kind]"), "line")
        keys.to(page.get_by_role("button", name=say("ask_draw")))
        keys.press("Enter")
        expect(page).to_have_url(re.compile("kind=line"))
        keys.to(page.locator("details.values summary"))
        keys.press("Enter")
        expect(page.locator(".values tbody tr").first).to_be_visible()
        page.goto(f"/{lang}/table/car_parks/map")
        alive(page)
        keys.to(page.locator(".places-list .to-place").first)
        keys.press("Enter")
        expect(page.locator(".maplibregl-popup")).to_be_visible()


def test_reading_without_scripts(browser: Browser, server: str, lang: Lang):
    say = Messages(lang).say
    with opened(browser, server, scripts=False) as page:
        page.goto(f"/{lang}")
        page.locator("#q").fill(TYPED[lang])
        page.locator("#q").press("Enter")
        page.locator(f".hits a[href$='/dataset/{TRAFFIC}']").first.click()
        page.get_by_role("link", name=say("explore"), exact=True).click()
        for name, value in zip(("column", "operator"), LO_WU, strict=False):
            page.locator(f"#filter [name={name}]").select_option(value)
        page.locator("#filter [name=value]").fill("Lo Wu")
        page.get_by_role("button", name=say("filter_add")).click()
        expect(page).to_have_url(ASKED)
        page.get_by_text(say("download"), exact=True).click()
        with page.expect_download() as got:
            page.get_by_role("link", name="CSV", exact=True).click()
        _holds_what_the_publisher_wrote(server, got.value)
        page.locator(".tabs").get_by_role("link", name=say("view_chart")).click()
        _drawn(page.locator(".drawn picture img"))
        page.goto(f"/{lang}/table/car_parks/map")
        _drawn(page.locator(".canvas.map img"))
        page.goto(f"/{lang}/sql")
        page.locator("#statement").fill(STATEMENT)
        page.get_by_role("button", name=say("sql_run"), exact=True).click()
        expect(page.locator(".result tbody tr")).to_have_count(6)
        page.locator(".result").get_by_role("link", name=say("view_chart")).click()
        _drawn(page.locator(".canvas.chart img"))


@pytest.mark.parametrize("scripts", [True, False], ids=["slider", "form"])
def test_an_older_version_shows_what_its_file_held(
    browser: Browser, server: str, lang: Lang, *, scripts: bool
):
    say = Messages(lang).say
    with opened(browser, server, scripts=scripts) as page:
        page.goto(f"/{lang}/table/hko_wind")
        now = _means(page)
        if scripts:
            keys = Keyboard(page)
            keys.to(page.get_by_label(say("version_slider")))
            keys.press("Home")
        else:
            page.locator(".clock [name=as_of]").fill("2025-07-20T10:30")
            page.get_by_role("button", name=say("as_of_show")).click()
        expect(page.locator(".then")).to_be_visible()
        version = re.findall(r"as_of=([^&#]+)", page.url)[0]
        held = httpx.get(
            f"{server}/file/{WIND}/wind.csv", params={"as_of": version.replace("%3A", ":")}, trust_env=False
        )
        rows = list(csv.reader(io.StringIO(held.content.decode("utf-8-sig"))))[1:]
        assert _means(page) == {row[1]: row[3] for row in rows}
        assert _means(page) != now


def test_a_statement_is_written_run_and_shared(browser: Browser, server: str, lang: Lang):
    say = Messages(lang).say
    with opened(browser, server) as page:
        keys = Keyboard(page)
        page.goto(f"/{lang}/sql")
        editor = page.locator(".editor .cm-content")
        keys.to(editor)
        keys.write(STATEMENT)
        keys.press("Escape", "Control+Enter")
        expect(page.locator(".result tbody tr")).to_have_count(6)
        expect(page.locator("#told")).not_to_be_empty()
        expect(editor).to_be_focused()
        expect(page.locator(".keys")).to_have_text(say("sql_keys"))
        keys.press("Escape", "Tab")
        expect(page.get_by_role("button", name=say("sql_run"), exact=True)).to_be_focused()
        rows = page.locator(".result tbody").inner_text()
        keys.to(page.get_by_text(say("share"), exact=True))
        keys.press("Enter")
        link = page.get_by_label(say("sql_link"), exact=True).input_value()
    with opened(browser, server) as page:
        page.goto(link)
        expect(page.locator(".editor .cm-content")).to_have_text(STATEMENT)
        assert page.locator(".result tbody").inner_text() == rows


def _enlivened(page: Page) -> None:
    expect(page.locator("[data-island=explorer]")).to_have_attribute("data-alive", "")


def _drawn(picture: Locator) -> None:
    """Expect a drawing that the browser could read."""
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", value=True, timeout=30_000)
    assert picture.evaluate("picture => picture.naturalWidth") > 0


@cache
def _original(server: str) -> list[Mapping[str, str]]:
    """Return the rows of the publisher's own file."""
    held = httpx.get(f"{server}/api/v1/tables/daily_passenger_traffic", trust_env=False).json()
    got = httpx.get(f"{server}/file/{held['distribution']}/traffic.csv", trust_env=False, timeout=30)
    return list(csv.DictReader(io.StringIO(got.content.decode("utf-8-sig"))))


def _holds_what_the_publisher_wrote(server: str, got: Download) -> None:
    """Expect a file of the rows of Lo Wu, all of them, each as the publisher's own file has it."""
    heads, *rows = csv.reader(io.StringIO(got.path().read_text("utf-8-sig")))
    wanted = [row for row in _original(server) if row["Control Point"] == "Lo Wu"]
    assert len(rows) == len(wanted) > MANY
    place = heads.index("hong_kong_residents")
    assert [row[place] for row in rows] == [row["Hong Kong Residents"] for row in wanted]


def _shared_is_the_same(browser: Browser, server: str, page: Page, share: str) -> None:
    """Expect the same rows under a table's link in a window that knows nothing of this one."""
    page.get_by_text(share, exact=True).click()
    link = page.locator("#share-link").input_value()
    page.keyboard.press("Escape")
    rows = page.locator(".grid tbody").inner_text()
    with opened(browser, server) as other:
        other.goto(link)
        assert other.locator(".grid tbody").inner_text() == rows
        assert other.locator(".chips li").count() == page.locator(".chips li").count()


def _means(page: Page) -> dict[str, str]:
    """Return each station's mean speed as the table shows it."""
    heads = (
        page.locator(".grid thead tr")
        .first.locator("th")
        .evaluate_all("all => all.map((each) => each.dataset.column)")
    )
    rows = page.locator(".grid tbody tr").evaluate_all(
        "all => all.map((row) => [...row.cells].map((each) => each.textContent.trim()))"
    )
    return {row[heads.index(STATION)]: row[heads.index(MEAN)] for row in rows}
