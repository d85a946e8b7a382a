"""The page for who writes programs: whatever it says to try, works on the server that says so."""

from __future__ import annotations

import json
import os
import re
import subprocess
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

LANGS = ("en", "zh-Hant", "zh-Hans")


@pytest.fixture(scope="module", params=[{"aqhi-stations", "hko-daily-rainfall"}, set()], ids=["some", "none"])
def served(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server with a long series and places, and one whose datasets have no tables yet."""
    home = tmp_path_factory.mktemp("developers") / "home"
    platform = open_platform(Settings(home=home))
    demo.load(platform, progress=lambda *_: None, chosen=frozenset(request.param))
    index(platform)
    platform.db.dispose()
    with serving(home) as url:
        yield url


@pytest.fixture(scope="module")
def page(served: str) -> html.HtmlElement:
    return html.fromstring(_asked(served + "/en/developers").content)


def _asked(address: str) -> httpx.Response:
    return httpx.get(address, trust_env=False, timeout=60)


@pytest.mark.parametrize("lang", LANGS)
def test_every_address_on_it_answers(served: str, lang: str):
    shown = html.fromstring(_asked(f"{served}/{lang}/developers").content)
    there = {href for href in shown.xpath("//@href") if href.startswith("/")}
    assert len(there) > 40
    failed = {href: answer.status_code for href in there if (answer := _asked(served + href)).is_error}
    assert not failed
    ids = set(shown.xpath("//@id"))
    assert {href[1:] for href in shown.xpath("//@href") if href.startswith("#")} <= ids


def test_every_link_of_every_document_answers(served: str):
    listed = html.fromstring(_asked(served + "/en/developers").content)
    names = {href for href in listed.xpath("//@href") if "/docs/" in href}
    assert len(names) > 20
    pages = {name: html.fromstring(_asked(served + name).content) for name in names}
    for name, shown in pages.items():
        for href in shown.xpath("//main//@href"):
            path, _, part = href.partition("#")
            if "://" in path or path.endswith("/developers"):
                continue
            assert not part or part in pages[path or name].xpath("//@id"), (name, href)
            assert not path or path in pages, (name, href)
        assert not shown.xpath("//main//a[contains(@href, '.md')]"), name


def test_a_document_that_is_none_and_one_that_is_elsewhere_are_missing(served: str):
    for name in ("nothing", "../README", "decisions", "%2e%2e%2fREADME"):
        assert _asked(f"{served}/en/docs/{name}").status_code == 404


def test_agents_find_tools_as_it_says(served: str, page: html.HtmlElement, tmp_path: Path):
    (code,) = [each.text_content() for each in page.iterfind(".//pre") if "mcpServers" in each.text_content()]
    configured = json.loads(code.partition("\n")[0])
    assert configured["mcpServers"]["praya"]["url"] == f"{served}/mcp"
    command = code[code.index("curl ") :]
    told = os.environ | {"NO_PROXY": "*", "no_proxy": "*"}
    done = subprocess.run(["sh", "-c", command], env=told, capture_output=True, check=True, timeout=60)
    answer = done.stdout.decode()
    found = re.search(r"\{.*\}", answer, re.DOTALL)
    assert found
    assert {each["name"] for each in json.loads(found[0])["result"]["tools"]} >= {"find", "query_sql"}


def test_the_limits_are_those_of_this_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("PRAYA_SEARCHES_A_MINUTE", "12")
    monkeypatch.setenv("PRAYA_SQL_SECONDS", "7")
    open_platform(Settings(home=tmp_path)).db.dispose()
    with serving(tmp_path) as url:
        shown = html.fromstring(_asked(url + "/en/developers").content)
    (limits,) = shown.xpath("//section[@aria-labelledby='limits']")
    told = [each.text_content() for each in limits.iterfind(".//td[@class='numeric']")]
    assert "12, then 429 with Retry-After" in told
    assert any(each.startswith("7 s, ") for each in told)


def test_a_failure_is_shown_as_the_server_gives_it(served: str, page: html.HtmlElement):
    (shown,) = page.xpath("//section[@aria-labelledby='failures']//pre")
    told = json.loads(shown.text_content())
    assert _asked(f"{served}{told['instance']}?lang=en").json() == told


@pytest.mark.parametrize("lang", LANGS)
def test_every_operation_can_be_tried_as_it_stands(served: str, lang: str):
    """By its link and by its form; but for what this server has nothing for."""
    shown = html.fromstring(_asked(f"{served}/{lang}/api").content)
    document = _asked(f"{served}/api/v1/openapi.json").json()
    gets = {ways["get"]["operationId"] for ways in document["paths"].values() if "get" in ways}
    links = shown.xpath("//p[@class='answer']/a[@rel]/@href")
    tried = {href for href in links if not _asked(served + href).is_error}
    assert tried == set(links)
    forms = {
        dict(form.form_values())["operation"]: form
        for form in shown.forms
        if "trying" in form.getparent().get("class", "")
    }
    for form in forms.values():
        asked = httpx.get(served + form.action, params=form.form_values(), trust_env=False)
        assert asked.status_code == 302
        assert asked.headers["location"] in tried
    some = "hko_daily_rainfall" in html.tostring(shown, encoding="unicode")
    assert len(tried) == (len(gets - {"embeddings", "run_query"}) if some else 7)


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ("operation=rows&name=", 400),
        ("operation=rows&name=..", 400),
        ("operation=rows", 400),
        ("operation=nothing&name=x", 404),
        ("operation=post_sql", 404),
        ("from=elsewhere", 200),
    ],
)
def test_a_form_that_asks_nothing_is_told_so(served: str, asked: str, status: int):
    assert _asked(f"{served}/en/api?{asked}").status_code == status


def test_a_form_leads_nowhere_else(served: str):
    answer = _asked(f"{served}/en/api?operation=rows&name=%2F%2Fx.example%2F..%2F&size=3&size=")
    assert answer.headers["location"] == "/api/v1/tables/%2F%2Fx.example%2F..%2F/rows?size=3"
