"""A file's tables: one door to every reader, and the way into files in files."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.formats.apart import tables_apart
from praya.formats.archive_check import check_claims, members
from praya.formats.container.budget import Budget
from praya.formats.container.names import labels
from praya.formats.container.units import find_units
from praya.formats.container.unpack import gunzipped, on_disk
from praya.formats.features.geojson import read_geojson
from praya.formats.features.gml import read_gml
from praya.formats.features.gpx import read_gpx
from praya.formats.features.kml import read_kml
from praya.formats.features.shapefile import read_shapefile
from praya.formats.grid.delimited import read_delimited
from praya.formats.grid.sheets import read_sheets
from praya.formats.kinds import CONTAINERS, label
from praya.formats.raw import with_shapes
from praya.formats.shelf import IN_MEMORY
from praya.formats.sniff import sniff
from praya.formats.tree.feed import read_feed
from praya.formats.tree.json import read_json, read_ndjson
from praya.formats.tree.xml import read_xml
from praya.model import errors
from praya.model.decisions import container as because
from praya.model.override import NOTHING
from praya.model.progress import silence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from praya.formats.container.units import Unit
    from praya.formats.raw import RawTable
    from praya.formats.sniff import Sniffed
    from praya.model.decisions import Decision
    from praya.model.override import Override
    from praya.model.progress import Tell

_DEEPEST = 3
"""A ZIP in a ZIP in a ZIP is somebody's habit; more is somebody's trap."""
_MOST_UNITS = 2_000
_MOST_TOLD = 50
_NO_TABLE = (
    errors.FormatUnsupported,
    errors.TableAbsent,
    errors.RecordsAbsent,
    errors.FileEmpty,
    errors.FileIsWebPage,
)


@dataclass(frozen=True, slots=True)
class _Way:
    """What the readers of files in files share."""

    budget: Budget
    scratch: Path | None
    memory: int
    tell: Tell
    said: Override
    depth: int = 0

    def inside(self) -> _Way:
        """Return the way one file further in; raise FileBomb where it goes too deep."""
        if self.depth == _DEEPEST:
            raise errors.FileBomb(limit=self.budget.limit)
        return replace(self, depth=self.depth + 1)


def read(
    path: Path,
    sniffed: Sniffed,
    *,
    unpacked_limit: int,
    scratch: Path | None = None,
    memory: int = IN_MEMORY,
    tell: Tell = silence,
    said: Override = NOTHING,
) -> list[RawTable]:
    """Read a file's tables, at least one; raise Unreadable with the reason where there is none.

    `scratch` is a folder for what is unpacked on the way, and for the rows of a table of more than `memory` bytes; the
    system's own if None.
    """
    return _read(path, sniffed, _Way(Budget(unpacked_limit), scratch, memory, tell, said))


def _read(path: Path, sniffed: Sniffed, way: _Way) -> list[RawTable]:
    if sniffed.format in CONTAINERS:
        return _zip(path, way.inside())
    if sniffed.format == "gzip":
        with gunzipped(path, way.budget, way.scratch) as inner:
            return _member(inner, "", way.inside())
    reader = _READERS.get(sniffed.format)
    if reader is None:
        raise errors.FormatUnsupported(format=label(sniffed.format))
    tables = [with_shapes(table) for table in reader(path, sniffed, way) if _holds_something(table)]
    if not any(map(_says_something, tables)):
        raise errors.TableAbsent
    return tables


def _delimited(path: Path, sniffed: Sniffed, way: _Way) -> list[RawTable]:
    return read_delimited(
        path, sniffed.encoding, scratch=way.scratch, memory=way.memory, tell=way.tell, said=way.said
    )


def _sheets(path: Path, sniffed: Sniffed, way: _Way) -> list[RawTable]:
    return read_sheets(path, sniffed.format.upper(), unpacked_limit=way.budget.left, said=way.said)


_READERS: dict[str, Callable[[Path, Sniffed, _Way], list[RawTable]]] = {
    "arrow": lambda path, _sniffed, way: tables_apart(path, "arrow", limit=way.budget.left),
    "atom": lambda path, sniffed, _way: read_feed(path, sniffed.encoding),
    "csv": _delimited,
    "geojson": lambda path, sniffed, _way: read_geojson(path, sniffed.encoding),
    "gml": lambda path, sniffed, _way: read_gml(path, sniffed.encoding),
    "gpkg": lambda path, _sniffed, way: tables_apart(path, "gpkg", limit=way.budget.left),
    "gpx": lambda path, sniffed, _way: read_gpx(path, sniffed.encoding),
    "json": lambda path, sniffed, _way: read_json(path, sniffed.encoding),
    "kml": lambda path, sniffed, _way: read_kml(path, sniffed.encoding),
    "ndjson": lambda path, sniffed, _way: read_ndjson(path, sniffed.encoding),
    "ods": _sheets,
    "parquet": lambda path, _sniffed, way: tables_apart(path, "parquet", limit=way.budget.left),
    "rss": lambda path, sniffed, _way: read_feed(path, sniffed.encoding),
    "tsv": _delimited,
    "xls": _sheets,
    "xlsb": _sheets,
    "xlsx": _sheets,
    "xml": lambda path, sniffed, _way: read_xml(path, sniffed.encoding),
}


def _zip(path: Path, way: _Way) -> list[RawTable]:
    """Read the tables of a ZIP file's members; those without any are named in a decision."""
    infos = members(path, "ZIP")
    check_claims(infos, way.budget.left)
    names, decision = labels(infos)
    units = find_units(infos, names)
    if len(units) > _MOST_UNITS:
        raise errors.FileBomb(limit=way.budget.limit)
    read: list[tuple[Unit, list[RawTable]]] = []
    skipped: list[tuple[Unit, errors.Unreadable]] = []
    for unit in units:
        try:
            with on_disk(path, unit, way.budget, way.scratch) as inner:
                read.append((unit, _unit(inner, unit, way)))
        except errors.FileBomb:
            raise
        except errors.Unreadable as failure:
            skipped.append((unit, failure))
    if not read:
        raise _reason(skipped)
    decisions = (*([decision] if decision else []), *_told(skipped))
    alone = len(read) == 1
    return [
        _placed(table, "" if alone else unit.name, unit, decisions)
        for unit, tables in read
        for table in tables
    ]


