"""Columns that say the same in several languages: `name_en`, `name_tc`, `name_sc`; "Facility Name", "設施名稱".

A label's own mark is the best evidence ("_EN", "中文…"), unless the values contradict it: "English Language" and
"Chinese Language" may be marks of examinations. Without one, labels of the other language must follow in the
same order, and the values must agree: the same numbers, or as many different words in one language as in the other.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from praya.formats.chinese import script
from praya.formats.grid.cells import clean, is_chinese
from praya.model.decisions import meaning as because

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pyarrow as pa

    from praya.model.decisions import Decision
    from praya.model.table import Column
    from praya.model.text import Lang

HEAD = 2_000
"""So many first rows are compared."""
_MARKS: tuple[tuple[Lang | Literal["zh"], str], ...] = (
    ("en", r"en|eng|english|en[-_](?:us|gb|hk)|英文"),
    ("zh-Hant", r"tc|cht|zh[-_]?(?:hant|hk|tw|tc)|hant|trad|traditional(?:[ _]chinese)?|繁體?中?文?"),
    ("zh-Hans", r"sc|chs|zh[-_]?(?:hans|cn|sc)|hans|simp|simplified(?:[ _]chinese)?|简体?中?文?|簡體?中?文?"),
    ("zh", r"zh|chi|chin|chinese|cn|中文"),
)
_AROUND = [
    (lang, re.compile(form, flags))
    for lang, mark in _MARKS
    for form, flags in (
        (rf"(?P<stem>.*?\w[)）]?)[ _.\-]*[(（\[]?(?<![A-Za-z])(?:{mark})[)）\]]?", re.IGNORECASE),
        (rf"(?P<stem>.*[a-z])(?:{mark.upper()})", 0),
        (rf"(?P<stem>.*[A-Z])_(?:{mark})", re.IGNORECASE),
        (rf"(?:{mark})(?![a-z])[ _.\-]*(?P<stem>\w.*)", re.IGNORECASE),
    )
]
_WORDS = (
    ("name|title", "名|名[稱称]|[標标]題|[標标]题"),
    ("address|addr", "地址|位置"),
    ("location|venue|place", "地[點点]|位置|場地|场地"),
    ("district|area|region", "[地分]?[區区]"),
    ("telephone|phone|tel", "電話|电话|聯絡電話|联络电话"),
    ("fax", "傳真|传真|傳真號碼|传真号码"),
    ("e-?mail", "電郵|电邮"),
    ("website|url|webpage|web", "網|网"),
    ("hours?", "時間|时间"),
    ("category|class", "[類类][別别]"),
    ("type|kind", "[種种]?[類类]"),
    ("gender|sex", "性別|性别"),
    ("session", "授課|授课|時間|时间"),
    ("remarks?|notes?", "[備备]?[註注]"),
    ("description|desc|details?", "描述|說明|说明|詳情|详情|內容|内容"),
    ("date", "日期"),
    ("longitude", "經度|经度"),
    ("latitude", "緯度|纬度"),
    ("easting", "東|东|坐標東|坐标东"),
    ("northing", "北|坐標北|坐标北"),
    ("level|grade", "程度|級|级"),
    ("dataset", "數據集|数据集|資料集"),
    ("facility|facilities", "設施|设施"),
    ("school", "學校|学校"),
    ("street|road", "街|路|道"),
    ("building", "大廈|大厦|樓|楼"),
    ("estate", "邨|村|屋苑"),
    ("station|stop", "站"),
    ("route|line", "路?[線綫线]"),
    ("organisation|organization|agency|organiser", "機構|机构|主辦|主办"),
    ("department|dept", "部門|部门"),
    ("status", "狀況|狀態|状况|状态"),
    ("fee|charge|price", "[收]?[費费]|費用|[價价]"),
    ("ownership|owner", "業權|业权|擁有"),
    ("religion", "宗教"),
    ("finance", "資助|资助"),
    ("contact", "聯絡|联络"),
    ("year", "年|年份"),
    ("month", "月|月份"),
    ("number|no", "[號号碼码數数]"),
    ("code", "[編编代][號号碼码]"),
    ("size", "面積|面积"),
    ("capacity", "容量|名額|名额"),
    ("students", "學生|学生|就讀"),
)
"""Words of labels and how they are said in Chinese."""
_PAIRS = [(re.compile(en, re.IGNORECASE), re.compile(zh)) for en, zh in _WORDS]
_PLACE = re.compile(r"://|@|[\w-]\.[A-Za-z]|/\w")
_SAME = 0.9
_ALIKE = 0.6
"""Of words that are translated one by one, at least this share has one translation."""
_FEWEST_PAIRS = 2
"""So many pairs in a row need no word that is known in both languages."""


def find_twins(columns: Sequence[Column], head: pa.Table) -> tuple[list[Column], list[Decision]]:
    """Return the columns with what they are twins of, and why; `head` has the text of the first rows by position."""
    found = list(columns)
    decisions: list[Decision] = []
    texts = {
        at: [clean(cell) for cell in head.column(at).slice(0, HEAD).to_pylist()] for at in range(len(columns))
    }
    groups = [
        (group, because.TWINS_MARKED, 0.97) for group in _marked(columns) if _could_be(columns, texts, group)
    ]
    taken = {at for group, _, _ in groups for at in group.values()}
    groups += [(group, because.TWINS_FOLLOWING, sure) for group, sure in _following(columns, texts, taken)]
    for group, kind, sure in groups:
        lead = columns[group.get("en", min(group.values()))].name
        for lang, at in group.items():
            found[at] = replace(found[at], of=lead, lang=lang)
        names = tuple(columns[at].name for at in sorted(group.values()))
        decisions.append(kind.decide(sure, column=lead, columns=names, languages=tuple(group)))
    return found, decisions


def _marked(columns: Sequence[Column]) -> Iterator[dict[Lang, int]]:
    """Yield the columns whose labels are the same but for the mark of a language: by the letter, then by meaning."""
    marks = {at: mark for at, column in enumerate(columns) if (mark := _read_mark(column))}
    for stem_of in (_plain, _known):
        stems: dict[str, dict[Lang, list[int]]] = defaultdict(lambda: defaultdict(list))
        for at, (lang, stem) in marks.items():
            stems[stem_of(stem)][lang].append(at)
        for group in stems.values():
            alone = {lang: places[0] for lang, places in group.items() if len(places) == 1}
            if len(alone) == len(group) > 1:
                for at in alone.values():
                    del marks[at]
                yield alone


def _could_be(columns: Sequence[Column], texts: dict[int, list[str]], group: dict[Lang, int]) -> bool:
    """Say whether values can be those of one column in several languages: the same, or words of the other language."""
    first, *others = group.values()
    if len({columns[at].type for at in group.values() if any(texts[at])}) > 1:
        return False
    for at in others:
        pairs = [(a, b) for a, b in zip(texts[first], texts[at], strict=True) if a and b]
        other = [pair for pair in pairs if pair[0] != pair[1]]
        if len(other) <= (1 - _SAME) * len(pairs):
            continue
        if columns[at].type != "string" or sum(map(_are_translated, other)) < _ALIKE * len(other):
            return False
    return True


def _are_translated(pair: tuple[str, str]) -> bool:
    """Say whether one of two texts is Chinese, or both are addresses of pages and files."""
    return any(map(is_chinese, pair)) or all(map(_PLACE.search, pair))


def _read_mark(column: Column) -> tuple[Lang, str] | None:
    """Return the language that a label's mark means, and the label without it; None where there is no mark."""
    label = " ".join(column.header.split())
    for mark, pattern in _AROUND:
        match = pattern.fullmatch(label)
        if match:
            lang: Lang = mark if mark != "zh" else "zh-Hans" if column.language == "zh-Hans" else "zh-Hant"
            wrong = column.language == "en" if lang != "en" else column.language.startswith("zh")
            return None if wrong else (lang, match["stem"])
    return None


