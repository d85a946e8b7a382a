"""A page in a window that notices complaints, and pictures of it, kept in `test-artefacts/`."""

from __future__ import annotations

from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

PICTURES = Path(__file__).parents[2] / "test-artefacts"
PHONE, DESK = 390, 1280
HEIGHT = 844
Theme = Literal["light", "dark"]


@contextmanager
def opened(
    browser: Browser, server: str, *, width: int = DESK, theme: Theme = "light", scripts: bool = True
) -> Iterator[Page]:
    """A page in a window of its own; an error on its console fails the test."""
    context = browser.new_context(
        viewport={"width": width, "height": HEIGHT},
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
    complaints = [each for each in complaints if refused not in each]
    assert not complaints, "\n".join(complaints)


def alive(page: Page) -> None:
    """Wait until every figure of a page is one that can be touched."""
    for figure in page.locator("[data-island]").all():
        figure.scroll_into_view_if_needed()
        expect(figure).to_have_attribute("data-alive", "", timeout=30_000)
    page.evaluate("scrollTo(0, 0)")


def keep(page: Page, name: str) -> None:
    """Keep a picture of the whole page as it stands."""
    PICTURES.mkdir(exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.jpeg", type="jpeg", quality=70, full_page=True)


def see(page: Page, name: str) -> None:
    """Keep a picture of the whole page, its figures alive."""
    alive(page)
    keep(page, name)
