import json
from datetime import UTC, datetime

import pytest

from praya.model import serial
from praya.model.catalogue import Problem
from praya.model.decisions import layout
from praya.model.table import Bin, Column, ColumnProfile, Profile, Schema, Sum
from praya.model.text import Text, Wording


def through_text(data: serial.Json) -> serial.Json:
    """JSON as it is stored: text in which NaN and infinity are errors."""
    parsed: serial.Json = json.loads(json.dumps(data, allow_nan=False))
    return parsed


def test_a_schema_comes_back_as_it_went() -> None:
    title = Text(en=Wording("Year"), zh_hant=Wording("年"), zh_hans=Wording("年", "converted"))
    schema = Schema(
        (
            Column(name="year", header="年/Year", title=title, type="year"),
            Column(
                name="雨量",
                header="雨量",
                title=Text(),
                type="number",
                role="measure",
                unit="mm",
                unit_code="mm",
                language="en",
                markers=("***", "N/A"),
            ),
            Column(name="date", header="", title=Text.of("Date"), type="date", derived=True),
        )
    )
    assert serial.schema_from_json(through_text(serial.schema_to_json(schema))) == schema


@pytest.mark.parametrize("bbox", [None, (113.8, 22.1, 114.5, 22.6), (0.0, 0.0, 0.0, 0.0)])
def test_a_profile_comes_back_as_it_went(bbox: tuple[float, float, float, float] | None) -> None:
    profile = Profile(
        rows=3,
        columns={
            "n": ColumnProfile(
                nulls=0,
                distinct=3,
                exact=False,
                min=0,
                max=0.0,
                mean=0.0,
                histogram=(Bin(low=0.0, high=1.5, count=3),),
                quantiles=((0.25, 0), (0.5, "2024-01-31")),
            ),
            "區": ColumnProfile(nulls=3, distinct=0, min="", max="沙田", top=(("沙田", 2), ("", 1))),
        },
        bbox=bbox,
        keys=(("n",), ("n", "區")),
        sums=(Sum(total="n", parts=("a", "b")),),
    )
    assert serial.profile_from_json(through_text(serial.profile_to_json(profile))) == profile


def test_numbers_that_json_cannot_say_are_missing() -> None:
    column = ColumnProfile(nulls=0, distinct=2, min=float("-inf"), max=float("inf"), mean=float("nan"))
    back = serial.profile_from_json(
        through_text(serial.profile_to_json(Profile(rows=2, columns={"x": column})))
    )
    assert back.columns["x"] == ColumnProfile(nulls=0, distinct=2)


def test_a_problem_and_a_decision_come_back_as_they_went() -> None:
    problem = Problem(
        code="origin_error", fields={"http_status": 500}, at=datetime(2026, 1, 2, 3, 4, 5, 6, tzinfo=UTC)
    )
    decision = layout.ROWS_RAGGED.decide(0.7, rows=2, total=9, lines=(3, 5))
    assert serial.problem_from_json(through_text(serial.problem_to_json(problem))) == problem
    assert serial.decision_from_json(through_text(serial.decision_to_json(decision))) == decision
