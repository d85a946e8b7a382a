"""What a file is: by its own bytes first; what its origin and its name say is only compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from praya.formats.damage import damage
from praya.formats.encoding import detect, detect_said, open_text
from praya.formats.grid.dialect import find_dialect, head_of
from praya.formats.kinds import TABULAR, ending
from praya.formats.sniff.magic import OLE2, ZIP, binary_format, ole2_format
from praya.formats.sniff.markup import markup_format
from praya.formats.sniff.zips import zip_format
from praya.model import errors
from praya.model.decisions import sniff as because
from praya.model.override import NOTHING

if TYPE_CHECKING:
    from pathlib import Path

    from praya.model.decisions import Decision
    from praya.model.override import Override

_JSON = re.compile(r"\s*(\{\s*[\"}]|\[\s*([\[{\"\]0-9-]|true|false|null))")
_GEOJSON = re.compile(r"\"type\"\s*:\s*\"Feature(Collection)?\"")
_PAGES = ("html", "htm", "xhtml")
_HEAD_CHARACTERS = 1 << 16
_HEAD_LINES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sniffed:
    """A file's format and, for text, its encoding by Python's name."""

    format: str
    """One of `kinds.TABULAR`, or the name of a format that is kept as a file: "pdf", "xlsx (password)"."""
    encoding: str = ""
    decisions: tuple[Decision, ...] = ()

    @property
    def tabular(self) -> bool:
        """Say whether files of this format can be read as tables."""
        return self.format in TABULAR


def sniff(
    path: Path,
    *,
    declared: str = "",
    media_type: str = "",
    name: str = "",
    unpacked_limit: int,
    said: Override = NOTHING,
) -> Sniffed:
    """Recognise a file; raise Unreadable with the reason where it is empty, broken, or a web page instead of data."""
    announced = tuple(each.lower() for each in (declared, media_type, name.rpartition(".")[2]) if each)
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip() and path.stat().st_size <= len(head):
        raise errors.FileEmpty
    if head.startswith(ZIP):
        decision = because.FORMAT_MEMBERS.decide(format=zip_format(path, announced, unpacked_limit))
        return _known(decision, announced)
    binary = ole2_format(path) if head.startswith(OLE2) else binary_format(head)
    if binary:
        return _known(because.FORMAT_BYTES.decide(format=binary), announced)
    try:
        detected, unfit = detect_said(path, said.encoding) if said.encoding else (detect(path), ())
    except errors.EncodingUnknown:
        if _promises_text(announced):
            raise
        return _known(because.FORMAT_UNKNOWN.decide(0.5, format="binary"), ())
    try:
        found, decision = _text_format(path, detected.name, said.delimiter)
    except errors.FileIsWebPage:
        if declared.lower() not in _PAGES:
            raise
        found, decision = "html", because.FORMAT_BYTES.decide(format="html")
    decisions = (
        detected.decision,
        *unfit,
        *damage(path, detected.name),
        *_compared(decision.about(format=found), announced),
    )
    return Sniffed(format=found, encoding=detected.name, decisions=decisions)


def _promises_text(announced: tuple[str, ...]) -> bool:
    """Say whether a file should be text or a table, as far as anybody announced anything."""
    return not announced or any(name in each for each in announced for name in (*TABULAR, "text", "txt"))


def _known(decision: Decision, announced: tuple[str, ...]) -> Sniffed:
    return Sniffed(format=str(decision.fields["format"]), decisions=_compared(decision, announced))


def _compared(decision: Decision, announced: tuple[str, ...]) -> tuple[Decision, ...]:
    """Say also where the origin announced something else."""
    found = str(decision.fields["format"])
    known = (found.removeprefix("geo").removeprefix("nd"), ending(found))
    if not announced or any(name in each for each in announced for name in known):
        return (decision,)
    return (decision, because.FORMAT_CONTRADICTED.decide(0.9, format=found, announced=announced))


def _text_format(path: Path, encoding: str, delimiter: str) -> tuple[str, Decision]:
    with open_text(path, encoding) as file:
        head = file.read(_HEAD_CHARACTERS).lstrip("\ufeff")
    if not head.strip() and path.stat().st_size < _HEAD_CHARACTERS:
        raise errors.FileEmpty
    if head.lstrip().startswith("<"):
        return markup_format(head)
    if _JSON.match(head):
        return _json_format(head)
    if find_dialect(head_of(path, encoding), delimiter).delimiter == "\t":
        return "tsv", because.FORMAT_TABS.decide(0.95)
    return "csv", because.FORMAT_ROWS.decide(0.95)


def _json_format(head: str) -> tuple[str, Decision]:
    """Tell one JSON value from many, one a line, and from GeoJSON."""
    lines = [line for line in head.split("\n", _HEAD_LINES)[:_HEAD_LINES] if line.strip()]
    values = list(map(_is_value, lines))
    if sum(values) > 1 and (all(values[:2]) or sum(values) >= len(values) - 1):
        return "ndjson", because.FORMAT_LINES.decide(0.95)
    if _GEOJSON.search(head):
        return "geojson", because.FORMAT_GEOJSON.decide(0.95)
    return "json", because.FORMAT_JSON.decide(0.95)


def _is_value(line: str) -> bool:
    try:
        return isinstance(orjson.loads(line), dict | list)
    except orjson.JSONDecodeError:
        return False
