"""What cards say, in three languages; fields stand in braces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.text import Text

if TYPE_CHECKING:
    from praya.model.text import Lang


def _text(en: str, zh_hant: str, zh_hans: str) -> Text:
    return Text.of(en, zh_hant, zh_hans, origin="edited")


def say(text: Text, lang: Lang, **fields: str | int) -> str:
    """Put words of ours into one language."""
    words = text.words(lang)
    for name, value in fields.items():
        words = words.replace(f"{{{name}}}", str(value))
    return words


GRAIN_KEY = _text("One row for each “{key}”.", "每個「{key}」一行。", "每个“{key}”一行。")
GRAIN_NONE = _text(
    "No column, and no pair of columns, tells every row from all others.",
    "沒有任何一欄或兩欄能區分所有行。",
    "没有任何一列或两列能区分所有行。",
)
AND = _text("” and “", "」及「", "”及“")
EMPTY_SHARE = _text(
    "{column}: {share} % of the values are missing.",
    "{column}：{share}% 的值從缺。",
    "{column}：{share}% 的值缺失。",
)
FUTURE = _text(
    "{column}: holds moments in the future ({max}).",
    "{column}：含未來的時間（{max}）。",
    "{column}：含未来的时间（{max}）。",
)
FILES_UNREAD = _text(
    "{failed} of {files} files could not be read; what they hold is not here.",
    "{files} 個檔案中有 {failed} 個未能讀取，其內容不在此。",
    "{files} 个文件中有 {failed} 个未能读取，其内容不在此。",
)
NO_TABLES = _text(
    "No table was read from its files.", "未有從其檔案讀出任何表格。", "未有从其文件读出任何表格。"
)
VANISHED = _text(
    "The portal it came from no longer lists it.",
    "來源入門網站已不再列出此數據集。",
    "来源门户网站已不再列出此数据集。",
)
ACCURACY = _text(
    "The terms ask to state the source, and that its publisher does not vouch for what is made of it.",
    "條款要求註明來源，並說明發布機構不為衍生內容作保證。",
    "条款要求注明来源，并说明发布机构不为衍生内容作保证。",
)
RIGHTS = _text(
    "It may hold rights of others, which whoever uses it must check.",
    "當中可能含有第三方權利，使用者須自行查核。",
    "当中可能含有第三方权利，使用者须自行查核。",
)

ASK_COUNT = _text("How many rows are there?", "共有多少行？", "共有多少行？")
ASK_GROUP = _text(
    "How many rows are there for each {group}?", "每個{group}有多少行？", "每个{group}有多少行？"
)
ASK_TOP = _text(
    "Which rows have the highest {measure}?", "哪些行的{measure}最高？", "哪些行的{measure}最高？"
)
ASK_MEAN = _text(
    "What is the mean of {measure} for each {group}?",
    "每個{group}的{measure}平均是多少？",
    "每个{group}的{measure}平均是多少？",
)
ASK_YEAR = _text(
    "How many rows are there for each year of {time}?",
    "按{time}的年份，每年有多少行？",
    "按{time}的年份，每年有多少行？",
)
ASK_ROW = _text("What is known of “{value}”?", "「{value}」有甚麼資料？", "“{value}”有什么资料？")

NOT_WHEN = _text(
    "When something was: no column tells a time.",
    "何時：沒有任何一欄載有時間。",
    "何时：没有任何一列载有时间。",
)
NOT_WHERE = _text(
    "Where something is: no column tells a place or a district.",
    "何處：沒有任何一欄載有地點或地區。",
    "何处：没有任何一列载有地点或地区。",
)
NOT_HOW_MUCH = _text(
    "How much of something: no column measures anything; rows can be counted.",
    "數量：沒有任何一欄是度量，只能計算行數。",
    "数量：没有任何一列是度量，只能计算行数。",
)
