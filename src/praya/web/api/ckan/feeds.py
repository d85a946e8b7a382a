"""What is new, as Atom feeds."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING
from urllib.parse import urlencode
from xml.sax.saxutils import escape, quoteattr

from praya.model.search import EVERYTHING, Question, Value, all_of
from praya.services import records
from praya.web import urls
from praya.web.api.ckan import packages, solr
from praya.web.api.ckan.answers import NotFound
from praya.web.api.ckan.catalogue import DEEPEST, NEWEST, search

if TYPE_CHECKING:
    from datetime import datetime

    from praya.model.search import Condition
    from praya.services.records import Whole
    from praya.web.api.ckan.request import Asked

MEDIA_TYPE = "application/atom+xml; charset=utf-8"
SIZE = 20


def feed(asked: Asked, path: str, kind: str, name: str = "") -> str:
    """Return the newest datasets: all, those of a custom query, or of one tag, group or organization.

    `page`; raise NotFound for a group, organization or tag that is not here.
    """
    title, condition = _about(asked, kind, name)
    page = asked.number("page", 1, DEEPEST // SIZE, least=1)
    found = search(asked, Question(condition=condition, orders=NEWEST, size=SIZE, page=page))
    if kind == "tag" and not found.total:
        raise NotFound(name[:100])
    kept = [(key, asked.text(key)) for key in ("q", "fq", "lang") if asked.text(key)]

    def link(relation: str, number: int) -> str:
        address = f"{asked.origin}{path}?{urlencode([*kept, ('page', str(number))])}"
        return f"<link rel={quoteattr(relation)} href={quoteattr(address)}/>"

    last = max(1, -(-found.total // SIZE))
    links = [link("self", page), link("first", 1), link("last", last)]
    links += [link("previous", page - 1)] if page > 1 else []
    links += [link("next", page + 1)] if page < last else []
    newest = max(
        (each.dataset.modified for each in found.records if each.dataset.modified), default=asked.now
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n'
        f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="{asked.lang}">'
        f"<title>{escape(title)}</title><id>{escape(asked.origin + path)}</id>"
        f"<updated>{_moment(newest)}</updated>{''.join(links)}"
        f"{''.join(_entry(asked, each) for each in found.records)}</feed>\n"
    )


def _about(asked: Asked, kind: str, name: str) -> tuple[str, Condition]:
    if kind == "custom":
        parts = [solr.parse_words(asked.text("q", "*:*"), asked.now)]
        parts += [solr.parse(each, asked.now) for each in asked.several("fq", commas=False)]
        return "Praya", all_of(*parts)
    if kind == "tag":
        return name, Value("keyword", name)
    if kind == "dataset":
        return "Praya", EVERYTHING
    bodies = records.themes(asked.platform) if kind == "group" else records.publishers(asked.platform)
    found = next((each for each, _count in bodies if each.id == name), None)
    if found is None:
        raise NotFound(name[:100])
    return packages.words(asked, found.title), Value("theme" if kind == "group" else "publisher_id", name)


def _entry(asked: Asked, whole: Whole) -> str:
    dataset = whole.dataset
    address = asked.origin + urls.dataset(asked.lang, dataset.name)
    tags = "".join(f"<category term={quoteattr(each)}/>" for each in dataset.keywords)
    return (
        f"<entry><title>{escape(packages.words(asked, dataset.title))}</title>"
        f"<id>{escape(f'{asked.origin}/dataset/{dataset.id}')}</id>"
        f'<link rel="alternate" href={quoteattr(address)}/>'
        f"<author><name>{escape(packages.words(asked, whole.publisher.title))}</name></author>"
        f"<summary>{escape(packages.words(asked, dataset.description))}</summary>{tags}"
        + (f"<published>{_moment(dataset.created)}</published>" if dataset.created else "")
        + f"<updated>{_moment(dataset.modified or dataset.created or asked.now)}</updated></entry>"
    )


def _moment(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
