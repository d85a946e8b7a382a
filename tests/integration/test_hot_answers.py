"""Whatever is asked of a table, its copy and its file answer the same."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.integration.test_memory import Feed

from praya.model.query import OPERATORS, Aggregate, Filter, Group, Near, Query, Sort
from praya.model.table import ROW
from praya.platform import open_platform
from praya.services import ask, read
from praya.services.story import Story, story
from praya.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from praya.platform import Platform

WORDS = ["Tai Po", "tai po", "大埔", "ÉCOLE", "école", "", "0012", "Ａ", "a\nb", "😀", "N/A", "zz'z"]
NUMBERS = ["0.1", "-0.0", "1e10", "", "12", "2.5", "0.30000000000000004", "-7"]
MOMENTS = ["2024-02-29 23:59:59", "1884-01-01 00:00:00", "", "2025-01-01 08:00:00"]
ROWS = 700


def csv() -> str:
    """Every kind of column, values missing here and there, and many equal ones."""
    told = ["Word,mm,Count,Day,At,Wet,Year,Longitude,Latitude,Empty"]
    for n in range(ROWS):
        word = WORDS[n * 7 % len(WORDS)].replace('"', '""')
        place = f"{114 + n % 50 / 100:.2f},{22.2 + n % 30 / 100:.2f}" if n % 11 else ","
        told.append(
            f'"{word}",{NUMBERS[n % len(NUMBERS)]},{n % 13 or ""},2024-01-{n % 28 + 1:02},{MOMENTS[n % 4]},'
            f"{('true', 'false', '')[n % 3]},{1990 + n % 9},{place},"
        )
    return "\n".join(told)


def geojson() -> str:
    shapes: list[Any] = [
        {"type": "Point", "coordinates": [114.1, 22.3]},
        {"type": "Polygon", "coordinates": [[[114, 22], [115, 22], [115, 23], [114, 22]]]},
        None,
    ]
    features = [
        {
            "type": "Feature",
            "geometry": shapes[n % 3],
            "properties": {"name": WORDS[n % len(WORDS)], "n": n % 5},
        }
        for n in range(60)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.fixture(scope="module", params=["csv", "geojson"])
def both(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """The same table asked with copies and without; its second version, so that rows lie in another order."""
    folder: Path = tmp_path_factory.mktemp("both")
    made = open_platform(Settings(home=folder / "home"))
    feed = Feed(made, folder)
    content = {"csv": csv, "geojson": geojson}[request.param]()
    first = content.replace("2024-01-05", "2024-01-06").replace('"n": 3', '"n": 4')
    for each in (first, content):
        outcome = feed.put(each, f"rain.{request.param}")
        assert outcome.status == "ready", outcome
    hot = open_platform(made.settings)
    with hot.hot.kept():
        both = Both(made, hot, outcome.tables[0].name)
        both.heat()
        yield both
    for platform in (made, hot):
        platform.db.dispose()


class Both:
    """A table with and without a copy."""

    def __init__(self, cold: Platform, hot: Platform, name: str) -> None:
        self.cold = cold
        self.hot = hot
        self.table = read.table(cold, name)

    def is_hot(self) -> bool:
        with self.hot.history.source(self.hot.db, self.table.name, self.table.version) as held:
            return self.hot.hot.is_open(held)

    def heat(self) -> None:
        for n in range(2):
            ask.rows(self.hot, self.table, Query(offset=n))
        ended = time.monotonic() + 60
        while not self.is_hot():
            assert time.monotonic() < ended
            time.sleep(0.01)


def queries(both: Both) -> st.SearchStrategy[Query]:
    """Questions of every kind; many do not fit, and are refused by both alike."""
    schema = both.table.schema
    names = st.sampled_from([each.name for each in schema.columns])
    values = st.sampled_from([*WORDS, *NUMBERS, *MOMENTS, "2024-01-06", "true", "1995", "tai", "大"])
    any_test = st.builds(Filter, names, st.sampled_from(OPERATORS), values)
    texts = st.sampled_from([each.name for each in schema.columns if each.type == "string"])
    tests = any_test | st.builds(Filter, texts, st.sampled_from(OPERATORS[:6]), st.sampled_from(WORDS))
    plain = st.builds(
        Query,
        filters=st.lists(tests, max_size=2).map(tuple),
        condition=st.one_of(st.none(), st.just(Near(114.2, 22.3, 9_000))),
        text=st.sampled_from(["", "", "tai", "大埔", "ÉCOLE"]),
        columns=st.one_of(st.just(()), st.lists(names, unique=True, max_size=3).map(tuple)),
        sorts=st.lists(st.builds(Sort, names, st.booleans()), max_size=2).map(tuple),
        offset=st.sampled_from([0, 0, 3, 100, 5000]),
        size=st.sampled_from([1, 50, 500]),
    )
    functions = st.sampled_from(["count", "distinct", "min", "max", "median"])
    grouped = st.builds(
        replace,
        plain.map(lambda query: replace(query, columns=(), sorts=())),
        groups=st.lists(names.map(Group), unique=True, min_size=1, max_size=2).map(tuple),
        aggregates=st.just((Aggregate("count"),))
        | st.builds(Aggregate, functions, names).map(lambda each: (each,)),
    )
    return plain | grouped | plain.map(lambda query: replace(query, distinct=True))


def answer(platform: Platform, both: Both, query: Query) -> object:
    """Return rows with the types of their values, or the refusal."""
    try:
        found = ask.rows(platform, both.table, query)
        following = replace(query, offset=0, after=found.next) if found.next else None
        more = ask.rows(platform, both.table, following).rows if following else ()
        return [
            [(name, type(value), str(value)) for name, value in row.items()] for row in (*found.rows, *more)
        ], found.total
    except Exception as error:  # noqa: BLE001 - whatever it is, it must be the same
        return type(error), str(error)[:40]


@settings(
    max_examples=120,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(data=st.data())
def test_a_copy_and_its_file_answer_alike(both: Both, data: st.DataObject):
    query = data.draw(queries(both))
    assert answer(both.hot, both, query) == answer(both.cold, both, query)
    assert both.is_hot()


def test_every_column_has_the_same_type_in_both(both: Both):
    with both.hot.history.source(both.hot.db, both.table.name, both.table.version) as held:
        sql = Query(size=500).rows_sql(both.table.schema, held.sql)
        cold = both.hot.lake.rows(sql)
        hot = both.hot.hot.answer(
            held, lambda given: both.hot.lake.rows(replace(sql, text=sql.text.replace(held.sql, given.sql)))
        )
    assert hot == cold
    assert hot.columns[0] == ROW


def test_a_new_version_is_asked_itself(platform: Platform, tmp_path: Path):
    feed = Feed(platform, tmp_path)
    with platform.hot.kept():
        for mm in range(3):
            feed.put(f"Station,mm\nTai Po,{mm}\nSha Tin,5\n")
            both = Both(platform, platform, "rain")
            assert not both.is_hot()
            both.heat()
            assert [row["mm"] for row in ask.rows(platform, both.table, Query()).rows] == [mm, 5]
        before = read.table(platform, "rain", 1)
        assert [row["mm"] for row in ask.rows(platform, before, Query()).rows] == [0, 5]


def test_the_story_of_a_row_is_told_alike_by_a_table_and_its_copy(
    platform: Platform, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    Feed(platform, tmp_path).put("Station,mm\nTai Po,1\nSha Tin,5\nTai Po,N/A\n")

    def told(station: str) -> Story:
        return story(platform, "rain", read.timeline(platform, "rain"), {"station": station})

    cold = [told(station) for station in ("Tai Po", "Sha Tin", "nowhere")]
    assert [len(each.chapters[0].rows) for each in cold] == [2, 1, 0]
    with platform.hot.kept():
        Both(platform, platform, "rain").heat()
        asked = Mock(wraps=platform.lake.rows)
        monkeypatch.setattr(platform.lake, "rows", asked)
        assert [told(station) for station in ("Tai Po", "Sha Tin", "nowhere")] == cold
        assert [each.kwargs["hot"] for each in asked.mock_calls] == [True] * 3
        Feed(platform, tmp_path).put("Station,mm\nTai Po,1\nSha Tin,6\nTai Po,N/A\n")
        assert [row["mm"] for each in told("Sha Tin").chapters for row in each.rows] == [5, 6]
