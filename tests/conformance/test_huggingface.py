"""Programs made for Hugging Face read tables from a real server: `datasets`, its hub's client, pandas, Polars, DuckDB.

Every check is also made where an older version answers instead of the latest: there it must fail.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from tests import small_portal
from tests.served import SECONDS, asking_else, serving

from praya.platform import open_platform
from praya.services.ingest import LocalFile, ingest
from praya.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.long

READER = Path(__file__).with_name("huggingface_reader.py")
CHECKS = (
    "loads",
    "streams",
    "downloads",
    "pandas_reads",
    "polars_reads",
    "duckdb_reads",
    "arrow_reads_a_part",
    "viewer_shows",
)
LATER = small_portal.NOW + timedelta(days=1)
EXPECTED = [
    ["Sha Tin", "2025-01-01", "0.5", "True", "light <rain>"],
    ["Tai Po", "2025-01-02", "12.25", "True", "heavy, long"],
    ["Sha Tin", "2025-01-03", "0.0", "False", None],
    ["沙田", "2025-01-04", None, "False", "missing"],
    ["Tai Po", "2025-01-05", "3.5", "True", "showers & wind"],
    ["Tai O", "2025-01-06", "7.0", "True", None],
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hugging")
    platform = open_platform(Settings(home=folder / "home"))
    small_portal.load(platform, folder)
    arrived = folder / "later"
    arrived.write_text(small_portal.RAIN + "Tai O,2025-01-06,7,true,\n", "utf-8")
    local = LocalFile(
        path=arrived,
        name="rain.csv",
        url="https://example.org/rain-csv-file.csv",
        retrieved_at=LATER,
        media_type="text/csv",
    )
    ingest(platform, "rain-csv-file", local=local, now=LATER)
    platform.db.dispose()
    with serving(folder / "home") as address:
        yield address


@pytest.fixture(scope="module")
def older(server: str) -> str:
    found = httpx.get(f"{server}/hf/api/datasets/hk-hko/rain/commits/main", trust_env=False).json()
    assert len(found) == 2
    return str(found[1]["id"])


def read(check: str, address: str, older: str, folder: Path) -> subprocess.CompletedProcess[str]:
    own = {
        "HF_ENDPOINT": f"{address}/hf",
        "HF_HOME": str(folder),
        "HF_HUB_DISABLE_TELEMETRY": "1",
        "HF_HUB_ETAG_TIMEOUT": "20",
        "NO_PROXY": "127.0.0.1",
    }
    return subprocess.run(
        [sys.executable, str(READER), check, json.dumps(EXPECTED), older],
        env=os.environ | own,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
    )


@pytest.mark.parametrize("check", CHECKS)
def test_a_program_reads_what_the_file_says(server: str, older: str, tmp_path: Path, check: str):
    done = read(check, server, older, tmp_path)
    assert done.returncode == 0, done.stderr[-3000:]


@pytest.mark.parametrize("check", CHECKS)
def test_another_version_is_noticed(server: str, older: str, tmp_path: Path, check: str):
    latest = httpx.get(f"{server}/hf/api/datasets/hk-hko/rain", trust_env=False).json()["sha"]

    def breaks(path: str) -> str:
        if path.startswith("/hf/rows?"):
            return path + "&offset=1"
        for revision in ("refs%2Fconvert%2Fparquet", "main", latest):
            path = path.replace(f"/{revision}", f"/{older}")
        return path

    with asking_else(server, breaks) as broken:
        done = read(check, broken, older, tmp_path)
    assert done.returncode != 0
    assert "AssertionError" in done.stderr, done.stderr[-3000:]
