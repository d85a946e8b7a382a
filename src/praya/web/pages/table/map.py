"""A table's map: its places, or the city's districts shaded by what they hold; a place to go to, and a list beside it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from praya.formats.geography.degrees import grid_to_degrees
from praya.model import errors
from praya.model.query import AllOf, Filter, Inside, Near, Query, all_of
from praya.model.table import ROW
from praya.services import areas, ask, places
from praya.web import cartography, readable, urls
from praya.web.pages import past
from praya.web.pages.table import asked
from praya.web.pages.table import shading as shadings
from praya.web.pages.table.frame import Answer, around, sheet
from praya.web.pages.table.pictures import rows_asked
from praya.web.pages.table.shading import Place
from praya.web.pages.table.state import State
from praya.web.view import Site, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from praya.model.query import Condition
    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.services.areas import Together
    from praya.web.pages.past import Held
    from praya.web.pages.table.frame import Sheet
    from praya.web.pages.table.shading import Shading
    from praya.web.view import Frame

Position = tuple[float, float]
Shown = Literal["places", "districts"]
LISTED = 40
NEARBY = 1500
"""Metres around a place that is gone to, of which rows are listed."""
EASTINGS, NORTHINGS = (799_000, 872_000), (799_000, 850_000)
"""What a pair of numbers must be to lie on the city's grid."""
_NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")
_PAIR = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class MapAsked:
    """What an address asks of a map beside which rows."""

    show: Shown
    column: str
    y: str
    together: Together | None
    at: str
    position: Position | None

    def pairs(self, table: Table) -> list[tuple[str, str]]:
        """Return its parameters for an address, what is so anyway left out."""
        first = shows(table)[:1]
        given = {
            "show": "" if first == (self.show,) else self.show,
            "y": self.y,
            "aggregate": self.together if self.y else "",
            "at": self.at,
        }
        return [(name, value) for name, value in given.items() if value]


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """What the page of a table's map shows."""

    frame: Frame
    sheet: Sheet
    wanted: MapAsked
    shows: tuple[tuple[Shown, str], ...]
    """The ways to show it, each with its address."""
    numbers: tuple[tuple[str, str], ...]
    """Columns that districts can be shaded by, and their titles."""
    together: tuple[Together, ...]
    kept: tuple[tuple[str, str], ...]
    drawing: str
    places: str
    """The address of the places as GeoJSON; empty for districts."""
    within: str
    """The address to which a box is added for only what is in view."""
    notes: tuple[str, ...]
    """What of the rows is not on the map as itself."""
    tiles: str
    """Where the ground is taken from; empty for the outlines alone."""
    tiles_by: str
    box: str
    titles: str
    row: str
    """What a row's place is added to for its address."""
    listed: tuple[Place, ...]
    shading: Shading | None
    shading_data: str
    """The classes and words of the districts, as JSON for the browser."""


def shows(table: Table) -> tuple[Shown, ...]:
    """Return the ways in which a table can be shown on a map, the first as it is unless told."""
    held: list[Shown] = ["places"] if places.has_places(table.schema) else []
    return (*held, "districts") if areas.naming(table) else tuple(held)


def read_asked(table: Table, pairs: Sequence[tuple[str, str]], lang: Lang) -> MapAsked:
    """Read what an address asks of a map; raise ParameterInvalid, or PlacesMissing for a table without any."""
    given = {name: value.strip() for name, value in pairs}
    ways = shows(table)
    if not ways:
        raise errors.PlacesMissing
    show = next((each for each in ways if each == given.get("show", "")), None)
    if given.get("show") and show is None:
        raise errors.ParameterInvalid(name="show", value=given["show"][:60], expected=", ".join(ways))
    together = next((each for each in areas.TOGETHER if each == given.get("aggregate", "")), None)
    if given.get("aggregate") and together is None:
        raise errors.ParameterInvalid(
            name="aggregate", value=given["aggregate"][:60], expected=", ".join(areas.TOGETHER)
        )
    naming = areas.naming(table, lang)
    return MapAsked(
        show=show or ways[0],
        column=naming[0].name if naming else "",
        y=given.get("y", ""),
        together=together,
        at=given.get("at", "")[:60],
        position=read_position(given.get("at", "")),
    )


