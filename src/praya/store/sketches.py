"""What the values of a table's columns are, in short: enough to measure how many of them stand in another table.

Of each column the smallest hashes of its different values are kept (at most `KEPT`). Where a column has no more values
than that, the measure is exact; above, it is an estimate from the hashes both sides would have kept. A sketch belongs
to a table's version; a file holds the latest one of each table.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING
from uuid import uuid4

import orjson

from praya.model.query import Sql, quote

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from praya.store.lake import Lake

KEPT = 512
_FORM = 1
"""Changes with what is hashed; sketches of another form are made again."""
_TELLING = "NOT regexp_full_match(value, '[0-9]{0,3}')"
"""Small numbers stand everywhere and tell nothing."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """One column's telling values: how many there are, and the smallest of their hashes in order."""

    distinct: int
    hashes: tuple[int, ...]

    @property
    def whole(self) -> bool:
        """Say whether every value is in it."""
        return len(self.hashes) == self.distinct


@dataclass(frozen=True, slots=True)
class Overlap:
    """How many of one column's different values stand in another, and whether that was counted or estimated."""

    shared: int
    of: int
    others: int
    exact: bool

    @property
    def share(self) -> float:
        """Return the share of this side's values that the other has."""
        return self.shared / self.of if self.of else 0.0


def overlap(this: Sketch, other: Sketch) -> Overlap:
    """Measure how much of one column stands in another."""
    tops = [each.hashes[-1] for each in (this, other) if not each.whole and each.hashes]
    top = min(tops, default=None)
    mine, theirs = ({value for value in each.hashes if top is None or value <= top} for each in (this, other))
    common = len(mine & theirs)
    shared = round(this.distinct * common / len(mine)) if mine else 0
    return Overlap(min(shared, other.distinct), this.distinct, other.distinct, top is None)


def comparable(value: str) -> str:
    """Return the SQL of what is compared of a value: its text, in any case, without spaces around it."""
    return f"lower(trim(CAST({value} AS VARCHAR)))"


class Sketches:
    """The sketches of all tables, each in a file of its own in a folder."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def find(self, name: str, version: int) -> Mapping[str, Sketch] | None:
        """Return the sketches of a table's columns, by name; None where they are still to be made."""
        try:
            held = orjson.loads((self._root / f"{name}.json").read_bytes())
        except (FileNotFoundError, orjson.JSONDecodeError):
            return None
        if held["form"] != _FORM or held["version"] != version:
            return None
        return {
            column: Sketch(each["distinct"], tuple(each["hashes"]))
            for column, each in held["columns"].items()
        }

    def make(
        self, lake: Lake, name: str, version: int, source: str, columns: Sequence[str]
    ) -> Mapping[str, Sketch]:
        """Make and keep the sketches of these columns; `source` is a trusted SQL expression."""
        made = {column: _sketch(lake, source, column) for column in columns}
        told = {column: {"distinct": each.distinct, "hashes": each.hashes} for column, each in made.items()}
        self._root.mkdir(parents=True, exist_ok=True)
        written = self._root / f".{uuid4().hex}"
        written.write_bytes(orjson.dumps({"form": _FORM, "version": version, "columns": told}))
        os.replace(written, self._root / f"{name}.json")  # noqa: PTH105 - the whole file or the one before
        return made


def _sketch(lake: Lake, source: str, column: str) -> Sketch:
    values = f"SELECT DISTINCT {comparable(quote(column))} AS value FROM {source}"  # noqa: S608 - a name quoted
    hashed = f"SELECT DISTINCT md5_number_lower(value) >> 1 AS hash FROM ({values}) WHERE {_TELLING}"  # noqa: S608 - see above
    found = lake.rows(
        Sql(
            f"SELECT count(*), list(hash ORDER BY hash)[:{KEPT}] FROM ({hashed})"  # noqa: S608 - see above
        )
    ).rows[0]
    distinct, hashes = found
    assert isinstance(distinct, int), "count(*) gives one integer"
    return Sketch(distinct, tuple(hashes) if isinstance(hashes, list) else ())
