"""What the address of a table's page says: which view of which table, and the question to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from praya.web import urls

if TYPE_CHECKING:
    from praya.model.query import Query
    from praya.model.text import Lang
    from praya.web.urls import Pairs

View = Literal["", "chart", "map"]
VIEWS: tuple[View, ...] = ("", "chart", "map")


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """One state of a table's page; its address is canonical: defaults are left out, the order is fixed."""

    lang: Lang
    table: str
    query: Query
    view: View = ""
    own: tuple[tuple[str, str], ...] = ()
    """What only this view understands, in its order."""
    embed: bool = False
    """Whether it stands in somebody else's page."""

    def pairs(self) -> Pairs:
        """Return the address's parameters."""
        return [*self.query.pairs(), *self.own, *([("embed", "1")] if self.embed else [])]

    @property
    def address(self) -> str:
        """Return the state's address."""
        return urls.table(self.lang, self.table, self.view, self.pairs())

    def asking(self, query: Query) -> State:
        """Return the same view with another question."""
        return replace(self, query=query)

    def beside(self, view: View) -> State:
        """Return another view of the same rows."""
        return State(
            lang=self.lang, table=self.table, view=view, query=self.query.only_rows(), embed=self.embed
        )

    def kept(self, *without: str) -> Pairs:
        """Return what a form of this page carries along: all but the place in the pages and what it asks itself."""
        first = self.asking(replace(self.query, offset=0, after=None))
        return [(name, value) for name, value in first.pairs() if name not in without]
