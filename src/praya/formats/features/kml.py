"""KML: one row for each placemark. What it only links to is never fetched."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from praya.formats.features.geojson import GEOMETRY
from praya.formats.features.markup import SHAPES, shape_text
from praya.formats.tree.columns import Gathered
from praya.formats.tree.xml import local_name, parse, values
from praya.model import errors
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from praya.formats.raw import RawTable

_FOLDER = "folder"
_LOOKS = frozenset({"Style", "StyleMap", "styleUrl", "Region", "LookAt", "Camera"})
"""How a placemark is drawn is no data."""


def read_kml(path: Path, encoding: str) -> list[RawTable]:
    """Read the placemarks of a KML file; raise RecordsAbsent where it has none."""
    root = parse(path, encoding)
    placemarks = list(root.iter("{*}Placemark"))
    if not placemarks:
        raise errors.RecordsAbsent(path="Placemark")
    folders = [_folder(each) for each in placemarks]
    several = len(set(folders)) > 1
    gathered = Gathered[str]()
    for placemark, folder in zip(placemarks, folders, strict=True):
        place = [(_FOLDER, folder)] if several else []
        gathered.add([*place, *_said(placemark)])
    shapes = [label for label in gathered.columns if label.startswith("\0")]
    order = [label for label in gathered.columns if label not in shapes] + shapes
    table = gathered.table(
        slug="",
        header=tuple(label.replace("\0", "") for label in order),
        order=order,
        notes=() if several or not folders[0] else (f"{_FOLDER}: {folders[0]}",),
        decisions=(because.RECORDS_FEATURES.decide(path="Placemark", rows=len(placemarks)),),
    )
    return [replace(table, title=_title(root), geometry=len(order) - 1 if shapes else None)]


def _said(placemark: _Element) -> Iterator[tuple[str, str | None]]:
    """Yield a placemark's labels and texts, its shape under a label of our own."""
    for child in placemark:
        name = local_name(child)
        if name in SHAPES:
            yield f"\0{GEOMETRY}", shape_text(child)
        elif name == "ExtendedData":
            yield from _extended(child)
        elif name not in _LOOKS:
            for label, text in values(child):
                yield (name if label == "value" else f"{name}.{label}"), text


def _extended(data: _Element) -> Iterator[tuple[str, str | None]]:
    """Yield what a placemark's own fields say: untyped ones, ones of a schema, and elements of other namespaces."""
    for child in data:
        name = local_name(child)
        if name == "Data":
            held = next((each for each in child if local_name(each) == "value"), None)
            yield child.get("name", "value"), held.text if held is not None else None
        elif name == "SchemaData":
            yield from ((each.get("name", "value"), each.text) for each in child)
        else:
            for label, text in values(child):
                yield (name if label == "value" else f"{name}.{label}"), text


def _folder(placemark: _Element) -> str:
    """Return the names of the folders around a placemark, the outermost first."""
    names = [
        child.text.strip()
        for around in placemark.iterancestors("{*}Folder")
        for child in around
        if local_name(child) == "name" and child.text
    ]
    return " / ".join(reversed(names))


def _title(root: _Element) -> str:
    document = next(root.iter("{*}Document"), root)
    name = next((child.text for child in document if local_name(child) == "name"), None)
    return (name or "").strip()
