"""Settle a record with what is known here already."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from praya.formats.metadata import ckan
from praya.model import errors
from praya.model.text import LANGS, Text
from praya.store import catalogue, harvests

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sqlalchemy import Connection

    from praya.model.catalogue import Dataset, Distribution, Record


def settled(connection: Connection, names: Collection[str], record: Record) -> Record:
    """Return the record under the ids it has here already; raises RecordInvalid if it is another source's.

    Portals make new ids when they are rebuilt, and data.gov.hk does so for files at every update; whoever uses ours
    must not notice. And no portal may take over what belongs to another. `names` are what the portal lists today.
    """
    dataset = record.dataset
    old = catalogue.dataset(connection, dataset.name)
    if old and not _same_source(old, dataset):
        raise errors.RecordInvalid(
            name=dataset.name, reason=f"a dataset of {old.source or 'this catalogue'} has this name"
        )
    if old is None:
        old = catalogue.dataset_by_id(connection, dataset.id)
        if old and (old.name in names or not _same_source(old, dataset)):
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
