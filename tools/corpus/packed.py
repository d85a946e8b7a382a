"""ZIP files that come out the same each time."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_THEN = (2024, 1, 2, 3, 4, 6)
_SAVED = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")


def zipped(members: Mapping[str, bytes]) -> bytes:
    """Return a ZIP file of these members."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name, _THEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return into.getvalue()


def unzipped(content: bytes) -> dict[str, bytes]:
    """Return a ZIP file's members by name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def settled(workbook: bytes) -> bytes:
    """Return a workbook without the moment it was saved at."""
    members = unzipped(workbook)
    core = "docProps/core.xml"
    if core in members:
        members[core] = _SAVED.sub(b"2024-01-02T03:04:06Z", members[core])
    return zipped(members)
