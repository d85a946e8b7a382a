"""What the commands of memory print."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from rich.table import Table as Grid

from praya.show import out, outcomes, plain, print_json

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.catalogue import Version
    from praya.model.evolution import ColumnChange
    from praya.services.diff import Diff
    from praya.services.ingest import Outcome
    from praya.services.read import Step
    from praya.services.retain import Retained
    from praya.services.story import Story
    from praya.services.verify import Verified

MOST_TOLD = 20
"""Outcomes beyond so many are counted, not listed."""


def steps(told: Sequence[Step], *, as_json: bool) -> None:
    """Print a table's versions."""
    if as_json:
        print_json(
            [
                {
                    **_version(each.version),
                    "rows": each.rows,
                    "generation": each.generation,
                    "appeared": each.appeared,
                    "ended": each.ended,
                }
                for each in told
            ]
        )
        return
    grid = Grid(
        "version", "retrieved at", "rows", "new", "gone", "columns", show_edge=False, header_style="bold"
    )
    for before, each in zip((None, *told), told, strict=False):
        changed = before is not None and before.generation != each.generation
        grid.add_row(
            str(each.version.number),
            f"{each.version.retrieved_at:%Y-%m-%d %H:%M:%S%z}",
            f"{each.rows:,}",
            _count(each.appeared),
            _count(each.ended),
            "changed" if changed else "",
        )
    out.print(grid)


def story(told: Story, *, as_json: bool) -> None:
    """Print one row through time."""
    if as_json:
        print_json(
            {
                "table": told.table,
                "key": dict(told.key),
                "more": told.more,
                "chapters": [
                    {
                        "first": _version(each.first),
                        "last": _version(each.last),
                        "changed": list(each.changed),
                        "rows": [_values(row) for row in each.rows],
                    }
                    for each in told.chapters
                ],
            }
        )
        return
    for each in told.chapters:
        out.print(
            f"versions {each.first.number}–{each.last.number}, from {each.first.retrieved_at:%Y-%m-%d %H:%M%z}",
            style="bold",
        )
        for row in each.rows:
            out.print(
                "  " + ", ".join(f"{name}={_shown(value)}" for name, value in row.items()), markup=False
            )
        if each.changed:
            out.print(f"  changed: {', '.join(each.changed)}", markup=False)
        if not each.rows:
            out.print("  not there")


def difference(found: Diff, *, as_json: bool) -> None:
    """Print what changed between two versions."""
    if as_json:
        print_json(
            {
                "table": found.after.name,
                "before": _version(found.versions[0]),
                "after": _version(found.versions[1]),
                "columns": [_column(each) for each in found.schema],
                "key": list(found.key),
                "added": found.added,
                "removed": found.removed,
                "changed": found.changed,
                "rows": [
                    {
                        "kind": each.kind,
                        "columns": list(each.columns),
                        "before": _values(each.before),
                        "after": _values(each.after),
                    }
                    for each in found.rows
                ],
            }
        )
        return
    out.print(
        f"{found.after.name}: version {found.before.version} to {found.after.version}: "
        f"{found.added:,} rows added, {found.removed:,} removed, {found.changed:,} changed"
        + (f" (key: {', '.join(found.key)})" if found.key else " (no key: a changed row counts as two)"),
        markup=False,
    )
    for column in found.schema:
        told = _column(column)
        out.print(f"column {told['name']}: {told['kind']} ({told['severity']})", markup=False)
    for row in found.rows:
        held = row.after or row.before or {}
        mark = {"added": "+", "removed": "-", "changed": "~"}[row.kind]
        values = [
            f"{name}={_shown((row.before or {}).get(name))} → {_shown(value)}"
            if name in row.columns
            else _shown(value)
            for name, value in held.items()
            if not name.startswith("_")
        ]
        out.print(f"{mark} {', '.join(values)}", markup=False)


def loaded(ended: Mapping[str, Outcome], *, as_json: bool) -> None:
    """Print how loading recorded versions ended."""
    if as_json or len(ended) <= MOST_TOLD:
        outcomes(ended, as_json=as_json)
        return
    for status in ("ready", "unchanged", "failed"):
        count = sum(outcome.status == status for outcome in ended.values())
        if count:
            out.print(f"{status:10} {count:,} versions")
    outcomes({name: each for name, each in ended.items() if each.problem}, as_json=False)


def verified(found: Verified, *, as_json: bool) -> None:
    """Print what a look at everything found."""
    if as_json:
        print_json(asdict(found) | {"whole": not found.damaged})
        return
    out.print(
        f"{found.files:,} files ({found.stored:,} bytes) hashed, {found.tables:,} tables looked at: "
        + (f"{len(found.damaged)} damaged" if found.damaged else "all whole")
    )
    for each in found.damaged:
        versions = ", ".join(f"{distribution} version {number}" for distribution, number in each.versions)
        out.print(f"{'gone' if each.gone else 'damaged':8} {each.what}  {versions}", markup=False)
    if found.unclaimed:
        out.print(f"{found.unclaimed:,} files belong to no version (they could not be read)")


def packed(folders: Mapping[str, int], *, as_json: bool) -> None:
    """Print where histories were written."""
    if as_json:
        print_json([{"folder": folder, "versions": count} for folder, count in folders.items()])
        return
    for folder, count in folders.items():
        out.print(f"{folder}: {count:,} versions", markup=False)


def ruled(name: str, rule: str, files: int, *, as_json: bool) -> None:
    """Print which rule a dataset's files have now."""
    if as_json:
        print_json({"dataset": name, "rule": rule, "files": files})
    else:
        out.print(f"{name}: {files} files keep {rule}", markup=False)


def retained(done: Retained, *, dry_run: bool, as_json: bool) -> None:
    """Print what was let go."""
    if as_json:
        versions = [{"distribution": each.distribution_id, **_version(each)} for each in done.versions]
        print_json({"dry_run": dry_run, "kept": done.kept, "bytes": done.bytes, "versions": versions})
        return
    verb = "would go" if dry_run else f"let go, {done.bytes:,} bytes freed"
    out.print(f"{len(done.versions):,} versions {verb}; {done.kept:,} stay")


def _version(version: Version) -> dict[str, object]:
    return {
        "version": version.number,
        "retrieved_at": version.retrieved_at.isoformat(),
        "sha256": version.sha256,
        "bytes": version.bytes,
    }


def _column(change: ColumnChange) -> dict[str, object]:
    told: dict[str, object] = {"name": change.name, "kind": change.kind, "severity": change.severity}
    for side, column in (("before", change.before), ("after", change.after)):
        told[side] = {"name": column.name, "type": column.type} if column else None
    return told


def _values(row: Mapping[str, object] | None) -> dict[str, object] | None:
    return None if row is None else {name: plain(value) for name, value in row.items()}


def _shown(value: object) -> str:
    return "—" if value is None else str(value)


def _count(value: int | None) -> str:
    return "" if value is None else f"{value:,}"
