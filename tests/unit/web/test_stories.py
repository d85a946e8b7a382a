"""Stories: what is hostile, wrong or missing in them, and what they say of the data."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

import pytest
from tests.unit.web.test_pages import page, select, words

from praya import demo
from praya.cli import main
from praya.formats.stories import read_story
from praya.model import errors
from praya.model.stories import Figure
from praya.model.text import LANGS
from praya.services import stories
from praya.settings import Settings
from praya.web.language import Messages
from praya.web.pages.stories import prose
from praya.web.pages.stories.answers import Answers, Told

if TYPE_CHECKING:
    from pathlib import Path

    from litestar import Litestar
    from litestar.testing import TestClient

    from praya.model.text import Lang
    from praya.platform import Platform

    Client = TestClient[Litestar]

FRONT = "---\ntitle: Rain\nsummary: Of rain.\ndate: 2026-01-01\ndatasets: rain\n---\n"
WETTEST = "```sql name=wettest\nSELECT max(rainfall_mm) AS mm, 1234 AS n, NULL AS none FROM rain\n```\n"


def put(platform: Platform, slug: str, text: str, lang: str = "en", queries: str = "") -> None:
    folder = platform.settings.home / "stories" / slug
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{lang}.md").write_text(text, "utf-8")
    if queries:
        (folder / "queries.sql").write_text(queries, "utf-8")


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("no front matter", "front matter"),
        ("---\nsummary: x\n---\n", "no title"),
        ("---\ntitle: x\nauthor: y\n---\n", "author"),
        ("---\ntitle: x\ndate: soon\n---\n", "no date"),
        (FRONT + "```chart kind=bar\n```\n", "table= or query="),
        (FRONT + "```chart table=rain query=q\n```\n", "table= or query="),
        (FRONT + "```chart kind\n```\n", "name=value"),
        (FRONT + '```chart "open\n```\n', "quotation"),
        (FRONT + "```sql\nSELECT 1\n```\n", "name"),
        (FRONT + "```sql name=1;DROP\nSELECT 1\n```\n", "name"),
        (FRONT + "```map table=x\nno colon here\n```\n", "name: words"),
        (FRONT + "```table query=q\n```\n" * 21, "more than 20"),
        (FRONT + "x" * 100_001, "characters"),
    ],
)
def test_a_file_that_is_no_story_says_where_and_why(text: str, reason: str):
    with pytest.raises(errors.StoryBroken) as raised:
        read_story(text, "", slug="x", lang="en")
    assert reason in str(raised.value.fields["reason"])


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](JaVaScRiPt:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "[x](//evil.example/)",
        "![x](https://evil.example/pixel.png)",
        "<a href='javascript:alert(1)'>x</a>",
        "[x]: javascript:alert(1)\n\n[x]",
        "{{ wettest.mm }} <b>{{ bold.x }}</b>",
    ],
)
def test_hostile_words_stay_words(hostile: str):
    made = prose.html(hostile, lambda *_: "1")
    assert "<script" not in made
    assert "<img" not in made
    assert "<a " not in made
    assert "<b>" not in made


def test_links_and_tables_are_kept():
    made = prose.html(
        "[a](https://example.org) [b](/en) [c](#x)\n\n|a|b|\n|-|-|\n|1|2|\n\n# Big", lambda *_: ""
    )
    assert 'href="https://example.org" rel="external nofollow"' in made
    assert 'href="/en"' in made
    assert "<td>1</td>" in made
    assert "<h2>Big</h2>" in made


def test_values_of_the_data_are_escaped_and_no_markdown(client: Client, platform: Platform):
    sql = "```sql name=bad\nSELECT '**x** <script>y</script> [l](javascript:z)' AS words\n```\n"
    put(platform, "bad-value", FRONT + sql + "It says {{ bad.words }}.")
    answer = client.get("/en/story/bad-value")
    assert answer.status_code == 200
    assert "<script>y" not in answer.text
    assert "**x** &lt;script&gt;" in answer.text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("{{ nothing.x }}", "there is no query"),
        ("{{ wettest.x }}", "x"),
        ("{{ wettest.mm | loud }}", "does not fit"),
        ("```chart table=nowhere kind=bar x=a\n```", "nowhere"),
        ("```chart table=rain kind=bar x=nowhere\n```", "nowhere"),
        ("```chart query=wettest kind=line x=nowhere\n```", "nowhere"),
        ("```map query=wettest\n```", "longitude"),
        ("```map table=rain\n```", ""),
        (
            "```sql name=evil\nSELECT * FROM read_csv('/etc/passwd')\n```\n```table query=evil\n```",
            "read_csv",
        ),
        ("```sql name=evil\nDROP TABLE rain\n```\n```table query=evil\n```", "SELECT"),
        ("```sql name=many\nSELECT * FROM range(5001)\n```\n```table query=many\n```", "5000 rows"),
    ],
)
def test_what_fails_says_why_in_its_place_and_the_rest_stands(
    client: Client, platform: Platform, asked: str, told: str
):
    put(platform, "half", FRONT + WETTEST + f"Before {{{{ wettest.mm }}}}.\n\n{asked}\n\nAfter.")
    answer = client.get("/en/story/half")
    found = page(client, "/en/story/half")
    assert answer.status_code == 200
    [wrong] = select(found, ".refusal, mark.broken")
    assert told in words(wrong)
    text = words(select(found, "article")[0])
    assert "Before 8.9." in text
    assert "After." in text


@pytest.mark.parametrize("slug", ["nothing", "%2e%2e", "Up-per", "a" * 90])
def test_a_story_that_is_not_there(client: Client, slug: str):
    assert client.get(f"/en/story/{slug}").status_code in (404, 400)


@pytest.mark.parametrize("file", ["0.svg", "2.svg", "9999.svg", "1.png", "x.svg", "-1.svg", "2.json"])
def test_a_figure_that_is_not_there(client: Client, platform: Platform, file: str):
    put(platform, "one", FRONT + WETTEST + "```table query=wettest\n```\n")
    assert client.get(f"/en/story/one/{file}").status_code == 404


def test_a_broken_file_is_told_and_hides_no_other(client: Client, platform: Platform):
    put(platform, "broken", "nothing")
    put(platform, "whole", FRONT + "Words.")
    assert client.get("/en/story/broken").status_code == 400
    assert [words(each) for each in select(page(client, "/en/stories"), ".tales h2")] == ["Rain"]


@pytest.mark.parametrize("lang", LANGS)
def test_another_language_is_shown_with_a_note(client: Client, platform: Platform, lang: str):
    put(platform, "only", FRONT.replace("Rain", "雨") + "字。", "zh-Hant")
    found = page(client, f"/{lang}/story/only")
    article = select(found, "article")[0]
    assert bool(select(article, ".then")) == (lang != "zh-Hant")
    assert article.get("lang") == (None if lang == "zh-Hant" else "zh-Hant")


def test_numbers_charts_maps_and_tables_come_from_the_data(client: Client, platform: Platform):
    queries = (
        "-- name: by_month\nSELECT month(date) AS month, sum(rainfall_mm) AS mm FROM rain GROUP BY month;\n"
        "-- name: where_from\nSELECT longitude, latitude, name AS label FROM places\n"
    )
    body = (
        "{{ wettest.n }} and {{ wettest.n | plain }} and {{ wettest.none }}.\n\n"
        "```chart query=by_month kind=bar x=month y=mm\ntitle: By month\nmm: Rain (mm)\n```\n"
        "```map query=where_from\ntitle: Places\n```\n"
        "```table query=by_month\ntitle: Months\nmm: Rain (mm)\n```\n"
        "```chart table=rain kind=line x=date step=year y=rainfall_mm\n```\n"
        "```map table=places\n```\n"
    )
    put(platform, "all", FRONT + WETTEST + body, queries=queries)
    found = page(client, "/en/story/all")
    assert "1,234 and 1234 and —." in words(select(found, ".prose")[0])
    assert not select(found, ".refusal, .broken")
    pictures = [each.get("src") for each in select(found, "figure img")]
    assert len(pictures) == 4
    for each in pictures:
        assert client.get(each).content.startswith(b"<svg"), each
    assert "Star Ferry" in client.get("/en/story/all/2.svg").text
    assert [words(each) for each in select(found, "th")][:2] == ["month", "Rain (mm)"]
    assert client.get("/en/story/all/1.json?size=&theme=dark").json()["data"]["values"][0]["y"]
    sources = [
        told for each in select(found, "figure .source p") if (told := words(each)).startswith("Source")
    ]
    assert len(sources) == 5
    assert not [each for each in sources if "2 January 2026" not in each]
    assert client.get(select(found, "figure details a")[1].get("href")).json()["rows"]


def test_an_answer_is_asked_again_only_when_its_tables_have_changed(client: Client, platform: Platform):
    put(platform, "kept", FRONT + WETTEST + "{{ wettest.mm }}")
    site = client.app.state["site"]
    story = stories.story(platform.settings, "kept", "en")
    until = site.answers.now() + 20
    first = site.answers.ask(platform, story, "wettest", until)
    with platform.db.begin() as connection:
        connection.exec_driver_sql("UPDATE dataset SET saved_at = saved_at")
    assert site.answers.ask(platform, story, "wettest", until) is first
    with pytest.raises(errors.StoryBroken):
        site.answers.ask(platform, story, "other", until)


def test_a_page_that_takes_too_long_is_told_so(client: Client, platform: Platform):
    put(platform, "late", FRONT + WETTEST)
    site = client.app.state["site"]
    story = stories.story(platform.settings, "late", "en")
    with pytest.raises(errors.SqlTooHeavy):
        site.answers.ask(platform, story, "wettest", site.answers.now() - 1)


def test_stories_are_found_from_where_readers_are(client: Client, platform: Platform):
    put(platform, "found", FRONT + "Words.")
    for place in ("/en", "/en/dataset/rain", "/en/search?q=rain"):
        assert select(page(client, place), 'a[href="/en/story/found"]'), place
    assert not select(page(client, "/en/dataset/places"), 'a[href="/en/story/found"]')
    assert "/zh-Hans/story/found" in client.get("/sitemap.xml?part=1").text


TOLD = "---\ntitle: 雨的故事\nsummary: 降雨。\n---\n有關暴雨與颱風。\n"


def test_stories_are_searched_in_every_script_and_suggested(client: Client, platform: Platform):
    put(platform, "of-rain", FRONT + "About downpours.\n")
    put(platform, "of-rain", TOLD, lang="zh-Hant")
    put(platform, "broken", "no front matter")
    for asked in ("rain", "雨的故事", "颱風", "暴雨", "台风", "downpours", "ＲＡＩＮ downpour"):
        found = page(client, f"/zh-Hans/search?q={quote(asked)}")
        led = [each.get("href") for each in select(found, ".tales-found a")]
        assert led == ["/zh-Hans/story/of-rain"], asked
    for asked in ("", "ain", "pours", "rain elsewhere"):
        assert not select(page(client, f"/en/search?q={quote(asked)}"), ".tales-found")
    suggested = client.get("/api/v1/suggest", params={"q": "雨的", "lang": "zh-Hans"}).json()[0]
    assert (suggested["kind"], suggested["name"]) == ("story", "of-rain")
    assert (suggested["title"]["en"], suggested["title"]["zh-Hant"]) == ("Rain", "雨的故事")
    assert client.get(suggested["url"]).status_code == 200


def test_stories_are_followed(client: Client, platform: Platform):
    put(platform, "of-rain", FRONT)
    put(platform, "undated", "---\ntitle: Later\n---\n")
    feed = client.get("/en/stories/feed.json").json()
    assert [(each["title"], each["date_modified"]) for each in feed["items"]] == [
        ("Rain", "2025-12-31T16:00:00Z")
    ]
    followed = select(page(client, "/en/stories"), "link[type='application/atom+xml']")[0].get("href")
    assert b"<title>Rain</title>" in client.get(followed).content
    assert client.get("/en/stories/feed.xml").status_code == 404


def test_a_storys_queries_open_in_the_workbench(client: Client, platform: Platform):
    asked = "```sql name=told\nSELECT $lang AS lang, max(rainfall_mm) AS mm FROM rain\n```\n"
    put(platform, "of-rain", FRONT + asked + WETTEST + "```table query=told\n```\n")
    found = page(client, "/en/story/of-rain")
    for link in (*select(found, ".asked a"), *select(found, "figure details a")[:1]):
        shown = page(client, link.get("href"))
        assert select(shown, "table"), link.get("href")
        assert not select(shown, ".refusal")
    assert len(select(found, ".asked a")) == 2


@pytest.mark.parametrize("lang", LANGS)
def test_the_demos_stories_are_whole(lang: Lang):
    settings = Settings(stories=demo.STORIES)
    told = stories.stories(settings, lang)
    assert len(told) == 3
    for each in told:
        assert each.lang == lang
        asked = {
            name
            for block in each.blocks
            if not isinstance(block, Figure)
            for name, _, _ in prose.names(block.markdown)
        }
        assert asked | {figure.query for figure in each.figures if figure.query} <= set(each.queries)
        counts = [len(stories.story(settings, each.slug, other).figures) for other in LANGS]
        assert len(set(counts)) == 1


def test_the_demos_stories_leave_what_is_there(tmp_path: Path):
    mine = tmp_path / "century-of-rain" / "en.md"
    mine.parent.mkdir()
    mine.write_text("mine")
    demo.tell(tmp_path)
    assert mine.read_text() == "mine"
    assert (tmp_path / "typhoon-in-wind" / "queries.sql").exists()


def test_the_command_names_what_fails(client: Client, platform: Platform, capsys: pytest.CaptureFixture[str]):
    put(platform, "good", FRONT + WETTEST + "{{ wettest.mm }}")
    assert main(["stories", "check", "--home", str(platform.settings.home)]) == 0
    put(platform, "bad", FRONT + "{{ wettest.mm }}\n\n```table query=nothing\n```\n")
    assert main(["stories", "check", "--home", str(platform.settings.home)]) == 1
    told = capsys.readouterr().err
    assert "wettest.mm" in told
    assert "nothing" in told


@pytest.mark.parametrize(
    ("value", "form", "lang", "written"),
    [
        (1997, "plain", "en", "1997"),
        (6, "month", "en", "June"),
        (6, "month", "zh-Hant", "6月"),
        (1234.5, "0", "en", "1,234"),
        (None, "", "en", "—"),
    ],
)
def test_values_are_written_as_readers_do(value: object, form: str, lang: Lang, written: str):
    assert prose.written(value, form, lang, Messages(lang)) == written


def test_an_answer_stands_until_its_tables_change_but_one_that_tells_time_a_minute(platform: Platform):
    put(
        platform, "s", FRONT, queries="-- name: steady\nSELECT 1 AS n\n\n-- name: moment\nSELECT now() AS n\n"
    )
    story = stories.story(platform.settings, "s", "en")
    seconds = 0.0
    answers = Answers(clock=lambda: seconds)

    def asked(name: str) -> Told:
        return answers.ask(platform, story, name, until=seconds + 20)

    first = {name: asked(name) for name in ("steady", "moment")}
    seconds = 59.0
    assert asked("moment") is first["moment"]
    seconds = 61.0
    assert asked("moment").rows != first["moment"].rows
    assert asked("steady") is first["steady"]
