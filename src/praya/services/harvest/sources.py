"""Where records come from: a CKAN that is asked for each, or a portal that lists them all."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol, cast

from rdflib import Graph

from praya.formats.metadata import ckan, listed
from praya.formats.metadata.dcat import read as dcat
from praya.formats.metadata.rdf.parse import parse
from praya.model import errors
from praya.model.licence import HK_TERMS
from praya.remote import listing

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import datetime

    from praya.model.catalogue import Record, Theme
    from praya.model.text import Lang
    from praya.remote.fetch import Document, Fetcher
    from praya.remote.listing import Kind, Listing
    from praya.remote.portal import Answers, Manners, Portal

log = logging.getLogger(__name__)

Harvested = tuple[str, "Record | errors.Failure"]
"""A record's name, and the record or why it cannot be taken."""


class Source(Protocol):
    """A portal's records."""

    @property
    def source(self) -> str:
        """Return the portal's root address."""

    @property
    def kind(self) -> Kind:
        """Return what kind of portal it is."""

    @property
    def evidence(self) -> str:
        """Return what it answered that told its kind."""

    @property
    def names(self) -> Collection[str]:
        """Return the names of its records, as far as they are known."""

    @property
    def total(self) -> int:
        """Return how many records there are, as far as is known."""

    def resumed(self, finished: Collection[str]) -> int:
        """Return how many of its records are done already."""

    def themes(self) -> list[Theme]:
        """Return its themes in its order, where it lists them apart."""

    def records(self, finished: Collection[str], now: Callable[[], datetime]) -> Iterator[Harvested]:
        """Iterate over the records that are not done already."""


@dataclass(frozen=True, slots=True)
class CkanSource:
    """A CKAN portal's records."""

    portal: Portal
    kind: Kind = "ckan"

    @property
    def source(self) -> str:
        """Return the portal's root address."""
        return self.portal.source

    @property
    def evidence(self) -> str:
        """Return what it answered."""
        roots = ", ".join(self.portal.roots.values())
        return f"package_list names {len(self.portal.names)} records at {roots}"

    @property
    def names(self) -> Collection[str]:
        """Return the names of its records."""
        return self.portal.names

    @property
    def total(self) -> int:
        """Return how many records there are."""
        return len(self.portal.names)

    def resumed(self, finished: Collection[str]) -> int:
        """Return how many of its records are done already."""
        return sum(name in finished for name in self.portal.names)

    def themes(self) -> list[Theme]:
        """Return its groups in its order."""
        return [theme for place, told in enumerate(self.portal.groups()) if (theme := _theme(told, place))]

    def records(self, finished: Collection[str], now: Callable[[], datetime]) -> Iterator[Harvested]:
        """Ask for each record."""
        wanted = [name for name in self.portal.names if name not in finished]
        for name, answers in self.portal.records(wanted):
            try:
                yield name, _record(self.portal, name, answers, now())
            except errors.Failure as failure:
                yield name, failure


@dataclass(frozen=True, slots=True)
class ListedSource:
    """The records of a portal that lists them."""

    fetcher: Fetcher
    listing: Listing
    manners: Manners
    names: set[str] = field(default_factory=set)

    @property
    def source(self) -> str:
        """Return the portal's root address."""
        return self.listing.source

    @property
    def kind(self) -> Kind:
        """Return what kind of portal it is."""
        return self.listing.kind

    @property
    def evidence(self) -> str:
        """Return what it answered."""
        return self.listing.evidence

    @property
    def total(self) -> int:
        """Return how many records were seen."""
        return len(self.names)

    def resumed(self, finished: Collection[str]) -> int:
        """Return how many of its records are done already."""
        return len(finished)

    def themes(self) -> list[Theme]:
        """Return nothing: each record tells its themes itself."""
        return []

    def records(self, finished: Collection[str], now: Callable[[], datetime]) -> Iterator[Harvested]:
        """Read the list; a second record of one name is refused, for it would take the first one's place."""
        for name, record in self._listed(now()):
            if name in self.names:
                yield (
                    f"{name} (again)",
                    errors.RecordInvalid(name=name[:100], reason="another record has this name"),
                )
            elif name not in finished:
                self.names.add(name)
                yield name, record
            else:
                self.names.add(name)

    def _listed(self, now: datetime) -> Iterator[Harvested]:
        if self.listing.kind != "dcat":
            entries = listing.entries(self.fetcher, self.listing, self.manners)
            yield from listed.records(self.listing.kind, entries, source=self.source, now=now)
            return
        graph = Graph()

        def following(_document: Document) -> str:
            return dcat.following(graph)

        for document in listing.documents(self.fetcher, self.listing, self.manners, following):
            graph = parse(document.content, document.media_type, document.url)
            yield from dcat.records(graph, source=self.source, now=now)


def _theme(answers: Answers, position: int) -> Theme | None:
    try:
        theme = ckan.theme(_by_language(answers), position)
    except errors.RecordInvalid:  # records that use the group describe it too
        return None
    return theme


def _by_language(answers: Answers) -> Mapping[Lang, object]:
    """Put an answer of unknown language under the language its words are in."""
    if None not in answers:
        return cast("Mapping[Lang, object]", answers)
    answer = answers[None]
    return {ckan.language(answer) if isinstance(answer, dict) else "en": answer}


def _record(portal: Portal, name: str, answers: Answers | errors.Failure, now: datetime) -> Record:
    if isinstance(answers, errors.Failure):
        raise answers
    try:
        record = ckan.record(
            _by_language(answers),
            source=portal.source,
            now=now,
            terms=HK_TERMS if portal.trilingual else None,
            page=portal.page(name),
        )
    except errors.Failure:
        raise
    except Exception as error:
        # A fault of ours in reading one record must not stop the others; the log has it all.
        log.exception("record %r of %s", name, portal.source)
        raise errors.RecordInvalid(name=name[:100], reason=type(error).__name__) from error
    if record.dataset.name != name:
        raise errors.RecordInvalid(name=name[:100], reason=f"the portal answers with “{record.dataset.name}”")
    return record
