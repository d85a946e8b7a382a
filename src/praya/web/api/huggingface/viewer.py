"""The dataset viewer: a dataset is `publisher/dataset`, its configurations are its tables, all in one split, `train`.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from litestar import Request, Response, get
from litestar.di import NamedDependency
from litestar.params import SkipValidation
from pyarrow import parquet

from praya.model import errors
from praya.model.query import Query, Sort, parse_expression
from praya.model.table import Table
from praya.services import ask
from praya.services.statistics import statistics
from praya.web.api.huggingface import cells
from praya.web.api.huggingface.failing import OPEN, Answered, invalid_parameter, missing_parameter, no_dataset
from praya.web.api.huggingface.numbers import described
from praya.web.api.huggingface.repository import SPLIT, Commit, commit, path_of, table_file
from praya.web.api.metadata import documents
from praya.web.origin import origin
from praya.web.view import Site

TheSite = NamedDependency[SkipValidation[Site]]
Asked = Request[Any, Any, Any]
Body = Response[dict[str, Any]]
PREFIX = "/hf"
MOST_ROWS = 100
DEEPEST = 1_000_000_000
_ORDER = re.compile(r'\s*(?:"((?:[^"]|"")+)"|(\w+))\s*(ASC|DESC)?\s*', re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Split:
    """A table that is asked, and the dataset it belongs to."""

    held: Commit
    table: Table


@get("/splits", sync_to_thread=True)
def splits(site: TheSite, request: Asked) -> Body:
    """List the splits of a dataset, or of one configuration."""
    held = _dataset(site, request)
    return _sent(
        {"splits": [_named(held, each) for each in _tables(held, request)], "pending": [], "failed": []}
    )


@get("/first-rows", sync_to_thread=True)
def first_rows(site: TheSite, request: Asked) -> Body:
    """Give the first hundred rows of a split."""
    split = _split(site, request)
    body = _rows(site, split, Query(size=MOST_ROWS), MOST_ROWS)
    return _sent(
        {
            **_named(split.held, split.table),
            "features": body["features"],
            "rows": body["rows"],
            "truncated": split.table.rows > MOST_ROWS,
        }
    )


@get("/rows", sync_to_thread=True)
def rows(site: TheSite, request: Asked) -> Body:
    """Give a stretch of a split's rows."""
    split = _split(site, request)
    offset, length = _page(request)
    return _sent(_rows(site, split, Query(offset=offset), length))


@get("/search", sync_to_thread=True)
def search(site: TheSite, request: Asked) -> Body:
    """Give the rows in whose texts every word of a query stands, in the table's order."""
    split = _split(site, request)
    words = " ".join(_required(request, "query").split())[:200]
    offset, length = _page(request)
    return _sent(_rows(site, split, Query(text=words, offset=offset), length))


@get("/filter", sync_to_thread=True)
def filtered(site: TheSite, request: Asked) -> Body:
    """Give the rows that a condition lets through, or all of them in another order."""
    split = _split(site, request)
    where = request.query_params.get("where", "").strip()
    order = request.query_params.get("orderby", "").strip()
    if not where and not order:
        raise missing_parameter("where")
    offset, length = _page(request)
    query = Query(
        condition=parse_expression(where) if where else None,
        sorts=(_sort(order),) if order else (),
        offset=offset,
    )
    return _sent(_rows(site, split, query, length))


@get("/statistics", sync_to_thread=True)
def statistics_of(site: TheSite, request: Asked) -> Body:
    """Give what each column of a split holds."""
    split = _split(site, request)
    found = statistics(site.platform, split.table)
    listed = [described(each, split.table.rows) for each in found]
    return _sent({"num_examples": split.table.rows, "statistics": listed, "partial": False})


@get("/parquet", sync_to_thread=True)
def parquet_files(site: TheSite, request: Asked) -> Body:
    """List the Parquet files of a dataset, or of one configuration."""
    held = _dataset(site, request)
    files = []
    for each in _tables(held, request):
        kept = table_file(site.platform, held, each)
        address = (
            f"{origin(site, request)}{PREFIX}/datasets/{held.repository}/resolve/refs%2Fconvert%2Fparquet"
        )
        url = f"{address}/{path_of(each.name)}"
        files.append({**_named(held, each), "url": url, "filename": "0000.parquet", "size": kept.bytes})
    return _sent({"parquet_files": files, "pending": [], "failed": [], "partial": False})


