"""How a delimited text is written: what stands between its cells, by evidence from its beginning."""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass, replace
from io import StringIO
from itertools import islice
from typing import TYPE_CHECKING

from praya.formats.encoding import open_text
from praya.formats.grid.layout import HEAD_ROWS, most_common_width
from praya.model.decisions import layout as because
from praya.model.decisions import said as told

if TYPE_CHECKING:
    from _csv import Reader as CsvReader
    from collections.abc import Iterable
    from pathlib import Path

    from praya.model.decisions import Decision

DELIMITERS = (",", "\t", ";", "|")
_NAMES = {",": "comma", "\t": "tab", ";": "semicolon", "|": "bar"}
_HEAD_CHARACTERS = 1 << 20
_LONGEST_CELL = 1 << 26
_ROUGH = 20
"""Shares of agreeing rows are compared in twentieths."""
_SAID = re.compile(r"\ufeff?\"?sep=([,;|\t])\"?[ ,;|\t]*[\r\n]", re.IGNORECASE)
"""Excel's line for itself, which is no row and no title."""

csv.field_size_limit(_LONGEST_CELL)  # Python's own limit of 128 kB is below real cells


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialect:
    """How the cells of a text are parted."""

    delimiter: str
    said: bool = False
    """Whether the first line says so itself."""
    spaced: bool = False
    """Whether blanks stand between separators and quotes."""
    given: bool = False
    """Whether the publisher says so."""
    unfit: str = ""
    """What the publisher says, but does not fit."""

    def reader(self, lines: Iterable[str], *, quoted: bool = True, strict: bool = False) -> CsvReader:
        """Return a reader of rows; a strict one fails where quotes break the rules."""
        return csv.reader(
            lines,
            delimiter=self.delimiter,
            quoting=csv.QUOTE_MINIMAL if quoted else csv.QUOTE_NONE,
            skipinitialspace=self.spaced,
            strict=strict,
        )

    def decisions(self) -> tuple[Decision, ...]:
        """Return why."""
        name = _NAMES[self.delimiter]
        if self.given:
            decision = told.DELIMITER.decide(delimiter=name)
        elif self.said:
            decision = because.DELIMITER_SAID.decide(delimiter=name, line=f"sep={self.delimiter}")
        else:
            decision = because.DELIMITER.decide(0.95, delimiter=name)
        spaced = (because.QUOTES_SPACED.decide(0.9),) if self.spaced else ()
        unfit = told.UNFIT.decide(0.5, point="delimiter", wanted=_NAMES[self.unfit]) if self.unfit else None
        return (decision, *spaced, *([unfit] if unfit else []))


def find_dialect(head: str, given: str = "") -> Dialect:
    """Return how a text is written, by its head; by the separator that the publisher gave, if it parts anything."""
    if given:
        fits = _agreement(head, Dialect(delimiter=given))[1] > 1
        return replace(_spaced(head, given), given=True) if fits else replace(find_dialect(head), unfit=given)
    said = _SAID.match(head)
    if said:
        return Dialect(delimiter=said[1], said=True)
    return _spaced(head, find_delimiter(head))


def _spaced(head: str, delimiter: str) -> Dialect:
    """Tell whether blanks stand between separators and quotes."""
    if not re.search(rf"{re.escape(delimiter)} +\"", head):
        return Dialect(delimiter=delimiter)
    spaced = Dialect(delimiter=delimiter, spaced=True)
    plain = Dialect(delimiter=delimiter)
    return spaced if _agreement(head, spaced)[0] > _agreement(head, plain)[0] else plain


def find_delimiter(head: str) -> str:
    """Return the delimiter that gives most rows of a text's head the same number of cells, more than one."""
    best, delimiter = (0.0, 0), ","
    for candidate in DELIMITERS:
        share, width = _agreement(head, Dialect(delimiter=candidate))
        score = (round(share * _ROUGH) / _ROUGH, width)
        if share > 1 / 3 and score > best:
            best, delimiter = score, candidate
    return delimiter


def _agreement(head: str, dialect: Dialect) -> tuple[float, int]:
    """Return the share of rows that have the most common number of cells, and that number."""
    rows = [row for row in islice(dialect.reader(StringIO(head, newline="")), HEAD_ROWS) if row]
    width = most_common_width([row for row in rows if len(row) > 1])
    return (sum(len(row) == width for row in rows) / len(rows) if rows and width > 1 else 0.0), width


def head_of(path: Path, encoding: str) -> str:
    """Return the beginning of a text file, up to its last whole line."""
    with open_text(path, encoding) as file:
        head = file.read(_HEAD_CHARACTERS)
    if len(head) < _HEAD_CHARACTERS:
        return head
    return head[: max(head.rfind("\n"), head.rfind("\r")) + 1] or head
