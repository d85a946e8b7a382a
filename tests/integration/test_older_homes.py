"""A home that an earlier release kept still opens: its catalogue as each older schema had it, its files as they are."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from tests.integration.test_memory import START, Feed, days, lines

from praya.model.query import Query
from praya.platform import open_platform
from praya.services import ask, read, retain, verify
from praya.store.db import open_engine

if TYPE_CHECKING:
    from pathlib import Path

    from praya.platform import Platform


def quiet(*_: object) -> None:
    """Progress that nobody watches."""


def set_back(path: Path, revision: str) -> None:
    """Make a catalogue what it would have been under an older schema: without all that came later."""
    older = path.with_name("older.sqlite")
    engine = open_engine(f"sqlite:///{older}")
    config = Config()
    config.set_main_option("script_location", "praya:store/migrations")
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
    with engine.connect() as connection:
        raw = connection.connection.driver_connection
        assert raw is not None
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute("ATTACH ? AS new", [str(path)])
        for table in sa.inspect(engine).get_table_names():
            if table != "alembic_version":
                here, there = (
                    {row[1] for row in raw.execute(f"PRAGMA {schema}.table_info({table})")}
                    for schema in ("main", "new")
                )
                listed = ", ".join(sorted(here & there))
                raw.execute(f"INSERT INTO main.{table} ({listed}) SELECT {listed} FROM new.{table}")
        raw.commit()
    engine.dispose()
    for each in path.parent.glob(f"{path.name}*"):
        each.unlink()
    older.rename(path)


def told(platform: Platform) -> dict[int, list[tuple[str, str]]]:
    return {
        each.number: sorted(
            (str(row["station"]), str(row["mm"]))
            for row in ask.rows(platform, read.table(platform, "rain", each.number), Query(size=50)).rows
        )
        for each in read.timeline(platform, "rain")
    }


@pytest.mark.parametrize("revision", ["0005", "0006", "0007", "0008"])
def test_an_older_home_opens_with_all_its_versions_and_goes_on(
    platform: Platform, tmp_path: Path, revision: str
):
    feed = Feed(platform, tmp_path)
    for rows in days(12):
        feed.put(lines(rows))
    before = told(platform)
    platform.db.dispose()
    set_back(platform.settings.home / "catalogue.sqlite", revision)
    feed.platform = opened = open_platform(platform.settings)
    assert told(opened) == before
    assert not verify.verify(opened, progress=quiet).damaged
    assert feed.put(lines({"s1": 1.0, "s99": 9.5})).status == "ready"
    latest = max(before) + 1
    assert told(opened) == before | {latest: [("s1", "1.0"), ("s99", "9.5")]}
    retain.set_rule(opened, "rain", "0:month")
    retain.retain(opened, now=START + timedelta(days=90), dry_run=False, progress=quiet)
    kept = told(opened)
    assert set(kept) == {latest - 1, latest}
    assert kept[latest - 1] == before[latest - 1]
    found = verify.verify(opened, progress=quiet)
    assert (found.damaged, found.unclaimed) == ((), 0)
    opened.db.dispose()
