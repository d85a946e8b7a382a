"""The fields of a decision as words: names of types and forms in the reader's language, lists cut short."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from praya.model.decisions.kind import Field, text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from praya.model.text import Lang, Text

SHOWN = 12
"""So many parts of a list are named."""
_AND: Mapping[Lang, str] = {"en": ", ", "zh-Hant": "、", "zh-Hans": "、"}

WORDS: Mapping[str, Mapping[str, Text]] = {
    "type": {
        "string": text("text", "文字", "文字"),
        "integer": text("whole number", "整數", "整数"),
        "number": text("number", "數字", "数字"),
        "boolean": text("yes or no", "是非值", "是非值"),
        "date": text("date", "日期", "日期"),
        "time": text("time", "時間", "时间"),
        "datetime": text("date and time", "日期時間", "日期时间"),
        "year": text("year", "年份", "年份"),
        "yearmonth": text("month", "年月", "年月"),
        "geojson": text("shape", "圖形", "图形"),
        "geopoint": text("point", "地點", "地点"),
        "list": text("list", "列表", "列表"),
        "object": text("object", "物件", "对象"),
    },
    "delimiter": {
        "comma": text("comma", "逗號", "逗号"),
        "tab": text("tab", "定位字元", "制表符"),
        "semicolon": text("semicolon", "分號", "分号"),
        "bar": text("vertical bar", "直線", "竖线"),
    },
    "point": {
        "encoding": text("encoding", "編碼", "编码"),
        "delimiter": text("separator", "分隔符號", "分隔符"),
        "header": text("header", "標題行", "标题行"),
        "skip": text("lines to skip", "略過的行數", "略过的行数"),
        "only": text("tables", "數據表", "数据表"),
        "tables": text("table", "數據表", "数据表"),
        "column": text("column", "欄", "列"),
        "name": text("name", "名稱", "名称"),
    },
    "wanted": {
        "dmy": text("day first", "日在前", "日在前"),
        "mdy": text("month first", "月在前", "月在前"),
        "ymd": text("year first", "年在前", "年在前"),
    },
    "scheme": {
        "name": text("names", "名稱", "名称"),
        "letter": text("letters of constituencies", "選區代號字母", "选区代号字母"),
        "abbreviation": text("abbreviations", "縮寫", "缩写"),
    },
    "role": {
        "latitude": text("latitude", "緯度", "纬度"),
        "longitude": text("longitude", "經度", "经度"),
        "easting": text("easting", "東向坐標", "东向坐标"),
        "northing": text("northing", "北向坐標", "北向坐标"),
    },
    "order": {
        "day first": text("day first", "日在前", "日在前"),
        "month first": text("month first", "月在前", "月在前"),
        "year first": text("year first", "年在前", "年在前"),
    },
    "form": {
        "year-month-day": text("year-month-day", "年-月-日", "年-月-日"),
        "two parts and a year": text("day, month and year", "日、月、年", "日、月、年"),
        "three parts of two digits": text(
            "day, month and year of two digits", "日、月、兩位數年份", "日、月、两位数年份"
        ),
        "年月日": text("2024年3月1日", "2024年3月1日", "2024年3月1日"),
        "年月日 in numerals": text("二〇二四年三月一日", "二〇二四年三月一日", "二〇二四年三月一日"),
        "day, month's name, two digits": text(
            "1 Mar 24", "日、英文月名、兩位數年份", "日、英文月名、两位数年份"
        ),
        "day, month's name, year": text("1 March 2024", "日、英文月名、年", "日、英文月名、年"),
        "month's name, day, year": text("March 1, 2024", "英文月名、日、年", "英文月名、日、年"),
        "year-month": text("year-month", "年-月", "年-月"),
        "month-year": text("month-year", "月-年", "月-年"),
        "年月": text("2024年3月", "2024年3月", "2024年3月"),
        "年月 in numerals": text("二〇二四年三月", "二〇二四年三月", "二〇二四年三月"),
        "year, month's name": text("2024 March", "年、英文月名", "年、英文月名"),
        "month's name, year": text("March 2024", "英文月名、年", "英文月名、年"),
        "hours and minutes": text("hours and minutes", "時、分", "时、分"),
        "hours and minutes in Chinese": text("下午3時30分", "下午3時30分", "下午3时30分"),
        "hours of half a day": text("3 pm", "英文十二小時制", "英文十二小时制"),
    },
}
"""What stands for values that are our own names of things, by field."""


def fill(template: str, fields: Mapping[str, Field], lang: Lang) -> str:
    """Fill the braces in one pass: values are outsiders' text and never templates."""
    return re.sub(
        r"\{(\w+)\}",
        lambda found: _said(found[1], fields[found[1]], lang) if found[1] in fields else "?",
        template,
    )


def _said(name: str, value: Field, lang: Lang) -> str:
    if isinstance(value, tuple):
        shown = [str(each) for each in value[:SHOWN]] + (["…"] if len(value) > SHOWN else [])
        return _AND[lang].join(shown)
    if isinstance(value, float):
        return f"{value:g}"
    known = WORDS.get(name, {}).get(str(value))
    return known.words(lang) if known else str(value)
