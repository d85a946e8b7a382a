"""From the files of a table to what can be read: one version, or all rows a generation ever had."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model.query import quote
from praya.model.table import ROW
from praya.store.history.columns import FROM, TO, cast, columns_of
from praya.store.history.delta import sources
from praya.store.lake import Source, source

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from praya.store.history.columns import Run
    from praya.store.history.segment import Content, Segment


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A generation: every row it ever had, with `_from` and `_to` (missing for rows that stood to its end)."""

    generation: int
    first: int
    last: int
    """Its versions."""
    columns: Mapping[str, str]
    """DuckDB's types by name, `_row` first; without `_from` and `_to`."""
    source: Source
    alone: Source | None
    """The rows of its one version, without `_from` and `_to`, where it has but one and that has a file of its own."""


def needed(segments: tuple[Segment, ...], version: int) -> tuple[Segment, ...]:
    """Return the files with rows as of a version, the standing one, if it is among them, last."""
    if version >= segments[-1].low:
        return segments[-1:]
    return between(segments, version, version)


def between(segments: tuple[Segment, ...], low: int, high: int) -> tuple[Segment, ...]:
    """Return the files with rows that stood in one of these versions."""
    return tuple(
        each
        for each in segments
        if (each.kind != "closed" or each.high > low) and (each.since is None or each.since <= high)
    )


def as_of_version(folder: Path, content: Content, files: tuple[Segment, ...], version: int) -> Source:
    """Return the expression for a version's rows under the names and types they had; `files` are those `needed`."""
    paths = tuple(folder / each.file for each in files)
    held = f"{files[-1].sha256} {content.stored}" if len(files) == 1 and files[0].sha256 else ""
    if content.stored is None:
        return Source(source(paths[-1]), paths, held)
    types = dict(content.stored)
    if files and files[-1].kind != "closed" and version >= files[-1].low:
        return Source(f"(SELECT {cast(types, types)} FROM {source(paths[-1])})", paths, held)  # noqa: S608 - names quoted
    places = f"row_number() OVER (ORDER BY {ROW}, {TO}) AS {ROW}"
    values = cast({name: kind for name, kind in types.items() if name != ROW}, types)
    return Source(
        f"(SELECT {places}, {values} FROM {_rows(folder, files, types)} "  # noqa: S608 - names quoted
        f"WHERE {FROM} <= {version} AND ({TO} IS NULL OR {TO} > {version}))",
        paths,
    )


def _rows(folder: Path, segments: Sequence[Segment], types: Mapping[str, str]) -> str:
    """Return the relation of the rows in these files with `_from` and `_to`, each of these columns in it."""
    empty = ", ".join(f"NULL::{kind} AS {quote(name)}" for name, kind in types.items())
    parts = [f"SELECT {empty}, 0 AS {FROM}, 0 AS {TO} WHERE false"]
    closed = [folder / each.file for each in segments if each.kind == "closed"]
    if closed:
        parts.append(f"SELECT * FROM {sources(closed)}")  # noqa: S608 - paths quoted
    for each in segments:
        if each.kind != "closed":
            since = f"*, {each.low}::BIGINT AS {FROM}" if each.kind == "whole" else "*"
            parts.append(f"SELECT {since}, NULL::BIGINT AS {TO} FROM {source(folder / each.file)}")  # noqa: S608 - paths quoted
    return f"({' UNION ALL BY NAME '.join(parts)})"


def span_of(run: Run, folder: Path, versions: Sequence[Content], segments: Sequence[Segment]) -> Span:
    """Return all rows of a generation."""
    files = tuple(folder / each.file for each in segments)
    types = dict[str, str]()
    for each in versions:
        types |= {name: kind for name, kind in (each.stored or {}).items() if name not in types}
    if files:
        types |= {name: kind for name, kind in columns_of(run, files[-1]).items() if name not in (FROM, TO)}
    only = len(versions) == len(files) == 1 and versions[0].stored is not None
    return Span(
        generation=versions[0].generation,
        first=versions[0].version,
        last=versions[-1].version,
        columns=types,
        source=Source(_rows(folder, segments, types), files),
        alone=as_of_version(folder, versions[0], tuple(segments), versions[0].version) if only else None,
    )
