"""Which encoding a text file is in, with the evidence. Every byte is decoded before an answer is given."""

from __future__ import annotations

import codecs
import re
from collections import Counter
from dataclasses import dataclass
from io import TextIOWrapper
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from praya.model import errors
from praya.model.decisions import said as told
from praya.model.decisions import sniff as because

if TYPE_CHECKING:
    from pathlib import Path

    from praya.model.decisions import Decision

_MARKS = {"utf-8": b"\xef\xbb\xbf", "utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}
_CHUNK = 1 << 18
_SAMPLE = 4 << 20
_LEAST_COMMON = 0.75
"""Of real Chinese text at least this share are everyday characters."""
_LEAST_IN_RUNS = 0.5
"""Chinese characters come in words; bytes of another encoding misread as Chinese come alone between Latin letters."""
_OF_LINES = np.frombuffer(b"\t\n\f\r", np.uint8)
_MOST_CONTROLS = 0.01


@dataclass(frozen=True, slots=True)
class Detected:
    """An encoding by its Python name, and why."""

    name: str
    decision: Decision


def detect(path: Path) -> Detected:
    """Say which encoding a file is in; raise EncodingUnknown where no encoding gives text."""
    with path.open("rb") as file:
        head = file.read(4096)
    for name, mark in _MARKS.items():
        if head.startswith(mark):
            _check(path, name)
            return Detected(name, because.ENCODING_MARKED.decide(encoding=name))
    for name, zeros in (("utf-16-le", head[1::2]), ("utf-16-be", head[::2])):
        if len(head) > 1 and zeros.count(0) > len(zeros) * 0.4 and _first_error(path, name) is None:
            return Detected(name, because.ENCODING_ZEROS.decide(0.9, encoding=name))
    offset = _first_error(path, "utf-8")
    if offset is None:
        return Detected("utf-8", because.ENCODING_UTF8.decide(encoding="utf-8"))
    return _chinese(path, offset)


def detect_said(path: Path, said: str) -> tuple[Detected, tuple[Decision, ...]]:
    """Return the encoding that was said, if the file can be read so; else what `detect` finds, and what was wrong."""
    offset = _first_error(path, said)
    if offset is None:
        return Detected(said, told.ENCODING.decide(encoding=said)), ()
    return detect(path), (told.UNFIT_ENCODING.decide(0.5, point="encoding", wanted=said, offset=offset),)


def marks(path: Path, encoding: str) -> int:
    """Return how many bytes of byte-order marks (there may be two) a file begins with."""
    mark = _MARKS.get(encoding)
    if mark is None:
        return 0
    with path.open("rb") as file:
        head = file.read(64)
    length = 0
    while head.startswith(mark, length):
        length += len(mark)
    return length


def open_bytes(path: Path, encoding: str) -> BinaryIO:
    """Open a file behind its byte-order marks."""
    file = path.open("rb")
    file.seek(marks(path, encoding))
    return file


def open_text(path: Path, encoding: str) -> TextIOWrapper:
    """Open a file as text behind its byte-order marks, line endings untouched."""
    return TextIOWrapper(open_bytes(path, encoding), encoding=encoding, newline="")


def _check(path: Path, encoding: str) -> None:
    offset = _first_error(path, encoding)
    if offset is not None:
        raise errors.EncodingUnknown(offset=offset)


def _first_error(path: Path, encoding: str) -> int | None:
    """Return where decoding first fails or gives what no text holds, or None where all is well."""
    decoder = codecs.getincrementaldecoder(encoding)()
    wide = encoding.startswith("utf-16")
    read = controls = 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            pending = len(decoder.getstate()[0])
            if wide or pending or not chunk.isascii():
                try:
                    text = decoder.decode(chunk)
                except UnicodeDecodeError as error:
                    return max(read - pending + error.start, 0)
                if wide and "\0" in text:
                    return read + max(chunk.find(b"\0"), 0)
            if not wide and b"\0" in chunk:
                return read + chunk.find(b"\0")
            controls += _controls(chunk)
            read += len(chunk)
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return read
    is_binary = not wide and controls > max(read * _MOST_CONTROLS, 8)
    return 0 if is_binary else None


def _controls(chunk: bytes) -> int:
    """Count control characters that no text holds: all but tabs and ends of lines and pages."""
    codes = np.frombuffer(chunk, np.uint8)
    low = codes[codes < ord(" ")]
    return len(low) - int(np.count_nonzero(np.isin(low, _OF_LINES)))


def _chinese(path: Path, offset: int) -> Detected:
    """Tell Big5-HKSCS from GB18030 by which of them makes everyday Chinese, of either script, of the bytes."""
    with path.open("rb") as file:
        sample = file.read(_SAMPLE)
    scores = {
        name: likeness(sample.decode(name, errors="ignore"))
        for name in ("big5hkscs", "gb18030")
        if _first_error(path, name) is None
    }
    if not scores or max(scores.values()) < _LEAST_COMMON:
        raise errors.EncodingUnknown(offset=offset)
    name = max(scores, key=scores.__getitem__)
    other = next((each for each, score in scores.items() if each != name and score), "")
    rival = scores.get(other, 0.0)
    kind = because.ENCODING_LIKELIER if other else because.ENCODING_CHINESE
    decision = kind.decide(
        round(0.5 + min(scores[name] - rival, 0.5), 2),
        encoding=name,
        offset=offset,
        share=round(scores[name] * 100),
    )
    return Detected(name, decision.about(other=other, other_share=round(rival * 100)) if other else decision)


def likeness(text: str) -> float:
    """Return the share of everyday characters among those that are not ASCII; 0 where they do not come in runs."""
    runs = re.findall(r"[^\x00-\x7f]+", text)
    total = sum(map(len, runs))
    if not total or sum(len(run) for run in runs if len(run) > 1) < total * _LEAST_IN_RUNS:
        return 0.0
    counts = Counter("".join(runs))
    return sum(count for character, count in counts.items() if _is_everyday(character)) / total


def _is_everyday(character: str) -> bool:
    """Say whether a character stands in the first level of Big5 or GB 2312: punctuation and what is used daily."""
    return any(
        len(encoded := character.encode(name, errors="ignore")) > 1 and encoded[0] <= last
        for name, last in (("big5", 0xC6), ("gb2312", 0xD7))
    )
