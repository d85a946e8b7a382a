from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from praya.model import errors
from praya.model.catalogue import Version
from praya.model.retention import Rule, parse_rules, thin

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CITY = timezone(timedelta(hours=8))


def version(number: int, at: datetime) -> Version:
    return Version(
        distribution_id="r1",
        number=number,
        sha256="",
        bytes=0,
        url="",
        media_type="",
        format="csv",
        encoding="",
        retrieved_at=at,
    )


def hourly(hours: int) -> list[Version]:
    return [version(at + 1, NOW - timedelta(hours=hours - at)) for at in range(hours)]


@pytest.mark.parametrize(
    "text", ["30", "30:year", ":day", "x:day", "-1:day", "30:day;60:week", "٣:day", "some"]
)
def test_what_is_no_rule_is_refused(text: str):
    with pytest.raises(errors.ParameterInvalid):
        parse_rules(text)


def test_rules_read_in_any_order_apply_by_age():
    assert parse_rules("") == parse_rules("all") == ()
    assert parse_rules("365:week, 30:day") == (Rule(30, "day"), Rule(365, "week"))


def test_without_a_rule_nothing_goes():
    assert thin(hourly(100), (), NOW, UTC) == ()


def test_the_last_of_each_day_stays_and_what_is_young():
    versions = hourly(24 * 10)
    gone = thin(versions, parse_rules("3:day"), NOW, UTC)
    kept = [each for each in versions if each not in gone]
    old = [each for each in kept if NOW - each.retrieved_at > timedelta(days=3)]
    assert len(kept) - len(old) == 72
    assert len({each.retrieved_at.date() for each in old}) == len(old)
    assert {each.retrieved_at.hour for each in old} == {23}


def test_days_begin_where_the_city_is():
    gone = thin(hourly(24 * 10), parse_rules("3:day"), NOW, CITY)
    stayed = [each for each in hourly(24 * 10) if each not in gone]
    assert {each.retrieved_at.hour for each in stayed[:6]} == {15}


def test_the_latest_stays_however_old_it_is():
    versions = [version(1, NOW - timedelta(days=900)), version(2, NOW - timedelta(days=900))]
    assert thin(versions, parse_rules("0:month"), NOW, UTC) == ()
    assert thin(versions[:1], parse_rules("0:month"), NOW, UTC) == ()
    assert [
        each.number
        for each in thin([version(0, versions[0].retrieved_at), *versions], parse_rules("1:month"), NOW, UTC)
    ] == [0]
