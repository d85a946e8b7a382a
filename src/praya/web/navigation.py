"""Where every page leads: the few places above it, and all of them below."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.web import urls

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.model.text import Lang

    Place = tuple[str, Callable[[Lang], str]]
    """A message's key, and the address in a language."""

MAIN: tuple[Place, ...] = (
    ("nav_datasets", urls.search),
    ("nav_publishers", urls.publishers),
    ("nav_themes", urls.themes),
    ("nav_stories", urls.stories),
    ("nav_status", urls.status),
    ("nav_sql", urls.sql),
    ("nav_developers", urls.developers),
)
FIRST = 4
"""How many of them stand in the line where it is too short for all; the others are folded away there."""
FOOTER: tuple[tuple[str, tuple[Place, ...]], ...] = (
    (
        "footer_find",
        (
            ("nav_datasets", urls.search),
            ("nav_publishers", urls.publishers),
            ("nav_themes", urls.themes),
            ("nav_stories", urls.stories),
        ),
    ),
    ("footer_use", (("nav_developers", urls.developers), ("nav_api", urls.api), ("nav_sql", urls.sql))),
    ("footer_trust", (("nav_status", urls.status), ("nav_quality", urls.quality))),
)
"""Groups of places: what a group is called, and what it holds."""


def stands_at(here: str, address: str) -> bool:
    """Return whether an address is that of the page, or of one that belongs to it."""
    return here.partition("?")[0] == address
