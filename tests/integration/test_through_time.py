"""A whole platform against the simplest thing that could be true: a dictionary of versions, and of those let go."""

from __future__ import annotations

import shutil
import tempfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.integration.test_memory import START, Feed

from praya.model import errors
from praya.model.query import Query
from praya.platform import open_platform
from praya.services import ask, read, retain, verify
from praya.settings import Settings
from praya.store import catalogue

Cells = list[tuple[str, ...]]
COLUMNS = ("station", "mm", "note", "more")
BROKEN = (b"", b"<!doctype html><html><title>Sorry</title></html>", b"PK\x03\x04 no zip")


def quiet(*_: object) -> None:
    """Progress that nobody watches."""


class Remembered(RuleBasedStateMachine):
    """Files come: new, the same, broken, as they once were, with other columns; versions are let go; the home is closed.

    Whatever happened: every version that is kept is byte for byte and row for row what it was, every one that is not
    is said to have been let go, the latest good version serves, and nothing is damaged or left over.
    """

    @initialize()
    def begin(self) -> None:
        self.folder = Path(tempfile.mkdtemp())
        self.platform = open_platform(Settings(home=self.folder / "home"))
        self.feed = Feed(self.platform, self.folder)
        self.truth: dict[int, tuple[bytes, tuple[str, ...], Cells]] = {}
        self.came: dict[int, datetime] = {}
        self.gone: set[int] = set()
        self.width = 2
        self.unread = set[bytes]()

    @property
    def latest(self) -> int:
        return max(self.came, default=0)

    def arrives(self, columns: tuple[str, ...], cells: Cells) -> None:
        content = "\n".join(",".join(row) for row in (columns, *cells)).encode() + b"\n"
        at = START + timedelta(hours=self.feed.count)
        outcome = self.feed.put(content)
        same = bool(self.came) and self.truth[self.latest][0] == content
        assert outcome.status == ("unchanged" if same else "ready")
        if not same:
            number = self.latest + 1
            self.truth[number] = (content, columns, cells)
            self.came[number] = at

    @rule(
        mm=st.lists(st.integers(0, 3), min_size=2, max_size=6),
        repeated=st.booleans(),
    )
    def a_file_comes(self, mm: list[int], repeated: bool) -> None:
        rest = ("x", "y")[: self.width - 2]
        cells = [(f"s{at}", f"{value}.5", *rest) for at, value in enumerate(mm)]
        self.arrives(COLUMNS[: self.width], [*cells, cells[0]] if repeated else cells)

    @precondition(lambda self: self.came)
    @rule(data=st.data())
    def it_is_again_what_it_once_was(self, data: st.DataObject) -> None:
        _, columns, cells = self.truth[data.draw(st.sampled_from(sorted(self.truth)))]
        self.arrives(columns, cells)

    @rule(width=st.integers(2, 4))
    def the_publisher_thinks_of_other_columns(self, width: int) -> None:
        self.width = width

    @rule(content=st.sampled_from(BROKEN))
    def a_file_comes_that_cannot_be_read(self, content: bytes) -> None:
        assert self.feed.put(content).status == "failed"
        self.unread.add(content)

    @rule(grain=st.sampled_from(["day", "month"]))
    def versions_are_let_go(self, grain: str) -> None:
        retain.set_rule(self.platform, "rain", f"0:{grain}")
        now = START + timedelta(hours=self.feed.count, days=60)
        done = retain.retain(self.platform, now=now, dry_run=False, progress=quiet)
        self.gone |= {each.number for each in done.versions}
        assert self.latest not in self.gone

    @rule(days=st.integers(1, 40))
    def time_passes(self, days: int) -> None:
        self.feed.count += 24 * days

    @rule()
    def the_home_is_opened_again(self) -> None:
        self.platform.db.dispose()
        self.platform = self.feed.platform = open_platform(self.platform.settings)

    @invariant()
    def kept_versions_are_what_they_were_and_others_are_said_to_be_gone(self) -> None:
        for number, (content, columns, cells) in getattr(self, "truth", {}).items():
            for as_of in (number, self.came[number]):
                if number in self.gone:
                    with pytest.raises(errors.VersionLetGo):
                        read.table(self.platform, "rain", as_of)
                    continue
                with read.original(self.platform, "r1", as_of).stream as stream:
                    assert stream.read() == content
                found = ask.rows(self.platform, read.table(self.platform, "rain", as_of), Query(size=50))
                told = sorted(tuple(str(row[name]) for name in columns) for row in found.rows)
                assert told == sorted(cells)

    @invariant()
    def nothing_is_damaged_or_left_over(self) -> None:
        if not hasattr(self, "truth"):
            return
        found = verify.verify(self.platform, progress=quiet)
        assert not found.damaged
        kept = {self.truth[each][0] for each in self.came.keys() - self.gone}
        assert found.files - found.unclaimed == len(kept)
        assert found.unclaimed <= len(self.unread) + len(self.gone)
        with self.platform.db.connect() as connection:
            assert {each.number for each in catalogue.versions(connection, "r1")} == set(
                self.came
            ) - self.gone

    def teardown(self) -> None:
        if hasattr(self, "platform"):
            self.platform.db.dispose()
            shutil.rmtree(self.folder)


Remembered.TestCase.settings = settings(
    max_examples=8, stateful_step_count=14, deadline=None, suppress_health_check=list(HealthCheck)
)
TestRemembered = Remembered.TestCase
