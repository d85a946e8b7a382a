"""Every ugly file, read the whole way and held against what is true of it.

`NAME.expect.json` says what a careful person reading the file would say, never what the reader does today. What the
reader does not get right yet is listed in `known.toml` with the reason; a listed file that has become right must be
taken off the list.
"""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from tests.corpus.reading import FILES
from tests.corpus.verdict import ENDING, NAMES, expectation, verdict

FOLDER = Path(__file__).parent
KNOWN: dict[str, str] = tomllib.loads((FOLDER / "known.toml").read_text("utf-8"))
MOST_BYTES = 6_000_000


@pytest.mark.parametrize("name", NAMES)
def test_reading(name: str) -> None:
    differences = verdict(name).differences
    if name in KNOWN:
        assert differences, f"{name} is read right now: take it off known.toml"
        return
    assert not differences, "\n".join(differences)


def test_every_file_has_an_expectation() -> None:
    files = {path.name for path in FILES.iterdir() if not path.name.endswith(ENDING)}
    assert files == set(NAMES)
    assert set(KNOWN) <= files


def test_every_file_has_a_source() -> None:
    page = (FOLDER / "SOURCES.md").read_text("utf-8")
    assert not [name for name in NAMES if f"| {name} |" not in page]


def test_the_corpus_is_large_enough_and_not_too_large() -> None:
    real = (FOLDER / "SOURCES.md").read_text("utf-8").partition("## Made of")[0]
    assert len(NAMES) >= 80
    assert sum(f"| {name} |" in real for name in NAMES) >= 40
    assert sum(path.stat().st_size for path in FOLDER.rglob("*") if path.is_file()) < MOST_BYTES


def test_expectations_are_whole() -> None:
    """An expectation gives a failure, or tables with their rows and columns."""
    for name in NAMES:
        expected = expectation(name)
        assert ("failure" in expected) != bool(expected.get("tables")), name
        for table in expected.get("tables", []):
            assert {"rows", "columns", "cells"} <= set(table), name
