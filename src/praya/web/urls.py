"""Every address of the portal, made in one place."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from praya.model.query import Query

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.search import Question
    from praya.model.text import Lang

Pairs = list[tuple[str, str]]


def _with(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    return f"{path}?{urlencode(pairs)}" if pairs else path


def home(lang: Lang) -> str:
    """Return the address of the front page."""
    return f"/{lang}"


def search(lang: Lang, question: Question | None = None) -> str:
    """Return the address of a search, what is not asked left out."""
    return _with(f"/{lang}/search", question_pairs(question) if question else [])


def question_pairs(question: Question) -> Pairs:
    """Return a search's parameters; `Question` is read back from them by `pages.search`."""
    table = {True: "yes", False: "no", None: ""}[question.has_table]
    pairs = [
        ("q", question.text),
        ("theme", question.theme),
        ("publisher", question.publisher),
        ("format", question.format),
        ("table", table),
        ("page", str(question.page) if question.page > 1 else ""),
    ]
    return [(name, value) for name, value in pairs if value]


def dataset(lang: Lang, name: str, table: str = "", query: Query | None = None) -> str:
    """Return the address of a dataset's page, standing at one of its tables with a question to it."""
    return _with(f"/{lang}/dataset/{quote(name, safe='')}", table_pairs(table, query))


def table_pairs(table: str, query: Query | None = None) -> Pairs:
    """Return the parameters that stand for a table and a question to it."""
    return [*([("table", table)] if table else []), *(query.pairs() if query else [])]


def picture(lang: Lang, name: str, kind: str, table: str, *, theme: str = "", size: str = "") -> str:
    """Return the address of a chart's drawing (`chart.svg`), its specification (`chart.json`)."""
    given = [("table", table), ("theme", theme), ("size", size)]
    pairs = [(key, value) for key, value in given if value]
    return _with(f"/{lang}/dataset/{quote(name, safe='')}/{kind}", pairs)


def map_picture(lang: Lang, name: str, table: str, query: Query) -> str:
    """Return the address of a drawn map of the rows a question lets through."""
    path = f"/{lang}/dataset/{quote(name, safe='')}/map.svg"
    return _with(path, table_pairs(table, Query(filters=query.filters)))


def data(table: str, ending: str, query: Query | None = None) -> str:
    """Return the address of a table's rows as a file; page and size do not apply to it."""
    wanted = Query(filters=query.filters, sorts=query.sorts) if query else Query()
    return _with(f"/data/{quote(table, safe='')}.{ending}", wanted.pairs())


def report(table: str, lang: Lang) -> str:
    """Return the address of how a table was read, for programs."""
    return _with(f"/data/{quote(table, safe='')}.report.json", [("lang", lang)])


def file(distribution_id: str, name: str) -> str:
    """Return the address of a publisher's own bytes."""
    return f"/file/{quote(distribution_id, safe='')}/{quote(name, safe='')}"


def static(name: str) -> str:
    """Return the address of a built asset by its hashed name."""
    return f"/static/{quote(name)}"
