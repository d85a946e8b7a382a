"""Saving a record: what came from a source, merged with what is already known, in the caller's transaction."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import sqlalchemy as sa

from praya.model import errors
from praya.model.text import LANGS, Text
from praya.store import db
from praya.store.catalogue import records
from praya.store.catalogue.outbox import touch
from praya.store.catalogue.rows import (
    Values,
    dataset_values,
    distribution_values,
    publisher_values,
    theme_values,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from sqlalchemy import Connection

    from praya.model.catalogue import Dataset, Distribution, Publisher, Record, Theme

Saved = Literal["created", "changed", "unchanged"]

_NO_TEXT = re.compile("[\0\ud800-\udfff]")
"""NUL, which PostgreSQL has no room for, and halves of surrogate pairs, which UTF-8 has none for."""


def save_record(connection: Connection, record: Record, now: datetime) -> Saved:
    """Save one record; raise RecordInvalid where it contradicts itself or another record.

    A dataset found again under a new id (its portal was rebuilt) keeps the id it has here. How reading a distribution
    went is kept. A distribution that is no longer announced stays, last, if a version of it was read, and goes if not.
    """
    record = _aligned(connection, record)
    dataset = record.dataset
    save_publisher(connection, record.publisher)
    _save_themes(connection, record)
    old = records.dataset_by_id(connection, dataset.id)
    stored = records.distributions(connection, dataset.id)
    wanted = _merged_distributions(connection, record.distributions, stored)
    if old == dataset and stored == wanted:
        return "unchanged"
    _write_dataset(connection, dataset, old, now)
    _write_distributions(connection, stored, wanted)
    touch(connection, db.dataset.c.id == dataset.id)
    return "changed" if old else "created"


def save_publisher(connection: Connection, publisher: Publisher) -> None:
    """Save a publisher, keeping the wordings it has and this one lacks."""
    old = records.publisher(connection, publisher.id)
    if old is None:
        db.insert_once(connection, db.publisher, publisher_values(publisher))
        return
    merged = replace(publisher, title=_merged_text(publisher.title, old.title))
    if merged != old:
        connection.execute(
            sa.update(db.publisher).where(db.publisher.c.id == publisher.id).values(publisher_values(merged))
        )
        touch(connection, db.dataset.c.publisher_id == publisher.id)


def save_theme(connection: Connection, theme: Theme) -> None:
    """Save a theme with its place in the portal's order, keeping the wordings it has and this one lacks."""
    old = next((each for each in records.themes(connection) if each.id == theme.id), None)
    if old is None:
        db.insert_once(connection, db.theme, theme_values(theme))
        return
    merged = replace(theme, title=_merged_text(theme.title, old.title))
    if merged != old:
        connection.execute(sa.update(db.theme).where(db.theme.c.id == theme.id).values(theme_values(merged)))


def _aligned(connection: Connection, record: Record) -> Record:
    """Return the record with its parts pointing at one another and at what is stored, or raise RecordInvalid."""
    dataset = record.dataset
    ids = [each.id for each in record.distributions]
    if len(set(ids)) < len(ids):
        raise errors.RecordInvalid(name=dataset.name, reason="two of its files have the same id")
    if _unstorable(_values(record)):
        raise errors.RecordInvalid(name=repr(dataset.name), reason="its text holds what is no text")
    if dataset.publisher_id != record.publisher.id:
        raise errors.RecordInvalid(name=dataset.name, reason="its publisher is not the one described")
    namesake = records.dataset(connection, dataset.name)
    if namesake and namesake.id != dataset.id:
        if namesake.source != dataset.source or records.dataset_by_id(connection, dataset.id):
            raise errors.RecordInvalid(name=dataset.name, reason="another dataset has this name")
        dataset = replace(dataset, id=namesake.id)
    taken = connection.scalars(
        sa.select(db.distribution.c.id).where(
            db.distribution.c.id.in_(ids), db.distribution.c.dataset_id != dataset.id
        )
    ).first()
    if taken:
        raise errors.RecordInvalid(name=dataset.name, reason=f"its file {taken} belongs to another dataset")
    dataset = replace(dataset, theme_ids=tuple(dict.fromkeys(dataset.theme_ids)))
    distributions = tuple(replace(each, dataset_id=dataset.id) for each in record.distributions)
    return replace(record, dataset=dataset, distributions=distributions)


