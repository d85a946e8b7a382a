"""Where a publisher says that a grid's header is, as rows: pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.formats.grid.cells import clean
from praya.formats.grid.layout import HEAD_ROWS
from praya.model.decisions import said as because

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.decisions import Decision
    from praya.model.override import TableOverride


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What is said of a grid, as far as its rows allow."""

    skip: int = 0
    """So many rows at the top are no part of any table."""
    header: tuple[int, ...] | None = None
    """The indexes of the header's rows; None where the reader is to look for it."""
    decisions: tuple[Decision, ...] = ()

    def notes(self, rows: Sequence[Sequence[str]], glue: str) -> tuple[str, ...]:
        """Return the words of the rows that are skipped."""
        texts = (glue.join(cell for each in row if (cell := clean(each))) for row in rows[: self.skip])
        return tuple(filter(None, texts))


def said_rows(said: TableOverride, lines: Sequence[int]) -> Said:
    """Return which rows are meant, given the line that each begins on; what does not fit is only reported."""
    decisions = []
    skip = sum(line <= said.skip for line in lines)
    if said.skip and skip < min(len(lines), HEAD_ROWS):
        decisions.append(because.SKIPPED.decide(rows=said.skip))
    elif said.skip:
        skip = 0
        decisions.append(because.UNFIT.decide(0.5, point="skip", wanted=said.skip))
    header: tuple[int, ...] | None = None
    if said.header is not None:
        header = tuple(at for at, line in enumerate(lines[:HEAD_ROWS]) if line in said.header)
        if len(header) < len(said.header):
            header = None
            decisions.append(because.UNFIT.decide(0.5, point="header", wanted=said.header))
    return Said(skip=skip, header=header, decisions=tuple(decisions))
