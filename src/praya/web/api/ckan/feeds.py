"""What is new, as Atom feeds."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from praya.model.search import EVERYTHING, Question, Value, all_of
from praya.services import records
from praya.web import syndication, urls
from praya.web.api.ckan import packages, solr
from praya.web.api.ckan.answers import NotFound
from praya.web.api.ckan.catalogue import DEEPEST, NEWEST, search

if TYPE_CHECKING:
    from praya.model.search import Condition
    from praya.services.records import Whole
    from praya.web.api.ckan.request import Asked

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

    def link(number: int) -> str:
        return f"{asked.origin}{path}?{urlencode([*kept, ('page', str(number))])}"

    last = max(1, -(-found.total // SIZE))
    links = {"self": link(page), "first": link(1), "last": link(last)}
    links |= {"previous": link(page - 1)} if page > 1 else {}
    links |= {"next": link(page + 1)} if page < last else {}
    newest = max(
        (each.dataset.modified for each in found.records if each.dataset.modified), default=asked.now
    )
    return syndication.atom(
        syndication.Feed(
            id=asked.origin + path,
            title=title,
            lang=asked.lang,
            links=links,
            updated=newest,
            entries=tuple(_entry(asked, each) for each in found.records),
        )
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


def _entry(asked: Asked, whole: Whole) -> syndication.Entry:
    dataset = whole.dataset
    return syndication.Entry(
        id=f"{asked.origin}/dataset/{dataset.id}",
        title=packages.words(asked, dataset.title),
        link=asked.origin + urls.dataset(asked.lang, dataset.name),
        author=packages.words(asked, whole.publisher.title),
        summary=packages.words(asked, dataset.description),
        updated=dataset.modified or dataset.created or asked.now,
        published=dataset.created,
        categories=dataset.keywords,
    )
