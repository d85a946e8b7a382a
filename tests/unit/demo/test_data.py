"""The package data is what its sources say: complete, unchanged, allowed, small."""

from __future__ import annotations

import csv
import hashlib
import io
import re
import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import zstandard

from praya.demo import package
from praya.demo.curation import curation
from praya.formats.chinese import simplified

if TYPE_CHECKING:
    from praya.model.catalogue import Publisher, Theme

DATA = Path(str(package.DATA))
ALLOWED = ("data.gov.hk terms", "data: data.gov.hk terms", "repo MIT", "MIT;")
DIFFERING = {
    "sunferry",  # the portal has its two Chinese names the wrong way round
    "hk-psc",  # the portal keeps 敍 in Simplified, where OpenCC writes 叙
    "hk-jsscs",  # the portal keeps 谘, where OpenCC writes 咨
}


def sources() -> dict[str, list[str]]:
    """Return the cells of each line of SOURCES.md by file."""
    lines = (DATA / "SOURCES.md").read_text("utf-8").splitlines()
    rows = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines if "/" in line[:20]]
    return {row[0]: row for row in rows if row[0].startswith(("catalogue/", "files/", "history/"))}


def packed() -> dict[str, Path]:
    """Return every compressed file by its name before compression."""
    return {str(path.relative_to(DATA))[: -len(".zst")]: path for path in DATA.rglob("*.zst")}


def test_the_demo_stays_small():
    assert sum(path.stat().st_size for path in DATA.rglob("*") if path.is_file()) < 12_000_000


def test_every_file_has_its_source_and_every_source_its_file():
    assert sources().keys() == packed().keys()


@pytest.mark.parametrize("name", sorted(packed()))
def test_the_bytes_are_those_of_the_source(name: str):
    row = sources()[name]
    content = zstandard.ZstdDecompressor().decompress(packed()[name].read_bytes())
    assert (str(len(content)), hashlib.sha256(content).hexdigest()) == (row[1], row[2])


def test_only_files_that_may_be_passed_on():
    for name, row in sources().items():
        assert row[7].startswith(ALLOWED), name
        assert "GPL" not in row[7], name
        told = (
            row[4] == "one a file" if name.startswith("history/") else re.fullmatch(r"[0-9a-f]{40}", row[4])
        )
        assert told, name


def test_the_curation_names_every_file_once_and_at_its_date():
    curated = [file for entry in curation() for each in entry.distribution for file in each.file]
    rows = sources()
    assert sorted(f"files/{file.path}" for file in curated) == sorted(
        name for name in rows if name.startswith("files/")
    )
    for file in curated:
        assert file.retrieved.isoformat() == rows[f"files/{file.path}"][6]


def test_files_of_every_topic():
    curated = [file.path for entry in curation() for each in entry.distribution for file in each.file]
    assert len(curated) >= 32
    assert len({path.partition("/")[0] for path in curated}) >= 15


def test_a_file_is_unpacked_as_it_was_found(tmp_path: Path):
    package.unpack("transport/mtr_lines_fares.csv", tmp_path / "fares.csv")
    content = (tmp_path / "fares.csv").read_bytes()
    assert hashlib.sha256(content).hexdigest() == sources()["files/transport/mtr_lines_fares.csv"][2]


def test_a_history_has_its_files_times_and_all_their_sources():
    (held,) = [each.history for entry in curation() for each in entry.distribution if each.history]
    found = package.history(held.path)
    times = [at for at, _ in found]
    assert (len(found), times[0], times[-1]) == (623, held.first, held.last)
    assert times == sorted(set(times))
    packed = zstandard.ZstdDecompressor().decompress((DATA / f"history/{held.path}.tar.zst").read_bytes())
    with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
        listed = archive.extractfile("SOURCES.csv")
        assert listed
        lines = list(csv.DictReader(io.TextIOWrapper(listed, "utf-8")))
        assert [line["file"] for line in lines] == [
            name for name in archive.getnames() if name != "SOURCES.csv"
        ]
    assert all(re.fullmatch(r"[0-9a-f]{40}", line["commit"]) for line in lines)


def test_the_recorded_catalogue_is_whole():
    recorded = package.packages()
    names = [each["name"] for each in recorded]
    assert len(names) == len(set(names)) == 746
    assert names == sorted(names)
    assert sum(len(each["resources"]) for each in recorded) == 11_536


def test_publishers_and_themes_come_in_three_languages():
    publishers, themes = package.publishers(), package.themes()
    assert (len({each.id for each in publishers}), len({each.id for each in themes})) == (118, 20)
    assert [each.position for each in themes] == list(range(20))
    listed: list[Publisher | Theme] = [*publishers, *themes]
    for each in listed:
        assert all(each.title.get(lang) for lang in ("en", "zh-Hant", "zh-Hans")), each.id


def test_conversion_agrees_with_the_portals_own_simplified_titles():
    listed: list[Publisher | Theme] = [*package.publishers(), *package.themes()]
    titles = {each.id: each.title for each in listed}
    differing = {
        key
        for key, title in titles.items()
        if title.zh_hant and title.zh_hans and simplified(title.zh_hant.words) != title.zh_hans.words
    }
    assert differing == DIFFERING  # 135 of 138 agree
    assert len(titles) == 138
