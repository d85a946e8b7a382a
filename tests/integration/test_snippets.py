"""Code that pages give to programs: it runs as it stands against the server that gave it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import httpx
import pytest
from lxml import html
from tests.served import serving

from praya import demo
from praya.platform import open_platform
from praya.services.index import index
from praya.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

pytestmark = pytest.mark.long

STATE = (
    "/en/table/aqhi_stations?as_of=1&where=latitude,gt,22.3&where=facility,ne,%E2%80%98%5Bx%5D&sort=facility"
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("snippets") / "home"
    platform = open_platform(Settings(home=home))
    demo.load(platform, progress=lambda *_: None, chosen=frozenset({"aqhi-stations"}))
    index(platform)
    platform.db.dispose()
    with serving(home) as url:
        yield url


def _asked(address: str) -> httpx.Response:
    answer = httpx.get(address, trust_env=False)
    assert answer.status_code == httpx.codes.OK, answer.text
    return answer


def _snippets(address: str) -> dict[str, str]:
    page = html.fromstring(_asked(address).content)
    folds = {each.get("aria-label").lower(): each for each in page.iterfind(".//pre[@class='code']")}
    fields = {each.get("id").removeprefix("code-"): each for each in page.iterfind(".//textarea[@id]")}
    return {name: str(each.text_content()) for name, each in (folds | fields).items()}


def _run(folder: Path, *command: str) -> str:
    told = os.environ | {"NO_PROXY": "*", "no_proxy": "*"}
    done = subprocess.run(command, cwd=folder, env=told, capture_output=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


@pytest.mark.parametrize("path", ["/en/dataset/aqhi-stations", "/en/dataset/aqhi-stations?as_of=1", STATE])
def test_what_a_page_gives_runs_and_gives_the_same_rows(served: str, tmp_path: Path, path: str):
    made = _snippets(served + path)
    assert {"python", "pandas", "r", "javascript", "curl", "sql"} <= made.keys()
    fetched = re.search(r'fetch\("([^"]+)"\)', made["javascript"])
    assert fetched
    total = _asked(fetched[1]).json()["total"]
    assert total > 1
    for language in ("python", "pandas"):
        assert int(_run(tmp_path, sys.executable, "-c", made[language] + "\nprint(len(rows))")) == total
    _run(tmp_path, "sh", "-c", made["curl"])
    rows = (tmp_path / "aqhi_stations.csv").read_text("utf-8-sig").splitlines()
    assert len(rows) == total + 1
    read = re.search(r'read\.csv\("([^"]+)"', made["r"])
    assert read
    assert read[1] in made["curl"]
    asked = httpx.get(f"{served}/api/v1/sql", params={"q": made["sql"]}, trust_env=False)
    assert len(asked.json()["rows"]) == total
