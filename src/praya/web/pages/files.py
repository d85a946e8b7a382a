"""The files of a dataset: where each comes from, how reading it went, and why there is no table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.formats.kinds import label
from praya.model import errors
from praya.model.query import Query
from praya.services.read import file_name
from praya.web import readable, urls

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from praya.model.catalogue import Distribution, Version
    from praya.model.errors import Explained
    from praya.model.table import Table
    from praya.model.text import Lang
    from praya.web.language import Messages
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
    format: str
    """What the file is, or is said to be where it was never read."""
    facts: tuple[str, ...]
    """What is known of a file without tables, in words."""
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


def files(seen: Seen, lang: Lang, words: Messages) -> tuple[File, ...]:
    """Return a dataset's files: those read or tried first, then those never tried, each in the publisher's order."""
    found = [_file(seen, each, lang, words) for each in seen.view.distributions]
    return tuple(sorted(found, key=lambda each: each.distribution.status == "unread" and not each.version))


def _file(seen: Seen, distribution: Distribution, lang: Lang, words: Messages) -> File:
    view = seen.view
    version = view.versions.get(distribution.id)
    problem = distribution.problem or (version.trouble if version else None)
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
        format=label(version.format) if version else distribution.format,
        facts=_facts(version.about, words) if version else (),
        problem=errors.explain(problem.code, problem.fields, lang) if problem else None,
        problem_at=problem.at if problem else None,
        original=urls.file(distribution.id, file_name(version), version.number if seen.moment else None)
        if version
        else "",
    )


def _facts(about: Mapping[str, str | int], words: Messages) -> tuple[str, ...]:
    """Put what is known of a file into words."""
    told = (
        [f"“{about['title']}”" if words.lang == "en" else f"《{about['title']}》"] if "title" in about else []
    )
    for fact in ("pages", "members"):
        if fact in about:
            count = int(about[fact])
            told.append(words.count(f"about_{fact}", count, readable.number(count)))
    if "width" in about:
        told.append(words.say("about_size", width=about["width"], height=about["height"]))
    return tuple(told)
