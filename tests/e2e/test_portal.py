"""The portal in a browser: it fits, it speaks three languages, it works without scripts and is better with them.

Each page that is looked at is also kept as a picture in `test-artefacts/`.
"""

from __future__ import annotations

import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.long

PICTURES = Path(__file__).parents[2] / "test-artefacts"
PAGES = {
    "home": "",
    "search": "/search",
    "found": "/search?q=%E4%BA%A4%E9%80%9A&table=yes",
    "chart": "/dataset/hko-daily-rainfall",
    "map": "/dataset/car-parks",
    "many-tables": "/dataset/traffic-collisions",
    "no-table": "/dataset/ctb-eta-transport-realtime-eta",
    "asked": "/dataset/daily-passenger-traffic?where=total,gt,100000&sort=-total",
    "refused": "/dataset/hko-daily-rainfall?where=value,gt,abc",
    "missing": "/dataset/nothing",
    "past": "/dataset/hko-latest-10-minute-wind?as_of=73",
    "changes": "/dataset/hko-latest-10-minute-wind/changes",
    "row": "/dataset/hko-latest-10-minute-wind/row?key=automatic_weather_station,Waglan%20Island",
}
PHONE, DESK = 390, 1280
MOST_BYTES = 60_000
FRAGMENT_SETTLES = 600
"""Milliseconds: Chromium takes the focus away once more, some frames after it followed a link within a page."""


