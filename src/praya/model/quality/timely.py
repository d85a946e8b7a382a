"""Timely: whether it is there when it was promised."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.quality.rule import BESIDE, UNSEEN, Found, Rule, Seen, counted, words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.quality.rule import Facts
    from praya.model.watching import Gap

WORTH: Mapping[Gap, float] = {"": 1.0, "late": 0.75, "missing": 0.25, "stale": 0.0}
"""What a file counts that is so late."""


def _stated(facts: Facts) -> Found:
    return Seen(int(facts.promised.kind != "unknown"), 1)


def _on_time(facts: Facts) -> Found:
    if facts.promised.kind == "unknown":
        return UNSEEN
    if facts.promised.period is None:
        return BESIDE
    held = (facts.watched[each.id] for each in facts.tried if each.id in facts.watched)
    return counted((0.0 if each.gone else WORTH[each.gap] for each in held if each.published_at), UNSEEN)


RULES = (
    Rule(
        code="frequency_stated",
        part="timely",
        weight=3,
        test=_stated,
        title=words("Says how often it changes", "註明更新頻率", "注明更新频率"),
        reason=words(
            "The record says how often it changes, in words that can be understood: {said}.",
            "紀錄以可理解的文字註明更新頻率：{said}。",
            "记录以可理解的文字注明更新频率：{said}。",
        ),
        fix=words(
            "Say how often it changes: daily, monthly, as needed, never again.",
            "請註明更新頻率：每日、每月、按需要，或不再更新。",
            "请注明更新频率：每日、每月、按需要，或不再更新。",
        ),
    ),
    Rule(
        code="on_time",
        part="timely",
        weight=7,
        test=_on_time,
        title=words("Comes when it was promised", "依時更新", "按时更新"),
        reason=words(
            "{met} of {of} files are as fresh as promised; a late one counts three quarters, a missing one a quarter.",
            "{of} 個檔案中，{met} 個如期更新；遲到者計四分之三，缺一期者計四分之一。",
            "{of} 个文件中，{met} 个如期更新；迟到的计四分之三，缺一期的计四分之一。",
        ),
        fix=words(
            "Publish what is due, or correct the frequency that is promised.",
            "請發布到期的資料，或更正所承諾的更新頻率。",
            "请发布到期的数据，或更正所承诺的更新频率。",
        ),
    ),
)
