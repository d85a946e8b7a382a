"""The catalogue as other catalogues read it: each address, each refusal."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest
from rdflib import Graph, Namespace, URIRef
from rdflib.compare import isomorphic

from praya.services import quality

if TYPE_CHECKING:
    from datetime import datetime

    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.platform import Platform

    Client = TestClient[Litestar]

BASE = "http://testserver.local"
KINDS = {"ttl": "turtle", "rdf": "xml", "xml": "xml", "jsonld": "json-ld", "nt": "nt", "n3": "n3"}
OAI = "{http://www.openarchives.org/OAI/2.0/}"


@pytest.mark.parametrize("path", ["/dataset/rain", "/catalog"])
def test_every_syntax_says_the_same(client: Client, path: str):
    graphs = []
    for ending, kind in KINDS.items():
        answer = client.get(f"{path}.{ending}")
        assert answer.status_code == 200
        text = answer.text.replace(f"catalog.{ending}", "catalog")
        graphs.append(Graph().parse(data=text, format=kind))
    assert len(graphs[0]) > 20
    assert all(isomorphic(graphs[0], each) for each in graphs[1:])


@pytest.mark.parametrize("path", ["/dataset/rain", "/dataset/id-rain", "/en/dataset/rain", "/"])
@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("text/turtle", "text/turtle"),
        ("application/ld+json;q=0.9, text/html;q=0.5", "application/ld+json"),
        ("text/html, text/turtle;q=0.9", ""),
        ("*/*", ""),
        ("text/turtle;q=0", ""),
        ("text/turtle;q=nonsense", ""),
    ],
)
def test_who_prefers_rdf_gets_it(client: Client, path: str, accept: str, media_type: str):
    answer = client.get(path, headers={"accept": accept}, follow_redirects=False)
    if media_type:
        assert answer.status_code == 200
        assert answer.headers["content-type"].startswith(media_type)
        assert "Accept" in answer.headers["vary"]
    else:
        assert answer.status_code in {200, 302, 303}
        assert "html" in answer.headers["content-type"] or answer.headers["location"].startswith("/en")


def test_a_dataset_that_is_not_there_is_refused_in_small(client: Client):
    for path in ("/dataset/none.ttl", "/dataset/none/croissant.jsonld", "/dataset/none/datapackage.json"):
        answer = client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "dataset_missing")
    assert client.get("/data/none.csv-metadata.json").status_code == 404


@pytest.mark.parametrize("page", ["0", "-1", "x", "1.5", "99999999999999", "１"])
def test_a_page_that_is_no_number_is_refused(client: Client, page: str):
    answer = client.get("/catalog.ttl", params={"page": page})
    assert (answer.status_code, answer.json()["code"]) == (400, "parameter_invalid")


def test_the_catalogue_tells_its_pages_and_what_changed(client: Client):
    graph = Graph().parse(data=client.get("/catalog.ttl").text)
    hydra = "http://www.w3.org/ns/hydra/core#"
    told = {str(name).removeprefix(hydra): str(value) for _, name, value in graph if hydra in str(name)}
    assert told["totalItems"] == "3"
    assert told["last"] == f"{BASE}/catalog.ttl?page=1"
    later = client.get("/catalog.nt", params={"modified_since": "2100-01-01"})
    assert '"0"' in later.text
    assert client.get("/catalog.ttl", params={"modified_since": "soon"}).status_code == 400
    found = client.get("/catalog.ttl", params={"q": "places"}).text
    assert "dataset/places>" in found
    assert "dataset/rain>" not in found


def test_what_is_known_is_not_sent_again(client: Client):
    for path in (
        "/catalog.ttl",
        "/data.json",
        "/dataset/rain/croissant.jsonld",
        "/sitemap.xml",
        "/robots.txt",
    ):
        first = client.get(path)
        assert first.headers["cache-control"].startswith("public")
        again = client.get(path, headers={"if-none-match": f'"x", {first.headers["etag"]}'})
        assert (again.status_code, again.content) == (304, b"")


def test_converted_words_are_not_claimed_as_written(client: Client):
    graph = Graph().parse(data=client.get("/dataset/forecast.ttl").text)
    titles = {
        str(getattr(value, "language", "")): str(value)
        for value in graph.objects(
            URIRef(f"{BASE}/dataset/forecast"), URIRef("http://purl.org/dc/terms/title")
        )
    }
    assert titles == {"zh-Hant": "預報", "zh-Hans-t-zh-hant": "预报"}


def test_an_unstated_licence_is_not_made_up(client: Client):
    assert "LicenseDocument" not in client.get("/dataset/places.ttl").text
    assert "license" not in client.get("/dataset/places/croissant.jsonld").json()
    croissant = client.get("/dataset/rain/croissant.jsonld").json()
    assert croissant["license"]["name"] == {"en": "LicenseRef-HK-Gov-Open-Data"}
    assert "CC-BY" not in json.dumps(croissant)


def test_a_score_is_told_as_measurements_once_there_is_one(client: Client, platform: Platform, now: datetime):
    assert "dqv:value" not in client.get("/dataset/rain.ttl").text
    quality.score(platform, now=now)
    graph = Graph().parse(data=client.get("/dataset/rain.ttl").text)
    dqv = Namespace("http://www.w3.org/ns/dqv#")
    told = {
        str(graph.value(each, dqv.isMeasurementOf)).partition("#")[2]: float(
            str(graph.value(each, dqv.value))
        )
        for each in graph.objects(URIRef(f"{BASE}/dataset/rain"), dqv.hasQualityMeasurement)
    }
    _, score = quality.of_dataset(platform, "rain")
    parts = {part: share for part, share in score.parts.items() if share is not None}
    assert told == pytest.approx({"overall": score.share, **parts}, abs=0.001)


def test_pages_carry_their_description_and_cannot_be_broken_out_of(client: Client):
    page = client.get("/en/dataset/rain").text
    [linked] = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    told = json.loads(linked)
    assert (told["@type"], told["@id"]) == ("Dataset", f"{BASE}/dataset/rain")
    assert '<link rel="alternate" type="text/turtle" href="/dataset/rain.ttl">' in page
    asked = client.get("/en/dataset/rain?sort=rainfall_mm").text
    assert 'ld+json">{' not in asked


def test_the_sitemap_lists_every_page_in_every_language(client: Client):
    index = ET.fromstring(client.get("/sitemap.xml").content)
    [part] = [each.text or "" for each in index.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    listed = ET.fromstring(client.get(part).content)
    pages = [each.text for each in listed.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]
    assert len(pages) == 3 + 3 * 3
    assert f"{BASE}/zh-Hant/dataset/rain" in pages
    assert client.get("/sitemap.xml?part=2").status_code == 404
    assert f"Sitemap: {BASE}/sitemap.xml" in client.get("/robots.txt").text


def oai(client: Client, **asked: str) -> ET.Element:
    answer = client.get("/oai", params=asked)
    assert answer.status_code == 200
    return ET.fromstring(answer.content)


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({}, "badVerb"),
        ({"verb": "Drop"}, "badVerb"),
        ({"verb": "Identify", "extra": "1"}, "badArgument"),
        ({"verb": "ListRecords"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-13-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2027-01-01", "until": "2026-01-01"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2026-01-01", "until": "2026-01-01T00:00:00Z"}, "badArgument"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "from": "2100-01-01"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "theme:none"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "metadataPrefix": "oai_dc", "set": "other"}, "noRecordsMatch"),
        ({"verb": "ListRecords", "resumptionToken": "!"}, "badResumptionToken"),
        ({"verb": "ListRecords", "resumptionToken": "eyJwcmVmaXgiOiB7fX0="}, "badResumptionToken"),
        ({"verb": "ListSets", "resumptionToken": "x"}, "badResumptionToken"),
        ({"verb": "GetRecord", "identifier": "x", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "GetRecord", "identifier": "oai:testserver.local:none", "metadataPrefix": "oai_dc"}, "idDoesNotExist"),
        ({"verb": "ListMetadataFormats", "identifier": "<x>"}, "idDoesNotExist"),
    ],
)  # fmt: skip
def test_oai_pmh_refuses_in_its_own_words(client: Client, asked: dict[str, str], code: str):
    [error] = oai(client, **asked).iter(f"{OAI}error")
    assert error.get("code") == code


def test_oai_pmh_gives_records_by_time_and_theme(client: Client):
    every = oai(client, verb="ListRecords", metadataPrefix="dcat", set="theme:climate-and-weather")
    assert len(list(every.iter(f"{OAI}record"))) == 3
    day = oai(
        client, verb="ListIdentifiers", metadataPrefix="oai_dc", until="2026-01-02", **{"from": "2026-01-02"}
    )
    names = [each.text or "" for each in day.iter(f"{OAI}identifier")]
    assert names == [
        "oai:testserver.local:id-forecast",
        "oai:testserver.local:id-places",
        "oai:testserver.local:id-rain",
    ]
    one = oai(client, verb="GetRecord", metadataPrefix="oai_dc", identifier=names[2])
    assert [each.text for each in one.iter("{http://purl.org/dc/elements/1.1/}title")] == [
        "Rain at stations",
        "各站雨量",
        "各站雨量",
    ]
    posted = client.post("/oai", data={"verb": "Identify"})
    assert posted.status_code == 200
    assert "<deletedRecord>no</deletedRecord>" in posted.text


def test_oai_pmh_goes_on_where_it_was(client: Client, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("praya.web.api.metadata.oai.PAGE_SIZE", 2)
    first = oai(client, verb="ListIdentifiers", metadataPrefix="oai_dc")
    [token] = first.iter(f"{OAI}resumptionToken")
    assert (len(list(first.iter(f"{OAI}header"))), token.get("completeListSize")) == (2, "3")
    second = oai(client, verb="ListIdentifiers", resumptionToken=token.text or "")
    [last] = second.iter(f"{OAI}resumptionToken")
    assert (len(list(second.iter(f"{OAI}header"))), last.text, last.get("cursor")) == (1, None, "2")


def test_the_whole_catalogue_is_one_file(client: Client):
    told = client.get("/data.json").json()
    assert told["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    assert [each["identifier"] for each in told["dataset"]] == ["id-forecast", "id-places", "id-rain"]
    assert all(each["keyword"] and each["modified"] and each["title"] for each in told["dataset"])
    hant = client.get("/data.json", params={"lang": "zh-Hant"}).json()
    assert hant["dataset"][2]["title"] == "各站雨量"
    assert client.get("/data.json", params={"lang": "fr"}).status_code == 400


def test_a_table_is_described_as_its_csv_is(client: Client):
    header = client.get("/data/rain.csv").text.lstrip("\ufeff").splitlines()[0].split(",")
    csvw = client.get("/data/rain.csv-metadata.json").json()
    assert [each["titles"] for each in csvw["tableSchema"]["columns"]] == header
    package = client.get("/dataset/rain/datapackage.json").json()
    assert [each["name"] for each in package["resources"][0]["schema"]["fields"]] == header
