"""The actions on datasets and their files. Each function's docstring is what `help_show` tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from praya.model import errors
from praya.model.search import EVERYTHING, Order, Pattern, Question, Words, all_of, any_of
from praya.services import records
from praya.web.api.ckan import fields, packages, solr
from praya.web.api.ckan.answers import NotFound, QueryRefused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.catalogue import Holding
    from praya.model.search import Condition
    from praya.web.api.ckan.packages import Package
    from praya.web.api.ckan.request import Asked

ROWS = 10
MOST_ROWS = 1000
DEEPEST = 10_000_000
FACET_LIMIT = 50
DEFAULT_SORT = "score desc, metadata_modified desc"
NEWEST = (Order("modified", descending=True), Order("name"))


def package_list(asked: Asked) -> list[str]:
    """Return the names of the datasets, sorted. `limit`, `offset`: which of them."""
    names = records.names(asked.platform)
    offset = asked.number("offset", 0)
    return names[offset : offset + asked.number("limit", len(names))]


def package_show(asked: Asked) -> Package:
    """Return a dataset. `id`: its id or name."""
    return packages.package(asked, records.record(asked.platform, asked.needed("id", "name_or_id")))


def package_search(asked: Asked) -> Package:
    """Return the datasets that a Solr query finds.

    `q`, `fq`, `fq_list`: queries; all must be met. `sort`: such as `metadata_modified desc, name asc`. `rows` (10, at
    most 1000), `start`. `facet`, `facet.field` (a JSON list), `facet.limit` (50; below 0 for all), `facet.mincount`: what
    is counted. `fl`: the keys that are wanted of each dataset.
    """
    sort = asked.text("sort", DEFAULT_SORT)
    names = asked.several("facet.field") if asked.truth("facet", default=True) else []
    question = Question(
        condition=_condition(asked),
        orders=fields.orders(sort),
        counted=fields.counted(names, _limit(asked), asked.number("facet.mincount", 1)),
        size=asked.number("rows", ROWS, MOST_ROWS),
        start=asked.number("start", 0, DEEPEST),
    )
    found = search(asked, question)
    facets = {
        name: dict(found.counts[fields.VALUES[name]]) if name in fields.VALUES else _alike(asked, name, found)
        for name in names
    }
    wanted = set(asked.several("fl")) - {"*", "all"}
    results = [packages.package(asked, each) for each in found.records]
    return {
        "count": found.total,
        "sort": sort,
        "facets": facets,
        "results": [_picked(each, wanted) for each in results] if wanted else results,
        "search_facets": _search_facets(asked, facets),
    }


def current_package_list_with_resources(asked: Asked) -> list[Package]:
    """Return whole datasets, the newest first. `limit` (10), `offset` or `page`: which of them."""
    limit = asked.number("limit", ROWS, MOST_ROWS)
    offset = asked.number("offset", 0, DEEPEST) or (asked.number("page", 1, least=1) - 1) * limit
    question = Question(condition=EVERYTHING, orders=NEWEST, size=limit, start=min(offset, DEEPEST))
    return [packages.package(asked, each) for each in search(asked, question).records]


def package_autocomplete(asked: Asked) -> list[dict[str, str]]:
    """Return datasets whose name or title begins like this. `q`; `limit` (10)."""
    typed = asked.needed("q", "incomplete")
    begun = _escaped(typed)
    ways: list[Condition] = [Pattern("name", f"*{begun.lower()}*"), Words("title", typed)]
    ways += [Pattern("title", f"{each}*") for each in begun.split()[-1:]]
    question = Question(condition=any_of(*ways), size=asked.number("limit", ROWS, 100))
    return [
        {
            "name": each.dataset.name,
            "title": packages.words(asked, each.dataset.title),
            "match_field": "name" if typed.lower() in each.dataset.name else "title",
            "match_displayed": packages.words(asked, each.dataset.title),
        }
        for each in search(asked, question).records
    ]


def resource_show(asked: Asked) -> Package:
    """Return a file. `id`: its id."""
    whole, held = records.file(asked.platform, asked.needed("id"))
    return packages.resource(asked, held, whole.dataset.modified)


def resource_search(asked: Asked) -> Package:
    """Return the files that have some words. `query`: `field:words`, one or a list; `limit`, `offset`.

    Fields: name, description, format, url, id.
    """
    pairs = [each.partition(":") for each in asked.several("query", commas=False)]
    wanted = {name.strip(): words.strip() for name, colon, words in pairs if colon and words.strip()}
    if not wanted or len(wanted) < len(pairs):
        raise QueryRefused("query is field:words")
    if unknown := set(wanted) - {"name", "description", "format", "url", "id"}:
        raise QueryRefused(f"there is no field {min(unknown)!r}")
    found = [each for each in records.files_like(asked.platform, wanted) if _holds(each, wanted)]
    offset = asked.number("offset", 0)
    page = found[offset : offset + asked.number("limit", MOST_ROWS, MOST_ROWS)]
    return {
        "count": len(found),
        "results": [packages.resource(asked, each, None) for each in page],
    }


def resource_view_list(asked: Asked) -> list[Package]:
    """Return the views of a file: there are none here, its dataset's page shows it. `id`."""
    records.file(asked.platform, asked.needed("id"))
    return []


