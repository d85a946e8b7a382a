"""Real files through time: every recorded version of a file, as it was."""

from __future__ import annotations

import tarfile
from pathlib import Path
from typing import TYPE_CHECKING

import zstandard

if TYPE_CHECKING:
    from collections.abc import Iterator

LISTS = "chp_covid_building_list_eng"
"""72 daily lists."""
WIND = "hko_latest_10min_wind"
"""623 wind readings, ten minutes apart."""
_FOLDER = Path(__file__).with_name("history_data")


def recorded(feed: str) -> Iterator[tuple[str, bytes]]:
    """Give each version's name and bytes, the oldest first."""
    with (
        (_FOLDER / f"{feed}.tar.zst").open("rb") as packed,
        zstandard.ZstdDecompressor(max_window_size=1 << 24).stream_reader(packed) as stream,
        tarfile.open(fileobj=stream, mode="r|") as archive,
    ):
        for member in archive:
            held = archive.extractfile(member)
            assert held is not None, "nothing but files"
            yield member.name, held.read()


def unpack(feed: str, folder: Path) -> list[Path]:
    """Write every version into a folder under its own name; return the paths, the oldest first."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, content in recorded(feed):
        paths.append(folder / name)
        paths[-1].write_bytes(content)
    return paths