def read_position(text: str) -> Position | None:
    """Read a place as people write it: HK1980 easting and northing, or latitude and longitude in either order.

    Raise ParameterInvalid for a text that is no place.
    """
    if not text.strip():
        return None
    numbers = [float(each) for each in _NUMBERS.findall(text)]
    if len(numbers) == _PAIR:
        first, second = numbers
        for east, north in ((first, second), (second, first)):
            if EASTINGS[0] <= east <= EASTINGS[1] and NORTHINGS[0] <= north <= NORTHINGS[1]:
                longitude, latitude = grid_to_degrees(np.array([east]), np.array([north]))
                return float(longitude[0]), float(latitude[0])
        if abs(first) <= 90 and abs(second) <= 180:  # noqa: PLR2004 - degrees
            return second, first
        if abs(second) <= 90 and abs(first) <= 180:  # noqa: PLR2004 - degrees
            return first, second
    raise errors.ParameterInvalid(name="at", value=text[:60], expected="836000 818000, 22.30 114.17")


def map_page(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]], *, base: str) -> Answer:
    """Answer for a table's map; what is wrong is said in its place, the rest of it kept. Raise what is Missing."""
    given = dict(pairs)
    held = past.held(site.platform, name, given.get("as_of", "").strip())
    table = held.table
    query, failure, wrong = asked.question(rows_asked(pairs), table.schema)
    try:
        wanted = read_asked(table, pairs, lang)
        shading = shadings.shading(site, table, wanted, query, lang) if wanted.show == "districts" else None
    except errors.ParameterInvalid as error:
        failure = failure or error
        rest = [pair for pair in pairs if pair[0] not in ("show", "y", "aggregate", "at")]
        wanted = read_asked(table, rest, lang)
        shading = shadings.shading(site, table, wanted, query, lang) if wanted.show == "districts" else None
    state = State(
        lang=lang,
        table=name,
        view="map",
        query=query,
        own=tuple(wanted.pairs(table)),
        embed=given.get("embed") == "1",
    )
    if not failure and (moved := asked.moved(state, pairs)):
        return Answer(location=moved.address)
    if not failure and any(key in ("at", "y", "aggregate") and not value for key, value in pairs):
        return Answer(location=state.address)
    page = _page(
        site,
        held,
        state,
        wanted=wanted,
        shading=shading,
        base=base,
        entered=asked.entered(pairs, wrong),
        failure=failure,
    )
    return Answer(render(site, "table/map.html", page), failure.status if failure else 200)


def _page(
    site: Site,
    held: Held,
    state: State,
    *,
    wanted: MapAsked,
    shading: Shading | None,
    base: str,
    entered: Mapping[str, str],
    failure: errors.Refused | None,
) -> MapPage:
    table, lang, query = held.table, state.lang, state.query
    columns = table.schema.for_reader(lang)
    titles = {each.name: each.title.words(lang) or each.name for each in columns}
    plain = replace(state, embed=False).pairs()
    unboxed = replace(state, query=replace(query, condition=_unboxed(query)))
    ways = (
        (each, replace(state, own=tuple(replace(wanted, show=each).pairs(table))).address)
        for each in shows(table)
    )
    return MapPage(
        frame=replace(
            around(site, state, held.view, islands=("map",), styles=("chart.css",)),
            card=base + urls.table(lang, table.name, "card.png", query.only_rows().pairs()),
        ),
        sheet=sheet(site, state, held, base, entered=entered, failure=failure),
        wanted=wanted,
        shows=tuple(ways),
        numbers=tuple((each.name, titles[each.name]) for each in columns if each.type in areas.NUMBERS),
        together=areas.TOGETHER,
        kept=tuple(pair for pair in state.kept() if pair[0] not in ("at", "y", "aggregate")),
        drawing=urls.table(lang, table.name, "map.svg", plain),
        places=urls.table(lang, table.name, "map.json", query.only_rows().pairs()) if not shading else "",
        within=unboxed.address,
        notes=() if shading else tuple(_notes(site, table, query, lang)),
        tiles=site.platform.settings.tiles,
        tiles_by=site.platform.settings.tiles_by,
        box="" if shading else _box(table, query),
        titles=json.dumps(titles, ensure_ascii=False),
        row=urls.table(lang, table.name, "", [*(("as_of", query.as_of),) * bool(query.as_of)]),
        listed=() if shading else _listed(site, held, wanted, query, lang),
        shading=shading,
        shading_data=json.dumps({"shades": shading.shades, "told": shading.told}) if shading else "",
    )


