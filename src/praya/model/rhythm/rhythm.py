"""A rhythm as a value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from praya.model.rhythm.period import EU_FREQUENCY, Period

if TYPE_CHECKING:
    from datetime import time

Kind = Literal["periodic", "continuous", "as_needed", "irregular", "once", "unknown"]
"""`continuous`: as it happens, without a period. `as_needed`: only when something happens. `once`: never again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """How often something changes, and from which words or times that was read."""

    kind: Kind
    code: str
    """The EU's frequency code, such as `MONTHLY`; `OTHER` for a period without a name of its own."""
    period: Period | None = None
    """The shortest period that was named: none of a rhythm that is not periodic."""
    longest: Period | None = None
    """The longest time that may pass before one is late: differs from `period` for “quarterly / yearly”."""
    as_needed: bool = False
    """Whether changes may come in between as well."""
    times: tuple[time, ...] = ()
    """Times of day, in Hong Kong."""
    weekdays: tuple[int, ...] = ()
    """Days of the week: 0 is Monday."""
    months: tuple[tuple[int, int], ...] = ()
    """Parts of the year: first and last month of each."""
    without_months: tuple[int, ...] = ()
    """Months in which nothing is promised."""
    evidence: tuple[str, ...] = ()
    """The words it was read from; for an observed one, what was seen."""

    @property
    def frequency(self) -> str:
        """Return the address of the EU's frequency concept."""
        return EU_FREQUENCY + self.code

    @property
    def duration(self) -> str | None:
        """Return the shortest period as an ISO 8601 duration."""
        return self.period.iso if self.period else None


UNKNOWN = Rhythm(kind="unknown", code="UNKNOWN")
