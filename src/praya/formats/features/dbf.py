"""dBASE tables, the attributes of shapefiles: the source's own text, read here, since a field says how wide it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from praya.formats.encoding import likeness
from praya.formats.raw import from_columns
from praya.model import errors
from praya.model.decisions import container as because

if TYPE_CHECKING:
    from pathlib import Path

    import pyarrow as pa
    from numpy.typing import NDArray

    from praya.model.decisions import Decision

_HEADER, _FIELD = 32, 32
_DELETED = b"*"
_LANGUAGES = {0x4D: "gb18030", 0x7A: "gb18030", 0x4F: "big5hkscs", 0x78: "big5hkscs"}
"""Language drivers of Chinese; the others are what programs write without thinking."""
_NAMED = {
    "big5": "big5hkscs",
    "big5-hkscs": "big5hkscs",
    "950": "big5hkscs",
    "cp950": "big5hkscs",
    "ansi 950": "big5hkscs",
    "936": "gb18030",
    "cp936": "gb18030",
    "ansi 936": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "utf-8": "utf-8",
    "utf8": "utf-8",
    "65001": "utf-8",
}
_CHINESE = ("big5hkscs", "gb18030")
_LEAST_CHINESE = 0.6
_SAMPLE = 1 << 20


@dataclass(frozen=True, slots=True)
class Attributes:
    """A table's labels and text columns; `kept` says which of the file's records are not deleted."""

    header: tuple[str, ...]
    columns: pa.Table
    kept: NDArray[np.bool_]
    decision: Decision


def read_dbf(path: Path, code_page: str) -> Attributes:
    """Read a dBASE file; `code_page` is what a `.cpg` file beside it says. Raise FileBroken."""
    data = path.read_bytes()
    begin, width = int.from_bytes(data[8:10], "little"), int.from_bytes(data[10:12], "little")
    fields = _fields(data, begin)
    if not fields or sum(size for _, _, size in fields) + 1 > width or begin > len(data):
        raise errors.FileBroken(format="DBF", reason="its header contradicts itself")
    count = min(int.from_bytes(data[4:8], "little"), (len(data) - begin) // width)
    records = np.frombuffer(data, _record(fields, width), count, begin)
    kept = records["deleted"] != _DELETED
    encoding, decision = _encoding(
        data[begin : begin + count * width], data[29] if len(data) > _HEADER else 0, code_page
    )
    columns = [
        [_text(value, kind, encoding) for value in records[f"c{at}"][kept].tolist()]
        for at, (_, kind, _) in enumerate(fields)
    ]
    header = tuple(name.decode(encoding, errors="ignore") for name, _, _ in fields)
    return Attributes(header, from_columns(columns), kept, decision)


def _fields(data: bytes, begin: int) -> list[tuple[bytes, str, int]]:
    """Return each field's name, type and width."""
    found = []
    for at in range(_HEADER, min(begin, len(data)) - _FIELD + 1, _FIELD):
        part = data[at : at + _FIELD]
        if part.startswith(b"\r"):
            break
        found.append((part[:11].split(b"\0")[0], chr(part[11]), part[16]))
    return [field for field in found if field[2]] if all(size for _, _, size in found) else []


def _record(fields: list[tuple[bytes, str, int]], width: int) -> np.dtype[np.void]:
    """Return the layout of a record: a mark for deleted ones, then its fields."""
    sizes = [1, *(size for _, _, size in fields)]
    layout = np.dtype(
        {
            "names": ["deleted", *(f"c{at}" for at in range(len(fields)))],
            "formats": [np.dtype(f"S{size}") for size in sizes],
            "offsets": np.cumsum([0, *sizes[:-1]]).tolist(),
            "itemsize": width,
        }
    )
    assert layout.type is np.void, "it has fields"
    return layout


def _text(value: bytes, kind: str, encoding: str) -> str | None:
    """Return a value's text without the blanks that fill its field."""
    if kind == "I" and len(value) <= 4:  # noqa: PLR2004 - a binary integer
        return str(int.from_bytes(value.ljust(4, b"\0"), "little", signed=True))
    text = value.strip(b" \0") if kind in "NFD" else value.rstrip(b" \0")
    if kind == "L" and text == b"?":
        return None
    return text.decode(encoding, errors="replace")


def _encoding(data: bytes, language: int, code_page: str) -> tuple[str, Decision]:
    """Settle the encoding: as is said beside the file or in it if that decodes, else as for any text."""
    sample = data.replace(b"\0", b" ")
    said = _NAMED.get(code_page.strip().lower().removeprefix("cp_")) or _LANGUAGES.get(language, "")
    if said and _decodes(sample, said):
        return said, because.ATTRIBUTES_SAID.decide(encoding=said)
    if _decodes(sample, "utf-8"):
        return "utf-8", because.ATTRIBUTES_GUESSED.decide(0.95 if sample.isascii() else 0.9, encoding="utf-8")
    part = sample[:_SAMPLE]
    scores = {
        each: likeness(part.decode(each, errors="ignore")) for each in _CHINESE if _decodes(sample, each)
    }
    best = max(scores, key=scores.__getitem__, default="")
    found = best if best and scores[best] >= _LEAST_CHINESE else "cp1252"
    return found, because.ATTRIBUTES_GUESSED.decide(0.7, encoding=found)


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
