from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.raw import RawTable

KIND = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{each}="urn:oasis:names:tc:opendocument:xmlns:{each}:1.0"' for each in ("office", "table", "text")
)


def ods(sheets: dict[str, str]) -> bytes:
    """Return a spreadsheet of sheets given as XML rows."""
    tables = "".join(
        f'<table:table table:name="{name}">{rows}</table:table>' for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{KIND}"/></m:manifest>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", KIND, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr("META-INF/manifest.xml", manifest)
    return buffer.getvalue()


def row(*cells: str | float) -> str:
    return "<table:table-row>" + "".join(map(cell, cells)) + "</table:table-row>"


def cell(value: str | float) -> str:
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'


@pytest.mark.parametrize("length", [40, 400, -30])
def test_a_truncated_spreadsheet_is_broken(raw: Callable[..., RawTable], length: int) -> None:
    with pytest.raises(errors.FileBroken):
        raw(ods({"A": row("a", "b") + row(1, 2)})[:length])


def test_a_sheet_that_repeats_without_end_is_refused(raw: Callable[..., RawTable]) -> None:
    endless = (
        '<table:table-row table:number-rows-repeated="1048576"><table:table-cell office:value-type="float" '
        'office:value="1" table:number-columns-repeated="16384"><text:p>1</text:p></table:table-cell></table:table-row>'
    )
    with pytest.raises(errors.Unreadable):
        raw(ods({"A": endless}))


def test_every_sheet_with_a_table_is_read(raw_tables: Callable[..., list[RawTable]]) -> None:
    tables = raw_tables(
        ods({"人口": row("區", "Population") + row("東區", 512) + row("南區", 0.5), "Empty": row("note")})
    )
    (table,) = tables
    assert table.slug == "人口"
    assert table.columns.to_pylist() == [{"c0": "東區", "c1": "512"}, {"c0": "南區", "c1": "0.5"}]
