"""What Praya makes of a file, as plain data that an expectation can be held against."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import shapely

from praya.formats.infer import infer
from praya.formats.infer.names import COMPANION
from praya.formats.read import read
from praya.formats.sniff import sniff
from praya.model import errors
from praya.model.decisions import KINDS, header_lines

if TYPE_CHECKING:
    from praya.formats.infer import Typed
    from praya.model.decisions import Decision

FILES = Path(__file__).parent / "files"
UNPACKED_LIMIT = 50_000_000
_NEAR = 1e-6
"""About ten centimetres: as near as a place converted between systems must come."""


@dataclass(frozen=True)
class Reading:
    """A file, read: its tables, or the code of the failure."""

    format: str = ""
    encoding: str = ""
    tables: tuple[Typed, ...] = ()
    decisions: tuple[Decision, ...] = ()
    failure: str = ""

    @property
    def problems(self) -> list[str]:
        """What the publisher is told to look at, by code, each once."""
        return list(dict.fromkeys(each.code for each in self.everything if _is_problem(each)))

    @property
    def everything(self) -> list[Decision]:
        """Every decision, of the file and of its tables."""
        return [
            *self.decisions,
            *(each for table in self.tables for each in (*table.raw.decisions, *table.decisions)),
        ]


def reading(path: Path) -> Reading:
    """Read a file the whole way, as ingest does."""
    sniffed = None
    try:
        sniffed = sniff(path, unpacked_limit=UNPACKED_LIMIT)
        tables = tuple(infer(raw) for raw in read(path, sniffed, unpacked_limit=UNPACKED_LIMIT))
    except errors.Unreadable as failure:
        return Reading(format=sniffed.format if sniffed else "", failure=failure.code)
    return Reading(
        format=sniffed.format, encoding=sniffed.encoding, tables=tables, decisions=sniffed.decisions
    )


def lines_of_header(table: Typed) -> list[int]:
    """Return the lines of a table's header, counting from 1."""
    return list(header_lines(table.raw.decisions))


def columns(table: Typed) -> list[dict[str, Any]]:
    """Return a table's columns as an expectation writes them: what is not said is not so."""
    found = []
    for column in table.schema.columns:
        said: dict[str, Any] = {"name": column.name, "type": column.type}
        titles = {
            lang: wording.words
            for lang in ("en", "zh-Hant", "zh-Hans")
            if (wording := column.title.get(lang)) and wording.origin == "source"
        }
        said |= {"title": titles} if titles else {}
        said |= {"derived": True} if column.derived else {}
        said |= {"markers": sorted(column.markers)} if column.markers else {}
        said |= {"unit": column.unit} if column.unit else {}
        said |= {"role": column.role} if column.role else {}
        found.append(said)
    return found


def cell(table: Typed, row: int, name: str) -> object:
    """Return a cell as JSON would have it; `name` may be a column, or its companion `name_text`."""
    if name not in table.data.column_names:
        return None if name.endswith(COMPANION) else "no such column"
    return plain(table.data.column(name)[row - 1].as_py())


def plain(value: object) -> object:
    """Return a stored value as plain JSON: dates in ISO 8601, shapes as GeoJSON."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, bytes):
        return orjson.loads(shapely.to_geojson(shapely.from_wkb(value)))
    return value


def alike(expected: object, found: object) -> bool:
    """Say whether two cells are the same; decimals and places as near as decimals come."""
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(alike(expected[key], found[key]) for key in expected)
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(alike, expected, found))
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    if isinstance(expected, int | float) and isinstance(found, int | float):
        return math.isclose(
            expected, found, rel_tol=1e-12, abs_tol=_NEAR if isinstance(expected, float) else 0
        )
    return bool(expected == found)


def _is_problem(decision: Decision) -> bool:
    kind = KINDS.get(decision.code)
    return kind is not None and any(kind.advice.get(lang) for lang in ("en", "zh-Hant", "zh-Hans"))
