"""Every page fits every width in light and dark, complains of nothing, and is kept as pictures to be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.e2e.pages import LANGS, PAGES
from tests.e2e.seen import HEIGHT, PHONE, Theme, alive, keep, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.long

WIDTHS = (1440, 768, PHONE)


@pytest.mark.parametrize("lang", LANGS)
def test_pages_fit_and_do_not_complain(browser: Browser, server: str, lang: str):
    with opened(browser, server, width=WIDTHS[0]) as page:
        wide = [each for name in PAGES for each in _looked_at(page, lang, name, "light")]
    assert not wide


def test_pages_stand_in_the_dark(browser: Browser, server: str):
    with opened(browser, server, width=WIDTHS[0], theme="dark") as page:
        wide = [each for name in PAGES for each in _looked_at(page, LANGS[0], name, "dark")]
    assert not wide


def _looked_at(page: Page, lang: str, name: str, theme: Theme) -> list[str]:
    """Return the widths at which a page would have to be moved sideways; keep a picture at each.

    Words wrap differently, colours do not: the other languages are kept at the two ends, in light.
    """
    page.set_viewport_size({"width": WIDTHS[0], "height": HEIGHT})
    page.goto(f"/{lang}{PAGES[name]}")
    assert page.evaluate("document.documentElement.lang") == lang
    alive(page)
    wide = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if lang == LANGS[0] or width != WIDTHS[1]:
            keep(page, f"{name}-{lang}-{width}-{theme}")
        if page.evaluate("document.documentElement.scrollWidth") > width:
            wide.append(f"{name} at {width}")
    return wide
