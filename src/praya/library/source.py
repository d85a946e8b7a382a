"""What a city can be asked, wherever it is: both backends answer these questions with the API's own shapes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from contextlib import AbstractContextManager

    from praya.model.search import Question
    from praya.model.text import Lang
    from praya.web.api.native import shapes

Pairs = tuple[tuple[str, str], ...]
"""A question to a table as an address has it (docs/addresses.md)."""
Value = str | int | float | bool | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One SELECT, and what it is asked about."""

    sql: str
    parameters: Mapping[str, Value] | list[Value] = field(default_factory=dict)
    as_of: str = ""
    versions: Mapping[str, int] = field(default_factory=dict)
    limit: int | None = None

    def named(self) -> Mapping[str, Value]:
        """Return the parameters by name, those for `?` by their place from 1 on."""
        given = self.parameters
        return {str(at): each for at, each in enumerate(given, 1)} if isinstance(given, list) else given


@dataclass(frozen=True, slots=True)
class Streamed:
    """Rows on their way, as an Arrow IPC stream in chunks."""

    chunks: Iterator[bytes]
    versions: Mapping[str, int]
    """Of the tables that are read, by name."""
    rows: int | None = None
    """How many come, where that is known."""


class Source(Protocol):
    """Where a city's data is. Everything raises `Failure`: what is Missing or Refused, or LibraryFailed."""

    origin: str
    """The address that its addresses begin with."""
    lang: Lang

    def search(self, question: Question) -> shapes.Found:
        """Return one page of what a search finds."""

    def dataset(self, name: str) -> shapes.Dataset:
        """Return a dataset with its files and tables."""

    def tables(self) -> list[shapes.TableSummary]:
        """Return every table there is."""

    def table(self, name: str, as_of: str) -> shapes.Table:
        """Return a table as of a version, a day or a moment; the latest for nothing."""

    def versions(self, name: str) -> list[shapes.Version]:
        """Return the versions of a table, the first first."""

    def rows(self, name: str, pairs: Pairs) -> AbstractContextManager[Streamed]:
        """Hold every row of a question while they are read."""

    def sql(self, asked: Statement) -> AbstractContextManager[Streamed]:
        """Hold the answer to a statement while it is read."""

    def close(self) -> None:
        """Let everything go."""