def _unit(inner: Path, unit: Unit, way: _Way) -> list[RawTable]:
    if unit.kind == "shp":
        return [read_shapefile(inner, limit=way.budget.left)]
    if unit.kind == "gdb":
        return tables_apart(inner, "gdb", limit=way.budget.left)
    tables = _member(inner, unit.name, way)
    if unit.name.lower().endswith((".txt", ".md")) and not any(map(_is_grid, tables)):
        raise errors.TableAbsent
    return tables


def _is_grid(table: RawTable) -> bool:
    """Say whether a text that came beside data is data too: rows of several cells, not lines of prose."""
    return table.columns.num_rows > 0 and len(table.header) > 1


def _member(path: Path, name: str, way: _Way) -> list[RawTable]:
    """Sniff and read one file that was in another."""
    sniffed = sniff(path, name=name, unpacked_limit=way.budget.left, said=way.said)
    return [
        replace(table, decisions=(*sniffed.decisions, *table.decisions))
        for table in _read(path, sniffed, way)
    ]


def _placed(table: RawTable, place: str, unit: Unit, decisions: tuple[Decision, ...]) -> RawTable:
    """Return a member's table with its place in the file, and its member's name for want of a title."""
    slug = "/".join(each for each in (place, table.slug) if each)
    stem = unit.name.rpartition("/")[2].rpartition(".")[0] or unit.name
    return replace(
        table,
        slug=slug,
        title=table.title or stem,
        decisions=(*decisions, because.MEMBER_READ.decide(member=unit.name), *table.decisions),
    )


def _reason(skipped: list[tuple[Unit, errors.Unreadable]]) -> errors.Unreadable:
    """Return why a ZIP file holds no table: the first member's own trouble, or that there is nothing to read."""
    troubles = [failure for _, failure in skipped if not isinstance(failure, _NO_TABLE)]
    return troubles[0] if troubles else errors.FormatUnsupported(format="ZIP")


def _told(skipped: list[tuple[Unit, errors.Unreadable]]) -> Iterator[Decision]:
    """Yield what there is to say of members without tables: those that have none, and those that are damaged."""
    for kind, confidence, wanted in (
        (because.MEMBERS_SKIPPED, 1.0, True),
        (because.MEMBERS_FAILED, 0.5, False),
    ):
        members = tuple(unit.name for unit, failure in skipped if isinstance(failure, _NO_TABLE) == wanted)
        if members:
            yield kind.decide(confidence, count=len(members), members=members[:_MOST_TOLD])


def _says_something(table: RawTable) -> bool:
    """Say whether a table has rows, or names several columns: one line of prose is no table, nor are blanks."""
    return table.columns.num_rows > 0 or sum(map(bool, table.header)) > 1 or table.geometry is not None


def _holds_something(table: RawTable) -> bool:
    """Say whether a table has a value, or at least a header."""
    columns = table.columns.columns
    if not table.columns.num_rows:
        return any(table.header)
    return any(column.null_count < len(column) for column in columns)
