"""Which texts are answers of yes or no: the two words of one pair and nothing else, so that each can be told again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.infer.reading import Reading
from praya.model.decisions import infer as because

if TYPE_CHECKING:
    from collections.abc import Sequence

PAIRS = (
    ("TRUE", "FALSE"),
    ("True", "False"),
    ("true", "false"),
    ("Yes", "No"),
    ("YES", "NO"),
    ("yes", "no"),
    ("是", "否"),
    ("✓", "✗"),
    ("✓", "✘"),
    ("✓", "×"),
    ("✔", "✘"),
    ("✔", "✗"),
    ("√", "×"),
    ("Y", "N"),
    ("y", "n"),
)
"""What stands for true, and for false."""
_BOTH = frozenset({"Y", "N", "y", "n", "×", "√"})
"""Signs that mean too much else to be answers on their own: north, new, times, roots."""


def read_booleans(texts: Sequence[str]) -> Reading | None:
    """Read distinct, trimmed texts as answers; None where any of them is something else."""
    held = set(texts)
    pair = next((pair for pair in PAIRS if held <= set(pair)), None)
    if pair is None or not held or (len(held) == 1 and held <= _BOTH):
        return None
    values = pc.equal(pa.array(texts, pa.string()), pair[0])
    plain = pair[0].lower() == "true"
    decision = because.TRUTHS.decide() if plain else because.ANSWERS.decide(0.95, true=pair[0], false=pair[1])
    return Reading(
        type="boolean",
        values=values,
        kept=pa.array([False] * len(values), pa.bool_()),
        decisions=(decision,),
    )
