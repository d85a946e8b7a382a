"""The SQL workbench in a browser: it completes, remembers, draws, says where it hurts, and stops when told to."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.e2e.keyboard import Keyboard
from tests.e2e.seen import PHONE, opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Locator, Page
    from tests.e2e.conftest import Demo

pytestmark = pytest.mark.long

ENDLESS = "SELECT count(*) FROM range(100000) a, range(100000) b, range(1000) c WHERE a.range + b.range = c.range * 3.5"
OFFER_SETTLES = 100
"""Milliseconds: what is offered is not taken by a key that was pressed before it could be seen."""
BUSY = 0.3
"""Seconds of work by which a child that runs a statement differs from one that waits for its first."""
TICKS = 100
"""A second, as the kernel counts a process's work on every Linux."""
SECONDS = 20.0
"""Until a statement is seen to have ended; it would go on for longer by itself."""


def test_tables_and_their_columns_are_completed(browser: Browser, server: str):
    with opened(browser, server) as page:
        keys = _in_the_editor(page, "")
        offered = page.locator(".cm-tooltip-autocomplete li")
        keys.write("SELECT * FROM hko_d")
        expect(offered.filter(has_text="hko_daily_rainfall")).to_be_visible()
        keys.press("Escape")
        keys.write("aily_rainfall WHERE data_c")
        expect(offered.filter(has_text="data_completeness")).to_be_visible()
        page.wait_for_timeout(OFFER_SETTLES)
        keys.press("Tab")
        expect(_editor(page)).to_contain_text("WHERE data_completeness")
        keys.write(" IS NOT NULL LIMIT 3")
        keys.press("Escape", "Control+Enter")
        expect(page.locator(".result tbody tr")).to_have_count(3)


def test_tables_are_browsed_and_their_names_put_in_place(browser: Browser, server: str):
    with opened(browser, server, width=PHONE) as page:
        keys = _in_the_editor(page, "SELECT facility FROM ")
        page.locator("#find").fill("aqhi")
        keys.press("Enter")
        expect(page.locator("#schema button[data-look]")).to_have_count(1)
        keys.to(page.locator("#schema button[data-look]"))
        keys.press("Enter")
        expect(page.locator("#schema table.columns")).to_be_visible()
        expect(page.locator("#schema button[aria-expanded=true]")).to_be_focused()
        page.locator("#schema [data-insert] button").first.click()
        expect(_editor(page)).to_have_text(re.compile("FROM .+"))
        page.locator("#schema a[data-ask]").first.click()
        expect(page.locator(".result tbody tr").first).to_be_visible()
        expect(_editor(page)).to_contain_text("aqhi_stations")


def test_what_was_run_before_is_taken_up_again(browser: Browser, server: str):
    with opened(browser, server) as page:
        for number in (1, 2):
            _run(page, f"SELECT {number} AS one")
            expect(page.locator(".result tbody td").last).to_have_text(str(number))
        past = page.locator(".past-statements")
        past.locator("summary").click()
        expect(past.locator("li")).to_have_text(["SELECT 2 AS one", "SELECT 1 AS one"])
        page.reload()
        past.locator("summary").click()
        past.get_by_role("button", name="SELECT 1 AS one").click()
        expect(_editor(page)).to_have_text("SELECT 1 AS one")
        past.get_by_role("button", name="Clear").click()
        expect(past.locator("li button")).to_have_count(0)
        page.go_back()
        expect(_editor(page)).to_have_text("SELECT 1 AS one")


def test_an_answer_is_drawn_as_a_chart_and_as_a_map(browser: Browser, server: str):
    with opened(browser, server) as page:
        _run(page, "SELECT year, round(sum(value)) AS mm FROM hko_daily_rainfall GROUP BY year ORDER BY year")
        page.locator(".result").get_by_role("link", name="Chart").click()
        expect(page.locator(".stage .mark-line path").first).to_be_visible(timeout=30_000)
        _run(page, "SELECT name_en, longitude, latitude FROM car_parks LIMIT 20")
        page.locator(".result").get_by_role("link", name="Map").click()
        expect(page.locator("[data-island=map]")).to_have_attribute("data-alive", "", timeout=30_000)
        expect(page.locator(".maplibregl-canvas")).to_be_visible()


def test_what_is_wrong_is_said_where_it_is(browser: Browser, server: str):
    with opened(browser, server) as page:
        _run(page, "SELECT facility,\n  latitud\nFROM aqhi_stations")
        expect(page.locator("#fault")).to_contain_text("Line 2, column 3")
        expect(page.locator(".editor .wrong")).to_have_text("latitud")
        _run(page, "SELECT facility FROM aqhi_stations")
        expect(page.locator("#fault")).to_have_count(0)
        expect(page.locator(".editor .wrong")).to_have_count(0)


@pytest.mark.parametrize("way", ["cancelled", "closed", "left"])
def test_nobody_waits_for_what_nobody_wants(browser: Browser, demo: Demo, way: str):
    with opened(browser, demo.address) as page, opened(browser, demo.address) as other:
        _run(page, ENDLESS)
        expect(page.locator(".running")).to_be_visible()
        expect(page.locator("#answer")).to_have_attribute("aria-busy", "true")
        _until(lambda: _working(demo.number) == 1)
        _run(other, "SELECT 1 + 1 AS two")
        expect(other.locator(".result tbody td").last).to_have_text("2")
        other.goto("/en/search?q=rain")
        expect(other.locator(".hits h2").first).to_be_visible()
        assert _working(demo.number) == 1, "it goes on while others are served"
        if way == "cancelled":
            keys = Keyboard(page)
            keys.press("Escape")
            keys.to(page.get_by_role("button", name="Cancel"))
            keys.press("Enter")
            expect(page.locator("#told")).to_contain_text("Cancelled")
            expect(page.locator(".running")).to_be_hidden()
            expect(page.locator(".main")).to_be_focused()
            expect(_editor(page)).to_have_text(ENDLESS)
        elif way == "closed":
            page.close()
        else:
            page.goto("/en")
        _until(lambda: _working(demo.number) == 0)


def _editor(page: Page) -> Locator:
    return page.locator(".editor .cm-content")


def _in_the_editor(page: Page, text: str) -> Keyboard:
    """Open the workbench with a statement begun."""
    page.goto("/en/sql")
    _editor(page).click()
    keys = Keyboard(page)
    page.keyboard.insert_text(text)
    return keys


def _run(page: Page, text: str) -> None:
    """Have the workbench run a statement in place of the one that stands there."""
    if "/sql" not in page.url:
        page.goto("/en/sql")
    _editor(page).click()
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")


def _until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not holds():
        assert time.monotonic() < deadline, "a statement goes on"
        time.sleep(0.05)


def _working(server: int) -> int:
    """Return how many statements a server's children work on."""
    parents = dict(_processes())
    nurseries = [
        number
        for number, (parent, _) in parents.items()
        if parent == server and b"sandbox.nursery" in Path(f"/proc/{number}/cmdline").read_bytes()
    ]
    return sum(parent in nurseries and seconds > BUSY for parent, seconds in parents.values())


def _processes() -> Iterator[tuple[int, tuple[int, float]]]:
    """Yield every process's number, with that of its parent and its seconds of work."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            said = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        yield int(folder.name), (int(said[1]), (int(said[11]) + int(said[12])) / TICKS)
