"""What a file that is taken away says of itself: where it is from, what its terms ask, what was found in it.

The one place that makes it, for every kind of file that can carry it. Keys and values are plain texts; what has parts
is JSON.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from praya.model import personal
from praya.model.licence import use

if TYPE_CHECKING:
    from collections.abc import Iterable

    from praya.model.citation import Cited
    from praya.model.table import Table

PREFIX = "praya."
"""Before every key, so that it meets no other program's."""


def carried(named: Cited, table: Table) -> dict[str, str]:
    """Return keys and values, without those that nothing is known of."""
    dataset, version = named.dataset, named.version
    who = named.publisher.title.words("en") or named.publisher.id
    allowed = use(named.licence, dataset.licence_id, who)
    told = {
        "table": table.name,
        "dataset": dataset.name,
        "title": dataset.title.words("en"),
        "publisher": who,
        "page": named.address,
        "source": version.url if version else "",
        "source_sha256": version.sha256 if version else "",
        "version": str(table.version),
        "retrieved_at": version.retrieved_at.isoformat() if version else "",
        "licence": dataset.licence_id,
        "terms": allowed.terms,
        "attribution": allowed.attribution,
        "citation": named.line("en"),
        "use": _json({key: asdict(allowed)[key] for key in ("may", "must", "must_not")}),
        "personal_data": _json(personal.to_json(table.profile.examined, "en")),
        "limits": _json(limits) if (limits := _limits(table)) else "",
    }
    return {f"{PREFIX}{key}": value for key, value in told.items() if value}


def carried_result(statement: str, tables: Iterable[tuple[Cited, Table]]) -> dict[str, str]:
    """Return what the file of a query's result says: the statement, and of each table it read what its own file says."""
    sources = [
        {key.removeprefix(PREFIX): value for key, value in carried(named, table).items()}
        for named, table in tables
    ]
    return {f"{PREFIX}sql": statement, f"{PREFIX}sources": _json(sources)}


def _limits(table: Table) -> list[str]:
    """Return what a reader of the rows has to know: what stands for no value, and notes of the source."""
    marked = [
        f"{each.name}: {', '.join(each.markers)} stand for no value; the source's words are in {each.name}_text"
        for each in table.schema.columns
        if each.markers
    ]
    return [*marked, *(" ".join(note.split()) for note in table.notes)]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
