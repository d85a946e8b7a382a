"""The portal in a browser: light, reached by keyboard, working without scripts and better with them."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.e2e.pages import PAGES
from tests.e2e.seen import PHONE, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, Route

pytestmark = pytest.mark.long

MOST_BYTES = 60_000
PRESSED = "button, select, input:not([type=hidden], [type=checkbox]), .pager a, .chips a, .languages a"
LEAST_SIZE = 24
SMALL = """(all, least) => all
  .filter((each) => each.checkVisibility())
  .filter((each) => { const { width, height } = each.getBoundingClientRect(); return Math.min(width, height) < least; })
  .map((each) => each.outerHTML.slice(0, 160))"""
FRAGMENT_SETTLES = 600
"""Milliseconds: Chromium takes the focus away once more, some frames after it followed a link within a page."""


def test_what_can_be_pressed_is_large_enough(browser: Browser, server: str):
    with opened(browser, server, width=PHONE) as page:
        for path in PAGES.values():
            page.goto(f"/en{path}")
            assert page.locator(PRESSED).evaluate_all(SMALL, LEAST_SIZE) == [], path
        page.evaluate("document.querySelector('main').append(document.createElement('button'))")
        assert page.locator(PRESSED).evaluate_all(SMALL, LEAST_SIZE)


def test_days_below_a_row_s_curves_have_room_on_a_phone(browser: Browser, server: str):
    with opened(browser, server, width=PHONE) as page:
        page.goto(f"/en{PAGES['row']}")
        days = page.locator(".curves .years text")
        boxes = days.evaluate_all(
            "all => all.map((each) => each.getBoundingClientRect()).filter(({ width }) => width)"
        )
        assert len(boxes) > 1
        assert all(one["right"] < other["left"] for one, other in pairwise(boxes))
        assert boxes[-1]["right"] <= PHONE


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


def test_what_was_typed_before_the_script_came_is_completed(browser: Browser, server: str):
    with opened(browser, server) as page:
        held = _held(page, re.compile("/suggest-.*js"))
        with page.expect_request(re.compile("/suggest-.*js")):
            page.goto("/zh-Hans")
            page.locator("#q").press_sequentially("雨量")
        expect(page.locator("[role=option]")).to_have_count(0)
        _first(page, held).continue_()
        expect(page.locator("[role=option]").first).to_be_visible()


def test_a_later_answer_never_turns_what_is_chosen_into_something_else(browser: Browser, server: str):
    with opened(browser, server) as page:
        held = _held(page, re.compile("/api/v1/suggest"))
        page.goto("/en")
        box = page.locator("#q")
        chosen = page.locator("[role=option][aria-selected=true]")

        def asks(letters: str) -> None:
            with page.expect_request(re.compile("/api/v1/suggest")):
                box.press_sequentially(letters)

        def answered(*found: str) -> None:
            datasets = [{"kind": "dataset", "name": each, "title": {"en": each}} for each in found]
            _first(page, held).fulfill(json=datasets)
            expect(page.locator("[role=option]")).to_have_text(list(found))

        asks("w")
        answered("wind", "water")
        box.press("ArrowDown")
        asks("i")
        expect(chosen).to_contain_text("wind")
        answered("wine", "wind")
        expect(chosen).to_contain_text("wind")
        expect(box).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "-")
        asks("n")
        answered("winners", "winter")
        expect(chosen).to_have_count(0)
        expect(box).to_have_attribute("aria-activedescendant", "")
        box.press("Enter")
        expect(page).to_have_url(re.compile(r"/en/search\?q=win"))


def test_an_answer_that_comes_after_the_box_was_left_opens_nothing(browser: Browser, server: str):
    with opened(browser, server) as page:
        _held(page, re.compile("/api/v1/suggest"))
        page.goto("/en")
        with page.expect_request(re.compile("/api/v1/suggest")):
            page.locator("#q").fill("wind")
        with page.expect_event("requestfailed"):
            page.locator("#q").press("Tab")
        expect(page.locator("[role=listbox]")).to_be_hidden()
        expect(page.locator("[role=listbox]")).to_have_attribute("aria-busy", "false")


def test_switching_the_language_keeps_the_place(browser: Browser, server: str):
    with opened(browser, server) as page:
        page.goto(f"/en{PAGES['asked']}")
        page.get_by_role("link", name="简体中文").click()
        expect(page).to_have_url(re.compile(re.escape(f"/zh-Hans{PAGES['asked']}")))
        expect(page.locator(".chips li")).to_have_count(1)


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


def test_a_box_drawn_on_the_map_narrows_a_search(browser: Browser, server: str):
    with opened(browser, server) as page:
        page.goto("/en/search")
        assert not page.evaluate(
            "performance.getEntriesByType('resource').some(({name}) => /districts|box-/.test(name))"
        )
        page.get_by_text("Part of the map").click()
        area = page.locator(".box svg")
        area.scroll_into_view_if_needed()
        box = area.bounding_box()
        assert box
        page.mouse.move(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * 0.3)
        page.mouse.down()
        page.mouse.move(box["x"] + box["width"] * 0.6, box["y"] + box["height"] * 0.6, steps=3)
        page.mouse.up()
        field = page.locator(".where-when input[name=bbox]")
        expect(field).to_have_value(re.compile(r"^114\.\d{3},22\.\d{3},114\.\d{3},22\.\d{3}$"))
        drawn = field.input_value()
        page.get_by_role("button", name="Apply").click()
        expect(page.locator(".where-when input[name=bbox]")).to_have_value(drawn)
        expect(page.locator(".box svg rect")).to_have_attribute("width", re.compile(r"[1-9]"))
        page.locator(".box svg").click(position={"x": 3, "y": 3})
        expect(page.locator(".where-when input[name=bbox]")).to_have_value("")


def _held(page: Page, asked: re.Pattern[str]) -> list[Route]:
    """Hold back the answers to some requests, in a list that grows as they are asked."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(asked, hold)
    return held


def _first(page: Page, held: list[Route]) -> Route:
    """The first that is held back; a request may be told before it is held."""
    for _ in range(250):
        if held:
            break
        page.wait_for_timeout(20)
    return held.pop(0)
