"""A table's rows: a page of them, one, all as a file, and how often each value of a facet stands.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

import pyarrow as pa
from litestar import Request, Response, get
from litestar.params import FromPath

from praya.formats import export as formats_export
from praya.model.carried import carried
from praya.model.moment import CITY_TIME
from praya.model.query import Aggregate, Filter, Group, Query, Sort
from praya.model.table import ROW, Column, Table
from praya.services import ask
from praya.services.ask import ExportFormat
from praya.web.api.files import MEDIA_TYPES, Download, cited
from praya.web.api.native import projected
from praya.web.api.opendatasoft import times
from praya.web.api.opendatasoft.asking import CLAUSES, CONDITIONS, Given, Rows, asked, condition, given, row
from praya.web.api.opendatasoft.clauses import Output
from praya.web.api.opendatasoft.datasets import DATASETS, TheSite, found, sent
from praya.web.api.opendatasoft.failing import Answered, malformed, wrong
from praya.web.api.opendatasoft.where import About
from praya.web.download import sent as sent_file
from praya.web.origin import origin
from praya.web.view import Site

Asked = Request[Any, Any, Any]
FORMATS: Mapping[str, ExportFormat] = {
    "csv": "csv",
    "json": "json",
    "jsonl": "ndjson",
    "geojson": "geojson",
    "parquet": "parquet",
    "xlsx": "xlsx",
}
OF_FILES = CLAUSES | {"limit", "use_labels", "delimiter", "with_bom", "epsg", "compressed"}
DELIMITERS = (";", ",", "\t", "|")
FACETS, MOST_FACETS, MOST_VALUES = 10, 20, 1_000
_PLACE = 12
"""Digits of a row's place at most."""


@get(f"{DATASETS}/{{key:str}}/records", sync_to_thread=True)
def records(site: TheSite, request: Asked, key: FromPath[str]) -> Response[Any]:
    """Give a page of rows, or of rows taken together."""
    table = _table(site, key)
    rows = asked(given(request, CLAUSES | {"limit", "offset"}), table.schema, site.now())
    answer = ask.rows(site.platform, table, rows.query)
    results = [row(rows.outputs, each, projected.plain) for each in answer.rows[: rows.limit]]
    return sent({"total_count": answer.total, "results": results})


@get(f"{DATASETS}/{{key:str}}/records/{{place:str}}", sync_to_thread=True)
def record(site: TheSite, request: Asked, key: FromPath[str], place: FromPath[str]) -> Response[Any]:
    """Give the row at a place in its source, counting from 1."""
    table = _table(site, key)
    rows = asked(given(request, {"select"}), table.schema, site.now())
    there = place.isascii() and place.isdigit() and len(place) <= _PLACE
    here = ask.rows(
        site.platform, table, replace(rows.query, condition=Filter(ROW, "eq", place if there else "0"))
    )
    if not here.rows or rows.query.grouped:
        raise Answered(404, "NotFoundError", f"The record {place[:100]} does not exist.")
    return sent(row(rows.outputs, here.rows[0], projected.plain))


@get(f"{DATASETS}/{{key:str}}/exports", sync_to_thread=True)
def exports(site: TheSite, request: Asked, key: FromPath[str]) -> Response[Any]:
    """Tell the formats of files."""
    _table(site, key)
    given(request, ())
    here = origin(site, request) + request.url.path.rstrip("/")
    return sent({"links": [{"rel": each, "href": f"{here}/{each}"} for each in FORMATS]})


@get(f"{DATASETS}/{{key:str}}/exports/{{form:str}}", sync_to_thread=True)
def export(site: TheSite, request: Asked, key: FromPath[str], form: FromPath[str]) -> Response[Any]:
    """Give every row of an answer as a file."""
    wanted = FORMATS.get(form)
    if wanted is None:
        raise wrong("format", form, " or ".join(FORMATS))
    table = _table(site, key)
    told = given(request, OF_FILES)
    if told.one("epsg", "4326") != "4326":
        raise wrong("epsg", told.one("epsg"), "4326")
    if told.truth("compressed", default=False):
        raise wrong("compressed", "true", "false")
    rows = asked(told, table.schema, site.now(), export=True)
    if told.truth("use_labels", default=False):
        rows = replace(rows, outputs=_labelled(rows.outputs, table, told))
    chunks = _streamed(site, table, rows, _writer(table, rows, wanted, told))
    total = ask.count(site.platform, table, rows.query)
    download = Download(
        name=f"{table.name}.{form}",
        media_type=MEDIA_TYPES[wanted],
        chunks=chain([next(chunks, b"")], chunks),  # what fails does before the answer has begun
        rows=total if rows.limit is None else min(total, rows.limit),
    )
    return sent_file(request, download)


