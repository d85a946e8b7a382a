"""What a column means beside its type: by its label, checked by its values."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pyarrow.compute as pc

if TYPE_CHECKING:
    import pyarrow as pa

    from praya.model.table import FieldType, Role

_IN_RANGE = 0.95
_PLACES: tuple[tuple[Role, re.Pattern[str], tuple[float, float]], ...] = (
    ("latitude", re.compile(r"(^|[\W_])lat(itude)?([\W_]|$)|latitude$|緯度|纬度", re.IGNORECASE), (-90, 90)),
    (
        "longitude",
        re.compile(r"(^|[\W_])(lon(gitude)?|long|lng|lgt)([\W_]|$)|longitude$|經度|经度", re.IGNORECASE),
        (-180, 180),
    ),
    (
        "easting",
        re.compile(
            r"(^|[\W_])east(ing)?([\W_]|$)|(^|grid[\W_]?|hk80[\W_]?)e$|坐標東|东坐标|東坐標", re.IGNORECASE
        ),
        (795_000, 875_000),
    ),
    (
        "northing",
        re.compile(
            r"(^|[\W_])north(ing)?([\W_]|$)|(^|grid[\W_]?|hk80[\W_]?)n$|坐標北|北坐标|北坐標", re.IGNORECASE
        ),
        (795_000, 855_000),
    ),
)
_CHINESE_CODE = re.compile("編號|编号|號碼|号码|代碼|代码|代號")
_DISTRICT = re.compile(r"district|地區|地区|分區|分区|區議會|区议会", re.IGNORECASE)
_CODE = re.compile(
    r"(^|[\W_])(id|no(?!\W*of[\W_])|code|seq|sequence|serial|objectid|key|fid|gmid)([\W_]|$)|編號|编号|號碼|号码|代碼|代码|代號",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"tele?phone|(^|[\W_])(tel|fax|phone|mobile|contactno)([\W_]|$)|電話|电话|傳真|传真", re.IGNORECASE
)
_YEAR = re.compile(r"(^|[\W_])years?([\W_]|$)|年份|年度|^年$|年[/\s]", re.IGNORECASE)
_MONTH = re.compile(r"(^|[\W_])(months?|yyyymm|period)([\W_]|$)|年月|月份", re.IGNORECASE)
_DATE = re.compile(r"date|(^|[\W_])(day|time|timestamp|yyyymmdd\w*)([\W_]|$)|日期|時間|时间", re.IGNORECASE)
_PART = {
    "year": re.compile(r"year|yyyy|年|年份", re.IGNORECASE),
    "month": re.compile(r"month|mm|月|月份", re.IGNORECASE),
    "day": re.compile(r"day|dd|日", re.IGNORECASE),
}


def role_of(label: str, kind: FieldType, values: pa.ChunkedArray) -> Role | None:
    """Return the role of a column, where it is evident."""
    if kind in ("integer", "number"):
        for role, pattern, (low, high) in _PLACES:
            if pattern.search(label) and _lies_within(values, low, high):
                return role
        return "code" if _CODE.search(label) else "measure"
    if kind == "string":
        if _DISTRICT.search(label) and not _CHINESE_CODE.search(label):
            return "district"
        return "code" if _CODE.search(label) else None
    return None


def says_code(label: str) -> bool:
    """Say whether a label announces identifiers."""
    return bool(_CODE.search(label))


def says_phone(label: str) -> bool:
    """Say whether a label announces telephone numbers."""
    return bool(_PHONE.search(label))


def says_year(label: str) -> bool:
    """Say whether a label announces years."""
    return bool(_YEAR.search(label))


def says_month(label: str) -> bool:
    """Say whether a label announces months."""
    return bool(_MONTH.search(label))


def says_date(label: str) -> bool:
    """Say whether a label announces dates or times."""
    return bool(_DATE.search(label))


def part_of(name: str) -> str | None:
    """Return which part of a date a column of this name is: "year", "month", "day", or None."""
    return next((part for part, pattern in _PART.items() if pattern.fullmatch(name)), None)


def _lies_within(values: pa.ChunkedArray, low: float, high: float) -> bool:
    inside = pc.and_(pc.greater_equal(values, low), pc.less_equal(values, high))
    count = len(values) - values.null_count
    return bool(count) and (pc.sum(inside).as_py() or 0) >= _IN_RANGE * count
