"""From one version of a table to the next: which rows stand, which ended, which are new.

A row is what it holds: all its columns but `_row`, its place. Equal rows are told apart by counting them. The new
version is matched with the old one in one join, which DuckDB spills to the disk where it does not fit into memory;
what follows streams. Files are written in scratch; nothing is visible before `History.publish` and the commit.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from pyarrow import parquet

from praya.model.query import Sql, quote
from praya.model.table import ROW
from praya.store.history import columns as named
from praya.store.history.segment import Content, Segment
from praya.store.lake import source

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from praya.model.table import Table
    from praya.store.history.columns import Run
    from praya.store.history.segment import Kind

FAN = 8
"""So many files of closed rows are joined into one, which keeps their number near the logarithm of the versions'."""
MOST_JOINED = 5_000_000
"""Rows; larger files of closed rows are left as they are."""
MOST_PLAIN = 1_000
"""Rows of a side that are paired without counting equal ones first: all with all would still be few."""
_GROUP_ROWS = 100_000
_LEAST_GROUP_ROWS = 2_048
_GROUP_BYTES = 8 << 20
"""Each thread holds groups of rows whole while it writes them: of wide rows there are fewer in one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """A version of a table that was written and is to become part of its history."""

    name: str
    version: int
    before: int
    """The number of the distribution's latest version, 0 if there is none."""
    written: Path
    columns: tuple[str, ...]
    """The columns of its schema; others in the file are companions of theirs."""

    @classmethod
    def of(cls, table: Table, before: int, written: Path) -> Incoming:
        """Return a table's next version, as it was written."""
        return cls(
            name=table.name,
            version=table.version,
            before=before,
            written=written,
            columns=tuple(column.name for column in table.schema.columns),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A table as its latest version left it."""

    content: Content
    segments: tuple[Segment, ...]
    """Of its generation."""
    folder: Path

    @property
    def current(self) -> Segment:
        """Return the file with the rows that stand."""
        return self.segments[-1]

    def path(self, segment: Segment) -> Path:
        """Return where a file is."""
        return self.folder / segment.file


@dataclass(frozen=True, slots=True, kw_only=True)
class Thinning:
    """What is left out of a table's history: versions, and files with what they are replaced by."""

    name: str
    dropped: tuple[int, ...]
    new: tuple[tuple[Path, Segment], ...]
    replaced: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What a version adds to a table's history: files in scratch with the names they get, and those they replace."""

    name: str
    content: Content
    new: tuple[tuple[Path, Segment], ...] = ()
    replaced: tuple[str, ...] = ()


def opening(run: Run, incoming: Incoming, generation: int, scratch: Path) -> Change:
    """Return the change that opens a generation: the version's own file, as it is."""
    stored = named.columns_of(run, incoming.written)
    rows = parquet.ParquetFile(incoming.written).metadata.num_rows
    moved = scratch / f"whole-{incoming.written.name}"
    moved.hardlink_to(
        incoming.written
    )  # the reader's file stays where it is, should this have to be done again
    segment = _segment(generation, "whole", incoming.version, moved, rows)
    content = Content(version=incoming.version, generation=generation, stored=stored, appeared=rows, ended=0)
    return Change(name=incoming.name, content=content, new=((moved, segment),))


def following(run: Run, incoming: Incoming, standing: Standing, scratch: Path) -> Change | None:
    """Return the change from the version before, or None where the columns no longer fit its generation."""
    stored = named.columns_of(run, incoming.written)
    current = standing.path(standing.current)
    held = named.columns_of(run, current)
    old_types = {name: kind for name, kind in held.items() if name != named.FROM}
    types = named.fitting(run, incoming.written, stored, old_types, incoming.columns)
    if types is None:
        return None
    new_side = _rows(incoming.written, types, stored, "")
    old_side = _rows(current, types, held, f", {_since(standing.current)}")
    old_rows, new_rows = standing.current.rows, parquet.ParquetFile(incoming.written).metadata.num_rows
    small = max(old_rows, new_rows) <= MOST_PLAIN
    matched, moved = _match(run, new_side, old_side, named.contents_of(types), small=small)
    generation = standing.content.generation
    content = Content(
        version=incoming.version,
        generation=generation,
        stored=stored,
        appeared=new_rows - matched,
        ended=old_rows - matched,
    )
    change = Change(name=incoming.name, content=content)
    if matched == old_rows == new_rows and not moved:
        return change
    new = [_write_current(run, incoming, generation, {name: types[name] for name in stored}, scratch)]
    replaced = [standing.current.file]
    if matched < old_rows:
        closed = _write_closed(run, incoming, standing, scratch)
        joined, gone = _join(run, standing, closed, scratch)
        new.append(joined)
        replaced += gone
    return replace(change, new=tuple(new), replaced=tuple(replaced))


def _match(run: Run, new: str, old: str, same: Collection[str], *, small: bool) -> tuple[int, int]:
    """Pair rows of two sides equal in these columns, in the temporary table `pair`.

    Return how many pairs there are, and in how many the row has moved. Few rows are paired without being counted first:
    where that gives every row one partner at most, it is the same, and planning it takes a third of the time.
    """
    equal = " AND ".join(f"new.{quote(name)} IS NOT DISTINCT FROM old.{quote(name)}" for name in same)
    if small:
        matched, moved, each_once = _pair(run, new, old, equal)
        if each_once:
            return matched, moved
    when = f"new._n = old._n AND {equal}"
    matched, moved, _ = _pair(run, _counted(new, same), _counted(old, same), when)
    return matched, moved


def _pair(run: Run, new: str, old: str, when: str) -> tuple[int, int, bool]:
    """Fill `pair`; return how many pairs there are, how many moved, and whether no row is in two of them."""
    run(
        Sql(
            f"CREATE OR REPLACE TEMP TABLE pair AS SELECT new.{ROW} AS _new, old.{ROW} AS _old, old.{named.FROM} "  # noqa: S608 - names quoted
            f"FROM {new} new JOIN {old} old ON {when}"
        )
    )
    found = run(
        Sql(
            "SELECT count(*), count(*) FILTER (_new <> _old), count(DISTINCT _new), count(DISTINCT _old) FROM pair"
        )
    )
    matched, moved, news, olds = (cast("int", each) for each in found.rows[0])
    return matched, moved, matched == news == olds


def _since(segment: Segment) -> str:
    """Return the expression for the version since which a row of a standing file stands."""
    return f"{segment.low}::BIGINT AS {named.FROM}" if segment.kind == "whole" else named.FROM


def _rows(path: Path, types: Mapping[str, str], has: Collection[str], more: str) -> str:
    """Return a relation of a file's rows under these types."""
    return f"(SELECT {named.cast(types, has)}{more} FROM {source(path)})"  # noqa: S608 - names quoted


def _counted(rows: str, same: Collection[str]) -> str:
    """Return a relation of these rows with `_n` counting those equal in some columns."""
    repeated = (
        f"SELECT * FROM (SELECT {ROW}, row_number() OVER (PARTITION BY hash({named.listed(same)}) ORDER BY {ROW}) AS _n "  # noqa: S608 - names quoted
        f"FROM {rows}) WHERE _n > 1"
    )
    return f"(SELECT r.*, coalesce(n._n, 1) AS _n FROM {rows} r LEFT JOIN ({repeated}) n USING ({ROW}))"  # noqa: S608 - names quoted


def _write_current(
    run: Run, incoming: Incoming, generation: int, types: Mapping[str, str], scratch: Path
) -> tuple[Path, Segment]:
    """Write the rows that stand, the oldest first: what began lately is found without reading all."""
    path = scratch / f"current-{incoming.written.name}"
    rows = f"SELECT {named.cast(types, types)} FROM {source(incoming.written)}"  # noqa: S608 - names quoted
    count = write(
        run,
        f"SELECT w.*, coalesce(p.{named.FROM}, {incoming.version}) AS {named.FROM} "  # noqa: S608 - names quoted
        f"FROM ({rows}) w LEFT JOIN pair p ON w.{ROW} = p._new ORDER BY {named.FROM}, {ROW}",
        path,
        of=[incoming.written],
        like=incoming.written,
    )
    return path, _segment(generation, "current", incoming.version, path, count)


def _write_closed(run: Run, incoming: Incoming, standing: Standing, scratch: Path) -> tuple[Path, Segment]:
    path = scratch / f"closed-{incoming.written.name}"
    current = standing.current
    since = f", {_since(current)}" if current.kind == "whole" else ""
    count = write(
        run,
        f"SELECT o.*{since}, {incoming.version}::BIGINT AS {named.TO} "  # noqa: S608 - names quoted
        f"FROM {source(standing.path(current))} o ANTI JOIN pair p ON o.{ROW} = p._old",
        path,
        of=[standing.path(current)],
    )
    return path, _segment(current.generation, "closed", incoming.version, path, count)


def _join(
    run: Run, standing: Standing, closed: tuple[Path, Segment], scratch: Path
) -> tuple[tuple[Path, Segment], list[str]]:
    """Join the new closed rows with older ones where enough files are alike; return the file, and those replaced."""
    path, segment = closed
    older = [each for each in standing.segments if each.kind == "closed"]
    joined = list[Segment]()
    while len(older) >= FAN - 1:
        alike = older[1 - FAN :]
        rows = segment.rows + sum(each.rows for each in alike)
        if any(each.parts != segment.parts for each in alike) or rows > MOST_JOINED:
            break
        segment = replace(segment, low=alike[0].low, parts=segment.parts * FAN, rows=rows)
        joined = alike + joined
        older = older[: 1 - FAN]
    if not joined:
        return closed, []
    target = scratch / f"joined-{path.name}"
    paths = [*(standing.path(each) for each in joined), path]
    write(run, f"SELECT * FROM {sources(paths)}", target, of=paths)  # noqa: S608 - paths quoted
    segment = replace(
        segment,
        file=_file(segment.generation, segment.low, segment.high),
        bytes=target.stat().st_size,
        since=_least_since(target),
    )
    return (target, segment), [each.file for each in joined]


def sources(paths: Collection[Path]) -> str:
    """Return the SQL expression that reads Parquet files as one; a column that one of them lacks is missing there."""
    listed = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{listed}], union_by_name = true)"


