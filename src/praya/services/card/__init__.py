"""Answer cards: what a dataset holds, what to beware of, what it can answer, and how to name it as a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model import errors, personal
from praya.model import rhythm as rhythms
from praya.model.citation import Cited
from praya.model.decisions import explain
from praya.model.licence import LICENCES, UNSTATED, use
from praya.services.card import questions, words
from praya.services.card.joins import measured
from praya.services.card.shapes import Card, ColumnCard, Freshness, Join, Question, TableCard, Terms
from praya.store import catalogue, harvests, observations

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from sqlalchemy import Connection

    from praya.model.catalogue import Dataset, Distribution, Publisher, Version
    from praya.model.licence import Licence
    from praya.model.table import Column, Table
    from praya.model.text import Lang
    from praya.platform import Platform

__all__ = ["Card", "ColumnCard", "Freshness", "Join", "Question", "TableCard", "Terms", "card"]

SURE = 0.9
"""A decision of the reading below it is one to know of."""
TOLD = frozenset({"markers", "blanks", "subtotals_named", "subtotals_add_up"})
MISSING_SHARE = 0.2
EXAMPLES = 5
MOST_VERSIONS = 500


def card(platform: Platform, name: str, *, lang: Lang, address: str, now: datetime) -> Card:
    """Return a dataset's card in one language; `address` is its page's. Raise DatasetMissing."""
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, name)
        if dataset is None:
            raise errors.DatasetMissing(name=name)
        publisher = catalogue.publisher(connection, dataset.publisher_id)
        assert publisher is not None, "a foreign key holds it"
        distributions = catalogue.distributions(connection, dataset.id)
        versions = {
            each.id: version
            for each in distributions
            if (version := catalogue.latest_version(connection, each.id))
        }
        tables = catalogue.tables(connection, dataset.id)
        fresh = _freshness(connection, dataset, versions, lang, now)
        vanished = harvests.vanished_at(connection, dataset.id) is not None
    joins, complete = measured(platform, tables, lang)
    licence = LICENCES.get(dataset.licence_id, UNSTATED)
    latest = max(versions.values(), key=lambda each: each.retrieved_at, default=None)
    return Card(
        dataset=dataset.name,
        title=dataset.title.words(lang) or dataset.name,
        description=dataset.description.words(lang),
        publisher=publisher.title.words(lang) or publisher.id,
        language=lang,
        source=dataset.source,
        tables=[
            _table(
                each,
                dataset=dataset,
                version=versions[each.distribution_id],
                joins=joins[each.name],
                lang=lang,
                now=now,
            )
            for each in tables
        ],
        caveats=list(_caveats(distributions, licence, lang, tables=len(tables), vanished=vanished)),
        freshness=fresh,
        licence=_terms(licence, dataset, publisher, lang),
        citation=Cited(
            dataset=dataset, publisher=publisher, version=latest, licence=licence, address=address
        ).line(lang),
        joins_complete=complete,
    )


def _table(
    table: Table, *, dataset: Dataset, version: Version, joins: list[Join], lang: Lang, now: datetime
) -> TableCard:
    profile = table.profile
    times = [each for each in table.schema.columns if each.type in questions.TIMES]
    return TableCard(
        name=table.name,
        title=table.title.words(lang) or dataset.title.words(lang) or dataset.name,
        version=version.number,
        retrieved_at=version.retrieved_at,
        sha256=version.sha256,
        rows=table.rows,
        grain=_grain(table, lang),
        time={
            each.name: [_written(held.min), _written(held.max)]
            for each in times
            if (held := profile.columns[each.name]).min is not None
        },
        bbox=list(profile.bbox or ()),
        districts=dict(profile.districts),
        columns=[_column(table, each, lang) for each in table.schema.columns],
        caveats=list(_table_caveats(table, lang, now)),
        personal_data=personal.lines(profile.examined, lang),
        notes=list(table.notes),
        questions=questions.questions(table, lang),
        cannot=questions.cannot(table, lang),
        joins=joins,
    )


def _grain(table: Table, lang: Lang) -> str:
    key = next(iter(table.profile.keys), ())
    if not key:
        return words.say(words.GRAIN_NONE, lang)
    columns = [each for each in map(table.schema.column, key) if each]
    told = words.say(words.AND, lang).join(questions.title(each, lang) for each in columns)
    return words.say(words.GRAIN_KEY, lang, key=told)


def _column(table: Table, column: Column, lang: Lang) -> ColumnCard:
    held = table.profile.columns[column.name]
    meanings = dict(column.meanings)
    return ColumnCard(
        name=column.name,
        title=questions.title(column, lang),
        type=column.type,
        role=column.role or "",
        unit=column.unit,
        nulls=held.nulls,
        distinct=held.distinct,
        min=_written(held.min),
        max=_written(held.max),
        examples=[value for value, _ in held.top[:EXAMPLES]],
        markers={each: meanings.get(each, "") for each in column.markers},
    )


def _written(value: str | float | None) -> str:
    if value is None:
        return ""
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _table_caveats(table: Table, lang: Lang, now: datetime) -> Iterator[str]:
    for decision in table.decisions:
        told = explain(decision, lang)
        if decision.code in TOLD or told.advice or decision.confidence < SURE:
            yield " ".join(f"{told.what}: {told.reason}".split()) if told.reason else told.what
    for column in table.schema.columns:
        held = table.profile.columns[column.name]
        if table.rows and held.nulls / table.rows >= MISSING_SHARE:
            share = round(100 * held.nulls / table.rows)
            yield words.say(words.EMPTY_SHARE, lang, column=column.name, share=share)
        last = _written(held.max)
        if column.type in ("date", "datetime") and last[:4] > str(now.year):
            yield words.say(words.FUTURE, lang, column=column.name, max=last)


def _caveats(
    distributions: tuple[Distribution, ...], licence: Licence, lang: Lang, *, tables: int, vanished: bool
) -> Iterator[str]:
    failed = sum(each.status == "failed" for each in distributions)
    if failed:
        yield words.say(words.FILES_UNREAD, lang, failed=failed, files=len(distributions))
    if not tables:
        yield words.say(words.NO_TABLES, lang)
    if vanished:
        yield words.say(words.VANISHED, lang)
    if licence.accuracy_duty:
        yield words.say(words.ACCURACY, lang)
    if licence.third_party_rights:
        yield words.say(words.RIGHTS, lang)


def _freshness(
    connection: Connection, dataset: Dataset, versions: Mapping[str, Version], lang: Lang, now: datetime
) -> Freshness:
    """Return the promise, and what was observed of the file that came last."""
    promised = rhythms.read(dataset.frequency)
    latest = max(versions.values(), key=lambda each: each.retrieved_at, default=None)
    wanted = {latest.distribution_id} if latest else set()
    times = observations.version_times(connection, wanted, MOST_VERSIONS)
    seen = rhythms.observed(times[latest.distribution_id]) if latest else None
    due = rhythms.expect(promised, latest.retrieved_at) if latest else None
    return Freshness(
        promised=dataset.frequency.words(lang),
        promised_code=promised.code,
        observed=(seen.duration or "") if seen else "",
        retrieved_at=latest.retrieved_at if latest else None,
        due_at=due.ends if due else None,
        late=bool(due and now > due.late),
    )


def _terms(licence: Licence, dataset: Dataset, publisher: Publisher, lang: Lang) -> Terms:
    allowed = use(licence, dataset.licence_id, publisher.title.words(lang) or publisher.id)
    return Terms(
        id=licence.id,
        title=licence.title.words(lang),
        url=licence.url,
        commercial_use=licence.commercial_use,
        derivatives=licence.derivatives,
        attribution=licence.attribution,
        accuracy_duty=licence.accuracy_duty,
        third_party_rights=licence.third_party_rights,
        may=dict(allowed.may),
        must=dict(allowed.must),
        must_not=dict(allowed.must_not),
        attribution_words=allowed.attribution,
    )
