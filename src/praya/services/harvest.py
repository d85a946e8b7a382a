"""Read a CKAN portal's catalogue into ours.

The story: find how the portal answers, then take each of its records: merge what its languages say, settle it with
what is already known, and save it in a transaction of its own. A broken record is reported and skipped. That a record
is done is noted in its own transaction, so a harvest that was stopped in any way goes on where it was; and one that
finds nothing new writes nothing. What the portal no longer lists is reported and marked; it stays.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING, cast

from praya.formats.metadata import ckan
from praya.formats.metadata.wordings import completed_record
from praya.model import errors
from praya.model.catalogue import Problem
from praya.model.licence import HK_TERMS
from praya.model.text import LANGS, Text
from praya.remote import portal as portals
from praya.remote.portal import Manners
from praya.store import catalogue, harvests

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from praya.model.catalogue import Dataset, Distribution, Record, Theme
    from praya.model.text import Lang
    from praya.platform import Platform
    from praya.remote.portal import Answers, Portal
    from praya.store.catalogue import Saved

RESUMABLE = timedelta(days=1)
"""A harvest stopped longer ago begins anew: what it had read is no longer news."""
PATIENCE = 20
"""How many records in a row may fail in a passing way before the portal is taken to be down."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipped:
    """A record that was not taken, and why."""

    name: str
    problem: Problem


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestReport:
    """What a harvest did or, as a dry run, would do; names in alphabetical order."""

    source: str
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
) -> HarvestReport:
    """Harvest the portal at this root address; with `dry_run` only say what would change.

    `progress` is told how many records are done, how many there are, and which one was last. Raises PortalInvalid if
    no portal answers there, and other kinds of OriginFailed if it cannot be reached, or no longer.
    """
    portal = portals.find(platform.fetcher, url, manners or Manners())
    finished = frozenset() if dry_run else _begin(platform, portal, now())
    names = [name for name in portal.names if name not in finished]
    resumed = len(portal.names) - len(names)
    saved: dict[str, Saved] = {}
    skipped: dict[str, Skipped] = {}
    failing = 0
    for done, (name, answers) in enumerate(portal.records(names), resumed + 1):
        try:
            record = _record(portal, name, answers, now())
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
        progress(done, len(portal.names), name)
    with platform.db.begin() as connection:
        gone = harvests.vanished(connection, portal.source, portal.names)
        if not dry_run:
            harvests.mark_vanished(connection, portal.source, gone.values(), now())
            harvests.finish(connection, portal.source, now())
    return _report(portal, saved, skipped, resumed, tuple(gone))


def _begin(platform: Platform, portal: Portal, now: datetime) -> frozenset[str]:
    """Save the portal's themes in its order, and return which records are done already."""
    themes = [theme for place, answers in enumerate(portal.groups()) if (theme := _theme(answers, place))]
    with platform.db.begin() as connection:
        for theme in themes:
            catalogue.save_theme(connection, theme)
        return harvests.begin(connection, portal.source, now, resumable=RESUMABLE)


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


def _save(platform: Platform, portal: Portal, record: Record, now: datetime, *, dry_run: bool) -> Saved:
    with platform.db.begin() as connection:
        rehearsal = connection.begin_nested() if dry_run else None
        saved = catalogue.save_record(connection, completed_record(_settled(connection, portal, record)), now)
        if rehearsal:
            rehearsal.rollback()
        else:
            harvests.done(connection, record.dataset.source, record.dataset.name)
    return saved


def _settled(connection: Connection, portal: Portal, record: Record) -> Record:
    """Return the record under the ids it has here already; raises RecordInvalid if it is another source's.

    Portals make new ids when they are rebuilt, and data.gov.hk does so for files at every update; whoever uses ours
    must not notice. And no portal may take over what belongs to another.
    """
    dataset = record.dataset
    old = catalogue.dataset(connection, dataset.name)
    if old and not _same_source(old, dataset):
        raise errors.RecordInvalid(
            name=dataset.name, reason=f"a dataset of {old.source or 'this catalogue'} has this name"
        )
    if old is None:
        old = catalogue.dataset_by_id(connection, dataset.id)
        if old and (old.name in portal.names or not _same_source(old, dataset)):
            old = None
            dataset = replace(dataset, id=ckan.derived_id(dataset.source, dataset.name, dataset.id))
    if old:
        dataset = _with_old_words(replace(dataset, id=old.id), old)
    known = catalogue.distributions(connection, dataset.id)
    distributions = _with_known_ids(record.distributions, known)
    taken = harvests.taken(connection, dataset.id, [each.id for each in distributions])
    return replace(
        record,
        dataset=dataset,
        distributions=tuple(
            replace(
                each,
                id=ckan.derived_id(dataset.source, dataset.id, each.id) if each.id in taken else each.id,
                dataset_id=dataset.id,
            )
            for each in distributions
        ),
    )


def _same_source(one: Dataset, other: Dataset) -> bool:
    """Say whether two datasets come from one portal, by http or https."""
    return one.source.partition("://")[2] == other.source.partition("://")[2] != ""


def _with_old_words(new: Dataset, old: Dataset) -> Dataset:
    """Keep what was said in a language in which the portal says nothing of this dataset today."""
    silent = [lang for lang in LANGS if new.title.get(lang) is None]

    def kept(text: Text, before: Text) -> Text:
        for lang in silent:
            wording = before.get(lang)
            if wording and wording.origin != "converted" and text.get(lang) is None:
                text = text.replaced(lang, wording)
        return text

    return replace(
        new,
        title=kept(new.title, old.title),
        description=kept(new.description, old.description),
        frequency=kept(new.frequency, old.frequency),
    )


def _with_known_ids(
    distributions: Sequence[Distribution], known: Sequence[Distribution]
) -> list[Distribution]:
    """Give each distribution the id that its address has here, where its own id is not known."""
    own = {each.id for each in distributions} & {each.id for each in known}
    free = {each.url: each.id for each in reversed(known) if each.id not in own}
    return [
        replace(each, id=free.pop(each.url)) if each.id not in own and each.url in free else each
        for each in distributions
    ]


def _skipped(name: str, failure: errors.Failure, now: datetime) -> Skipped:
    return Skipped(name=name[:200], problem=Problem(code=failure.code, fields=failure.fields, at=now))


def _report(
    portal: Portal,
    saved: Mapping[str, Saved],
    skipped: Mapping[str, Skipped],
    resumed: int,
    vanished: tuple[str, ...],
) -> HarvestReport:
    def names(outcome: Saved) -> tuple[str, ...]:
        return tuple(sorted(name for name, each in saved.items() if each == outcome))

    return HarvestReport(
        source=portal.source,
        created_names=names("created"),
        changed_names=names("changed"),
        unchanged=len(names("unchanged")),
        resumed=resumed,
        vanished_names=vanished,
        skipped=tuple(skipped[name] for name in sorted(skipped)),
    )
