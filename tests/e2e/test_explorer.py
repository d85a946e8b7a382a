"""A table is explored in a browser: with scripts in place and by keyboard, without them as well, and on a phone."""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.e2e.seen import PHONE, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.long

TRAFFIC = "/en/table/daily_passenger_traffic"


def alive(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator("[data-island=explorer]")).to_have_attribute("data-alive", "")


def test_a_filter_changes_the_page_in_place_and_back_undoes_it(browser: Browser, server: str):
    with opened(browser, server) as page:
        alive(page, TRAFFIC)
        page.evaluate("window.stayed = true")
        page.locator("#filter [name=column]").select_option("control_point")
        expect(page.locator("#filter [name=operator]")).to_have_value("contains")
        expect(page.locator("#filter [name=value]")).to_have_attribute("list", "values-control_point")
        page.locator("#filter [name=operator]").select_option("eq")
        page.locator("#filter [name=value]").fill("Lo Wu")
        page.keyboard.press("Enter")
        expect(page).to_have_url(re.compile(r"\?where=control_point,eq,Lo\+Wu$"))
        expect(page.locator(".chips li")).to_have_count(1)
        expect(page.locator("#said")).to_contain_text("of 56,424 rows")
        page.locator("th a", has_text="Total").first.click()
        expect(page.locator("th[aria-sort=ascending]")).to_contain_text("Total")
        page.locator("th a", has_text="Date").first.click(modifiers=["Shift"])
        expect(page).to_have_url(re.compile(r"sort=total(,|%2C)date"))
        page.go_back()
        page.go_back()
        expect(page.locator("th[aria-sort=ascending]")).to_have_count(0)
        page.go_back()
        expect(page.locator(".chips li")).to_have_count(0)
        assert page.evaluate("window.stayed") is True


def test_the_keyboard_alone_moves_in_the_table_and_filters(browser: Browser, server: str):
    with opened(browser, server) as page:
        alive(page, TRAFFIC)
        page.locator(".grid tbody [tabindex='0']").focus()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowRight")
        value = page.evaluate("document.activeElement.textContent.trim()")
        page.keyboard.press("Enter")
        expect(page.locator(".chips")).to_contain_text(value)
        expect(page.locator(".grid tbody [tabindex='0']")).to_be_focused()
        expect(page.locator(".explorer[data-alive]")).to_be_visible()  # the table that came in its place
        page.keyboard.press("Control+End")
        expect(page.locator(".grid tbody tr").last.locator("td").last).to_be_focused()
        page.get_by_text("Columns", exact=True).first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".arranged")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.locator(".arranged")).to_be_hidden()


def test_a_value_too_long_for_an_address_is_opened_where_it_stands(browser: Browser, server: str):
    with opened(browser, server) as page:
        alive(page, "/en/table/car_parks")
        cell = page.locator(".grid tbody td:has(> div)").first
        cell.click()
        cell.locator("div").evaluate(
            "(cell) => { cell.textContent = 'x'.repeat(20000); cell.classList.remove('open'); }"
        )
        page.keyboard.press("Enter")
        expect(cell.locator("div")).to_have_class(re.compile("open"))
        expect(page).to_have_url(re.compile("/car_parks$"))


def test_rows_are_explored_without_scripts(browser: Browser, server: str):
    with opened(browser, server, scripts=False) as page:
        page.goto(TRAFFIC)
        page.get_by_text("Columns", exact=True).first.click()
        page.get_by_role("checkbox", name="Other Visitors").uncheck()
        page.locator(".arranged + .row button").click()
        expect(page.locator("th[data-column=other_visitors]")).to_have_count(0)
        page.get_by_text("Group", exact=True).click()
        page.locator("[name=by]").first.select_option("control_point")
        page.locator("[name=by]").last.select_option("date:year")
        page.get_by_label("The second goes across").check()
        page.locator("form:has([name=by]) button").click()
        expect(page).to_have_url(re.compile(r"\?group=control_point,date:year&aggregate=count&pivot=1$"))
        expect(page.locator(".pivot thead th")).to_have_count(8)


def test_what_is_seen_is_shared(browser: Browser, server: str):
    with opened(browser, server) as page:
        alive(page, f"{TRAFFIC}?where=total,gt,100000&sort=-total")
        page.get_by_text("Share", exact=True).click()
        link = page.get_by_label("Link", exact=True).input_value()
        embed = page.get_by_label("To embed in a page").input_value()
        first = page.locator(".grid tbody tr").first.inner_text()
        page.goto(link)
        assert page.locator(".grid tbody tr").first.inner_text() == first
        page.goto(unescape(re.findall('src="([^"]+)"', embed)[0]))
        expect(page.locator(".source")).to_contain_text("Immigration Department")
        expect(page.locator(".masthead")).to_have_count(0)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("asked", ["car_parks?about=name_en&freeze=2", "public_housing_estates?full=1"])
def test_a_phone_scrolls_the_table_and_not_the_page(browser: Browser, server: str, asked: str, theme: str):
    with opened(browser, server, width=PHONE, theme=theme) as page:  # type: ignore[arg-type]  # one of the two
        alive(page, f"/zh-Hant/table/{asked}")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
        for menu in page.locator("details.menu > summary").all():
            menu.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= PHONE
            page.keyboard.press("Escape")
