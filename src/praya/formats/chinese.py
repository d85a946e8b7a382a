"""Traditional and Simplified Chinese, by OpenCC: conversion of script, never of language."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from opencc import OpenCC

from praya.model.text import Text, Wording

if TYPE_CHECKING:
    from praya.model.text import Lang


@cache
def _converter(name: str) -> OpenCC:
    return OpenCC(name)


def simplified(text: str) -> str:
    """Return a text in the Simplified characters that Hong Kong's own Simplified pages use."""
    result: str = _converter("hk2s").convert(text)
    return result


def traditional(text: str) -> str:
    """Return a text in Hong Kong's Traditional characters."""
    result: str = _converter("s2hk").convert(text)
    return result


def completed(text: Text) -> Text:
    """Return a text with its Simplified wording converted from the Traditional one, if it lacks one."""
    if text.zh_hant is None or text.zh_hans is not None:
        return text
    return text.replaced("zh-Hans", Wording(simplified(text.zh_hant.words), "converted"))


def script(text: str) -> Lang:
    """Return which Chinese a Chinese text is in; Traditional where both would be written the same."""
    is_simplified = simplified(text) == text and traditional(text) != text
    return "zh-Hans" if is_simplified else "zh-Hant"
