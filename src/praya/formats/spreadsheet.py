"""Rows as a workbook for people: numbers as numbers, dates as dates, and never a formula."""

from __future__ import annotations

import tempfile
from datetime import date, datetime
from math import isfinite
from pathlib import Path
from typing import TYPE_CHECKING

from praya.formats.export import cell_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import pyarrow as pa
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

SHEET_ROWS = 1_048_576
"""What a sheet of the format can hold, its header included; more rows go on in another."""
LONGEST_TEXT = 32_767
EXACT = 2**53
"""From here on a spreadsheet's numbers lose digits: such integers are written as text."""
_CHUNK = 256 * 1024
_EARLIEST = date(1900, 3, 1)
"""Workbooks count days from 1900 on, and take that year for a leap year."""


def xlsx(batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """Write rows as XLSX, each sheet with the header; longer texts are cut at the format's limit."""
    import xlsxwriter  # noqa: PLC0415 - a server that writes no workbook is smaller without it

    with tempfile.TemporaryDirectory(prefix="praya-xlsx-") as folder:
        path = Path(folder) / "table.xlsx"
        book = xlsxwriter.Workbook(
            path, {"constant_memory": True, "default_date_format": "yyyy-mm-dd", "tmpdir": folder}
        )
        _fill(book, batches)
        book.close()
        with path.open("rb") as written:
            while chunk := written.read(_CHUNK):
                yield chunk


def _fill(book: Workbook, batches: Iterable[pa.RecordBatch]) -> None:
    header = book.add_format({"bold": True})
    moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"})
    sheet: Worksheet | None = None
    at = 0
    for batch in batches:
        for row in zip(*(column.to_pylist() for column in batch.columns), strict=True):
            if sheet is None or at == SHEET_ROWS:
                sheet, at = _begun(book, batch.schema.names, header), 1
            for place, value in enumerate(row):
                if isinstance(value, datetime):
                    _write_moment(sheet, at, place, value, moment)
                elif value is not None:
                    _write(sheet, at, place, value)
            at += 1
        if sheet is None:
            sheet, at = _begun(book, batch.schema.names, header), 1


def _begun(book: Workbook, names: Sequence[str], header: object) -> Worksheet:
    sheet = book.add_worksheet()
    for place, name in enumerate(names):
        sheet.write_string(0, place, name, header)
    sheet.freeze_panes(1, 0)
    return sheet


def _write_moment(sheet: Worksheet, at: int, place: int, value: datetime, form: object) -> None:
    if value.date() < _EARLIEST:
        sheet.write_string(at, place, value.isoformat())
    else:
        sheet.write_datetime(at, place, value.replace(tzinfo=None), form)


def _write(sheet: Worksheet, at: int, place: int, value: object) -> None:
    if isinstance(value, bool):
        sheet.write_boolean(at, place, value)
    elif (isinstance(value, float) and isfinite(value)) or (isinstance(value, int) and abs(value) < EXACT):
        sheet.write_number(at, place, value)
    elif isinstance(value, date) and value >= _EARLIEST:
        sheet.write_datetime(at, place, value)
    else:
        sheet.write_string(at, place, cell_text(value)[:LONGEST_TEXT])
