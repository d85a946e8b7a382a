"""However a file is damaged, reading it ends: with tables, or with a failure that has a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.corpus.reading import FILES, reading
from tests.corpus.verdict import NAMES

if TYPE_CHECKING:
    from pathlib import Path

_LARGEST = 30_000
_WORKBOOKS = (".xlsx", ".xls", ".ods")
_SMALL = [name for name in NAMES if 0 < (FILES / name).stat().st_size <= _LARGEST]
TEXTS = [name for name in _SMALL if not name.endswith(_WORKBOOKS)]
BOOKS = [name for name in _SMALL if name.endswith(_WORKBOOKS)]
_TOKENS = [
    b"",
    b"\0",
    b'"',
    b",",
    b"\n",
    b"\r",
    b"\xff",
    b"\xef\xbb\xbf",
    b"]}",
    b"</",
    b"[{",
    b"&#0;",
    "註：".encode(),
    b"\xa4\xa4",
]

damages = st.lists(
    st.tuples(
        st.floats(0, 1), st.integers(0, 200), st.one_of(st.sampled_from(_TOKENS), st.binary(max_size=8))
    ),
    min_size=1,
    max_size=4,
)
"""Where (as a share of the file), how many bytes go, and what comes in their place."""


def damaged(content: bytes, cuts: list[tuple[float, int, bytes]], *, short: bool) -> bytes:
    for share, length, token in cuts:
        at = int(share * len(content))
        content = content[:at] + token + content[at + length :]
    return content[: len(content) * 2 // 3] if short else content


def bounded(examples: int) -> settings:
    return settings(
        derandomize=True,
        deadline=None,
        max_examples=examples,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )


@bounded(250)
@given(st.sampled_from(TEXTS), damages, st.booleans())
def test_damaged_files(tmp_path: Path, name: str, cuts: list[tuple[float, int, bytes]], short: bool) -> None:
    path = tmp_path / "file"
    path.write_bytes(damaged((FILES / name).read_bytes(), cuts, short=short))
    found = reading(path)
    assert found.tables or found.failure


@bounded(12)
@given(st.sampled_from(BOOKS), damages, st.booleans())
def test_damaged_workbooks(
    tmp_path: Path, name: str, cuts: list[tuple[float, int, bytes]], short: bool
) -> None:
    path = tmp_path / "file"
    path.write_bytes(damaged((FILES / name).read_bytes(), cuts, short=short))
    found = reading(path)
    assert found.tables or found.failure


@bounded(150)
@given(st.binary(max_size=400))
def test_any_bytes(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    found = reading(path)
    assert found.tables or found.failure


@bounded(150)
@given(
    st.text(st.sampled_from(list("0123456789-/:.,;\"'\t\n\r <>{}[]()%$*年月日a中\ufeff\xa0")), max_size=300)
)
def test_any_text(tmp_path: Path, content: str) -> None:
    path = tmp_path / "file"
    path.write_text(content, "utf-8")
    found = reading(path)
    assert found.tables or found.failure
