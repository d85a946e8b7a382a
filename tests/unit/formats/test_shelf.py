from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyarrow as pa
import pytest

from praya.formats.infer import infer
from praya.formats.raw import RawTable
from praya.formats.read import read
from praya.formats.shelf import Shelf
from praya.formats.sniff import sniff
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

LIMIT = 1 << 30


def batch(*columns: Sequence[str | None]) -> pa.RecordBatch:
    return pa.RecordBatch.from_arrays(
        [pa.array(column, pa.string()) for column in columns], [f"c{at}" for at in range(len(columns))]
    )


def test_an_empty_shelf_is_a_table_without_rows() -> None:
    assert Shelf().table(2).column_names == ["c0", "c1"]
    assert Shelf().table(2).num_rows == 0


@pytest.mark.parametrize("limit", [LIMIT, 0], ids=["in memory", "on disk"])
def test_later_rows_may_be_wider_and_nothing_is_left_behind(limit: int, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, limit)
    shelf.add(batch(["a", None]))
    shelf.add(batch(["香港"], ["b"]))
    shelf.add(batch(["c"]))
    table = shelf.table(3)
    expected = [("a", None, None), (None, None, None), ("香港", "b", None), ("c", None, None)]
    for _ in range(2):
        assert [tuple(row.values()) for row in table.to_pylist()] == expected
        shelf.give_back()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("limit", [LIMIT, 0], ids=["in memory", "on disk"])
def test_rows_are_left_out_batch_by_batch(limit: int, tmp_path: Path) -> None:
    shelf = Shelf(tmp_path, limit)
    for number in range(5):
        shelf.add(batch([f"{number}.{row}" for row in range(4)]))
    raw = RawTable(slug="", title="", header=("x",), columns=shelf.table(), shelf=shelf)
    kept = raw.keeping(np.arange(20) % 3 == 0)
    kept.give_back()
    assert kept.columns["c0"].to_pylist() == ["0.0", "0.3", "1.2", "2.1", "3.0", "3.3", "4.2"]


def test_too_wide_a_batch_is_refused() -> None:
    shelf = Shelf()
    shelf.add(batch(*[["x"]] * 2001))
    with pytest.raises(errors.FileTooWide):
        shelf.table()


RAGGED = "a,b\n" + "".join(f"{n},x\n" for n in range(3000)) + "1,2,3\n" * 100 + "\n,\n\nNote: made up\n"
PLAIN = "a,b\n" + "".join(f"{n},{n}.5\n" for n in range(3000)) + "seven,\n,,\nNote: made up\n"


@pytest.mark.parametrize("text", [PLAIN, RAGGED, PLAIN.replace("seven", "7")])
def test_a_file_is_read_alike_from_memory_and_from_the_shelf(
    put: Callable[..., Path], tmp_path: Path, text: str
) -> None:
    path = put(text)
    sniffed = sniff(path, unpacked_limit=LIMIT)
    (whole,) = read(path, sniffed, unpacked_limit=LIMIT)
    told: list[tuple[str, int, int]] = []
    (shelved,) = read(
        path,
        sniffed,
        unpacked_limit=LIMIT,
        scratch=tmp_path,
        memory=0,
        tell=lambda *step: told.append(step),
    )
    assert shelved.columns.equals(whole.columns)
    assert (shelved.notes, shelved.decisions, shelved.header) == (whole.notes, whole.decisions, whole.header)
    cut = infer(shelved, whole=0, piece=5_000, tell=lambda *step: told.append(step))
    assert cut.data.equals(infer(whole).data)
    size = path.stat().st_size
    assert all(0 <= done <= total for _, done, total in told)
    assert ("look", 2, 2) in told or ("look", 3, 3) in told
    assert {total for step, _, total in told if step == "read"} <= {size}
