"""Read another portal's catalogue into ours: a CKAN's, or one that lists its records as DCAT, data.json and the like.

The story: find out what kind of portal it is, then take each of its records: merge what its languages say, settle it
with what is already known, and save it in a transaction of its own. A broken record is reported and skipped. That a record
is done is noted in its own transaction, so a harvest that was stopped in any way goes on where it was; and one that
finds nothing new writes nothing. What the portal no longer lists is reported and marked; it stays.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from praya.formats.metadata.wordings import completed_record
from praya.model import errors
from praya.model.catalogue import Problem
from praya.remote import listing
from praya.remote import portal as portals
from praya.remote.portal import Manners
from praya.services.harvest.settling import settled
from praya.services.harvest.sources import CkanSource, ListedSource
from praya.store import catalogue, harvests

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from praya.model.catalogue import Record
    from praya.platform import Platform
    from praya.remote.listing import Kind
    from praya.services.harvest.sources import Source
    from praya.store.catalogue import Saved

RESUMABLE = timedelta(days=1)
"""A harvest stopped longer ago begins anew: what it had read is no longer news."""
PATIENCE = 20
"""How many records in a row may fail in a passing way before the portal is taken to be down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A record that was not taken, and why."""

    name: str
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestReport:
    """What a harvest did or, as a dry run, would do; names in alphabetical order."""

    source: str
    kind: Kind
    evidence: str
    """What the portal answered that told its kind."""
    created_names: tuple[str, ...]
    changed_names: tuple[str, ...]
    unchanged: int
    resumed: int
    """Records that a harvest stopped earlier had done already."""
    vanished_names: tuple[str, ...]
    """Datasets that came from this portal and that it no longer lists."""
    skipped: tuple[Skipped, ...]

    @property
    def created(self) -> int:
        """Return how many records are new."""
        return len(self.created_names)

    @property
    def changed(self) -> int:
        """Return how many records differ from what was known."""
        return len(self.changed_names)


def harvest(
    platform: Platform,
    url: str,
    *,
    now: Callable[[], datetime],
    progress: Callable[[int, int, str], None],
    dry_run: bool = False,
    manners: Manners | None = None,
    kind: Kind | None = None,
) -> HarvestReport:
    """Harvest the portal at this address, of this kind if one is given; with `dry_run` only say what would change.

    `progress` is told how many records are done, how many there are, and which one was last. Raises PortalInvalid if
    no portal answers there, and other kinds of OriginFailed if it cannot be reached, or no longer.
    """
    portal = _open(platform, url, manners or Manners(), kind)
    finished = frozenset() if dry_run else _begin(platform, portal, now())
    saved: dict[str, Saved] = {}
    skipped: dict[str, Skipped] = {}
    failing, resumed = 0, portal.resumed(finished)
    for done, (name, record) in enumerate(portal.records(finished, now), resumed + 1):
        try:
            saved[name] = _save(platform, portal, record, now(), dry_run=dry_run)
            failing = 0
        except (
            errors.OriginFailed,
            errors.FileBroken,
            errors.RecordInvalid,
            errors.PortalInvalid,
        ) as failure:
            failing = failing + 1 if failure.passing else 0
            if failing == PATIENCE:
                raise
            skipped[name] = _skipped(name, failure, now())
        progress(done, max(done, portal.total), name)
    with platform.db.begin() as connection:
        gone = harvests.vanished(connection, portal.source, portal.names)
        if not dry_run:
            harvests.mark_vanished(connection, portal.source, gone.values(), now())
            harvests.finish(connection, portal.source, now())
    return _report(portal, saved, skipped, resumed, tuple(gone))


def _open(platform: Platform, url: str, manners: Manners, kind: Kind | None) -> Source:
    """Find out what answers; raise PortalInvalid where nothing that is known does."""
    if kind in {None, "ckan"}:
        try:
            return CkanSource(portals.find(platform.fetcher, url, manners))
        except errors.PortalInvalid:
            if kind:
                raise
    return ListedSource(platform.fetcher, listing.find(platform.fetcher, url, manners, kind), manners)


def _begin(platform: Platform, portal: Source, now: datetime) -> frozenset[str]:
    """Save the portal's themes in its order, and return which records are done already."""
    themes = portal.themes()
    with platform.db.begin() as connection:
        for theme in themes:
            catalogue.save_theme(connection, theme)
        return harvests.begin(connection, portal.source, now, resumable=RESUMABLE)


def _save(
    platform: Platform, portal: Source, record: Record | errors.Failure, now: datetime, *, dry_run: bool
) -> Saved:
    """Save a record, or raise why there is none."""
    if isinstance(record, errors.Failure):
        raise record
    with platform.db.begin() as connection:
        rehearsal = connection.begin_nested() if dry_run else None
        saved = catalogue.save_record(
            connection, completed_record(settled(connection, portal.names, record)), now
        )
        if rehearsal:
            rehearsal.rollback()
        else:
            harvests.done(connection, record.dataset.source, record.dataset.name)
    return saved


def _skipped(name: str, failure: errors.Failure, now: datetime) -> Skipped:
    return Skipped(name=name[:200], problem=Problem(code=failure.code, fields=failure.fields, at=now))


def _report(
    portal: Source,
    saved: Mapping[str, Saved],
    skipped: Mapping[str, Skipped],
    resumed: int,
    vanished: tuple[str, ...],
) -> HarvestReport:
    def names(outcome: Saved) -> tuple[str, ...]:
        return tuple(sorted(name for name, each in saved.items() if each == outcome))

    return HarvestReport(
        source=portal.source,
        kind=portal.kind,
        evidence=portal.evidence,
        created_names=names("created"),
        changed_names=names("changed"),
        unchanged=len(names("unchanged")),
        resumed=resumed,
        vanished_names=vanished,
        skipped=tuple(skipped[name] for name in sorted(skipped)),
    )
