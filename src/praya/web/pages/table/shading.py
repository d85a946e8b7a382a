"""The city's districts shaded by what a table holds of each, with the classes and words that a legend needs."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from praya.model.districts import DISTRICTS
from praya.model.query import Filter
from praya.services import areas
from praya.web import readable, urls

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.query import Query
    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.services.areas import Areas, Together
    from praya.web.view import Site

CLASSES = 5


class AreasAsked(Protocol):
    """What of a map's address says how districts are shaded."""

    @property
    def column(self) -> str:
        """Return the column that names districts."""

    @property
    def y(self) -> str:
        """Return the column that is measured; empty where rows are counted."""

    @property
    def together(self) -> Together | None:
        """Return how its values are taken together."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A row beside the map."""

    name: str
    href: str
    at: str
    """Longitude and latitude; empty for a shape."""
    aside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A class of values and how it is written."""

    shade: int
    words: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Shading:
    """The districts as they are shaded."""

    areas: Areas
    shades: Mapping[str, int]
    told: Mapping[str, str]
    """Each district's value as it is written."""
    steps: tuple[Step, ...]
    districts: tuple[Place, ...]
    """All of them, the highest first."""
    title: str
    strange: int
    """Rows whose text names no single district."""


def classed(values: Mapping[str, float]) -> tuple[Mapping[str, int], tuple[tuple[float, float, int], ...]]:
    """Return each one's class, about as many in each, and the classes' ends and sizes; equal values share a class."""
    distinct = sorted(set(values.values()))
    count = min(CLASSES, len(distinct))
    ranked = sorted(values.values())
    cuts = (
        [ranked[min(len(ranked) - 1, len(ranked) * (place + 1) // count)] for place in range(count - 1)]
        if count
        else []
    )
    shades = {key: sum(value >= cut for cut in cuts) for key, value in values.items()}
    spread = CLASSES - 1
    used = sorted(set(shades.values()))
    placed = {
        each: round(place * spread / max(1, len(used) - 1)) if len(used) > 1 else spread // 2
        for place, each in enumerate(used)
    }
    held = [[values[key] for key in values if shades[key] == each] for each in used]
    return {key: placed[each] for key, each in shades.items()}, tuple(
        (min(each), max(each), len(each)) for each in held
    )


def shading(site: Site, table: Table, wanted: AreasAsked, query: Query, lang: Lang) -> Shading:
    """Return the districts as an address asks for them; raise Refused where that does not fit the table."""
    words = site.messages[lang]
    found = areas.areas(
        site.platform, table, query, column=wanted.column, y=wanted.y, together=wanted.together
    )
    values = {code: float(value) for code, value in found.values.items() if value is not None}
    shades, ends = classed(values)
    told = {code: readable.rounded(value) for code, value in values.items()}
    names = {each.code: each.name.words(lang) for each in DISTRICTS}
    ordered = sorted(names, key=lambda code: (-values.get(code, float("-inf")), names[code]))
    title = words.say("chart_count")
    if found.y:
        measured = found.y.title.words(lang) or found.y.name
        title = words.say(f"chart_{found.together}", title=measured)
    return Shading(
        areas=found,
        shades=shades,
        told=told,
        steps=tuple(
            Step(
                shade=shade,
                words=readable.rounded(low)
                if low == high
                else f"{readable.rounded(low)}–{readable.rounded(high)}",
                count=count,
            )
            for shade, (low, high, count) in zip(sorted(set(shades.values())), ends, strict=True)
        ),
        districts=tuple(
            Place(
                name=names[code],
                href=_rows_of(found.column, found.texts.get(code, ()), table, query, lang),
                at="",
                aside=told.get(code, ""),
            )
            for code in ordered
        ),
        title=title,
        strange=sum(count for _, count in found.strange),
    )


def _rows_of(column: Column, texts: tuple[str, ...], table: Table, query: Query, lang: Lang) -> str:
    """Return the address of a district's rows; empty where it has none."""
    if not texts:
        return ""
    named = Filter(column.name, "eq", texts[0]) if len(texts) == 1 else Filter.many(column.name, "in", texts)
    only = query.only_rows()
    return urls.table(lang, table.name, "", replace(only, filters=(*only.filters, named)).pairs())
