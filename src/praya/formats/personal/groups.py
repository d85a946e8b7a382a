"""How many rows share what others may know of a person: k-anonymity, over the columns that tell of people."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.model.personal import SMALL, Groups

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.formats.personal.values import Seen

MOST_GROUPS = 2_000_000
"""So many are kept while they are counted; a table with more of them is not counted."""
_SEXES = frozenset(
    [
        "m",
        "f",
        "u",
        "x",
        "male",
        "female",
        "man",
        "woman",
        "men",
        "women",
        "boy",
        "girl",
        "unknown",
        "other",
        "others",
        "n/a",
        "na",
        "男",
        "女",
        "男性",
        "女性",
        "不詳",
        "不详",
        "其他",
    ]
)
_OLDEST = 125
_OF_PEOPLE = ("age", "sex", "birth_date", "birth_year", "origin", "life")
_AROUND = ("residence",)
_MOST_LIKE_A_PERSON = ("age", "sex", "birth_date", "birth_year")


@dataclass(slots=True)
class GroupTally:
    """Counts of rows by what may be known of a person, piece by piece."""

    names: tuple[str, ...]
    _parts: list[pa.Table] = field(default_factory=list)
    _held: int = 0
    _given_up: bool = False

    @classmethod
    def of(cls, seen: Sequence[Seen]) -> GroupTally:
        """Choose the columns by their titles; none where the table counts people rather than listing them."""
        counts = any("count" in each.said and each.column.type in ("integer", "number") for each in seen)
        people = [each for each in seen if not each.column.of or each.column.of == each.column.name]
        told = [each for each in people if each.said & {*_OF_PEOPLE} and "body" not in each.said]
        around = [each for each in people if each.said & {*_AROUND} or each.column.type == "date"]
        chosen = dict.fromkeys(each.column.name for each in (*told, *around) if each.column.type != "geojson")
        listed = any(each.said & {*_MOST_LIKE_A_PERSON} for each in told) and len(chosen) > 1
        return cls(names=() if counts or not listed else tuple(chosen))

    def add(self, piece: pa.Table) -> None:
        """Count some more rows."""
        if not self.names or self._given_up:
            return
        counted = piece.select(self.names).group_by(self.names).aggregate([([], "count_all")])
        self._parts.append(counted)
        self._held += len(counted)
        if self._held > MOST_GROUPS:
            self._parts = [self._joined()]
            self._held = len(self._parts[0])
            self._given_up = self._held > MOST_GROUPS

    def _joined(self) -> pa.Table:
        every = pa.concat_tables(self._parts).group_by(self.names).aggregate([("count_all", "sum")])
        return every.rename_columns({"count_all_sum": "count_all"})

    def groups(self, seen: Sequence[Seen]) -> Groups | None:
        """Return the measure, unless the values do not look like people's."""
        if not self.names or self._given_up or not self._parts:
            return None
        joined = self._joined()
        if not any(_of_people(each, joined) for each in seen if each.column.name in self.names):
            return None
        sizes = joined["count_all"]
        small = sizes.filter(pc.less(sizes, SMALL))
        return Groups(
            columns=self.names,
            rows=pc.sum(small).as_py() or 0,
            unique=pc.sum(pc.equal(sizes, 1)).as_py() or 0,
        )


def _of_people(seen: Seen, joined: pa.Table) -> bool:
    """Say whether a column's values are ages, sexes or birth dates of people."""
    held = pc.unique(joined[seen.column.name]).drop_null()
    if not len(held):
        return False
    if "sex" in seen.said:
        return (
            pa.types.is_string(held.type) and {each.strip().casefold() for each in held.to_pylist()} <= _SEXES
        )
    if "age" in seen.said and seen.column.type in ("integer", "number"):
        limits = pc.min_max(held).as_py()
        return bool(limits["min"] >= 0 and limits["max"] <= _OLDEST)
    if "age" in seen.said and pa.types.is_string(held.type):
        return bool(pc.mean(pc.cast(pc.match_substring_regex(held, r"\d"), pa.int8())).as_py() > 0.5)  # noqa: PLR2004 - most
    return bool(seen.said & {"birth_date", "birth_year"}) and seen.column.type in (
        "date",
        "year",
        "yearmonth",
    )
