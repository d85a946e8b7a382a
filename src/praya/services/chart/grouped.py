"""Points by category, and the spread of numbers: bars, boxes, histograms, scatters."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from praya.services.chart.picked import PICKED, number, place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.services.chart.drawn import Group
    from praya.services.chart.picked import Picked

Points = tuple["Mapping[str, object]", ...]
MOST_BARS = 20
MOST_DOTS = 2000
BINS = 30
ACROSS, UP = 48, 32
"""Squares of a crowded scatter."""
FEWEST_OF_BOX = 5
"""Values that a box says something true of."""
IN_ORDER = frozenset({"integer", "number", "year"})


def bars(picked: Picked, series: Sequence[Group], facets: Sequence[Group]) -> tuple[Points, int]:
    """Return a point for each category, series and facet, and how many categories there are beside them.

    Categories that are numbers come in their order, all others by their value unless their names' order is asked for.
    """
    kept, left_out = _categories(picked)
    by, by_values = place("series", series)
    facet, facet_values = place("facet", facets)
    found = picked.ask(
        f"SELECT x, {by} AS s, {facet} AS f, {picked.value}, count(*) FROM {PICKED} "  # noqa: S608 - words of ours
        "WHERE x IS NOT NULL GROUP BY x, s, f HAVING s >= 0 AND f >= 0",
        (*by_values, *facet_values),
    )
    ranks = {x: rank for rank, x in enumerate(kept)}
    rows = sorted(
        (int(str(f)), ranks[x], int(str(s)), x, number(y), int(str(n)))
        for x, s, f, y, n in found
        if x in ranks
    )
    return tuple(
        {
            "x": x,
            "y": y,
            "n": n,
            **({"by": s} if series else {}),
            **({"facet": f} if facets else {}),
        }
        for f, _, s, x, y, n in rows
    ), left_out


def _categories(picked: Picked) -> tuple[list[object], int]:
    """Return the categories that are drawn, in their order, and how many are not."""
    most = picked.plot.top or MOST_BARS
    named = picked.x.type in IN_ORDER or picked.plot.order == "name"
    in_order = named and picked.plot.order != "value"
    rank = "count(*)" if in_order and picked.x.type in IN_ORDER else picked.value
    found = picked.ask(
        f"SELECT x FROM {PICKED} WHERE x IS NOT NULL GROUP BY x ORDER BY {rank} DESC NULLS LAST, x LIMIT {most}"  # noqa: S608 - words of ours
    )
    kept = [x for (x,) in found]
    if in_order:
        kept.sort(key=lambda x: (0, x, "") if isinstance(x, (int, float)) else (1, 0, str(x)))
    return kept, picked.all_of("x") - len(kept)


def boxes(picked: Picked) -> tuple[Points, int]:
    """Return for each category the middle half of its values, and where a twentieth lies below and above."""
    most = picked.plot.top or MOST_BARS
    order = "x" if picked.x.type in IN_ORDER or picked.plot.order == "name" else "y DESC, x"
    found = picked.ask(
        "SELECT x, median(y) AS y, quantile_cont(y, 0.05), quantile_cont(y, 0.25), quantile_cont(y, 0.75), "  # noqa: S608 - words of ours
        f"quantile_cont(y, 0.95), count(y) AS n FROM {PICKED} WHERE x IS NOT NULL AND y IS NOT NULL GROUP BY x "
        f"HAVING n >= {FEWEST_OF_BOX} QUALIFY row_number() OVER (ORDER BY n DESC, x) <= {most} ORDER BY {order}"
    )
    names = ("x", "y", "low", "q1", "q3", "high", "n")
    made = tuple(
        dict(zip(names, (row[0], *(number(each) for each in row[1:])), strict=True)) for row in found
    )
    return made, picked.all_of("x") - len(made)


def histogram(picked: Picked, facets: Sequence[Group]) -> Points:
    """Return how many values lie in each of some thirty bins of a round width; empty bins keep their place."""
    edges = _edges(picked, "x")
    if edges is None:
        return ()
    least, most = edges
    width = round_step((most - least) / BINS) if most > least else 1
    if picked.x.type == "integer":
        width = max(1, width)
    start = math.floor(least / width)
    facet, values = place("facet", facets)
    found = picked.ask(
        f"SELECT CAST(floor(CAST(x AS DOUBLE) / {width!r}) AS BIGINT) AS bin, {facet} AS f, count(*) "  # noqa: S608 - numbers and words of ours
        f"FROM {PICKED} WHERE isfinite(CAST(x AS DOUBLE)) GROUP BY bin, f HAVING f >= 0",
        values,
    )
    counts = {(int(str(f)), int(str(bin_))): int(str(n)) for bin_, f, n in found}
    stop = max(bin_ for _, bin_ in counts) if counts else start
    return tuple(
        {
            "x": _clean(bin_ * width),
            "x2": _clean((bin_ + 1) * width),
            "y": counts.get((f, bin_), 0),
            "n": counts.get((f, bin_), 0),
            **({"facet": f} if facets else {}),
        }
        for f in sorted({f for f, _ in counts})
        for bin_ in range(start, stop + 1)
    )


def dots(picked: Picked, series: Sequence[Group], facets: Sequence[Group]) -> Points:
    """Return a point for each row."""
    by, by_values = place("series", series)
    facet, facet_values = place("facet", facets)
    found = picked.ask(
        f"SELECT x, y, {by} AS s, {facet} AS f FROM {PICKED} "  # noqa: S608 - words of ours
        "WHERE x IS NOT NULL AND y IS NOT NULL AND s >= 0 AND f >= 0 ORDER BY place",
        (*by_values, *facet_values),
    )
    return tuple(
        {
            "x": number(x),
            "y": number(y),
            "n": 1,
            **({"by": int(str(s))} if series else {}),
            **({"facet": int(str(f))} if facets else {}),
        }
        for x, y, s, f in found
        if number(x) is not None and number(y) is not None
    )


def is_crowded(picked: Picked) -> bool:
    """Say whether a scatter has more points than can be told apart."""
    return picked.rows - picked.missing > MOST_DOTS


def squares(picked: Picked) -> Points:
    """Return how many points lie in each square of a grid of round widths; empty ones are left out."""
    across, up = _edges(picked, "x"), _edges(picked, "y")
    if across is None or up is None:
        return ()
    wide, high = (
        round_step((most - least) / count) if most > least else 1
        for (least, most), count in ((across, ACROSS), (up, UP))
    )
    found = picked.ask(
        f"SELECT CAST(floor(CAST(x AS DOUBLE) / {wide!r}) AS BIGINT) AS a, "  # noqa: S608 - numbers and words of ours
        f"CAST(floor(CAST(y AS DOUBLE) / {high!r}) AS BIGINT) AS u, count(*) FROM {PICKED} "
        "WHERE isfinite(CAST(x AS DOUBLE)) AND isfinite(CAST(y AS DOUBLE)) GROUP BY a, u ORDER BY a, u"
    )
    return tuple(
        {
            "x": _clean(int(str(a)) * wide),
            "x2": _clean((int(str(a)) + 1) * wide),
            "y": _clean(int(str(u)) * high),
            "y2": _clean((int(str(u)) + 1) * high),
            "n": int(str(n)),
        }
        for a, u, n in found
    )


def round_step(least: float) -> float:
    """Return the smallest of 1, 2, 2.5, 5 times a power of ten that is not less."""
    power = 10.0 ** math.floor(math.log10(least))
    return next(_clean(each * power) for each in (1, 2, 2.5, 5, 10) if each * power >= least * (1 - 1e-9))


def _edges(picked: Picked, name: str) -> tuple[float, float] | None:
    ((least, most),) = picked.ask(
        f"SELECT min(v), max(v) FROM (SELECT CAST({name} AS DOUBLE) AS v FROM {PICKED} WHERE x IS NOT NULL) "  # noqa: S608 - words of ours
        "WHERE isfinite(v)"
    )
    return None if least is None or most is None else (float(str(least)), float(str(most)))


def _clean(value: float) -> float:
    """Return a number without the dust of binary fractions."""
    return float(f"{value:.12g}")
