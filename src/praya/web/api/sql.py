"""SQL over every open table, and queries that are kept under a name: each runs in a process of its own.

An answer's cost is bounded whoever asks: so many at once, so long, so much memory, so many rows (docs/sql.md). Who
hangs up is no longer waited for: what runs for them ends.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from collections.abc import AsyncIterator, Mapping
from functools import partial
from itertools import chain
from typing import Annotated, Any
from urllib.parse import urlencode

import msgspec
import orjson
from anyio import to_thread
from litestar import HttpMethod, Request, Response, Router, get, post, route
from litestar.params import FromPath, JSONBody, QueryParameter
from litestar.response import Stream

from praya.formats.export import plain
from praya.model import errors
from praya.model.carried import carried_result
from praya.model.kept import RESERVED, KeptQuery, bound
from praya.model.moment import parse_as_of
from praya.services import queries, read, sql
from praya.web.api import problem
from praya.web.api.files import MEDIA_TYPES, cited
from praya.web.api.native.given import TheSite
from praya.web.api.sql_shapes import ROWS, QueryParameterShape, QueryShape, SqlCost, SqlQuestion, SqlScan
from praya.web.kept import KEPT
from praya.web.origin import origin
from praya.web.turns import in_turn
from praya.web.view import Site

Request_ = Request[Any, Any, Any]
MOST_ROWS = 50_000
"""Of an answer as `rows`, which is held in memory; files have more."""
LONGEST_LINK = 4_000
MOST_BODY = 1 << 20
PREFLIGHT = {
    "access-control-allow-origin": "*",
    "access-control-allow-methods": "GET, POST, OPTIONS",
    "access-control-allow-headers": "content-type, accept-language",
    "access-control-max-age": "86400",
}


@post("/sql", status_code=200)
async def post_sql(site: TheSite, request: Request_, data: JSONBody[SqlQuestion]) -> Response[Any]:
    """Answer one SELECT over the open tables, as rows or as a file."""
    return await _answer(site, request, _asked(data), data.format)


@get("/sql", opt=KEPT)
async def get_sql(
    *,
    site: TheSite,
    request: Request_,
    q: Annotated[str, QueryParameter(description="One SELECT.")],
    parameters: Annotated[str, QueryParameter(description="A JSON object or list of values.")] = "{}",
    as_of: Annotated[str, QueryParameter(description="A version's number, a day, or a moment.")] = "",
    version: Annotated[
        list[str] | None, QueryParameter(description="`table:number`, for single tables.")
    ] = None,
    limit: Annotated[int | None, QueryParameter(ge=0, description="Rows.")] = None,
    wanted: Annotated[str, QueryParameter(name="format", description="`rows`, or a file's ending.")] = ROWS,
) -> Response[Any]:
    """Answer a short statement by its address: a permalink where versions are told."""
    try:
        given = msgspec.json.decode(parameters, type=SqlQuestion.__annotations__["parameters"])
    except msgspec.MsgspecError as error:
        raise errors.ParameterInvalid(
            name="parameters", value=parameters[:200], expected="a JSON object or list of values"
        ) from error
    data = SqlQuestion(
        sql=q, parameters=given, as_of=as_of, versions=_versions(version or []), limit=limit, format=wanted
    )
    return await _answer(site, request, _asked(data), wanted)


@post("/sql/cost", status_code=200)
async def cost(site: TheSite, request: Request_, data: JSONBody[SqlQuestion]) -> SqlCost:
    """Say what a statement would read at most; it is parsed and checked, and not run."""
    scans = await in_turn(site, request, partial(sql.cost, site.platform, _asked(data)))
    limits = site.platform.sandbox.limits
    return SqlCost(
        tables=[SqlScan(each.name, each.version, each.rows, each.bytes) for each in scans],
        rows=sum(each.rows for each in scans),
        bytes=sum(each.bytes for each in scans),
        limits={
            "seconds": limits.seconds,
            "memory": limits.memory,
            "rows": limits.rows,
            "bytes": limits.bytes,
            "at_once": limits.at_once,
        },
    )


@route(["/sql", "/sql/cost"], http_method=[HttpMethod.OPTIONS], include_in_schema=False, sync_to_thread=False)
def preflight() -> Response[None]:
    """Let browsers of other sites ask."""
    return Response(None, status_code=204, headers=PREFLIGHT)


@get("/queries", sync_to_thread=True)
def every_query(site: TheSite, request: Request_) -> list[QueryShape]:
    """Give the queries that are kept, each with what it is given."""
    here = origin(site, request)
    return [_shape(each, here) for each in queries.every(site.platform)]


@get("/queries/{name:str}", opt=KEPT)
async def run_query(
    site: TheSite,
    request: Request_,
    name: FromPath[str],
    as_of: Annotated[str, QueryParameter(description="As of when, where the query does not say.")] = "",
    limit: Annotated[int | None, QueryParameter(ge=0, description="Rows.")] = None,
) -> Response[Any]:
    """Answer a kept query: its parameters stand in the address; `.csv`, `.parquet` … after its name give a file."""
    slug, _, ending = name.partition(".")
    kept = await to_thread.run_sync(queries.find, site.platform, slug)
    given = {key: value for key, value in request.query_params.items() if key not in RESERVED}
    asked = sql.Asked(
        text=kept.text,
        parameters=bound(kept.parameters, given),
        as_of=parse_as_of(as_of or kept.as_of),
        versions={} if as_of else kept.versions,
        limit=limit,
    )
    return await _answer(site, request, asked, ending or ROWS)


ROUTER = Router(
    path="/api/v1",
    route_handlers=[preflight, post_sql, get_sql, cost, every_query, run_query],
    exception_handlers={Exception: problem.answer},
    include_in_schema=True,
    request_max_body_size=MOST_BODY,
)


def _asked(data: JSONBody[SqlQuestion]) -> sql.Asked:
    given = data.parameters
    values = given if isinstance(given, dict) else {str(at): each for at, each in enumerate(given, 1)}
    return sql.Asked(
        text=data.sql,
        parameters=values,
        as_of=parse_as_of(data.as_of),
        versions={name.casefold(): number for name, number in data.versions.items()},
        limit=data.limit,
    )


def _versions(pairs: list[str]) -> dict[str, int]:
    found = {}
    for pair in pairs:
        name, _, number = pair.rpartition(":")
        if not (name and number.isascii() and number.isdigit()):
            raise errors.ParameterInvalid(name="version", value=pair, expected="table:number")
        found[name.casefold()] = int(number)
    return found


async def _answer(site: Site, request: Request_, asked: sql.Asked, wanted: str) -> Response[Any]:
    """Answer with rows in memory, or with a file as it comes."""
    file = next((each for each in sql.FORMATS if each == wanted), None)
    if file is None and wanted != ROWS:
        raise errors.ParameterInvalid(name="format", value=wanted, expected=", ".join((ROWS, *sql.FORMATS)))
    if file is None:
        limit = min(1_000 if asked.limit is None else asked.limit, MOST_ROWS)
        bounded = sql.Asked(
            text=asked.text,
            parameters=asked.parameters,
            as_of=asked.as_of,
            versions=asked.versions,
            limit=limit,
        )
        return await in_turn(site, request, partial(_rows, site, request, bounded))
    return await in_turn(site, request, partial(_file, site, asked, file))


def _rows(site: Site, request: Request_, asked: sql.Asked, interest: sql.Interest) -> Response[bytes]:
    answered = sql.ask(site.platform, asked, interest)
    with_rows = [row for batch in answered.batches for row in batch.to_pylist()]
    columns = [
        {"name": name, "type": kind} for name, kind in zip(answered.columns, answered.types, strict=True)
    ]
    body = {
        "columns": columns,
        "rows": with_rows,
        "more": answered.more,
        "limit": asked.limit,
        "versions": answered.versions,
        "permalink": _permalink(origin(site, request), asked, answered.versions),
    }
    text = orjson.dumps(body, default=plain, option=orjson.OPT_NON_STR_KEYS)
    return Response(text, media_type="application/json", headers=_headers(answered, asked.limit))


def _file(site: Site, asked: sql.Asked, wanted: sql.Format, interest: sql.Interest) -> Response[Any]:
    answered = sql.ask(site.platform, asked, interest)
    read_from = [read.table(site.platform, name, number) for name, number in answered.versions.items()]
    said = carried_result(asked.text, ((cited(site, each), each) for each in read_from))
    chunks = sql.written(answered, wanted, said)
    begun = chain([next(chunks, b"")], chunks)  # what fails before the first rows is answered as a failure
    headers = _headers(answered, asked.limit or site.platform.sandbox.limits.rows)
    headers["content-disposition"] = f"attachment; filename=query.{wanted}"
    return Stream(
        _pieces(answered, begun, whole=asked.limit is None), media_type=MEDIA_TYPES[wanted], headers=headers
    )


def _headers(answered: sql.Answered, limit: int | None) -> dict[str, str]:
    return {
        "access-control-allow-origin": "*",
        "access-control-expose-headers": "praya-row-limit, praya-versions",
        "praya-row-limit": str(limit),
        "praya-versions": urlencode(answered.versions),
        "cache-control": "no-store" if answered.changing else "no-cache",
    }


async def _pieces(answered: sql.Answered, chunks: "chain[bytes]", *, whole: bool) -> AsyncIterator[bytes]:
    """Yield a file's pieces; end what runs when the reader has gone.

    Where a whole answer was asked for and a limit cut rows off, the file is broken off: no half passes for the whole.
    """
    try:
        while (piece := await to_thread.run_sync(next, chunks, None, abandon_on_cancel=True)) is not None:
            yield piece
        if whole and answered.more:
            raise errors.SqlTooHeavy(seconds=0, megabytes=0)
    finally:
        answered.close()


def _permalink(here: str, asked: sql.Asked, versions: Mapping[str, int]) -> str | None:
    """Return the address of the same statement about the same versions, for ever; None where it would be too long."""
    pairs = [("q", asked.text)]
    if asked.parameters:
        pairs.append(("parameters", orjson.dumps(asked.parameters).decode()))
    pairs += [("version", f"{name}:{number}") for name, number in sorted(versions.items())]
    if asked.limit is not None:
        pairs.append(("limit", str(asked.limit)))
    link = f"{here}/api/v1/sql?{urlencode(pairs)}"
    return link if len(link) <= LONGEST_LINK else None


def _shape(kept: KeptQuery, here: str) -> QueryShape:
    return QueryShape(
        name=kept.slug,
        sql=kept.text,
        parameters=[QueryParameterShape(each.name, each.type, each.default) for each in kept.parameters],
        as_of=kept.as_of,
        versions=dict(kept.versions),
        created=kept.created.isoformat(),
        url=f"{here}/api/v1/queries/{kept.slug}",
    )
