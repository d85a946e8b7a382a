"""How the explorer lays an answer out: what stays in sight, what goes across, and the forms that say so."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import Query, Sort
from praya.model.query.grouping import parse_aggregate, parse_group

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.web.pages.table.state import State

Pair = tuple[str, str]
MOST_FROZEN = 3
TOOLS = ("columns", "sort", "group")
"""The forms of the explorer, told apart by `tool`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What only the explorer understands of an address."""

    frozen: int = 0
    """How many columns stay in sight, from the first on."""
    across: bool = False
    """Whether the second of two groups goes across."""
    full: bool = False
    """Whether the table has the whole window."""
    about: str = ""
    """The column that more is told of."""

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Layout:
        """Read what is there; what makes no sense is as if it were not said."""
        frozen = given.get("freeze", "")
        return cls(
            frozen=min(int(frozen[:3]), MOST_FROZEN) if frozen.isascii() and frozen.isdigit() else 0,
            across=given.get("pivot") == "1",
            full=given.get("full") == "1",
            about=given.get("about", ""),
        )

    def pairs(self) -> tuple[Pair, ...]:
        """Return its parameters for an address, defaults left out."""
        frozen = str(self.frozen) if self.frozen else ""
        flags = {"pivot": self.across, "full": self.full}
        given = [("freeze", frozen), *((name, "1" if on else "") for name, on in flags.items())]
        return tuple((name, value) for name, value in (*given, ("about", self.about)) if value)


def with_layout(state: State, layout: Layout) -> State:
    """Return the state laid out otherwise."""
    return replace(state, own=layout.pairs())


def moved(state: State, layout: Layout, table: Table, pairs: Sequence[Pair]) -> State | None:
    """Return the state that one of the explorer's forms asks for; None where it is none of them. May raise Refused."""
    tool = dict(pairs).get("tool", "")
    if tool == "columns":
        return _columns(state, layout, table, pairs)
    if tool == "sort":
        return state.asking(_sorted(state.query, dict(pairs)))
    if tool == "group":
        return _grouped(state, layout, table, pairs)
    return None


def _columns(state: State, layout: Layout, table: Table, pairs: Sequence[Pair]) -> State:
    """Show the columns that are ticked: those shown before in their order, then the others in the table's."""
    natural = [each.name for each in table.schema.for_reader(state.lang)]
    ticked = {value for name, value in pairs if name == "show"}
    before = state.query.columns or natural
    wanted = [each for each in (*before, *(each for each in natural if each not in before)) if each in ticked]
    query = arranged(state.query, wanted, table, state.lang)
    frozen = Layout.read(dict(pairs)).frozen
    return with_layout(state.asking(query), replace(layout, frozen=frozen))


def arranged(query: Query, wanted: Sequence[str], table: Table, lang: Lang) -> Query:
    """Return the question for these columns; none where that is what the table has anyway."""
    natural = [each.name for each in table.schema.for_reader(lang)]
    return replace(query, columns=() if list(wanted) == natural else tuple(wanted))


def _sorted(query: Query, given: Mapping[str, str]) -> Query:
    added = Sort(given.get("then", ""), given.get("way") == "falling")
    kept = tuple(each for each in query.sorts if each.column != added.column)
    return query.with_sort(*kept, added) if added.column else query


def _grouped(state: State, layout: Layout, table: Table, pairs: Sequence[Pair]) -> State:
    by = [value for name, value in pairs if name == "by" and value]
    measures = [value for name, value in pairs if name == "measure"]
    of = [value for name, value in pairs if name == "of"]
    told = [
        f"{function}:{column}" if column else function
        for function, column in zip(measures, of, strict=False)
        if function and (column or function == "count")
    ]
    groups = tuple(dict.fromkeys(map(parse_group, by)))
    measured = tuple(dict.fromkeys(map(parse_aggregate, told or (["count"] if groups else []))))
    query = replace(state.query.whole(), groups=groups, aggregates=measured, columns=(), sorts=())
    if not groups and measured:
        raise errors.ParameterInvalid(name="group", value="", expected="a column")
    across = len(groups) > 1 and dict(pairs).get("pivot") == "1"
    return with_layout(state.asking(query.checked(table.schema)), replace(layout, across=across))
