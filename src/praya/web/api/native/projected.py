"""From what the services return to the shapes of Praya's own API."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlencode

from praya.formats.features.geojson import geojson_geometry
from praya.model import personal
from praya.model.errors import explain
from praya.model.licence import use
from praya.services.ask import EXPORTS
from praya.services.places import has_places
from praya.web import urls
from praya.web.api.native import shapes, terms

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model import catalogue, table
    from praya.model.licence import Licence
    from praya.model.quality import Score
    from praya.model.text import Lang, Text
    from praya.services.find import HitView, Suggested
    from praya.services.read import DatasetView

API = "/api/v1"


def words(text: Text) -> terms.Words:
    """Return a text's wordings."""
    held = dict(text.items())
    return terms.Words(
        en=held["en"].words if "en" in held else "",
        zh_hant=held["zh-Hant"].words if "zh-Hant" in held else "",
        zh_hans=held["zh-Hans"].words if "zh-Hans" in held else "",
        converted=[lang for lang, wording in held.items() if wording.origin == "converted"],
    )


def named(thing: catalogue.Publisher | catalogue.Theme, datasets: int | None = None) -> shapes.Named:
    """Return a publisher or a theme."""
    return shapes.Named(id=thing.id, title=words(thing.title), datasets=datasets)


def licence(held: Licence) -> terms.Licence:
    """Return terms of use."""
    return terms.Licence(
        id=held.id,
        title=words(held.title),
        url=held.url,
        commercial_use=held.commercial_use,
        derivatives=held.derivatives,
        attribution=held.attribution,
        share_alike=held.share_alike,
        accuracy_duty=held.accuracy_duty,
        third_party_rights=held.third_party_rights,
    )


def personal_data(found: personal.Examination | None) -> terms.PersonalData:
    """Return what came of looking for personal data."""
    groups = found.groups if found else None
    return terms.PersonalData(
        examined=found is not None,
        findings=[
            terms.Finding(
                column=each.column,
                kind=each.kind,
                title=words(personal.KINDS[each.kind]),
                subject=each.subject,
                evidence=each.evidence,
                reason=words(personal.reason(each)),
                matching=each.matching,
                filled=each.filled,
                confidence=each.confidence,
            )
            for each in (found.findings if found else ())
        ],
        small_groups=terms.SmallGroups(
            columns=list(groups.columns),
            fewer_than=personal.SMALL,
            rows=groups.rows,
            unique=groups.unique,
        )
        if groups
        else None,
    )


def version(held: catalogue.Version, name: str, origin: str) -> shapes.Version:
    """Return a version; `name` is what its bytes are called in its address."""
    return shapes.Version(
        number=held.number,
        retrieved_at=held.retrieved_at,
        sha256=held.sha256,
        bytes=held.bytes,
        format=held.format,
        encoding=held.encoding,
        media_type=held.media_type,
        url=held.url,
        file=origin + urls.file(held.distribution_id, name, held.number),
    )


def summary(hit: HitView, origin: str) -> shapes.DatasetSummary:
    """Return a dataset in a list."""
    return shapes.DatasetSummary(
        id=hit.dataset.id,
        name=hit.dataset.name,
        title=words(hit.dataset.title),
        publisher=named(hit.publisher),
        themes=[each.id for each in hit.themes],
        formats=list(hit.formats),
        tables=hit.tables,
        modified=hit.dataset.modified,
        url=dataset_url(origin, hit.dataset.name),
    )


def dataset_url(origin: str, name: str) -> str:
    """Return a dataset's address."""
    return f"{origin}{API}/datasets/{quote(name, safe='')}"


def suggested_url(origin: str, suggested: Suggested, lang: Lang) -> str:
    """Return the address of what is suggested: a dataset's, a story's page, or that of a search narrowed to it."""
    if suggested.kind == "dataset":
        return dataset_url(origin, suggested.name)
    if suggested.kind == "story":
        return origin + urls.story(lang, suggested.name)
    return f"{origin}{API}/datasets?{urlencode([(suggested.kind, suggested.name)])}"


def table_url(origin: str, name: str) -> str:
    """Return a table's address."""
    return f"{origin}{API}/tables/{quote(name, safe='')}"


def table_summary(
    origin: str, *, name: str, title: Text, dataset: str, rows: int, columns: int
) -> shapes.TableSummary:
    """Return a table in a list."""
    return shapes.TableSummary(
        name=name,
        title=words(title),
        dataset=dataset,
        rows=rows,
        columns=columns,
        url=table_url(origin, name),
    )


