"""How the files of tests/corpus came to be: cut from real files, or made of their content.

Every file is one function that returns its bytes, registered under the file's name with the real file it comes from
and what was done to it. `python -m tools.make_corpus DATA` writes them all, and SOURCES.md beside them.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

Content = bytes | str
"""A file's bytes, or its text in UTF-8."""


@dataclass(frozen=True)
class Data:
    """The real files, with what their manifest says of them."""

    root: Path

    def raw(self, name: str) -> bytes:
        """Return a real file as it is."""
        return (self.root / name).read_bytes()

    def text(self, name: str) -> str:
        """Return a real file's text, without its byte-order mark, its line ends as they are."""
        return self.raw(name).decode("utf-8-sig")

    def rows(self, name: str) -> list[list[str]]:
        """Return the rows of a real CSV file, its header first."""
        return list(csv.reader(io.StringIO(self.text(name), newline="")))

    def tree(self, name: str) -> Any:  # noqa: ANN401 - JSON may be anything
        """Return what a real JSON file holds."""
        return json.loads(self.text(name))

    def ends(self, name: str, first: int, last: int = 0) -> bytes:
        """Return the first and last lines of a real file, byte for byte."""
        lines = self.raw(name).splitlines(keepends=True)
        return b"".join(lines[:first] + (lines[-last:] if last else []))

    @cached_property
    def licences(self) -> dict[str, str]:
        """The licence of each real file, by its path."""
        with (self.root / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
            return {row["path"]: row["licence"] for row in csv.DictReader(file)}

    @cached_property
    def origins(self) -> dict[str, str]:
        """Where each real file was collected, by its path."""
        with (self.root / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
            return {
                row["path"]: f"{row['source_repo']} `{row['source_path']}`" for row in csv.DictReader(file)
            }


@dataclass(frozen=True, kw_only=True)
class Piece:
    """One file of the corpus."""

    name: str
    source: str
    """The real file it is, or is made of; empty where it holds nothing."""
    how: str
    is_real: bool
    """True for a real file or a cut of one, byte for byte or record for record."""
    build: Callable[[Data], Content]


PIECES: dict[str, Piece] = {}


def cut(name: str, source: str, how: str) -> Callable[[Callable[[Data], Content]], Callable[[Data], Content]]:
    """Register what makes a file that is real or cut from a real one."""
    return _registered(name, source, how, is_real=True)


def made(
    name: str, source: str, how: str
) -> Callable[[Callable[[Data], Content]], Callable[[Data], Content]]:
    """Register what makes a file of a real one's content."""
    return _registered(name, source, how, is_real=False)


def _registered(
    name: str, source: str, how: str, *, is_real: bool
) -> Callable[[Callable[[Data], Content]], Callable[[Data], Content]]:
    def register(build: Callable[[Data], Content]) -> Callable[[Data], Content]:
        assert name not in PIECES, f"{name} is made twice"
        PIECES[name] = Piece(name=name, source=source, how=how, is_real=is_real, build=build)
        return build

    return register
