from __future__ import annotations

import pytest

from praya.formats.chinese import completed, script, simplified
from praya.model.text import Text, Wording


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", ""), ("abc", "abc"), ("香港國際機場", "香港国际机场"), ("啟德、裏", "启德、里")],
)
def test_conversion(text: str, expected: object) -> None:
    assert simplified(text) == expected


def test_a_wording_the_source_gave_is_never_replaced() -> None:
    text = Text.of(zh_hant="機場", zh_hans="飞机场")
    assert completed(text) == text


def test_only_the_script_is_converted_and_the_origin_is_marked() -> None:
    text = completed(Text.of(zh_hant="機場"))
    assert text.zh_hans == Wording("机场", "converted")
    assert text.en is None
    assert completed(Text.of("Airport")) == Text.of("Airport")
    assert completed(Text.of(zh_hans="机场")).zh_hant is None


@pytest.mark.parametrize(
    ("text", "lang"), [("年", "zh-Hant"), ("地區", "zh-Hant"), ("地区", "zh-Hans"), ("数值", "zh-Hans")]
)
def test_scripts(text: str, lang: str) -> None:
    assert script(text) == lang
