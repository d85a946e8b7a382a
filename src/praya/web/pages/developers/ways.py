"""Every way in: what it is called, where it stands, whose programs it answers, and something to try on this server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING
from urllib.parse import quote, urlencode

from praya.model.moment import CITY_TIME
from praya.model.query import Query
from praya.web import snippets, urls

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from praya.model.text import Lang
    from praya.services.read import TableView
    from praya.web.pages.developers.examples import Examples

FEW = 5
"""Rows that are asked for to try."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One dialect."""

    id: str
    name: str
    """As its own people call it, the same in all languages."""
    root: str
    """Where it stands; empty for what has no address."""
    document: str
    """The name of the document that tells of it."""
    tries: tuple[str, ...] = ()
    """Addresses that answer here, as they stand."""
    code: str = ""
    """The same as somebody's program asks it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """Ways of one sort."""

    id: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """Where the page stands, and what there is to try."""

    here: str
    """What absolute addresses begin with."""
    lang: Lang
    now: datetime
    found: Examples


def groups(around: Around) -> tuple[Group, ...]:
    """Return every way in, in the order in which they are told."""
    made: tuple[tuple[str, tuple[Callable[[Around], Way], ...]], ...] = (
        ("own", (_native, _sql, _library)),
        ("dialects", (_ckan, _data_gov_hk, _hugging_face, _ogc, _opendatasoft, _udata)),
        ("metadata", (_dcat, _oai)),
        ("agents", (_mcp, _llms)),
    )
    return tuple(Group(id=key, ways=tuple(way(around) for way in ways)) for key, ways in made)


def _native(around: Around) -> Way:
    table = around.found.table
    tried = [urls.api_rows(table.table.name, Query(size=FEW))] if table else []
    return Way(
        id="native",
        name="Praya API",
        root="/api/v1",
        document="api",
        tries=("/api/v1", *tried, "/api/v1/openapi.json"),
    )


def _sql(around: Around) -> Way:
    statement = _snippet(around, "sql")
    asked = [("q", " ".join(statement.split()))]
    return Way(
        id="sql",
        name="SQL",
        root="/api/v1/sql",
        document="sql",
        tries=(urls.api_sql(asked), urls.sql(around.lang, asked)) if statement else (),
    )


def _library(around: Around) -> Way:
    code = _snippet(around, "python")
    return Way(id="library", name="praya.connect", root="", document="library", code=code)


def _snippet(around: Around, wanted: str) -> str:
    """Return how the table to begin with is had in a language; empty without one."""
    made = snippets.of_table(around.found.table.table.name, around.here) if around.found.table else ()
    return next((each.text for each in made if each.id == wanted), "")


def _ckan(around: Around) -> Way:
    table = around.found.table
    root, name = "/api/3/action", table.dataset.name if table else ""
    rows = urlencode({"resource_id": table.table.name, "limit": FEW}) if table else ""
    return Way(
        id="ckan",
        name="CKAN Action API",
        root=root,
        document="ckan",
        tries=(f"{root}/package_show?{urlencode({'id': name})}", f"{root}/datastore_search?{rows}")
        if table
        else (f"{root}/package_list",),
        code=f"ckanapi action package_show id={snippets.shell(name)} -r {around.here}" if table else "",
    )


def _data_gov_hk(around: Around) -> Way:
    yesterday = (around.now.astimezone(CITY_TIME) - timedelta(days=1)).date()
    version = around.found.table.version if around.found.table else None
    since = min(version.retrieved_at.astimezone(CITY_TIME).date(), yesterday) if version else yesterday
    days = f"start={since:%Y%m%d}&end={min(since + timedelta(days=30), yesterday):%Y%m%d}"
    places = around.found.places
    return Way(
        id="data_gov_hk",
        name="data.gov.hk",
        root="/v1/historical-archive",
        document="data-gov-hk",
        tries=(f"/v1/historical-archive/list-files?{days}", *(_nearest(places) if places else ())),
    )


def _nearest(places: TableView) -> Iterator[str]:
    """Give the rows nearest to the place of least longitude and latitude: where that is does not matter."""
    held = [places.table.profile.columns.get(each.name) for each in places.table.schema.locating]
    if len(held) == 2 and all(held):  # noqa: PLR2004 - a longitude and a latitude, and no shape
        east, north = (each.min if each else None for each in held)
        asked = urlencode({"lat": north, "long": east, "max": FEW})
        yield f"/v1/nearest-{quote(places.table.name, safe='')}?{asked}"


def _hugging_face(around: Around) -> Way:
    table = around.found.table
    if table is None:
        return Way(id="hugging_face", name="Hugging Face", root="/hf", document="huggingface")
    repository, config = f"{table.publisher.id}/{table.dataset.name}", table.table.name
    asked = {"dataset": repository, "config": config, "split": "train", "offset": 0, "length": FEW}
    loaded = f'load_dataset({snippets.python(repository)}, {snippets.python(config)}, split="train")'
    return Way(
        id="hugging_face",
        name="Hugging Face",
        root="/hf",
        document="huggingface",
        tries=("/hf/rows?" + urlencode(asked, safe="/"),),
        code=f'import os\n\nos.environ["HF_ENDPOINT"] = "{around.here}/hf"\nfrom datasets import load_dataset\n\nrows = {loaded}',
    )


def _ogc(around: Around) -> Way:
    places = around.found.places
    root, name = "/ogc", quote(places.table.name, safe="") if places else ""
    return Way(
        id="ogc",
        name="OGC API",
        root=root,
        document="ogc",
        tries=(f"{root}/collections", f"{root}/collections/{name}/items?limit={FEW}")
        if name
        else (f"{root}/collections",),
        code=f"ogrinfo OAPIF:{around.here}/ogc {snippets.shell(places.table.name)}" if places else "",
    )


def _opendatasoft(around: Around) -> Way:
    table, root = around.found.table, "/api/explore/v2.1"
    below = f"/{quote(table.table.name, safe='')}/records" if table else ""
    return Way(
        id="opendatasoft",
        name="OpenDataSoft Explore",
        root=root,
        document="opendatasoft",
        tries=(f"{root}/catalog/datasets{below}?limit={FEW}",),
    )


def _udata(around: Around) -> Way:
    table, root = around.found.table, "/api/resources"
    return Way(
        id="udata",
        name="udata",
        root=root,
        document="udata",
        tries=(f"{root}/{quote(table.table.name, safe='')}/data/?page_size={FEW}",)
        if table
        else ("/api/1/site/datasets.csv",),
    )


def _dcat(around: Around) -> Way:
    table = around.found.table
    name = quote(table.dataset.name, safe="") if table else ""
    of_one = (
        f"/dataset/{name}.ttl",
        f"/dataset/{name}/croissant.jsonld",
        f"/dataset/{name}/datapackage.json",
    )
    return Way(
        id="dcat",
        name="DCAT, Croissant, Data Package",
        root="/catalog.ttl",
        document="metadata",
        tries=("/catalog.ttl", *(of_one if table else ())),
    )


def _oai(_around: Around) -> Way:
    return Way(
        id="oai",
        name="OAI-PMH",
        root="/oai",
        document="metadata",
        tries=("/oai?verb=Identify", "/oai?verb=ListRecords&metadataPrefix=oai_dc"),
    )


def _mcp(around: Around) -> Way:
    asked = '{"jsonrpc": "2.0", "id": 1, "method": "tools/list"}'
    return Way(
        id="mcp",
        name="MCP",
        root="/mcp",
        document="agents",
        code="\n".join(
            (
                f'{{"mcpServers": {{"praya": {{"url": "{around.here}/mcp"}}}}}}',
                "",
                "praya mcp --home FOLDER",
                "",
                f"curl {around.here}/mcp \\",
                "  -H 'content-type: application/json' -H 'accept: application/json, text/event-stream' \\",
                f"  -d '{asked}'",
            )
        ),
    )


def _llms(around: Around) -> Way:
    table = around.found.table
    name = quote(table.dataset.name, safe="") if table else ""
    cards = (f"/api/v1/datasets/{name}/card", f"/{around.lang}/dataset/{name}/card.md")
    return Way(
        id="llms",
        name="llms.txt",
        root="/llms.txt",
        document="agents",
        tries=("/llms.txt", *(cards if table else ())),
    )
