"""What the columns mean beside their types: each kind here is about one column, named by the field `column`."""

from __future__ import annotations

from praya.model.decisions.kind import Kind, text

_DISTRICTS = text("{column}: districts", "{column}：地區", "{column}：地区")

_TWINS = text(
    "{column}: one column in several languages", "{column}：同一欄的多種語言", "{column}：同一列的多种语言"
)

TWINS_MARKED = Kind(
    code="twins_marked",
    step="infer",
    what=_TWINS,
    reason=text(
        "The labels of {columns} are the same but for the marks of {languages}.",
        "「{columns}」的標題相同，只有語言標記（{languages}）不同。",
        "“{columns}”的标题相同，只有语言标记（{languages}）不同。",
    ),
)
TWINS_FOLLOWING = Kind(
    code="twins_following",
    step="infer",
    what=_TWINS,
    reason=text(
        "{columns} follow each other in the order of {languages}, and their values agree.",
        "「{columns}」依 {languages} 的次序相隨，而且數值相應。",
        "“{columns}”依 {languages} 的次序相随，而且数值相应。",
    ),
)
DISTRICTS = Kind(
    code="districts",
    step="infer",
    what=_DISTRICTS,
    reason=text(
        "{values} distinct values are districts, written as {scheme}.",
        "有 {values} 個不同的值為十八區之一，以{scheme}表示。",
        "有 {values} 个不同的值为十八区之一，以{scheme}表示。",
    ),
)
DISTRICTS_BUT = Kind(
    code="districts_but",
    step="infer",
    what=_DISTRICTS,
    reason=text(
        "{values} distinct values are districts, written as {scheme}; these are none: {strange}",
        "有 {values} 個不同的值為十八區之一，以{scheme}表示；以下不是：{strange}",
        "有 {values} 个不同的值为十八区之一，以{scheme}表示；以下不是：{strange}",
    ),
)
AXES_EXCHANGED = Kind(
    code="axes_exchanged",
    step="infer",
    what=text("{column}: holds the {role}", "{column}：實為{role}", "{column}：实为{role}"),
    reason=text(
        "Its values lie where the other axis has its values: two columns of coordinates are exchanged.",
        "其數值屬於另一坐標軸的範圍：兩個坐標欄互換了。",
        "其数值属于另一坐标轴的范围：两个坐标列互换了。",
    ),
    advice=text(
        "Exchange the labels or the values of the two columns at the source.",
        "請在來源對調兩欄的標題或數值。",
        "请在来源对调两列的标题或数值。",
    ),
)