def _notes(site: Site, table: Table, query: Query, lang: Lang) -> Iterator[str]:
    words = site.messages[lang]
    total = ask.count(site.platform, table, query.only_rows())
    placed = ask.count(site.platform, table, places.located_only(table, query.only_rows()))
    if placed < total:
        yield words.say("map_unplaced", n=readable.number(total - placed), total=readable.number(total))
    if placed > places.MOST_PLACES and len(table.schema.locating) > 1:
        yield words.say("map_crowded", n=readable.number(placed))
    elif placed > places.MOST_PLACES:
        yield words.say("map_part", n=readable.number(places.MOST_PLACES), total=readable.number(placed))


def map_svg(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return a table's map as drawn here."""
    held = past.held(site.platform, name, dict(pairs).get("as_of", "").strip())
    query, failure, _ = asked.question(rows_asked(pairs), held.table.schema)
    if failure:
        raise failure
    wanted = read_asked(held.table, pairs, lang)
    if wanted.show == "districts":
        shading = shadings.shading(site, held.table, wanted, query, lang)
        named = ("size", "card") not in pairs
        return cartography.areas_svg(shading.shades, shading.told, lang, named=named)
    found = places.places(site.platform, held.table, query)
    assert found is not None, "a table that shows places has them"
    return cartography.map_svg(found, lang, at=wanted.position)


def map_json(site: Site, name: str, pairs: Sequence[tuple[str, str]]) -> dict[str, object]:
    """Return a table's places as GeoJSON; raise PlacesMissing for a table without any."""
    held = past.held(site.platform, name, dict(pairs).get("as_of", "").strip())
    query, failure, _ = asked.question(rows_asked(pairs), held.table.schema)
    if failure:
        raise failure
    found = places.places(site.platform, held.table, query)
    if found is None:
        raise errors.PlacesMissing
    told = {"numberMatched": found.total, "numberReturned": found.shown, "crowded": found.crowded}
    return {**found.collection, **told}


def _listed(site: Site, held: Held, wanted: MapAsked, query: Query, lang: Lang) -> tuple[Place, ...]:
    """Return the first rows that have a place; those nearby where a place is gone to."""
    table = held.table
    near = query.only_rows()
    if wanted.position and len(table.schema.locating) > 1:
        around_it = Near(*wanted.position, NEARBY)
        near = replace(near, condition=all_of(near.condition, around_it) if near.condition else around_it)
    found = ask.rows(site.platform, table, replace(places.located_only(table, near), size=LISTED))
    naming = _naming(table, lang)
    return tuple(
        Place(
            name=str(row[naming.name] if naming and row[naming.name] is not None else f"#{row[ROW]}")[:120],
            href=urls.table(
                lang,
                table.name,
                "",
                Query(filters=(Filter(ROW, "eq", str(row[ROW])),), as_of=query.as_of).pairs(),
            ),
            at=",".join(str(row[each.name]) for each in table.schema.locating)
            if len(table.schema.locating) > 1
            else "",
            aside="",
        )
        for row in found.rows
    )


def _naming(table: Table, lang: Lang) -> Column | None:
    """Return the column that names a row best: words that differ in nearly every row."""
    if named := table.schema.naming(lang):
        return named
    texts = table.schema.texts(lang)
    telling = [each for each in texts if table.profile.columns[each.name].distinct > table.rows / 2]
    return next(iter(telling or texts), None)


def _unboxed(query: Query) -> Condition | None:
    """Return the condition without its boxes: another one takes their place."""
    held = query.condition
    if isinstance(held, Inside):
        return None
    if isinstance(held, AllOf):
        rest = tuple(each for each in held.conditions if not isinstance(each, Inside))
        return all_of(*rest) if rest else None
    return held


def _box(table: Table, query: Query) -> str:
    """Return what to look at first: the box that is asked for, or that of the table."""
    held = query.condition
    boxes = [
        each for each in (held.conditions if isinstance(held, AllOf) else (held,)) if isinstance(each, Inside)
    ]
    if boxes:
        return f"{boxes[0].west},{boxes[0].south},{boxes[0].east},{boxes[0].north}"
    return ",".join(map(str, table.profile.bbox)) if table.profile.bbox else ""
