"""What the members of a ZIP file are called: labels for people, never paths on our disk.

ZIP knows two encodings, UTF-8 (with a flag) and the IBM PC's cp437. Chinese Windows writes its own instead, Big5 or
GB18030, without a flag; some programs write UTF-8 and forget the flag.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from praya.formats.encoding import likeness
from praya.model.decisions import container as because

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Sequence

    from praya.model.decisions import Decision

_UTF8_FLAG = 1 << 11
_UNICODE_PATH = 0x7075
_LEAST_CHINESE = 0.6
_LONGEST = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_CHINESE = ("big5hkscs", "gb18030")


def labels(infos: Sequence[zipfile.ZipInfo]) -> tuple[list[str], Decision | None]:
    """Return a unique label for each member, and the decision on their encoding if there was one to take."""
    raw = [_bytes(info) for info in infos]
    unknown = [each for each in raw if isinstance(each, bytes) and not each.isascii()]
    encoding, decision = _encoding(unknown) if unknown else ("ascii", None)
    taken: set[str] = set()
    found = []
    for each in raw:
        name = safe(each if isinstance(each, str) else each.decode(encoding, errors="replace"))
        number, unique = 1, name
        while unique in taken:
            number += 1
            unique = f"{name}_{number}"
        taken.add(unique)
        found.append(unique)
    return found, decision


def safe(name: str) -> str:
    """Return a name without what could lead out of a folder, hide or confuse: `..`, drives, controls, overlong parts."""
    parts = [_CONTROL.sub("", part).strip() for part in re.split(r"[/\\]", name)]
    kept = [part for part in parts if part not in ("", ".", "..") and not re.fullmatch(r"[A-Za-z]:", part)]
    return "/".join(kept)[-_LONGEST:] or "member"


def _bytes(info: zipfile.ZipInfo) -> str | bytes:
    """Return a member's name as text where the file says how to read it, else its bytes."""
    name = info.orig_filename
    if info.flag_bits & _UTF8_FLAG:
        return name
    return _unicode_path(info.extra) or name.encode("cp437", errors="replace")


def _unicode_path(extra: bytes) -> str | None:
    """Return the name in Info-ZIP's extra field for Unicode names, if a member has one."""
    while len(extra) > 4:  # noqa: PLR2004 - a field's identifier and length
        kind, length = int.from_bytes(extra[:2], "little"), int.from_bytes(extra[2:4], "little")
        if kind == _UNICODE_PATH and length > 5:  # noqa: PLR2004 - a version and a checksum stand before
            return extra[9 : 4 + length].decode(errors="replace")
        extra = extra[4 + length :]
    return None


def _encoding(names: list[bytes]) -> tuple[str, Decision]:
    """Settle one encoding for all names that do not say theirs: UTF-8, Big5-HKSCS, GB18030, else cp437."""
    if all(_decodes(name, "utf-8") for name in names):
        return "utf-8", because.NAMES_UTF8.decide(0.95, encoding="utf-8")
    joined = b"/".join(names)
    scores = {
        each: likeness(joined.decode(each))
        for each in _CHINESE
        if all(_decodes(name, each) for name in names)
    }
    best = max(scores, key=scores.__getitem__, default="")
    if not best or scores[best] < _LEAST_CHINESE:
        return "cp437", because.NAMES_UNSAID.decide(0.6, encoding="cp437")
    other = max((score for each, score in scores.items() if each != best), default=0.0)
    return best, because.NAMES_CHINESE.decide(
        round(0.5 + min(scores[best] - other, 0.45), 2),
        encoding=best,
        share=round(scores[best] * 100),
        other_share=round(other * 100),
    )


def _decodes(name: bytes, encoding: str) -> bool:
    try:
        name.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True
