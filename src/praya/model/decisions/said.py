"""What publishers say of their files: each override that was used, and each that no longer fits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.decisions.kind import Kind, text

if TYPE_CHECKING:
    from praya.model.decisions.kind import Step
    from praya.model.text import Text

_SAID = text("Set by the publisher.", "由發布者設定。", "由发布者设定。")
_CORRECT = text(
    "Correct the override, or take it away, with “praya override”.",
    "請以「praya override」更正或移除覆蓋設定。",
    "请以“praya override”更正或移除覆盖设置。",
)
_TYPE = text("{column}: {type}", "{column}：{type}", "{column}：{type}")


def _said(code: str, step: Step, what: Text) -> Kind:
    return Kind(code=code, step=step, what=what, reason=_SAID)


def _unfit(code: str, step: Step, what: Text, reason: Text) -> Kind:
    return Kind(code=code, step=step, what=what, reason=reason, advice=_CORRECT)


ENCODING = _said(
    "said_encoding", "sniff", text("Encoding: {encoding}", "編碼：{encoding}", "编码：{encoding}")
)
DELIMITER = _said(
    "said_delimiter", "layout", text("Separator: {delimiter}", "分隔符號：{delimiter}", "分隔符：{delimiter}")
)
SKIPPED = _said(
    "said_skip",
    "layout",
    text("Lines skipped at the top: {rows}", "略過開頭的行數：{rows}", "略过开头的行数：{rows}"),
)
HEADER = _said(
    "said_header", "layout", text("Header: line {lines}", "標題行：第 {lines} 行", "标题行：第 {lines} 行")
)
HEADLESS = _said("said_headless", "layout", text("No header", "沒有標題行", "没有标题行"))
ONLY = _said("said_only", "layout", text("Tables: {places}", "數據表：{places}", "数据表：{places}"))
TYPE = _said("said_type", "infer", _TYPE)
ORDER = _said(
    "said_order",
    "infer",
    text("{column}: {type}, {order}", "{column}：{type}，{order}", "{column}：{type}，{order}"),
)
MARKERS = _said(
    "said_markers",
    "infer",
    text(
        "{column}: {markers} stand for no value",
        "{column}：{markers} 表示沒有數值",
        "{column}：{markers} 表示没有数值",
    ),
)
NAME = _said(
    "said_name",
    "infer",
    text(
        "{column}: named so; its label is “{label}”",
        "{column}：如此命名；標題為「{label}」",
        "{column}：如此命名；标题为“{label}”",
    ),
)
TITLE = _said(
    "said_title",
    "infer",
    text("{column}: titled “{title}”", "{column}：題為「{title}」", "{column}：题为“{title}”"),
)
UNIT = _said(
    "said_unit", "infer", text("{column}: in {unit}", "{column}：單位為 {unit}", "{column}：单位为 {unit}")
)

_UNUSED = text(
    "Set by the publisher, but not used: {point} {wanted}",
    "由發布者設定，但沒有採用：{point} {wanted}",
    "由发布者设定，但没有采用：{point} {wanted}",
)
UNFIT_ENCODING = _unfit(
    "unfit_encoding",
    "sniff",
    _UNUSED,
    text(
        "Byte {offset} of the file cannot be read so; the reader's own evidence was used.",
        "檔案的第 {offset} 個位元組無法如此解讀；改用讀取器自己的依據。",
        "文件的第 {offset} 个字节无法如此解读；改用读取器自己的依据。",
    ),
)
UNFIT = _unfit(
    "unfit_point",
    "layout",
    _UNUSED,
    text(
        "There is nothing in this version that it fits; the reader's own evidence was used.",
        "此版本中沒有與之相符的內容；改用讀取器自己的依據。",
        "此版本中没有与之相符的内容；改用读取器自己的依据。",
    ),
)
UNFIT_COLUMN = _unfit(
    "unfit_column",
    "infer",
    _UNUSED,
    text(
        "No column of this version is called so.",
        "此版本中沒有如此稱呼的欄。",
        "此版本中没有如此称呼的列。",
    ),
)
UNFIT_NAME = _unfit(
    "unfit_name",
    "infer",
    _UNUSED,
    text("Another column has this name.", "另一欄已有此名稱。", "另一列已有此名称。"),
)
UNFIT_TYPE = _unfit(
    "unfit_type",
    "infer",
    _TYPE,
    text(
        "The publisher set another type ({wanted}), but not one value is of it.",
        "發布者設定了另一類型（{wanted}），但沒有任何值屬於該類型。",
        "发布者设置了另一类型（{wanted}），但没有任何值属于该类型。",
    ),
)
UNFIT_VALUES = _unfit(
    "unfit_values",
    "infer",
    _TYPE,
    text(
        "The publisher set it, but {values} values are none (rows {rows}): {examples}. They count as missing; their "
        "text stays beside.",
        "由發布者設定，但有 {values} 個值不屬此類型（第 {rows} 行）：{examples}。它們視作缺值，並保留原文。",
        "由发布者设定，但有 {values} 个值不属此类型（第 {rows} 行）：{examples}。它们视作缺值，并保留原文。",
    ),
)
UNFIT_ORDER = _unfit(
    "unfit_order",
    "infer",
    _TYPE,
    text(
        "The publisher set the order of dates ({wanted}), but there are no such dates, or the values show another.",
        "發布者設定了日期次序（{wanted}），但沒有這樣的日期，或數值顯示另一次序。",
        "发布者设置了日期次序（{wanted}），但没有这样的日期，或数值显示另一次序。",
    ),
)
