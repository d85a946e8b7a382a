"""What tools say of datasets, within a model's budget."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from praya.model.licence import use
from praya.services import card as cards
from praya.web import urls
from praya.web.agents.answer import Json, cell, short
from praya.web.api.native.projected import without_ours
from praya.web.origin import set_origin

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.catalogue import Version
    from praya.model.citation import Cited
    from praya.model.text import Lang
    from praya.services.card import Card, TableCard
    from praya.services.diff import Diff
    from praya.services.read import DatasetView
    from praya.web.view import Site

MOST_TABLES = 8
MOST_COLUMNS = 60
MOST_CAVEATS = 8
MOST_NOTES = 5
MOST_JOINS = 6
MOST_VERSIONS = 20
LONGEST_ABOUT = 200


def in_list(view: DatasetView, lang: Lang) -> Json:
    """Return a dataset as a search shows it."""
    about = view.dataset.description.words(lang)
    return short(
        {
            "dataset": view.dataset.name,
            "title": view.dataset.title.words(lang),
            "publisher": view.publisher.title.words(lang),
            "about": about[:LONGEST_ABOUT] + ("…" if len(about) > LONGEST_ABOUT else ""),
            "tables": [f"{each.name} ({each.rows} rows)" for each in view.tables[:MOST_TABLES]],
        }
    )


def card_of(site: Site, dataset: str, lang: Lang) -> Card:
    """Return a dataset's card."""
    address = set_origin(site.platform.settings) + urls.dataset(lang, dataset)
    return cards.card(site.platform, dataset, lang=lang, address=address, now=site.now())


def described(card: Card) -> tuple[Json, str]:
    """Return what is in a dataset, and what was left out."""
    data = {
        "dataset": card.dataset,
        "title": card.title,
        "publisher": card.publisher,
        "description": card.description,
        "caveats": card.caveats,
        "tables": [_table(each) for each in card.tables[:MOST_TABLES]],
    }
    return short(data), _left_out(card)


def how_to_use(card: Card) -> tuple[Json, str]:
    """Return how a dataset is used, and what was left out."""
    tables = [
        short(
            {
                "table": each.name,
                "grain": each.grain,
                "questions": [asdict(question) for question in each.questions],
                "cannot_answer": each.cannot,
                "joins": [asdict(join) for join in each.joins[:MOST_JOINS]],
                "caveats": each.caveats[:MOST_CAVEATS],
                "personal_data": [cell(told) for told in each.personal_data[:MOST_CAVEATS]],
            }
        )
        for each in card.tables[:MOST_TABLES]
    ]
    fresh = {name: str(value) for name, value in asdict(card.freshness).items() if value not in ("", None)}
    data = {
        "dataset": card.dataset,
        "title": card.title,
        "freshness": fresh,
        "terms": asdict(card.licence),
        "cite_as": card.citation,
        "tables": tables,
    }
    more = "" if card.joins_complete else "Not every table was measured for joins yet: call again later."
    return data, " ".join(each for each in (_left_out(card), more) if each)


def _left_out(card: Card) -> str:
    tables, columns = len(card.tables), max((len(each.columns) for each in card.tables), default=0)
    left = [f"only {MOST_TABLES} of {tables} tables"] if tables > MOST_TABLES else []
    left += [f"only {MOST_COLUMNS} columns of a table with {columns}"] if columns > MOST_COLUMNS else []
    return (
        f"Shown are {' and '.join(left)}; the whole card: /api/v1/datasets/{card.dataset}/card"
        if left
        else ""
    )


def _table(table: TableCard) -> Json:
    return short(
        {
            "table": table.name,
            "title": table.title,
            "rows": table.rows,
            "version": table.version,
            "grain": table.grain,
            "time": table.time,
            "bbox": table.bbox,
            "districts": table.districts,
            "columns": [
                short(
                    {
                        "name": each.name,
                        "title": each.title if each.title != each.name else "",
                        "type": each.type,
                        "role": each.role,
                        "unit": each.unit,
                        "min": cell(each.min),
                        "max": cell(each.max),
                        "examples": [cell(value) for value in each.examples[:3]],
                        "missing": each.nulls or "",
                        "markers": each.markers,
                    }
                )
                for each in table.columns[:MOST_COLUMNS]
            ],
            "caveats": table.caveats[:MOST_CAVEATS],
            "personal_data": [cell(each) for each in table.personal_data[:MOST_CAVEATS]],
            "notes": table.notes[:MOST_NOTES],
        }
    )


def changed(versions: Sequence[Version], found: Diff) -> tuple[Json, str]:
    """Return a table's versions and what two of them differ in, and what was left out."""
    latest = versions[-MOST_VERSIONS:]
    data = {
        "table": found.after.name,
        "versions_kept": len(versions),
        "versions": [f"{each.number}: {each.retrieved_at.isoformat()}" for each in latest],
        "from": found.before.version,
        "to": found.after.version,
        "columns": [
            f"{each.kind}: {' → '.join(side.name for side in (each.before, each.after) if side)}"
            for each in found.schema
        ],
        "key": list(found.key),
        "added": found.added,
        "removed": found.removed,
        "changed": found.changed,
        "rows": [
            short(
                {
                    "kind": each.kind,
                    "before": _cells(each.before),
                    "after": _cells(each.after),
                    "columns": list(each.columns),
                }
            )
            for each in found.rows
        ],
    }
    differing = found.added + found.removed + found.changed
    left = differing - len(found.rows)
    where = f"/api/v1/tables/{found.after.name}/diff?from={found.before.version}&to={found.after.version}"
    return short(data), f"{left} more rows differ: {where}" if left else ""


def _cells(row: object) -> Json | None:
    return {name: cell(value) for name, value in without_ours(row).items()} if isinstance(row, dict) else None


def cited(named: Cited, lang: Lang) -> Json:
    """Return how to name a source, and what its terms ask."""
    return {
        "line": named.line(lang),
        "bibtex": named.bibtex(lang),
        "permalink": named.address,
        "licence": named.licence.id,
        "use": asdict(use(named.licence, named.dataset.licence_id, named.publisher.title.words(lang))),
        "attribution_required": named.licence.attribution,
        "third_party_rights": named.licence.third_party_rights,
        "accuracy_duty": named.licence.accuracy_duty,
    }
