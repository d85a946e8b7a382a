"""GML: one table for each type of feature, one row for each feature."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from praya.formats.features.geojson import GEOMETRY
from praya.formats.features.markup import SHAPES, shape_text
from praya.formats.geography.reference import north_first
from praya.formats.tree.columns import Gathered
from praya.formats.tree.xml import local_name, parse, values
from praya.model import errors
from praya.model.decisions import layout as because

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from lxml.etree import _Element

    from praya.formats.raw import RawTable

_MEMBERS = frozenset({"member", "members", "featureMember", "featureMembers"})
_SHAPE = "\0"


def read_gml(path: Path, encoding: str) -> list[RawTable]:
    """Read the features of a GML file; raise RecordsAbsent where it has none."""
    root = parse(path, encoding)
    types: dict[str, list[_Element]] = {}
    for feature in _features(root):
        types.setdefault(local_name(feature), []).append(feature)
    if not types:
        raise errors.RecordsAbsent(path="featureMember")
    default = next((each.get("srsName", "") for each in root.iter("{*}Envelope", "{*}Box")), "")
    return [_table(name, features, default) for name, features in types.items()]


def _features(root: _Element) -> Iterator[_Element]:
    for member in root:
        if local_name(member) in _MEMBERS:
            yield from member


def _table(name: str, features: list[_Element], default: str) -> RawTable:
    gathered = Gathered[str]()
    systems: dict[str, None] = {}
    for feature in features:
        gathered.add(_said(feature, default, systems))
    shapes = [label for label in gathered.columns if label.startswith(_SHAPE)]
    order = [label for label in gathered.columns if label not in shapes] + shapes[1:] + shapes[:1]
    table = gathered.table(
        slug=name,
        header=tuple(label.removeprefix(_SHAPE) for label in order),
        order=order,
        decisions=(because.RECORDS_FEATURES.decide(path=name, rows=len(features)),),
    )
    geometry = len(order) - 1 if shapes else None
    return replace(table, geometry=geometry, crs=", ".join(each for each in systems if each))


def _said(feature: _Element, default: str, systems: dict[str, None]) -> Iterator[tuple[str, str | None]]:
    """Yield a feature's labels and texts, shapes under labels of our own; note their reference systems."""
    yield from ((str(key).rpartition("}")[2], value) for key, value in feature.attrib.items())
    for child in feature:
        name = local_name(child)
        shape = next((each for each in child if local_name(each) in SHAPES), None)
        if shape is not None:
            system = _system(shape) or default
            systems[system] = None
            label = (
                f"{_SHAPE}{GEOMETRY}" if name.lower() in ("the_geom", "geom", "shape") else f"{_SHAPE}{name}"
            )
            yield label, shape_text(shape, north_first=north_first(system))
        elif name != "boundedBy":
            for label, text in values(child):
                yield (name if label == "value" else f"{name}.{label}"), text


def _system(shape: _Element) -> str:
    """Return the reference system that a shape, what is in it, or what is around it names."""
    for each in shape.iter():
        if each.get("srsName"):
            return str(each.get("srsName"))
    return next((str(each.get("srsName")) for each in shape.iterancestors() if each.get("srsName")), "")
