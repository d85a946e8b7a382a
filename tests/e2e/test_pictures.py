"""A table's chart and map in a browser: changed without scripts, alive with them, reached by keyboard."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.e2e.seen import PHONE, opened, see

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.long

PASSENGERS = "/table/daily_passenger_traffic/chart"


def test_a_chart_is_changed_without_scripts(browser: Browser, server: str):
    with opened(browser, server, scripts=False) as page:
        page.goto(f"/en{PASSENGERS}")
        page.locator("select[name=kind]").select_option("line")
        page.locator("select[name=by]").select_option("control_point")
        page.get_by_role("button", name="Draw").click()
        expect(page).to_have_url(re.compile("kind=line.*by=control_point"))
        expect(page.locator(".drawn picture img")).to_be_visible()
        expect(page.locator(".notes-list")).to_contain_text("“Other” stands for 11 more")
        page.locator("summary", has_text="The values drawn").click()
        expect(page.locator(".values tbody tr").first).to_be_visible()
        with page.expect_download() as got:
            page.get_by_role("link", name="Values (CSV)").click()
        assert "Lo Wu" in got.value.path().read_text("utf-8")


def test_a_chart_of_many_lines_comes_alive_and_names_them(browser: Browser, server: str):
    asked = "kind=line&x=date&step=month&y=total&aggregate=sum&by=control_point"
    with opened(browser, server) as page:
        page.goto(f"/zh-Hant{PASSENGERS}?{asked}")
        see(page, "chart-lines")
        expect(page.locator(".stage .mark-text text", has_text="Lo Wu")).to_be_visible()
        page.locator(".stage").hover(position={"x": 300, "y": 200})
        expect(page.locator(".tip")).to_be_visible()
    with opened(browser, server, width=PHONE, theme="dark") as page:
        page.goto(f"/en{PASSENGERS}?{asked}&facet=arrival_departure")
        see(page, "chart-facets-phone")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE


def test_a_map_is_led_by_the_list_beside_it(browser: Browser, server: str):
    with opened(browser, server) as page:
        page.goto("/en/table/car_parks/map")
        see(page, "map-places")
        page.locator(".places-list .to-place").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".maplibregl-popup")).to_be_visible()
        page.wait_for_timeout(1500)
        page.get_by_role("button", name="Only what is in view").click()
        expect(page).to_have_url(re.compile("filter=BBOX|bbox="))
        expect(page.locator(".chips li")).to_have_count(1)
        assert page.locator(".places-list li").count() < 40


def test_districts_are_shaded_and_a_place_on_the_grid_is_gone_to(browser: Browser, server: str):
    with opened(browser, server) as page:
        page.goto("/zh-Hans/table/traffic_collisions/map?show=districts")
        see(page, "map-districts")
        page.goto("/en/table/car_parks/map")
        page.locator("input[name=at]").fill("836000 818000")
        page.get_by_role("button", name="Go", exact=True).click()
        expect(page).to_have_url(re.compile(r"at=836000"))
        expect(page.locator(".maplibregl-marker")).to_be_visible(timeout=30_000)
