"""Tables: what they are, their rows through every question, and how they changed.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from dataclasses import replace
from hashlib import sha256
from typing import Annotated, Any, TypeVar
from urllib.parse import parse_qsl, urlencode

from litestar import MediaType, Request, Response, get
from litestar.params import FromPath, QueryParameter

from praya.model.moment import parse_as_of
from praya.model.query import Aggregate, Group, Query, Sort
from praya.model.report import report_to_json
from praya.model.table import Table
from praya.services import ask, diff, read, sql, story
from praya.services.ask import ExportFormat
from praya.web.api.files import export
from praya.web.api.native import projected, shapes
from praya.web.api.native.given import TheQuery, TheSite
from praya.web.api.problem import asked_language
from praya.web.download import sent
from praya.web.origin import origin
from praya.web.view import Site

T = TypeVar("T")
Asked = Request[Any, Any, Any]
AsOf = Annotated[
    str, QueryParameter(description="A version's number, a day, or a moment; the latest unless told.")
]
VALUES = 100
TABLES, MOST_TABLES = 100, 500
"""Of one page, unless told, and at most."""
MOST_PAGES = 1_000_000


@get("/tables", sync_to_thread=True)
def tables(
    site: TheSite,
    request: Asked,
    page: Annotated[int, QueryParameter(ge=1, le=MOST_PAGES)] = 1,
    size: Annotated[int, QueryParameter(ge=1, le=MOST_TABLES, description="Tables a page.")] = TABLES,
) -> shapes.Tables:
    """Give the tables that can be asked, by name."""
    here = origin(site, request)
    found, total = sql.page_of_tables(site.platform, offset=(page - 1) * size, limit=size)
    following = urlencode({"page": page + 1, "size": size}) if total > page * size else ""
    return shapes.Tables(
        total=total,
        page=page,
        size=size,
        tables=[
            projected.table_summary(
                here,
                name=each.name,
                title=each.title,
                dataset=each.dataset_name,
                rows=each.rows,
                columns=len(each.columns),
            )
            for each in found
        ],
        next=f"{here}{projected.API}/tables?{following}" if following else None,
    )


@get("/tables/{name:str}", sync_to_thread=True)
def table(site: TheSite, request: Asked, name: FromPath[str], as_of: AsOf = "") -> Response[shapes.Table]:
    """Give a table's columns, notes, places and exports, as of a version or a moment."""
    found = _table(site, name, as_of)
    unchanged = _unchanged(request, found)
    if unchanged:
        return unchanged
    owner, version = read.owner(site.platform, found)
    here = origin(site, request)
    since = projected.version(version, read.file_name(version), here)
    return _tagged(request, found, projected.table_of(found, owner.name, since, here))


@get("/tables/{name:str}/profile", sync_to_thread=True)
def profile(site: TheSite, request: Asked, name: FromPath[str], as_of: AsOf = "") -> Response[shapes.Profile]:
    """Give what each column holds: counts, bounds, quantiles, a histogram, its frequent values."""
    found = _table(site, name, as_of)
    return _unchanged(request, found) or _tagged(request, found, projected.profile(found))


@get("/tables/{name:str}/report", sync_to_thread=True)
def report(site: TheSite, request: Asked, name: FromPath[str], as_of: AsOf = "") -> Response[dict[str, Any]]:
    """Give how a table was read: every decision with its reason, in the asker's language (docs/reading.md)."""
    found = _table(site, name, as_of)
    lang = asked_language(request)
    told = report_to_json(read.report(site.platform, found.name, found.version), lang)
    return _tagged(request, found, told, {"content-language": lang, "vary": "Accept-Language"})


@get("/tables/{name:str}/versions", sync_to_thread=True)
def table_versions(site: TheSite, request: Asked, name: FromPath[str]) -> list[shapes.Version]:
    """Give the versions that a table is part of, the first first."""
    here = origin(site, request)
    return [
        projected.version(each, read.file_name(each), here) for each in read.timeline(site.platform, name)
    ]


@get("/tables/{name:str}/rows", sync_to_thread=True)
def rows(site: TheSite, request: Asked, name: FromPath[str], page_of_rows: TheQuery) -> Response[shapes.Rows]:
    """Give one page of a table's rows, filtered, grouped, ordered, as of any time; counts are exact."""
    query = page_of_rows
    found = _table(site, name, query.as_of)
    unchanged = _unchanged(request, found)
    if unchanged:
        return unchanged
    answer = ask.rows(site.platform, found, query)
    where = f"{projected.table_url(origin(site, request), found.name)}/rows"
    pinned = replace(query, as_of=str(found.version))
    following: Query | None = None
    if answer.next:
        following = replace(pinned, after=answer.next, offset=0, as_of="")
    elif query.offset + query.size < answer.total and not query.after and (query.grouped or query.distinct):
        following = replace(pinned, offset=query.offset + query.size)
    body = shapes.Rows(
        table=found.name,
        version=found.version,
        total=answer.total,
        rows=[projected.without_ours(row, query.columns if not query.grouped else ()) for row in answer.rows],
        next=f"{where}?{following}" if following else None,
        permalink=f"{where}?{pinned}",
    )
    return _tagged(request, found, body, {"praya-rows": str(answer.total)})


