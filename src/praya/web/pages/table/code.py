"""How to have what is seen elsewhere: as SQL, as a call of the API, in a few lines of a language, within a page."""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape
from typing import TYPE_CHECKING

from praya.model.query import quote
from praya.services.ask import EXPORTS, ExportFormat
from praya.web import urls
from praya.web.snippets import of_rows

if TYPE_CHECKING:
    from praya.model.table import Table
    from praya.web.pages.table.state import State
    from praya.web.snippets import Snippet

NAMES: dict[ExportFormat, str] = {
    "csv": "CSV",
    "tsv": "TSV",
    "xlsx": "Excel",
    "json": "JSON",
    "ndjson": "NDJSON",
    "parquet": "Parquet",
    "arrow": "Arrow",
    "geojson": "GeoJSON",
    "geoparquet": "GeoParquet",
}
NEEDS_PLACES = frozenset({"geojson", "geoparquet"})
CLAUSES = (" FROM ", " WHERE ", " GROUP BY ", " ORDER BY ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """Addresses and texts to take along; addresses are absolute."""

    link: str
    fixed: str
    """The same as of the version that is seen, for ever."""
    embed: str
    """HTML for another page."""
    downloads: tuple[tuple[str, str], ...]
    """The name of each format and its address."""
    snippets: tuple[Snippet, ...]
    crossed: str = ""
    """The address of two groups as they are shown, one down and one across, as CSV; the formats have them one a line."""


def shared(state: State, table: Table, title: str, base: str) -> Shared:
    """Return the ways to take along what is seen; `base` is what absolute addresses begin with."""
    query = state.query
    fixed = state.asking(replace(query, as_of=str(table.version)))
    located = {each.name for each in table.schema.locating}
    places = bool(located) and located <= set(query.names(table.schema))
    return Shared(
        link=base + replace(state, embed=False).address,
        fixed=base + replace(fixed, embed=False).address,
        embed=f'<iframe src="{escape(base + replace(state, embed=True).address)}" title="{escape(title)}" '
        'width="100%" height="480" loading="lazy"></iframe>',
        downloads=tuple(
            (name, urls.data(table.name, ending, query))
            for ending, name in NAMES.items()
            if places or ending not in NEEDS_PLACES
        ),
        snippets=of_rows(table.name, base, query, sql(state, table)),
    )


def sql(state: State, table: Table) -> str:
    """Return the question as a statement for the portal's SQL, a clause a line."""
    query = state.query.whole()
    text = query.all_rows_sql(table.schema, quote(table.name)).written
    for clause in CLAUSES:
        text = text.replace(clause, f"\n{clause.strip()} ", 1)
    return text


assert set(NAMES) == set(EXPORTS), "every format has a name"
