"""Charts of tables as they come: what is missing stays missing, what is left out is counted, nothing is made up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from praya.model import errors
from praya.model.catalogue import Dataset, Distribution, Publisher, Record
from praya.model.licence import HK_TERMS
from praya.model.plot import KINDS, Plot, parse_plot
from praya.model.query import parse
from praya.model.text import Text
from praya.services import chart, read
from praya.services.ingest import LocalFile, ingest
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from praya.platform import Platform
    from praya.services.chart import Chart

NOW = datetime(2025, 1, 1, tzinfo=UTC)


class Drawer:
    """Draws charts of files that are written here."""

    def __init__(self, platform: Platform, folder: Path) -> None:
        self.platform, self.folder, self.count = platform, folder, 0

    def load(self, content: str) -> None:
        self.count += 1
        name = f"t{self.count}"
        record = Record(
            dataset=Dataset(id=name, name=name, title=Text.of("T"), publisher_id="p", licence_id=HK_TERMS.id),
            distributions=(
                Distribution(id=name, dataset_id=name, position=0, title=Text(), url=f"https://x.org/{name}"),
            ),
            publisher=Publisher(id="p", title=Text.of("P")),
            themes=(),
        )
        with self.platform.db.begin() as connection:
            catalogue.save_record(connection, record, NOW)
        path = self.folder / "arrived.csv"
        path.write_text(content, "utf-8")
        local = LocalFile(
            path=path, name="t.csv", url=f"https://x.org/{name}", retrieved_at=NOW, table_name=name
        )
        ingest(self.platform, name, local=local, now=NOW)

    def draw(self, asked: str = "", where: str = "") -> Chart:
        table = read.table(self.platform, f"t{self.count}")
        pairs = [each.partition("=")[::2] for each in asked.split("&") if each]
        plot = chart.complete(table, parse_plot(pairs), "en")
        return chart.chart(self.platform, table, plot, parse([("where", where)]))


@pytest.fixture
def drawer(platform: Platform, tmp_path: Path) -> Drawer:
    return Drawer(platform, tmp_path)


def days(first: date, count: int) -> Iterator[tuple[int, date]]:
    return ((number, first + timedelta(days=number)) for number in range(count))


def shares_of(drawn: Chart) -> list[float | None]:
    return [None if (share := point.get("share")) is None else float(str(share)) for point in drawn.points]


def values(drawn: Chart) -> list[tuple[object, object]]:
    return [(point["x"], point["y"]) for point in drawn.points]


def test_a_gap_stays_a_gap_and_a_period_partly_covered_says_so(drawer: Drawer):
    lines = [
        f"{day},{'' if day.month == 3 else 1}" for _, day in days(date(2020, 1, 1), 500) if day.month != 5
    ]
    drawer.load("Day,Rainfall (mm)\n" + "\n".join(lines))
    drawn = drawer.draw("kind=line&x=day&step=month&y=rainfall_mm")
    held = dict(values(drawn))
    assert drawn.aggregate == "sum"
    assert (held["2020-01-01"], held["2020-03-01"], held["2020-05-01"]) == (31, None, None)
    assert drawn.missing == sum(1 for each in lines if each.endswith(","))
    shares = dict(zip(held, shares_of(drawn), strict=True))
    assert shares["2020-02-01"] == 1
    assert shares["2020-03-01"] is None
    last = shares["2021-06-01"] if "2021-06-01" in shares else shares["2021-04-01"]
    assert last is not None


def test_of_events_only_the_ends_are_known_to_be_cut_off(drawer: Drawer):
    rows = [f"{day},a" for number, day in days(date(2020, 1, 1), 800) if number % 9 == 0]
    drawer.load("Day,Kind\n" + "\n".join(rows))
    shares = shares_of(drawer.draw("kind=bar&x=day&step=quarter"))
    assert shares[0] == pytest.approx(1, abs=0.02)
    assert set(shares[1:-1]) == {None}
    assert shares[-1] is not None
    assert shares[-1] < 0.9
    drawer.load("Month,n\n" + "".join(f"{y}-{m:02},{m}\n" for y in range(2001, 2004) for m in range(1, 13)))
    shares = shares_of(drawer.draw("kind=bar&x=month&step=year&y=n"))
    assert all(each and each > 0.99 for each in (shares[0], shares[-1])), (
        "what stands for a month stands on its first day"
    )


def test_what_is_split_keeps_the_largest_and_takes_the_others_together(drawer: Drawer):
    rows = [
        f"{day},{'' if number == 0 else f's{number}'},{number + 1}"
        for number in range(10)
        for _, day in days(date(2024, 1, 1), 20)
    ]
    drawer.load("Day,Who,Total\n" + "\n".join(rows))
    drawn = drawer.draw("kind=line&x=day&y=total&by=who&top=3")
    assert [(each.kind, each.value, each.count) for each in drawn.series] == [
        ("value", "s9", 1),
        ("value", "s8", 1),
        ("value", "s7", 1),
        ("other", "", 6),
        ("missing", "", 1),
    ]
    first = {point["by"]: point["y"] for point in drawn.points if point["x"] == "2024-01-01"}
    assert first == {0: 10, 1: 9, 2: 8, 3: 2 + 3 + 4 + 5 + 6 + 7, 4: 1}
    assert len(drawer.draw("kind=line&x=day&y=total&by=who&top=8").series) == 8, "one alone is no other"
    small = drawer.draw("kind=bar&x=day&y=total&facet=who")
    assert (len(small.facets), small.facets_left_out) == (10, 0)


def test_five_hundred_categories_and_more_periods_than_can_be_seen(drawer: Drawer):
    rows = [f"k{number % 500},{day},{number}" for number, day in days(date(1900, 1, 1), 3000)]
    drawer.load("Key,Day,n\n" + "\n".join(rows))
    drawn = drawer.draw("kind=bar&x=key&y=n&aggregate=sum&top=5")
    assert (len(drawn.points), drawn.left_out) == (5, 495)
    drawn = drawer.draw("kind=line&x=day&step=day&y=n")
    assert drawn.coarser
    assert drawn.plot.step == "week"
    crowded = drawer.draw("kind=scatter&x=n&y=n")
    assert crowded.crowded
    assert sum(int(str(point["n"])) for point in crowded.points) == 3000
    spread = drawer.draw("kind=histogram&x=n")
    assert sum(int(str(point["y"])) for point in spread.points) == 3000


def test_numbers_below_zero_and_the_same_again(drawer: Drawer):
    drawer.load("Who,n\n" + "a,-5\na,-5\nb,3\nb,3\nc,\n" * 3)
    assert values(drawer.draw("kind=bar&x=who&y=n&aggregate=sum")) == [("b", 18), ("a", -30), ("c", None)]
    assert drawer.draw("kind=bar&x=who&y=n&aggregate=sum").missing == 3
    assert values(drawer.draw("kind=bar&x=who&y=n&aggregate=sum&order=name"))[0][0] == "a"
    assert values(drawer.draw("kind=bar&x=who&y=n&aggregate=count"))[-1] == ("c", 0), "its values are counted"
    assert values(drawer.draw("kind=bar&x=who&y=")) == [("a", 6), ("b", 6), ("c", 3)]
    assert values(drawer.draw("kind=bar&x=who&y=", where="n,gt,0")) == [("b", 6)]
    box = drawer.draw("kind=box&x=who&y=n")
    assert [(point["x"], point["y"], point["n"]) for point in box.points] == [("b", 3, 6), ("a", -5, 6)]
    assert box.left_out == 1
    refused = drawer.draw("kind=scatter&x=n&y=n&log=y")
    assert refused.log_refused
    assert not refused.plot.log


TABLES = {
    "text": "a,b\n" + "x one,y one\nx two,y two\n",
    "one": "Day,n\n2024-01-01,5\n",
    "one-date": "Day,Who,n\n" + "".join(f"2024-01-01,w{n},{n}\n" for n in range(20)),
    "nothing": "Day,n,Who\n" + "".join(f"2024-01-{n:02},,\n" for n in range(1, 25)),
    "hostile": 'Day,"""; DROP TABLE x; --","<script>alert(1)</script>"\n'
    + "".join(f"2024-01-{n:02},{n},'); --{n % 3}\n" for n in range(1, 25)),
    "shapeless": "id,when\n" + "".join(f"{n},{n % 24}:00\n" for n in range(30)),
}


