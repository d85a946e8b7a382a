"""The built front-end: files with hashed names, listed by what they are in `manifest.json`."""

from __future__ import annotations

import json
import logging
import mimetypes
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

DIST = Path(str(resources.files("praya.web"))) / "static" / "dist"
log = logging.getLogger(__name__)

ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

mimetypes.add_type("text/javascript", ".mjs")
mimetypes.add_type("application/geo+json", ".geojson")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file ready to be sent."""

    body: bytes
    media_type: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Assets:
    """The files of one build, held in memory: a new build under a running server changes nothing.

    Without a build there are none, and pages are plain but whole.
    """

    names: Mapping[str, str]
    """From what a file is to its hashed name."""
    files: Mapping[str, bytes]
    """By hashed name, and by hashed name with an encoding's ending."""

    @classmethod
    def open(cls, root: Path = DIST) -> Assets:
        """Read a build, if there was one."""
        manifest = root / "manifest.json"
        if not manifest.exists():
            log.warning(
                "the front-end is not built: pages are plain, charts and maps stand still; run “make web”"
            )
            return cls({}, {})
        names: dict[str, str] = json.loads(manifest.read_text("utf-8"))
        endings = ("", *(ending for _, ending in ENCODINGS))
        paths = (root / f"{name}{ending}" for name in names.values() for ending in endings)
        return cls(names, {path.name: path.read_bytes() for path in paths if path.exists()})

    def read(self, name: str, accepted: str) -> Asset:
        """Return a file in the best encoding that is accepted; raise PageMissing for what the build did not make."""
        if name not in self.names.values():
            raise errors.PageMissing
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        offers = {part.partition(";")[0].strip() for part in accepted.split(",")}
        for encoding, ending in ENCODINGS:
            if encoding in offers and f"{name}{ending}" in self.files:
                return Asset(self.files[f"{name}{ending}"], media_type, encoding)
        return Asset(self.files[name], media_type, "")
