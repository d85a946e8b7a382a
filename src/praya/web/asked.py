"""A search as an address asks it: read from its parameters, whatever they hold."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.districts import DISTRICTS
from praya.model.query import parse
from praya.model.search import FACETS, Box, Question

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

MOST_TEXT = 300
WIDEST, HIGHEST = 180, 90
"""Degrees."""
YES_OR_NO = ("table", "map", "history")
YEARS = range(1000, 10_000)
"""Years that can be asked for."""


def read_question(pairs: Sequence[tuple[str, str]]) -> Question:
    """Read a search from an address's parameters; the last of a repeated one counts, unknown ones are passed over.

    Raise ParameterInvalid for a value a parameter cannot have.
    """
    given = dict(pairs)
    return Question(
        text=" ".join(given.get("q", "").split())[:MOST_TEXT],
        facets=_facets(given),
        district=district(given.get("district", "")),
        box=box(given.get("bbox", "")),
        since=_year(given, "since"),
        until=_year(given, "until"),
        page=parse([("page", given.get("page", ""))]).page,
    )


def _facets(given: Mapping[str, str]) -> dict[str, str]:
    chosen = {facet: given[facet] for facet in FACETS if given.get(facet)}
    for name in YES_OR_NO:
        if chosen.get(name, "yes") not in ("yes", "no"):
            raise errors.ParameterInvalid(name=name, value=chosen[name], expected="yes, no")
    return chosen


def district(code: str) -> str:
    """Return the code of a district, or nothing for nothing; raise ParameterInvalid for another."""
    codes = [each.code for each in DISTRICTS]
    if code and code not in codes:
        raise errors.ParameterInvalid(name="district", value=code, expected=", ".join(codes))
    return code


def box(text: str) -> Box | None:
    """Read `west,south,east,north` in WGS84 degrees, or nothing; raise ParameterInvalid for anything else."""
    if not text:
        return None
    try:
        west, south, east, north = (float(part) for part in text.split(","))
    except ValueError:
        west, south, east, north = 1, 1, 0, 0
    if not (
        -WIDEST <= west <= east <= WIDEST and -HIGHEST <= south <= north <= HIGHEST
    ):  # not-a-number neither
        raise errors.ParameterInvalid(name="bbox", value=text, expected="west,south,east,north")
    return Box(west, south, east, north)


def _year(given: Mapping[str, str], name: str) -> int | None:
    text = given.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text[:9]) in YEARS):
        raise errors.ParameterInvalid(name=name, value=text, expected="a year, such as 2019")
    return int(text)
