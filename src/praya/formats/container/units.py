"""Which members of a ZIP file belong together: a shapefile is several, so is a geodatabase; the others stand alone."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import zipfile
    from collections.abc import Mapping, Sequence

_SHAPE_PARTS = ("shp", "dbf", "shx", "prj", "cpg")
_SHAPE_REST = ("sbn", "sbx", "qmd", "qpj", "qix", "cst", "lyr", "shp.xml", "avl", "fbn", "fbx", "ain", "aih")
_RUBBISH = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """Members that are one thing to read."""

    kind: Literal["file", "shp", "gdb"]
    name: str
    """The label of the member that names it."""
    members: Mapping[str, zipfile.ZipInfo]
    """By the name each gets on our disk."""


def find_units(infos: Sequence[zipfile.ZipInfo], names: Sequence[str]) -> list[Unit]:
    """Group members by their labels, in the order of the file; folders and what systems leave behind are left out."""
    files = {
        name: info
        for name, info in zip(names, infos, strict=True)
        if not info.is_dir() and not name.lower().startswith(_RUBBISH) and not name.lower().endswith(_RUBBISH)
    }
    bases = _geodatabases(files)
    shapes = _shapefiles({name: info for name, info in files.items() if _base(name) not in bases})
    grouped = {id(info) for unit in (*bases.values(), *shapes) for info in unit.members.values()}
    stems = {_stem(unit.name) for unit in shapes}
    alone = [
        Unit(kind="file", name=name, members={"member": info})
        for name, info in files.items()
        if id(info) not in grouped
        and _base(name) not in bases
        and not (_stem(name) in stems and name.lower().endswith(_SHAPE_REST))
    ]
    order = {id(info): position for position, info in enumerate(infos)}
    return sorted(
        (*bases.values(), *shapes, *alone),
        key=lambda unit: min(order[id(info)] for info in unit.members.values()),
    )


def _geodatabases(files: Mapping[str, zipfile.ZipInfo]) -> dict[str, Unit]:
    found: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for name, info in files.items():
        base = _base(name)
        last = name[len(base) + 1 :]
        if base and last.replace(".", "").replace("_", "").isalnum() and last.isascii():
            found.setdefault(base, {})[last] = info
    return {base: Unit(kind="gdb", name=base, members=members) for base, members in found.items()}


def _base(name: str) -> str:
    """Return the folder `….gdb` that a member lies in, or nothing."""
    end = name.lower().find(".gdb/")
    return name[: end + 4] if end > 0 else ""


def _shapefiles(files: Mapping[str, zipfile.ZipInfo]) -> list[Unit]:
    parts: dict[str, dict[str, zipfile.ZipInfo]] = {}
    for name, info in files.items():
        ending = PurePosixPath(name).suffix[1:].lower()
        if ending in _SHAPE_PARTS:
            parts.setdefault(_stem(name), {}).setdefault(ending, info)
    return [
        Unit(
            kind="shp",
            name=next(name for name, info in files.items() if info is members["shp"]),
            members={f"layer.{ending}": info for ending, info in members.items()},
        )
        for members in parts.values()
        if "shp" in members
    ]


def _stem(name: str) -> str:
    """Return a member's name without its ending, in lower case: parts of a shapefile differ in nothing else."""
    low = name.lower().removesuffix(".xml") if name.lower().endswith(".shp.xml") else name.lower()
    return low.rpartition(".")[0] or low