@get("/size", sync_to_thread=True)
def size(site: TheSite, request: Asked) -> Body:
    """Give how large a dataset, its configurations and their splits are."""
    held = _dataset(site, request)
    listed = [_sized(site, held, each) for each in _tables(held, request)]
    configs = [{key: value for key, value in each.items() if key != "split"} for each in listed]
    sizes: dict[str, Any] = {"splits": listed}
    if request.query_params.get("config"):
        sizes = {"config": configs[0], **sizes}
    else:
        counted = ("num_bytes_parquet_files", "num_bytes_memory", "num_rows")
        whole = {name: sum(each[name] for each in listed) for name in counted}
        originals = sum(each.bytes for each in held.view.versions.values())
        whole |= {"num_bytes_original_files": originals, "estimated_num_rows": None}
        sizes = {"dataset": {"dataset": held.repository, **whole}, "configs": configs, **sizes}
    return _sent({"size": sizes, "pending": [], "failed": [], "partial": False})


@get("/info", sync_to_thread=True)
def info(site: TheSite, request: Asked) -> Body:
    """Give what `datasets` knows of a dataset: features, splits, sizes, terms."""
    held = _dataset(site, request)
    found = {each.name: _info(site, held, each) for each in _tables(held, request)}
    if request.query_params.get("config"):
        return _sent({"dataset_info": next(iter(found.values())), "partial": False})
    return _sent({"dataset_info": found, "pending": [], "failed": [], "partial": False})


@get("/is-valid", sync_to_thread=True)
def is_valid(site: TheSite, request: Asked) -> Body:
    """Tell what can be asked of a dataset: everything, where it has a table."""
    there = bool(_tables(_dataset(site, request), request, needed=False))
    names = ("viewer", "preview", "search", "filter", "statistics")
    return _sent(dict.fromkeys(names, there))


@get("/croissant", sync_to_thread=True)
def croissant(site: TheSite, request: Asked) -> Response[bytes]:
    """Describe a dataset as Croissant, its files where they lie in this server."""
    held = _dataset(site, request)
    body = documents.croissant_of(site, origin(site, request), held.view.dataset.name)
    return Response(body, media_type="application/ld+json", headers=OPEN)


@get("/opt-in-out-urls", sync_to_thread=True)
def opt_in_out_urls(site: TheSite, request: Asked) -> Body:
    """Say that nobody has looked at pictures' addresses here."""
    _dataset(site, request)
    raise _not_done("Addresses of pictures are not looked up at any registry of consent here.")


@get("/presidio-entities", sync_to_thread=True)
def presidio_entities(site: TheSite, request: Asked) -> Body:
    """Say that nobody has looked for personal data in this way."""
    _dataset(site, request)
    raise _not_done("Cells are not scanned for personal data with Presidio here.")


HANDLERS = [
    splits,
    first_rows,
    rows,
    search,
    filtered,
    statistics_of,
    parquet_files,
    size,
    info,
    is_valid,
    croissant,
    opt_in_out_urls,
    presidio_entities,
]


def _dataset(site: Site, request: Asked) -> Commit:
    owner, _, name = _required(request, "dataset").partition("/")
    try:
        return commit(site.platform, owner, name)
    except errors.Missing as error:
        raise no_dataset(with_token="authorization" in request.headers) from error


def _tables(held: Commit, request: Asked, *, needed: bool = True) -> tuple[Table, ...]:
    """Return the tables that are asked about; one at least, where they are needed."""
    config = request.query_params.get("config", "")
    found = tuple(each for each in held.view.tables if config in ("", each.name))
    if config and not found:
        message = f"The config '{config[:100]}' does not exist for the dataset '{held.repository}'."
        raise Answered(HTTPStatus.NOT_FOUND, "ConfigNotFoundError", message)
    if needed and not found:
        raise Answered(HTTPStatus.NOT_FOUND, "EmptyDatasetError", "The dataset is empty.")
    return found


