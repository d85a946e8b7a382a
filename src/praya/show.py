"""What commands print: readable tables for people, JSON and CSV for programs."""

from __future__ import annotations

import csv
import sys
from dataclasses import asdict
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING

import orjson
from rich.console import Console
from rich.markup import escape
from rich.table import Table as Grid

from praya.model import errors
from praya.model.moment import CITY_TIME
from praya.model.report import report_to_json

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from praya.model.catalogue import Dataset, Problem
    from praya.model.report import Report
    from praya.model.rhythm import Rhythm
    from praya.model.watching import Observation
    from praya.services.harvest import HarvestReport
    from praya.services.ingest import Outcome
    from praya.services.service_record import Overview, ServiceRecord
    from praya.store.catalogue import TableName
    from praya.store.lake import Result
    from praya.store.observations import News

MOST_SHOWN = 40
"""Rows of a result that a person is shown; programs get all."""

out = Console(highlight=False)


def result(found: Result, *, as_json: bool, as_csv: bool) -> None:
    """Print a query's result."""
    if as_json:
        print_json([dict(zip(found.columns, map(plain, row), strict=True)) for row in found.rows])
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
        print_json(
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
        print_json(
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


def report(told: Report, *, as_json: bool) -> None:
    """Print how a file was read, decision by decision."""
    data = report_to_json(told, "en")
    if as_json:
        print_json(data)
        return
    out.print(" ".join(filter(None, [told.format, told.encoding])))
    for table in data["tables"]:
        lines = ", ".join(map(str, table["header_lines"])) or "none"
        out.print(f"\n[bold]{escape(table['name'])}[/bold]  {table['rows']:,} rows; header lines: {lines}")
        grid = Grid("column", "title", "type", "markers", show_edge=False, header_style="bold")
        for column in table["columns"]:
            added = " (added)" if column["derived"] else ""
            cells = (column["name"], column["title"], column["type"] + added, " ".join(column["markers"]))
            grid.add_row(*map(escape, cells))
        out.print(grid)
        for decision in table["decisions"]:
            sure = f"{decision['confidence']:4.0%}"
            out.print(f"{sure}  {decision['what']}. {decision['reason']}", markup=False, soft_wrap=True)
        for line in table["personal_data"]["told"]:
            out.print(f"data  {line}", markup=False, soft_wrap=True)
        for note in table["notes"]:
            out.print(f"note  {note}", markup=False, soft_wrap=True)
    for problem in data["problems"]:
        out.print(f"\n{problem['message']} [{problem['code']}]", markup=False, soft_wrap=True)
        out.print(problem["advice"], markup=False, soft_wrap=True)


def harvest(report: HarvestReport, *, as_json: bool) -> None:
    """Print what a harvest did, or would do."""
    skipped = [{"name": each.name, "problem": _problem(each.problem)} for each in report.skipped]
    if as_json:
        print_json(
            {
                "kind": report.kind,
                "evidence": report.evidence,
                "created": report.created,
                "created_names": report.created_names,
                "changed": report.changed,
                "changed_names": report.changed_names,
                "unchanged": report.unchanged,
                "resumed": report.resumed,
                "vanished_names": report.vanished_names,
                "skipped": skipped,
            }
        )
        return
    out.print(f"{report.source} is read as {report.kind}: {report.evidence}", markup=False, soft_wrap=True)
    marked = (("+", report.created_names), ("~", report.changed_names), ("-", report.vanished_names))
    for mark, names in marked:
        for name in names[:MOST_SHOWN]:
            out.print(f"{mark} {name}", markup=False, soft_wrap=True)
        if len(names) > MOST_SHOWN:
            out.print(f"{mark} … and {len(names) - MOST_SHOWN} more; all with --json")
    resumed = f", {report.resumed} done before it was stopped" if report.resumed else ""
    vanished = f", {len(report.vanished_names)} no longer listed there but kept (-)"
    out.print(
        f"{report.created} created (+), {report.changed} changed (~), {report.unchanged} unchanged, "
        f"{len(skipped)} skipped{resumed}{vanished if report.vanished_names else ''}"
    )
    for each in report.skipped:
        explained = errors.explain(each.problem.code, each.problem.fields, "en")
        out.print(f"  {each.name}: {explained.message} [{explained.code}]", markup=False, soft_wrap=True)


def news(lines: Sequence[News], *, as_json: bool) -> None:
    """Print what was observed, a line each."""
    for each in lines:
        seen = each.observation
        if as_json:
            told = {"dataset": each.dataset_name, "address": each.url} | _observation(seen)
            sys.stdout.write(orjson.dumps(told).decode() + "\n")
        else:
            detail = ", ".join(f"{name} {value}" for name, value in seen.detail.items())
            out.print(
                f"{_moment(seen.at)}  {seen.outcome:9} {each.dataset_name}  {each.url}  {detail}".rstrip(),
                markup=False,
                soft_wrap=True,
            )
    sys.stdout.flush()


def overview(found: Overview, *, as_json: bool) -> None:
    """Print how the watch, the jobs and the hosts stand."""
    figures = {
        **asdict(found.standing),
        "jobs_waiting": found.jobs_waiting,
        "jobs_dead": found.jobs_dead,
    }
    if as_json:
        resting = [{"host": name, "until": until} for name, until in found.hosts_resting]
        under_way = [
            {"url": url, "progress": asdict(progress) if progress else None}
            for url, progress in found.under_way
        ]
        print_json({**figures, "under_way": under_way, "hosts_resting": resting})
        return
    for name, value in figures.items():
        out.print(f"{name.replace('_', ' '):13} {value:,}")
    for url, progress in found.under_way:
        said = f"{progress.step} {progress.share:.0%}" if progress else "begun"
        out.print(f"{url}: {said}", markup=False, soft_wrap=True)
    for name, until in found.hosts_resting:
        out.print(f"{name} is left alone until {_moment(until)}", markup=False)


def service(dataset: Dataset, records: Sequence[ServiceRecord], *, as_json: bool) -> None:
    """Print what was promised of a dataset's files, and the service that was observed."""
    if as_json:
        print_json({"dataset": dataset.name, "files": [_service(each) for each in records]})
        return
    promised = dataset.frequency.words("en") or "nothing"
    out.print(f"{dataset.name}: promised {promised}", markup=False)
    for each in records:
        out.print(f"\n{each.distribution.url}", markup=False, soft_wrap=True)
        for line in _service_lines(each):
            out.print(f"  {line}", markup=False)


def _service_lines(record: ServiceRecord) -> Iterator[str]:
    promised = record.promised
    yield f"promised  {promised.code} {promised.duration or ''}".rstrip()
    if record.observed:
        yield f"observed  {record.observed.code} ({record.observed.evidence[0]})"
    if record.changed_at:
        yield f"changed   {_moment(record.changed_at)}"
    if record.distribution.checked_at:
        yield f"checked   {_moment(record.distribution.checked_at)}"
    if record.watched and record.watched.gone:
        yield "state     gone; the archived copy serves"
    elif record.blind:
        yield "state     not looked at lately, by our own fault"
    elif record.watched and record.watched.gap:
        yield f"state     {record.watched.gap}"
    if record.expected:
        yield f"expected  {_moment(record.expected.ends)}, late from {_moment(record.expected.late)}"
    seen = ", ".join(f"{outcome} {count}" for outcome, count in record.counts.items() if count)
    if seen:
        yield f"seen      {seen}"
    if record.gaps:
        missed = sum(gap.periods for gap in record.gaps)
        yield f"gaps      {len(record.gaps)}, {missed} versions did not come"


def _service(record: ServiceRecord) -> dict[str, object]:
    return {
        "address": record.distribution.url,
        "status": record.distribution.status,
        "promised": _rhythm(record.promised),
        "observed": _rhythm(record.observed),
        "expected": asdict(record.expected) if record.expected else None,
        "changed_at": record.changed_at,
        "checked_at": record.distribution.checked_at,
        "due_at": record.due_at,
        "state": _state(record),
        "counts": dict(record.counts),
        "gaps": [asdict(gap) for gap in record.gaps],
        "days": [asdict(day) for day in record.days],
        "observations": [_observation(each) for each in record.recent],
    }


def _state(record: ServiceRecord) -> str:
    state = record.watched
    if state is None:
        return "not watched"
    if state.gone:
        return "gone"
    return "blind" if record.blind else state.gap or "in time"


def _rhythm(rhythm: Rhythm | None) -> dict[str, object] | None:
    if rhythm is None:
        return None
    return {
        "kind": rhythm.kind,
        "frequency": rhythm.frequency,
        "duration": rhythm.duration,
        "longest": rhythm.longest.iso if rhythm.longest else None,
        "as_needed": rhythm.as_needed,
        "evidence": rhythm.evidence,
    }


def _observation(seen: Observation) -> dict[str, object]:
    return {"at": seen.at.isoformat(), "outcome": seen.outcome, **seen.detail}


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(CITY_TIME):%Y-%m-%d %H:%M}"


def _problem(problem: Problem | None) -> dict[str, object] | None:
    if problem is None:
        return None
    explained = errors.explain(problem.code, problem.fields, "en")
    return {"code": problem.code, "message": explained.message, "advice": explained.advice}


def print_json(value: object) -> None:
    """Print a value as JSON."""
    sys.stdout.write(orjson.dumps(value, option=orjson.OPT_INDENT_2).decode() + "\n")


def plain(value: object) -> object:
    """Return a value as JSON has it; what JSON has no form for is written as text."""
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, (Decimal, bytes)):
        return str(value)
    return value
