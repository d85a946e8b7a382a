"""A table's pictures: its chart as a specification and drawn, its map drawn."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast, get_args

import orjson

from praya.model import errors
from praya.model.query import parse
from praya.services import chart as charts
from praya.services import places
from praya.web import cartography, drawing, spec
from praya.web.pages import past
from praya.web.spec import Look, Spec, Theme

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.web.view import Site

WIDTHS: Mapping[str, int] = {"": 1120, "small": 360}
"""The widths a chart is drawn for, by the name of the size."""


def chart_spec(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> Spec:
    """Return the chart of a dataset's table for the browser to draw."""
    return _spec(site, name, pairs, Look(lang=lang, theme=_theme(pairs)))


def chart_svg(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return the chart of a dataset's table as drawn here."""
    size = dict(pairs).get("size", "")
    if size not in WIDTHS:
        raise errors.ParameterInvalid(name="size", value=size, expected="small")
    look = Look(lang=lang, theme=_theme(pairs), width=WIDTHS[size])
    return drawing.drawn(_spec(site, name, pairs, look), site.platform.scratch.parent / "pictures", "svg")


def map_svg(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return the map of the rows of a dataset's table that the question lets through."""
    table = _table(site, name, pairs)
    found = places.places(site.platform, table, parse(pairs).checked(table.schema))
    if found is None:
        raise errors.PageMissing
    return cartography.map_svg(found, lang)


def map_json(site: Site, name: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return the places that the map shows, for the browser to draw."""
    table = _table(site, name, pairs)
    found = places.places(site.platform, table, parse(pairs).checked(table.schema))
    if found is None:
        raise errors.PageMissing
    collection: dict[str, object] = dict(found.collection)
    return orjson.dumps(collection | {"numberMatched": found.total, "numberReturned": found.shown})


def _spec(site: Site, name: str, pairs: Sequence[tuple[str, str]], look: Look) -> Spec:
    table = _table(site, name, pairs)
    chart = charts.first_chart(site.platform, table, look.lang)
    if chart is None:
        raise errors.PageMissing
    return spec.spec(chart, spec.told(chart, table, look.lang, site.messages[look.lang]), look)


def _table(site: Site, name: str, pairs: Sequence[tuple[str, str]]) -> Table:
    found = past.seen(site.platform, name, pairs).table
    if found is None:
        raise errors.PageMissing
    return found


def _theme(pairs: Sequence[tuple[str, str]]) -> Theme:
    theme = dict(pairs).get("theme", "light")
    if theme not in get_args(Theme):
        raise errors.ParameterInvalid(name="theme", value=theme, expected=", ".join(get_args(Theme)))
    return cast("Theme", theme)
