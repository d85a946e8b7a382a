from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.formats.encoding import detect, marks, open_text
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

TRADITIONAL = "日期,管制站,入境,出境\n2021-01-01,香港國際機場,341,803\n2021-01-01,高鐵西九龍站,0,0\n"
SIMPLIFIED = "日期,管制站,入境,出境\n2021-01-01,香港国际机场,341,803\n2021-01-01,高铁西九龙站,0,0\n"


def read(path: Path, encoding: str) -> str:
    with open_text(path, encoding) as file:
        return file.read()


@pytest.mark.parametrize("text", ["caf\xe9,b\n1,2\n", "20\xb0C,b\n", "M\xfcnchen,Stra\xdfe\n"])
def test_western_bytes_are_not_taken_for_chinese(put: Callable[..., Path], text: str) -> None:
    with pytest.raises(errors.EncodingUnknown) as failure:
        detect(put(text, encoding="cp1252"))
    assert failure.value.fields["offset"] == next(at for at, each in enumerate(text) if not each.isascii())


def test_utf8_with_one_broken_byte_is_told_with_its_place(put: Callable[..., Path]) -> None:
    content = TRADITIONAL.encode() * 100_000
    broken = content[:3_000_000] + b"\xff" + content[3_000_001:]
    with pytest.raises(errors.EncodingUnknown) as failure:
        detect(put(broken))
    assert abs(int(failure.value.fields["offset"]) - 3_000_000) <= 3


def test_utf8_that_ends_inside_a_character_is_not_text(put: Callable[..., Path]) -> None:
    with pytest.raises(errors.EncodingUnknown):
        detect(put("a,b\n1,香港".encode()[:-1]))


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TRADITIONAL, "utf-8"),
        (TRADITIONAL, "big5hkscs"),
        (TRADITIONAL + "地點,石硤尾邨、𨋢\n", "big5hkscs"),
        (TRADITIONAL, "gb18030"),
        (SIMPLIFIED, "gb18030"),
        (SIMPLIFIED, "utf-8"),
        ("a,b\n1,2\n", "utf-16-le"),
        ("a,b\n1,2\n", "utf-16-be"),
    ],
)
def test_text_is_read_in_its_own_encoding(put: Callable[..., Path], text: str, encoding: str) -> None:
    path = put(text, encoding=encoding)
    assert detect(path).name == encoding
    assert read(path, encoding) == text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be"])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_marks_are_no_part_of_the_text_however_often(
    put: Callable[..., Path], encoding: str, count: int
) -> None:
    path = put("\ufeff" * count + TRADITIONAL, encoding=encoding)
    assert detect(path).name == encoding
    assert marks(path, encoding) == count * len("\ufeff".encode(encoding))
    assert read(path, encoding) == TRADITIONAL


def test_the_evidence_is_kept(put: Callable[..., Path]) -> None:
    decision = detect(put(TRADITIONAL, encoding="big5hkscs")).decision
    assert (decision.code, decision.fields["encoding"]) == ("encoding_likelier", "big5hkscs")
    assert decision.fields["offset"] == 0
    assert 0.5 <= decision.confidence <= 1
