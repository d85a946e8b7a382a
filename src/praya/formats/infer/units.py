"""Units of measure: how labels spell them, one code for each (UCUM; what UCUM lacks, such as money, in its braces)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.formats.grid.header import BETWEEN
from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.model.text import Lang


@dataclass(frozen=True, slots=True)
class Unit:
    """One unit; `spellings` are folded (lower case, without blanks)."""

    code: str
    name: Text
    spellings: tuple[str, ...]


def _unit(code: str, english: str, traditional: str, simplified: str, spellings: str) -> Unit:
    return Unit(code, Text.of(english, traditional, simplified, origin="edited"), tuple(spellings.split()))


UNITS = (
    _unit("mm", "millimetres", "毫米", "毫米", "mm millimetres millimetre millimeters 毫米"),
    _unit("cm", "centimetres", "厘米", "厘米", "cm centimetres centimetre 厘米"),
    _unit("m", "metres", "米", "米", "m metres metre meters meter 米 公尺"),
    _unit("km", "kilometres", "公里", "公里", "km kilometres kilometre kilometers 公里 千米"),
    _unit("m2", "square metres", "平方米", "平方米", "m2 sqm sq.m sq.m. squaremetres squaremetre 平方米"),
    _unit(
        "km2", "square kilometres", "平方公里", "平方公里", "km2 sqkm sq.km sq.km. squarekilometres 平方公里"
    ),
    _unit("har", "hectares", "公頃", "公顷", "ha hectares hectare 公頃 公顷"),
    _unit(
        "[sft_i]", "square feet", "平方呎", "平方英尺", "sqft sq.ft sq.ft. squarefeet 平方呎 平方尺 平方英尺"
    ),
    _unit("m3", "cubic metres", "立方米", "立方米", "m3 cu.m cum cubicmetres 立方米"),
    _unit("L", "litres", "公升", "升", "litres litre liters 公升 升"),
    _unit("kg", "kilograms", "公斤", "公斤", "kg kilograms kilogram 公斤 千克"),
    _unit("t", "tonnes", "公噸", "吨", "t tonnes tonne 公噸 公吨 噸 吨"),
    _unit("Cel", "degrees Celsius", "攝氏度", "摄氏度", "°c degreescelsius degreecelsius degc 攝氏度 摄氏度"),
    _unit("deg", "degrees", "度", "度", "° degrees degree deg 度"),
    _unit("hPa", "hectopascals", "百帕斯卡", "百帕", "hpa hectopascals 百帕斯卡 百帕"),
    _unit("kPa", "kilopascals", "千帕斯卡", "千帕", "kpa kilopascals 千帕斯卡 千帕"),
    _unit("m/s", "metres per second", "米每秒", "米每秒", "m/s 米/秒 米每秒"),
    _unit(
        "km/h",
        "kilometres per hour",
        "公里每小時",
        "公里每小时",
        "km/h kmh km/hr km/hour kph 公里/小時 公里每小時 公里/小时 公里每小时",
    ),
    _unit(
        "ug/m3",
        "micrograms per cubic metre",
        "微克每立方米",
        "微克每立方米",
        "ug/m3 μg/m3 微克/立方米 微克每立方米",
    ),
    _unit("mg/L", "milligrams per litre", "毫克每公升", "毫克每升", "mg/l 毫克/公升 毫克/升"),
    _unit("kW.h", "kilowatt hours", "千瓦小時", "千瓦时", "kwh 千瓦小時 千瓦時 千瓦时"),
    _unit("MW.h", "megawatt hours", "兆瓦小時", "兆瓦时", "mwh 兆瓦小時 兆瓦時 兆瓦时"),
    _unit("GW.h", "gigawatt hours", "吉瓦小時", "吉瓦时", "gwh 吉瓦小時 吉瓦時 吉瓦时"),
    _unit("TJ", "terajoules", "太焦耳", "太焦耳", "tj terajoules terajoule 太焦耳"),
    _unit("h", "hours", "小時", "小时", "h hr hrs hours hour 小時 小时"),
    _unit("min", "minutes", "分鐘", "分钟", "min mins minutes minute 分鐘 分钟"),
    _unit("s", "seconds", "秒", "秒", "sec secs seconds second 秒"),
    _unit("%", "per cent", "百分比", "百分比", "% percent percentage 百分比 百分率"),
    _unit("1", "number", "數目", "数目", "no. no number numbers count 數目 数目 宗數 宗数 個 个"),
    _unit("{HKD}", "Hong Kong dollars", "港元", "港元", "$ hk$ hkd 港元 港幣 港币 元"),
    _unit("{USD}", "US dollars", "美元", "美元", "us$ usd 美元"),
    _unit("{CNY}", "renminbi", "人民幣", "人民币", "rmb cny rmb¥ 人民幣 人民币"),
    _unit("{EUR}", "euros", "歐元", "欧元", "€ eur 歐元 欧元"),
    _unit("{GBP}", "pounds sterling", "英鎊", "英镑", "£ gbp 英鎊 英镑"),
    _unit(
        "{person}",
        "persons",
        "人",
        "人",
        "persons person people numberofpersons no.ofpersons numberofpeople 人 人數 人数",
    ),
    _unit("{household}", "households", "住戶", "住户", "households household 住戶 住户 戶 户"),
    _unit("{vehicle}", "vehicles", "車輛", "车辆", "vehicles vehicle 輛 辆"),
)
_SCALES = {
    3: ("'000", "000", "thousands", "thousand", "千"),
    4: ("萬", "万"),
    6: ("'000000", "millions", "million", "mn", "百萬", "百万"),
    8: ("億", "亿"),
    9: ("billions", "billion", "bn", "十億", "十亿"),
}
_SCALE_WORDS: dict[int, tuple[str, str, str]] = {
    3: ("thousand", "千", "千"),
    4: ("ten thousand", "萬", "万"),
    6: ("million", "百萬", "百万"),
    8: ("hundred million", "億", "亿"),
    9: ("billion", "十億", "十亿"),
}
_CODES = {spelling: unit.code for unit in UNITS for spelling in unit.spellings}
_NAMES = {unit.code: unit.name for unit in UNITS}
_POWERS = sorted(
    ((word, power) for power, scale in _SCALES.items() for word in scale), key=lambda pair: -len(pair[0])
)
_BRACKETS = re.compile(r"[(（\[]([^()（）\[\]]+)[)）\]]")
_TAIL = re.compile(r"(?:,| in )\s*([^\s,][^,]{0,20})$")
_ALONE = re.compile(
    r"%|(?:no\.|number) of (?:persons|people)|[千萬万億亿]?人|人[數数]|(?:HK|US)?\$.*|.*[港美]元|'000.*|百[萬万]元",
    re.IGNORECASE,
)
"""What is a unit even where it is the whole label; other words, alone, name what is counted."""
_LONGEST_LABEL = 300


def unit_in(label: str) -> str:
    """Return the unit that a label names, as it writes it, or nothing."""
    if len(label) > _LONGEST_LABEL:
        return ""
    return next((each for each in _candidates(label) if canonical(each)), "")


def canonical(unit: str) -> str:
    """Return a unit's code, with its scale before it ("HK$ million" is "10*6.{HKD}"); nothing for what is unknown."""
    text = _folded(unit)
    if len(text) == 1 and unit.strip(" ()[]（）").isupper():
        return ""  # "(M)" is no length, "(T)" no weight
    if text in _CODES:
        return _CODES[text]
    for word, power in _POWERS:
        for rest in (text.removeprefix(word), text.removesuffix(word)):
            if rest == text:
                continue
            if not rest:
                return f"10*{power}"
            if rest in _CODES:
                return f"10*{power}.{_CODES[rest]}"
    return ""


