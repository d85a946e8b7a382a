"""Operations of the API to be tried in forms: what stands in them at first, and the address that they ask."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from praya.model import errors
from praya.services import queries
from praya.web import snippets
from praya.web.pages.developers.examples import examples
from praya.web.urls import with_pairs

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.table import Table
    from praya.platform import Platform

Json = dict[str, Any]
OPERATION = "operation"
"""What says in a form which operation it asks; no parameter is called so."""
FEW = "5"
_IN_PATH = re.compile(r"\{(\w+)\}")


def first_values(platform: Platform) -> Mapping[str, Mapping[str, str]]:
    """Return what to try with, by the beginning of an operation's path and the parameter's name.

    Everything is from the catalogue; what it has nothing for is not there.
    """
    kept = queries.every(platform)
    values: dict[str, Mapping[str, str]] = {"/api/v1/queries/": {"name": kept[0].slug}} if kept else {}
    begin = examples(platform).table
    if begin is None:
        return values
    table = begin.table
    statement = f"SELECT *\nFROM {snippets.identifier(table.name)}\nLIMIT {FEW}"
    return values | {
        "/api/v1/datasets/": {"name": begin.dataset.name},
        "/api/v1/datasets": {"size": FEW},
        "/api/v1/distributions/": {"distribution_id": table.distribution_id},
        "/api/v1/suggest": {"q": begin.dataset.title.words("en").partition(" ")[0] or begin.dataset.name},
        "/api/v1/sql": {"q": " ".join(statement.split())},
        "/api/v1/tables/": {
            "name": table.name,
            "column": table.schema.columns[0].name,
            "from": str(begin.timeline[0].number),
            "size": FEW,
            **_key(table),
        },
    }


def _key(table: Table) -> Mapping[str, str]:
    """Return a column and a value that some row has."""
    for column in table.schema.columns:
        least = table.profile.columns[column.name].min
        if least is not None:
            return {"key": f"{column.name},{least}"}
    return {}


def filled(
    path: str, parameters: Sequence[Json], values: Mapping[str, Mapping[str, str]]
) -> dict[str, str] | None:
    """Return what stands at first in an operation's form, by parameter; None where a needed value is not to be had.

    What may be left out is left out, but for how much may come.
    """
    begins = max((each for each in values if path.startswith(each)), key=len, default="")
    held = values.get(begins, {})
    if any(each.get("required") and each["name"] not in held for each in parameters):
        return None
    wanted = {each["name"] for each in parameters if each.get("required")} | {"size"}
    return {each["name"]: held.get(each["name"], "") if each["name"] in wanted else "" for each in parameters}


def asked(document: Mapping[str, Any], pairs: Sequence[tuple[str, str]]) -> str:
    """Return the address that a form asks; raise PageMissing for an operation there is none of."""
    wanted = dict(pairs).get(OPERATION, "")
    for path, methods in document["paths"].items():
        if methods.get("get", {}).get("operationId") == wanted:
            return address(path, pairs)
    raise errors.PageMissing


def address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """Return an operation's address with these values; raise ParameterInvalid where one in its path is missing."""
    inside = set(_IN_PATH.findall(path))
    given = dict(pairs)
    for name in inside:
        if not given.get(name) or not given[name].strip("."):
            raise errors.ParameterInvalid(name=name, value=given.get(name, ""), expected="a name")
    led = _IN_PATH.sub(lambda found: quote(given[found[1]], safe=""), path)
    beside = [(name, value) for name, value in pairs if value and name not in inside | {OPERATION}]
    return with_pairs(led, beside)
