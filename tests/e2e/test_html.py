"""Every page is valid HTML, in three languages, by html-validate."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from tests.e2e.pages import LANGS, PAGES

if TYPE_CHECKING:
    from collections.abc import Mapping

pytestmark = pytest.mark.long

FRONTEND = Path(__file__).parents[2] / "frontend"
VALIDATE = FRONTEND / "node_modules" / "html-validate" / "bin" / "html-validate.mjs"


def _node() -> str:
    """The machine's Node.js, or the one that came from PyPI with the environment."""
    return shutil.which("node") or str(Path(sys.executable).with_name("node"))


def _faults(folder: Path, pages: Mapping[str, str]) -> list[str]:
    """Return what html-validate says of pages, by their names."""
    for name, html in pages.items():
        (folder / f"{name}.html").write_text(html, "utf-8")
    rules = FRONTEND / ".htmlvalidate.json"
    command = [_node(), str(VALIDATE), "--config", str(rules), "--formatter", "json", str(folder)]
    ran = subprocess.run(command, cwd=FRONTEND, capture_output=True, text=True, check=False, timeout=120)
    assert ran.stdout, ran.stderr
    return [
        f"{Path(page['filePath']).name}:{fault['line']}: {fault['ruleId']}: {fault['message']}"
        for page in json.loads(ran.stdout)
        for fault in page["messages"]
    ]


def test_every_page_is_valid(server: str, tmp_path: Path):
    with httpx.Client(base_url=server, trust_env=False, timeout=30) as client:
        pages = {
            f"{name}-{lang}": client.get(f"/{lang}{path}").text
            for lang in LANGS
            for name, path in PAGES.items()
        }
    faults = _faults(tmp_path, pages)
    assert not faults, "\n".join(faults)


def test_what_is_not_valid_is_told(tmp_path: Path):
    body = '<p><div id="a">one</div></p><a id="a" href="#"><button>two</button></a><img src="x"><table><p></table>'
    page = f'<!doctype html><html lang="en"><head><title>t</title></head><body>{body}</body></html>'
    told = "\n".join(_faults(tmp_path, {"bad": page}))
    for rule in ("no-dup-id", "element-permitted-content", "wcag/h37"):
        assert rule in told