@get("/tables/{name:str}/export", sync_to_thread=True)
def export_rows(
    site: TheSite,
    request: Asked,
    name: FromPath[str],
    rows: TheQuery,
    format: Annotated[ExportFormat, QueryParameter()] = "csv",  # noqa: A002 - the name on the wire
) -> Response[bytes]:
    """Give all rows of an answer as a file, streamed and without limit; `praya-rows` tells how many come."""
    return sent(request, export(site, name, format, rows))


@get("/tables/{name:str}/distinct/{column:str}", sync_to_thread=True)
def distinct(
    *,
    site: TheSite,
    request: Asked,
    name: FromPath[str],
    column: FromPath[str],
    rows: TheQuery,
    size: Annotated[int, QueryParameter(ge=1, le=500)] = VALUES,
) -> Response[shapes.Distinct]:
    """Give the different values of a column among the rows asked for, the most frequent first."""
    found = _table(site, name, rows.as_of)
    query = replace(
        rows.only_rows(),
        groups=(Group(column),),
        aggregates=(Aggregate("count", alias="_count"),),
        sorts=(Sort("_count", descending=True),),
        size=size,
    )
    answer = ask.rows(site.platform, found, query)
    body = shapes.Distinct(
        table=found.name,
        version=found.version,
        column=column,
        total=answer.total,
        values=[
            shapes.Value(value=projected.plain(row[column]), count=int(str(row["_count"])))
            for row in answer.rows
        ],
    )
    return _tagged(request, found, body)


@get("/tables/{name:str}/diff", sync_to_thread=True)
def differences(
    *,
    site: TheSite,
    request: Asked,
    name: FromPath[str],
    before: Annotated[
        str, QueryParameter(name="from", description="A version's number, a day, or a moment.")
    ],
    after: Annotated[str, QueryParameter(name="to", description="The same; the latest unless told.")] = "",
    key: Annotated[str, QueryParameter(description="Columns that tell which row is which.")] = "",
    offset: Annotated[int, QueryParameter(ge=0, le=1_000_000_000)] = 0,
    size: Annotated[int, QueryParameter(ge=1, le=500)] = 200,
) -> shapes.Diff:
    """Give what two versions of a table differ in: their columns, and their rows."""
    found = diff.diff(
        site.platform,
        name,
        parse_as_of(before) or 1,
        parse_as_of(after),
        key=tuple(each for each in key.split(",") if each),
        offset=offset,
        limit=size,
    )
    differing = found.added + found.removed + found.changed
    pairs = {**dict(parse_qsl(request.url.query)), "offset": str(offset + size)}
    where = f"{projected.table_url(origin(site, request), name)}/diff"
    return shapes.Diff(
        table=name,
        before=found.before.version,
        after=found.after.version,
        columns=[
            shapes.ColumnChange(
                kind=each.kind,
                severity=each.severity,
                before=each.before.name if each.before else None,
                after=each.after.name if each.after else None,
                types=[side.type for side in (each.before, each.after) if side],
            )
            for each in found.schema
        ],
        key=list(found.key),
        added=found.added,
        removed=found.removed,
        changed=found.changed,
        rows=[
            shapes.RowChange(
                kind=each.kind,
                before=projected.without_ours(each.before) if each.before else None,
                after=projected.without_ours(each.after) if each.after else None,
                columns=list(each.columns),
            )
            for each in found.rows
        ],
        next=f"{where}?{urlencode(pairs)}" if offset + size < differing else None,
    )


@get("/tables/{name:str}/story", sync_to_thread=True)
def row_story(
    site: TheSite,
    request: Asked,
    name: FromPath[str],
    key: Annotated[
        list[str],
        QueryParameter(description="`column,value`, once for each column that tells which row it is."),
    ],
) -> shapes.Story:
    """Give one row through all versions of its table."""
    given = dict(each.partition(",")[::2] for each in key)
    told = story.story(site.platform, name, read.timeline(site.platform, name), given)
    here = origin(site, request)
    return shapes.Story(
        table=told.table,
        key=dict(told.key),
        chapters=[
            shapes.Chapter(
                first=projected.version(each.first, read.file_name(each.first), here),
                last=projected.version(each.last, read.file_name(each.last), here),
                rows=[projected.without_ours(row) for row in each.rows],
                changed=list(each.changed),
            )
            for each in told.chapters
        ],
        more=told.more,
    )


HANDLERS = [
    tables,
    table,
    profile,
    report,
    table_versions,
    rows,
    export_rows,
    distinct,
    differences,
    row_story,
]


def _table(site: Site, name: str, as_of: str) -> Table:
    return read.table(site.platform, name, parse_as_of(as_of))


def _tag(request: Asked, table: Table) -> str:
    """Return what names this answer: it is the same as long as the version, the question and the language are."""
    asked = f"{request.url.path}?{request.url.query}\n{asked_language(request)}"
    return f'W/"{table.version}-{sha256(asked.encode()).hexdigest()[:16]}"'


def _unchanged(request: Asked, table: Table) -> Response[Any] | None:
    """Return the short answer for a program that has this one already."""
    tag = _tag(request, table)
    if tag not in (each.strip() for each in request.headers.get("if-none-match", "").split(",")):
        return None
    return Response(None, status_code=304, headers={"etag": tag})


def _tagged(request: Asked, table: Table, body: T, headers: dict[str, str] | None = None) -> Response[T]:
    return Response(
        body,
        media_type=MediaType.JSON,
        headers={"etag": _tag(request, table), "cache-control": "no-cache", **(headers or {})},
    )
