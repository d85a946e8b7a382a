"""SQL as the DataStore's clients write it: tables are files' ids in double quotes, rows have an `_id`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import quote
from praya.model.table import ROW
from praya.services import read, records
from praya.web.api.ckan.asking import ID

if TYPE_CHECKING:
    from praya.platform import Platform

MOST_TABLES = 20
_QUOTED = re.compile(r'"([A-Za-z0-9][A-Za-z0-9_-]{7,99})"')
_WITH = re.compile(r"\s*with\s+(recursive\s+)?", re.IGNORECASE)


def with_resources(platform: Platform, text: str) -> str:
    """Return a statement that begins with what the ids in it stand for; what is no id here stays what it is.

    The statement itself is not touched, and is checked as any reader's is.
    """
    named = dict.fromkeys(_QUOTED.findall(text))
    parts = [part for name in list(named)[:MOST_TABLES] if (part := _part(platform, name))]
    if not parts:
        return text
    begun = _WITH.match(text)
    if begun is None:
        return f"WITH {', '.join(parts)} {text}"
    return f"WITH {begun[1] or ''}{', '.join(parts)}, {text[begun.end() :]}"


def _part(platform: Platform, name: str) -> str:
    try:
        found = records.table_name(platform, name)
    except errors.TableMissing:
        return ""
    if found == name:  # a table by its own name needs no other
        return ""
    table = read.table(platform, found)
    columns = ", ".join(quote(each.name) for each in table.schema.columns)
    return f"{quote(name)} AS (SELECT {quote(ROW)} AS {quote(ID)}, {columns} FROM {quote(found)})"  # noqa: S608 - names quoted; a reader's statement, checked as such
