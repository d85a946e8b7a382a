"""A table's views stand in a page of somebody else's, where they may, and live there; no other page lets itself be framed."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests.e2e.seen import opened

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

pytestmark = pytest.mark.long

TRAFFIC = "/table/daily_passenger_traffic"
REFUSED = "chrome-error://chromewebdata/"
CLOSED = (
    "",
    "/search?q=rain",
    "/dataset/hko-daily-rainfall",
    TRAFFIC,
    f"{TRAFFIC}/chart",
    "/sql",
    "/sql?embed=1",
)


@contextmanager
def _somebody_elses(address: str) -> Iterator[str]:
    """A page on another origin that frames an address as a table's page says how."""
    frame = f'<iframe src="{escape(address)}" title="A table" width="100%" height="480"></iframe>'
    page = f'<!doctype html><html lang="en"><title>Elsewhere</title><h1>Elsewhere</h1>{frame}'.encode()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/" else 404)
            self.send_header("content-type", "text/html; charset=utf-8")
            self.send_header("content-length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        thread = threading.Thread(target=served.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://localhost:{served.server_address[1]}/"
        served.shutdown()
        thread.join()


def test_rows_stand_in_a_page_elsewhere_and_are_filtered_there(browser: Browser, server: str):
    with _somebody_elses(f"{server}/zh-Hant{TRAFFIC}?embed=1") as elsewhere, opened(browser, server) as page:
        page.goto(elsewhere)
        framed = page.frame_locator("iframe")
        expect(framed.locator("[data-island=explorer]")).to_have_attribute("data-alive", "")
        framed.locator("#filter [name=column]").select_option("control_point")
        framed.locator("#filter [name=value]").fill("Lo Wu")
        framed.locator("#filter [name=value]").press("Enter")
        expect(framed.locator(".chips li")).to_have_count(1)
        expect(framed.locator(".grid tbody tr").first).to_contain_text("Lo Wu")
        expect(framed.locator(".masthead")).to_have_count(0)
        expect(framed.locator(".source a")).to_have_attribute("target", "_blank")
        assert page.url == elsewhere


@pytest.mark.parametrize(
    ("view", "drawn"), [("/chart", ".stage svg, .stage canvas"), ("/map", ".maplibregl-canvas")]
)
def test_pictures_live_in_a_page_elsewhere(browser: Browser, server: str, view: str, drawn: str):
    address = f"{server}/en/table/car_parks{view}?embed=1"
    with _somebody_elses(address) as elsewhere, opened(browser, server) as page:
        page.goto(elsewhere)
        framed = page.frame_locator("iframe")
        expect(framed.locator("[data-island]")).to_have_attribute("data-alive", "", timeout=30_000)
        expect(framed.locator(drawn).first).to_be_visible()


def test_no_other_page_lets_itself_be_framed(browser: Browser, server: str):
    context = browser.new_context()
    page = context.new_page()
    for path in CLOSED:
        with _somebody_elses(f"{server}/en{path}") as elsewhere:
            with page.expect_console_message(lambda said: "frame-ancestors" in said.text):
                page.goto(elsewhere)
            framed = next(each for each in page.frames if each != page.main_frame)
            framed.wait_for_url(REFUSED)
    context.close()
