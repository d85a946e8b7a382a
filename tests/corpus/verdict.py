"""An expectation held against a reading: what differs, in words."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.corpus.losses import losses
from tests.corpus.reading import FILES, alike, cell, columns, lines_of_header, reading

if TYPE_CHECKING:
    from tests.corpus.reading import Reading

    from praya.formats.infer import Typed

ENDING = ".expect.json"
NAMES = sorted(path.name.removesuffix(ENDING) for path in FILES.glob(f"*{ENDING}"))
_OPTIONAL = ("title", "unit", "role")
"""What an expectation says of a column only where it is the point."""


@dataclass
class Verdict:
    """What is not as it should be, and how much of it was looked at."""

    differences: list[str] = field(default_factory=list)
    columns: int = 0
    columns_right: int = 0
    cells: int = 0
    lost: list[str] = field(default_factory=list)


def expectation(name: str) -> dict[str, Any]:
    """Return what is true of a file, by the judgement of a careful person."""
    expected: dict[str, Any] = json.loads((FILES / f"{name}{ENDING}").read_text("utf-8"))
    return expected


def verdict(name: str) -> Verdict:
    """Read a file of the corpus and hold it against its expectation."""
    expected, found = expectation(name), reading(FILES / name)
    result = Verdict()
    if "failure" in expected or found.failure:
        _compare(result, "failure", expected.get("failure", ""), found.failure)
    for key in ("format", "encoding"):
        if key in expected:
            _compare(result, key, expected[key], getattr(found, key))
    missing = [code for code in expected.get("problems", ()) if code not in found.problems]
    if missing:
        result.differences.append(f"problems: {missing} not among {found.problems}")
    _tables(result, expected.get("tables", []), found)
    if found.tables and "tables" in expected:
        result.cells, result.lost = losses(FILES / name, expected, found)
        if result.lost:
            result.differences.append(f"values lost: {len(result.lost)}, such as {result.lost[:3]}")
    return result


def _tables(result: Verdict, expected: list[dict[str, Any]], found: Reading) -> None:
    _compare(result, "tables", len(expected), len(found.tables))
    for position, wanted in enumerate(expected):
        result.columns += len(wanted["columns"])
        if position < len(found.tables):
            _table(result, f"table {position + 1}", wanted, found.tables[position])


def _table(result: Verdict, where: str, wanted: dict[str, Any], table: Typed) -> None:
    _compare(result, f"{where}: rows", wanted["rows"], table.data.num_rows)
    for key, value in (
        ("name", table.raw.slug),
        ("title", table.raw.title),
        ("header_lines", lines_of_header(table)),
    ):
        if key in wanted:
            _compare(result, f"{where}: {key}", wanted[key], value)
    if "notes" in wanted:
        _notes(result, where, wanted["notes"], table.raw.notes)
    if "subtotals" in wanted:
        _compare(result, f"{where}: subtotals", wanted["subtotals"], subtotals(table))
    _columns(result, where, wanted["columns"], table)
    for row in wanted["cells"]:
        for name, value in row.items():
            if name == "row" or row["row"] > table.data.num_rows:
                continue
            got = cell(table, row["row"], name)
            if not alike(value, got):
                result.differences.append(f"{where}: row {row['row']}, {name}: {got!r} is not {value!r}")


def subtotals(table: Typed) -> list[int]:
    """Return the rows that are marked as sums of others, counting from 1."""
    return [
        row
        for each in (*table.raw.decisions, *table.decisions)
        if "subtotal" in each.code
        if isinstance(rows := each.fields.get("rows"), tuple)
        for row in rows
        if isinstance(row, int)
    ]


def _columns(result: Verdict, where: str, wanted: list[dict[str, Any]], table: Typed) -> None:
    found = columns(table)
    _compare(result, f"{where}: columns", [each["name"] for each in wanted], [each["name"] for each in found])
    by_name = {each["name"]: each for each in found}
    for each in wanted:
        got = by_name.get(each["name"])
        if got is None:
            continue
        kept = {key: value for key, value in got.items() if key not in _OPTIONAL or key in each}
        if kept == each:
            result.columns_right += 1
        else:
            result.differences.append(f"{where}: column {kept} is not {each}")


def _notes(result: Verdict, where: str, wanted: list[str], found: tuple[str, ...]) -> None:
    """Compare notes; one that ends with “…” in the expectation is known by its beginning."""
    same = len(wanted) == len(found) and all(
        got.startswith(each[:-1]) if each.endswith("…") else got == each
        for each, got in zip(wanted, found, strict=True)
    )
    if not same:
        result.differences.append(f"{where}: notes {list(found)} are not {wanted}")


def _compare(result: Verdict, what: str, wanted: object, found: object) -> None:
    if wanted != found:
        result.differences.append(f"{what}: {found!r} is not {wanted!r}")
