"""How often a distribution changes: as its publisher says it in free text, as it was seen, and when to expect more."""

from praya.model.rhythm.expected import Expected, expect, interval
from praya.model.rhythm.observed import observed, settled
from praya.model.rhythm.period import Period
from praya.model.rhythm.reading import read, read_words
from praya.model.rhythm.rhythm import UNKNOWN, Kind, Rhythm

__all__ = [
    "UNKNOWN",
    "Expected",
    "Kind",
    "Period",
    "Rhythm",
    "expect",
    "interval",
    "observed",
    "read",
    "read_words",
    "settled",
]
