"""What crawlers are told: which pages there are, when they changed, and what is better left alone.

The bulk of the catalogue is one download away (`/data.json`, `/catalog.ttl`): nobody need walk through its facets.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from praya.model import errors
from praya.model.text import LANGS
from praya.services import describe, stories
from praya.web import urls

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from praya.model.text import Lang
    from praya.services.describe import Stamp
    from praya.web.view import Site

MOST = 10_000
"""Datasets of one file: each has a page in three languages, and a file may list 50,000 addresses."""
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def index(site: Site, base: str) -> bytes:
    """Return the list of the sitemap's files."""
    stamps = describe.stamps(site.platform)
    parts = []
    for number in range(1, max(1, -(-len(stamps) // MOST)) + 1):
        mine = stamps[(number - 1) * MOST : number * MOST]
        last = max((each.saved_at for each in mine), default=None)
        parts.append(
            f"<sitemap><loc>{escape(f'{base}/sitemap.xml?part={number}')}</loc>{_changed(last)}</sitemap>\n"
        )
    return f"{_HEAD}<sitemapindex {_SPACE}>\n{''.join(parts)}</sitemapindex>\n".encode()


def part(site: Site, base: str, number: str) -> bytes:
    """Return one file of the sitemap, by its number from 1; raise PageMissing."""
    stamps = describe.stamps(site.platform)
    there = range(1, max(1, -(-len(stamps) // MOST)) + 1)
    if number not in map(str, there):
        raise errors.PageMissing
    mine = stamps[(int(number) - 1) * MOST : int(number) * MOST]
    lines = [
        *(_front(base) + _stories(site, base) if number == "1" else []),
        *(line for each in mine for line in _pages(base, each)),
    ]
    spaces = f'{_SPACE} xmlns:xhtml="http://www.w3.org/1999/xhtml"'
    return f"{_HEAD}<urlset {spaces}>\n{''.join(lines)}</urlset>\n".encode()


def robots(base: str) -> bytes:
    """Return what crawlers may walk through: pages, but not every way to slice them."""
    rules = [
        f"Disallow: /*{mark}{name}="
        for name in (
            "theme",
            "publisher",
            "format",
            "where",
            "filter",
            "sort",
            "size",
            "group",
            "as_of",
            "after",
        )
        for mark in ("?", "&")
    ]
    closed = ["Disallow: /*/search?", "Disallow: /*/changes?", "Disallow: /*/row?", "Disallow: /oai"]
    told = ["User-agent: *", *closed, *rules, "", f"Sitemap: {base}/sitemap.xml", ""]
    return "\n".join(told).encode()


def _front(base: str) -> list[str]:
    places = {lang: base + urls.home(lang) for lang in LANGS}
    return [_entry(places[lang], places, None) for lang in LANGS]


def _stories(site: Site, base: str) -> list[str]:
    slugs = stories.slugs(site.platform.settings)
    made = [
        {lang: base + urls.stories(lang) for lang in LANGS},
        *({lang: base + urls.story(lang, slug) for lang in LANGS} for slug in slugs),
    ]
    return [_entry(places[lang], places, None) for places in made if slugs for lang in LANGS]


def _pages(base: str, stamp: Stamp) -> list[str]:
    places = {lang: base + urls.dataset(lang, stamp.name) for lang in LANGS}
    return [_entry(places[lang], places, stamp.saved_at) for lang in LANGS]


def _entry(address: str, places: Mapping[Lang, str], changed: datetime | None) -> str:
    others = "".join(
        f'<xhtml:link rel="alternate" hreflang="{lang}" href={quoteattr(place)}/>'
        for lang, place in places.items()
    )
    return f"<url><loc>{escape(address)}</loc>{_changed(changed)}{others}</url>\n"


def _changed(moment: datetime | None) -> str:
    return f"<lastmod>{moment:%Y-%m-%dT%H:%M:%SZ}</lastmod>" if moment else ""
