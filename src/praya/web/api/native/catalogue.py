"""The catalogue: what there is, who answers for it, and how to find it.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated, Any
from urllib.parse import urlencode

from litestar import Request, Response, get
from litestar.params import FromPath, QueryParameter

from praya.model import errors
from praya.model.query import MAX_PAGE_SIZE
from praya.model.search import Question
from praya.services import embeddings as vectors
from praya.services import find, read, records
from praya.services import quality as scores
from praya.services.stories import titles
from praya.web import asked, urls
from praya.web.api.document import api_document, dataset_document
from praya.web.api.native import grades, projected, shapes
from praya.web.api.native.given import TheSite
from praya.web.api.problem import asked_language
from praya.web.origin import origin
from praya.web.pace import asker

Asked = Request[Any, Any, Any]
MOST_FOUND = 10_000
"""How deep a search goes; behind it, narrow the question."""
SUGGESTED = 8
PARQUET = "application/vnd.apache.parquet"


@get("/", sync_to_thread=True)
def index(site: TheSite, request: Asked) -> shapes.Index:
    """Say where to begin, what is here, and the limits of one answer."""
    counts = read.home(site.platform).counts
    where = origin(site, request) + projected.API
    return shapes.Index(
        title="Praya",
        datasets=f"{where}/datasets",
        tables=f"{where}/tables",
        publishers=f"{where}/publishers",
        themes=f"{where}/themes",
        openapi=f"{where}/openapi.json",
        counts={
            "datasets": counts.datasets,
            "distributions": counts.distributions,
            "publishers": counts.publishers,
            "tables": counts.tables,
            "rows": counts.rows,
        },
        limits={"rows": MAX_PAGE_SIZE, "datasets": 100, "found": MOST_FOUND},
    )


@get("/datasets", sync_to_thread=True)
def datasets(
    *,
    site: TheSite,
    request: Asked,
    q: Annotated[str, QueryParameter(description="Words, in any of the languages.", max_length=400)] = "",
    theme: Annotated[str, QueryParameter(description="A theme's id.")] = "",
    publisher: Annotated[str, QueryParameter(description="A publisher's id.")] = "",
    format: Annotated[str, QueryParameter(description="A format, such as CSV.")] = "",  # noqa: A002 - the name on the wire
    table: Annotated[
        bool | None, QueryParameter(description="Only datasets with a table, or without.")
    ] = None,
    map: Annotated[bool | None, QueryParameter(description="Only datasets with places, or without.")] = None,  # noqa: A002 - the name on the wire
    history: Annotated[
        bool | None, QueryParameter(description="Only datasets with earlier versions, or without.")
    ] = None,
    freshness: Annotated[str, QueryParameter(description="day, week, month, year, or older.")] = "",
    frequency: Annotated[str, QueryParameter(description="Such as daily or monthly.")] = "",
    language: Annotated[str, QueryParameter(description="en, zh-Hant or zh-Hans.")] = "",
    licence: Annotated[str, QueryParameter(description="A licence's id.")] = "",
    quality: Annotated[str, QueryParameter(description="good, fair, poor or unknown.")] = "",
    district: Annotated[str, QueryParameter(description="A district's code, such as yau-tsim-mong.")] = "",
    bbox: Annotated[
        str, QueryParameter(description="west,south,east,north in degrees.", max_length=100)
    ] = "",
    since: Annotated[
        int | None, QueryParameter(ge=1000, le=9999, description="Reaching into this year.")
    ] = None,
    until: Annotated[int | None, QueryParameter(ge=1000, le=9999, description="Begun by this year.")] = None,
    page: Annotated[int, QueryParameter(ge=1, le=MOST_FOUND)] = 1,
    size: Annotated[int, QueryParameter(ge=1, le=100)] = 20,
) -> shapes.Found:
    """Search the catalogue; without words the newest come first. Facets count what each choice would leave."""
    site.pace.take(asker(request))
    chosen = {"theme": theme, "publisher": publisher, "format": format, "freshness": freshness}
    chosen |= {"frequency": frequency, "language": language, "licence": licence, "quality": quality}
    chosen |= _words({"table": table, "map": map, "history": history})
    question = Question(
        text=q,
        facets={name: value for name, value in chosen.items() if value},
        district=asked.district(district),
        box=asked.box(bbox),
        since=since,
        until=until,
        page=page,
        size=size,
    )
    if question.offset + size > MOST_FOUND:
        raise errors.ParameterInvalid(name="page", value=page, expected=f"page × size ≤ {MOST_FOUND}")
    found = find.find(site.platform, question)
    return _found(question, found, origin(site, request))


def _words(chosen: Mapping[str, bool | None]) -> dict[str, str]:
    return {name: "yes" if value else "no" for name, value in chosen.items() if value is not None}


def _found(question: Question, found: find.FoundPage, here: str) -> shapes.Found:
    return shapes.Found(
        total=found.total,
        page=question.page,
        size=question.size,
        datasets=[projected.summary(each, here) for each in found.hits],
        facets={
            name: [
                shapes.FacetValue(value=each.value, title=projected.words(each.title), count=each.count)
                for each in values
            ]
            for name, values in found.facets.items()
        },
        exact=found.exact,
        meant=found.meant or None,
        next=_next(here, question) if found.total > question.offset + question.size else None,
    )


def _next(here: str, question: Question) -> str:
    pairs = urls.question_pairs(replace(question, page=question.page + 1))
    pairs = [
        (name, {"yes": "true", "no": "false"}[value] if name in asked.YES_OR_NO else value)
        for name, value in pairs
    ]
    return f"{here}{projected.API}/datasets?{urlencode([*pairs, ('size', str(question.size))])}"


@get("/suggest", sync_to_thread=True)
def suggest(
    site: TheSite,
    request: Asked,
    q: Annotated[str, QueryParameter(description="What is typed so far.", min_length=1, max_length=100)],
) -> list[shapes.Suggestion]:
    """Say what the words typed so far may mean: publishers, themes, districts, stories, then datasets, the likeliest first."""
    site.pace.take(asker(request))
    here = origin(site, request)
    return [
        shapes.Suggestion(
            kind=each.kind,
            name=each.name,
            title=projected.words(each.title),
            url=projected.suggested_url(here, each, asked_language(request)),
        )
        for each in find.suggest(site.platform, q, SUGGESTED, titles(site.platform.settings))
    ]


@get("/embeddings.parquet", sync_to_thread=True, media_type=PARQUET)
def embeddings(site: TheSite) -> Response[bytes]:
    """Give what every dataset means as a vector, with the model that made it: where the server searches by meaning."""
    return Response(vectors.embeddings(site.platform), media_type=PARQUET)


@get("/datasets/{name:str}", sync_to_thread=True)
def dataset(site: TheSite, request: Asked, name: FromPath[str]) -> shapes.Dataset:
    """Give a dataset with its files, versions and tables."""
    view = read.dataset(site.platform, name)
    names = {key: read.file_name(each) for key, each in view.versions.items()}
    _dataset, score = scores.of_dataset(site.platform, name)
    return projected.dataset(view, names, origin(site, request), asked_language(request), score)


@get("/datasets/{name:str}/quality", sync_to_thread=True)
def dataset_quality(site: TheSite, request: Asked, name: FromPath[str]) -> grades.DatasetQuality:
    """Give how good a dataset is: six parts, every rule with what it saw, and what would raise it."""
    dataset, score = scores.of_dataset(site.platform, name)
    return grades.whole(dataset, score, asked_language(request))


@get("/quality", sync_to_thread=True)
def overall_quality(
    site: TheSite,
    request: Asked,
    publisher: Annotated[str, QueryParameter(description="A publisher's id.")] = "",
) -> grades.QualityOverview:
    """Give how good all datasets are, or a publisher's, and what to fix first."""
    return grades.overview(scores.overview(site.platform, publisher), asked_language(request))