def distribution(
    held: catalogue.Distribution, latest: shapes.Version | None, tables: list[str], lang: Lang
) -> shapes.Distribution:
    """Return a distribution with how reading it went."""
    fault = None
    if held.problem:
        told = explain(held.problem.code, held.problem.fields, lang)
        fault = shapes.Fault(code=told.code, message=told.message, advice=told.advice, at=held.problem.at)
    return shapes.Distribution(
        id=held.id,
        title=words(held.title),
        description=words(held.description),
        url=held.url,
        format=held.format,
        languages=list(held.languages),
        status=held.status,
        problem=fault,
        checked_at=held.checked_at,
        version=latest,
        tables=tables,
    )


def dataset(
    view: DatasetView, names: Mapping[str, str], origin: str, lang: Lang, score: Score
) -> shapes.Dataset:
    """Return a dataset; `names` say what each distribution's bytes are called."""
    held = view.dataset
    tables = {
        each.id: [one for one in view.tables if one.distribution_id == each.id] for each in view.distributions
    }
    return shapes.Dataset(
        id=held.id,
        name=held.name,
        title=words(held.title),
        description=words(held.description),
        publisher=named(view.publisher),
        themes=[named(each) for each in view.themes],
        keywords=list(held.keywords),
        frequency=words(held.frequency),
        licence=licence(view.licence),
        use=terms.Use(**asdict(use(view.licence, held.licence_id, view.publisher.title.words("en")))),
        contact=shapes.Contact(name=held.contact.name, email=held.contact.email, phone=held.contact.phone),
        dictionary_url=held.dictionary_url,
        landing_url=held.landing_url,
        created=held.created,
        modified=held.modified,
        source=held.source,
        quality=shapes.Quality(
            level=score.level, score=score.share, url=f"{dataset_url(origin, held.name)}/quality"
        ),
        distributions=[
            distribution(
                each,
                version(view.versions[each.id], names[each.id], origin) if each.id in view.versions else None,
                [one.name for one in tables[each.id]],
                lang,
            )
            for each in view.distributions
        ],
        tables=[
            table_summary(
                origin,
                name=each.name,
                title=each.title or held.title,
                dataset=held.name,
                rows=each.rows,
                columns=len(each.schema.columns),
            )
            for each in view.tables
        ],
        page=origin + urls.dataset(lang, held.name),
        openapi=f"{dataset_url(origin, held.name)}/openapi.json",
    )


def column(held: table.Column) -> shapes.Column:
    """Return a column."""
    return shapes.Column(
        name=held.name,
        title=words(held.title),
        header=held.header,
        type=held.type,
        role=held.role,
        unit=held.unit,
        unit_code=held.unit_code,
        language=held.language,
        of=held.of,
        lang=held.lang,
        derived=held.derived,
        markers=list(held.markers),
        meanings=dict(held.meanings),
    )


def table_of(held: table.Table, owner: str, since: shapes.Version, origin: str) -> shapes.Table:
    """Return a table of the dataset named `owner`."""
    where = table_url(origin, held.name)
    given = [each for each in EXPORTS if has_places(held.schema) or each not in ("geojson", "geoparquet")]
    return shapes.Table(
        name=held.name,
        title=words(held.title),
        dataset=owner,
        distribution=held.distribution_id,
        version=since,
        rows=held.rows,
        columns=[column(each) for each in held.schema.columns],
        notes=list(held.notes),
        bbox=list(held.profile.bbox) if held.profile.bbox else None,
        districts=dict(held.profile.districts),
        personal_data=personal_data(held.profile.examined),
        keys=[list(each) for each in held.profile.keys],
        permalink=f"{where}?as_of={held.version}",
        exports={each: f"{origin}{urls.data(held.name, each)}" for each in given},
    )


def profile(held: table.Table) -> shapes.Profile:
    """Return what a table holds."""
    return shapes.Profile(
        table=held.name,
        version=held.version,
        rows=held.rows,
        columns={name: _column_profile(each) for name, each in held.profile.columns.items()},
        sums={each.total: list(each.parts) for each in held.profile.sums},
    )


def _column_profile(held: table.ColumnProfile) -> shapes.ColumnProfile:
    return shapes.ColumnProfile(
        nulls=held.nulls,
        distinct=held.distinct,
        exact=held.exact,
        min=held.min,
        max=held.max,
        mean=held.mean,
        quantiles={f"{share:g}": value for share, value in held.quantiles},
        histogram=[shapes.Bin(low=each.low, high=each.high, count=each.count) for each in held.histogram],
        top=dict(held.top),
    )


def without_ours(row: Mapping[str, object], asked: tuple[str, ...] = ()) -> dict[str, Any]:
    """Return a row without our own columns, unless they are asked for; with `asked`, just those. Shapes are GeoJSON."""
    names = asked or [name for name in row if not name.startswith("_")]
    return {name: plain(row[name]) for name in names}


def plain(value: object) -> object:
    """Return a value as JSON has it: a stored shape as GeoJSON."""
    return geojson_geometry(value) if isinstance(value, bytes) else value
