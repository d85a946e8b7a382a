"""Where the table is in its file: header, rows, and what stands around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.decisions.kind import Kind, text

if TYPE_CHECKING:
    from praya.model.text import Text

_HEADER = text("Header: line {lines}", "標題列：第 {lines} 行", "标题行：第 {lines} 行")
_RECORDS = text("Records: {path}", "記錄：{path}", "记录：{path}")
_NOTES = text(
    "Notes: {notes} lines after the table",
    "註釋：數據表之後 {notes} 行",
    "注释：数据表之后 {notes} 行",
)


def _kind(code: str, what: Text, reason: Text) -> Kind:
    return Kind(code=code, step="layout", what=what, reason=reason)


DELIMITER = _kind(
    "delimiter",
    text("Separator: {delimiter}", "分隔符號：{delimiter}", "分隔符：{delimiter}"),
    text(
        "Most rows have the same number of cells by it.",
        "以此分隔，大多數行的格數相同。",
        "以此分隔，大多数行的格数相同。",
    ),
)
HEADER_FIRST = _kind(
    "header_first",
    _HEADER,
    text("The first row names the columns.", "首行為各欄命名。", "首行为各列命名。"),
)
HEADER_BELOW = _kind(
    "header_below",
    _HEADER,
    text(
        "{above} lines above it stand outside the table.",
        "其上有 {above} 行不屬於數據表。",
        "其上有 {above} 行不属于数据表。",
    ),
)
HEADER_TALL = _kind(
    "header_tall",
    _HEADER,
    text(
        "Labels of groups stand above the labels of columns.",
        "分組標題在各欄標題之上。",
        "分组标题在各列标题之上。",
    ),
)
HEADER_TALL_BELOW = _kind(
    "header_tall_below",
    _HEADER,
    text(
        "Labels of groups stand above the labels of columns; {above} lines above them stand outside the table.",
        "分組標題在各欄標題之上；再上有 {above} 行不屬於數據表。",
        "分组标题在各列标题之上；再上有 {above} 行不属于数据表。",
    ),
)
HEADER_NONE = _kind(
    "header_none",
    text("No header", "沒有標題列", "没有标题行"),
    text(
        "The first row already holds values like those below it.",
        "首行已是與下方同類的數值。",
        "首行已是与下方同类的数值。",
    ),
)
HEADERS = frozenset(
    kind.code for kind in (HEADER_FIRST, HEADER_BELOW, HEADER_TALL, HEADER_TALL_BELOW, HEADER_NONE)
)
"""The codes of the decision that says which lines are the header, in its field `lines`."""
NOTES_SPARSE = _kind(
    "notes_sparse",
    _NOTES,
    text(
        "From line {line} on only the first cell is filled, and the text begins like a note or stands below a "
        "blank row.",
        "由第 {line} 行起只有首格有內容，而且文字像註釋或在空行之後。",
        "由第 {line} 行起只有首格有内容，而且文字像注释或在空行之后。",
    ),
)
NOTES_SHORT = _kind(
    "notes_short",
    _NOTES,
    text(
        "They have one cell where the table's rows have more.",
        "它們只有一格，而數據表各行有多格。",
        "它们只有一格，而数据表各行有多格。",
    ),
)
ROWS_BLANK = _kind(
    "rows_blank",
    text("Rows skipped: {rows}", "略去的行：{rows}", "略去的行：{rows}"),
    text("Every cell of them is blank.", "各格皆空。", "各格皆空。"),
)
COLUMNS_BLANK = _kind(
    "columns_blank",
    text("Columns skipped: {columns}", "略去的欄：第 {columns} 欄", "略去的列：第 {columns} 列"),
    text(
        "They have neither a label nor a value.",
        "它們沒有標題，也沒有數值。",
        "它们没有标题，也没有数值。",
    ),
)
ROWS_RAGGED = Kind(
    code="rows_ragged",
    step="layout",
    what=text(
        "{rows} of {total} rows do not fit: lines {lines}",
        "{total} 行中有 {rows} 行不符：第 {lines} 行",
        "{total} 行中有 {rows} 行不符：第 {lines} 行",
    ),
    reason=text(
        "They have more or fewer cells than the others; missing cells are missing values, "
        "further cells became further columns.",
        "它們的格數與其他行不同；缺少的格視為沒有數值，多出的格另成新欄。",
        "它们的格数与其他行不同；缺少的格视为没有数值，多出的格另成新列。",
    ),
    advice=text(
        "Look at these lines in the file: often a separator inside a text is not quoted.",
        "請檢查檔案中這些行：常見原因是文字中的分隔符號沒有加引號。",
        "请检查文件中这些行：常见原因是文字中的分隔符没有加引号。",
    ),
)
RECORDS_LISTED = _kind(
    "records_listed",
    _RECORDS,
    text(
        "{rows} objects of like shape are found there.",
        "該處有 {rows} 個結構相同的物件。",
        "该处有 {rows} 个结构相同的对象。",
    ),
)
RECORDS_REPEATED = _kind(
    "records_repeated",
    _RECORDS,
    text(
        "The deepest element that repeats gives {rows} rows; the values around them are repeated.",
        "最深的重複元素，共 {rows} 行；其外層的數值會重複列出。",
        "最深的重复元素，共 {rows} 行；其外层的数值会重复列出。",
    ),
)
RECORDS_FED = _kind(
    "records_fed",
    _RECORDS,
    text(
        "A feed of {rows} entries, one row for each.",
        "消息來源共有 {rows} 個項目，每項一行。",
        "消息来源共有 {rows} 个条目，每项一行。",
    ),
)