def _plain(label: str) -> str:
    """Return a label without case and separators."""
    return re.sub(r"[\W_]+", "", label).casefold()


def _known(label: str) -> str:
    """Return what a label means, if it is a word known in both languages; else the label."""
    plain = _plain(label)
    pairs = ((english.fullmatch(plain) or chinese.fullmatch(plain), english) for english, chinese in _PAIRS)
    return next((english.pattern for match, english in pairs if match), plain)


def _following(
    columns: Sequence[Column], texts: dict[int, list[str]], taken: set[int]
) -> Iterator[tuple[dict[Lang, int], float]]:
    """Yield pairs of columns of which the second says in Chinese what the first says in English, and how sure that is."""
    runs = _runs(columns, taken)
    pairs = [
        pair
        for (chinese, one), (other_chinese, other) in itertools.pairwise(runs)
        if not chinese and other_chinese and len(one) >= len(other)
        for pair in zip(one[len(one) - len(other) :], other, strict=True)
    ]
    agreed = [pair for pair in pairs if _agree(columns, texts, *pair)]
    for english, chinese_at in agreed:
        known = _says_same(columns[english].header, columns[chinese_at].header)
        same = texts[english] == texts[chinese_at] and any(texts[english])
        if known is False or (known is None and not same and len(agreed) < _FEWEST_PAIRS):
            continue
        lang: Lang = "zh-Hans" if script(columns[chinese_at].header) == "zh-Hans" else "zh-Hant"
        yield {"en": english, lang: chinese_at}, 0.95 if known or same else 0.75


def _runs(columns: Sequence[Column], taken: set[int]) -> list[tuple[bool, list[int]]]:
    """Return the columns in runs of one language of labels; those with both languages, or with none, end a run."""
    runs: list[tuple[bool | None, list[int]]] = []
    for at, column in enumerate(columns):
        chinese = is_chinese(column.header)
        latin = bool(re.search(r"[A-Za-z]{2}", column.header))
        kind = None if at in taken or chinese == latin or column.derived else chinese
        if runs and kind is not None and runs[-1][0] == kind:
            runs[-1][1].append(at)
        else:
            runs.append((kind, [at]))
    return [(bool(kind), places) if kind is not None else (True, []) for kind, places in runs]


def _agree(columns: Sequence[Column], texts: dict[int, list[str]], english: int, chinese: int) -> bool:
    """Say whether the values of two columns are the same, or words that can be translations of each other."""
    one, other = columns[english], columns[chinese]
    if one.type != other.type:
        return False
    pairs = [(a, b) for a, b in zip(texts[english], texts[chinese], strict=True) if a or b]
    if not pairs:
        return False
    if sum(a == b for a, b in pairs) >= _SAME * len(pairs):
        return True
    if one.type != "string" or one.language.startswith("zh") or other.language == "en":
        return False
    both = [(a, b) for a, b in pairs if a and b]
    if len(both) < _SAME * len(pairs) or not any(is_chinese(b) for _, b in both):
        return False
    ones, others, together = (len(set(each)) for each in ([a for a, _ in both], [b for _, b in both], both))
    return min(ones, others) >= _ALIKE * together


def _says_same(english: str, chinese: str) -> bool | None:
    """Say whether two labels have a word that means the same; None where no word of either is known."""
    words = re.findall(r"[a-z]+", english.casefold())
    known = [zh for en, zh in _PAIRS if any(en.fullmatch(word) for word in words)]
    if known:
        return any(zh.search(chinese) for zh in known)
    return False if any(zh.fullmatch(chinese) for _, zh in _PAIRS) else None
