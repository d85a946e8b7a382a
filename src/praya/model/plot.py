"""A chart as a value: what is drawn of a table, and how. What is left empty is chosen from the table.

In an address a chart reads `?kind=line&x=date&step=month&y=total&aggregate=sum&by=control_point&facet=…&top=6&log=y`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar, get_args

from praya.model import errors
from praya.model.query.grouping import SPANS, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

Kind = Literal["line", "area", "bar", "stacked", "heat", "scatter", "histogram", "box"]
KINDS: tuple[Kind, ...] = get_args(Kind)
Summary = Literal["value", "count", "sum", "avg", "median", "min", "max"]
"""What becomes of a group's values; `value` is the one there is, `count` counts rows, or a column's values."""
SUMMARIES: tuple[Summary, ...] = get_args(Summary)
Order = Literal["value", "name"]
ORDERS: tuple[Order, ...] = get_args(Order)
MOST_TOP = 60
Word = TypeVar("Word", bound=str)


@dataclass(frozen=True, slots=True, kw_only=True)
class Plot:
    """What is drawn; a field that is empty, or 0, was not asked for."""

    kind: Kind | None = None
    x: str = ""
    step: Span | None = None
    """How long the periods are that time is taken together by."""
    y: str = ""
    """The column that is measured; rows are counted without one."""
    aggregate: Summary | None = None
    by: str = ""
    """The column whose values are drawn apart, in a colour each."""
    facet: str = ""
    """The column whose values are drawn apart, in a small chart each."""
    order: Order | None = None
    top: int = 0
    """How many categories are drawn, or series where the categories are periods."""
    log: bool = False
    """Whether equal steps of the axis stand for equal factors."""

    def pairs(self) -> list[tuple[str, str]]:
        """Return its parameters for an address, what was not asked left out."""
        given = {
            "kind": self.kind,
            "x": self.x,
            "step": self.step,
            "y": self.y,
            "aggregate": self.aggregate,
            "by": self.by,
            "facet": self.facet,
            "order": self.order,
            "top": str(self.top) if self.top else "",
            "log": "y" if self.log else "",
        }
        return [(name, value) for name, value in given.items() if value]


def parse_plot(pairs: Iterable[tuple[str, str]]) -> Plot:
    """Read a chart from an address's parameters, passing over those of others; raise ParameterInvalid.

    A `y` that is there but empty, as a form sends it, counts rows.
    """
    given = {name: value.strip() for name, value in pairs}
    aggregate = _one_of("aggregate", given.get("aggregate", ""), SUMMARIES)
    y = given.get("y", "")
    return Plot(
        kind=_one_of("kind", given.get("kind", ""), KINDS),
        x=given.get("x", ""),
        step=_one_of("step", given.get("step", ""), SPANS),
        y=y,
        aggregate="count" if "y" in given and not y else aggregate,
        by=given.get("by", ""),
        facet=given.get("facet", ""),
        order=_one_of("order", given.get("order", ""), ORDERS),
        top=_top(given.get("top", "")),
        log=_one_of("log", given.get("log", ""), ("y",)) is not None,
    )


def _one_of(name: str, value: str, known: tuple[Word, ...]) -> Word | None:
    found = next((each for each in known if each == value), None)
    if value and found is None:
        raise errors.ParameterInvalid(name=name, value=value[:60], expected=", ".join(known))
    return found


def _top(value: str) -> int:
    if not value:
        return 0
    if not (value.isascii() and value.isdigit() and 1 <= int(value[:6]) <= MOST_TOP):
        raise errors.ParameterInvalid(name="top", value=value[:60], expected=f"1–{MOST_TOP}")
    return int(value)
