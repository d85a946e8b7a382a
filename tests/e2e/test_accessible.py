"""Nothing on any page that axe objects to, in three languages, on a desk and on a phone, in light and in the dark.

Its rules are those of WCAG 2.2 AA and its best practices. Each page is loaded once and looked at in several ways. Colours
are the same in every language, and the theme changes nothing else: they are asked about in one language, at each width in
both themes, and take most of the time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.e2e.pages import LANGS, PAGES
from tests.e2e.seen import DESK, HEIGHT, PHONE, Theme, opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.long

AXE = Path(__file__).parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = ["color-contrast", "link-in-text-block"]
Rules = dict[str, Any]
ALL: Rules = {"runOnly": EVERYTHING}
COLOURLESS: Rules = {"runOnly": EVERYTHING, "rules": {each: {"enabled": False} for each in COLOURS}}
COLOURED: Rules = {"runOnly": {"type": "rule", "values": COLOURS}}
Way = tuple[int, Theme, Rules]
ONCE: tuple[Way, ...] = (
    (DESK, "light", ALL),
    (PHONE, "dark", ALL),
    (PHONE, "light", COLOURED),
    (DESK, "dark", COLOURED),
)
IN_EACH_LANGUAGE: tuple[Way, ...] = ((DESK, "light", COLOURLESS), (PHONE, "dark", COLOURLESS))


@pytest.fixture(scope="session")
def axe() -> str:
    """Axe's script; playing it by the debugger's door leaves the page's own content policy as it is."""
    return AXE.read_text("utf-8")


@pytest.mark.parametrize("lang", LANGS)
def test_nothing_that_axe_objects_to(browser: Browser, server: str, axe: str, lang: str):
    found: list[str] = []
    with opened(browser, server) as page:
        for name, path in PAGES.items():
            _seen_as(page, DESK, "light")
            page.goto(f"/{lang}{path}")
            page.evaluate(axe)
            for width, theme, rules in ONCE if lang == LANGS[0] else IN_EACH_LANGUAGE:
                _seen_as(page, width, theme)
                found += _objections(page, f"{name} at {width}, {theme}", rules)
    assert not found, "\n".join(found)


def test_axe_objects_where_it_should(browser: Browser, server: str, axe: str):
    with opened(browser, server) as page:
        page.goto("/en")
        page.evaluate(axe)
        page.evaluate("document.querySelector('h1').remove()")
        page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=x>')")
        found = "\n".join(_objections(page, "home", ALL))
    assert "page-has-heading-one" in found
    assert "image-alt" in found


def _seen_as(page: Page, width: int, theme: Theme) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})
    page.emulate_media(color_scheme=theme)


def _objections(page: Page, name: str, rules: Rules) -> list[str]:
    """Return each rule that a page breaks, with the first element that does and why."""
    asked = {**rules, "resultTypes": ["violations"]}
    result = page.evaluate("asked => axe.run(document, asked)", asked)
    return [
        f"{name}: {each['id']} ({len(each['nodes'])} times): {each['nodes'][0]['html'][:160]} {each['nodes'][0]['failureSummary']}"
        for each in result["violations"]
    ]