@get("/distributions/{distribution_id:str}/versions", sync_to_thread=True)
def versions(site: TheSite, request: Asked, distribution_id: FromPath[str]) -> list[shapes.Version]:
    """Give every version of a file that is kept, the newest first."""
    here = origin(site, request)
    return [
        projected.version(each, read.file_name(each), here)
        for each in read.versions(site.platform, distribution_id)
    ]


@get("/publishers", sync_to_thread=True)
def publishers(site: TheSite) -> list[shapes.Named]:
    """Give the publishers with datasets, the most datasets first."""
    ranked = sorted(records.publishers(site.platform), key=lambda each: -each[1])
    return [projected.named(each, count) for each, count in ranked if count]


@get("/themes", sync_to_thread=True)
def themes(site: TheSite) -> list[shapes.Named]:
    """Give the themes, in the portal's order."""
    return [projected.named(each, count) for each, count in records.themes(site.platform)]


@get("/datasets/{name:str}/openapi.json", sync_to_thread=True)
def dataset_openapi(site: TheSite, request: Asked, name: FromPath[str]) -> dict[str, Any]:
    """Give the dataset's own small OpenAPI document, with its own columns."""
    return dataset_document(read.dataset(site.platform, name), origin(site, request))


@get("/openapi.json", sync_to_thread=False, include_in_schema=False)
def openapi(request: Asked) -> dict[str, Any]:
    """Give the OpenAPI document of all this."""
    return api_document(request.app)


HANDLERS = [
    openapi,
    dataset_openapi,
    dataset_quality,
    overall_quality,
    index,
    datasets,
    suggest,
    embeddings,
    dataset,
    versions,
    publishers,
    themes,
]
