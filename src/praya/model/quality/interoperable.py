"""Interoperable: whether programs can read it, and put it beside other data."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from praya.model.quality.rule import BESIDE, UNSEEN, Found, Rule, counted, words

if TYPE_CHECKING:
    from praya.model.quality.rule import Facts
    from praya.model.table import Column, Table

SURE = 0.9
"""How sure a reading must be."""
OPEN = frozenset({
    *("csv", "tsv", "json", "ndjson", "jsonl", "geojson", "xml", "kml", "kmz", "gml", "gpx", "rss", "atom"),
    *("ods", "gpkg", "geopackage", "parquet", "geoparquet", "arrow", "gtfs", "rdf", "txt", "api", "wfs", "shp"),
})  # fmt: skip
MACHINE_READABLE = OPEN | {"xls", "xlsx", "mdb", "fgdb", "gdb", "zip"}
TEXTS = frozenset({"csv", "tsv", "json", "ndjson", "geojson"})
UTF8 = frozenset({"utf-8", "utf-8-sig", "ascii", "us-ascii"})
_DATED = re.compile(r"日期|\bdate\b", re.IGNORECASE)
_ADDRESSED = re.compile(r"地址|\baddress\b", re.IGNORECASE)
_MOMENTS = frozenset({"date", "datetime", "time", "year", "yearmonth"})


def _formats(facts: Facts) -> list[str]:
    """Return what each distribution is, as its bytes are where they were read, else as announced."""
    read = facts.versions
    found = (read[each.id].format if each.id in read else each.format for each in facts.distributions)
    return [each.casefold().strip(". ") for each in found if each]


def _any(facts: Facts, wanted: frozenset[str]) -> Found:
    found = _formats(facts)
    return counted((any(each in wanted for each in found),), UNSEEN) if found else UNSEEN


def _settled(facts: Facts) -> Found:
    unsure = {
        (table.name, each.fields.get("column")) for table, each in facts.decisions if each.confidence < SURE
    }
    return counted(((table.name, each.name) not in unsure for table, each in facts.columns), UNSEEN)


def _titled(facts: Facts) -> Found:
    def both(column: Column) -> bool:
        return bool(column.of or (column.title.en and (column.title.zh_hant or column.title.zh_hans)))

    return counted((both(each) for _table, each in facts.columns), UNSEEN)


def _units(facts: Facts) -> Found:
    measures = (each for _table, each in facts.columns if each.role == "measure" and each.type == "number")
    return counted((bool(each.unit or each.unit_code) for each in measures), BESIDE)


def _dates(facts: Facts) -> Found:
    dated = (each for _table, each in facts.columns if each.type in _MOMENTS or _DATED.search(each.header))
    return counted((each.type in _MOMENTS for each in dated), BESIDE)


def _places(facts: Facts) -> Found:
    def addressed(table: Table) -> bool:
        return any(_ADDRESSED.search(each.header) for each in table.schema.columns)

    placed = (each for each in facts.tables if each.schema.locating or addressed(each))
    return counted((bool(each.schema.locating) for each in placed), BESIDE)


def _encoded(facts: Facts) -> Found:
    texts = (each for each in facts.versions.values() if each.format in TEXTS and each.encoding)
    return counted((each.encoding.casefold() in UTF8 for each in texts), BESIDE)


RULES = (
    Rule(
        code="machine_readable",
        part="interoperable",
        weight=4,
        test=lambda facts: _any(facts, MACHINE_READABLE),
        title=words("A form that programs read", "程式可讀的格式", "程序可读的格式"),
        reason=words(
            "At least one file is in a form that programs read: {said}.",
            "至少一個檔案為程式可讀格式：{said}。",
            "至少一个文件为程序可读格式：{said}。",
        ),
        fix=words(
            "Publish the numbers as CSV or JSON beside the document that shows them.",
            "除展示用的文件外，請另以 CSV 或 JSON 發布數據。",
            "除展示用的文档外，请另以 CSV 或 JSON 发布数据。",
        ),
    ),
    Rule(
        code="open_format",
        part="interoperable",
        weight=2,
        test=lambda facts: _any(facts, OPEN),
        title=words("A form that belongs to nobody", "開放格式", "开放格式"),
        reason=words(
            "At least one file is in an open form, such as CSV, JSON or GeoJSON: {said}.",
            "至少一個檔案為開放格式，例如 CSV、JSON 或 GeoJSON：{said}。",
            "至少一个文件为开放格式，例如 CSV、JSON 或 GeoJSON：{said}。",
        ),
        fix=words(
            "Publish CSV beside the spreadsheet, GeoJSON beside the geodatabase.",
            "除試算表外請提供 CSV，除地理數據庫外請提供 GeoJSON。",
            "除电子表格外请提供 CSV，除地理数据库外请提供 GeoJSON。",
        ),
    ),
    Rule(
        code="types_settled",
        part="interoperable",
        weight=3,
        test=_settled,
        title=words("Columns are what they seem", "欄位類型明確", "列类型明确"),
        reason=words(
            "What {met} of {of} columns hold could be told with confidence.",
            "{of} 欄中，{met} 欄的內容可以確定。",
            "{of} 列中，{met} 列的内容可以确定。",
        ),
        fix=words(
            "Write every value of a column in one form; dates as 2026-01-31.",
            "請以同一格式書寫每欄的值；日期寫作 2026-01-31。",
            "请以同一格式书写每列的值；日期写作 2026-01-31。",
        ),
    ),
    Rule(
        code="titles_bilingual",
        part="interoperable",
        weight=2,
        test=_titled,
        title=words("Columns are named in both languages", "欄名中英對照", "列名中英对照"),
        reason=words(
            "{met} of {of} columns are named in English and in Chinese.",
            "{of} 欄中，{met} 欄有中英文名稱。",
            "{of} 列中，{met} 列有中英文名称。",
        ),
        fix=words(
            "Name each column in both languages, in its header or in the data dictionary of the file.",
            "請在欄名中以中英文並列。",
            "请在列名中以中英文并列。",
        ),
    ),
    Rule(
        code="units",
        part="interoperable",
        weight=1,
        test=_units,
        title=words("Measurements have units", "量度附有單位", "计量附有单位"),
        reason=words(
            "{met} of {of} columns of measured decimals say their unit.",
            "{of} 個小數量度欄中，{met} 個註明單位。",
            "{of} 个小数计量列中，{met} 个注明单位。",
        ),
        fix=words(
            "Put the unit into the column's name: “Rainfall (mm)”.",
            "請在欄名註明單位，例如「雨量（毫米）」。",
            "请在列名注明单位，例如“雨量（毫米）”。",
        ),
    ),
    Rule(
        code="dates_standard",
        part="interoperable",
        weight=2,
        test=_dates,
        title=words("Dates are dates", "日期可讀", "日期可读"),
        reason=words(
            "{met} of {of} columns of dates and times can be read as such.",
            "{of} 個日期時間欄中，{met} 個可讀作日期時間。",
            "{of} 个日期时间列中，{met} 个可读作日期时间。",
        ),
        fix=words(
            "Write dates as 2026-01-31, and times with their offset.",
            "請將日期寫作 2026-01-31，時間註明時差。",
            "请将日期写作 2026-01-31，时间注明时差。",
        ),
    ),
    Rule(
        code="places_standard",
        part="interoperable",
        weight=2,
        test=_places,
        title=words("Places have coordinates", "地點附有坐標", "地点附有坐标"),
        reason=words(
            "{met} of {of} tables that name places give coordinates.",
            "{of} 個載有地點的表格中，{met} 個附有坐標。",
            "{of} 个载有地点的表格中，{met} 个附有坐标。",
        ),
        fix=words(
            "Add latitude and longitude, or HK1980 grid coordinates, to each address.",
            "請為各地址加上經緯度或香港 1980 方格坐標。",
            "请为各地址加上经纬度或香港 1980 方格坐标。",
        ),
    ),
    Rule(
        code="encoding",
        part="interoperable",
        weight=1,
        test=_encoded,
        title=words("Text is in UTF-8", "文字採用 UTF-8", "文字采用 UTF-8"),
        reason=words(
            "{met} of {of} text files are in UTF-8.",
            "{of} 個文字檔案中，{met} 個採用 UTF-8。",
            "{of} 个文本文件中，{met} 个采用 UTF-8。",
        ),
        fix=words(
            "Save text files as UTF-8 in place of Big5 or UTF-16.",
            "請以 UTF-8 代替 Big5 或 UTF-16 儲存文字檔案。",
            "请以 UTF-8 代替 Big5 或 UTF-16 保存文本文件。",
        ),
    ),
)
