"""The built front-end: files with hashed names, listed by what they are in `manifest.json`."""

from __future__ import annotations

import json
import mimetypes
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Mapping

DIST = Path(str(resources.files("praya.web"))) / "static" / "dist"
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))

mimetypes.add_type("text/javascript", ".mjs")


@dataclass(frozen=True, slots=True)
class Asset:
    """A file ready to be sent."""

    body: bytes
    media_type: str
    encoding: str


@dataclass(frozen=True, slots=True)
class Assets:
    """The files of one build. Without a build there are none, and pages are plain but whole."""

    root: Path
    names: Mapping[str, str]

    @classmethod
    def open(cls, root: Path = DIST) -> Assets:
        """Read the build's manifest, if there was a build."""
        manifest = root / "manifest.json"
        return cls(root, json.loads(manifest.read_text("utf-8")) if manifest.exists() else {})

    def read(self, name: str, accepted: str) -> Asset:
        """Return a file in the best encoding that is accepted; raise PageMissing for what the build did not make."""
        if name not in self.names.values():
            raise errors.PageMissing
        media_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        offers = {part.partition(";")[0].strip() for part in accepted.split(",")}
        for encoding, ending in ENCODINGS:
            packed = self.root / f"{name}{ending}"
            if encoding in offers and packed.exists():
                return Asset(packed.read_bytes(), media_type, encoding)
        return Asset((self.root / name).read_bytes(), media_type, "")
