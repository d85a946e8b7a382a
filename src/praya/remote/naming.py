"""What a fetched file is called: a plain file name, whatever the server says."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

_MAX_LENGTH = 200


def file_name(disposition: str, url: str) -> str:
    """Return the name in a Content-Disposition header (RFC 6266), else the last part of the address, else ""."""
    return _plain(_announced(disposition)) or _plain(unquote(urlsplit(url).path))


def _announced(disposition: str) -> str:
    if extended := re.search(r"filename\*\s*=\s*([\w-]+)'[^']*'([^;\s]+)", disposition, re.IGNORECASE):
        try:
            return unquote(extended[2], encoding=extended[1], errors="replace")
        except LookupError:  # an encoding that does not exist; the plain name may do
            pass
    if quoted := re.search(r'filename\s*=\s*"((?:[^"\\]|\\.)*)"', disposition, re.IGNORECASE):
        return _as_utf8(re.sub(r"\\(.)", r"\1", quoted[1]))
    if bare := re.search(r"filename\s*=\s*([^;]+)", disposition, re.IGNORECASE):
        return _as_utf8(bare[1])
    return ""


def _as_utf8(text: str) -> str:
    """Headers are read as Latin-1; many servers put UTF-8 names in them."""
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text


def _plain(text: str) -> str:
    """Return the last part of a path without what could mean anything to a file system or a terminal."""
    last = re.split(r"[/\\]", text.rstrip("/\\"))[-1]
    return "".join(char for char in last if char.isprintable()).strip(" .")[:_MAX_LENGTH]
