"""Rules of quality: each with a case that takes points, one that gives them, and silence where nothing was seen."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from praya.model import quality, rhythm
from praya.model.catalogue import Contact, Dataset, Distribution, Problem, Version
from praya.model.decisions import infer, sniff
from praya.model.licence import UNSTATED
from praya.model.quality import BESIDE, PARTS, RULES, UNSEEN, Facts, Found, Seen
from praya.model.table import Column, ColumnProfile, Profile, Schema, Table
from praya.model.text import LANGS, Text, Wording
from praya.model.watching import Watched

NOW = datetime(2026, 1, 1, tzinfo=UTC)
POOR = Dataset(id="d", name="d", title=Text(), publisher_id="p", licence_id=UNSTATED.id)
LONG = "How many people live in each district, counted in the census of every tenth year since 1961."
WELL = Dataset(
    id="d",
    name="d",
    title=Text.of("People", "人口", "人口"),
    description=Text.of(LONG, LONG, LONG),
    publisher_id="p",
    theme_ids=("population",),
    keywords=("census", "people", "districts"),
    contact=Contact(email="someone@example.org"),
    dictionary_url="https://example.org/dictionary.pdf",
    licence_id="CC-BY-NC-4.0",
)
MONTHLY = rhythm.read(Text.of("Monthly"))


def file(
    key: str = "f", *, failed: str = "", url: str = "https://example.org/f.csv", **more: str
) -> Distribution:
    problem = Problem(code=failed, fields={}, at=NOW) if failed else None
    return Distribution(
        id=key,
        dataset_id="d",
        position=0,
        title=Text.of(more.get("title", key)),
        url=url,
        format=more.get("format", "CSV"),
        status="failed" if failed else "ready",
        problem=problem,
    )


UNTRIED = replace(file(), status="unread")


def version(encoding: str) -> dict[str, Version]:
    said = Version(
        distribution_id="f",
        number=1,
        sha256="",
        bytes=1,
        url="",
        media_type="",
        format="csv",
        encoding=encoding,
        retrieved_at=NOW,
    )
    return {"f": said}


def table(*columns: Column, **more: object) -> Table:
    profile = Profile(rows=2, columns={each.name: ColumnProfile(nulls=0, distinct=2) for each in columns})
    held = Table(
        name="t",
        distribution_id="f",
        version=1,
        position=0,
        title=Text(),
        rows=2,
        schema=Schema(columns),
        profile=profile,
    )
    return replace(held, **more)  # type: ignore[arg-type]  # fields of a table


def column(name: str = "x", **more: object) -> Column:
    held = Column(name=name, header=name, title=Text.of(name), type="string")
    return replace(held, **more)  # type: ignore[arg-type]  # fields of a column


def look(code: str, facts: Facts) -> Found:
    return RULES[code].test(facts)


def of(
    dataset: Dataset = WELL, *files: Distribution, tables: tuple[Table, ...] = (), **more: object
) -> Facts:
    said = Facts(dataset=dataset, distributions=files, tables=tables, promised=MONTHLY)
    return replace(said, **more)  # type: ignore[arg-type]  # fields of the facts


UNSURE = infer.WORDS.decide(0.4).about(column="x")
UNFIT = next(each for each in vars(infer).values() if getattr(each, "code", "") == "brackets_unclear")
KEYED = Profile(rows=2, columns={}, keys=(("x",),))
CASES: dict[str, tuple[Facts, float, Facts, float]] = {
    "title_languages": (of(POOR), 0, of(), 1),
    "description_languages": (of(POOR), 0, of(), 1),
    "description_says": (of(replace(WELL, description=Text.of("People"))), 0, of(), 1),
    "keywords": (of(POOR), 0, of(), 1),
    "themes": (of(POOR), 0, of(), 1),
    "files_told_apart": (
        of(WELL, file("a", title="CSV"), file("b", title="CSV")),
        0,
        of(WELL, file("a"), file("b")),
        1,
    ),
    "files_reached": (of(WELL, file(failed="origin_missing")), 0, of(WELL, file(failed="file_broken")), 1),
    "files_direct": (
        of(WELL, file(failed="file_is_web_page")),
        0,
        of(WELL, file(), outcomes={"f": {"changed": 1}}),
        1,
    ),
    "service_steady": (
        of(outcomes={"f": {"failed": 2, "changed": 2}}),
        0.5,
        of(outcomes={"f": {"unchanged": 4}}),
        1,
    ),
    "encrypted": (of(WELL, file(url="http://example.org/f")), 0, of(WELL, file()), 1),
    "contact": (of(replace(WELL, contact=Contact(name="Somebody"))), 0, of(), 1),
    "machine_readable": (
        of(WELL, file(format="PDF")),
        0,
        of(WELL, file(format="PDF"), file(format="xlsx")),
        1,
    ),
    "open_format": (of(WELL, file(format="XLSX")), 0, of(WELL, file(format="XLSX"), file()), 1),
    "types_settled": (
        of(tables=(table(column(), decisions=(UNSURE,)),)),
        0,
        of(tables=(table(column()),)),
        1,
    ),
    "titles_bilingual": (
        of(tables=(table(column()),)),
        0,
        of(tables=(table(column(title=Text.of("Year", "年"))),)),
        1,
    ),
    "units": (
        of(tables=(table(column(type="number", role="measure")),)),
        0,
        of(tables=(table(column(type="number", role="measure", unit="mm")),)),
        1,
    ),
    "dates_standard": (
        of(tables=(table(column(header="日期 Date")),)),
        0,
        of(tables=(table(column(type="date")),)),
        1,
    ),
    "places_standard": (
        of(tables=(table(column(header="Address")),)),
        0,
        of(tables=(table(column(header="Address"), column("g", role="geometry")),)),
        1,
    ),
    "encoding": (of(versions=version("big5hkscs")), 0, of(versions=version("utf-8")), 1),
    "licence_known": (of(POOR), 0, of(), 1),
    "licence_free": (of(WELL), 0.5, of(replace(WELL, licence_id="CC-BY-4.0")), 1),
    "dictionary": (of(POOR), 0, of(), 1),
    "markers_explained": (
        of(tables=(table(column(markers=("#",))),)),
        0,
        of(tables=(table(column(markers=("#",), meanings=(("#", "too few"),))),)),
        1,
    ),
    "rows_identified": (of(tables=(table(column()),)), 0, of(tables=(table(column(), profile=KEYED),)), 1),
    "frequency_stated": (of(promised=rhythm.UNKNOWN), 0, of(), 1),
    "on_time": (
        of(WELL, file(), watched={"f": Watched(gap="stale", published_at=NOW)}),
        0,
        of(WELL, file(), watched={"f": Watched(published_at=NOW)}),
        1,
    ),
    "files_readable": (of(WELL, file(failed="file_broken")), 0, of(WELL, file()), 1),
    "format_true": (
        of(tables=(table(column(), decisions=(sniff.FORMAT_CONTRADICTED.decide(),)),)),
        0,
        of(tables=(table(column()),)),
        1,
    ),
    "values_fit": (
        of(tables=(table(column(), decisions=(UNFIT.decide().about(column="x"),)),)),
        0,
        of(tables=(table(column()),)),
        1,
    ),
    "text_intact": (
        of(tables=(table(column(), decisions=(sniff.TEXT_LOST.decide(),)),)),
        0,
        of(tables=(table(column()),)),
        1,
    ),
    "totals_apart": (
        of(tables=(table(column(), decisions=(infer.SUBTOTALS_NAMED.decide(),)),)),
        0,
        of(tables=(table(column()),)),
        1,
    ),
}
"""By rule: facts that lose points with the share that is left, and facts that lose none."""


@pytest.mark.parametrize("code", RULES)
def test_every_rule_takes_and_gives(code: str) -> None:
    bad, left, good, all_ = CASES[code]
    for facts, share in ((bad, left), (good, all_)):
        found = look(code, facts)
        assert isinstance(found, Seen)
        assert found.share == share


@pytest.mark.parametrize(
    "code", ["files_reached", "files_direct", "files_readable", "types_settled", "on_time"]
)
def test_what_nobody_looked_at_is_not_guessed(code: str) -> None:
    assert look(code, of(WELL, UNTRIED)) == UNSEEN


@pytest.mark.parametrize("code", ["units", "dates_standard", "places_standard", "markers_explained"])
def test_what_does_not_apply_is_left_out(code: str) -> None:
    assert look(code, of(tables=(table(column()),))) == BESIDE


def test_a_copy_given_by_hand_tells_nothing_of_its_address() -> None:
    given = of(WELL, file())
    assert look("files_readable", given) == Seen(1, 1)
    assert look("files_reached", given) == look("files_direct", given) == UNSEEN


def test_that_we_were_offline_changes_nothing_of_what_was_seen_before() -> None:
    seen = of(
        WELL, replace(file(), etag='"1"'), versions=version("UTF-8"), watched={"f": Watched(published_at=NOW)}
    )
    blind = replace(seen, distributions=(replace(file(failed="offline"), etag='"1"'),))
    for code in RULES:
        assert look(code, blind) == look(code, seen), code


def test_that_we_were_offline_from_the_beginning_tells_nothing() -> None:
    blind = of(WELL, file(failed="offline"))
    for code in ("files_reached", "files_direct", "files_readable", "service_steady", "on_time"):
        assert look(code, blind) == UNSEEN


def test_what_failed_before_we_were_offline_still_does() -> None:
    blind = of(
        WELL,
        replace(file(failed="offline"), etag='"1"'),
        watched={"f": Watched(failing_since=NOW, failures=3)},
    )
    assert look("files_reached", blind) == Seen(0, 1)


def test_an_address_that_is_none_gives_no_file() -> None:
    assert look("files_reached", of(WELL, file(failed="address_invalid"))) == Seen(0, 1)


def test_terms_that_are_not_known_are_not_said_to_be_free() -> None:
    assert look("licence_free", of(POOR)) == UNSEEN


def test_what_is_promised_irregularly_cannot_be_late() -> None:
    facts = of(WELL, file(), promised=rhythm.read(Text.of("As and when necessary")), watched={"f": Watched()})
    assert look("on_time", facts) == BESIDE


def test_a_converted_title_counts_half() -> None:
    title = Text(zh_hant=Wording("人口"), zh_hans=Wording("人口", "converted"))
    assert look("title_languages", of(replace(WELL, title=title))) == Seen(1.5, 3)


def test_a_dataset_without_anything_is_not_scored_and_nothing_fails() -> None:
    score = quality.assess(of(POOR))
    assert score.level == "unknown"
    assert score.share is None
    assert score.parts["truthful"] is None


def test_what_was_not_seen_neither_gives_nor_takes() -> None:
    score = quality.assess(of(replace(WELL, licence_id="CC-BY-4.0"), file()))
    assert score.parts["reusable"] == 1
    assert [rule.code for rule, _seen, _lost in score.lost] == []


def test_a_score_is_read_back_as_it_was_kept() -> None:
    score = quality.assess(of(POOR, file(failed="origin_missing")))
    kept = json.loads(json.dumps(score.to_json()))
    assert quality.of_json(kept) == score
    assert quality.of_json({**kept, "a_rule_of_before": [0, 1]}) == score


def test_what_to_fix_first_is_what_gives_most() -> None:
    lost = [points for _rule, _seen, points in quality.assess(of(POOR, file())).lost]
    assert lost == sorted(lost, reverse=True)
    assert lost


def test_every_rule_is_told_in_three_languages_with_what_it_counts() -> None:
    for rule in RULES.values():
        for text in (rule.title, rule.reason, rule.fix):
            assert all(text.get(lang) for lang in LANGS)
        fields = {frozenset(re.findall(r"{(\w+)}", rule.reason.words(lang))) for lang in LANGS}
        assert fields in ({frozenset({"met", "of"})}, {frozenset({"said"})})
    assert {rule.part for rule in RULES.values()} == set(PARTS)
