"""Truthful: whether the file holds what it says, and nothing that misleads who reads it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.decisions import KINDS, infer, sniff
from praya.model.quality.rule import UNSEEN, WEB_PAGE, Found, Rule, counted, words

if TYPE_CHECKING:
    from praya.model.quality.rule import Facts

_GARBLED = frozenset({sniff.TEXT_LOST.code, sniff.TEXT_GARBLED.code})
_CONTRADICTED = frozenset({sniff.FORMAT_CONTRADICTED.code})
_SUBTOTALS = frozenset({infer.SUBTOTALS_NAMED.code, infer.SUBTOTALS_ADD_UP.code})
PROBLEMS = frozenset(code for code, kind in KINDS.items() if kind.advice)
"""What the reader decides where a publisher should look."""


def _readable(facts: Facts) -> Found:
    files = (each for each in facts.came if not (each.problem and each.problem.code == WEB_PAGE))
    told = ((each.status == "ready", facts.blind(each), each.id in facts.versions) for each in files)
    return counted((ready or blind for ready, blind, read in told if read or not blind), UNSEEN)


def _files_without(facts: Facts, codes: frozenset[str]) -> Found:
    bad = {table.distribution_id for table, each in facts.decisions if each.code in codes}
    return counted((each not in bad for each in facts.table_files), UNSEEN)


def _fitting(facts: Facts) -> Found:
    found = ((table.name, each) for table, each in facts.decisions if each.code in PROBLEMS)
    bad = {(name, each.fields.get("column")) for name, each in found}
    return counted(((table.name, each.name) not in bad for table, each in facts.columns), UNSEEN)


def _unmixed(facts: Facts) -> Found:
    mixed = {table.name for table, each in facts.decisions if each.code in _SUBTOTALS}
    return counted((each.name not in mixed for each in facts.tables), UNSEEN)


RULES = (
    Rule(
        code="files_readable",
        part="truthful",
        weight=3,
        test=_readable,
        title=words("Files can be read", "檔案可以讀取", "文件可以读取"),
        reason=words(
            "{met} of {of} files that came could be read.",
            "已取得的 {of} 個檔案中，{met} 個可以讀取。",
            "已取得的 {of} 个文件中，{met} 个可以读取。",
        ),
        fix=words(
            "Look at the files that could not be read; each says why.",
            "請檢視無法讀取的檔案；各檔案均列有原因。",
            "请查看无法读取的文件；各文件均列有原因。",
        ),
    ),
    Rule(
        code="format_true",
        part="truthful",
        weight=2,
        test=lambda facts: _files_without(facts, _CONTRADICTED),
        title=words("Files are what they are called", "檔案名副其實", "文件名副其实"),
        reason=words(
            "{met} of {of} files are in the form that their publisher announces.",
            "{of} 個檔案中，{met} 個與所宣稱的格式相符。",
            "{of} 个文件中，{met} 个与所宣称的格式相符。",
        ),
        fix=words(
            "Correct the announced format, the ending or the media type.",
            "請更正所宣稱的格式、副檔名或媒體類型。",
            "请更正所宣称的格式、扩展名或媒体类型。",
        ),
    ),
    Rule(
        code="values_fit",
        part="truthful",
        weight=3,
        test=_fitting,
        title=words("Values fit their column", "數值與欄位相符", "数值与列相符"),
        reason=words(
            "{met} of {of} columns hold only what they should.",
            "{of} 欄中，{met} 欄的數值全部合適。",
            "{of} 列中，{met} 列的数值全部合适。",
        ),
        fix=words(
            "Correct the values that do not fit; how the table was read names them.",
            "請更正不合適的數值；「讀取過程」一節已逐一列出。",
            "请更正不合适的数值；“读取过程”一节已逐一列出。",
        ),
    ),
    Rule(
        code="text_intact",
        part="truthful",
        weight=2,
        test=lambda facts: _files_without(facts, _GARBLED),
        title=words("Text is whole", "文字完整", "文字完整"),
        reason=words(
            "{met} of {of} files came without broken characters.",
            "{of} 個檔案中，{met} 個沒有亂碼。",
            "{of} 个文件中，{met} 个没有乱码。",
        ),
        fix=words(
            "Export the text again from where it is still whole, as UTF-8.",
            "請從文字仍然完整的來源重新以 UTF-8 匯出。",
            "请从文字仍然完整的来源重新以 UTF-8 导出。",
        ),
    ),
    Rule(
        code="totals_apart",
        part="truthful",
        weight=2,
        test=_unmixed,
        title=words("Totals stand apart", "總計另列", "总计另列"),
        reason=words(
            "{met} of {of} tables have no totals among their rows: summing up counts nothing twice.",
            "{of} 個表格中，{met} 個沒有混入總計，加總時不會重複計算。",
            "{of} 个表格中，{met} 个没有混入总计，求和时不会重复计算。",
        ),
        fix=words(
            "Leave totals out of the table, or put them into a file of their own.",
            "請將總計移出表格，或另存檔案。",
            "请将总计移出表格，或另存文件。",
        ),
    ),
)
