"""What handlers are given: the site, and the question of a request as a value.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from typing import Annotated, Any
from urllib.parse import parse_qsl

from litestar import Request
from litestar.di import NamedDependency
from litestar.params import QueryParameter, SkipValidation

from praya.model.query import MAX_PAGE_SIZE, OPERATORS, Query, parse
from praya.web.view import Site

TheSite = NamedDependency[SkipValidation[Site]]
TheQuery = NamedDependency[SkipValidation[Query]]
_OPERATORS = ", ".join(f"`{each}`" for each in OPERATORS)


def provide_rows(
    *,
    request: Request[Any, Any, Any],
    where: Annotated[
        list[str] | None,
        QueryParameter(
            description=f"`column,operator,value`; all must hold. Operators: {_OPERATORS}; "
            "several values are separated by `|`.",
        ),
    ] = None,
    condition: Annotated[
        str | None,
        QueryParameter(
            name="filter",
            description="A condition in CQL2's text form: `district = 'Sha Tin' OR NOT (year BETWEEN 2020 AND 2022)`.",
        ),
    ] = None,
    q: Annotated[
        str | None, QueryParameter(description="Words that each stand in one of a row's texts.")
    ] = None,
    bbox: Annotated[
        str | None, QueryParameter(description="Places that touch west,south,east,north in WGS84 degrees.")
    ] = None,
    near: Annotated[
        str | None, QueryParameter(description="Points within longitude,latitude,metres.")
    ] = None,
    columns: Annotated[
        str | None, QueryParameter(description="Only these columns, separated by commas.")
    ] = None,
    distinct: Annotated[
        str | None, QueryParameter(description="`true`: each different row of these columns once.")
    ] = None,
    group: Annotated[
        str | None,
        QueryParameter(
            description="Columns to take rows together by; of dates also `day:month`, `day:year`, …"
        ),
    ] = None,
    aggregate: Annotated[
        str | None,
        QueryParameter(
            description="What is counted of each group: `count`, `avg:speed`, `max:speed:fastest`, …"
        ),
    ] = None,
    sort: Annotated[str | None, QueryParameter(description="Columns, `-` before one that falls.")] = None,
    as_of: Annotated[
        str | None,
        QueryParameter(description="A version's number, a day, or a moment; the latest unless told."),
    ] = None,
) -> Query:
    """Return the question that the parameters say; they are declared here for the OpenAPI document."""
    del where, condition, q, bbox, near, columns, distinct, group, aggregate, sort, as_of
    return parse(parse_qsl(request.url.query, keep_blank_values=True))


def provide_page(
    *,
    request: Request[Any, Any, Any],
    rows: NamedDependency[SkipValidation[Query]],
    size: Annotated[int | None, QueryParameter(ge=1, le=MAX_PAGE_SIZE, description="Rows a page.")] = None,
    page: Annotated[int | None, QueryParameter(ge=1, le=1_000_000_000)] = None,
    offset: Annotated[int | None, QueryParameter(ge=0, le=1_000_000_000)] = None,
    after: Annotated[
        str | None,
        QueryParameter(
            description="The cursor in an answer's `next`: as fast on the last page as on the first."
        ),
    ] = None,
) -> Query:
    """Return the question with the page it asks for."""
    del request, size, page, offset, after
    return rows
