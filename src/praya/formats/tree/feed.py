"""RSS and Atom: one row for each item or entry; what the feed says of itself becomes its title and notes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from praya.formats.tree.columns import Gathered
from praya.formats.tree.xml import local_name, parse, values
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from praya.formats.raw import RawTable

_ITEMS = ("item", "entry")
_ALWAYS = (("title", "link", "description"), ("title", "id"))
"""What items of RSS and entries of Atom can be expected to say, where there are none."""
_LONGEST_NOTE = 1_000


def read_feed(path: Path, encoding: str) -> list[RawTable]:
    """Read a feed's items; one without any is a table without rows."""
    root = parse(path, encoding)
    channel = next((child for child in root if local_name(child) == "channel"), root)
    items = [child for child in channel if local_name(child) in _ITEMS]
    items = items or [child for child in root if local_name(child) in _ITEMS]
    gathered = Gathered[str]()
    for item in items:
        gathered.add(values(item))
    if items:
        decision = because.RECORDS_FED.decide(path=local_name(items[0]), rows=len(items))
    else:
        gathered.columns = {label: [] for label in _ALWAYS[local_name(root) == "feed"]}
        decision = because.RECORDS_NONE.decide(path=local_name(channel))
    about = list(_about(channel))
    table = gathered.table(
        slug="",
        header=tuple(gathered.columns),
        notes=tuple(f"{label}: {text[:_LONGEST_NOTE]}" for label, text in about if label != "title"),
        decisions=(decision,),
    )
    return [replace(table, title=dict(about).get("title", ""))]


def _about(channel: _Element) -> Iterator[tuple[str, str]]:
    """Yield what a feed says of itself."""
    for child in channel:
        if local_name(child) in _ITEMS:
            continue
        for label, text in values(child):
            if text and text.strip():
                name = local_name(child)
                yield (name if label == "value" else f"{name}.{label}"), text.strip()
