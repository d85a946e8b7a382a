"""What a rule of quality is, and what it looks at."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from praya.model.text import Text
from praya.model.watching import OURS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from praya.model.catalogue import Dataset, Distribution, Version
    from praya.model.decisions import Decision
    from praya.model.rhythm import Rhythm
    from praya.model.table import Column, Table
    from praya.model.watching import Outcome, Watched

Part = Literal["findable", "accessible", "interoperable", "reusable", "timely", "truthful"]
PARTS: tuple[Part, ...] = ("findable", "accessible", "interoperable", "reusable", "timely", "truthful")

Silent = Literal["unseen", "beside"]
"""Why a rule neither gives nor takes: nothing was observed yet, or it does not apply to this dataset."""
UNSEEN: Silent = "unseen"
BESIDE: Silent = "beside"

NOT_COME = ("origin_", "address_")
"""What the codes of failures begin with where no file came."""
WEB_PAGE = "file_is_web_page"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is known of a dataset and was observed of it; nothing here is guessed."""

    dataset: Dataset
    distributions: tuple[Distribution, ...] = ()
    versions: Mapping[str, Version] = field(default_factory=dict)
    """The latest one of each distribution that was ever read, by its id."""
    tables: tuple[Table, ...] = ()
    """Of those versions."""
    promised: Rhythm
    watched: Mapping[str, Watched] = field(default_factory=dict)
    """By distribution id."""
    outcomes: Mapping[str, Mapping[Outcome, int]] = field(default_factory=dict)
    """How often each was observed, by distribution id."""

    @property
    def tried(self) -> tuple[Distribution, ...]:
        """Return the distributions that somebody has tried to read."""
        return tuple(each for each in self.distributions if each.status in ("ready", "failed"))

    def blind(self, tried: Distribution) -> bool:
        """Say whether it was our own fault that nothing was seen when it was tried last."""
        return tried.problem is not None and tried.problem.code in OURS

    @property
    def asked(self) -> tuple[Distribution, ...]:
        """Return those that were really asked for at their address: a copy given by hand tells nothing of that."""
        return tuple(
            each
            for each in self.tried
            if each.etag
            or each.last_modified
            or self.outcomes.get(each.id)
            or (each.problem and not self.blind(each))
        )

    @property
    def came(self) -> tuple[Distribution, ...]:
        """Return those of which something came when it was asked for last; that we could not ask tells nothing."""
        return tuple(each for each in self.tried if self._came(each))

    def _came(self, tried: Distribution) -> bool:
        if tried.problem is None:
            return True
        if self.blind(tried):
            known = self.watched.get(tried.id)
            return tried in self.asked and not (known and known.failing_since)
        return not tried.problem.code.startswith(NOT_COME)

    @property
    def columns(self) -> Iterator[tuple[Table, Column]]:
        """Iterate over the columns that the publisher gave."""
        return ((table, each) for table in self.tables for each in table.schema.columns if not each.derived)

    @property
    def decisions(self) -> Iterator[tuple[Table, Decision]]:
        """Iterate over what the reader decided."""
        return ((table, each) for table in self.tables for each in table.decisions)

    @property
    def table_files(self) -> frozenset[str]:
        """Return the ids of the distributions that hold the tables."""
        return frozenset(each.distribution_id for each in self.tables)


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted: so many of so many are as they should be."""

    met: float
    of: int

    @property
    def share(self) -> float:
        """Return the share, from 0 to 1."""
        return self.met / self.of


Found = Seen | Silent
Test = Callable[[Facts], Found]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One thing that makes a dataset better, in words, with what it counts for."""

    code: str
    part: Part
    weight: int
    """The points it gives where all is well."""
    test: Test
    title: Text
    """What is looked at."""
    reason: Text
    """What was seen: a template of `{met}` and `{of}`, or of `{said}`: yes or no."""
    fix: Text
    """What the publisher can do."""


def words(en: str, zh_hant: str, zh_hans: str) -> Text:
    """Return our own words."""
    return Text.of(en, zh_hant, zh_hans, origin="edited")


def counted(checks: Iterable[bool | float], otherwise: Silent) -> Found:
    """Count what is well; where there is nothing to count, say why."""
    found = tuple(checks)
    return Seen(round(sum(found), 3), len(found)) if found else otherwise
