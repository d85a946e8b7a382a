"""Statistics in the words of the viewer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.services.statistics import Spread, Statistics

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_DIGITS = 5


def described(held: Statistics, rows: int) -> dict[str, object]:
    """Return one column's statistics of `rows` rows."""
    share = round(held.missing / rows, _DIGITS) if rows else 0.0
    told: dict[str, object] = {"nan_count": held.missing, "nan_proportion": share}
    if held.frequencies is not None and held.kind == "bool":
        told["frequencies"] = dict(held.frequencies)
    elif held.frequencies is not None:
        told |= {"no_label_count": 0, "no_label_proportion": 0.0}
        told |= {"n_unique": len(held.frequencies), "frequencies": dict(held.frequencies)}
    elif held.spread is not None:
        told |= _spread(held.spread, held.kind)
    return {"column_name": held.column, "column_type": held.kind, "column_statistics": told}


def _spread(held: Spread, kind: str) -> dict[str, object]:
    whole = _written_as(kind)
    exact = _moment if kind == "datetime" else _rounded
    length = _seconds if kind == "datetime" else _rounded
    bars = {"hist": list(held.counts), "bin_edges": [whole(edge) for edge in held.edges]}
    return {
        "min": _or_none(whole, held.min),
        "max": _or_none(whole, held.max),
        "mean": _or_none(exact, held.mean),
        "median": _or_none(exact, held.median),
        "std": _or_none(length, held.std),
        "histogram": bars if held.counts else None,
    }


def _written_as(kind: str) -> Callable[[float], object]:
    """Return how a value itself is written, where its mean may have a fraction."""
    if kind == "datetime":
        return _moment
    return int if kind in ("int", "string_text") else float


def _rounded(value: float) -> float:
    return round(value, _DIGITS)


def _seconds(value: float) -> str:
    return str(timedelta(seconds=value))


def _or_none(written: Callable[[float], object], value: float | None) -> object:
    return None if value is None else written(value)


def _moment(seconds: float) -> str:
    return (_BEGINNING + timedelta(seconds=round(seconds))).strftime("%Y-%m-%d %H:%M:%S")
