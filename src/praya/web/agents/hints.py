"""What a model should call next when something failed: the nearest names that exist, and the forms that work."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

from praya.model import errors
from praya.services import sql

if TYPE_CHECKING:
    from collections.abc import Iterable

    from praya.platform import Platform

NEAREST = 4
SQL = "Write one SELECT over tables by their names; call `describe` for the names of columns."
WHERE = (
    "A condition reads `column,operator,value`, such as `district,eq,Sha Tin`; operators: eq, ne, lt, le, gt, ge, "
    "between (`1|5`), in (`a|b`), contains, starts, ends, like, empty, filled."
)


_HINTS: tuple[tuple[type[errors.Failure], str], ...] = (
    (errors.SqlRefused, SQL),
    (errors.SqlFailed, SQL),
    (errors.FilterInvalid, WHERE),
    (errors.ParameterInvalid, WHERE),
    (errors.Missing, "Call `changes` for the versions that are kept."),
)


def hint(platform: Platform, failure: errors.Failure) -> str:
    """Return what to do next."""
    if isinstance(failure, errors.ColumnUnknown):
        columns = [each.strip() for each in str(failure.fields.get("columns", "")).split(",")]
        return f"{_nearest(str(failure.fields.get('column', '')), columns)}Call again with one of them."
    if isinstance(failure, errors.TableMissing | errors.DatasetMissing):
        tables = sql.tables(platform)
        of_tables = isinstance(failure, errors.TableMissing)
        names = {each.name if of_tables else each.dataset_name for each in tables}
        near = _nearest(str(failure.fields.get("name", "")), names)
        return f"{near}Call `find` with words in any language for names that exist."
    return next((words for kind, words in _HINTS if isinstance(failure, kind)), "")


def _nearest(wanted: str, names: Iterable[str]) -> str:
    by_fold = {name.casefold(): name for name in names}
    near = [by_fold[each] for each in get_close_matches(wanted.casefold(), by_fold, NEAREST, cutoff=0.5)]
    return f"Nearest: {', '.join(near)}. " if near else ""
