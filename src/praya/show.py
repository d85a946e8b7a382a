"""What commands print: readable tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import sys
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import orjson
from rich.console import Console
from rich.table import Table as Grid

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.catalogue import Problem
    from praya.services.harvest import HarvestReport
    from praya.services.ingest import Outcome
    from praya.store.catalogue import TableName
    from praya.store.lake import Result

MOST_SHOWN = 40
"""Rows of a result that a person is shown; programs get all."""

out = Console(highlight=False)


def result(found: Result, *, as_json: bool, as_csv: bool) -> None:
    """Print a query's result."""
    if as_json:
        _json([dict(zip(found.columns, map(_plain, row), strict=True)) for row in found.rows])
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(found.columns)
        writer.writerows(found.rows)
    else:
        grid = Grid(*found.columns, show_edge=False, header_style="bold")
        for row in found.rows[:MOST_SHOWN]:
            grid.add_row(*("—" if value is None else str(value) for value in row))
        out.print(grid)
        more = len(found.rows) - MOST_SHOWN
        out.print(f"{len(found.rows)} rows" + (f"; {more} more with --json or --csv" if more > 0 else ""))


def tables(names: Sequence[TableName], *, as_json: bool) -> None:
    """Print which tables there are."""
    if as_json:
        _json(
            [
                {"name": each.name, "dataset": each.dataset_name, "rows": each.rows, "columns": each.columns}
                for each in names
            ]
        )
        return
    grid = Grid("table", "rows", "columns", show_edge=False, header_style="bold")
    for each in names:
        grid.add_row(each.name, f"{each.rows:,}", ", ".join(each.columns))
    out.print(grid)


def outcomes(ended: Mapping[str, Outcome], *, as_json: bool) -> None:
    """Print how each file's reading ended."""
    if as_json:
        _json(
            [
                {
                    "address": name,
                    "status": outcome.status,
                    "tables": [{"name": table.name, "rows": table.rows} for table in outcome.tables],
                    "problem": _problem(outcome.problem),
                }
                for name, outcome in ended.items()
            ]
        )
        return
    for name, outcome in ended.items():
        if outcome.problem:
            explained = errors.explain(outcome.problem.code, outcome.problem.fields, "en")
            out.print(
                f"failed     {name}: {explained.message} [{explained.code}]", markup=False, soft_wrap=True
            )
            out.print(f"           {explained.advice}", markup=False, soft_wrap=True)
        else:
            held = ", ".join(f"{table.name} ({table.rows:,} rows)" for table in outcome.tables)
            out.print(f"{outcome.status:10} {name}  {held}", markup=False, soft_wrap=True)


def harvest(report: HarvestReport, *, as_json: bool) -> None:
    """Print what a harvest did, or would do."""
    skipped = [{"name": each.name, "problem": _problem(each.problem)} for each in report.skipped]
    if as_json:
        _json(
            {
                "created": report.created,
                "created_names": report.created_names,
                "changed": report.changed,
                "changed_names": report.changed_names,
                "unchanged": report.unchanged,
                "resumed": report.resumed,
                "skipped": skipped,
            }
        )
        return
    for mark, names in (("+", report.created_names), ("~", report.changed_names)):
        for name in names[:MOST_SHOWN]:
            out.print(f"{mark} {name}", markup=False, soft_wrap=True)
        if len(names) > MOST_SHOWN:
            out.print(f"{mark} … and {len(names) - MOST_SHOWN} more; all with --json")
    resumed = f", {report.resumed} done before it was stopped" if report.resumed else ""
    out.print(
        f"{report.created} created (+), {report.changed} changed (~), {report.unchanged} unchanged, "
        f"{len(skipped)} skipped{resumed}"
    )
    for each in report.skipped:
        explained = errors.explain(each.problem.code, each.problem.fields, "en")
        out.print(f"  {each.name}: {explained.message} [{explained.code}]", markup=False, soft_wrap=True)


def _problem(problem: Problem | None) -> dict[str, object] | None:
    if problem is None:
        return None
    explained = errors.explain(problem.code, problem.fields, "en")
    return {"code": problem.code, "message": explained.message, "advice": explained.advice}


def _json(value: object) -> None:
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def _plain(value: object) -> object:
    """Return a value as JSON has it; what JSON has no form for is written as text."""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, (Decimal, bytes)):
        return str(value)
    return value
