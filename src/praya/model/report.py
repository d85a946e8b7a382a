"""A reading report: what a file was taken for, table by table, with every decision and its reason."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from praya.model import errors, personal
from praya.model.decisions import explain, header_lines

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from praya.model.decisions import Decision
    from praya.model.personal import Examination
    from praya.model.table import Column, Schema
    from praya.model.text import Lang, Text

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """How one table was read."""

    name: str
    title: Text
    rows: int
    schema: Schema
    notes: tuple[str, ...]
    decisions: tuple[Decision, ...]
    districts: Mapping[str, int] = field(default_factory=dict)
    """Rows in each of the city's districts; empty where there are no places, or they were not counted."""
    examined: Examination | None = None
    """What came of looking for personal data; None where that was not done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """How a file was read; `format` and `encoding` are empty where they could not be told, or there is none."""

    format: str
    encoding: str
    tables: tuple[TableReport, ...] = ()
    failure: tuple[str, Mapping[str, str | int]] | None = None
    """The code and the fields of what made reading fail."""


def report_to_json(report: Report, lang: Lang) -> Json:
    """Return the report as `docs/reading.md` describes it, with its words in one language."""
    problems: list[Json] = []
    if report.failure:
        explained = errors.explain(*report.failure, lang)
        problems.append({"code": explained.code, "message": explained.message, "advice": explained.advice})
    problems += [problem for table in report.tables for problem in _problems(table, lang)]
    return {
        "format": report.format,
        "encoding": report.encoding,
        "tables": [_table(table, lang) for table in report.tables],
        "problems": problems,
    }


def _table(table: TableReport, lang: Lang) -> Json:
    return {
        "name": table.name,
        "title": table.title.words(lang),
        "rows": table.rows,
        "columns": [_column(column, lang) for column in table.schema.columns],
        "districts": dict(table.districts),
        "header_lines": list(header_lines(table.decisions)),
        "notes": list(table.notes),
        "decisions": [_decision(decision, lang) for decision in table.decisions],
        "personal_data": personal.to_json(table.examined, lang),
    }


def _column(column: Column, lang: Lang) -> Json:
    return {
        "name": column.name,
        "title": " ".join(column.header.split()) or column.title.words(lang) or column.name,
        "titles": {lang: wording.words for lang, wording in column.title.items()},
        "type": column.type,
        "derived": column.derived,
        "markers": list(column.markers),
        "meanings": dict(column.meanings),
        "unit": column.unit,
        "unit_code": column.unit_code,
        "language": column.language or None,
        "role": column.role,
        "of": column.of or None,
        "lang": column.lang,
    }


def _decision(decision: Decision, lang: Lang) -> Json:
    told = explain(decision, lang)
    return {
        "step": told.step,
        "code": decision.code,
        "what": told.what,
        "reason": told.reason,
        "confidence": decision.confidence,
        "fields": dict(decision.fields),
    }


def _problems(table: TableReport, lang: Lang) -> Iterator[Json]:
    """Yield what a publisher should look at: the table was read all the same."""
    for decision in table.decisions:
        told = explain(decision, lang)
        if told.advice:
            yield {
                "code": told.code,
                "message": f"{told.what}. {told.reason}" if lang == "en" else f"{told.what}。{told.reason}",
                "advice": told.advice,
                "table": table.name,
                **({"column": decision.fields["column"]} if "column" in decision.fields else {}),
            }
