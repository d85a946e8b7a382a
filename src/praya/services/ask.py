"""Ask a table: one page of its rows, or all that a question lets through as a file."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BufferedReader
from types import MappingProxyType
from typing import TYPE_CHECKING, BinaryIO, Literal, get_args

from praya.formats import export as formats_export
from praya.formats import footer
from praya.formats.spreadsheet import xlsx
from praya.model import errors
from praya.model.query import Query, Sql
from praya.model.table import ROW
from praya.store import catalogue
from praya.store.history import every_row

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from praya.model.catalogue import Version
    from praya.model.query import Cursor
    from praya.model.table import Table
    from praya.platform import Platform
    from praya.store.lake import Result, Source

ExportFormat = Literal["csv", "tsv", "json", "ndjson", "parquet", "arrow", "xlsx", "geojson", "geoparquet"]
EXPORTS: tuple[ExportFormat, ...] = get_args(ExportFormat)
BATCH_ROWS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """One page of an answer: each row maps every column to a value, companions (`name_text`) included."""

    table: Table
    query: Query
    rows: tuple[Mapping[str, object], ...]
    total: int
    """Rows of the whole answer, exactly."""
    next: Cursor | None
    """Where the next page begins; None on the last one, and where rows are taken together."""


def rows(platform: Platform, table: Table, query: Query) -> Rows:
    """Return one page of a table; raise Refused where the query does not fit it."""
    with platform.history.source(platform.db, table.name, table.version) as held:
        found, total = platform.hot.answer(
            held, lambda source: _found_and_counted(platform, table, query, source)
        )
    page, more = _page(found, query)
    return Rows(
        table=table,
        query=query,
        rows=page,
        total=total,
        next=query.cursor(page[-1], table.version) if more and _plain(query) else None,
    )


def page(platform: Platform, table: Table, query: Query) -> tuple[tuple[Mapping[str, object], ...], bool]:
    """Return the rows of one page, and whether more follow, without counting them; raise Refused as `rows` does."""
    with platform.history.source(platform.db, table.name, table.version) as held:
        found = platform.hot.answer(held, lambda source: _found(platform, table, query, source))
    return _page(found, query)


def _page(found: Result, query: Query) -> tuple[tuple[Mapping[str, object], ...], bool]:
    told = tuple(dict(zip(found.columns, row, strict=True)) for row in found.rows[: query.size])
    return told, len(found.rows) > query.size


def _plain(query: Query) -> bool:
    """Say whether the answer's rows are the table's, not taken together."""
    return not (query.grouped or query.distinct)


def _with_next(query: Query) -> Query:
    """Return the question for one row more than the page has, with what the cursor behind it needs."""
    asked = replace(query, size=query.size + 1)
    if not (_plain(query) and query.columns):
        return asked
    ordering = (ROW, *(each.column for each in query.sorts))
    return replace(asked, columns=tuple(dict.fromkeys((*query.columns, *ordering))))


def _found(platform: Platform, table: Table, query: Query, source: Source) -> Result:
    sql = _with_next(query).rows_sql(table.schema, source.sql, twice=source.single)
    return platform.lake.rows(sql, hot=source.hot)


def _found_and_counted(platform: Platform, table: Table, query: Query, source: Source) -> tuple[Result, int]:
    """Return a page and how many rows the whole answer has; looked for together where looking takes long."""
    counting = query.count_sql(table.schema, source.sql)
    if source.single and query.looks_long and _plain(query) and platform.lake.counted(counting) is None:
        both = platform.lake.rows(
            _with_next(query).counted_rows_sql(table.schema, source.sql), hot=source.hot
        )
        found = replace(
            both, columns=both.columns[:-1], types=both.types[:-1], rows=tuple(row[:-1] for row in both.rows)
        )
        if both.rows:
            platform.lake.remember(counting, int(str(both.rows[0][-1])))
    else:
        found = _found(platform, table, query, source)
    if not query.narrowed and _plain(query):
        return found, table.rows
    total = _counted(query, len(found.rows))
    return found, platform.lake.count(counting) if total is None else total


def _counted(query: Query, rows: int) -> int | None:
    """Return how many rows the whole answer has where its page, of so many rows, ends with the last of them."""
    ends = rows <= query.size and not query.after and (rows or not query.offset)
    return query.offset + rows if ends else None


def count(platform: Platform, table: Table, query: Query) -> int:
    """Return how many rows the whole answer has; raise Refused where the query does not fit the table."""
    if not query.narrowed and _plain(query):
        return table.rows
    with platform.history.source(platform.db, table.name, table.version) as held:
        return platform.hot.answer(
            held, lambda source: platform.lake.count(query.count_sql(table.schema, source.sql))
        )


def export(
    platform: Platform,
    table: Table,
    query: Query,
    wanted: ExportFormat,
    carried: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[bytes]:
    """Stream every row of the answer, in its order, without our own columns (`_row`) unless they are asked for.

    `carried` is what files of formats that can (Parquet, GeoParquet, Arrow) are to say of themselves.

    Raise Refused where the query does not fit the table, PlacesMissing where the format needs places the answer has not.
    """
    query.all_rows_sql(table.schema, "")  # what is wrong with the query is said before the first bytes
    return _streamed(platform, table, query, writer(table, query.names(table.schema), wanted), carried)


def writer(
    table: Table, given: Sequence[str], wanted: ExportFormat
) -> Callable[[Iterable[pa.RecordBatch]], Iterator[bytes]]:
    """Return what writes rows with these columns; raise PlacesMissing where the format needs places they have not."""
    plain: dict[str, Callable[[Iterable[pa.RecordBatch]], Iterator[bytes]]] = {
        "csv": formats_export.csv,
        "tsv": formats_export.tsv,
        "json": formats_export.json,
        "ndjson": formats_export.ndjson,
        "parquet": formats_export.parquet,
        "arrow": formats_export.arrow,
        "xlsx": xlsx,
    }
    if wanted in plain:
        return plain[wanted]
    held = (table.schema.role(role) for role in ("geometry", "longitude", "latitude"))
    shape, longitude, latitude = (each if each and each.name in given else None for each in held)
    if not shape and not (longitude and latitude):
        raise errors.PlacesMissing
    located = {
        "geometry": shape.name if shape else "",
        "longitude": longitude.name if longitude else "",
        "latitude": latitude.name if latitude else "",
    }
    write = formats_export.geojson if wanted == "geojson" else formats_export.geoparquet
    return lambda batches: write(batches, **located)


def parquet(platform: Platform, table: Table) -> Path | None:
    """Return the one Parquet file that holds a table as of its version, as the latest does; else None: export it."""
    return platform.history.file(platform.db, table.name, table.version)


@contextmanager
def batches(platform: Platform, table: Table, query: Query) -> Iterator[Iterator[pa.RecordBatch]]:
    """Hold every row of the answer, in its order, to be read within the block."""
    with platform.history.source(platform.db, table.name, table.version) as held:
        sql = query.all_rows_sql(table.schema, held.sql)
        found = platform.lake.batches(sql, BATCH_ROWS)
        yield (_without_ours(batch, query.columns) for batch in found)


def _without_ours(batch: pa.RecordBatch, asked: Sequence[str]) -> pa.RecordBatch:
    return batch.select([name for name in batch.schema.names if not name.startswith("_") or name in asked])


def _streamed(
    platform: Platform,
    table: Table,
    query: Query,
    write: Callable[[Iterable[pa.RecordBatch]], Iterator[bytes]],
    carried: Mapping[str, str],
) -> Iterator[bytes]:
    """Hold the table while its rows are written."""
    with batches(platform, table, query) as found:
        yield from write(each.replace_schema_metadata(dict(carried)) for each in found)


def retold(path: Path, carried: Mapping[str, str]) -> tuple[BinaryIO, int, str]:
    """Open a Parquet file that says this of itself, with its size and a digest of what it says."""
    kept, end = footer.told(path, carried)
    stream = BufferedReader(footer.Retold(path.open("rb"), kept, end))
    return stream, kept + len(end), sha256(end).hexdigest()[:16]


def every_version(
    platform: Platform, name: str, carried: Mapping[str, str] = MappingProxyType({})
) -> Iterator[bytes]:
    """Stream every row a table ever had as one Parquet file; raise TableMissing.

    Each row says from which version and moment on it stood (`_from`, `_from_at`) and until when (`_to`, `_to_at`:
    the first without it, missing while it stands). Columns of all generations stand side by side; where their types
    differ, under one that holds both.
    """
    with platform.db.connect() as connection:
        held = catalogue.table_versions(connection, name)
        versions = catalogue.versions(connection, held[0].distribution_id) if held else ()
    if not held:
        raise errors.TableMissing(name=name)
    rows = _every_row(platform, name, versions[::-1])
    return formats_export.parquet(each.replace_schema_metadata(dict(carried)) for each in rows)


def _every_row(platform: Platform, name: str, versions: Sequence[Version]) -> Iterator[pa.RecordBatch]:
    with platform.history.spans(platform.db, name) as spans:
        sql = Sql(f"FROM {every_row(spans, versions).sql}")
        yield from platform.lake.batches(sql, BATCH_ROWS)
