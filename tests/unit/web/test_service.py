"""Promise and service on a dataset's page: what was seen, where it was watched, and nothing where it was not."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from lxml import html

from praya.model.rhythm import Period, Rhythm
from praya.model.watching import Observation, Watched
from praya.store import observations, watchlist
from praya.web.language import Messages
from praya.web.pages.service import rhythm

if TYPE_CHECKING:
    from datetime import datetime

    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.model.text import Lang
    from praya.model.watching import Outcome
    from praya.platform import Platform

    Client = TestClient[Litestar]


def watch(platform: Platform, now: datetime, days: dict[int, Outcome], state: Watched) -> None:
    with platform.db.begin() as connection:
        for ago, outcome in sorted(days.items(), reverse=True):
            seen = Observation(at=now - timedelta(days=ago), outcome=outcome, detail={"ago": ago})
            observations.add(connection, "rain", [seen])
        watchlist.remember(connection, "rain", state, now + timedelta(hours=6))


def section(client: Client, lang: Lang = "en") -> html.HtmlElement:
    answer = client.get(f"/{lang}/dataset/rain")
    assert answer.status_code == 200
    return html.fromstring(answer.text).xpath("//section[@class='service']")[0]


def test_what_nobody_watches_has_no_gaps_and_no_picture(client: Client) -> None:
    found = section(client)
    assert "Not watched here" in found.text_content()
    assert "every day" in found.text_content()
    assert not found.xpath(".//svg")


def test_a_file_that_is_gone_says_that_the_copy_serves(
    client: Client, platform: Platform, now: datetime
) -> None:
    watch(platform, now, {2: "changed", 0: "gone"}, Watched(gone=True, failures=1))
    answer = client.get("/zh-Hant/dataset/rain").text
    assert html.fromstring(answer).xpath("string(//p[@role='status'])").startswith("發布者的原檔已不在")
    assert section(client).xpath("string(.//dd[@class='bad'])") == "gone"


def test_every_files_service_is_listed_the_gravest_first(
    client: Client, platform: Platform, now: datetime
) -> None:
    watch(platform, now, {2: "changed", 0: "missing"}, Watched(gap="missing"))

    def listed(question: str = "") -> list[str]:
        found = html.fromstring(client.get(f"/en/status{question}").text)
        return [each.split("/")[-1] for each in found.xpath("//tbody/tr/th/a/@href")]

    everything = listed()
    assert everything[0] == "rain#service"
    assert len(everything) > 1
    assert listed("?state=missing") == ["rain#service"]
    assert listed("?state=missing&publisher=nobody") == []
    assert "rain#service" not in listed("?state=unwatched")
    first = html.fromstring(client.get("/zh-Hant/status").text).xpath("//tbody/tr")[0]
    assert [each.get("class") for each in first.xpath(".//rect")] == ["bad"]


def test_a_year_of_a_file_is_drawn_week_by_week_and_equal_weeks_as_one(
    client: Client, platform: Platform, now: datetime
) -> None:
    seen: dict[int, Outcome] = {
        400: "gone",
        **dict.fromkeys((100, 93, 86), "changed"),
        79: "late",
        9: "changed",
    }
    watch(platform, now, seen, Watched())
    (row,) = html.fromstring(client.get("/en/status?state=in_time").text).xpath("//tbody/tr")
    drawn = [(each.get("class"), each.get("width")) for each in row.xpath(".//rect")]
    assert drawn == [("good", "34"), ("poor", "10"), ("good", "10")]
    assert row.xpath("string((.//title)[2])") == "13 October 2025 – 19 October 2025: late"


def test_only_days_that_were_looked_at_are_drawn_and_listed(
    client: Client, platform: Platform, now: datetime
) -> None:
    watch(platform, now, {400: "failed", 9: "changed", 8: "changed", 5: "missing", 4: "changed"}, Watched())
    found = section(client)
    assert [each.get("class") for each in found.xpath(".//rect")] == ["good", "good", "bad", "good"]
    listed = [row.xpath("string(td[1])") for row in found.xpath(".//tbody/tr")]
    assert listed == ["a new version came", "missing", "a new version came"]
    assert "in time" in found.text_content()


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (Period(minutes=10), "every 10 minutes"),
        (Period(minutes=1440), "every day"),
        (Period(minutes=7 * 1440 // 2), "2 times a week"),
        (Period(months=12), "every year"),
        (Period(months=18), "every 18 months"),
    ],
)
def test_rhythms_are_told_in_words(told: Period, words: str) -> None:
    assert rhythm(Rhythm(kind="periodic", code="OTHER", period=told), Messages("en")) == words
    also = Rhythm(kind="periodic", code="OTHER", period=told, as_needed=True)
    assert rhythm(also, Messages("en")) == f"{words}, and as needed"
