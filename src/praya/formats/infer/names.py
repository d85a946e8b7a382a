"""What columns are called: a safe name for SQL and addresses, a title for people."""

from __future__ import annotations

import re
import unicodedata

from praya.formats.chinese import completed, script
from praya.formats.grid.cells import is_chinese
from praya.formats.grid.header import BETWEEN
from praya.model.table import ROW
from praya.model.text import Text

_CHINESE = r"[\u3400-\u9fff\uf900-\ufaff]"
_BILINGUAL = (
    re.compile(rf"(?P<zh>.*{_CHINESE}[)）]?)\s*[/|\s:：(（-]\s*(?P<en>[A-Za-z][^\u3400-\u9fff]*)"),
    re.compile(rf"(?P<en>[A-Za-z][^\u3400-\u9fff]*?)\s*[/|\s:：(（-]\s*(?P<zh>{_CHINESE}.*)"),
)
_FEWEST_LETTERS = 3
_LONGEST = 60
_LONGEST_LABEL = 300
"""Longer than this, a header is a text of its own, not a label in two languages."""
COMPANION = "_text"
"""What the name of a companion column, which keeps the source's text beside typed values, ends with."""


def split(header: str) -> Text:
    """Return a label's wordings: "年/Year" has two, "Year" and "年份" one."""
    label = " ".join(header.split())
    if not is_chinese(label):
        return Text.of(label)
    for pattern in _BILINGUAL:
        found = pattern.fullmatch(label) if len(label) <= _LONGEST_LABEL else None
        if found and len(re.findall("[A-Za-z]", found["en"])) >= _FEWEST_LETTERS:
            return completed(_chinese(_closed(found["zh"]), _closed(found["en"])))
    return completed(_chinese(label, None))


def name_columns(headers: tuple[str, ...], titles: list[Text]) -> list[str]:
    """Return a unique name for each column: of its English words, else of its own; companions stay free."""
    taken = {ROW}
    names = []
    for position, (header, title) in enumerate(zip(headers, titles, strict=True), 1):
        stem = _identifier(title.en.words if title.en else header) or f"column_{position}"
        name, number = stem, 1
        while name in taken or f"{name}{COMPANION}" in taken or name.removesuffix(COMPANION) in taken:
            number += 1
            name = f"{stem}_{number}"
        taken.add(name)
        names.append(name)
    return names


def free_name(wanted: str, names: list[str]) -> str:
    """Return a name for a further column."""
    name, number = wanted, 1
    while name in names:
        number += 1
        name = f"{wanted}_{number}"
    return name


def _identifier(label: str) -> str:
    plain = unicodedata.normalize("NFKC", label).lower().replace("'", "").replace("’", "")
    name = re.sub(r"\W+", "_", plain).strip("_")
    if len(name) > _LONGEST:
        last = name.rpartition("_")[2] if BETWEEN in label else ""
        last = last if len(last) < _LONGEST // 2 else ""
        name = f"{name[: _LONGEST - len(last) - 1].strip('_')}_{last}".strip("_")
    return f"c_{name}" if name[:1].isdigit() else name


def _chinese(words: str, english: str | None) -> Text:
    if script(words) == "zh-Hans":
        return Text.of(english, None, words)
    return Text.of(english, words)


def _closed(words: str) -> str:
    """Return words without a bracket that lost its partner to the split."""
    return words if words.count("(") == words.count(")") else words.strip(" ()（）")