def words(code: str, lang: Lang) -> str:
    """Return a canonical unit in words; a code that is no unit of ours comes back as it is."""
    scale, _, rest = code.rpartition(".") if code.startswith("10*") and "." in code else ("", "", code)
    if code.startswith("10*") and not scale:
        scale, rest = code, ""
    named = _NAMES.get(rest)
    power = int(scale.removeprefix("10*")) if scale else 0
    if power not in _SCALE_WORDS:
        return named.words(lang) if named else code
    before = Text.of(*_SCALE_WORDS[power]).words(lang)
    return f"{before}{' ' if lang == 'en' else ''}{named.words(lang) if named else ''}".strip()


def _candidates(label: str) -> Iterator[str]:
    """Yield what may be a unit: in brackets, last first; behind a comma or "in"; a whole line of the label."""
    yield from (each.strip() for each in reversed(_BRACKETS.findall(label)))
    tail = _TAIL.search(label)
    if tail:
        yield tail[1]
    yield from (part.strip() for part in label.split(BETWEEN) if _ALONE.fullmatch(part.strip()))


def _folded(unit: str) -> str:
    plain = unicodedata.normalize("NFKC", unit).casefold().replace("’", "'").replace("‘", "'")
    return re.sub(r"\s", "", plain).strip("()[]")
