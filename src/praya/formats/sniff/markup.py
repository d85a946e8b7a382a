"""Which kind of markup a text is, by its root element."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.decisions import sniff as because

if TYPE_CHECKING:
    from praya.model.decisions import Decision

_ROOTS = {"kml": "kml", "gpx": "gpx", "rss": "rss", "svg": "svg", "Workbook": "xml-spreadsheet"}
_PAGE = re.compile(r"<(!doctype\s+html|html|head|body|script|meta)\b", re.IGNORECASE)
_PROLOG = re.compile(r"<\?.*?\?>|<!--.*?-->|<!DOCTYPE\s(?!\s*html)[^\[>]*(\[.*?\]\s*)?>", re.DOTALL)
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)([^>]*)")
_GML = "opengis.net/gml"
_ATOM = "http://www.w3.org/2005/Atom"
_PROLOG_CHARACTERS = 1 << 13


def markup_format(head: str) -> tuple[str, Decision]:
    """Return the format of a text that begins with "<", and why; raise FileIsWebPage for a web page."""
    begin = _PROLOG.sub("", head[:_PROLOG_CHARACTERS]).lstrip()
    if _PAGE.match(begin):
        raise errors.FileIsWebPage(title=_title(head))
    root = _ROOT.search(begin)
    name, attributes = (root[1], root[2]) if root else ("", "")
    found = _ROOTS.get(name)
    if found is None and _GML in attributes and name.endswith(("Collection", "FeatureCollectionType")):
        found = "gml"
    if found is None and name == "feed" and _ATOM in attributes:
        found = "atom"
    return found or "xml", because.FORMAT_MARKUP.decide(0.95, root=name or "?")


def _title(page: str) -> str:
    """Return the title of a web page, or nothing."""
    start = page.lower().find("<title")
    words = page[start:].partition(">")[2].partition("<")[0] if start >= 0 else ""
    return " ".join(html.unescape(words).split())[:200]
