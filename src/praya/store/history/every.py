"""Every row a table ever had, as one relation: since which version and moment each stood, and until when."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from praya.model.query import quote
from praya.store.history.columns import common
from praya.store.lake import Source

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.catalogue import Version
    from praya.store.history.reading import Span


def every_row(spans: Sequence[Span], versions: Sequence[Version]) -> Source:
    """Return the relation of all rows, with `_from`, `_to`, `_from_at` and `_to_at`; `versions` are the first first.

    As of the last of these versions: rows that began later are left out, and those that ended later still stand.
    Columns of all generations stand side by side; where their types differ, under one that holds both.
    """
    moments = ", ".join(
        f"({number}, TIMESTAMPTZ '{each.retrieved_at.isoformat()}')"
        for before, each in pairwise((None, *versions))
        if each
        for number in range((before.number if before else 0) + 1, each.number + 1)
    )
    names = dict.fromkeys(column for span in spans for column in span.columns)
    types = {column: common(span.columns.get(column) for span in spans) for column in names}
    last = versions[-1].number
    parts = []
    for span in spans:
        after = next((str(each.number) for each in versions if each.number > span.last), "NULL")
        values = ", ".join(
            f"CAST({quote(column) if column in span.columns else 'NULL'} AS {kind}) AS {quote(column)}"
            for column, kind in types.items()
        )
        ended = f"CASE WHEN coalesce(_to, {after}) <= {last} THEN coalesce(_to, {after}) END"
        parts.append(
            f"SELECT {values}, _from, {ended}::BIGINT AS _to FROM {span.source.sql} WHERE _from <= {last}"  # noqa: S608 - names quoted
        )
    return Source(
        f"(WITH moments(number, moment) AS (VALUES {moments}) "  # noqa: S608 - names quoted, numbers and moments ours
        "SELECT every.*, began.moment AS _from_at, ended.moment AS _to_at "
        f"FROM ({' UNION ALL '.join(parts)}) every "
        "LEFT JOIN moments began ON began.number = every._from "
        "LEFT JOIN moments ended ON ended.number = every._to)",
        tuple(file for span in spans for file in span.source.files),
    )
