"""The catalogue: a dataset is one of the portal's with the rows of its first table; a table's own name works too.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, SkipValidation

from praya.formats.metadata.description import Description
from praya.model import errors
from praya.model.search import EVERYTHING, Counted, Order, OrderField, Question, ValueField, all_of
from praya.model.table import Table
from praya.services import describe, read, records
from praya.web.api.metadata.places import Places
from praya.web.api.opendatasoft.asking import CONDITIONS, Given, given
from praya.web.api.opendatasoft.entries import entry
from praya.web.api.opendatasoft.failing import OPEN, Answered, malformed, wrong
from praya.web.api.opendatasoft.finding import Find, Names, narrowed
from praya.web.origin import origin
from praya.web.view import Site

TheSite = NamedDependency[SkipValidation[Site]]
Asked = Request[Any, Any, Any]
CATALOG = "/catalog"
DATASETS = f"{CATALOG}/datasets"
SIZE, MOST, DEEPEST = 10, 100, 10_000
MOST_VALUES = 500
_ORDERS: Mapping[str, OrderField] = {
    "dataset_id": "name",
    "title": "title",
    "modified": "modified",
    "created": "created",
    "relevance": "relevance",
}
_FACETS: Mapping[str, ValueField] = {"theme": "theme", "publisher": "publisher_id", "keyword": "keyword"}


@get(DATASETS, sync_to_thread=True)
def datasets(site: TheSite, request: Asked) -> Response[Any]:
    """List datasets, with words, conditions and facets."""
    told = given(request, CONDITIONS | {"order_by", "limit", "offset", "select"})
    if told.one("select", "*") != "*":
        raise malformed("datasets are given whole: select is `*`")
    limit = told.whole("limit", SIZE, -1, MOST)
    limit = MOST if limit < 0 else limit
    offset = told.whole("offset", 0, 0, DEEPEST)
    if offset and offset + limit > DEEPEST:
        raise wrong("offset", offset, f"offset + limit <= {DEEPEST}")
    total, held = _page(site, told, offset, limit)
    places = Places(origin(site, request))
    results = [entry(each, _first(each), told.lang, places) for each in held]
    return sent({"total_count": total, "results": results})


@get(f"{DATASETS}/{{key:str}}", sync_to_thread=True)
def dataset(site: TheSite, request: Asked, key: FromPath[str]) -> Response[Any]:
    """Give one dataset."""
    told = given(request, {"select"})
    if told.one("select", "*") != "*":
        raise malformed("datasets are given whole: select is `*`")
    held, table = found(site, key)
    return sent(entry(held, table, told.lang, Places(origin(site, request)), key))


@get(f"{CATALOG}/facets", sync_to_thread=True)
def facets(site: TheSite, request: Asked) -> Response[Any]:
    """Give how many datasets each theme, publisher and keyword has."""
    told = given(request, CONDITIONS | {"facet"})
    wanted = told.every("facet") or list(_FACETS)
    if unknown := [each for each in wanted if each not in _FACETS]:
        raise wrong("facet", unknown[0], " or ".join(_FACETS))
    counted = tuple(Counted(field=_FACETS[each], most=MOST_VALUES) for each in wanted)
    page = records.search(site.platform, Question(condition=_condition(site, told), counted=counted, size=1))
    names = Names.of(site.platform)
    listed = [
        {
            "name": each,
            "facets": [
                {
                    "name": names.said(each, value, told.lang),
                    "value": names.said(each, value, told.lang),
                    "count": count,
                    "state": "displayed",
                }
                for value, count in page.counts[_FACETS[each]]
            ],
        }
        for each in wanted
    ]
    return sent({"links": [], "facets": listed})


HANDLERS = [datasets, dataset, facets]


def found(site: Site, key: str) -> tuple[Description, Table | None]:
    """Return the dataset of this name with its first table, or the table of this name with its dataset."""
    try:
        held = describe.one(site.platform, key)
    except errors.DatasetMissing:
        try:
            table = read.table(site.platform, key)
        except errors.TableMissing as error:
            raise Answered(404, "NotFoundError", f"The dataset {key[:200]} does not exist.") from error
        return describe.owner(site.platform, table), table
    return held, _first(held)


def sent(body: Any) -> Response[Any]:  # noqa: ANN401 - any JSON
    """Answer any site."""
    return Response(body, headers={**OPEN, "cache-control": "no-cache"})


def _page(site: Site, told: Given, offset: int, limit: int) -> tuple[int, Sequence[Description]]:
    """Return how many datasets there are and a page of them: all come from the catalogue, some from the index."""
    if not any(told.every(each) for each in (*CONDITIONS, "order_by")):
        every = describe.page(site.platform, offset=offset, size=limit)
        return every.total, every.datasets
    question = Question(
        condition=_condition(site, told), orders=_orders(told), start=offset, size=max(limit, 1)
    )
    page = records.search(site.platform, question)
    return page.total, describe.many(site.platform, [each.dataset.id for each in page.records[:limit]])


def _first(held: Description) -> Table | None:
    return held.tables[0] if held.tables else None


def _condition(site: Site, told: Given) -> Any:  # noqa: ANN401 - a condition
    names = Names.of(site.platform)
    conditions = [Find(each, names).read() for each in told.every("where")]
    conditions += [narrowed(names, text, name) for name in ("refine", "exclude") for text in told.every(name)]
    return all_of(*conditions) if conditions else EVERYTHING


def _orders(told: Given) -> tuple[Order, ...]:
    """Read `title`, `modified desc`, …; unless told the order is by relevance and then by name."""
    orders = []
    for part in told.one("order_by").split(","):
        name, _, way = part.strip().partition(" ")
        if not name:
            continue
        field = _ORDERS.get(name.removeprefix("-").removeprefix("default."))
        if field is None or way.strip().lower() not in ("", "asc", "desc"):
            raise malformed(f"datasets cannot be ordered by `{part.strip()[:100]}` here")
        orders.append(Order(field, name.startswith("-") or way.strip().lower() == "desc"))
    return tuple(orders) or (Order("name"),)
