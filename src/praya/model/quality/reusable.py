"""Reusable: whether it may be used, and says enough of itself to be used rightly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.licence import LICENCES, UNSTATED
from praya.model.quality.rule import BESIDE, UNSEEN, Found, Rule, Seen, counted, words

if TYPE_CHECKING:
    from praya.model.quality.rule import Facts


def _licence(facts: Facts) -> Found:
    return Seen(int(facts.dataset.licence_id in LICENCES.keys() - {UNSTATED.id}), 1)


def _free(facts: Facts) -> Found:
    licence = LICENCES.get(facts.dataset.licence_id, UNSTATED)
    known = (each for each in (licence.commercial_use, licence.derivatives) if each is not None)
    return UNSEEN if licence is UNSTATED else counted(known, UNSEEN)


def _markers(facts: Facts) -> Found:
    known = ((each, dict(each.meanings)) for _table, each in facts.columns)
    return counted((marker in meanings for each, meanings in known for marker in each.markers), BESIDE)


def _keys(facts: Facts) -> Found:
    return counted((bool(each.profile.keys) for each in facts.tables if each.rows > 1), BESIDE)


RULES = (
    Rule(
        code="licence_known",
        part="reusable",
        weight=5,
        test=_licence,
        title=words("Licence that programs know", "程式可識別的授權條款", "程序可识别的授权条款"),
        reason=words(
            "Terms of use are stated by an identifier that programs know: {said}.",
            "以程式可識別的代號註明使用條款：{said}。",
            "以程序可识别的代号注明使用条款：{said}。",
        ),
        fix=words(
            "State a licence by its SPDX identifier, or the portal's terms.",
            "請以 SPDX 代號註明授權條款，或採用平台的條款。",
            "请以 SPDX 代号注明授权条款，或采用平台的条款。",
        ),
    ),
    Rule(
        code="licence_free",
        part="reusable",
        weight=3,
        test=_free,
        title=words("Licence lets everybody build on it", "條款容許自由再用", "条款允许自由再用"),
        reason=words(
            "{met} of {of}: commercial use, and works made from it.",
            "容許商業使用及衍生作品：{met}／{of}。",
            "允许商业使用及衍生作品：{met}／{of}。",
        ),
        fix=words(
            "Choose terms without a limit to what it is used for.",
            "請採用不限用途的條款。",
            "请采用不限用途的条款。",
        ),
    ),
    Rule(
        code="dictionary",
        part="reusable",
        weight=3,
        test=lambda facts: Seen(int(bool(facts.dataset.dictionary_url)), 1),
        title=words("Data dictionary", "數據字典", "数据字典"),
        reason=words(
            "The record names a data dictionary: {said}.",
            "紀錄附有數據字典：{said}。",
            "记录附有数据字典：{said}。",
        ),
        fix=words(
            "Publish what each column means, its unit and its codes, and name the address in the record.",
            "請公布各欄的含義、單位及代碼，並在紀錄中列出網址。",
            "请公布各列的含义、单位及代码，并在记录中列出网址。",
        ),
    ),
    Rule(
        code="markers_explained",
        part="reusable",
        weight=1,
        test=_markers,
        title=words("Marks for missing values are explained", "缺值標記有説明", "缺值标记有说明"),
        reason=words(
            "{met} of {of} marks that stand in place of values are explained in the file.",
            "{of} 個代替數值的標記中，{met} 個在檔案內有説明。",
            "{of} 个代替数值的标记中，{met} 个在文件内有说明。",
        ),
        fix=words(
            "Leave cells empty where nothing is known, or say in the file what each mark means.",
            "未知的格請留空，或在檔案內説明各標記的含義。",
            "未知的格请留空，或在文件内说明各标记的含义。",
        ),
    ),
    Rule(
        code="rows_identified",
        part="reusable",
        weight=1,
        test=_keys,
        title=words("Rows can be told apart", "各行可以區分", "各行可以区分"),
        reason=words(
            "{met} of {of} tables have one or two columns that tell every row from the others.",
            "{of} 個表格中，{met} 個有一兩欄足以區分每一行。",
            "{of} 个表格中，{met} 个有一两列足以区分每一行。",
        ),
        fix=words(
            "Give every row an identifier that stays the same from one version to the next.",
            "請為每行加上各版本不變的編號。",
            "请为每行加上各版本不变的编号。",
        ),
    ),
)