def write(run: Run, select: str, path: Path, *, of: Collection[Path], like: Path | None = None) -> int:
    """Write a statement's rows to a Parquet file, with what another says of itself; return how many there are.

    The rows are as wide as those `of` other files.
    """
    said = parquet.read_schema(like).metadata if like else None
    keys = ", ".join(f"{_text(key)}: {_text(value)}" for key, value in (said or {}).items())
    metadata = f", KV_METADATA {{{keys}}}" if keys else ""
    options = f"FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE {_group_rows(of)}{metadata}"
    return cast("int", run(Sql(f"COPY ({select}) TO {_text(str(path).encode())} ({options})")).rows[0][0])


def _group_rows(files: Collection[Path]) -> int:
    """Return how many rows as wide as those of these files are written at once."""
    told = [parquet.ParquetFile(each).metadata for each in files]
    rows = sum(each.num_rows for each in told)
    size = sum(each.row_group(at).total_byte_size for each in told for at in range(each.num_row_groups))
    fitting = _GROUP_BYTES * rows // size if size else _GROUP_ROWS
    return min(max(fitting, _LEAST_GROUP_ROWS), _GROUP_ROWS)


def _text(content: bytes) -> str:
    return "'" + content.decode().replace("'", "''") + "'"


def _segment(generation: int, kind: Kind, version: int, path: Path, rows: int) -> Segment:
    file = (
        _file(generation, version, version) if kind == "closed" else f"{generation}/current-{version}.parquet"
    )
    return Segment(
        file=file,
        generation=generation,
        kind=kind,
        low=version,
        high=version,
        parts=1,
        rows=rows,
        bytes=path.stat().st_size,
        since=version if kind == "whole" else _least_since(path),
    )


