"""What a publisher says of a file against the reader: said once, kept, and used at every reading of it.

    {"encoding": "big5hkscs", "delimiter": ";", "only": ["Sheet1"], "skip": 2, "header": [4, 5],
     "columns": {"Date": {"type": "date", "order": "dmy", "name": "day", "title": {"en": "Day"}, "unit": "mm",
                          "markers": ["Tr"]}},
     "tables": {"Sheet2": {"header": [1], "columns": {}}}}

`skip`, `header` and `columns` are about every table of the file, those below `tables` about the one at that place (a
sheet, the path of records). A column is called by its label, its wording in one language, or its name.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field, fields
from typing import TYPE_CHECKING, Any, Literal, get_args

from praya.model import errors
from praya.model.text import LANGS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from praya.model.table import FieldType
    from praya.model.text import Lang

Json = dict[str, Any]
Order = Literal["dmy", "mdy", "ymd"]

ENCODINGS = (
    *("utf-8", "utf-16-le", "utf-16-be", "big5", "big5hkscs", "cp950", "gb18030", "gbk"),
    *("cp1252", "iso8859-1", "shift_jis", "euc_jp", "euc_kr"),
)
DELIMITERS = (",", "\t", ";", "|")
TYPES: tuple[FieldType, ...] = (
    *("string", "integer", "number", "boolean", "date", "time", "datetime", "year", "yearmonth"),
)
_LONGEST_NAME = 60
_MOST = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnOverride:
    """What is said of one column; what is not said is the reader's to decide."""

    type: FieldType | None = None
    order: Order | None = None
    """Which part of a date comes first."""
    markers: tuple[str, ...] = ()
    """Values that stand for no value."""
    name: str = ""
    title: Mapping[Lang, str] = field(default_factory=dict)
    unit: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOverride:
    """What is said of one table, or of every table of a file."""

    skip: int = 0
    """So many lines at the top are no part of any table."""
    header: tuple[int, ...] | None = None
    """The lines of the header, counting from 1; none of them for a table without one."""
    columns: Mapping[str, ColumnOverride] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """What is said of a file."""

    encoding: str = ""
    delimiter: str = ""
    only: tuple[str, ...] = ()
    """The places of the tables that are wanted; empty for all."""
    every: TableOverride = field(default_factory=TableOverride)
    tables: Mapping[str, TableOverride] = field(default_factory=dict)

    def at(self, place: str) -> TableOverride:
        """Return what is said of the table at a place, what is said of every table included."""
        own = next((each for name, each in self.tables.items() if is_at(place, name)), None)
        if own is None:
            return self.every
        return TableOverride(
            skip=own.skip or self.every.skip,
            header=self.every.header if own.header is None else own.header,
            columns={**self.every.columns, **own.columns},
        )

    @property
    def digest(self) -> str:
        """Return a short name of what is said; empty where nothing is."""
        told = override_to_json(self)
        text = json.dumps(told, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16] if told else ""


NOTHING = Override()
"""Where the reader decides all."""


def is_at(place: str, wanted: str) -> bool:
    """Say whether a table's place is the wanted one, or lies in it."""
    return place == wanted or place.startswith(f"{wanted}/")


def override_to_json(override: Override) -> Json:
    """Return what is said, and nothing else."""
    tables = {place: _table_to_json(each) for place, each in override.tables.items()}
    told = {
        "encoding": override.encoding,
        "delimiter": override.delimiter,
        "only": list(override.only),
        **_table_to_json(override.every),
        "tables": tables,
    }
    return {key: value for key, value in told.items() if value or key == "header"}


def _table_to_json(table: TableOverride) -> Json:
    told: Json = {"skip": table.skip} if table.skip else {}
    if table.header is not None:
        told["header"] = list(table.header)
    if table.columns:
        told["columns"] = {key: _column_to_json(each) for key, each in table.columns.items()}
    return told


def _column_to_json(column: ColumnOverride) -> Json:
    told = {each.name: getattr(column, each.name) for each in fields(column)}
    told |= {"markers": list(column.markers), "title": dict(column.title)}
    return {key: value for key, value in told.items() if value}


