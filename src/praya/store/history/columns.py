"""Which columns a file has, and whether a new version's fit those of a generation."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.query import Sql, quote
from praya.model.table import ROW
from praya.store.db import Remembered
from praya.store.lake import source

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping
    from pathlib import Path

    from praya.store.lake import Result

    Run = Callable[[Sql], Result]

FROM = "_from"
"""The version since which a row stands as it is."""
TO = "_to"
"""The version in which it no longer did; missing while it stands."""
_WIDER = (("DOUBLE", {"BIGINT", "DOUBLE"}), ("TIMESTAMP", {"DATE", "TIMESTAMP"}))
_described = Remembered(lambda: 0, 500)
"""What files hold that are never written again."""
_EXACT = 2**53
"""Whole numbers up to this one are the same as floating ones."""


def columns_of(run: Run, path: Path) -> dict[str, str]:
    """Return DuckDB's types of a file's columns by name, in order."""

    def look() -> dict[str, str]:
        found = run(Sql(f"DESCRIBE FROM {source(path)}")).rows
        return {str(row[0]): str(row[1]) for row in found}

    status = path.stat()
    what = (path, status.st_ino, status.st_size, status.st_mtime_ns)
    return dict(_described.get(what, look))


def fitting(
    run: Run, written: Path, new: Mapping[str, str], old: Mapping[str, str], named: Collection[str]
) -> dict[str, str] | None:
    """Return the types under which a new file's columns join a generation's, or None where they do not.

    `named` are the columns of the version's schema; the others are companions, which come and go with the markers
    in a file: where one is absent, it is empty. Nothing but missing values fits any type, and whole numbers fit
    among floating ones where these are exact.
    """
    fitted = {}
    for name in (*new, *(each for each in old if each not in new)):
        before, after = old.get(name), new.get(name)
        if before and after:
            if before != after and not _holds(run, written, name, before, after):
                return None
            fitted[name] = before
        elif after and name not in named:
            fitted[name] = after
        elif before and _is_companion(name, new):
            fitted[name] = before
        else:
            return None
    return fitted


def _is_companion(name: str, new: Mapping[str, str]) -> bool:
    """Say whether a column that is gone was the text beside one that is still there."""
    return name.endswith("_text") and name.removesuffix("_text") in new


def _holds(run: Run, written: Path, name: str, before: str, after: str) -> bool:
    """Say whether a generation's type holds every value of a new file's column, unchanged."""
    column = quote(name)
    among_floats = f"max(abs({column})) <= {_EXACT}" if (before, after) == ("DOUBLE", "BIGINT") else "false"
    found = run(Sql(f"SELECT count({column}) = 0 OR coalesce({among_floats}, false) FROM {source(written)}"))  # noqa: S608 - name quoted
    return bool(found.rows[0][0])


def listed(columns: Collection[str], table: str = "") -> str:
    """Return names as SQL has them, of one table."""
    return ", ".join(f"{table}{quote(name)}" for name in columns)


def cast(types: Mapping[str, str], has: Collection[str]) -> str:
    """Return a list of expressions that give columns under these types; what is not there is missing."""
    return ", ".join(
        f"CAST({quote(name) if name in has else 'NULL'} AS {kind}) AS {quote(name)}"
        for name, kind in types.items()
    )


def contents_of(types: Mapping[str, str]) -> list[str]:
    """Return the columns that make a row what it is: all but its place."""
    return [name for name in types if name not in (ROW, FROM, TO)]


def common(kinds: Iterable[str | None]) -> str:
    """Return the type under which values of several types can be compared; None stands for a missing column."""
    found = {kind for kind in kinds if kind}
    if len(found) == 1:
        return found.pop()
    return next((kind for kind, wider in _WIDER if found <= wider), "VARCHAR")
