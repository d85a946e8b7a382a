"""Findable: whether people who need it come upon it, and see that it is what they need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.quality.rule import BESIDE, Found, Rule, Seen, counted, words
from praya.model.text import LANGS

if TYPE_CHECKING:
    from praya.model.quality.rule import Facts
    from praya.model.text import Text

CONVERTED = 0.5
"""What a wording counts that was only converted from the other Chinese script."""
ENOUGH_KEYWORDS = 3
ENOUGH_WORDS = {"en": 80, "zh-Hant": 30, "zh-Hans": 30}
"""Characters of a description that says more than a title."""


def _written(text: Text) -> Seen:
    wordings = (text.get(lang) for lang in LANGS)
    worth = ((CONVERTED if each.origin == "converted" else 1.0) if each else 0.0 for each in wordings)
    return Seen(sum(worth), len(LANGS))


def _described(facts: Facts) -> Found:
    long = (len(each.words) >= ENOUGH_WORDS[lang] for lang, each in facts.dataset.description.items())
    return Seen(int(any(long)), 1)


def _told_apart(facts: Facts) -> Found:
    titles = [each.title.words("en") for each in facts.distributions]
    return counted((bool(each) and titles.count(each) == 1 for each in titles), BESIDE)


RULES = (
    Rule(
        code="title_languages",
        part="findable",
        weight=3,
        test=lambda facts: _written(facts.dataset.title),
        title=words("Title in three languages", "標題有三種語文", "标题有三种语文"),
        reason=words(
            "The title is written in {met} of {of} languages; one that was only converted counts half.",
            "標題以 {of} 種語文中的 {met} 種撰寫；只由繁簡轉換而來者計一半。",
            "标题以 {of} 种语文中的 {met} 种撰写；仅由繁简转换而来的计一半。",
        ),
        fix=words(
            "Give the title in English, Traditional and Simplified Chinese.",
            "請提供英文、繁體中文及簡體中文標題。",
            "请提供英文、繁体中文和简体中文标题。",
        ),
    ),
    Rule(
        code="description_languages",
        part="findable",
        weight=2,
        test=lambda facts: _written(facts.dataset.description),
        title=words("Description in three languages", "説明有三種語文", "说明有三种语文"),
        reason=words(
            "The description is written in {met} of {of} languages; one that was only converted counts half.",
            "説明以 {of} 種語文中的 {met} 種撰寫；只由繁簡轉換而來者計一半。",
            "说明以 {of} 种语文中的 {met} 种撰写；仅由繁简转换而来的计一半。",
        ),
        fix=words(
            "Give the description in English, Traditional and Simplified Chinese.",
            "請提供英文、繁體中文及簡體中文説明。",
            "请提供英文、繁体中文和简体中文说明。",
        ),
    ),
    Rule(
        code="description_says",
        part="findable",
        weight=2,
        test=_described,
        title=words("Description says more than the title", "説明不止於標題", "说明不止于标题"),
        reason=words(
            "A description of at least two lines: {said}.",
            "説明至少兩行：{said}。",
            "说明至少两行：{said}。",
        ),
        fix=words(
            "Say in two or three sentences what is counted, where, since when, and how it was gathered.",
            "請以兩三句説明統計甚麼、何處、自何時起，以及如何收集。",
            "请用两三句话说明统计什么、何处、从何时起，以及如何收集。",
        ),
    ),
    Rule(
        code="keywords",
        part="findable",
        weight=1,
        test=lambda facts: Seen(min(len(facts.dataset.keywords), ENOUGH_KEYWORDS), ENOUGH_KEYWORDS),
        title=words("Keywords", "關鍵詞", "关键词"),
        reason=words(
            "{met} of the {of} keywords that are enough.",
            "足夠的關鍵詞為 {of} 個，現有 {met} 個。",
            "足够的关键词为 {of} 个，现有 {met} 个。",
        ),
        fix=words(
            "Name three or more things that people would search for.",
            "請列出三個或以上市民會搜尋的詞語。",
            "请列出三个或以上公众会搜索的词语。",
        ),
    ),
    Rule(
        code="themes",
        part="findable",
        weight=2,
        test=lambda facts: Seen(int(bool(facts.dataset.theme_ids)), 1),
        title=words("Theme", "主題", "主题"),
        reason=words("Stands under a theme: {said}.", "已歸入主題：{said}。", "已归入主题：{said}。"),
        fix=words("Put it under a theme.", "請歸入一個主題。", "请归入一个主题。"),
    ),
    Rule(
        code="files_told_apart",
        part="findable",
        weight=2,
        test=_told_apart,
        title=words("Files have names of their own", "檔案各有名稱", "文件各有名称"),
        reason=words(
            "{met} of {of} files have a name that no other file of the dataset has.",
            "{of} 個檔案中，{met} 個的名稱與其他檔案不同。",
            "{of} 个文件中，{met} 个的名称与其他文件不同。",
        ),
        fix=words(
            "Name each file by what tells it from the others: a year, a district, a language.",
            "請以年份、地區或語文等區別為每個檔案命名。",
            "请以年份、地区或语文等区别为每个文件命名。",
        ),
    ),
)
