"""What is new, as readers of feeds take it: Atom (RFC 4287) and JSON Feed 1.1."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

import orjson

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

ATOM = "application/atom+xml; charset=utf-8"
JSON_FEED = "application/feed+json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing that is new."""

    id: str
    """Stays the same whatever becomes of it."""
    title: str
    link: str
    author: str
    summary: str
    updated: datetime
    published: datetime | None = None
    categories: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What is new of one thing; addresses are absolute."""

    id: str
    title: str
    lang: str
    links: Mapping[str, str]
    """By relation: `self`, `alternate`, and those to other pages."""
    updated: datetime
    entries: tuple[Entry, ...]


def atom(feed: Feed) -> str:
    """Write a feed as Atom."""
    links = "".join(
        f"<link rel={quoteattr(rel)} href={quoteattr(href)}/>" for rel, href in feed.links.items()
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{feed.lang}">'
        f"<title>{_text(feed.title)}</title><id>{_text(feed.id)}</id>"
        f"<updated>{_moment(feed.updated)}</updated>{links}"
        f"{''.join(_entry(each) for each in feed.entries)}</feed>\n"
    )


def json_feed(feed: Feed) -> bytes:
    """Write a feed as JSON Feed."""
    return orjson.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": feed.title,
            "home_page_url": feed.links.get("alternate", ""),
            "feed_url": feed.links["self"],
            "language": feed.lang,
            "items": [
                {
                    "id": each.id,
                    "url": each.link,
                    "title": each.title,
                    "content_text": each.summary,
                    "date_published": _moment(each.published or each.updated),
                    "date_modified": _moment(each.updated),
                    "authors": [{"name": each.author}],
                    "tags": list(each.categories),
                }
                for each in feed.entries
            ],
        }
    )


def _entry(entry: Entry) -> str:
    return (
        f"<entry><title>{_text(entry.title)}</title><id>{_text(entry.id)}</id>"
        f'<link rel="alternate" href={quoteattr(entry.link)}/>'
        f"<author><name>{_text(entry.author)}</name></author><summary>{_text(entry.summary)}</summary>"
        f"{''.join(f'<category term={quoteattr(_plain(each))}/>' for each in entry.categories)}"
        + (f"<published>{_moment(entry.published)}</published>" if entry.published else "")
        + f"<updated>{_moment(entry.updated)}</updated></entry>"
    )


def _text(text: str) -> str:
    return escape(_plain(text))


def _plain(text: str) -> str:
    """Leave out what XML 1.0 cannot hold."""
    return "".join(each for each in text if each in "\t\n\r" or (each >= " " and each not in "\ufffe\uffff"))


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
