"""What is due when, in Hong Kong time; and rhythms seen in real histories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.model.moment import CITY_TIME
from praya.model.rhythm import Period, expect, interval, observed, read_words, settled

START = datetime(2026, 1, 1, tzinfo=UTC)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=CITY_TIME)


@pytest.mark.parametrize("text", ["當有需要時", "實時", "一次性", "不定時", "?"])
def test_where_no_time_is_promised_none_is_expected(text: str):
    assert expect(read_words(text), START) is None
    assert interval(read_words(text)) >= timedelta(minutes=5)


@pytest.mark.parametrize(
    ("text", "published", "begins", "late"),
    [
        ("每月", "2026-01-31 10:00", "2026-02-28 10:00", "2026-03-08"),
        ("每年", "2024-02-29 10:00", "2025-02-28 10:00", "2025-04-14"),  # never more than 45 days of patience
        ("每分鐘", "2026-01-01 10:00", "2026-01-01 10:01", "2026-01-01"),
        ("每季/每年", "2026-01-01 10:00", "2027-01-01 10:00", "2027-02-15"),
        ("每日上午9時", "2026-01-01 09:03", "2026-01-02 09:00", "2026-01-02"),
        (
            "每日上午9時",
            "2026-01-01 08:40",
            "2026-01-02 09:00",
            "2026-01-02",
        ),  # came early: tomorrow's is next
        ("逢星期一及四", "2026-01-05 10:00", "2026-01-08 00:00", "2026-01-10"),
        ("逢星期五", "2026-01-02 10:00", "2026-01-09 00:00", "2026-01-11"),
        ("每年3月及5月", "2026-03-15 10:00", "2026-05-01 00:00", "2026-07-16"),
        ("每年十二月《固體廢物監察報告》公佈後", "2026-12-20 10:00", "2027-12-01 00:00", "2028-02-15"),
        ("每年十二月《固體廢物監察報告》公佈後", "2026-11-25 10:00", "2027-12-01 00:00", "2028-02-15"),
        ("每月 (九月、十月除外)", "2026-08-10 10:00", "2026-11-10 10:00", "2026-11-18"),
    ],
)
def test_the_next_version_is_due(text: str, published: str, begins: str, late: str):
    due = expect(read_words(text), at(published).astimezone(UTC))
    assert due is not None
    assert due.begins == at(begins)
    assert due.late.date().isoformat() == late


@given(
    st.sampled_from(["每月", "每年", "每小時", "逢星期一及四", "每年3月及5月", "每日上午9時", "每兩週"]),
    st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)),  # noqa: DTZ001 - hypothesis wants plain ones
)
def test_what_is_expected_comes_in_order(text: str, moment: datetime):
    published = moment.replace(tzinfo=UTC)
    due = expect(read_words(text), published)
    assert due is not None
    assert published < due.begins <= due.ends < due.late < due.missing <= due.stale


def test_what_stayed_the_same_through_many_publications_is_stale_though_not_late():
    rhythm = read_words("每月")
    due = expect(rhythm, at("2026-06-01 00:00"), changed=at("2026-01-01 00:00"))
    assert due is not None
    assert due.late > at("2026-07-01 00:00")
    fresh = expect(rhythm, at("2026-06-01 00:00"))
    assert fresh is not None
    assert due.stale < fresh.stale


def test_looks_are_a_quarter_of_a_period_apart_within_bounds():
    assert interval(read_words("每分鐘")) == timedelta(minutes=5)
    assert interval(read_words("每日")) == timedelta(hours=6)
    assert interval(read_words("每年")) == timedelta(days=7)
    assert interval(read_words("一次性")) > interval(read_words("當有需要時"))


@pytest.mark.parametrize(
    "gaps",
    [
        [],
        [10] * 4,
        [10, 600, 3, 45, 10_000, 7, 300],
        [0] * 9,
    ],
    ids=["none", "too few", "no rhythm", "all at once"],
)
def test_without_enough_evidence_no_rhythm_is_seen(gaps: list[int]):
    assert observed(_moments(gaps)) is None


@pytest.mark.parametrize(
    ("gaps", "code", "duration"),
    [
        ([10, 11, 9, 10, 10, 40, 10, 10], "10MIN", "PT10M"),
        ([1440, 1500, 1300, 1440, 1440], "DAILY", "P1D"),
        ([4 * 60] * 6, "OTHER", "PT4H"),
        ([30 * 1440, 31 * 1440, 28 * 1440, 31 * 1440, 30 * 1440], "MONTHLY", "P1M"),
    ],
)
def test_a_rhythm_is_seen_and_called_by_its_name(gaps: list[int], code: str, duration: str):
    seen = observed(_moments(gaps))
    assert seen is not None
    assert (seen.code, seen.duration) == (code, duration)
    assert f"of {len(gaps)} gaps" in seen.evidence[0]


@pytest.mark.parametrize(
    ("promise", "seen", "code"),
    [
        ("每月", [1440] * 9, "MONTHLY"),
        ("每季/每年", [91 * 1440] * 6, "QUARTERLY"),
        ("每季/每年", [1440] * 6, "QUARTERLY"),
        ("當有需要時", [1440] * 6, "DAILY"),
        ("", [1440] * 6, "DAILY"),
        ("當有需要時", [], "AS_NEEDED"),
    ],
)
def test_a_promise_of_one_period_holds_and_what_was_seen_settles_the_rest(
    promise: str, seen: list[int], code: str
):
    assert settled(read_words(promise), observed(_moments(seen))).code == code


def test_a_real_daily_list_shows_its_rhythm_in_spite_of_weekends_and_breaks():
    """Hours between the crawls of the Centre for Health Protection's list of buildings, July to September 2020."""
    hours = [
        *(
            24.6,
            3.3,
            15.8,
            27.4,
            27.9,
            21.0,
            23.4,
            25.0,
            19.9,
            36.1,
            16.3,
            22.7,
            23.4,
            0.2,
            0.6,
            30.5,
            18.4,
            21.9,
        ),
        *(
            24.4,
            73.8,
            21.5,
            25.0,
            24.3,
            23.8,
            37.2,
            35.5,
            47.7,
            53.8,
            68.8,
            93.1,
            56.1,
            14.0,
            104.4,
            65.8,
            97.2,
        ),
    ]
    seen = observed(_moments([round(each * 60) for each in hours]))
    assert seen is not None
    assert seen.code == "DAILY"


def test_real_crawls_at_random_times_show_none():
    """Hours between the crawls of a list of station exits, 2024 to 2026."""
    hours = [24, 23, 11, 24, 991, 185, 144, 1272, 1682, 888, 336, 1680, 2340, 2856, 2354, 1681]
    assert observed(_moments([each * 60 for each in hours])) is None


def test_periods_are_written_as_iso_has_them():
    written = [
        each.iso
        for each in (Period(months=12), Period(months=18), Period(minutes=90), Period(minutes=7 * 1440))
    ]
    assert written == ["P1Y", "P18M", "PT90M", "P1W"]


def _moments(gaps: list[int]) -> list[datetime]:
    moments = [START]
    for gap in gaps:
        moments.append(moments[-1] + timedelta(minutes=gap))
    return moments
