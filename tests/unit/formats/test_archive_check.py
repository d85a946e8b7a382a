from __future__ import annotations

import io
import struct
import zipfile
from typing import TYPE_CHECKING

import pytest

from praya.formats.archive_check import check_claims, check_members, members
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def zipped(
    content: bytes, name: str = "xl/worksheets/sheet1.xml", method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        archive.writestr(name, content)
    return buffer.getvalue()


def lying(archive: bytes, size: int, new_size: int) -> bytes:
    """Return an archive that says, wherever it says it, that its member is of another size."""
    return archive.replace(struct.pack("<I", size), struct.pack("<I", new_size))


def test_what_has_no_directory_is_broken(put: Callable[..., Path]) -> None:
    with pytest.raises(errors.FileBroken):
        members(put(zipped(b"x" * 1000)[:-30]), "XLSX")


def test_a_directory_that_admits_a_bomb_is_enough(put: Callable[..., Path]) -> None:
    infos = members(put(zipped(b"0" * 5_000_000)), "XLSX")
    with pytest.raises(errors.FileBomb):
        check_claims(infos, 4_999_999)
    check_claims(infos, 5_000_000)


def test_a_directory_that_lies_does_not_help_a_bomb(put: Callable[..., Path]) -> None:
    path = put(lying(zipped(b"0" * 5_000_000), 5_000_000, 10))
    infos = members(path, "XLSX")
    check_claims(infos, 1_000_000)
    with pytest.raises(errors.FileBomb):
        check_members(path, infos, 1_000_000)


def test_a_member_that_is_damaged_is_broken(put: Callable[..., Path]) -> None:
    content = bytearray(zipped(bytes(range(256)) * 4000))
    content[200:400] = b"\xff" * 200
    path = put(bytes(content))
    with pytest.raises(errors.FileBroken):
        check_members(path, members(path, "XLSX"), 10_000_000)


def test_a_cell_at_the_end_of_the_world_is_a_bomb(put: Callable[..., Path]) -> None:
    path = put(zipped(b'<row r="1"><c r="A1"/></row><row><c r="XFD1048576"><v>1</v></c></row>'))
    with pytest.raises(errors.FileBomb):
        check_members(path, members(path, "XLSX"), 1_000_000)


def test_a_reference_cut_by_the_pieces_it_is_read_in_is_still_seen(put: Callable[..., Path]) -> None:
    padding = b" " * ((1 << 20) - 6)
    path = put(zipped(padding + b'<c r="XFD1048576"/>'))
    with pytest.raises(errors.FileBomb):
        check_members(path, members(path, "XLSX"), 10_000_000)


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
@pytest.mark.parametrize("size", [0, 1, 1 << 20, (1 << 20) + 1, 3 << 20])
def test_an_honest_archive_passes(put: Callable[..., Path], method: int, size: int) -> None:
    path = put(zipped(b"0" * size, method=method))
    check_members(path, members(path, "XLSX"), 3 << 20)
