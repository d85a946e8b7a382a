"""Text that was damaged before it came: taken for another encoding and saved so, or with letters already lost.

Nothing is repaired, since nobody can know what else happened to it; it is reported, so that it is never stored
silently.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from praya.formats.encoding import likeness, open_text
from praya.formats.grid.cells import is_chinese
from praya.model.decisions import sniff as because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from praya.model.decisions import Decision

_SAMPLE = 1 << 20
_LOST = "\ufffd"
_WORD = re.compile(r"[^ \t\r\n,;\"<>]+")
_ODD = re.compile(r"[\x80-\u2122]")
"""What a byte of another encoding becomes when it is taken for Windows-1252."""
_NEVER = re.compile(r"[\u2123-\U0010ffff]")
_MOST_WORDS = 1000
_LONGEST = 200
_FEWEST = 3
_LEAST = 0.5
_LEAST_LIKE = 0.9
_LEAST_DISTINCT = 8
_LEAST_CERTAIN = 3
"""So many Chinese characters are made of other letters' bytes by no chance, if these are UTF-8."""


def damage(path: Path, encoding: str) -> tuple[Decision, ...]:
    """Say what is wrong with a text's letters."""
    with open_text(path, encoding) as file:
        sample = file.read(_SAMPLE)
    found = []
    lost = sample.count(_LOST)
    if lost:
        found.append(because.TEXT_LOST.decide(count=lost))
    truth = _garbled(sample)
    if truth:
        found.append(because.TEXT_GARBLED.decide(0.95, encoding=truth[0], example=truth[1], meant=truth[2]))
    return tuple(found)


def _garbled(sample: str) -> tuple[str, str, str] | None:
    """Return the encoding that a text's letters really are in, one word as it stands, and as it was meant."""
    runs = list(islice(_suspects(sample), _MOST_WORDS))
    raw = [bytes_ for run in runs if (bytes_ := _bytes(run)) is not None]
    if len(raw) < _LEAST * len(runs):
        return None
    for encoding in ("utf-8", "big5hkscs", "gb18030"):
        meant = [_decoded(each, encoding) for each in raw]
        read = "".join(filter(None, meant))
        enough = len(runs) >= _FEWEST and len(set(read)) >= _LEAST_DISTINCT
        certain = encoding == "utf-8" and sum(map(is_chinese, set(read))) >= _LEAST_CERTAIN
        if sum(map(bool, meant)) < _LEAST * len(runs) or not (enough or certain):
            continue
        if encoding == "utf-8" or likeness(read) > _LEAST_LIKE:
            at = next(place for place, each in enumerate(meant) if each)
            return encoding, next(run for run in runs if _bytes(run) == raw[at])[:20], (meant[at] or "")[:20]
    return None


def _suspects(sample: str) -> Iterator[str]:
    """Yield words with several letters that a wrong encoding makes, and none that it never makes."""
    seen = set()
    for found in _WORD.finditer(sample):
        word = found[0][:_LONGEST]
        if word not in seen and len(_ODD.findall(word)) > 1 and not _NEVER.search(word):
            seen.add(word)
            yield word


def _bytes(run: str) -> bytes | None:
    """Return the bytes that became these letters by Windows-1252, as programs apply it: what it lacks stands as it is."""
    found = bytearray()
    for letter in run:
        if ord(letter) < 0x100:  # noqa: PLR2004 - a byte
            found.append(ord(letter))
            continue
        try:
            found += letter.encode("cp1252")
        except UnicodeEncodeError:
            return None
    return bytes(found)


def _decoded(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError:
        return None
