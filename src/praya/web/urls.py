"""Every address of the portal, made in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from praya.model.query import Query
from praya.model.search import FACETS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.search import Question
    from praya.model.text import Lang

Pairs = list[tuple[str, str]]
READABLE = ",:/"
"""What stands as it is in a question: conditions are read by people too."""


def with_pairs(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return an address with a question."""
    return f"{path}?{urlencode(pairs, safe=READABLE)}" if pairs else path


def home(lang: Lang) -> str:
    """Return the address of the front page."""
    return f"/{lang}"


def search(lang: Lang, question: Question | None = None) -> str:
    """Return the address of a search, what is not asked left out."""
    return with_pairs(f"/{lang}/search", question_pairs(question) if question else [])


def question_pairs(question: Question) -> Pairs:
    """Return a search's parameters; `Question` is read back from them by `web.asked`."""
    box = question.box
    pairs = [
        ("q", question.text),
        *((facet, question.facets.get(facet, "")) for facet in FACETS),
        ("district", question.district),
        ("bbox", f"{box.west:g},{box.south:g},{box.east:g},{box.north:g}" if box else ""),
        ("since", str(question.since or "")),
        ("until", str(question.until or "")),
        ("page", str(question.page) if question.page > 1 else ""),
    ]
    return [(name, value) for name, value in pairs if value]


def feed(place: str, ending: str, pairs: Sequence[tuple[str, str]] = ()) -> str:
    """Return the address of what is new at a place (its own address): `atom` or `json`."""
    return with_pairs(f"{place}/feed.{ending}", pairs)


def feeds(place: str, pairs: Sequence[tuple[str, str]] = ()) -> Mapping[str, str]:
    """Return the addresses of what is new at a place, by media type."""
    return {
        "application/atom+xml": feed(place, "atom", pairs),
        "application/feed+json": feed(place, "json", pairs),
    }


def publishers(lang: Lang) -> str:
    """Return the address of the list of publishers."""
    return f"/{lang}/publishers"


def publisher(lang: Lang, publisher_id: str) -> str:
    """Return the address of a publisher's page."""
    return f"/{lang}/publisher/{quote(publisher_id, safe='')}"


def themes(lang: Lang) -> str:
    """Return the address of the list of themes."""
    return f"/{lang}/themes"


def theme(lang: Lang, theme_id: str) -> str:
    """Return the address of a theme's page."""
    return f"/{lang}/theme/{quote(theme_id, safe='')}"


def status(lang: Lang, state: str = "", publisher_id: str = "", page: int = 1) -> str:
    """Return the address of what was promised of every file, and what was seen."""
    given = [("state", state), ("publisher", publisher_id), ("page", str(page) if page > 1 else "")]
    return with_pairs(f"/{lang}/status", [(name, value) for name, value in given if value])


def quality(lang: Lang, publisher_id: str = "") -> str:
    """Return the address of how good all datasets are, or a publisher's."""
    return with_pairs(f"/{lang}/quality", [("publisher", publisher_id)] if publisher_id else [])


def quality_csv(lang: Lang, publisher_id: str = "") -> str:
    """Return the address of what there is to fix, as a table."""
    return with_pairs(f"/{lang}/quality.csv", [("publisher", publisher_id)] if publisher_id else [])


def dataset(lang: Lang, name: str, table: str = "", query: Query | None = None) -> str:
    """Return the address of a dataset's page, standing at one of its tables with a question to it."""
    return with_pairs(f"/{lang}/dataset/{quote(name, safe='')}", table_pairs(table, query))


def table_pairs(table: str, query: Query | None = None) -> Pairs:
    """Return the parameters that stand for a table and a question to it."""
    return [*([("table", table)] if table else []), *(query.pairs() if query else [])]


def table(lang: Lang, name: str, view: str = "", pairs: Sequence[tuple[str, str]] = ()) -> str:
    """Return the address of a table's rows (`view` empty), its `chart` or its `map`, in the state that the pairs say."""
    path = f"/{lang}/table/{quote(name, safe='')}"
    return with_pairs(f"{path}/{view}" if view else path, pairs)


