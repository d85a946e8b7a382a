"""Charts as specifications and in words: in the theme's colours, in the reader's language, and drawn."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from praya.model import errors
from praya.model.plot import Plot
from praya.model.table import Column, ColumnProfile, Profile, Schema, Table
from praya.model.text import LANGS, Text
from praya.services.chart import Chart, Group
from praya.web import drawing, spec
from praya.web.language import Messages
from praya.web.spec import Look
from praya.web.spec.look import numbers, width_of
from praya.web.spec.scale import Range, beside, reach

if TYPE_CHECKING:
    from pathlib import Path

    from praya.model.plot import Summary
    from praya.model.table import FieldType
    from praya.model.text import Lang

WORDS = {lang: Messages(lang) for lang in LANGS}


def column(name: str, kind: FieldType, **given: object) -> Column:
    return Column(name=name, header=name, title=Text.of(name.upper()), type=kind, **given)  # type: ignore[arg-type]  # for tests


TABLE = Table(
    name="t",
    distribution_id="d",
    version=1,
    position=0,
    title=Text(),
    rows=9,
    schema=Schema((column("district", "string", role="district"),)),
    profile=Profile(
        rows=9,
        columns={"district": ColumnProfile(nulls=0, distinct=3, top=(("S", 3), ("K&T", 2), ("E", 2)))},
    ),
)


def over_time(count: int, aggregate: Summary = "sum", kind: str = "bar") -> Chart:
    points = tuple(
        {"x": f"{1900 + n}-01-01", "y": 9.0 + n, "n": 1, "share": 0.5 if n == 0 else 1.0}
        for n in range(count)
    )
    return Chart(
        plot=Plot(kind=kind, x="day", step="year", y="mm", aggregate=aggregate),  # type: ignore[arg-type]  # for tests
        x=column("day", "date"),
        y=column("mm", "number", unit="mm"),
        aggregate=aggregate,
        points=points,
        rows=count,
        missing=0,
    )


def by_district() -> Chart:
    return Chart(
        plot=Plot(kind="bar", x="district", aggregate="count"),
        x=column("district", "string", role="district"),
        y=None,
        aggregate="count",
        points=(
            {"x": "S", "y": 3, "n": 3},
            {"x": "<b>沙田\n</b>", "y": 2, "n": 2},
            {"x": "none", "y": None, "n": 0},
        ),
        rows=7,
        missing=2,
        left_out=2,
    )


def split(kind: str) -> Chart:
    points = tuple(
        {"x": f"{2000 + year}-01-01", "y": None if year == 3 else -5 + 4 * year + each, "n": 1, "by": each}
        for each in range(3)
        for year in range(6)
    )
    return replace(
        over_time(1),
        plot=Plot(kind=kind, x="day", step="year", y="mm", by="who", aggregate="sum"),  # type: ignore[arg-type]  # for tests
        by=column("who", "string"),
        points=points,
        series=(Group("value", "Other (11)"), Group("other", count=11), Group("missing")),
    )


def made(chart: Chart, lang: Lang = "en", **look: object) -> spec.Spec:
    said = spec.told(chart, TABLE, lang, WORDS[lang])
    return spec.spec(chart, said, Look(lang=lang, theme="light", **look))  # type: ignore[arg-type]  # for tests


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    "chart",
    [over_time(30), over_time(300, kind="line"), over_time(30, "avg", "area"), by_district()],
    ids=lambda chart: chart.plot.kind,
)
def test_specifications_are_plain_json_in_the_theme_s_colours(chart: Chart, lang: Lang, theme: spec.Theme):
    drawn = spec.spec(chart, spec.told(chart, TABLE, lang, WORDS[lang]), Look(lang=lang, theme=theme))
    assert json.loads(json.dumps(drawn)) == drawn
    assert spec.COLOURS[theme].accent in json.dumps(drawn)
    assert drawn["width"] == "container"


def test_a_chart_says_what_it_shows_and_what_it_leaves_out():
    said = spec.told(over_time(30), TABLE, "en", WORDS["en"])
    assert said.title == "MM (mm), total, by year"
    assert said.summary == "Highest: 38 (1929); lowest: 10 (1901)."
    assert "less than 90%" in said.notes[0]
    said = spec.told(by_district(), TABLE, "zh-Hant", WORDS["zh-Hant"])
    assert said.title == "各DISTRICT的行數"
    assert said.notes[0] == "7 行中有 2 行沒有值，未有繪出。"
    assert said.category("S") == "南區", "beside K&T, S is an abbreviation and no letter of Kwai Tsing's"
    assert said.category("<b>沙田\n</b>") == "<b>沙田 </b>"
    assert not spec.is_partial({"x": "a", "y": None, "share": 0.0}), "nothing measured is a gap, not a part"
    cut = spec.told(over_time(30, "avg", "line"), TABLE, "en", WORDS["en"])
    assert "does not begin at zero" not in " ".join(cut.notes)
    high = replace(over_time(3, "avg", "line"), points=({"x": "1900-01-01", "y": 900.0, "n": 1},) * 2)
    assert "does not begin at zero" in " ".join(spec.told(high, TABLE, "en", WORDS["en"]).notes)


def test_series_of_the_same_name_stay_apart_and_stand_beside_their_lines():
    said = spec.told(split("line"), TABLE, "en", WORDS["en"])
    assert len(set(said.series)) == 3
    assert said.series[2] == "No value"
    named = made(split("line"), width=1000)["layer"][-1]  # type: ignore[index]  # a list
    heights = sorted(each["y"] for each in named["data"]["values"])
    assert heights[0] < heights[1] < heights[2]
    assert made(split("line"), width=360)["encoding"]["color"]["legend"], "a phone has no room beside"  # type: ignore[index]  # a mapping


@pytest.mark.parametrize("kind", ["line", "area", "bar", "stacked", "heat"])
def test_what_is_split_is_drawn_with_gaps_and_below_zero(kind: str, tmp_path: Path):
    drawn = drawing.drawn(made(split(kind), width=700), tmp_path, "svg")
    assert b"NaN" not in drawn
    assert b"Other (11)" in drawn


def test_drawings_are_kept_and_failures_are_named(tmp_path: Path):
    folder = tmp_path / "pictures"
    first = drawing.drawn(made(by_district(), "zh-Hant", width=400), folder, "svg")
    assert b"&lt;b&gt;" in first
    (kept,) = folder.iterdir()
    kept.write_bytes(b"from the folder")
    assert drawing.drawn(made(by_district(), "zh-Hant", width=400), folder, "svg") == b"from the folder"
    with pytest.raises(errors.Unexpected):
        drawing.drawn({"$schema": "https://vega.github.io/schema/vega-lite/v6.json"}, folder, "svg")
    assert len(list(folder.iterdir())) == 1
    assert drawing.drawn(made(over_time(3), width=400), folder, "png").startswith(b"\x89PNG")


def test_pictures_do_not_fill_the_disk(tmp_path: Path):
    for number in range(12):
        (tmp_path / f"{number:064}.svg").write_bytes(b"")
    drawing.thin(tmp_path, most=8)
    assert len(list(tmp_path.iterdir())) == 6


def test_large_amounts_are_written_in_full_and_axes_count_as_the_language_does(tmp_path: Path):
    points = ({"x": "a", "y": 1_803_512, "n": 1}, {"x": "b", "y": 12.25, "n": 1})
    drawn = drawing.drawn(made(replace(by_district(), points=points), width=400), tmp_path, "svg")
    assert b"1,803,512" in drawn
    assert b"12.25" in drawn
    assert "億" in str(numbers("zh-Hant", 2e8))
    assert " bn" in str(numbers("en", 2e9))
    assert numbers("en", 900) == {"format": ",.4~f"}


# Axes.


@pytest.mark.parametrize(
    ("values", "zero", "log", "range_"),
    [
        ([], False, False, (0, 1)),
        ([0], True, False, (0, 1)),
        ([5], False, False, (4, 6)),
        ([5, 95], False, False, (0, 100)),
        ([90, 95], False, False, (90, 95)),
        ([-3, 8], True, False, (-4, 8)),
        ([-8, -7], True, False, (-8, 0)),
        ([2, 4000], False, True, (1, 10_000)),
        ([1], False, True, (1, 10)),
    ],
)
def test_axes_reach_over_all_values_with_round_ends(
    values: list[float], zero: bool, log: bool, range_: tuple[float, float]
):
    found = reach(values, zero=zero, log=log)
    assert (found.low, found.high) == range_
    assert found.truncated == (not log and (found.low > 0 or found.high < 0))


def test_names_beside_lines_do_not_cover_each_other():
    for range_ in (Range(1, 1000, log=True), Range(1, 1000)):
        placed = sorted(range_.share(each) * 300 for each in beside([10, 10, 11, 999], range_, 300))
        assert all(upper - lower > 14 for lower, upper in pairwise(placed))
        assert placed[0] >= 0
        assert placed[-1] <= 300.1
    assert beside([], Range(0, 1), 300) == []
    assert width_of("沙田") > width_of("ST")