def _split(site: Site, request: Asked) -> _Split:
    _, config, split = (_required(request, each) for each in ("dataset", "config", "split"))
    held = _dataset(site, request)
    table = _tables(held, request)[0]
    if split != SPLIT:
        message = f"The split '{split[:100]}' does not exist for the config '{config}' of the dataset."
        raise Answered(HTTPStatus.NOT_FOUND, "SplitNotFoundError", message)
    return _Split(held, table)


def _rows(site: Site, split: _Split, query: Query, length: int) -> dict[str, Any]:
    held = cells.features(table_file(site.platform, split.held, split.table).path)
    answer = ask.rows(site.platform, split.table, replace(query, size=max(length, 1)))
    return {
        "features": cells.listed(held),
        "rows": cells.rows(answer.rows[:length], list(held)),
        "num_rows_total": answer.total,
        "num_rows_per_page": MOST_ROWS,
        "partial": False,
    }


def _sized(site: Site, held: Commit, table: Table) -> dict[str, Any]:
    kept = table_file(site.platform, held, table)
    about = parquet.read_metadata(kept.path)
    return {
        **_named(held, table),
        "num_bytes_parquet_files": kept.bytes,
        "num_bytes_memory": _unpacked(about),
        "num_rows": table.rows,
        "num_columns": about.num_columns,
        "estimated_num_rows": None,
    }


def _unpacked(about: parquet.FileMetaData) -> int:
    """Return how many bytes the values take before they are compressed, which is near what they take in memory."""
    return sum(about.row_group(each).total_byte_size for each in range(about.num_row_groups))


def _info(site: Site, held: Commit, table: Table) -> dict[str, Any]:
    kept = table_file(site.platform, held, table)
    about = parquet.read_metadata(kept.path)
    dataset, licence = held.view.dataset, held.view.licence
    unpacked = _unpacked(about)
    split = {"name": SPLIT, "num_bytes": unpacked, "num_examples": table.rows, "dataset_name": dataset.name}
    return {
        "description": dataset.description.words("en"),
        "citation": "",
        "homepage": dataset.landing_url,
        "license": licence.url or licence.id,
        "features": cells.features(kept.path),
        "builder_name": "parquet",
        "dataset_name": dataset.name,
        "config_name": table.name,
        "version": {"version_str": f"{table.version}.0.0", "major": table.version, "minor": 0, "patch": 0},
        "splits": {SPLIT: split},
        "download_size": kept.bytes,
        "dataset_size": unpacked,
    }


def _named(held: Commit, table: Table) -> dict[str, Any]:
    return {"dataset": held.repository, "config": table.name, "split": SPLIT}


def _required(request: Asked, name: str) -> str:
    value: str = request.query_params.get(name, "")
    if not value.strip():
        raise missing_parameter(name)
    return value


def _page(request: Asked) -> tuple[int, int]:
    """Return offset and length."""
    found = []
    for name, default, most in (("offset", 0, DEEPEST), ("length", MOST_ROWS, MOST_ROWS)):
        text = request.query_params.get(name, "") or str(default)
        if not re.fullmatch(r"-?[0-9]{1,18}", text):
            raise invalid_parameter(f"Parameter '{name}' must be an integer")
        if int(text) < 0:
            raise invalid_parameter(f"Parameter '{name}' must be positive")
        if int(text) > most:
            raise invalid_parameter(f"Parameter '{name}' must not be greater than {most}")
        found.append(int(text))
    return found[0], found[1]


def _sort(text: str) -> Sort:
    match = _ORDER.fullmatch(text)
    if match is None:
        raise invalid_parameter("Parameter 'orderby' is invalid")
    name = match[1].replace('""', '"') if match[1] else match[2]
    return Sort(name, descending=(match[3] or "").upper() == "DESC")


def _not_done(message: str) -> Answered:
    return Answered(HTTPStatus.NOT_IMPLEMENTED, "NotSupportedError", message)


def _sent(body: Mapping[str, Any]) -> Body:
    return Response(dict(body), headers={**OPEN, "cache-control": "no-cache"})
