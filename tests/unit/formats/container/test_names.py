from __future__ import annotations

import io
import zipfile

import pytest

from praya.formats.container.names import labels, safe

CHINESE = ["學校名單/九龍城區.csv", "學校名單/油尖旺區.csv", "說明文件.txt"]
SIMPLIFIED = ["学校名单/九龙城区.csv", "学校名单/油尖旺区.csv"]


def infos(*names: bytes) -> list[zipfile.ZipInfo]:
    """Return the members of a ZIP file whose names are these bytes, without the flag for UTF-8."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for at, name in enumerate(names):
            archive.writestr(f"{at}".rjust(len(name), "x"), "x")
    content = buffer.getvalue()
    for at, name in enumerate(names):
        content = content.replace(f"{at}".rjust(len(name), "x").encode(), name)
    return zipfile.ZipFile(io.BytesIO(content)).infolist()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("/etc/passwd", "etc/passwd"),
        ("C:\\Windows\\..\\x.csv", "Windows/x.csv"),
        ("a//./b.csv", "a/b.csv"),
        ("a\x00b\x1b[31m.csv", "ab[31m.csv"),
        ("gnp.\u202excod.csv", "gnp.xcod.csv"),
        ("..", "member"),
        ("", "member"),
        (" / ", "member"),
        ("x" * 1000 + ".csv", "x" * 196 + ".csv"),
    ],
)
def test_a_name_cannot_lead_out_hide_or_confuse(name: str, expected: str) -> None:
    assert safe(name) == expected


@pytest.mark.parametrize(
    ("names", "encoding"),
    [(CHINESE, "big5hkscs"), (SIMPLIFIED, "gb18030"), (CHINESE, "utf-8"), (CHINESE, "gb18030")],
)
def test_names_without_a_flag_are_read_in_the_encoding_that_makes_sense(
    names: list[str], encoding: str
) -> None:
    found, decision = labels(infos(*(name.encode(encoding) for name in names)))
    assert found == names
    assert decision
    assert decision.fields["encoding"] == encoding


def test_names_that_are_no_chinese_stay_as_the_standard_says() -> None:
    found, decision = labels(infos("Übersicht.csv".encode("cp437")))
    assert found == ["Übersicht.csv"]
    assert decision
    assert decision.confidence < 0.9


def test_names_that_say_their_encoding_need_no_decision() -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in CHINESE:
            archive.writestr(name, "x")
    assert labels(zipfile.ZipFile(buffer).infolist()) == (CHINESE, None)


def test_the_extra_field_for_unicode_names_is_believed() -> None:
    (info,) = infos(b"????.csv")
    name = "資料.csv".encode()
    info.extra = (
        b"\x01\x00\x02\x00ab" + b"\x75\x70" + (5 + len(name)).to_bytes(2, "little") + b"\x01CRC4" + name
    )
    assert labels([info])[0] == ["資料.csv"]


@pytest.mark.parametrize("extra", [b"\x75\x70\xff\xff\x01", b"\x75\x70\x00\x00\x00", b"\x75"])
def test_an_extra_field_that_lies_is_no_trouble(extra: bytes) -> None:
    (info,) = infos(b"data.csv")
    info.extra = extra
    assert len(labels([info])[0]) == 1


def test_members_of_one_name_are_told_apart() -> None:
    assert labels(infos(b"a.csv", b"/a.csv", b"./a.csv"))[0] == ["a.csv", "a.csv_2", "a.csv_3"]
