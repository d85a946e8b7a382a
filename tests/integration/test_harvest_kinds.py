"""Portals of every kind are found out and read; what is hostile in them is refused by name, and the rest is taken."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from tests.origin import Origin, Reply

from praya.model import errors
from praya.model.text import Text
from praya.remote.portal import Manners
from praya.services.harvest import HarvestReport, harvest
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.model.catalogue import Dataset, Distribution
    from praya.platform import Platform
    from praya.remote.listing import Kind

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
QUICK = Manners(pause=0.01, record_seconds=5, attempts=1)
TURTLE = {"Content-Type": "text/turtle"}
PREFIXES = "@prefix dcat: <http://www.w3.org/ns/dcat#> . @prefix dct: <http://purl.org/dc/terms/> . @prefix hydra: <http://www.w3.org/ns/hydra/core#> .\n"


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as running:
        yield running


def run(platform: Platform, origin: Origin, path: str = "", kind: Kind | None = None) -> HarvestReport:
    return harvest(
        platform, origin.url + path, now=lambda: NOW, progress=lambda *_: None, manners=QUICK, kind=kind
    )


def stored(platform: Platform, name: str) -> tuple[Dataset, tuple[Distribution, ...]]:
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, name)
        assert dataset
        return dataset, catalogue.distributions(connection, dataset.id)


def told(name: str, more: str = "") -> str:
    return f'<http://o.example/dataset/{name}> a dcat:Dataset ; dct:title "{name}"@en ; dct:description "x"@en ; {more} dcat:distribution [ dcat:downloadURL <http://o.example/{name}.csv> ] .\n'


def pod(name: str, **changes: object) -> dict[str, Any]:
    file = {"downloadURL": f"https://o.example/{name}.csv", "mediaType": "text/csv"}
    return {
        "identifier": name,
        "title": f"Title of {name}",
        "description": "x",
        "distribution": [file],
    } | changes


def test_dcat_in_pages_is_followed_and_read(platform: Platform, origin: Origin):
    following = f"<{origin.url}/catalog.ttl> hydra:next <{origin.url}/catalog.ttl?page=2> .\n"
    licence = "dct:license <http://creativecommons.org/licenses/by/4.0/> ;"
    origin.at["/catalog.ttl"] = Reply((PREFIXES + following + told("rain", licence)).encode(), headers=TURTLE)
    origin.at["/catalog.ttl?page=2"] = Reply((PREFIXES + told("sun")).encode(), headers=TURTLE)
    report = run(platform, origin)
    assert (report.kind, report.created_names, report.skipped) == ("dcat", ("rain", "sun"), ())
    assert "/catalog.ttl answers as dcat" in report.evidence
    dataset, [file] = stored(platform, "rain")
    assert (dataset.title, dataset.licence_id) == (Text.of("rain"), "CC-BY-4.0")
    assert file.url == "http://o.example/rain.csv"


def test_data_json_is_found_and_a_record_of_the_wrong_kind_costs_only_itself(
    platform: Platform, origin: Origin
):
    entries = [
        pod("good", title="雨量"),
        pod("no-title", title=None),
        "words",
        pod("no-list", distribution="x"),
        pod("danger", distribution=[{"downloadURL": "javascript:alert(1)"}]),
        pod("good", title="Another"),
        pod("long", description="x" * 60_000),
        pod("odd", publisher=[], contactPoint="me", keyword=7, theme={"a": 1}, modified=[2020]),
    ]
    origin.at["/data.json"] = Reply.json(
        {"conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "dataset": entries}
    )
    report = run(platform, origin)
    assert (report.kind, report.created_names) == ("data.json", ("good", "odd"))
    assert {each.problem.code for each in report.skipped} == {"record_invalid"}
    assert len(report.skipped) == 6
    assert stored(platform, "good")[0].title.words("zh-Hant") == "雨量"


def test_socrata_opendatasoft_and_data_packages_are_read(platform: Platform, origin: Origin):
    host = origin.url.removeprefix("http://")
    resource = {
        "id": "abcd-1234",
        "name": "Trees",
        "description": "Street trees",
        "updatedAt": "2025-01-02T03:04:05.000Z",
    }
    origin.at[f"/api/catalog/v1?domains={host}&only=dataset&limit=100"] = Reply.json(
        {"results": [{"resource": resource, "classification": {"domain_tags": ["tree"]}}], "resultSetSize": 1}
    )
    report = run(platform, origin)
    assert (report.kind, report.created_names) == ("socrata", ("abcd-1234",))
    dataset, [file] = stored(platform, "abcd-1234")
    assert file.url == f"{origin.url}/api/views/abcd-1234/rows.csv?accessType=DOWNLOAD"
    assert dataset.keywords == ("tree",)

    metas = {
        "default": {
            "title": "Arbres",
            "description": "<p>Les <b>arbres</b></p>",
            "publisher": "Ville",
            "language": "fr",
        }
    }
    origin.at["/api/explore/v2.1/catalog/datasets?limit=100"] = Reply.json(
        {"total_count": 1, "results": [{"dataset_id": "arbres", "metas": metas, "features": ["geo"]}]}
    )
    report = run(platform, origin)
    assert (report.kind, report.created_names) == ("opendatasoft", ("arbres",))
    dataset, files = stored(platform, "arbres")
    assert dataset.description.words("en") == "Les arbres"
    assert [each.format for each in files] == ["CSV", "GEOJSON"]

    package = {
        "name": "piers",
        "title": "Piers",
        "resources": [{"name": "a", "path": "https://o.example/a.csv"}],
    }
    origin.at["/piers/datapackage.json"] = Reply.json(package)
    report = run(platform, origin, "/piers/datapackage.json")
    assert (report.kind, report.created_names) == ("datapackage", ("piers",))


BOMB = b"""<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">&b;</rdf:RDF>"""
ELSEWHERE = b'{"@context": "http://169.254.169.254/context.jsonld", "@graph": []}'
IMPORT = b'{"@context": {"@import": "http://169.254.169.254/x"}, "@graph": []}'
INNER = b'{"@context": {"a": {"@id": "x:a", "@context": "http://169.254.169.254/x"}}, "@graph": []}'
DEEP = b'{"@graph": ' + b"[" * 200 + b"]" * 200 + b"}"
BROKEN = b"@prefix dcat: <http://www.w3.org/ns/dcat#> . <a> dcat:x [ [ ["
NESTED = b"@prefix x: <http://x/> . x:a x:b " + b"[ x:b " * 5_000 + b"1" + b" ]" * 5_000 + b" ."


