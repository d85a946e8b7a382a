"""udata's tabular service and portal routes over a small city: failures first, then rows, totals and files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

import pytest

from praya.services import records

from .conftest import SITE

if TYPE_CHECKING:
    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.platform import Platform

    Client = TestClient[Litestar]

ROOT = "/api/resources"
ROWS = f"{ROOT}/aqhi_stations/data/"


def told(client: Client, address: str) -> Any:  # noqa: ANN401 - any JSON
    answer = client.get(address)
    assert answer.status_code == 200, answer.text
    assert answer.headers["access-control-allow-origin"] == "*"
    return answer.json()


def facilities(client: Client, question: str) -> list[str]:
    return [each["facility"] for each in told(client, f"{ROWS}?page_size=50&{question}")["data"]]


@pytest.mark.parametrize(
    "question",
    [
        "nothing",
        "nothing=1",
        "facility__near=1",
        "__exact=1",
        "facility__exact",
        "facility__sort=up",
        "facility__sort",
        "nowhere__exact=1",
        "nowhere__sort=asc",
        "nowhere__groupby",
        "latitude__exact=north",
        "latitude__in=1,north",
        "facility__sum",
        "columns=nowhere",
        "columns=",
        "columns=facility&latitude__avg",
        "page=0",
        "page=-1",
        "page=x",
        "page=1e9",
        "page=1000000000&page_size=50",
        "page_size=0",
        "page_size=51",
        "page_size=%D9%A1",
        "or=",
        "or=()",
        "or=(facility__exact.A",
        "or=(facility__exact)",
        "or=(facility__sort.asc)",
        "or=(page.2)",
        'or=("facility__exact.A)',
        "or=" + "(or" * 2_000 + "(facility__isnull" + ")" * 2_001,
        "or=(" + ",".join(["facility__isnull"] * 200) + ")",
        "&".join(["facility__isnotnull"] * 101),
        "facility__exact=" + "x" * 9_000,
        "facility__in=" + ",".join("x" for _ in range(1_500)),
    ],
)
def test_what_cannot_be_asked_is_refused_in_the_services_words(client: Client, question: str):
    for ending in ("", "csv/", "json/"):
        answer = client.get(f"{ROWS}{ending}?{question}")
        assert answer.status_code == 400, answer.text
        [error] = answer.json()["errors"]
        assert set(error) == {"code", "title", "detail"}
        assert error["title"] == "Invalid query string"


@pytest.mark.parametrize("address", ["", "profile/", "data/", "swagger/", "data/csv/", "data/json/"])
def test_a_resource_that_is_not_here(client: Client, address: str):
    answer = client.get(f"{ROOT}/no-such/{address}")
    assert answer.status_code == 404
    assert answer.json()["errors"][0]["code"] == "table_missing"


def test_hostile_names_and_values_stay_names_and_values(client: Client):
    assert client.get(f'{ROWS}?a"; DROP TABLE x; --__exact=1').status_code == 400
    assert told(client, f"{ROWS}?facility__exact=' OR 1=1 --")["meta"]["total"] == 0
    assert told(client, f"{ROWS}?facility__contains=%25")["meta"]["total"] == 0


def test_rows_come_in_pages_that_are_linked(client: Client):
    first = told(client, f"{ROWS}?latitude__greater=22.2&page_size=10")
    assert first["meta"] == {"page": 1, "page_size": 10, "total": 19}
    assert first["links"]["prev"] is None
    assert first["links"]["profile"] == f"{SITE}{ROOT}/aqhi_stations/profile/"
    assert set(first["data"][0]) == {"__id", "facility", "latitude", "longitude"}
    second = told(client, first["links"]["next"].removeprefix(SITE))
    assert second["links"]["next"] is None
    assert [each["__id"] for each in (*first["data"], *second["data"])] == list(range(1, 20))
    assert told(client, second["links"]["prev"].removeprefix(SITE)) == first
    assert told(client, f"{ROWS}?page=9")["data"] == []


def test_links_hold_on_to_the_version_of_their_page(client: Client):
    assert facilities(client, "as_of=1&facility__contains=Tap Mun") == ["Tap Mun"]
    assert facilities(client, "facility__contains=Tap Mun") == []
    first = told(client, f"{ROWS}?as_of=2022-12-31&page_size=3")
    assert "as_of=1&" in first["links"]["next"]
    assert "as_of=1&" in told(client, first["links"]["next"].removeprefix(SITE))["links"]["prev"]
    assert "as_of=2&" in told(client, f"{ROWS}?page_size=3")["links"]["next"]
    assert "Tap Mun" in client.get(f"{ROWS}csv/?as_of=1").text
    assert client.get(f"{ROWS}?as_of=9").status_code == 404
    assert client.get(f"{ROWS}?as_of=yesterday").status_code == 400


def test_every_operator(client: Client):
    everything = facilities(client, "")
    assert facilities(client, "facility__exact=Lamma") == ["Lamma"]
    assert len(facilities(client, "facility__differs=Lamma")) == len(everything) - 1
    assert facilities(client, "facility__contains=GRASS") == ["Grass Island"]
    assert len(facilities(client, "facility__notcontains=grass")) == len(everything) - 1
    assert facilities(client, 'facility__in=Lamma,"Grass Island"&facility__sort=asc') == [
        "Grass Island",
        "Lamma",
    ]
    assert len(facilities(client, "facility__notin=Lamma,Tai+Po")) == len(everything) - 2
    assert facilities(client, "facility__isnull") == []
    assert facilities(client, "facility__isnotnull=") == everything
    assert facilities(client, "__id__exact=19") == ["Lamma"]
    assert facilities(client, "latitude__less=22.2") == ["Lamma"]
    assert facilities(client, "latitude__strictly_less=22.2") == []
    assert len(facilities(client, "latitude__strictly_greater=22.2")) == len(everything) - 1
    assert facilities(client, "latitude__sort=desc&page_size=1") == ["North"]
    nested = 'or=(facility__exact.Lamma,and("facility"__contains."grass",latitude__greater."22.2"))'
    assert facilities(client, f"{nested}&facility__sort=desc") == ["Lamma", "Grass Island"]


def test_rows_are_taken_together(client: Client):
    body = told(client, f"{ROWS}?facility__groupby&latitude__avg&facility__sort=desc&latitude__less=22.3")
    assert set(body["data"][0]) == {"facility", "latitude__avg"}
    assert body["meta"]["total"] == len(body["data"])
    [whole] = told(client, f"{ROWS}?facility__count&latitude__min&latitude__max")["data"]
    assert whole["facility__count"] == 19
    assert whole["latitude__min"] == 22.2


def test_columns_alone(client: Client):
    body = told(client, f"{ROWS}?columns=latitude,__id&page_size=1")
    assert set(body["data"][0]) == {"latitude", "__id"}


def test_files_hold_every_row(client: Client, city: Platform):
    answer = client.get(f"{ROWS}csv/?facility__contains=a&facility__sort=asc")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [each["facility"] for each in rows] == facilities(
        client, "facility__contains=a&facility__sort=asc"
    )
    assert len(client.get(f"{ROWS}json/").json()) == 19
    assert len(client.get(f"{ROWS}csv/?facility__groupby").text.splitlines()) == 20


def test_a_distribution_stands_for_its_first_table(client: Client, city: Platform):
    held = records.record(city, "aqhi-stations").files[0]
    body = told(client, f"{ROOT}/{held.distribution.id}/")
    assert [each["rel"] for each in body["links"]] == ["profile", "data", "swagger"]
    rows = told(client, body["links"][1]["href"].removeprefix(SITE))
    assert rows["meta"]["total"] == 19
    profile = told(client, f"{ROOT}/{held.distribution.id}/profile/")["profile"]
    assert profile["header"] == ["facility", "latitude", "longitude"]
    assert profile["columns"]["latitude"]["python_type"] == "float"
    assert profile["profile"]["latitude"]["min"] == 22.2


def test_every_table_answers_and_its_document_is_valid(client: Client, city: Platform):
    names = [each["name"] for each in client.get("/api/v1/tables").json()["tables"]]
    assert len(names) > 5
    for name in names:
        assert told(client, f"{ROOT}/{name}/data/?page_size=2")["data"]
        assert told(client, f"{ROOT}/{name}/profile/")["profile"]["header"]
        document = told(client, f"{ROOT}/{name}/swagger/")
        assert document["openapi"] == "3.0.3"
        first = next(iter(document["paths"]))
        assert told(client, first)["meta"]["page"] == 1


def test_a_files_lasting_address(client: Client, city: Platform):
    held = records.record(city, "aqhi-stations").files[0].distribution
    answer = client.get(f"/api/1/datasets/r/{held.id}", follow_redirects=False)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith(f"/file/{held.id}/")
    assert client.get("/api/1/datasets/r/no-such", follow_redirects=False).status_code == 404


def test_the_catalogue_as_csv(client: Client, city: Platform):
    def rows(file: str) -> list[dict[str, str]]:
        answer = client.get(f"/api/1/site/{file}")
        assert answer.headers["content-type"].startswith("text/csv")
        return list(csv.DictReader(io.StringIO(answer.text), delimiter=";"))

    datasets = rows("datasets.csv")
    assert [each["slug"] for each in datasets] == records.names(city)
    files = rows("resources.csv")
    assert len(files) == sum(int(each["resources_count"]) for each in datasets)
    with_rows = next(each for each in files if each["preview_url"])
    assert told(client, with_rows["preview_url"].removeprefix(SITE))["url"]
    assert sum(int(each["metric.datasets"]) for each in rows("organizations.csv")) == len(datasets)
    assert client.get("/api/1/site/secrets.csv").status_code == 404
