"""The API to be read by people: every operation, its parameters and its answer, from the OpenAPI document itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from praya.web import urls
from praya.web.pages import trying
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from praya.model.text import Lang

Json = dict[str, Any]
_REF = "#/components/schemas/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A parameter, or a field of an answer."""

    name: str
    kind: str
    told: str
    required: bool = False
    shape: str = ""
    """The shape it holds, if it holds one of those on this page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """A parameter in a form."""

    name: str
    value: str
    needed: bool
    yes_or_no: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One thing that can be asked."""

    id: str
    method: str
    path: str
    told: str
    parameters: tuple[Field, ...]
    answer: Field
    tried: str
    """An address of it that answers here; empty where there is nothing to try it with."""
    inputs: tuple[Input, ...]
    """What can be filled in to ask it; none where it cannot be tried, or asks for nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """What an answer, or a part of one, holds."""

    name: str
    told: str
    fields: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiPage:
    """Everything that the page about the API shows."""

    frame: Frame
    document: str
    """Where the OpenAPI document itself is."""
    asks: str
    """Where the forms lead."""
    operation: str
    """What says in a form which operation it asks."""
    operations: tuple[Operation, ...]
    shapes: tuple[Shape, ...]


def api_page(site: Site, lang: Lang, document: Mapping[str, Any]) -> str:
    """Return the page about the API."""
    words = site.messages[lang]
    frame = Frame(
        lang=lang,
        title=words.say("api_title"),
        title_lang=lang,
        description=words.say("api_lead"),
        tail="/api",
    )
    schemas: Json = document["components"]["schemas"]
    shapes = (
        Shape(name=name, told=schema.get("description", ""), fields=tuple(_fields(schema)))
        for name, schema in sorted(schemas.items())
    )
    page = ApiPage(
        frame=frame,
        document="/api/v1/openapi.json",
        asks=urls.api(lang),
        operation=trying.OPERATION,
        operations=tuple(_operations(site, document["paths"])),
        shapes=tuple(shapes),
    )
    return render(site, "api.html", page)


def _operations(site: Site, paths: Mapping[str, Json]) -> Iterator[Operation]:
    values = trying.first_values(site.platform)
    unoffered = set() if site.platform.search.embedder else {"embeddings"}
    for path, methods in sorted(paths.items()):
        for method, operation in methods.items():
            given = operation.get("parameters", ())
            name = operation["operationId"]
            there = method == "get" and name not in unoffered
            first = trying.filled(path, given, values) if there else None
            yield Operation(
                id=name,
                method=method.upper(),
                path=path,
                told=operation.get("description", ""),
                parameters=tuple(_parameter(each) for each in given),
                answer=_answer(operation["responses"]),
                tried="" if first is None else trying.address(path, tuple(first.items())),
                inputs=() if first is None else tuple(_input(each, first) for each in given),
            )


def _input(given: Json, first: Mapping[str, str]) -> Input:
    return Input(
        name=given["name"],
        value=first[given["name"]],
        needed=given.get("required", False),
        yes_or_no=_kind(given["schema"])[0].startswith("boolean"),
    )


def _parameter(given: Json) -> Field:
    kind, _ = _kind(given["schema"])
    told = given.get("description", "")
    return Field(
        name=given["name"],
        kind=kind.removesuffix(" | null"),
        told=told,
        required=given.get("required", False),
    )


def _answer(responses: Json) -> Field:
    good: Json = next((each for status, each in responses.items() if status.startswith("2")), {})
    content: Json = good.get("content", {})
    media_type = next(iter(content), "")
    kind, shape = _kind(content[media_type].get("schema", {}) if media_type else {})
    return Field(name=media_type, kind=kind, told="", shape=shape)


def _fields(schema: Json) -> Iterator[Field]:
    needed = schema.get("required", ())
    for name, given in schema.get("properties", {}).items():
        kind, shape = _kind(given)
        yield Field(
            name=name, kind=kind, told=given.get("description", ""), required=name in needed, shape=shape
        )


def _kind(schema: Json) -> tuple[str, str]:
    """Return the type in short, and the shape that it holds, if any."""
    if "$ref" in schema:
        shape = str(schema["$ref"]).removeprefix(_REF)
        return shape, shape
    ways = schema.get("oneOf") or schema.get("anyOf")
    if ways:
        kinds = [_kind(each) for each in ways]
        return " | ".join(kind for kind, _ in kinds), next((shape for _, shape in kinds if shape), "")
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        return " | ".join(kind), ""
    if kind == "array":
        inner, shape = _kind(schema.get("items", {}))
        return f"[{inner}]", shape
    if kind == "object" and isinstance(schema.get("additionalProperties"), dict):
        inner, shape = _kind(schema["additionalProperties"])
        return f"{{…: {inner}}}", shape
    return str(schema.get("format", kind)), ""
