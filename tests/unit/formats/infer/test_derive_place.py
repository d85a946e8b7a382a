from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from praya.formats.grid.delimited import read_delimited
from praya.formats.infer import infer
from praya.formats.profile import profile

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.infer import Typed

SCHOOLS = Path(__file__).parents[5] / "shared" / "data" / "files" / "education" / "SCH_LOC_EDB.csv"
PIERS = [("834000", "816500"), ("835900", "817500"), ("829500", "840500")]


def table(rows: list[tuple[str, str]], labels: str = "easting,northing") -> str:
    return f"name,{labels}\n" + "".join(f"p{at},{east},{north}\n" for at, (east, north) in enumerate(rows))


@pytest.mark.parametrize(
    "content",
    [
        table([("1", "2"), ("3", "4")]),
        table(PIERS, "east side,north side").replace("east", "e").replace("north", "n"),
        "latitude,longitude,easting,northing\n22.3,114.1,835900,817500\n",
    ],
)
def test_without_need_or_evidence_nothing_is_derived(typed: Callable[..., Typed], content: str) -> None:
    assert not [column for column in typed(content).schema.columns if column.derived]


def test_grid_columns_give_degrees_and_stay(typed: Callable[..., Typed]) -> None:
    found = typed(table(PIERS))
    derived = [column for column in found.schema.columns if column.derived]
    assert [(column.name, column.role, column.type) for column in derived] == [
        ("latitude", "latitude", "number"),
        ("longitude", "longitude", "number"),
    ]
    assert found.data["latitude"][0].as_py() == pytest.approx(22.2874, abs=0.001)
    assert found.data["longitude"][0].as_py() == pytest.approx(114.1549, abs=0.001)
    assert found.data["easting"].to_pylist() == [834000, 835900, 829500]
    assert [each.code for each in found.decisions].count("grid_converted") == 2
    assert dict(profile(found).districts) == {"central-and-western": 1, "yau-tsim-mong": 1, "north": 1}


def test_a_row_without_a_place_has_none_and_one_outside_is_told(typed: Callable[..., Typed]) -> None:
    along = [(str(834_000 + at), str(816_500 + at)) for at in range(60)]
    found = typed(table([*along, ("", ""), ("0", "0")]))
    assert found.data["latitude"].null_count == 2
    assert [each.fields["count"] for each in found.decisions if each.code == "grid_outside"] == [1]


def test_northings_and_eastings_exchanged_are_seen(typed: Callable[..., Typed]) -> None:
    found = typed(table([("818000", "862000"), ("829000", "861000"), ("817500", "835900")]))
    assert found.data["longitude"][2].as_py() == pytest.approx(114.1733, abs=0.001)


@pytest.mark.skipif(not SCHOOLS.exists(), reason=f"no real file {SCHOOLS}")
def test_the_schools_own_degrees_agree() -> None:
    """The list of schools has both grid and degrees: ours are derived from the one and compared with the other."""
    (raw,) = read_delimited(SCHOOLS, "utf-8")
    kept = [at for at, label in enumerate(raw.header) if not label.startswith(("LONG", "LAT", "經", "緯"))]
    columns = raw.columns.select(kept).rename_columns([f"c{at}" for at in range(len(kept))])
    derived = infer(replace(raw, header=tuple(raw.header[at] for at in kept), columns=columns)).data
    given = infer(raw).data
    for name in ("latitude", "longitude"):
        pairs = zip(given[name].to_pylist(), derived[name].to_pylist(), strict=True)
        apart = sorted(abs(theirs - ours) for theirs, ours in pairs if theirs and ours)
        assert len(apart) > 3_000
        assert apart[len(apart) * 9 // 10] < 2e-5


@pytest.mark.parametrize(
    ("header", "rows", "roles"),
    [
        ("name,x,y", "A,835900,817500\nB,836100,817900\n", [None, "easting", "northing"]),
        ("name,X_COORD,Y_COORD", "A,114.15,22.28\nB,114.16,22.29\n", [None, "longitude", "latitude"]),
        ("name,x,y", "A,12,1\nB,13,2\n", [None, "measure", "measure"]),
        ("name,x,y", "A,835900,1\nB,836100,2\n", [None, "measure", "measure"]),
    ],
)
def test_x_and_y_are_places_where_both_lie_in_the_city(
    typed: Callable[..., Typed], header: str, rows: str, roles: list[str | None]
) -> None:
    found = typed(f"{header}\n{rows}").schema.columns
    assert [column.role for column in found if not column.derived] == roles
