"""Every decision a reading can make, with its reason, in three languages.

A decision is data: the code of its kind, named fields, and how sure it is. The kinds are constants, one module for
each step: `sniff` (format and encoding), `container` (files in files), `layout` (where the table is in its file),
`infer` (what its columns hold), `meaning` (what that stands for),
`geography` (where that is), `said` (what publishers say against the reader).
A step decides by `layout.DELIMITER.decide(0.95, delimiter="comma")`; `explain` puts a decision into words for each
reader. A kind with advice is a problem: something a publisher should look at.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.decisions import container, geography, infer, layout, meaning, said, sniff
from praya.model.decisions.kind import Decision, Field, Kind, Step, Told
from praya.model.decisions.words import fill

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from praya.model.text import Lang

__all__ = [
    "KINDS",
    "Decision",
    "Field",
    "Kind",
    "Step",
    "Told",
    "container",
    "explain",
    "geography",
    "header_lines",
    "infer",
    "layout",
    "meaning",
    "said",
    "sniff",
    "subtotal_rows",
]

KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for module in (sniff, container, layout, infer, meaning, geography, said)
    for kind in vars(module).values()
    if isinstance(kind, Kind)
}
"""Every kind by its code, in the order of the steps."""


def header_lines(decisions: Iterable[Decision]) -> tuple[int, ...]:
    """Return the lines (from 1) that a grid's reading took as its header; none of other formats."""
    fields = next((each.fields for each in decisions if each.code in layout.HEADERS), {})
    lines = fields.get("lines", ())
    return tuple(int(line) for line in lines) if isinstance(lines, tuple) else ()


def subtotal_rows(decisions: Iterable[Decision]) -> frozenset[int]:
    """Return the rows (from 1) that sum up others."""
    kinds = {infer.SUBTOTALS_NAMED.code, infer.SUBTOTALS_ADD_UP.code}
    found = (each.fields["rows"] for each in decisions if each.code in kinds)
    return frozenset(int(row) for rows in found if isinstance(rows, tuple) for row in rows)


def explain(decision: Decision, lang: Lang) -> Told:
    """Put a decision into words; a code that this release does not know is shown as it is."""
    kind = KINDS.get(decision.code)
    if kind is None:
        return Told(decision.code, "other", decision.code, "", "", decision.confidence)
    what, reason, advice = (
        fill(text.words(lang), decision.fields, lang) for text in (kind.what, kind.reason, kind.advice)
    )
    return Told(decision.code, kind.step, what, reason, advice, decision.confidence)
