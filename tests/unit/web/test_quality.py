"""Quality on pages, in the API and in the search: what is unknown is said, and scores follow the catalogue."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from praya.model.catalogue import Problem, Record
from praya.model.quality import LEVELS
from praya.model.text import LANGS, Wording
from praya.services import quality
from praya.store import catalogue

if TYPE_CHECKING:
    from datetime import datetime

    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.platform import Platform

    Client = TestClient[Litestar]


def test_a_publisher_there_is_not_is_not_found(client: Client):
    for address in ("/en/quality", "/en/quality.csv", "/api/v1/quality"):
        assert client.get(address, params={"publisher": "nobody"}).status_code == 404
    assert client.get("/api/v1/datasets/nobody/quality").status_code == 404


@pytest.mark.parametrize("lang", LANGS)
def test_before_anything_is_scored_the_page_says_so_and_tells_the_rules(client: Client, lang: str):
    answer = client.get(f"/{lang}/quality")
    assert answer.status_code == 200
    assert 'id="method"' in answer.text
    assert 'id="fixes"' not in answer.text


def test_scores_follow_what_changes_and_nothing_else(client: Client, platform: Platform, now: datetime):
    assert quality.score(platform, now=now) == 3
    assert quality.score(platform, now=now) == 0
    with platform.db.begin() as connection:
        held = catalogue.dataset(connection, "rain")
        publisher = catalogue.publisher(connection, "hk-hko")
        assert held
        assert publisher
        record = Record(
            dataset=replace(held, keywords=("rain", "weather", "stations")),
            distributions=catalogue.distributions(connection, held.id),
            publisher=publisher,
            themes=(),
        )
        catalogue.save_record(connection, record, now)
    assert quality.score(platform, now=now + timedelta(days=1)) == 1
    with platform.db.begin() as connection:
        problem = Problem(code="origin_missing", fields={}, at=now)
        catalogue.set_status(connection, "rain", "failed", problem=problem, checked_at=now)
    assert quality.score(platform, now=now + timedelta(days=2)) == 1
    days = quality.overview(platform).days
    assert len(days) == 3
    assert days[2].share < days[1].share
    assert 'class="trend"' in client.get("/en/quality").text


def test_sums_are_those_of_the_scores(client: Client, platform: Platform, now: datetime):
    quality.score(platform, now=now)
    assert client.get("/en/quality").status_code == 200
    for publisher in ("", "hk-hko"):
        found = quality.overview(platform, publisher)
        scores = [each.score for each in quality.scored(platform, publisher)]
        shares = [each.share for each in scores if each.share is not None]
        assert found.average.measured == len(shares) > 0
        assert found.average.share == pytest.approx(sum(shares) / len(shares))
        assert found.average.levels == {
            level: sum(each.level == level for each in scores) for level in LEVELS
        }
        timely = [share for each in scores if (share := each.parts["timely"]) is not None]
        assert found.average.parts["timely"] == pytest.approx(sum(timely) / len(timely))
        lost = [(rule.code, points) for each in scores for rule, _seen, points in each.lost]
        assert {fix.rule.code: (fix.datasets, round(fix.points, 3)) for fix in found.fixes} == {
            code: (
                sum(each == code for each, _ in lost),
                round(sum(p for each, p in lost if each == code), 3),
            )
            for code, _points in lost
        }
    assert [each.score.share for each in found.datasets] == sorted(shares)


def test_every_answer_tells_the_same_score(client: Client, platform: Platform, now: datetime):
    quality.score(platform, now=now)
    told = client.get("/api/v1/datasets/rain/quality").json()
    assert told["level"] in ("good", "fair", "poor")
    assert client.get("/api/v1/datasets/rain").json()["quality"]["score"] == told["score"]
    found = client.get("/api/v1/datasets", params={"quality": told["level"]}).json()
    assert "rain" in [each["name"] for each in found["datasets"]]
    whole = client.get("/api/v1/quality").json()
    assert whole["datasets"] == sum(whole["levels"].values()) == 3
    page = client.get("/en/dataset/rain").text
    assert all(each["fix"].split("“")[0] in page for each in told["rules"] if each.get("fix"))


def test_files_that_nobody_fetched_are_unseen_in_the_api(client: Client):
    rules = {each["rule"]: each for each in client.get("/api/v1/datasets/forecast/quality").json()["rules"]}
    assert rules["types_settled"]["status"] == "unseen"
    assert "met" not in rules["types_settled"]
    assert rules["files_direct"]["met"] == 0


def test_what_to_fix_is_a_table_and_no_formula(client: Client, platform: Platform, now: datetime):
    with platform.db.begin() as connection:
        held = catalogue.dataset(connection, "places")
        publisher = catalogue.publisher(connection, "hk-hko")
        assert held
        assert publisher
        hostile = replace(held, title=held.title.replaced("en", Wording("=1+1")))
        files = catalogue.distributions(connection, held.id)
        catalogue.save_record(
            connection, Record(dataset=hostile, distributions=files, publisher=publisher, themes=()), now
        )
    quality.score(platform, now=now)
    answer = client.get("/en/quality.csv", params={"publisher": "hk-hko"})
    rows = list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))
    assert {each["dataset"] for each in rows} == {"rain", "places", "forecast"}
    assert {each["title"] for each in rows if each["dataset"] == "places"} == {"'=1+1"}
    assert all(each["fix"] and each["reason"] for each in rows)
