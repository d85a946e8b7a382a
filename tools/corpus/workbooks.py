"""Workbooks: merged labels, several tables on one sheet, dates, other programs' formats."""

from __future__ import annotations

import io
from datetime import date, datetime
from typing import TYPE_CHECKING, cast
from xml.sax.saxutils import escape

import openpyxl
import xlwt
from openpyxl.chart import BarChart, Reference
from tools.corpus import Content, Data, made
from tools.corpus.packed import settled, unzipped, zipped
from tools.corpus.rows import CENSUS, RAIN, days, districts
from tools.corpus.texts import PLACES, STATIONS, places, stations

if TYPE_CHECKING:
    from collections.abc import Sequence

    from openpyxl.worksheet.worksheet import Worksheet

Cell = str | int | float | date | datetime | None
_ODS = "urn:oasis:names:tc:opendocument:xmlns:"


def _book(rows: Sequence[Sequence[Cell]], title: str = "Sheet1") -> tuple[openpyxl.Workbook, Worksheet]:
    book = openpyxl.Workbook()
    sheet = cast("Worksheet", book.active)
    sheet.title = title
    for row in rows:
        sheet.append(list(row))
    return book, sheet


def _saved(book: openpyxl.Workbook) -> bytes:
    into = io.BytesIO()
    book.save(into)
    return settled(into.getvalue())


def _inner(data: Data) -> list[list[Cell]]:
    """Return the districts without subtotals: region, district, male, female, total."""
    return [
        [row[0], row[1], *map(int, row[2:])] for row in districts(data) if row[1] and row[1] != "Sub-Total"
    ]


@made(
    "merged-two-row-header.xlsx",
    CENSUS,
    "“Population” merged over Male, Female and Total; District merged over two rows",
)
def _merged(data: Data) -> Content:
    book, sheet = _book(
        [
            ["District", "Population", None, None],
            [None, "Male", "Female", "Total"],
            *(row[1:] for row in _inner(data)),
        ]
    )
    sheet.merge_cells("B1:D1")
    sheet.merge_cells("A1:A2")
    return _saved(book)


@made("regions-merged-down-the-side.xlsx", CENSUS, "each region one merged cell beside its districts")
def _side(data: Data) -> Content:
    rows = _inner(data)
    book, sheet = _book([["Region", "District", "Male", "Female", "Total"], *rows])
    begin = 2
    for at, row in enumerate(rows, 2):
        if at - 1 == len(rows) or rows[at - 1][0] != row[0]:
            if at > begin:
                sheet.merge_cells(start_row=begin, end_row=at, start_column=1, end_column=1)
            begin = at + 1
    return _saved(book)


@made(
    "several-tables-on-one-sheet.xlsx",
    CENSUS,
    "two regions, each with a title and a header of its own, a blank row between",
)
def _several(data: Data) -> Content:
    header: list[Cell] = ["District", "Male", "Female", "Total"]
    rows: list[list[Cell]] = []
    for region in ("Hong Kong Island", "Kowloon"):
        rows += [[region], header, *(row[1:] for row in _inner(data) if row[0] == region), []]
    return _saved(_book(rows[:-1], "Census")[0])


@made("two-tables-side-by-side.xlsx", CENSUS, "men on the left, women on the right, a blank column between")
def _beside(data: Data) -> Content:
    rows = [[row[1], row[2], None, row[1], row[3]] for row in _inner(data)]
    return _saved(_book([["District", "Male", None, "District", "Female"], *rows], "Census")[0])


def _figures(kept: list[tuple[str, str, str, str]]) -> list[list[Cell]]:
    return [[int(y), int(m), int(d), mm if mm == "Trace" else float(mm)] for y, m, d, mm in kept]


@made(
    "title-above-notes-below-and-units-between.xlsx",
    RAIN,
    "June 1884 with a title merged over all columns, a unit row, and its legend",
)
def _noted(data: Data) -> Content:
    kept = [day for day in days(data) if day[:2] == ("1884", "6")]
    rows: list[list[Cell]] = [
        ["Daily Total Rainfall at the Hong Kong Observatory"],
        [],
        ["Year", "Month", "Day", "Rainfall"],
        ["", "", "", "mm"],
        *_figures(kept),
        [],
        ["Trace means rainfall less than 0.05 mm"],
    ]
    book, sheet = _book(rows, "Rain")
    sheet.merge_cells("A1:D1")
    return _saved(book)


@made(
    "true-dates-and-times-of-excel.xlsx",
    RAIN,
    "June 1884's days in 1984 as dates, with moments and times of day",
)
def _dates(data: Data) -> Content:
    kept = [day for day in days(data) if day[:2] == ("1984", "6")]
    rows: list[list[Cell]] = [
        [
            date(int(y), int(m), int(d)),
            datetime(int(y), int(m), int(d), 9, 30),  # noqa: DTZ001 - workbooks know no zones
            None if mm == "Trace" else float(mm),
        ]
        for y, m, d, mm in kept
    ]
    return _saved(_book([["Date", "Read at", "Rainfall"], *rows])[0])