def override_from_json(data: object) -> Override:
    """Read what a publisher wrote; raise OverrideInvalid, which names the field that is wrong."""
    told = _object(data, "", (*_FILE, *_TABLE, "tables"))
    return Override(
        **_read(told, "", _FILE),
        every=_table(told, ""),
        tables={
            place: _table(_object(each, f"tables.{place}", tuple(_TABLE)), f"tables.{place}")
            for place, each in _object(told.get("tables", {}), "tables").items()
        },
    )


def _table(told: Json, at: str) -> TableOverride:
    return TableOverride(**_read(told, at, _TABLE))


def _columns(value: object, at: str) -> dict[str, ColumnOverride]:
    return {
        key: ColumnOverride(**_read(_object(each, f"{at}.{key}", tuple(_COLUMN)), f"{at}.{key}", _COLUMN))
        for key, each in _object(value, at).items()
    }


def _read(told: Json, at: str, readers: Mapping[str, Callable[[Any, str], object]]) -> Json:
    return {
        key: reader(told[key], f"{at}.{key}".lstrip(".")) for key, reader in readers.items() if key in told
    }


def _wrong(value: object, at: str, expected: str) -> errors.OverrideInvalid:
    shown = json.dumps(value, ensure_ascii=False, default=str)
    return errors.OverrideInvalid(field=at or "{}", value=shown[:80], expected=expected)


def _object(value: object, at: str, known: tuple[str, ...] = ()) -> Json:
    if not isinstance(value, dict) or not all(isinstance(key, str) for key in value):
        raise _wrong(value, at, "{…}")
    for key in value if known else ():
        if key not in known:
            raise _wrong(value[key], f"{at}.{key}".lstrip("."), " | ".join(known))
    return value


def _one_of(known: Iterable[str]) -> Callable[[object, str], str]:
    every = tuple(known)

    def read(value: object, at: str) -> str:
        if not isinstance(value, str) or value not in every:
            raise _wrong(value, at, " | ".join(json.dumps(each)[1:-1] for each in every))
        return value

    return read


def _word(value: object, at: str) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise _wrong(value, at, '"…"')
    return value


def _words(value: object, at: str) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _wrong(value, at, '["…", …]')
    return tuple(_word(each, f"{at}[{place}]") for place, each in enumerate(value))


def _count(value: object, at: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
        raise _wrong(value, at, "0, 1, 2, …")
    return value


def _lines(value: object, at: str) -> tuple[int, ...]:
    if not isinstance(value, list):
        raise _wrong(value, at, "[1, 2, …]")
    found = tuple(_count(each, f"{at}[{place}]") for place, each in enumerate(value))
    if 0 in found or list(found) != sorted(set(found)):
        raise _wrong(value, at, "[1, 2, …]")
    return found


def _name(value: object, at: str) -> str:
    name = _word(value, at)
    if not name.isidentifier() or name != name.lower() or name[0] == "_" or name.endswith("_text"):
        raise _wrong(value, at, "a_z0_9")
    if len(name) > _LONGEST_NAME:
        raise _wrong(value, at, f"1 … {_LONGEST_NAME}")
    return name


def _title(value: object, at: str) -> dict[str, str]:
    return {lang: _word(each, f"{at}.{lang}") for lang, each in _object(value, at, LANGS).items()}


_FILE: Mapping[str, Callable[[Any, str], object]] = {
    "encoding": _one_of(ENCODINGS),
    "delimiter": _one_of(DELIMITERS),
    "only": _words,
}
_TABLE: Mapping[str, Callable[[Any, str], object]] = {"skip": _count, "header": _lines, "columns": _columns}
_COLUMN: Mapping[str, Callable[[Any, str], object]] = {
    "type": _one_of(TYPES),
    "order": _one_of(get_args(Order)),
    "markers": _words,
    "name": _name,
    "title": _title,
    "unit": _word,
}
