from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.formats.damage import damage

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

NAMES = "中環碼頭\n赤鱲角\n長洲\n青洲\n天文台\n香港公園\n跑馬地\n京士柏\n"


def as_windows_takes_it(content: bytes) -> str:
    """Decode as programs do: what Windows-1252 lacks stands as it is."""
    return "".join(bytes([byte]).decode("cp1252", errors="ignore") or chr(byte) for byte in content)


@pytest.mark.parametrize("encoding", ["utf-8", "big5hkscs", "gb18030"])
def test_garbled_text_is_told_with_an_example(put: Callable[..., Path], encoding: str) -> None:
    garbled = as_windows_takes_it(NAMES.encode(encoding))
    (told,) = damage(put(garbled), "utf-8")
    assert told.code == "text_garbled"
    assert told.fields["encoding"] == encoding
    assert str(told.fields["meant"])[:2] in NAMES


def test_one_garbled_cell_is_enough_if_it_is_utf8(put: Callable[..., Path]) -> None:
    (told,) = damage(put("Station,1\n" + as_windows_takes_it("香港天文台總部".encode()) + ",2\n"), "utf-8")
    assert (told.code, told.fields["meant"]) == ("text_garbled", "香港天文台總部")


def test_letters_already_lost_are_counted(put: Callable[..., Path]) -> None:
    (told,) = damage(put("中環碼\ufffd\n赤\ufffd角\n"), "utf-8")
    assert (told.code, told.fields["count"]) == ("text_lost", 2)


@pytest.mark.parametrize(
    "text",
    [
        NAMES,
        "Café Crème, Zürich, 100 °C, “quoted” – and more…\nNaïve, Señor, Đà Nẵng, Łódź, Ærø\n",
        "Temperature (°C)\n±0.5 °C\n“Trace” – less than 0.05 mm\n",
        "ÄÖÜ äöü ß\nÇa déjà vu\n«guillemets» ©®™ ½¼¾\n",
        "",
    ],
)
def test_honest_text_is_left_alone(put: Callable[..., Path], text: str) -> None:
    assert not damage(put(text), "utf-8")
