"""Columns and rows as the viewer's clients expect them."""

from __future__ import annotations

from base64 import b64encode
from datetime import date, datetime, time
from math import isfinite
from typing import TYPE_CHECKING

import orjson
import pyarrow as pa
from pyarrow import parquet

from praya.model.table import ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

MOST_BYTES = 1_000_000
"""Of the rows of one answer; beyond, its longest cells are cut."""
LEAST_CELL_BYTES = 100
"""What is left of a cell that is cut."""


def features(path: Path) -> dict[str, dict[str, str]]:
    """Return the features of a Parquet file's columns, by name, as `datasets` calls them."""
    return {each.name: _feature(each.type) for each in parquet.read_schema(path)}


def listed(held: Mapping[str, Mapping[str, str]]) -> list[dict[str, object]]:
    """Return features as answers with rows list them."""
    return [
        {"feature_idx": place, "name": name, "type": dict(kind)}
        for place, (name, kind) in enumerate(held.items())
    ]


def _feature(kind: pa.DataType) -> dict[str, str]:
    named = {"double": "float64", "float": "float32", "date32[day]": "date32", "halffloat": "float16"}
    if isinstance(kind, pa.BaseExtensionType):
        kind = kind.storage_type
    return {"dtype": named.get(str(kind), str(kind)), "_type": "Value"}


def rows(found: Sequence[Mapping[str, object]], columns: Sequence[str]) -> list[dict[str, object]]:
    """Return rows with their places, counted from 0, cut where they would be too long an answer."""
    listed = [
        {
            "row_idx": int(str(row[ROW])) - 1,
            "row": {name: _plain(row[name]) for name in columns},
            "truncated_cells": [],
        }
        for row in found
    ]
    over = sum(len(orjson.dumps(each["row"])) for each in listed) - MOST_BYTES
    if over > 0:
        _cut(listed, over)
    return listed


def _cut(listed: list[dict[str, object]], over: int) -> None:
    """Cut the longest cells until `over` bytes are saved; each row tells which of its cells are."""
    sizes = sorted(
        (
            (len(text), place, name)
            for place, each in enumerate(listed)
            for name, cell in each["row"].items()  # type: ignore[attr-defined]  # made above
            for text in [orjson.dumps(cell)]
            if len(text) > LEAST_CELL_BYTES
        ),
        reverse=True,
    )
    for size, place, name in sizes:
        if over <= 0:
            return
        row, told = listed[place]["row"], listed[place]["truncated_cells"]
        assert isinstance(row, dict), "made above"
        assert isinstance(told, list), "made above"
        text = row[name] if isinstance(row[name], str) else orjson.dumps(row[name]).decode()
        row[name] = text.encode()[:LEAST_CELL_BYTES].decode("utf-8", "ignore")
        told.append(name)
        over -= size - LEAST_CELL_BYTES


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return b64encode(value).decode()
    if isinstance(value, (date, datetime, time)):
        return value.isoformat()
    if isinstance(value, float) and not isfinite(value):
        return None
    return value
