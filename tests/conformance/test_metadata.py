"""Programs that we did not write read our metadata from a real server; each also reads a broken copy, and must fail.

SHACL (pyshacl with DCAT-AP's own shapes), Croissant (mlcroissant), Data Package (frictionless), OAI-PMH (oaipmh-scythe),
and our own harvester, to which we must look like what we are.
"""

from __future__ import annotations

import csv
import io
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from typing import TYPE_CHECKING, Any

import frictionless
import httpx
import mlcroissant
import pyshacl
import pytest
from frictionless import system
from oaipmh_scythe import Scythe
from rdflib import DCAT, DCTERMS, RDF, Graph, URIRef
from tests.served import serving
from tests.small_portal import load

from praya.demo import package
from praya.formats.metadata import ckan
from praya.formats.metadata.wordings import completed_record
from praya.model.text import Wording
from praya.platform import Platform, open_platform
from praya.services import quality
from praya.services.harvest import harvest
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.remote.listing import Kind

pytestmark = pytest.mark.long

SHAPES = Path(__file__).parent / "dcat-ap-3.0.1-SHACL.ttl"
SECONDS = 60
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
REAL = 98
"""Real records of data.gov.hk beside the small portal's: enough for two pages."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("told")
    platform = open_platform(Settings(home=folder / "home"))
    load(platform, folder)
    for told in package.packages()[:REAL]:
        record = ckan.record(
            {"zh-Hant": told}, source="https://data.gov.hk", now=NOW, page="https://data.gov.hk/"
        )
        with platform.db.begin() as connection:
            catalogue.save_record(connection, completed_record(record), NOW)
    quality.score(platform, now=NOW)
    platform.db.dispose()
    return folder / "home"


@pytest.fixture(scope="module")
def server(home: Path) -> Iterator[str]:
    """The address of `praya serve` over these records."""
    with serving(home) as address:
        yield address


def got(url: str, **asked: str) -> httpx.Response:
    answer = httpx.get(url, params=asked or None, trust_env=False, timeout=SECONDS)
    assert answer.status_code == 200, answer.text[:500]
    return answer


def conforms(graph: Graph) -> tuple[bool, str]:
    sound, _, words = pyshacl.validate(graph, shacl_graph=Graph().parse(SHAPES), advanced=True)
    return sound, str(words)


@pytest.mark.parametrize("page", ["1", "2"])
def test_dcat_ap_s_shapes_find_nothing(server: str, page: str):
    graph = Graph().parse(data=got(f"{server}/catalog.ttl", page=page).text)
    assert len(list(graph.subjects(RDF.type, DCAT.Dataset))) == (100 if page == "1" else REAL + 3 - 100)
    sound, words = conforms(graph)
    assert sound, words[:3000]


@pytest.mark.parametrize("lost", [DCTERMS.title, DCTERMS.description, DCAT.accessURL])
def test_dcat_ap_s_shapes_find_what_is_missing(server: str, lost: URIRef):
    graph = Graph().parse(data=got(f"{server}/dataset/rain.ttl").text)
    assert conforms(graph)[0]
    graph.remove((None, lost, None))
    assert not conforms(graph)[0]


def croissant_loads(told: dict[str, Any], server: str) -> None:
    dataset = mlcroissant.Dataset(jsonld=told)
    issues = dataset.metadata.ctx.issues
    assert not issues.errors
    assert not issues.warnings
    for record_set in dataset.metadata.record_sets:
        header, *rows = csv.reader(
            io.StringIO(got(f"{server}/data/{record_set.id}.csv").text.lstrip("\ufeff"))
        )
        records = list(dataset.records(record_set.id))
        assert [field.name for field in record_set.fields] == header
        assert [[_cell(each[f"{record_set.id}/{name}"]) for name in header] for each in records] == rows


def _cell(value: object) -> str:
    """Return a value as our CSV writes it."""
    if value is None:
        return ""
    if isinstance(value, bytes):
        return value.decode()
    if hasattr(value, "date") and hasattr(value, "isoformat"):
        return str(value.date().isoformat())
    return str(value).lower() if str(value) in {"True", "False"} else str(value)


@pytest.mark.parametrize("name", ["rain", "bus-routes"])
def test_croissant_is_valid_and_loads_as_the_csv_is(server: str, name: str):
    told = got(f"{server}/dataset/{name}/croissant.jsonld").json()
    croissant_loads(told, server)
    del told["recordSet"][0]["field"][0]["dataType"]
    told["recordSet"][0]["field"][1]["source"]["extract"]["column"] = "nowhere"
    with pytest.raises(Exception, match=r".+"):
        croissant_loads(told, server)


@pytest.mark.parametrize("name", ["rain", "bus-routes"])
def test_data_packages_are_valid_with_their_data(server: str, name: str):
    told = got(f"{server}/dataset/{name}/datapackage.json").json()
    told["resources"] = [each for each in told["resources"] if each.get("type") == "table"]
    assert told["resources"]
    with system.use_context(trusted=True):
        report = frictionless.Package.from_descriptor(told).validate()
        assert report.valid, report.flatten(["type", "note"])
        told["resources"][0]["schema"]["fields"][0]["type"] = "date"
        assert not frictionless.Package.from_descriptor(told).validate().valid


def test_a_library_s_harvester_takes_every_record(server: str):
    with Scythe(f"{server}/oai") as opened:
        scythe: Any = opened  # its answers are typed as any of several
        assert scythe.identify().protocolVersion == "2.0"
        names = {each.metadata["title"][0] for each in scythe.list_records(metadata_prefix="oai_dc")}
        heads = [each.identifier for each in scythe.list_identifiers(metadata_prefix="dcat")]
        assert len(heads) == len(set(heads)) == REAL + 3
        assert "Rain at stations" in names
        assert [each.setSpec for each in scythe.list_sets()]
        one = scythe.get_record(identifier=heads[0], metadata_prefix="oai_dc")
        assert one.header.identifier == heads[0]
        with pytest.raises(Exception, match="there are oai_dc"):
            list(scythe.list_records(metadata_prefix="nonsense"))


def said(value: Any) -> Any:  # noqa: ANN401 - whatever a record holds
    """Return a value with what an editor wrote taken for what a source says: to a harvester it is."""
    if isinstance(value, Wording):
        return replace(value, origin="converted" if value.origin == "converted" else "source")
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: said(getattr(value, each.name)) for each in fields(value)})
    return tuple(said(each) for each in value) if isinstance(value, tuple) else value


def known(platform: Platform, name: str) -> list[Any]:
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, name)
        assert dataset
        files = catalogue.distributions(connection, dataset.id)
        plain = [
            replace(each, status="unread", problem=None, checked_at=None, etag="", last_modified="")
            for each in files
        ]
        themes = [each for each in catalogue.themes(connection) if each.id in dataset.theme_ids]
        publisher = catalogue.publisher(connection, dataset.publisher_id)
        return [
            said(each)
            for each in (
                replace(dataset, source="", keywords=tuple(sorted(dataset.keywords))),
                publisher,
                *themes,
                *plain,
            )
        ]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/catalog.ttl", "dcat"),
        ("/data.json", "data.json"),
        ("/api/explore/v2.1/catalog/datasets?limit=100", "opendatasoft"),
    ],
)
def test_we_look_to_our_harvester_like_what_we_are(
    server: str, home: Path, tmp_path: Path, path: str, kind: Kind
):
    mine = open_platform(Settings(home=home))
    other = open_platform(Settings(home=tmp_path / "other", allow_networks=(ip_network("127.0.0.0/8"),)))
    try:
        report = harvest(other, server + path, now=lambda: NOW, progress=lambda *_: None)
        assert (report.kind, report.created, report.skipped) == (kind, REAL + 3, ())
        with mine.db.connect() as connection:
            names = catalogue.dataset_names(connection)
        for name in names:
            assert known(other, name) == known(mine, name)
        again = harvest(other, server + path, now=lambda: NOW, progress=lambda *_: None)
        assert (again.created, again.changed, again.unchanged) == (0, 0, REAL + 3)
    finally:
        mine.db.dispose()
        other.db.dispose()


def test_the_whole_catalogue_obeys_the_schema_s_rules(server: str):
    """The rules of DCAT-US 1.1's schema that concern us; its own file is not at hand."""
    told = got(f"{server}/data.json").json()
    assert len(told["dataset"]) == REAL + 3
    for each in told["dataset"]:
        assert {
            "title",
            "description",
            "keyword",
            "modified",
            "publisher",
            "identifier",
            "accessLevel",
        } <= each.keys()
        assert each["accessLevel"] == "public"
        assert all(file.get("accessURL") or file.get("downloadURL") for file in each.get("distribution", []))
