"""What publishers say of how often data changes, read; every text of the recorded catalogue is here, judged by eye."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praya.demo import package
from praya.formats.chinese import simplified
from praya.model.rhythm import expect, interval, read, read_words
from praya.model.text import Text

START = datetime(2026, 1, 1, tzinfo=UTC)

REAL = {
    "每月": "MONTHLY P1M",
    "每年": "ANNUAL P1Y",
    "當有需要時": "AS_NEEDED",
    "每季": "QUARTERLY P3M",
    "有需要時": "AS_NEEDED",
    "每周": "WEEKLY P1W",
    "每三個月": "QUARTERLY P3M",
    "每年一次": "ANNUAL P1Y",
    "每半年": "ANNUAL_2 P6M",
    "每日": "DAILY P1D",
    "每季/每年": "QUARTERLY P3M..P1Y",
    "每年或當有需要時": "ANNUAL P1Y +needed",
    "約每月": "MONTHLY P1M",
    "每星期": "WEEKLY P1W",
    "每小時": "HOURLY PT1H",
    "有新資料加入時": "AS_NEEDED",
    "名單有改動時": "AS_NEEDED",
    "每年隨香港海水水質年報同步更新 (通常於第三季)": "ANNUAL P1Y months 7-9",
    "每年十二月《固體廢物監察報告》公佈後": "ANNUAL P1Y months 12-12",
    "每日上午9時": "DAILY P1D at 09:00",
    "每年兩次": "ANNUAL_2 P6M..P1Y",
    "每月一次": "MONTHLY P1M",
    "每季一次": "QUARTERLY P3M",
    "每兩年": "BIENNIAL P2Y",
    "實時": "UPDATE_CONT",
    "註冊記錄更新後": "AS_NEEDED",
    "每六個月": "ANNUAL_2 P6M",
    "每年隨香港泳灘水質年報發表時同步更新 (通常在四月)": "ANNUAL P1Y months 4-4",
    "每年隨河溪水質年報同步更新 (通常於第三季)": "ANNUAL P1Y months 7-9",
    "每日下午6時": "DAILY P1D at 18:00",
    "每月/每年": "MONTHLY P1M..P1Y",
    "按需要": "AS_NEEDED",
    "每月 (九月、十月除外)": "MONTHLY P1M without 9,10",
    "註冊紀錄更新後": "AS_NEEDED",
    "每兩週": "BIWEEKLY P2W",
    "只提供在1999年7月至2013年12月期間的每小時空氣污染指數": "NEVER",
    "每月及有需要時": "MONTHLY P1M +needed",
    "每年或有需要時": "ANNUAL P1Y +needed",
    "每小時及當有需要時": "HOURLY PT1H +needed",
    "每日（更新至前一天）": "DAILY P1D",
    "預計抵站時間數據每分鐘更新。\n\n其他數據資源會在有改動時作出更新。": "1MIN PT1M +needed",
    "每季及必要時": "QUARTERLY P3M +needed",
    "每月及必要時": "MONTHLY P1M +needed",
    "逢星期一及四": "WEEKLY_2 PT84H..P4D on 0,3",
    "每月及每年": "MONTHLY P1M..P1Y",
    "當有需要時/每年": "ANNUAL P1Y +needed",
    "當有需要時/每半年/每年": "ANNUAL_2 P6M..P1Y +needed",
    "每年/當有需要時": "ANNUAL P1Y +needed",
    "每月/每季/每年": "MONTHLY P1M..P1Y",
    "每月/每季/當有需要時": "MONTHLY P1M..P3M +needed",
    "每年發表施政報告當天": "ANNUAL P1Y",
    "每天兩次": "DAILY_2 PT12H..P1D",
    "在立法會財政委員會批准公務員/廉政公署人員薪級表調整後": "AS_NEEDED",
    "當有任何認可交來物品更新時": "AS_NEEDED",
    "當有任何院所資料更新時": "AS_NEEDED",
    "當有任何職位更新時": "AS_NEEDED",
    "當有任何私隱聲明更新時": "AS_NEEDED",
    "每一分鐘": "1MIN PT1M",
    "一次性": "NEVER",
    "每兩年或當有需要時": "BIENNIAL P2Y +needed",
    "每三年": "TRIENNIAL P3Y",
    "每年 (及當有新增的名單)": "ANNUAL P1Y +needed",
    "每年 - 第6類勝任人士": "ANNUAL P1Y",
    "每月 - 註冊車輛維修技工": "MONTHLY P1M",
    "空氣質素健康指數： 每小時  /  預測： 每日早上零時30分、早上10時30分、下午4時30分及當有需要時": (
        "HOURLY PT1H..P1D +needed at 00:30,10:30,16:30"
    ),
    "最新資料會在抽取樣本後48小時內更新。": "AS_NEEDED",
    "不定時更新 - 只會在回收點擁有者的通知下才會更新資料": "IRREG",
    "每月中旬": "MONTHLY P1M",
    "每年財政預算案公布後": "ANNUAL P1Y",
    "当有需要时": "AS_NEEDED",
    "逢星期五": "WEEKLY P1W on 4",
    "每年3月及5月": "ANNUAL_2 P6M..P1Y months 3-3,5-5",
    "每日上午12時05分, 下午12時05分, 下午2時及當有需要時": "OTHER PT8H..P1D +needed at 00:05,12:05,14:00",
    "每四個月": "ANNUAL_3 P4M",
    "當有需要時 (更新遊戲清單後)": "AS_NEEDED",
    "當有需要時(持牌人提交獎券活動收支結算表後)": "AS_NEEDED",
    "當有需要時 (發出獎券活動牌照後)": "AS_NEEDED",
    "每日兩次及當有需要時": "DAILY_2 PT12H..P1D +needed",
    "十分鐘": "10MIN PT10M",
    "實時及當有需要時": "UPDATE_CONT +needed",
}

OTHERS = {
    "Yearly or as and when necessary": "ANNUAL P1Y +needed",
    "As and when necessary": "AS_NEEDED",
    "When necessary": "AS_NEEDED",
    "Upon update": "AS_NEEDED",
    "Ad hoc": "AS_NEEDED",
    "When there are changes to the list": "AS_NEEDED",
    "After the Annual Report is published": "ANNUAL P1Y",
    "Quarterly": "QUARTERLY P3M",
    "Monthly/Yearly": "MONTHLY P1M..P1Y",
    "Half-yearly": "ANNUAL_2 P6M",
    "Semi-annually": "ANNUAL_2 P6M",
    "Bi-weekly": "BIWEEKLY P2W",
    "Bimonthly": "BIMONTHLY P2M",
    "Once a year": "ANNUAL P1Y",
    "Twice a day": "DAILY_2 PT12H..P1D",
    "Twice daily": "DAILY_2 PT12H..P1D",
    "Three times per year": "ANNUAL_3 P4M..P1Y",
    "Every 10 minutes": "10MIN PT10M",
    "Every half hour": "30MIN PT30M",
    "Every half an hour": "30MIN PT30M",
    "Every other week": "BIWEEKLY P2W",
    "Once every two years": "BIENNIAL P2Y",
    "Every five years": "QUINQUENNIAL P5Y",
    "Every 12 hours": "12HRS PT12H",
    "Each working day": "DAILY P1D",
    "Daily at 9:00 a.m.": "DAILY P1D at 09:00",
    "Daily at 12:05 am, 12:05 pm and 2 pm": "OTHER PT8H..P1D at 00:05,12:05,14:00",
    "Every Monday and Thursday": "WEEKLY_2 PT84H..P4D on 0,3",
    "Monday to Friday": "DAILY P1D..P3D on 0,1,2,3,4",
    "Monthly (except September and October)": "MONTHLY P1M without 9,10",
    "Annually in the third quarter": "ANNUAL P1Y months 7-9",
    "Real-time": "UPDATE_CONT",
    "One-off": "NEVER",
    "Once": "NEVER",
    "No further updates": "NEVER",
    "Irregular": "IRREG",
    "每半小時": "30MIN PT30M",
    "每半個月": "MONTHLY_2 P15D",
    "每隔五分鐘更新": "5MIN PT5M",
    "每十五分钟": "15MIN PT15M",
    "ＥＶＥＲＹ　５　ＭＩＮＵＴＥＳ": "5MIN PT5M",
    "逢星期一至五": "DAILY P1D..P3D on 0,1,2,3,4",
    "每二十一日": "OTHER P3W",
    "每一二年": "OTHER P12Y",
    "每年99999999999次": "ANNUAL P1Y",
    "每٣日": "OTHER P3D",
}

UNREADABLE = [
    "",
    " ",
    "-",
    "N/A",
    "不適用",
    "待定",
    "To be confirmed",
    "48小時內",
    "2019",
    "請參閱網頁",
    "May",
    "🙂",
    "每0日",
    "每99999999999年",
    "每九九九九九九九九九九月",
    "每一二〇〇年",
]


def told(text: str) -> str:
    """A reading in one line."""
    rhythm = read_words(text)
    assert (rhythm.period is None) == (rhythm.longest is None) == (rhythm.kind != "periodic")
    assert rhythm.kind == "unknown" or all(rhythm.evidence)
    line = rhythm.code
    if rhythm.period and rhythm.longest:
        line += f" {rhythm.duration}"
        line += f"..{rhythm.longest.iso}" if rhythm.longest != rhythm.period else ""
    if rhythm.as_needed and rhythm.kind != "as_needed":
        line += " +needed"
    line += _list(" at ", [f"{each:%H:%M}" for each in rhythm.times])
    line += _list(" on ", rhythm.weekdays)
    line += _list(" months ", [f"{first}-{last}" for first, last in rhythm.months])
    return line + _list(" without ", rhythm.without_months)


def _list(title: str, values: object) -> str:
    assert isinstance(values, (list, tuple))
    return title + ",".join(map(str, values)) if values else ""


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_says_nothing_is_unknown(text: str):
    assert told(text) == "UNKNOWN"


@pytest.mark.parametrize("text", REAL)
def test_every_real_text_is_read_as_judged_by_eye(text: str):
    assert told(text) == REAL[text]


@pytest.mark.parametrize("text", REAL)
def test_simplified_script_says_the_same(text: str):
    assert told(simplified(text)) == REAL[text]


@pytest.mark.parametrize("text", OTHERS)
def test_other_wordings(text: str):
    assert told(text) == OTHERS[text]


def test_the_table_has_every_text_of_the_recorded_catalogue():
    recorded = [(each.get("update_frequency") or "").strip() for each in package.packages()]
    assert set(recorded) == set(REAL)
    understood = [text for text in recorded if read_words(text).kind != "unknown"]
    assert len(understood) / len(recorded) >= 0.95


def test_a_text_is_read_in_the_first_language_that_is_understood():
    rhythm = read(Text.of("See the website", "每日上午9時"))
    assert rhythm.code == "DAILY"
    assert rhythm.times == (time(9),)
    assert rhythm.frequency == "http://publications.europa.eu/resource/authority/frequency/DAILY"
    assert read(Text()).kind == "unknown"


PIECES = st.sampled_from(
    [
        *"每約半兩零一二十百個年月季周日時分次逢星期及至第除外0159:/、，()（） ",
        *OTHERS,
        *REAL,
        "at 25:99",
        "下午",
    ]
)


@given(st.lists(PIECES, max_size=12).map("".join) | st.text(max_size=40))
def test_no_text_is_too_odd_to_be_read(text: str):
    told(text)
    rhythm = read_words(text)
    due = expect(rhythm, START)
    assert due is None or START < due.ends < due.late
    assert interval(rhythm) > timedelta(0)
