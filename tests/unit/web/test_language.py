"""Languages: which one a reader gets, and messages that are whole in all three."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from opencc import OpenCC

from praya import web
from praya.model import errors
from praya.model.evolution import SEVERITY
from praya.model.plot import KINDS, ORDERS, SUMMARIES
from praya.model.quality import BESIDE, LEVELS, PARTS, UNSEEN
from praya.model.query import OPERATORS
from praya.model.query.grouping import SPANS
from praya.model.text import LANGS
from praya.model.watching import OUTCOMES, STATES
from praya.store.search.narrow import AGES, OLDER
from praya.web import language
from praya.web.language import Messages
from praya.web.pages.search import SHOWN

HOUSE = Path(web.__file__).parent
TEMPLATES = sorted((HOUSE / "templates").rglob("*.html"))
SOURCES = sorted(HOUSE.rglob("*.py"))
MESSAGES = {lang: Messages(lang) for lang in LANGS}
UNITS = ("years", "months", "weeks", "days", "hours", "minutes")
FAMILIES = {
    "op_": OPERATORS,
    "type_": (
        "string",
        "integer",
        "number",
        "boolean",
        "date",
        "time",
        "datetime",
        "year",
        "yearmonth",
        "geojson",
        "list",
        "object",
    ),
    "facet_": tuple(SHOWN),
    "age_": (*AGES, OLDER),
    "frequency_": (
        *("continuous", "hourly", "daily", "weekly", "monthly", "quarterly", "yearly"),
        *("as-needed", "irregular", "never", "unknown"),
    ),
    "why_": ("publisher", "theme", "column", "description", "files", "meaning"),
    "table_": ("yes", "no"),
    "status_": STATES,
    "map_": ("yes", "no"),
    "history_": ("yes", "no"),
    "shelves_": ("publisher", "theme"),
    "state_": ("unread", "queued", "ready", "stale", "archived", "failed"),
    "count_": ("datasets", "files", "publishers", "tables", "rows"),
    "way_": (
        *("native", "sql", "library", "ckan", "data_gov_hk", "hugging_face", "ogc", "opendatasoft", "udata"),
        *("dcat", "oai", "mcp", "llms"),
    ),
    "dev_": (
        *("begin", "limits", "failures", "versions", "follow", "terms", "documents"),
        *(f"{each}{told}" for each in ("own", "dialects", "metadata", "agents") for told in ("", "_told")),
    ),
    "limit_": ("rows", "files", "sql", "searches"),
    "follow_": ("all", "search", "publisher", "dataset", "crawlers"),
    "skipped_": ("day", "month", "year"),
    "row_": ("added", "removed", "changed"),
    "column_": tuple(SEVERITY),
    "severity_": tuple(set(SEVERITY.values())),
    "about_": ("pages", "members"),
    "freshness_": tuple("012345"),
    "chart_": tuple(each for each in SUMMARIES if each != "count"),
    "amount_": SUMMARIES,
    "grain_": SPANS,
    "series_": ("other", "missing"),
    "kind_": KINDS,
    "step_of_": SPANS,
    "order_": ORDERS,
    "map_show_": ("places", "districts"),
    "outcome_": OUTCOMES,
    "service_": ("late", "missing", "stale"),
    "rhythm_": (
        *("unknown", "continuous", "as_needed", "irregular", "once"),
        *UNITS,
        *(f"every_{unit}" for unit in UNITS),
    ),
    "role_": (
        *("latitude", "longitude", "easting", "northing", "geometry"),
        *("district", "identifier", "code", "part", "measure"),
    ),
    "span_": ("year", "quarter", "month", "week", "day", "hour"),
    "function_": ("count", "distinct", "sum", "avg", "min", "max", "median", "stddev"),
    "aggregate_": ("rows", "count", "distinct", "sum", "avg", "min", "max", "median", "stddev"),
    "view_": ("rows", "chart", "map"),
    "language_": ("en", "zh-Hant", "zh-Hans", "zh", "mul"),
    "quality_": (*LEVELS, UNSEEN, BESIDE),
    "quality_part_": PARTS,
    "quality_question_": PARTS,
    "step_": ("sniff", "layout", "infer", "other"),
}
"""Keys that are put together, and the ends they can have."""


def braces(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


def used() -> set[str]:
    literal = re.compile(r"""(?:\bt|\bn|\.say|\.count)\(\s*"(\w+)"(?!\s*~)""")
    found = {key for path in (*TEMPLATES, *SOURCES) for key in literal.findall(path.read_text("utf-8"))}
    found |= {f"{family}{end}" for family, ends in FAMILIES.items() for end in ends}
    named = set(
        re.findall(r'"((?:use|fresh|nav|footer)_\w+)"', "".join(path.read_text("utf-8") for path in SOURCES))
    )
    return found | (named - {"use_labels"})  # a parameter of another portal's, no message


@pytest.mark.parametrize("lang", LANGS)
def test_every_message_there_is_is_there_in_this_language(lang: str):
    singulars = {key for key in MESSAGES["en"].words if key.endswith("_one")}
    whole = set(MESSAGES["en"].words) - (set() if lang == "en" else singulars)
    held = next(each for each in MESSAGES.values() if each.lang == lang).words
    assert set(held) == whole
    assert all(held.values())
    for key, words in held.items():
        assert braces(words) == braces(MESSAGES["en"].words[key]), key


def test_pages_use_the_messages_there_are_and_all_of_them():
    there = {key for key in MESSAGES["en"].words if not key.endswith("_one")}
    assert used() - there == set()
    assert there - used() == set()


def test_simplified_and_traditional_are_each_their_own_script():
    for lang, script in (("zh-Hans", "t2s"), ("zh-Hant", "s2hk")):
        words = "\n".join(next(each for each in MESSAGES.values() if each.lang == lang).words.values())
        assert OpenCC(script).convert(words).replace("閲", "閱") == words  # Hong Kong writes 閱, OpenCC 閲


@pytest.mark.parametrize(
    ("accept", "lang"),
    [
        ("", "en"),
        ("*", "en"),
        ("fr-FR,fr;q=0.9", "en"),
        ("zh", "zh-Hans"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh-Hans"),
        ("zh-HK", "zh-Hant"),
        ("zh-Hant-CN", "zh-Hant"),
        ("yue", "zh-Hant"),
        ("en;q=0.5, zh-TW;q=0.7", "zh-Hant"),
        ("fr, en-GB;q=0.9, zh;q=0.1", "en"),
        ("zh-HK;q=0, en;q=0.1", "en"),
        ("zh-HK;q=abc, en;q=0.1", "en"),
        (";;;,,q=1", "en"),
    ],
)
def test_the_reader_s_best_language(accept: str, lang: str):
    assert language.preferred(accept) == lang


@pytest.mark.parametrize("part", ["fr", "EN", "zh", "", "zh-hant"])
def test_other_prefixes_are_no_pages(part: str):
    with pytest.raises(errors.PageMissing):
        language.of_path(part)


def test_values_are_never_templates():
    assert MESSAGES["en"].say("search_title_for", text="{n} {text}") == "“{n} {text}”"


def test_one_is_said_as_one_where_the_language_does():
    assert MESSAGES["en"].count("datasets", 1, "1") == "1 dataset"
    assert MESSAGES["en"].count("datasets", 0, "0") == "0 datasets"
    assert MESSAGES["zh-Hant"].count("datasets", 1, "1") == "1 個數據集"