@pytest.mark.parametrize("hostile", [BOMB, ELSEWHERE, IMPORT, INNER, DEEP, BROKEN, NESTED])
def test_hostile_documents_are_refused_by_name_and_nothing_is_fetched_for_them(
    platform: Platform, origin: Origin, hostile: bytes
):
    origin.at["/x"] = Reply(hostile)
    with pytest.raises(errors.FileBroken):
        run(platform, origin, "/x", "dcat")
    assert {path for path in origin.seen if path != "/x"} <= {"/x/api/3/action/package_list"}


def test_pages_that_go_in_circles_or_lead_away_end_the_harvest(platform: Platform, origin: Origin):
    for place in (f"{origin.url}/catalog.ttl", "http://elsewhere.example/catalog.ttl"):
        body = f"{PREFIXES}<x:> hydra:next <{place}> .\n{told('rain')}"
        origin.at["/catalog.ttl"] = Reply(body.encode(), headers=TURTLE)
        with pytest.raises(errors.PortalInvalid):
            run(platform, origin, "/catalog.ttl", "dcat")


def test_a_graph_that_bites_its_tail_is_read(platform: Platform, origin: Origin):
    body = PREFIXES + told(
        "rain",
        "dct:publisher <http://o.example/dataset/rain> ; dcat:theme <http://o.example/dataset/rain> ; ",
    )
    origin.at["/catalog.ttl"] = Reply(body.encode(), headers=TURTLE)
    assert run(platform, origin).created_names == ("rain",)


def test_a_web_page_is_no_portal(platform: Platform, origin: Origin):
    with pytest.raises(errors.PortalInvalid):
        run(platform, origin)
    with pytest.raises(errors.PortalInvalid):
        run(platform, origin, kind="socrata")
