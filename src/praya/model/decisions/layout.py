"""Where the table is in its file: header, rows, and what stands around it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.decisions import said
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
DELIMITER_SAID = _kind(
    "delimiter_said",
    text("Separator: {delimiter}", "分隔符號：{delimiter}", "分隔符：{delimiter}"),
    text("The first line says so: {line}", "首行已說明：{line}", "首行已说明：{line}"),
)
QUOTES_SPACED = _kind(
    "quotes_spaced",
    text("Blanks after separators are skipped", "略去分隔符號後的空格", "略去分隔符后的空格"),
    text(
        "Quotes stand behind them, and more rows then have the same number of cells.",
        "引號在空格之後；如此更多行的格數相同。",
        "引号在空格之后；如此更多行的格数相同。",
    ),
)
QUOTES_UNCLOSED = Kind(
    code="quotes_unclosed",
    step="layout",
    what=text(
        "Quotes that never close: lines {lines}",
        "沒有結束的引號：第 {lines} 行",
        "没有结束的引号：第 {lines} 行",
    ),
    reason=text(
        "Each would swallow all lines after it, so it was read as a character like others.",
        "它會吞沒其後所有行，因此當作普通字元讀取。",
        "它会吞没其后所有行，因此当作普通字符读取。",
    ),
    advice=text(
        "Close the quote, or write it twice if it belongs to the text.",
        "請補上結束的引號；如屬文字內容，請重複寫一次。",
        "请补上结束的引号；如属文字内容，请重复写一次。",
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
    kind.code
    for kind in (HEADER_FIRST, HEADER_BELOW, HEADER_TALL, HEADER_TALL_BELOW, HEADER_NONE, said.HEADER)
)
"""The codes of the decision that says which lines are the header, in its field `lines`."""
NOTES_SPARSE = _kind(
    "notes_sparse",
    _NOTES,
    text(
        "From line {line} on there are words instead of values; they begin like a note or stand below a blank row.",
        "由第 {line} 行起只有文字而無數值；文字像註釋，或在空行之後。",
        "由第 {line} 行起只有文字而无数值；文字像注释，或在空行之后。",
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
TABLE_APART = _kind(
    "table_apart",
    text(
        "One of several tables: from line {line}, column {column}",
        "數個數據表之一：由第 {line} 行、第 {column} 欄起",
        "数个数据表之一：由第 {line} 行、第 {column} 列起",
    ),
    text(
        "It has a header of its own, and a blank row, a blank column or a title parts it from the others.",
        "它有自己的標題列，並以空行、空欄或標題與其他數據表分隔。",
        "它有自己的标题行，并以空行、空列或标题与其他数据表分隔。",
    ),
)
HEADER_MERGED = _kind(
    "header_merged",
    text("Labels of groups", "分組標題", "分组标题"),
    text(
        "Merged cells say how far each reaches.",
        "合併儲存格說明各標題的範圍。",
        "合并单元格说明各标题的范围。",
    ),
)
HEADER_TWIN = _kind(
    "header_twin",
    text("Labels in two languages", "雙語標題", "双语标题"),
    text(
        "The second row says the labels again in the other language.",
        "第二行以另一語言重複各欄標題。",
        "第二行以另一语言重复各列标题。",
    ),
)
HEADER_CORNER = _kind(
    "header_corner",
    text("Above the first column: {words}", "首欄之上：{words}", "首列之上：{words}"),
    text(
        "It says what the labels beside it are, not what the first column holds.",
        "它說明旁邊各標題是甚麼，而非首欄的內容。",
        "它说明旁边各标题是什么，而非首列的内容。",
    ),
)
SHEETS_SKIPPED = _kind(
    "sheets_skipped",
    text("Sheet without a table: {sheet}", "沒有數據表的工作表：{sheet}", "没有数据表的工作表：{sheet}"),
    text("Its words: {words}", "內容：{words}", "内容：{words}"),
)
UNITS_ROW = _kind(
    "units_row",
    text("Units: {units}", "單位：{units}", "单位：{units}"),
    text(
        "A row of the header holds units of measure and nothing else.",
        "標題列中有一行只有計量單位。",
        "标题行中有一行只有计量单位。",
    ),
)
GROUPS_FILLED = _kind(
    "groups_filled",
    text(
        "Merged labels written into {cells} cells: {columns}",
        "合併的標籤填入 {cells} 格：{columns}",
        "合并的标签填入 {cells} 格：{columns}",
    ),
    text(
        "Each stands for all the rows that it is merged over; values are never repeated.",
        "每個標籤代表其合併範圍內的所有行；數值從不重複。",
        "每个标签代表其合并范围内的所有行；数值从不重复。",
    ),
)
ROWS_HEADER = _kind(
    "rows_header",
    text(
        "Rows skipped: {rows} (lines {lines})",
        "略去的行：{rows}（第 {lines} 行）",
        "略去的行：{rows}（第 {lines} 行）",
    ),
    text(
        "They say the header again, as printed pages do.",
        "它們重複標題列，如同列印的每頁。",
        "它们重复标题行，如同打印的每页。",
    ),
)
ROWS_BLANK = _kind(
    "rows_blank",
    text(
        "Rows skipped: {rows} (lines {lines})",
        "略去的行：{rows}（第 {lines} 行）",
        "略去的行：{rows}（第 {lines} 行）",
    ),
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
TABLES_UNSOUGHT = Kind(
    code="tables_unsought",
    step="layout",
    what=text(
        "Read as one table, though blank lines stand in it",
        "雖有空行，仍視作一個數據表",
        "虽有空行，仍视作一个数据表",
    ),
    reason=text(
        "Blank lines may part several tables; in files of more than {limit} MB these are not looked for.",
        "空行可能分隔多個數據表；超過 {limit} MB 的檔案不作此檢查。",
        "空行可能分隔多个数据表；超过 {limit} MB 的文件不作此检查。",
    ),
    advice=text(
        "If there are several tables, publish each as a file of its own.",
        "如有多個數據表，請分別以獨立檔案發布。",
        "如有多个数据表，请分别以独立文件发布。",
    ),
)
LINES_BROKEN = Kind(
    code="lines_broken",
    step="layout",
    what=text(
        "Lines left out: {count} (lines {lines})",
        "略去的行：{count}（第 {lines} 行）",
        "略去的行：{count}（第 {lines} 行）",
    ),
    reason=text(
        "They are no JSON, as every other line is; the report keeps their text.",
        "與其他行不同，這些行並非 JSON；其原文保留在報告中。",
        "与其他行不同，这些行并非 JSON；其原文保留在报告中。",
    ),
    advice=text(
        "Look at these lines: often a program was stopped while it wrote.",
        "請檢查這些行：常見原因是程式在寫入時中斷。",
        "请检查这些行：常见原因是程序在写入时中断。",
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
RECORDS_ROWS = _kind(
    "records_rows",
    _RECORDS,
    text(
        "{rows} lists of the same length are found there: rows of a table.",
        "該處有 {rows} 個等長的列表，為數據表的各行。",
        "该处有 {rows} 个等长的列表，为数据表的各行。",
    ),
)
RECORDS_LETTERED = _kind(
    "records_lettered",
    _RECORDS,
    text(
        "The keys are letters of columns, and the first record holds the labels; {rows} rows follow.",
        "鍵為欄的字母，首個記錄為各欄標題，其後有 {rows} 行。",
        "键为列的字母，首个记录为各列标题，其后有 {rows} 行。",
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
RECORDS_AROUND = _kind(
    "records_around",
    _RECORDS,
    text(
        "{rows} elements that hold rows of other tables; their values stand there too, and join the tables.",
        "有 {rows} 個元素包含其他數據表的行；其數值亦列於該表，可據此連接。",
        "有 {rows} 个元素包含其他数据表的行；其数值也列于该表，可据此连接。",
    ),
)
RECORDS_NONE = _kind(
    "records_none",
    _RECORDS,
    text(
        "There are none at present; the columns are those that are always there.",
        "目前沒有任何記錄；所列各欄為必有之欄。",
        "目前没有任何记录；所列各列为必有之列。",
    ),
)
RECORDS_FEATURES = _kind(
    "records_features",
    _RECORDS,
    text(
        "{rows} features of this kind, one row for each.",
        "共有 {rows} 個此類圖徵，每個一行。",
        "共有 {rows} 个此类要素，每个一行。",
    ),
)
RECORDS_STORED = _kind(
    "records_stored",
    _RECORDS,
    text(
        "The format itself says where its {rows} rows and its columns are.",
        "格式本身已標明其 {rows} 行及各欄。",
        "格式本身已标明其 {rows} 行及各列。",
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