@pytest.mark.parametrize("held", TABLES)
def test_any_table_is_drawn_or_says_why_not(drawer: Drawer, held: str):
    drawer.load(TABLES[held])
    table = read.table(drawer.platform, "t1")
    chart.first_chart(drawer.platform, table)
    drawn = 0
    for kind in KINDS:
        for column in table.schema.columns:
            for split in ("", table.schema.columns[-1].name):
                try:
                    plot = chart.complete(table, Plot(kind=kind, x=column.name, by=split, facet=split), "en")
                except errors.ChartUnfit:
                    continue
                made = chart.chart(drawer.platform, table, plot)
                assert made.rows == table.rows
                assert sum(int(str(point["n"])) for point in made.points) <= table.rows
                drawn += 1
    assert drawn


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ("kind=pie", "parameter_invalid"),
        ("top=0", "parameter_invalid"),
        ("top=61", "parameter_invalid"),
        ("step=decade", "parameter_invalid"),
        ("x=nothing", "column_unknown"),
        ("by=nothing", "column_unknown"),
        ("kind=bar&x=who&y=who&aggregate=sum", "chart_unfit"),
        ("kind=scatter&x=who", "chart_unfit"),
        ("kind=histogram&x=day", "chart_unfit"),
        ("kind=stacked&x=day&y=n&aggregate=avg&by=who", "chart_unfit"),
    ],
)
def test_what_cannot_be_drawn_is_refused(drawer: Drawer, asked: str, code: str):
    drawer.load("Day,Who,n\n" + "".join(f"2024-01-{n:02},w{n % 3},{n}\n" for n in range(1, 25)))
    with pytest.raises(errors.Refused) as refused:
        drawer.draw(asked)
    assert refused.value.code == code


def test_an_address_says_the_whole_chart():
    plot = Plot(
        kind="line",
        x="d",
        step="week",
        y="n",
        aggregate="max",
        by="w",
        facet="f",
        order="name",
        top=3,
        log=True,
    )
    assert parse_plot(plot.pairs()) == plot
    assert parse_plot([("y", ""), ("aggregate", "sum")]) == Plot(aggregate="count")