def resource_view_show(asked: Asked) -> Package:
    """Return a view of a file: there are none here."""
    raise NotFound(asked.needed("id"))


def search(asked: Asked, question: Question) -> records.Page:
    """Return what a question finds; what asks too much is CKAN's failure of a query."""
    try:
        return records.search(asked.platform, question)
    except errors.ParameterInvalid as failure:
        raise QueryRefused("a pattern has too many ways to be met") from failure


def _condition(asked: Asked) -> Condition:
    narrowing = [*asked.several("fq", commas=False), *asked.several("fq_list", commas=False)]
    return all_of(
        solr.parse_words(asked.text("q", "*:*"), asked.now),
        *(solr.parse(each, asked.now) for each in narrowing),
    )


def _limit(asked: Asked) -> int:
    return asked.number("facet.limit", FACET_LIMIT, least=-(2**31))


def _alike(asked: Asked, name: str, found: records.Page) -> dict[str, int]:
    """Count a field that is alike for all, or that nothing is known of."""
    shown = found.total and _limit(asked)
    return {fields.ALIKE[name]: found.total} if name in fields.ALIKE and shown else {}


def _search_facets(asked: Asked, facets: Mapping[str, Mapping[str, int]]) -> Package:
    titles: dict[str, dict[str, str]] = {}
    if "organization" in facets:
        titles["organization"] = {
            each.id: packages.words(asked, each.title) for each, _ in records.publishers(asked.platform)
        }
    if "groups" in facets:
        titles["groups"] = {
            each.id: packages.words(asked, each.title) for each, _ in records.themes(asked.platform)
        }
    return {
        name: {"title": name, "items": _items(values, titles.get(name, {}))}
        for name, values in facets.items()
    }


def _items(values: Mapping[str, int], titles: Mapping[str, str]) -> list[dict[str, Any]]:
    items = [
        {"name": value, "display_name": titles.get(value) or value, "count": count}
        for value, count in values.items()
    ]
    return sorted(items, key=lambda each: str(each["display_name"]), reverse=True)


def _picked(found: Package, wanted: set[str]) -> Package:
    return {key: value for key, value in found.items() if key in wanted}


def _holds(held: Holding, wanted: Mapping[str, str]) -> bool:
    file = held.distribution
    texts: Mapping[str, Sequence[str]] = {
        "name": [wording.words for _, wording in file.title.items()],
        "description": [wording.words for _, wording in file.description.items()],
        "format": [file.format],
        "url": [file.url],
        "id": [file.id],
    }
    return all(
        any(words.casefold() in text.casefold() for text in texts[name]) for name, words in wanted.items()
    )


def _escaped(text: str) -> str:
    return "".join(f"\\{each}" if each in "*?\\" else each for each in text[:100])