def history(lang: Lang, name: str, table: str, page: int = 1) -> str:
    """Return the address of every version of a table."""
    pairs = [("table", table), *([("page", str(page))] if page > 1 else [])]
    return with_pairs(f"/{lang}/dataset/{quote(name, safe='')}/history", pairs)


def changes(lang: Lang, name: str, table: str, versions: tuple[int, int], page: int = 1) -> str:
    """Return the address of what two versions of a table differ in."""
    pairs = [("table", table), ("from", str(versions[0])), ("to", str(versions[1]))]
    pairs += [("page", str(page))] if page > 1 else []
    return with_pairs(f"/{lang}/dataset/{quote(name, safe='')}/changes", pairs)


def row(lang: Lang, name: str, table: str, key: Mapping[str, str]) -> str:
    """Return the address of one row through time, found by these columns' values."""
    pairs = [("table", table), *(("key", f"{column},{value}") for column, value in key.items())]
    return with_pairs(f"/{lang}/dataset/{quote(name, safe='')}/row", pairs)


def stories(lang: Lang) -> str:
    """Return the address of the list of stories."""
    return f"/{lang}/stories"


def story(lang: Lang, slug: str) -> str:
    """Return the address of a story."""
    return f"/{lang}/story/{quote(slug, safe='')}"


def story_picture(
    lang: Lang, slug: str, number: int, ending: str, pairs: Sequence[tuple[str, str]] = ()
) -> str:
    """Return the address of a story's figure, by its number from 1: drawn (`svg`), or as Vega-Lite (`json`)."""
    return with_pairs(f"{story(lang, slug)}/{number}.{ending}", pairs)


def api(lang: Lang) -> str:
    """Return the address of the page about the API."""
    return f"/{lang}/api"


def sql(lang: Lang, pairs: Sequence[tuple[str, str]] = ()) -> str:
    """Return the address of the workbench with a statement, as `pages.sql` reads it back."""
    return with_pairs(f"/{lang}/sql", pairs)


def sql_picture(lang: Lang, kind: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the address of a picture of a statement's answer (`chart.svg`, `map.json` …)."""
    return with_pairs(f"/{lang}/sql/{kind}", pairs)


def api_sql(pairs: Sequence[tuple[str, str]]) -> str:
    """Return the address of a statement's answer for programs."""
    return with_pairs("/api/v1/sql", pairs)


def developers(lang: Lang) -> str:
    """Return the address of the page for who writes programs."""
    return f"/{lang}/developers"


def document(lang: Lang, name: str) -> str:
    """Return the address of a document about Praya."""
    return f"/{lang}/docs/{name}"


def every_version(table: str) -> str:
    """Return the address of every row a table ever had, as Parquet."""
    return f"/data/{quote(table, safe='')}.history.parquet"


def data(table: str, ending: str, query: Query | None = None) -> str:
    """Return the address of a table's rows as a file; page and size do not apply to it."""
    wanted = query.whole() if query else Query()
    return with_pairs(f"/data/{quote(table, safe='')}.{ending}", wanted.pairs())


def api_rows(table: str, query: Query) -> str:
    """Return the address of a page of a table's rows for programs."""
    return with_pairs(f"/api/v1/tables/{quote(table, safe='')}/rows", query.pairs())


def report(table: str, lang: Lang, as_of: str = "") -> str:
    """Return the address of how a table was read, for programs."""
    pairs = [*([("as_of", as_of)] if as_of else []), ("lang", str(lang))]
    return with_pairs(f"/data/{quote(table, safe='')}.report.json", pairs)


def file(distribution_id: str, name: str, version: int | None = None) -> str:
    """Return the address of a publisher's own bytes: the latest, or those of a version."""
    path = f"/file/{quote(distribution_id, safe='')}/{quote(name, safe='')}"
    return with_pairs(path, [("as_of", str(version))] if version else [])


def static(name: str) -> str:
    """Return the address of a built asset by its hashed name."""
    return f"/static/{quote(name)}"
