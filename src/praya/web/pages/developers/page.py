"""The page itself, and a document as a page."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.errors import explain
from praya.model.query import MAX_PAGE_SIZE, Query
from praya.model.search import Question
from praya.services.find import find
from praya.web import documents, readable, urls
from praya.web.api.ckan.datastore import MOST_ROWS as DATASTORE_ROWS
from praya.web.api.huggingface.viewer import MOST_ROWS as VIEWER_ROWS
from praya.web.api.ogc.asking import MOST_LIMIT as OGC_ROWS
from praya.web.api.opendatasoft.asking import MOST_ROWS as EXPLORE_ROWS
from praya.web.api.sql import MOST_ROWS as SQL_ROWS
from praya.web.api.udata.asking import MOST_PAGE_SIZE as UDATA_ROWS
from praya.web.pages.developers.examples import examples
from praya.web.pages.developers.ways import Around, groups
from praya.web.snippets import of_table
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from praya.model.text import Lang
    from praya.services.find import FacetValue
    from praya.services.read import TableView
    from praya.web.pages.developers.ways import Group
    from praya.web.snippets import Snippet

BEGIN = ("curl", "python", "r", "javascript", "sql")
"""The languages that a table is shown in, in this order."""
NOT_THERE = "no-such-table"


@dataclass(frozen=True, slots=True, kw_only=True)
class Permalinks:
    """Addresses that stay: of a table's latest version."""

    rows: str
    file: str
    page: str
    history: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DevelopersPage:
    """What the page for who writes programs shows."""

    frame: Frame
    here: str
    """What absolute addresses begin with."""
    begin: TableView | None
    snippets: tuple[Snippet, ...]
    groups: tuple[Group, ...]
    limits: tuple[tuple[str, str, str], ...]
    """Of each limit where it holds, its message, and how much it is."""
    problem: str
    """A failure as a program sees it, in the reader's language."""
    licences: tuple[FacetValue, ...]
    permalinks: Permalinks | None
    follow: tuple[tuple[str, tuple[str, ...]], ...]
    """Messages of what can be followed, and the addresses."""
    documents: Mapping[str, str]
    """Titles by name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentPage:
    """A document."""

    frame: Frame
    title: str
    html: str


def developers_page(site: Site, lang: Lang, here: str) -> str:
    """Return the page for who writes programs; `here` is what absolute addresses begin with."""
    words = site.messages[lang]
    found = examples(site.platform)
    begin = found.table
    made = {each.id: each for each in of_table(begin.table.name, here)} if begin else {}
    return render(
        site,
        "developers.html",
        DevelopersPage(
            frame=Frame(
                lang=lang,
                title=words.say("developers_title"),
                title_lang=lang,
                description=words.say("developers_lead"),
                tail="/developers",
                styles=("developers.css",),
            ),
            here=here,
            begin=begin,
            snippets=tuple(made[each] for each in BEGIN if each in made),
            groups=groups(Around(here=here, lang=lang, now=site.now(), found=found)),
            limits=tuple(_limits(site, lang)),
            problem=_problem(lang),
            licences=find(site.platform, Question(size=1)).facets.get("licence", ()),
            permalinks=_permalinks(begin, lang) if begin else None,
            follow=tuple(_follow(begin, lang)),
            documents={name: documents.title(name) for name in documents.texts()},
        ),
    )


def document_page(site: Site, lang: Lang, name: str, here: str) -> str:
    """Return a document as a page; raise PageMissing where there is none of this name."""
    words = site.messages[lang]
    title = documents.title(name)
    text = documents.html(
        name,
        here,
        address=lambda other: urls.document(lang, other),
        table=lambda number: words.say("document_table", n=number),
    )
    frame = Frame(
        lang=lang,
        title=title,
        title_lang="en",
        tail=f"/docs/{name}",
        styles=("developers.css",),
        indexed=lang == "en",
    )
    return render(site, "document.html", DocumentPage(frame=frame, title=title, html=text))


def _limits(site: Site, lang: Lang) -> Iterator[tuple[str, str, str]]:
    """Give what holds on this server, as it is set."""
    words, settings = site.messages[lang], site.platform.settings
    searches = settings.searches_a_minute
    rows = (
        ("/api/v1", MAX_PAGE_SIZE),
        ("/api/v1/sql", SQL_ROWS),
        ("/api/3/action/datastore_search", DATASTORE_ROWS),
        ("/ogc", OGC_ROWS),
        ("/hf/rows", VIEWER_ROWS),
        ("/api/explore/v2.1", EXPLORE_ROWS),
        ("/api/resources", UDATA_ROWS),
    )
    for where, most in rows:
        yield where, "limit_rows", words.say("limit_rows_value", n=readable.number(most))
    yield "/data", "limit_files", words.say("limit_none")
    yield (
        "/api/v1/sql",
        "limit_sql",
        words.say(
            "limit_sql_value",
            seconds=readable.number(settings.sql_seconds),
            size=readable.size(settings.query_memory),
            n=readable.number(settings.sql_at_once),
        ),
    )
    yield (
        f"/{lang}/search",
        "limit_searches",
        words.say("limit_searches_value", n=readable.number(searches))
        if searches
        else words.say("limit_none"),
    )


def _problem(lang: Lang) -> str:
    failure = errors.TableMissing(name=NOT_THERE)
    told = explain(failure.code, failure.fields, lang)
    shown = {
        "type": f"urn:praya:problem:{told.code}",
        "title": told.message,
        "status": failure.status,
        "detail": told.advice,
        "code": told.code,
        "instance": f"/api/v1/tables/{NOT_THERE}",
    }
    return json.dumps(shown, ensure_ascii=False, indent=2)


def _permalinks(begin: TableView, lang: Lang) -> Permalinks:
    name, then = begin.table.name, Query(as_of=str(begin.version.number))
    return Permalinks(
        rows=urls.api_rows(name, then),
        file=urls.data(name, "csv", then),
        page=urls.dataset(lang, begin.dataset.name, name, then),
        history=urls.history(lang, begin.dataset.name, name),
    )


def _follow(begin: TableView | None, lang: Lang) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "follow_all", tuple(urls.feeds(urls.home(lang)).values())
    if begin:
        asked = urls.question_pairs(Question(facets={"publisher": begin.publisher.id, "table": "yes"}))
        yield "follow_search", tuple(urls.feeds(urls.home(lang), asked).values())
        yield "follow_publisher", tuple(urls.feeds(urls.publisher(lang, begin.publisher.id)).values())
        yield "follow_dataset", tuple(urls.feeds(urls.dataset(lang, begin.dataset.name)).values())
    yield "nav_stories", tuple(urls.feeds(urls.stories(lang)).values())
    yield (
        "follow_crawlers",
        ("/sitemap.xml", "/oai?verb=ListIdentifiers&metadataPrefix=oai_dc", "/feeds/dataset.atom"),
    )