def _least_since(path: Path) -> int | None:
    """Return the least `_from` in a file, which its statistics tell."""
    told = parquet.ParquetFile(path).metadata
    found = []
    for group in range(told.num_row_groups):
        place = told.schema.to_arrow_schema().get_field_index(named.FROM)
        statistics = told.row_group(group).column(place).statistics
        if statistics is None or not statistics.has_min_max:
            return None
        found.append(int(statistics.min))
    return min(found, default=None)


def _file(generation: int, low: int, high: int) -> str:
    return f"{generation}/closed-{low}-{high}.parquet"


def thinned(
    run: Run, folder: Path, segments: Sequence[Segment], kept: Sequence[int], scratch: Path
) -> tuple[list[tuple[Path, Segment]], list[str]]:
    """Return files of closed rows without those that no kept version has, and the files they replace."""
    new: list[tuple[Path, Segment]] = []
    replaced: list[str] = []
    listed = ", ".join(f"({number})" for number in kept)
    for at, segment in enumerate(each for each in segments if each.kind == "closed"):
        path = scratch / f"thinned-{segment.generation}-{at}.parquet"
        rows = write(
            run,
            f"SELECT * FROM {source(folder / segment.file)} WHERE (SELECT min(number) "  # noqa: S608 - numbers, a path quoted
            f"FROM (VALUES {listed}) v(number) WHERE number >= {named.FROM}) < {named.TO}",
            path,
            of=[folder / segment.file],
        )
        if rows == segment.rows:
            continue
        replaced.append(segment.file)
        if rows:
            file = segment.file.removesuffix(".parquet").partition("-of-")[0] + f"-of-{rows}.parquet"
            new.append((path, replace(segment, file=file, rows=rows, bytes=path.stat().st_size)))
    return new, replaced
