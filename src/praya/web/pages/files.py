"""The files of a dataset: where each comes from, how reading it went, and why there is no table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import Query
from praya.services.read import file_name
from praya.web import urls

if TYPE_CHECKING:
    from datetime import datetime

    from praya.model.catalogue import Distribution, Version
    from praya.model.errors import Explained
    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.web.pages.past import Seen


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLink:
    """A table read from a file."""

    table: Table
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a dataset."""

    distribution: Distribution
    version: Version | None
    tables: tuple[TableLink, ...]
    problem: Explained | None
    problem_at: datetime | None
    original: str
    """The address of the publisher's bytes as kept here; empty where none are kept."""

    @property
    def state(self) -> str:
        """Return one word for how reading went; what was read before a failure stays readable."""
        if self.problem and self.version:
            return "archived" if self.problem.code == errors.OriginMissing.code else "stale"
        if self.problem:
            return "failed"
        return self.distribution.status


def files(seen: Seen, lang: Lang) -> tuple[File, ...]:
    """Return a dataset's files: those read or tried first, then those never tried, each in the publisher's order."""
    found = [_file(seen, each, lang) for each in seen.view.distributions]
    return tuple(sorted(found, key=lambda each: each.distribution.status == "unread" and not each.version))


def _file(seen: Seen, distribution: Distribution, lang: Lang) -> File:
    view = seen.view
    version = view.versions.get(distribution.id)
    problem = distribution.problem
    return File(
        distribution=distribution,
        version=version,
        tables=tuple(
            TableLink(
                table=each,
                href=urls.dataset(lang, view.dataset.name, each.name, Query(as_of=seen.as_of_beside(each))),
            )
            for each in view.tables
            if each.distribution_id == distribution.id
        ),
        problem=errors.explain(problem.code, problem.fields, lang) if problem else None,
        problem_at=problem.at if problem else None,
        original=urls.file(distribution.id, file_name(version), version.number if seen.moment else None)
        if version
        else "",
    )
