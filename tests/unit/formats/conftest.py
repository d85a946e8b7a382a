"""What the tests of formats share: files made of text or bytes, read the whole way."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.formats.infer import infer
from praya.formats.read import read
from praya.formats.sniff import sniff

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from praya.formats.infer import Typed
    from praya.formats.raw import RawTable

UNPACKED_LIMIT = 50_000_000


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    """Write text (UTF-8 unless said otherwise) or bytes to a file, and return its path."""

    def write(content: str | bytes, name: str = "file", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def raw_tables(put: Callable[..., Path]) -> Callable[..., list[RawTable]]:
    """Sniff and read a file of this content."""

    def read_all(content: str | bytes, encoding: str = "utf-8") -> list[RawTable]:
        path = put(content, encoding=encoding)
        return read(path, sniff(path, unpacked_limit=UNPACKED_LIMIT), unpacked_limit=UNPACKED_LIMIT)

    return read_all


@pytest.fixture
def raw(raw_tables: Callable[..., list[RawTable]]) -> Callable[..., RawTable]:
    """Read the only table of a file of this content."""

    def read_one(content: str | bytes, encoding: str = "utf-8") -> RawTable:
        (table,) = raw_tables(content, encoding)
        return table

    return read_one


@pytest.fixture
def typed(raw: Callable[..., RawTable]) -> Callable[..., Typed]:
    """Read and type the only table of a file of this content."""

    def type_one(content: str | bytes, encoding: str = "utf-8") -> Typed:
        return infer(raw(content, encoding))

    return type_one
