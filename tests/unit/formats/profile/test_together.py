"""What columns say together: keys and sums; and what is estimated where there is too much."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest

from praya.formats import parquet
from praya.formats.infer import infer
from praya.formats.profile import Tally, profile
from praya.formats.raw import RawTable, from_columns
from praya.model.table import Sum

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from praya.formats.infer import Typed
    from praya.model.table import Profile


def table(**columns: Sequence[str | None]) -> Typed:
    raw = RawTable(slug="", title="", header=tuple(columns), columns=from_columns([*columns.values()]))
    return infer(raw)


def written(typed: Typed, path: Path, room: int) -> Profile:
    tally = Tally(typed, room=room)
    return tally.profile(parquet.write(typed, path, metadata={}, pieces=tally.watch(typed.pieces())))


def test_one_row_needs_no_key() -> None:
    assert profile(table(id=["1"], name=["a"])).keys == ()


@pytest.mark.parametrize(
    ("columns", "keys"),
    [
        ({"id": ["1", "2", None]}, ()),
        ({"id": ["1", "2", "2"]}, ()),
        ({"rainfall": ["1.5", "2.5", "3.5"]}, ()),
        ({"name": ["a", "b", "c"], "id": ["7", "5", "6"]}, (("id",), ("name",))),
        ({"station": ["a", "a", "b", "b"], "year": ["2001", "2002"] * 2}, (("station", "year"),)),
        ({"station": ["a", "a", "b", "b"], "year": ["2001", "2002", "2001", None]}, ()),
        ({"station": ["a", "a", "b", "b"], "year": ["2001", "2001", "2001", "2002"]}, ()),
    ],
)
def test_keys(columns: dict[str, list[str | None]], keys: tuple[tuple[str, ...], ...]) -> None:
    assert profile(table(**columns)).keys == keys


def test_a_pair_that_repeats_far_below_is_no_key(tmp_path: Path) -> None:
    """The first ten thousand rows alone would not show it."""
    station = [str(row // 200) for row in range(20_000)]
    day = [str(row % 200) for row in range(20_000)]
    labels = {"station code": [f"S{each}" for each in station], "day code": [f"D{each}" for each in day]}
    assert written(table(**labels), tmp_path / "x", 1 << 20).keys == (("station_code", "day_code"),)
    labels["day code"][-1] = "D0"
    assert written(table(**labels), tmp_path / "y", 1 << 20).keys == ()


ROWS = range(1, 13)


def test_a_total_of_columns_that_stand_together() -> None:
    parts = {name: [str(row * (at + 2) % 7) for row in ROWS] for at, name in enumerate("abc")}
    total = [str(sum(int(parts[name][row - 1]) for name in "abc")) for row in ROWS]
    assert profile(table(**parts, total=total)).sums == (Sum(total="total", parts=("a", "b", "c")),)
    assert profile(table(total=total, **parts)).sums == (Sum(total="total", parts=("a", "b", "c")),)


def test_a_total_of_two_that_stand_apart_with_decimals_and_gaps() -> None:
    a, b = [f"{row}.1" for row in ROWS], [f"{row * row % 5}.2" for row in ROWS]
    total: list[str | None] = [f"{float(x) + float(y):.1f}" for x, y in zip(a, b, strict=True)]
    total[3] = None
    columns: dict[str, Sequence[str | None]] = {
        "a": a,
        "other": [str(row * 31 % 11) for row in ROWS],
        "b": b,
        "total": total,
    }
    assert profile(table(**columns)).sums == (Sum(total="total", parts=("a", "b")),)


@pytest.mark.parametrize("wrong", [0, 6, 11])
def test_one_row_that_disagrees_is_enough(wrong: int) -> None:
    a, b = [str(row) for row in ROWS], [str(row * row % 7) for row in ROWS]
    total = [str(int(x) + int(y) + (at == wrong)) for at, (x, y) in enumerate(zip(a, b, strict=True))]
    assert profile(table(a=a, b=b, total=total)).sums == ()


def test_sums_of_nothing_much_are_no_sums() -> None:
    assert profile(table(a=["1"] * 12, b=["2"] * 12, total=["3"] * 12)).sums == ()
    assert profile(table(a=["1", "2"], b=["3", "5"], total=["4", "7"])).sums == ()
    assert (
        profile(table(a=["0"] * 12, b=[str(row) for row in ROWS], same=[str(row) for row in ROWS])).sums == ()
    )


def test_quantiles_are_values_that_are_there(typed: Callable[..., Typed]) -> None:
    found = profile(typed("n,d\n" + "".join(f"{n},2024-01-{1 + n % 31:02}\n" for n in range(1, 101)))).columns
    assert found["n"].quantiles == ((0.05, 5), (0.25, 25), (0.5, 50), (0.75, 75), (0.95, 95))
    assert found["d"].quantiles[2] == (0.5, "2024-01-15")


@pytest.fixture
def varied() -> Typed:
    """Make a table with more different values than a little room can hold."""
    chance = random.Random(7)
    rows = 30_000
    shuffled = chance.sample(range(rows), rows)
    return table(
        id=[str(row) for row in range(rows)],
        mixed=[f"{each}.5" for each in shuffled],
        moment=[
            f"2024-01-{1 + each % 28:02} {each % 24:02}:{each % 60:02}:{each % 59:02}" for each in shuffled
        ],
        day=[f"20{each % 90 + 10}-{1 + each % 12:02}-{1 + each % 28:02}" for each in shuffled],
        word=[f"word {each}" for each in shuffled],
        few=[str(each % 3) for each in shuffled],
        gap=[f"{each}.25" if each % 2 else None for each in shuffled],
    )


def test_without_room_all_but_distinct_values_and_quantiles_stay_exact(varied: Typed, tmp_path: Path) -> None:
    exact = written(varied, tmp_path / "x", 1 << 30)
    rough = written(varied, tmp_path / "y", 1_000)
    assert all(column.exact for column in exact.columns.values())
    assert [name for name, column in rough.columns.items() if column.exact] == ["id", "moment", "word", "few"]
    for name, column in rough.columns.items():
        other = exact.columns[name]
        assert (column.nulls, column.min, column.max, column.mean) == (
            other.nulls,
            other.min,
            other.max,
            other.mean,
        )
        assert column.histogram == other.histogram, name
        assert column.distinct == pytest.approx(other.distinct, rel=0.1)
        assert [share for share, _ in column.quantiles] == [share for share, _ in other.quantiles]
    assert rough.columns["mixed"].quantiles[2][1] == pytest.approx(15_000, rel=0.05)
    assert rough.keys == exact.keys == (("id",), ("moment",), ("word",))


def test_pieces_tell_what_the_whole_tells(varied: Typed, tmp_path: Path) -> None:
    cut = infer(varied.raw, whole=0, piece=100_000)
    assert len(cut.cut) > 10
    assert written(cut, tmp_path / "x", 1 << 30) == written(varied, tmp_path / "y", 1 << 30)
