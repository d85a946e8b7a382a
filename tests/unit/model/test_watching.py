"""One look after another, judged: what is recorded, what is remembered, when to look again."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from praya.model.catalogue import Problem
from praya.model.rhythm import interval, read_words
from praya.model.watching import GONE_AFTER, Judgement, Look, Watched, judge, retry

START = datetime(2026, 1, 1, 1, tzinfo=UTC)
DAILY = read_words("每日")
DAY = timedelta(days=1)


def failed(code: str, at: datetime = START, *, passing: bool = True, **fields: str | int) -> Look:
    return Look(
        at=at,
        status="failed",
        problem=Problem(code=code, fields=fields, at=at),
        passing=passing,
        changed_at=START,
    )


def unchanged(at: datetime, *, changed_at: datetime = START, republished: bool = False) -> Look:
    return Look(at=at, status="unchanged", republished=republished, changed_at=changed_at)


def judged(watched: Watched, look: Look, words: str = "每日") -> Judgement:
    rhythm = read_words(words)
    return judge(watched, look, rhythm, interval(rhythm))


def told(judgement: Judgement) -> list[str]:
    return [each.outcome for each in judgement.observations]


@pytest.mark.parametrize("code", ["origin_timeout", "origin_error", "file_broken", "file_is_web_page"])
def test_what_fails_is_recorded_and_looked_at_again_later_and_later(code: str):
    watched, waits = Watched(), []
    look = failed(code)
    for _ in range(12):
        judgement = judged(watched, look)
        assert told(judgement) == ["failed"]
        assert judgement.observations[0].detail == {"code": code}
        watched = judgement.watched
        waits.append(judgement.due_at - look.at)
    assert watched.failures == 12
    assert waits == sorted(waits)
    assert waits[0] == timedelta(hours=1)
    assert waits[-1] == DAY


@pytest.mark.parametrize("code", ["offline", "storage_full", "unexpected", "address_forbidden"])
@pytest.mark.parametrize("before", [Watched(), Watched(failing_since=START, failures=2), Watched(gone=True)])
def test_our_own_troubles_are_not_laid_at_the_publishers_door(code: str, before: Watched):
    judgement = judged(before, failed(code, START + 30 * DAY))
    assert told(judgement) == []
    assert judgement.watched == replace(before, failures=before.failures + 1)


def test_after_an_outage_of_ours_all_is_looked_at_within_the_hour():
    judgement = judged(Watched(failures=100), failed("offline"))
    assert judgement.due_at - START <= timedelta(hours=1)


def test_a_server_that_asks_for_time_gets_it():
    judgement = judged(Watched(), failed("origin_busy", http_status=429, seconds=86_400))
    assert judgement.due_at == START + DAY
    assert told(judgement) == ["failed"]


def test_a_missing_file_is_gone_once_and_back_once():
    gone = judged(Watched(), failed("origin_missing", passing=False, http_status=404))
    assert told(gone) == ["gone"]
    again = judged(gone.watched, failed("origin_missing", START + DAY, passing=False, http_status=404))
    assert told(again) == []
    back = judged(again.watched, unchanged(START + DAY / 2))
    assert told(back) == ["back", "unchanged"]
    assert not back.watched.gone
    assert back.watched.failures == 0
    assert told(judged(back.watched, unchanged(START + DAY / 2))) == ["unchanged"]


def test_a_host_is_gone_only_after_days_without_an_answer():
    watched = judged(Watched(), failed("origin_unreachable")).watched
    soon = judged(watched, failed("origin_unreachable", START + GONE_AFTER - DAY))
    assert told(soon) == ["failed"]
    late = judged(soon.watched, failed("origin_unreachable", START + GONE_AFTER))
    assert told(late) == ["gone"]
    slow = judged(Watched(failing_since=START), failed("origin_timeout", START + 9 * DAY))
    assert told(slow) == ["failed"]


def test_a_file_that_cannot_be_read_is_fetched_less_and_less_often():
    assert retry(DAY, 20, hopeless=True) == timedelta(days=7)
    assert retry(DAY, 10_000, hopeless=False) == DAY


def test_lateness_grows_and_each_step_is_recorded_once():
    watched = Watched()
    steps = {}
    for hours in range(0, 24 * 7, 3):
        judgement = judged(watched, unchanged(START + timedelta(hours=hours)))
        watched = judgement.watched
        for outcome in told(judgement)[1:]:
            steps[outcome] = hours
    assert steps == {"late": 30, "missing": 54, "stale": 102}


def test_a_new_version_ends_the_gap_and_the_next_one_is_recorded_anew():
    late = judged(Watched(), unchanged(START + timedelta(hours=40)))
    assert told(late) == ["unchanged", "late"]
    assert late.observations[1].detail == {"expected": "2026-01-02T09:00+08:00"}
    at = START + timedelta(hours=41)
    new = judged(late.watched, Look(at=at, status="ready", changed_at=at, version=2, rows=5))
    assert told(new) == ["changed"]
    assert new.watched.gap == ""
    again = judged(new.watched, unchanged(at + timedelta(hours=40), changed_at=at))
    assert told(again) == ["unchanged", "late"]


def test_the_same_bytes_published_anew_are_in_time_and_yet_stale_in_the_end():
    watched, seen = Watched(), []
    for days in range(1, 8):
        judgement = judged(watched, unchanged(START + days * DAY, republished=True))
        watched = judgement.watched
        seen.append(told(judgement))
    assert seen[:4] == [["duplicate"]] * 4
    assert ["duplicate", "stale"] in seen
    assert sum("stale" in each for each in seen) == 1
    assert not any("late" in each for each in seen)


@pytest.mark.parametrize(
    ("before", "rows", "shrunk"),
    [(100, 49, True), (100, 0, True), (100, 50, False), (None, 5, False), (0, 0, False), (100, None, False)],
)
def test_less_than_half_the_rows_is_shrunk(before: int | None, rows: int | None, shrunk: bool):
    look = Look(at=START, status="ready", changed_at=START, version=2, rows_before=before, rows=rows)
    assert told(judged(Watched(), look)) == (["changed", "shrunk"] if shrunk else ["changed"])


@pytest.mark.parametrize("words", ["當有需要時", "實時", "一次性", ""])
def test_where_nothing_is_promised_nothing_is_late(words: str):
    assert told(judged(Watched(), unchanged(START + 5000 * DAY), words)) == ["unchanged"]


def test_a_file_that_was_never_read_is_not_late():
    look = Look(at=START, status="unchanged")
    assert told(judged(Watched(), look)) == ["unchanged"]
