"""The workbench without scripts: every state is an address; what goes wrong is said at its place."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, quote, urlencode

import pytest
from lxml import html

from praya.model import errors
from praya.model.text import LANGS
from praya.services.sql import Result
from praya.store import catalogue
from praya.web.pages.sql import answer, drawn
from praya.web.pages.sql.schema import pretty
from praya.web.pages.sql.state import parse, value_of

if TYPE_CHECKING:
    import httpx
    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.model.text import Lang
    from praya.platform import Platform


@pytest.fixture(scope="session")
def name(city: Platform) -> str:
    """The table of stations, of which there are two versions."""
    with city.db.connect() as connection:
        return next(each.name for each in catalogue.table_names(connection) if "aqhi" in each.name)


def see(
    client: TestClient[Litestar], text: str, lang: Lang = "en", status: int = 200, **given: str
) -> html.HtmlElement:
    named = {f"${key}" if f"${key}" in text else key: value for key, value in given.items()}
    found = client.get(f"/{lang}/sql?{urlencode({'q': text, **named})}")
    assert found.status_code == status, found.text[:3000]
    return html.fromstring(found.text)


def words(page: html.HtmlElement, path: str) -> list[str]:
    return [" ".join(each.text_content().split()) for each in page.xpath(path)]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("SELECT *\nFORM {name}", ("2", "6")),
        ("SELECT '空氣', 1,\n  latitud FROM {name}", ("2", "3")),
        ("SELECT '空氣' FORM {name}", ("1", "18")),
        ("SELECT nopefn(1)", ("1", "8")),
    ],
)
def test_a_mistake_is_said_in_the_readers_language_at_its_place_and_the_statement_stays(
    client: TestClient[Litestar], name: str, text: str, place: tuple[str, str], lang: Lang
):
    text = text.format(name=name)
    page = see(client, text, lang, 400, table=name)
    (fault,) = page.xpath("//*[@id='fault']")
    code = words(page, "//*[@id='fault']//code[not(parent::pre)]")[0]
    assert code in ("sql_failed", "sql_refused")
    assert errors.explain(code, {"reason": ""}, lang).advice in " ".join(fault.text_content().split())
    (told,) = page.xpath("//div[contains(@class, 'statement') and @data-line]")
    assert (told.get("data-line"), told.get("data-column")) == place
    assert page.xpath("//textarea[@name='q']")[0].text.strip("\n") == text
    assert page.xpath("//table[@class='columns']"), "the open table stays open"


@pytest.mark.parametrize(
    ("given", "status", "code"),
    [
        ({"q": "COPY x TO 'y'"}, 400, "sql_refused"),
        ({"q": "SELECT * FROM nowhere"}, 404, "table_missing"),
        ({"q": "SELECT 1", "as_of": "yesterday"}, 400, "parameter_invalid"),
        ({"q": "SELECT 1", "version": "x"}, 400, "parameter_invalid"),
        ({"q": "SELECT $day"}, 400, "parameter_missing"),
    ],
)
def test_what_cannot_be_asked_is_explained_and_nothing_is_lost(
    client: TestClient[Litestar], given: dict[str, str], status: int, code: str
):
    found = client.get(f"/en/sql?{urlencode(given)}")
    assert found.status_code == status
    page = html.fromstring(found.text)
    assert code in words(page, "//*[@id='fault']//code")
    assert page.xpath("//textarea[@name='q']")[0].text.strip("\n") == given["q"]


def test_a_parameter_has_a_field_that_says_that_it_is_missing(client: TestClient[Litestar], name: str):
    text = f"SELECT count(*) AS n FROM {name} WHERE latitude > $south -- $not\n AND 'a$b' <> ''"
    page = see(client, text, status=400)
    (field,) = page.xpath("//fieldset//input")
    assert (field.get("name"), field.get("aria-invalid")) == ("$south", "true")
    page = see(client, text, south="22.4")
    assert words(page, "//table[contains(@class, 'grid')]//tbody//td")[1:] == ["4"]


def test_an_answer_is_typed_and_says_what_is_missing_and_what_is_cut_off(client: TestClient[Litestar]):
    text = "SELECT i AS n, NULL AS gap, '<b>' AS t, DATE '2025-01-02' AS d, 2020 AS year FROM range(12345) t(i) ORDER BY i DESC"
    page = see(client, text)
    head = words(page, "//table[contains(@class, 'grid')]//th")
    assert head[1:] == ["n bigint", 'gap "null"', "t varchar", "d date", "year integer"]
    first = words(page, "//table[contains(@class, 'grid')]//tbody/tr[1]/td")
    assert first == ["1", "12,344", "—", "<b>", "2025-01-02", "2020"]
    assert len(page.xpath("//tbody/tr")) == 200
    assert "200" in words(page, "//p[@class='cut']")[0]
    assert "noindex" in page.xpath("//meta[@name='robots']/@content")


def test_an_answer_is_taken_along(client: TestClient[Litestar], name: str):
    page = see(client, f"SELECT * FROM {name} ORDER BY 1", as_of="1")
    for href in page.xpath("//p[@class='downloads']/a/@href"):
        assert client.get(href).status_code == 200, href
    link = page.xpath("//textarea[@id='share-fixed']")[0].text.strip()
    assert dict(parse_qsl(link.partition("?")[2]))["version"] == f"{name}:1"
    again = client.get(link.partition("://")[2].partition("/")[2].join(["/", ""]))
    assert words(html.fromstring(again.text), "//p[@class='pinned']/code") == [f"{name}:1"]
    api = page.xpath("//textarea[@id='share-api']")[0].text.strip()
    assert client.get("/" + api.split("/", 3)[3]).json()["versions"] == {name: 1}
    assert "--save NAME" in page.xpath("//textarea[@id='save']")[0].text


def test_the_form_leads_to_an_address_and_what_is_too_long_for_one_is_answered(client: TestClient[Litestar]):
    found = client.post(
        "/en/sql", data={"q": "SELECT 1", "limit": "200", "table": ""}, follow_redirects=False
    )
    assert (found.status_code, found.headers["location"]) == (303, "/en/sql?q=SELECT+1")
    long = "SELECT 1 AS n --" + "x" * 20_000
    found = client.post("/en/sql", data={"q": long}, follow_redirects=False)
    assert found.status_code == 200
    page = html.fromstring(found.text)
    assert words(page, "//tbody//td")[1:] == ["1"]
    assert not page.xpath("//textarea[@id='share-fixed']")


def test_looking_for_tables_and_estimating_run_nothing(client: TestClient[Litestar], name: str):
    page = see(client, "SELECT broken FROM nowhere", find="aqhi", look=name)
    assert words(page, "//button[@name='look' and @data-look]/code") == [name]
    assert len(words(page, "//table[@class='columns']//th")) == 3
    page = see(client, f"SELECT * FROM {name}", run="cost")
    assert name in words(page, "//section[@class='estimate']//li")[0]
    assert not page.xpath("//table[contains(@class, 'grid')]")
    assert words(see(client, "", table="nowhere"), "//aside//p[@role='status']")


@pytest.mark.parametrize("lang", LANGS)
def test_every_starter_and_every_example_runs(client: TestClient[Litestar], name: str, lang: Lang):
    page = html.fromstring(client.get(f"/{lang}/sql?table={name}").text)
    links = page.xpath("//*[@data-ask]/@href")
    assert links
    for link in links:
        assert client.get(link).status_code == 200, link


def test_a_page_and_its_pictures_are_given_again_but_where_they_tell_chance(
    client: TestClient[Litestar], city: Platform, monkeypatch: pytest.MonkeyPatch
):
    def seen(statement: str) -> list[httpx.Response]:
        asked = urlencode({"q": statement, "view": "chart"})
        return [client.get(f"/en/sql{what}?{asked}") for what in ("", "/chart.json", "/chart.svg")]

    steady = "SELECT 2000 + range AS year, range * 2 AS mm FROM range(5)"
    first = seen(steady)
    chance = seen(steady.replace("range * 2", "random()"))
    assert {each.status_code for each in (*first, *chance)} == {200}
    assert {each.headers["cache-control"] for each in chance} == {"no-store"}

    def none_runs(text: str) -> object:
        raise errors.ServerBusy(seconds=1)

    monkeypatch.setattr(city.sandbox, "statement", none_runs)
    assert [each.content for each in seen(steady)] == [each.content for each in first]
    assert {each.status_code for each in seen(steady.replace("range * 2", "random()"))} == {503}


def test_pictures_come_where_the_columns_are_those_of_one(client: TestClient[Litestar], name: str):
    text = "SELECT * FROM (VALUES (DATE '2024-01-01', 1), (DATE '2024-03-01', 3.5)) t(month, n)"
    page = see(client, text, view="chart")
    (figure,) = page.xpath("//figure[@data-island='chart']")
    spec = client.get(figure.get("data-spec")).json()
    assert [point["y"] for point in spec["data"]["values"]] == [1, None, 3.5], "a gap stays one"
    assert client.get(page.xpath("//figure//img/@src")[0]).text.startswith("<svg")
    page = see(client, f"SELECT * FROM {name}", view="map")
    places = client.get(page.xpath("//figure/@data-places")[0]).json()
    assert places["numberMatched"] == len(places["features"]) > 10
    assert client.get(page.xpath("//figure//img/@src")[0]).text.startswith("<svg")
    assert client.get(f"/en/sql/chart.svg?q={quote('SELECT 1')}").status_code == 404
    assert client.get("/en/sql/map.json?q=SELEC").status_code == 400
    assert client.get("/en/sql/chart.svg?q=SELECT+1&theme=pink").status_code == 400


@pytest.mark.parametrize(
    ("types", "rows", "kind"),
    [
        (("VARCHAR", "BIGINT"), (("a", 1), ("b", None)), "bar"),
        (("BIGINT", "DOUBLE"), ((2001, 1.0), (2003, 2.0)), "line"),
        (("BIGINT", "DOUBLE"), ((1, 1.0), (2, 2.0)), None),
        (("VARCHAR", "BIGINT"), (("a", 1), ("a", 2)), None),
        (("VARCHAR", "VARCHAR"), (("a", "1"), ("b", "2")), None),
        (("TIMESTAMP", "BIGINT"), (), None),
    ],
)
def test_a_chart_is_drawn_of_what_has_the_shape_of_one(
    types: tuple[str, ...], rows: tuple[tuple[object, ...], ...], kind: str | None
):
    found = drawn.chart(Result(columns=("year", "n"), types=types, rows=rows))
    assert (found.plot.kind if found else None) == kind


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        ("1.5", 1.5),
        ("true", True),
        ("null", None),
        ('"7"', "7"),
        ("007", "007"),
        ("[1]", "[1]"),
        ("Sha Tin", "Sha Tin"),
    ],
)
def test_a_parameter_means_what_it_looks_like(text: str, value: object):
    assert value_of(text) == value


def test_names_in_texts_and_remarks_are_no_parameters():
    state = parse([("q", "SELECT '$a', \"$b\", $c -- $d\n/* $e */ + $c, $$ $f $$")])
    assert state.wanted == ("c",)


def test_texts_in_statements_of_ours_keep_their_words():
    assert pretty("SELECT * FROM t WHERE a = 'x FROM y WHERE z' LIMIT 1") == (
        "SELECT *\nFROM t\nWHERE a = 'x FROM y WHERE z'\nLIMIT 1"
    )


@pytest.mark.parametrize("value", [float("nan"), float("inf"), [1, {"a": None}], b"\x00\xff", "x" * 9999])
def test_every_value_is_shown(value: object):
    assert 0 < len(answer.cell(value).words) <= answer.LONGEST
