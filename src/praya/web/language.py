"""Which language a reader is spoken to in, and the portal's own messages."""

from __future__ import annotations

import json
import re
from importlib import resources
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.text import LANGS, Lang

if TYPE_CHECKING:
    from collections.abc import Mapping

NAMES: Mapping[Lang, str] = {"en": "English", "zh-Hant": "繁體中文", "zh-Hans": "简体中文"}
SHORT: Mapping[Lang, str] = {"en": "EN", "zh-Hant": "繁", "zh-Hans": "简"}

_FIELD = re.compile(r"\{(\w+)\}")
_TRADITIONAL = ("hant", "tw", "hk", "mo")


def of_path(part: str) -> Lang:
    """Return the language an address names; raise PageMissing for anything else."""
    found = next((lang for lang in LANGS if lang == part), None)
    if found is None:
        raise errors.PageMissing
    return found


def preferred(accept: str) -> Lang:
    """Return the best of our languages for an `Accept-Language` header; English where it names none."""
    for _, _, tag in sorted(_weighed(accept)):
        if tag.startswith("en"):
            return "en"
        if tag.startswith(("zh", "yue")):
            wanted_traditional = tag.startswith("yue") or any(part in _TRADITIONAL for part in tag.split("-"))
            return "zh-Hant" if wanted_traditional else "zh-Hans"
    return "en"


def _weighed(accept: str) -> list[tuple[float, int, str]]:
    """Return (negative weight, place, tag) of each wanted language, so that sorting puts the best first."""
    weighed = []
    for place, part in enumerate(accept.lower().split(",")):
        tag, _, weight = part.strip().partition(";q=")
        value = float(weight) if re.fullmatch(r"\d(\.\d{0,3})?", weight) else float(not weight)
        if value > 0:
            weighed.append((-value, place, tag))
    return weighed


class Messages:
    """The portal's own words in one language."""

    def __init__(self, lang: Lang) -> None:
        text = resources.files("praya.web").joinpath("locale", f"{lang}.json").read_text("utf-8")
        self.lang = lang
        self.words: Mapping[str, str] = json.loads(text)

    def say(self, key: str, **fields: object) -> str:
        """Return a message with its braces filled; values are outsiders' text and never templates."""
        words = self.words[key]
        return _FIELD.sub(lambda found: str(fields[found[1]]), words) if "{" in words else words

    def count(self, key: str, number: int, shown: str) -> str:
        """Return a message about a number of things, in the singular where the language has one."""
        singular = f"{key}_one"
        return self.say(singular if number == 1 and singular in self.words else key, n=shown)
