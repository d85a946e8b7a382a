"""What went wrong in a child, in words that tell nothing of this machine."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

_TELLING = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ConversionException,
    duckdb.InvalidInputException,
    duckdb.NotImplementedException,
    duckdb.OutOfRangeException,
    duckdb.ParserException,
    duckdb.SyntaxException,
    duckdb.TypeMismatchException,
)
"""Failures that speak of the statement alone."""
_HALF_WAY = re.compile(r"(?s)\b(Conversion|Invalid Input|Out of Range|Type Mismatch) Error: .*")
_OUT_OF_MEMORY = "Out of Memory Error"
_SETTINGS = re.compile(r"(?s)\n*(\n.*\bSET \w+\s*=|\nPossible solutions|\nStack Trace|Did you mean:? \").*")


def failure_of(error: Exception, files: Mapping[str, str]) -> errors.Failure:
    """Return what an exception is to the reader; `files` are the tables' paths with the names they have here."""
    if isinstance(error, errors.Failure):
        return error
    if isinstance(error, (duckdb.OutOfMemoryException, MemoryError)) or _OUT_OF_MEMORY in str(error):
        return errors.SqlTooHeavy(seconds=0, megabytes=0)  # the server knows the limits
    if isinstance(error, duckdb.PermissionException):
        return errors.SqlRefused(reason="beyond")
    if isinstance(error, RecursionError):
        return errors.SqlRefused(reason="nested")
    if words := _told(error, files):
        return errors.SqlFailed(reason=words)
    return errors.SqlFailed(reason="stopped", what=type(error).__name__)


def _told(error: Exception, files: Mapping[str, str]) -> str:
    """Return the words of a failure that speaks of the statement alone; nothing of others."""
    words = str(error)
    if isinstance(error, (OSError, pa.ArrowException)):  # so Arrow tells of DuckDB's failures half-way
        found = _HALF_WAY.search(words)
        words = found[0] if found else ""
    elif not isinstance(error, _TELLING):
        return ""
    for file, name in files.items():
        words = words.replace(file, name)
    return _SETTINGS.sub("", words)