@contextmanager
def opened(
    browser: Browser,
    server: str,
    *,
    width: int = DESK,
    theme: Literal["light", "dark"] = "light",
    scripts: bool = True,
) -> Iterator[Page]:
    """A page in a window of its own; an error on its console fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": 844},
        color_scheme=theme,
        java_script_enabled=scripts,
        base_url=server,
    )
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    yield page
    context.close()
    refused = "the server responded with a status of 40"  # the browser's own words for a 400 or 404
    assert not [each for each in complaints if refused not in each]


def see(page: Page, name: str) -> None:
    """Keep a picture of the whole page, its figures alive."""
    for figure in page.locator("[data-island]").all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-alive", "", timeout=30_000)
    page.evaluate("scrollTo(0, 0)")
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png", full_page=True)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("lang", ["en", "zh-Hant", "zh-Hans"])
def test_pages_fit_and_do_not_complain(
    browser: Browser, server: str, lang: str, width: int, theme: Literal["light", "dark"]
):
    with opened(browser, server, width=width, theme=theme) as page:
        for name, path in PAGES.items():
            page.goto(f"/{lang}{path}")
            assert page.evaluate("document.documentElement.lang") == lang
            see(page, f"{name}-{lang}-{width}-{theme}")
            assert page.evaluate("document.documentElement.scrollWidth") <= width, f"{name} scrolls sideways"


def test_what_can_be_pressed_is_large_enough(browser: Browser, server: str):
    with opened(browser, server, width=PHONE) as page:
        for path in PAGES.values():
            page.goto(f"/en{path}")
            for each in page.locator(
                "button, select, input:not([type=hidden]), .pager a, .chips a, .languages a"
            ).all():
                box = each.bounding_box()
                assert box is None or min(box["width"], box["height"]) >= 24, each.inner_text()


@pytest.mark.parametrize("path", ["", "/search"])
def test_the_first_pages_are_light(browser: Browser, server: str, path: str):
    with opened(browser, server) as page:
        sizes: list[int] = []
        page.on("requestfinished", lambda request: sizes.append(request.sizes()["responseBodySize"]))
        page.goto(f"/zh-Hant{path}", wait_until="networkidle")
        assert len(sizes) >= 3
        assert sum(sizes) < MOST_BYTES


def test_the_keyboard_reaches_the_content_first(browser: Browser, server: str):
    with opened(browser, server) as page:
        page.goto("/en/dataset/hko-daily-rainfall")
        page.keyboard.press("Tab")
        expect(page.locator(".skip")).to_be_focused()
        page.keyboard.press("Enter")
        expect(page.locator("main")).to_be_focused()
        page.wait_for_timeout(FRAGMENT_SETTLES)
        page.locator(".table .scroll").focus()
        page.keyboard.press("End")
        expect(page.locator(".table .scroll")).not_to_have_js_property("scrollTop", 0)


def test_a_reader_searches_in_one_script_and_finds_the_other(browser: Browser, server: str):
    with opened(browser, server) as page:
        page.goto("/zh-Hant")
        page.locator(".hero input[type=search]").fill("雨量")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"/zh-Hant/search\?q="))
        expect(page.locator(".hits h2").first).to_contain_text("雨量")
        page.goto("/zh-Hant/search?q=每日总雨量")
        expect(page.locator(".hits h2").first).to_contain_text("總雨量")


def test_switching_the_language_keeps_the_place(browser: Browser, server: str):
    with opened(browser, server) as page:
        page.goto(f"/en{PAGES['asked']}")
        page.get_by_role("link", name="简体中文").click()
        expect(page).to_have_url(re.compile(re.escape(f"/zh-Hans{PAGES['asked']}")))
        expect(page.locator(".table .chips li")).to_have_count(1)


def test_rows_are_filtered_sorted_and_paged_without_scripts(browser: Browser, server: str):
    with opened(browser, server, scripts=False) as page:
        page.goto("/en/dataset/daily-passenger-traffic")
        page.locator("select[name=column]").select_option("control_point")
        page.locator("select[name=operator]").select_option("eq")
        page.locator("input[name=value]").fill("Lo Wu")
        page.get_by_role("button", name="Add filter").click()
        expect(page).to_have_url(re.compile(r"table/daily_passenger_traffic\?where=control_point,eq,Lo\+Wu$"))
        expect(page.locator(".grid tbody tr").first).to_contain_text("Lo Wu")
        page.locator("th a", has_text="Total").click()
        page.locator("th a", has_text="Total").click()
        expect(page.locator("th[aria-sort=descending]")).to_contain_text("Total")
        page.get_by_role("link", name="Next").click()
        expect(page).to_have_url(re.compile(r"sort=-total&page=2"))
        page.get_by_text("Download", exact=True).click()
        with page.expect_download() as got:
            page.get_by_role("link", name="CSV", exact=True).click()
        lines = got.value.path().read_text("utf-8").splitlines()
        assert all("Lo Wu" in line for line in lines[1:])
        assert len(lines) > 1000


def test_a_chart_comes_alive_follows_the_theme_and_tells_its_points(browser: Browser, server: str):
    with opened(browser, server) as page:
        page.goto("/en/dataset/hko-daily-rainfall")
        figure = page.locator("[data-island=chart]")
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-alive", "", timeout=30_000)
        bars = figure.locator(".stage .mark-rect path")
        expect(bars.first).to_have_attribute("fill", "#0b6a72")
        bars.nth(100).hover()
        expect(figure.locator(".tip")).to_be_visible()
        page.emulate_media(color_scheme="dark")
        expect(figure.locator(".stage .mark-rect path").first).to_have_attribute("fill", "#62c4c3")


def test_a_map_comes_alive_and_tells_of_a_place(browser: Browser, server: str):
    with opened(browser, server) as page:
        page.goto("/zh-Hant/dataset/hk-had-json1-hong-kong-administrative-boundaries")
        figure = page.locator("[data-island=map]")
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-alive", "", timeout=30_000)
        page.wait_for_timeout(1000)
        figure.locator("canvas").click(position={"x": 600, "y": 200})
        expect(figure.locator(".maplibregl-popup dd").first).to_be_visible()


WIND = "/en/dataset/hko-latest-10-minute-wind"


def test_the_slider_moves_a_page_through_time_and_back(browser: Browser, server: str):
    with opened(browser, server) as page:
        page.goto(f"{WIND}?sort=-c_10_minute_maximum_gust_km_hour")
        slider = page.get_by_label("Move through the versions")
        slider.focus()
        slider.press("ArrowLeft")
        expect(page.locator(".then")).to_contain_text("9 September 2025 04:00")
        expect(slider).to_be_focused()
        expect(slider).to_have_attribute("aria-valuetext", "9 September 2025 04:00")
        assert "as_of=622" in page.url
        assert "sort=" in page.url
        page.go_back()
        expect(page.locator(".then")).to_have_count(0)


def test_time_is_asked_for_without_scripts(browser: Browser, server: str):
    with opened(browser, server, scripts=False, width=PHONE) as page:
        page.goto(WIND)
        page.get_by_label("As it was at").fill("2025-07-20T10:30")
        page.get_by_role("button", name="Show").click()
        expect(page.locator(".then")).to_contain_text("20 July 2025 10:30")
        page.locator(".versions [aria-current]").get_by_role("link", name="Changes").click()
        expect(page.locator("ins").first).to_be_visible()


def test_figures_stand_as_drawings_where_scripts_fail(browser: Browser, server: str):
    with opened(browser, server, scripts=False, theme="dark") as page:
        page.goto("/zh-Hant/dataset/car-parks")
        for picture in page.locator(".canvas img").all():
            picture.scroll_into_view_if_needed()
            expect(picture).to_have_js_property("complete", value=True, timeout=30_000)
            assert picture.evaluate("picture => picture.naturalWidth") > 0
