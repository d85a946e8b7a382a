"""The model's nested values as JSON values and back: what Parquet metadata and the catalogue's columns hold.

Each pair is an inverse: `x_from_json(x_to_json(value)) == value`, with one exception: a number that JSON cannot say
(infinity, not-a-number) comes back as missing. Fields at their default are left out, so that old text stays readable
when a field is added.
"""

from __future__ import annotations

import math
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

from praya.model.catalogue import Problem
from praya.model.decisions import Decision
from praya.model.personal import Examination, Finding, Groups
from praya.model.table import Bin, Column, ColumnProfile, Profile, Schema, Sum
from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Json = dict[str, Any]


def schema_to_json(schema: Schema) -> Json:
    """Return `{"columns": [{"name": …, "header": …, "title": …, "type": …}, …]}`."""
    return {"columns": [_column_to_json(column) for column in schema.columns]}


def schema_from_json(data: Mapping[str, Any]) -> Schema:
    """Read what `schema_to_json` wrote."""
    return Schema(tuple(_column_from_json(column) for column in data["columns"]))


def column_names(data: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the names of the columns of what `schema_to_json` wrote: catalogues of tables need no more."""
    return tuple(column["name"] for column in data["columns"])


def profile_to_json(profile: Profile) -> Json:
    """Return `{"rows": …, "columns": {name: …}, "bbox": [west, south, east, north], "districts": {code: rows}}`."""
    data: Json = {
        "rows": profile.rows,
        "columns": {name: _column_profile_to_json(column) for name, column in profile.columns.items()},
    }
    optional: Json = {
        "bbox": list(profile.bbox or ()),
        "districts": dict(profile.districts),
        "keys": [list(key) for key in profile.keys],
        "sums": [{"total": each.total, "parts": list(each.parts)} for each in profile.sums],
        "examined": examination_to_json(profile.examined) if profile.examined else None,
    }
    return data | _filled(optional)


def profile_from_json(data: Mapping[str, Any]) -> Profile:
    """Read what `profile_to_json` wrote."""
    bbox = data.get("bbox")
    return Profile(
        rows=data["rows"],
        columns={name: _column_profile_from_json(column) for name, column in data["columns"].items()},
        bbox=(bbox[0], bbox[1], bbox[2], bbox[3]) if bbox else None,
        districts=data.get("districts", {}),
        keys=tuple(tuple(key) for key in data.get("keys", ())),
        sums=tuple(Sum(total=each["total"], parts=tuple(each["parts"])) for each in data.get("sums", ())),
        examined=_examination_from_json(data["examined"]) if data.get("examined") else None,
    )


def examination_to_json(examination: Examination) -> Json:
    """Return the fields by name; `findings` and `groups` only where there are some."""
    groups = examination.groups
    found: Json = {
        "findings": [asdict(each) for each in examination.findings],
        "groups": {**asdict(groups), "columns": list(groups.columns)} if groups else None,
    }
    return {"columns": examination.columns, "rows": examination.rows} | _filled(found)


def _examination_from_json(data: Mapping[str, Any]) -> Examination:
    groups = data.get("groups")
    return Examination(
        columns=data["columns"],
        rows=data["rows"],
        findings=tuple(Finding(**each) for each in data.get("findings", ())),
        groups=Groups(**{**groups, "columns": tuple(groups["columns"])}) if groups else None,
    )


def decision_to_json(decision: Decision) -> Json:
    """Return the decision's fields by name."""
    return {"code": decision.code, "fields": dict(decision.fields), "confidence": decision.confidence}


def decision_from_json(data: Mapping[str, Any]) -> Decision:
    """Read what `decision_to_json` wrote."""
    fields = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data["fields"].items()
    }
    return Decision(code=data["code"], fields=fields, confidence=data["confidence"])


def problem_to_json(problem: Problem) -> Json:
    """Return `{"code": …, "fields": …, "at": …}`, the time in ISO 8601."""
    return {"code": problem.code, "fields": dict(problem.fields), "at": problem.at.isoformat()}


def problem_from_json(data: Mapping[str, Any]) -> Problem:
    """Read what `problem_to_json` wrote."""
    return Problem(code=data["code"], fields=dict(data["fields"]), at=datetime.fromisoformat(data["at"]))


def _column_to_json(column: Column) -> Json:
    data: Json = {
        "name": column.name,
        "header": column.header,
        "title": column.title.to_json(),
        "type": column.type,
    }
    optional: Json = {
        "role": column.role,
        "unit": column.unit,
        "unit_code": column.unit_code,
        "language": column.language,
        "of": column.of,
        "lang": column.lang,
        "derived": column.derived,
        "markers": list(column.markers),
        "meanings": dict(column.meanings),
    }
    return data | _filled(optional)


def _column_from_json(data: Mapping[str, Any]) -> Column:
    return Column(
        name=data["name"],
        header=data["header"],
        title=Text.from_json(data["title"]),
        type=data["type"],
        role=data.get("role"),
        unit=data.get("unit", ""),
        unit_code=data.get("unit_code", ""),
        language=data.get("language", ""),
        of=data.get("of", ""),
        lang=data.get("lang"),
        derived=data.get("derived", False),
        markers=tuple(data.get("markers", ())),
        meanings=tuple(data.get("meanings", {}).items()),
    )


def _column_profile_to_json(column: ColumnProfile) -> Json:
    data: Json = {"nulls": column.nulls, "distinct": column.distinct}
    if not column.exact:
        data["exact"] = False
    limits: Json = {"min": _sayable(column.min), "max": _sayable(column.max), "mean": _sayable(column.mean)}
    lists: Json = {
        "histogram": [[each.low, each.high, each.count] for each in column.histogram],
        "quantiles": [[share, _sayable(value)] for share, value in column.quantiles],
        "top": [list(each) for each in column.top],
    }
    return data | {key: value for key, value in limits.items() if value is not None} | _filled(lists)


def _column_profile_from_json(data: Mapping[str, Any]) -> ColumnProfile:
    return ColumnProfile(
        nulls=data["nulls"],
        distinct=data["distinct"],
        exact=data.get("exact", True),
        min=data.get("min"),
        max=data.get("max"),
        mean=data.get("mean"),
        histogram=tuple(
            Bin(low=low, high=high, count=count) for low, high, count in data.get("histogram", ())
        ),
        quantiles=tuple((share, value) for share, value in data.get("quantiles", ()) if value is not None),
        top=tuple((value, count) for value, count in data.get("top", ())),
    )


def _filled(data: Json) -> Json:
    return {key: value for key, value in data.items() if value}


def _sayable(value: str | float | None) -> str | float | None:
    return None if isinstance(value, float) and not math.isfinite(value) else value