@made("numbers-kept-as-text.xlsx", STATIONS, "codes with leading zeros and heights, all as text cells")
def _text(data: Data) -> Content:
    rows = [[f"{at:04}", row[1], row[4]] for at, row in enumerate(stations(data)[1:], 7)]
    return _saved(_book([["Code", "Station", "Height (m)"], *rows])[0])


@made(
    "empty-hidden-and-chart-sheets.xlsx",
    STATIONS,
    "stations on a hidden sheet between an empty one and a chart",
)
def _hidden(data: Data) -> Content:
    book, first = _book([], "Cover")
    first["A1"] = "See the next sheet"
    sheet = book.create_sheet("Stations")
    for row in stations(data):
        sheet.append(row[:2])
    sheet.sheet_state = "hidden"
    chart = BarChart()
    chart.add_data(Reference(sheet, min_col=1, min_row=1, max_row=5))
    book.create_chartsheet("Chart").add_chart(chart)
    book.create_sheet("Empty")
    return _saved(book)


@made("workbook-called.csv", STATIONS, "a workbook under the name of a CSV file")
def _called(data: Data) -> Content:
    return _saved(_book([[row[0], row[1]] for row in stations(data)], "Stations")[0])


@made(
    "one-cell-at-the-end-of-the-world.xlsx",
    STATIONS,
    "with a cell at XFD1048576: an area of seventeen billion cells",
)
def _far(data: Data) -> Content:
    book, sheet = _book([row[:2] for row in stations(data)])
    sheet["XFD1048576"] = "x"
    return _saved(book)


@made("old-workbook-in-chinese.xls", PLACES, "its stations in the format of Excel 97")
def _xls(data: Data) -> Content:
    book = xlwt.Workbook(encoding="utf-8")
    sheet = book.add_sheet("氣象站")
    for at, row in enumerate(places(data)):
        for place, cell in enumerate(row):
            sheet.write(at, place, float(cell) if at and place > 1 else cell)
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


@made("spreadsheet-of-libreoffice.ods", CENSUS, "merged header, repeated rows and columns, as OpenDocument")
def _ods(data: Data) -> Content:
    lines = [
        (
            '<table:table-row><table:table-cell table:number-rows-spanned="2" office:value-type="string"><text:p>District</text:p></table:table-cell>'
            '<table:table-cell table:number-columns-spanned="3" office:value-type="string"><text:p>Population</text:p></table:table-cell>'
            '<table:covered-table-cell table:number-columns-repeated="2"/></table:table-row>'
        ),
        f"<table:table-row><table:covered-table-cell/>{_cells(['Male', 'Female', 'Total'])}</table:table-row>",
        *(f"<table:table-row>{_cells(row[1:])}</table:table-row>" for row in _inner(data)),
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="1024"/></table:table-row>',
    ]
    return _opendocument("Census", "".join(lines))


@made("same-value-repeated-by-count.ods", STATIONS, "stations with cells and rows that stand for many")
def _repeated(data: Data) -> Content:
    rows = "".join(
        f"<table:table-row>{_cells([row[0], row[1], float(row[4])])}</table:table-row>"
        for row in stations(data)[1:6]
    )
    closed = (
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2" '
        'office:value-type="string"><text:p>closed</text:p></table:table-cell></table:table-row>'
    )
    return _opendocument(
        "Stations",
        f"<table:table-row>{_cells(['Code', 'Station', 'Height'])}</table:table-row>{rows}{closed}",
    )


def _cells(row: Sequence[Cell]) -> str:
    return "".join(
        f'<table:table-cell office:value-type="float" office:value="{cell}"><text:p>{cell}</text:p></table:table-cell>'
        if isinstance(cell, int | float)
        else f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
        for cell in row
    )


def _opendocument(sheet: str, rows: str) -> bytes:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content xmlns:office="{_ODS}office:1.0" '
        f'xmlns:table="{_ODS}table:1.0" xmlns:text="{_ODS}text:1.0" office:version="1.2"><office:body><office:spreadsheet>'
        f'<table:table table:name="{sheet}">{rows}</table:table></office:spreadsheet></office:body></office:document-content>'
    )
    manifest = (
        '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
    )
    return zipped(
        {
            "mimetype": kind.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


@made("workbook-cut-short.xlsx", STATIONS, "a workbook without its last third")
def _short(data: Data) -> Content:
    whole = _saved(_book(stations(data))[0])
    return whole[: len(whole) * 2 // 3]


@made("workbook-with-a-damaged-sheet.xlsx", STATIONS, "a workbook whose sheet's XML breaks off")
def _damaged(data: Data) -> Content:
    members = unzipped(_saved(_book(stations(data))[0]))
    sheet = "xl/worksheets/sheet1.xml"
    members[sheet] = members[sheet][: len(members[sheet]) // 2]
    return zipped(members)