@get(f"{DATASETS}/{{key:str}}/facets", sync_to_thread=True)
def facets(site: TheSite, request: Asked, key: FromPath[str]) -> Response[Any]:
    """Give the values of facets among the rows that are asked for, the most frequent first."""
    table = _table(site, key)
    told = given(request, CONDITIONS | {"facet"})
    about = About(table.schema, site.now().astimezone(CITY_TIME).replace(tzinfo=None), told.zone)
    names = [each.strip() for one in told.every("facet") for each in one.split(",")] or facet_names(table)
    if len(names) > MOST_FACETS:
        raise wrong("facet", len(names), f"at most {MOST_FACETS}")
    only = Query(condition=condition(told, about)).checked(table.schema)
    chosen = {text.partition(":")[0]: text.partition(":")[2].strip('"') for text in told.every("refine")}
    listed = []
    for name in names:
        about.kind(name)
        listed.append({"name": name, "facets": _values(site, table, only, name, chosen.get(name))})
    return sent({"links": [], "facets": listed})


HANDLERS = [records, record, exports, export, facets]


def facet_names(table: Table) -> list[str]:
    """Return the columns that are facets unless told: those with few different values, and days."""
    held = table.profile.columns
    found = [
        each.name
        for each in table.schema.columns
        if each.type in times.TIMES
        or (each.type in ("string", "boolean") and each.name in held and held[each.name].top)
    ]
    return found[:FACETS]


def _table(site: Site, key: str) -> Table:
    _, table = found(site, key)
    if table is None:
        raise Answered(404, "NotFoundError", f"The dataset {key[:200]} has no records.")
    return table


def _values(site: Site, table: Table, only: Query, name: str, chosen: str | None) -> list[dict[str, Any]]:
    column = table.schema.column(name)
    by_year = column is not None and column.type in times.TIMES
    group = Group(name, "year" if by_year else None)
    query = replace(
        only,
        groups=(group,),
        aggregates=(Aggregate("count", alias="the count"),),
        sorts=(Sort("the count", descending=True),),
        size=MOST_VALUES,
    )
    listed = []
    for each in ask.rows(site.platform, table, query).rows:
        value = each[group.name]
        if value is None:
            continue
        said = _said(value, by_year=by_year)
        state = "refined" if said == chosen else "displayed"
        listed.append({"name": said, "value": said, "count": each["the count"], "state": state})
    return listed


def _said(value: Any, *, by_year: bool) -> str:  # noqa: ANN401 - of any type
    if by_year:
        return str(value.year)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _labelled(outputs: Iterable[Output], table: Table, told: Given) -> tuple[Output, ...]:
    def label(each: Output) -> Output:
        column: Column | None = table.schema.column(each.name)
        title = column.title.words(told.lang) if column and each.shown == each.name else ""
        return replace(each, shown=title or each.shown)

    found_ = tuple(label(each) for each in outputs)
    if len({each.shown for each in found_}) < len(found_):
        raise malformed("two columns of the answer have the same label")
    return found_


def _writer(
    table: Table, rows: Rows, wanted: ExportFormat, told: Given
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[bytes]]:
    delimiter = told.one("delimiter", ";")
    if delimiter not in DELIMITERS:
        raise wrong("delimiter", delimiter, " or ".join(map(repr, DELIMITERS)))
    marked = told.truth("with_bom", default=True)
    if wanted == "csv":
        return partial(formats_export.csv, delimiter=delimiter, marked=marked)
    own = [each.name for each in rows.outputs if each.name == each.shown]
    return ask.writer(table, own, wanted)


def _streamed(
    site: Site, table: Table, rows: Rows, write: Callable[[Iterable[pa.RecordBatch]], Iterator[bytes]]
) -> Iterator[bytes]:
    with ask.batches(site.platform, table, rows.query) as held:
        said = carried(cited(site, table), table)
        yield from write(each.replace_schema_metadata(said) for each in _shaped(held, rows))


def _shaped(batches: Iterable[pa.RecordBatch], rows: Rows) -> Iterator[pa.RecordBatch]:
    """Iterate over batches with the answer's columns, as many rows as are wanted, the first batch at least."""
    left = rows.limit
    for batch in batches:
        part = batch if left is None else batch.slice(0, left)
        names = [each.shown for each in rows.outputs]
        yield pa.RecordBatch.from_arrays([_column(part, each) for each in rows.outputs], names=names)
        if left is not None:
            left -= part.num_rows
            if left <= 0:
                return


def _column(batch: pa.RecordBatch, output: Output) -> pa.Array:
    held = batch.column(output.name)
    return pa.array([output.told(each) for each in held.to_pylist()]) if output.told else held