def _values(record: Record) -> list[Values]:
    return [
        dataset_values(record.dataset),
        publisher_values(record.publisher),
        *(theme_values(each) for each in record.themes),
        *(distribution_values(each) for each in record.distributions),
    ]


def _unstorable(value: object) -> bool:
    """Tell whether a value holds anywhere what no database takes."""
    if isinstance(value, str):
        return _NO_TEXT.search(value) is not None
    if isinstance(value, dict):
        return any(_unstorable(part) for part in value.values())
    return isinstance(value, list) and any(_unstorable(part) for part in value)


def _save_themes(connection: Connection, record: Record) -> None:
    """Save the record's themes; their order is the portal's, so a known theme keeps its place."""
    known = {each.id: each for each in records.themes(connection)}
    described = {each.id: each for each in record.themes}
    for theme_id in record.dataset.theme_ids:
        if theme_id not in known and theme_id not in described:
            raise errors.RecordInvalid(
                name=record.dataset.name, reason=f"its theme {theme_id} is nowhere described"
            )
    for theme in described.values():
        old = known.get(theme.id)
        save_theme(connection, replace(theme, position=old.position) if old else theme)


def _merged_text(new: Text, old: Text) -> Text:
    """Return the new text with what it lacks from the old; a conversion never replaces what a person wrote."""
    merged = new.or_else(old)
    for lang in LANGS:
        wording, before = new.get(lang), old.get(lang)
        if wording and before and wording.origin == "converted" != before.origin:
            merged = merged.replaced(lang, before)
    return merged


def _merged_distributions(
    connection: Connection, announced: Sequence[Distribution], stored: Sequence[Distribution]
) -> tuple[Distribution, ...]:
    known = {each.id: each for each in stored}
    kept = [_with_reading(each, known.get(each.id)) for each in announced]
    kept.sort(key=lambda each: (each.position, each.id))
    gone = [each for each in stored if each.id not in {other.id for other in announced}]
    read = set(
        connection.scalars(
            sa.select(db.distribution.c.id).where(
                db.distribution.c.id.in_([each.id for each in gone]), db.distribution.c.latest.is_not(None)
            )
        )
    )
    last = kept[-1].position if kept else -1
    leftovers = [each for each in gone if each.id in read]
    return (*kept, *(replace(each, position=last + n) for n, each in enumerate(leftovers, 1)))


def _with_reading(new: Distribution, old: Distribution | None) -> Distribution:
    """Return the announced distribution with how reading it went; validators hold for the address that gave them."""
    if old is None:
        return new
    same = new.url == old.url
    return replace(
        new,
        status=old.status,
        problem=old.problem,
        checked_at=old.checked_at,
        etag=old.etag if same else "",
        last_modified=old.last_modified if same else "",
    )


def _write_dataset(connection: Connection, dataset: Dataset, old: Dataset | None, now: datetime) -> None:
    values = dataset_values(dataset) | {"saved_at": now}
    if old is None:
        connection.execute(sa.insert(db.dataset).values(values | {"revision": 0}))
    else:
        connection.execute(sa.update(db.dataset).where(db.dataset.c.id == dataset.id).values(values))
    if old is None or old.theme_ids != dataset.theme_ids:
        connection.execute(sa.delete(db.dataset_theme).where(db.dataset_theme.c.dataset_id == dataset.id))
        links = [
            {"dataset_id": dataset.id, "theme_id": theme_id, "position": position}
            for position, theme_id in enumerate(dataset.theme_ids)
        ]
        if links:
            connection.execute(sa.insert(db.dataset_theme), links)


def _write_distributions(
    connection: Connection, stored: Sequence[Distribution], wanted: Sequence[Distribution]
) -> None:
    known = {each.id: each for each in stored}
    gone = known.keys() - {each.id for each in wanted}
    if gone:
        connection.execute(sa.delete(db.distribution).where(db.distribution.c.id.in_(gone)))
    new = [distribution_values(each) for each in wanted if each.id not in known]
    if new:
        connection.execute(sa.insert(db.distribution), new)
    for each in wanted:
        if each.id in known and known[each.id] != each:
            connection.execute(
                sa.update(db.distribution)
                .where(db.distribution.c.id == each.id)
                .values(distribution_values(each))
            )
