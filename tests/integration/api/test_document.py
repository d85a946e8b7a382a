"""Schemathesis asks everything the OpenAPI document allows, and much that it does not: no fault, and answers as told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS
from schemathesis.core.result import Ok

from praya.model.kept import KeptQuery
from praya.services import queries

if TYPE_CHECKING:
    from collections.abc import Iterator

    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.platform import Platform

pytestmark = pytest.mark.long

HELD = {
    "name": {
        "tables": ["aqhi_stations", "mtr_fares", "districts", "nothing"],
        "datasets": ["aqhi-stations", "public-holidays", "nothing"],
        "queries": ["stations", "stations.csv", "stations.exe", "nothing"],
    },
    "column": {"tables": ["facility", "latitude", "nothing"]},
    "distribution_id": {"distributions": ["aqhi-stations", "nothing"]},
}
ASKED = {
    "where": ["facility,contains,o", "latitude,gt,22.3", "facility,empty", "latitude,gt,x", "facility"],
    "filter": ["latitude > 22.3 AND NOT (facility LIKE 'T%')", "facility IN ('Central')", "facility ="],
    "sort": ["-latitude", "facility,-longitude", "nothing"],
    "columns": ["facility", "facility,latitude", "_row", "nothing"],
    "group": ["facility", "latitude:month"],
    "aggregate": ["count", "avg:latitude", "max:facility", "sum:facility"],
    "bbox": ["114,22,114.2,22.4", "170,0,-170,10", "1,2,3"],
    "near": ["114.17,22.3,2000", "0,0,-1"],
    "as_of": ["1", "2", "7", "2022-12-31", "2023-01-01T08:00+08:00", "never"],
    "from": ["1", "2", "0", "x"],
    "to": ["2", ""],
    "key": ["facility,Central", "latitude,22.47131669", "nothing,1"],
    "lang": ["en", "zh-Hant"],
}
"""Words that mean something here, beside those that are drawn at random."""
STATEMENTS = [
    "SELECT 1 AS n",
    "SELECT facility FROM aqhi_stations",
    "COPY aqhi_stations TO 'x'",
    "SELEC",
    "FROM nothing",
]
ASKED_SQL = {
    "q": STATEMENTS,
    "parameters": ["{}", "[]", '{"a": 1}', "{"],
    "version": ["aqhi_stations:1", "aqhi_stations:x"],
    "format": ["rows", "csv", "exe"],
    "as_of": ["1", "never"],
}
CASES = 40
_CHOSEN = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
)


def _document(client: TestClient[Litestar]) -> dict[str, Any]:
    """Return the document, with some words that are to be asked beside random ones."""
    document: dict[str, Any] = client.get("/api/v1/openapi.json").json()
    for path, operations in document["paths"].items():
        kind = (path.split("/") + [""] * 4)[3]
        for parameter in (
            each for operation in operations.values() for each in operation.get("parameters", ())
        ):
            words = (
                HELD.get(parameter["name"], {}).get(kind)
                if parameter["in"] == "path"
                else (ASKED_SQL if kind == "sql" else ASKED).get(parameter["name"])
            )
            if words and parameter["in"] == "path":
                parameter["schema"] = {"type": "string", "enum": words}
            elif words:
                one: dict[str, Any] = {"type": "string", "enum": words}
                if not parameter.get("required"):
                    one = {
                        "anyOf": [
                            one,
                            {"type": "string", "enum": words[:1]},
                            {"type": "string", "maxLength": 8},
                        ]
                    }
                array = parameter["schema"].get("type") == "array"
                parameter["schema"] = (
                    {"type": "array", "items": one, "minItems": 1, "maxItems": 2} if array else one
                )
    question = document["components"]["schemas"]["SqlQuestion"]["properties"]
    question["sql"] = {"type": "string", "enum": STATEMENTS}
    question["as_of"] = {"type": "string", "enum": ["", "1", "never"]}
    question["versions"] = {"type": "object", "maxProperties": 0}
    question["format"] = {"type": "string", "enum": ["rows", "csv", "exe"]}
    return document


@pytest.fixture
def kept(city: Platform) -> Iterator[None]:
    queries.keep(
        city, KeptQuery(slug="stations", text="FROM aqhi_stations", created=datetime(2026, 1, 2, tzinfo=UTC))
    )
    yield
    queries.forget(city, "stations")


@pytest.mark.usefixtures("kept")
def test_every_answer_is_as_the_document_says(client: TestClient[Litestar], app: Litestar):
    document = _document(client)
    schema = schemathesis.openapi.from_dict(document)
    schema.app = app
    reached: dict[str, set[int]] = {}
    checks: list[Any] = [CHECKS.get_one(name) for name in _CHOSEN]
    for found in schema.get_all_operations():
        assert isinstance(found, Ok), found
        operation = found.ok()

        @settings(
            max_examples=CASES,
            deadline=None,
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(operation.as_strategy())
        def ask(case: schemathesis.Case[Any]) -> None:
            response = case.call(app=app, base_url="http://test")
            reached.setdefault(case.operation.label, set()).add(response.status_code)
            case.validate_response(response, checks=checks)

        ask()
    assert len(reached) == sum(len(each) for each in document["paths"].values())
    assert reached.pop("GET /api/v1/embeddings.parquet") == {404}  # no model is installed here
    assert not [label for label, statuses in reached.items() if 200 not in statuses], reached
