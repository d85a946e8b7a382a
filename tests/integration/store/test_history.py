from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.model import errors
from praya.store.history import History

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def history(tmp_path: Path) -> History:
    return History(tmp_path / "tables")


def written(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "written"
    path.write_bytes(content)
    return path


def test_what_was_not_published_is_missing(history: History, tmp_path: Path) -> None:
    with pytest.raises(errors.VersionMissing):
        history.path("rain", 1)
    with pytest.raises(FileNotFoundError):
        history.publish(tmp_path / "never written", "rain", 1)
    with pytest.raises(errors.VersionMissing):
        history.path("rain", 1)


@pytest.mark.parametrize("name", ["../outside", "a/b", ".hidden", "/etc"])
def test_no_name_leads_outside(history: History, tmp_path: Path, name: str) -> None:
    with pytest.raises(errors.TableMissing):
        history.path(name, 1)
    with pytest.raises(errors.TableMissing):
        history.publish(written(tmp_path, b""), name, 1)


def test_versions_stand_side_by_side(history: History, tmp_path: Path) -> None:
    for number in (1, 2):
        history.publish(written(tmp_path, b"%d" % number), "每日雨量", number)
    assert [history.path("每日雨量", number).read_bytes() for number in (1, 2)] == [b"1", b"2"]
    assert not (tmp_path / "written").exists()


def test_what_a_crash_left_before_its_commit_is_replaced(history: History, tmp_path: Path) -> None:
    history.publish(written(tmp_path, b"of a transaction that never committed"), "rain", 1)
    history.publish(written(tmp_path, b"real"), "rain", 1)
    assert history.path("rain", 1).read_bytes() == b"real"
