from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from praya.formats.metadata import ckan
from praya.model import errors
from praya.model.licence import HK_TERMS, UNSTATED
from praya.model.text import Lang, Text

if TYPE_CHECKING:
    from praya.model.catalogue import Record

Package = dict[str, Any]

DATA = Path(__file__).parents[3] / "origin_data"
RECORDED = sorted(path for path in DATA.glob("*.json") if not path.name.endswith(".en.json"))
PORTAL = "https://data.gov.hk"
NOW = datetime(2026, 1, 2, tzinfo=UTC)
RID = "11111111-2222-3333-4444-55555555555{}"


def recorded(name: str) -> Package:
    package: Package = json.loads((DATA / f"{name}.json").read_bytes())
    return package


def package(**changes: object) -> Package:
    resource = {"id": RID.format(0), "name": "Rain", "url": "https://files.example/rain.csv", "format": "CSV"}
    return {
        "id": "0f9d6c1e-0000-4000-8000-000000000001",
        "name": "rain",
        "title": "Rain",
        "organization": {"name": "hk-hko", "title": "Observatory"},
        "resources": [resource],
    } | changes


def read(given: Package, source: str = "https://portal.example") -> Record:
    return ckan.record({"en": given}, source=source, now=NOW)


def refusal(given: Package) -> str:
    with pytest.raises(errors.RecordInvalid) as caught:
        read(given)
    return str(caught.value.fields["reason"])


@pytest.mark.parametrize("path", RECORDED, ids=lambda path: path.stem)
def test_recorded_packages_are_read_whole(path: Path) -> None:
    given = json.loads(path.read_bytes())
    found = ckan.record({"zh-Hant": given}, source=PORTAL, now=NOW)
    assert found.dataset.title == Text.of(zh_hant=given["title"])
    assert found.dataset.licence_id == HK_TERMS.id
    assert found.dataset.created
    assert found.dataset.modified
    assert found.dataset.modified.tzinfo is UTC
    assert found.dataset.contact.email == given["maintainer_email"]
    assert found.publisher.id == given["organization"]["name"]
    assert [each.id for each in found.themes] == [given["groups"][0]["name"]]
    assert [each.id for each in found.distributions] == [each["id"] for each in given["resources"]]
    assert [each.position for each in found.distributions] == list(range(len(given["resources"])))
    assert all(each.format for each in found.distributions)


def test_the_whole_recorded_portal_is_read() -> None:
    """All 746 records, as the demo carries them."""
    zstandard = pytest.importorskip("zstandard")
    file = Path(ckan.__file__).parents[2] / "demo/data/catalogue/packages.jsonl.zst"
    lines = zstandard.ZstdDecompressor().stream_reader(file.open("rb")).readall().splitlines()
    packages = [json.loads(line) for line in lines]
    found = [ckan.record({"zh-Hant": each}, source=PORTAL, now=NOW) for each in packages]
    assert len(found) == 746
    ids = [each.id for record in found for each in record.distributions]
    assert len(set(ids)) == len(ids) == 11_536
    assert {ckan.language(each) for each in packages} == {"zh-Hant"}


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("hk-gfs-it_unit-dataset-1", {("zh-Hant",), ("en",), ("zh-Hans",)}),  # zn-Hant
        ("hk-ceo-opendata-policy-address-2019", {("zh-Hant",), ("en",), ("zh-Hans",)}),  # zh-Hantz
        ("hk-cad-cadpsi1-notam-data", {("en", "zh-Hant", "zh-Hans")}),  # zh_hans
        ("hk-dh-chpsebcdde-aed-cdis-syndromic", {("en", "zh-Hant")}),  # （英文／繁體中文）
    ],
)
def test_languages_of_files(name: str, languages: set[tuple[Lang, ...]]) -> None:
    found = ckan.record({"zh-Hant": recorded(name)}, source=PORTAL, now=NOW)
    assert {each.languages for each in found.distributions} <= languages


@pytest.mark.parametrize(
    ("title", "languages"),
    [
        ("路線 (英文)", ("en",)),
        ("路線（繁體中文版）", ("zh-Hant",)),
        ("路线（简体中文）", ("zh-Hans",)),
        ("Routes (English)", ("en",)),
        ("Routes (Traditional Chinese)", ("zh-Hant",)),
        ("Routes (Simplified Chinese)", ("zh-Hans",)),
        ("名單（繁體中文及英文）", ("en", "zh-Hant")),
        ("名單（僅限英文姓名）", ()),
        ("應用學習中文", ()),
        ("English names", ()),
    ],
)
def test_languages_said_in_titles(title: str, languages: tuple[Lang, ...]) -> None:
    given = package()
    given["resources"][0]["name"] = title
    assert read(given).distributions[0].languages == languages


def test_todays_shape() -> None:
    found = ckan.record({"en": recorded("hk-hyd-plis-lamppostdata.en")}, source=PORTAL, now=NOW)
    assert found.dataset.frequency == Text.of("Quarterly")
    assert found.dataset.dictionary_url.endswith("Data_Specification_for_PLIS_PSI_EN.pdf")
    assert [each.languages for each in found.distributions] == [("en",), ("zh-Hant",)]


def test_a_template_in_an_address_is_kept_as_an_address_can_hold_it() -> None:
    found = ckan.record({"zh-Hant": recorded("aahk-team1-flight-info")}, source=PORTAL, now=NOW)
    assert "date=%3Cdate%3E&" in found.distributions[0].url


def test_three_languages_are_one_record() -> None:
    def answer(title: str, publisher: str, file: str) -> Package:
        given = package(title=title, organization={"name": "hk-hko", "title": publisher})
        given["resources"][0]["name"] = file
        given["groups"] = [{"name": "climate-and-weather", "title": title}]
        return given

    found = ckan.record(
        {
            "zh-Hans": answer("雨量", "香港天文台", "雨量（每日）"),
            "zh-Hant": answer("雨量", "香港天文臺", "雨量（每日數字）"),
            "en": answer("Rain", "Observatory", "Rain (daily)"),
        },
        source=PORTAL,
        now=NOW,
        page="https://data.gov.hk/en-data/dataset/rain",
    )
    assert found.dataset.title == Text.of("Rain", "雨量", "雨量")
    assert found.publisher.title == Text.of("Observatory", "香港天文臺", "香港天文台")
    assert found.themes[0].title == Text.of("Rain", "雨量", "雨量")
    assert found.distributions[0].title == Text.of("Rain (daily)", "雨量（每日數字）", "雨量（每日）")
    assert found.dataset.landing_url == "https://data.gov.hk/en-data/dataset/rain"


@pytest.mark.parametrize(
    "other",
    [
        {"id": RID.format(0)},
        {"id": RID.format(9), "shared_id": "s0"},
        {"id": RID.format(9), "url": "https://files.example/0.csv"},
        {"id": RID.format(9), "url": "https://files.example/tc/0.csv"},  # only its place is the same
    ],
)
def test_resources_are_matched_across_languages(other: dict[str, str]) -> None:
    def resource(number: int, name: str) -> dict[str, str]:
        url = f"https://files.example/{number}.csv"
        return {
            "id": RID.format(number),
            "shared_id": f"s{number}",
            "name": name,
            "url": url,
            "format": "CSV",
        }

    english = package(resources=[resource(0, "First"), resource(1, "Second")])
    first = {"name": "甲", "url": "https://files.example/0.csv", "format": "CSV"} | other
    chinese = package(title="雨", resources=[first, resource(1, "乙")])
    found = ckan.record({"en": english, "zh-Hant": chinese}, source=PORTAL, now=NOW)
    assert [each.title for each in found.distributions] == [Text.of("First", "甲"), Text.of("Second", "乙")]
    assert [each.id for each in found.distributions] == [RID.format(0), RID.format(1)]


def test_a_resource_that_only_one_language_has_is_kept() -> None:
    more = [
        *package()["resources"],
        {"id": RID.format(5), "name": "乙", "url": "https://files.example/5.csv"},
    ]
    found = ckan.record({"en": package(), "zh-Hant": package(resources=more)}, source=PORTAL, now=NOW)
    assert [each.title for each in found.distributions] == [Text.of("Rain", "Rain"), Text.of(zh_hant="乙")]


def test_languages_that_speak_of_different_things_are_no_record() -> None:
    with pytest.raises(errors.RecordInvalid):
        ckan.record({"en": package(), "zh-Hant": package(name="sun")}, source=PORTAL, now=NOW)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"title": None}, "no title"),
        ({"title": " \u202e\x00 "}, "no title"),
        ({"title": ["Rain"]}, "“title” is not a text"),
        ({"title": "x" * 1001}, "1,001 characters"),
        ({"notes": {"en": "x"}}, "“notes” is not a text"),
        ({"notes": "x" * 50_001}, "50,001 characters"),
        ({"name": "../etc"}, "cannot stand in an address"),
        ({"name": "Rain Fall"}, "cannot stand in an address"),
        ({"name": None}, "cannot stand in an address"),
        ({"name": "a" * 201}, "cannot stand in an address"),
        ({"organization": "hko"}, "“organization” is not an object"),
        ({"organization": {"name": "<script>"}}, "organization: its name"),
        ({"resources": {"0": {}}}, "“resources” is not a list"),
        ({"resources": ["https://files.example/a.csv"]}, "resource 1 is not an object"),
        ({"resources": [{}] * 5001}, "5,001 entries"),
        ({"resources": [{"url": "javascript:alert(1)"}]}, "resource 1: “url” is no web address"),
        ({"resources": [{"url": " Java\tScript:alert(1)"}]}, None),
        ({"resources": [{"url": "data:text/html,x"}]}, "resource 1: “url” is no web address"),
        ({"resources": [{"url": "https://x.example/" + "a" * 8000}]}, "8,018 characters"),
        ({"groups": "transport"}, "“groups” is not a list"),
        ({"tags": [["x"]]}, "tag 1 is not an object"),
        ({"state": "deleted"}, "not public"),
        ({"private": True}, "not public"),
    ],
)
def test_what_cannot_be_understood_is_refused_with_its_reason(changes: Package, reason: str | None) -> None:
    given = package(**changes)
    if reason is None:
        assert read(given).distributions == ()
    else:
        assert reason in refusal(given)


@pytest.mark.parametrize("answer", [None, [], "x", 1])
def test_an_answer_that_is_no_object(answer: object) -> None:
    with pytest.raises(errors.RecordInvalid):
        ckan.record({"en": answer}, source=PORTAL, now=NOW)
    with pytest.raises(errors.RecordInvalid):
        ckan.record({}, source=PORTAL, now=NOW)


def test_harmless_oddities_are_set_right() -> None:
    found = read(
        package(
            title="  Rain\x00\u202e\n in\tHong Kong\ud83d ",
            notes="One\r\n\r\nTwo\x1b[31m",
            maintainer_email="nobody at all",
            metadata_created="yesterday",
            metadata_modified="2999-01-01T00:00:00",
            data_dictionary="see our web site",
            groups=[{"name": "Bad Name"}, {"name": "good", "display_name": "Good"}],
            tags=[{"name": "rain"}, {"display_name": "Rain", "name": "r"}, {"name": "rain"}, {}],
        )
    )
    assert found.dataset.title == Text.of("Rain in Hong Kong")
    assert found.dataset.description == Text.of("One\n\nTwo[31m")
    assert (found.dataset.contact.email, found.dataset.dictionary_url) == ("", "")
    assert (found.dataset.created, found.dataset.modified) == (None, None)
    assert [each.id for each in found.themes] == ["good"]
    assert found.dataset.keywords == ("rain", "Rain")


@pytest.mark.parametrize(
    ("given", "read_as"),
    [
        ("csv", "CSV"),
        (".xlsx", "XLSX"),
        ("XSLS", "XLSX"),
        ("text/csv", "CSV"),
        ("GeoJSON", "GEOJSON"),
        ("<b>", ""),
        ("A" * 41, ""),
        (None, ""),
        (3, "3"),
    ],
)
def test_formats(given: object, read_as: str) -> None:
    changed = package()
    changed["resources"][0]["format"] = given
    assert read(changed).distributions[0].format == read_as


@pytest.mark.parametrize(
    "url", ["", None, 7, "N/A", "ftp://files.example/a.csv", "/a.csv", "http://", "http://[x/"]
)
def test_what_has_no_web_address_is_no_distribution(url: object) -> None:
    assert read(package(resources=[{"id": RID.format(0), "url": url}])).distributions == ()


def test_ids_that_are_missing_odd_or_taken_twice_are_derived_and_stay_the_same() -> None:
    url = "https://files.example/a.csv"
    resources = [{"id": given, "url": url} for given in (RID.format(1), RID.format(1), None, "../x", "7")]
    once, again = (read(package(resources=resources)).distributions for _ in range(2))
    assert len({each.id for each in once}) == 5
    assert once == again


@pytest.mark.parametrize(
    ("given", "source", "licence"),
    [
        (None, "https://portal.example", UNSTATED.id),
        ("notspecified", "https://portal.example", UNSTATED.id),
        ("cc-by-4.0", "https://portal.example", "cc-by-4.0"),
        ("<script>", "https://portal.example", UNSTATED.id),
        (None, "https://data.gov.hk", HK_TERMS.id),
        (None, "https://data.gov.hk.evil.example", UNSTATED.id),
    ],
)
def test_licences(given: str | None, source: str, licence: str) -> None:
    assert read(package(license_id=given), source).dataset.licence_id == licence


def test_without_an_organisation_the_portal_answers_itself() -> None:
    assert read(package(organization=None)).publisher.id == "portal.example"


def test_fields_of_other_portals_in_extras() -> None:
    extras = [
        {"key": "frequency", "value": "Daily"},
        "odd",
        {"key": "data_dictionary", "value": "http://x.example/d"},
    ]
    found = read(package(extras=extras))
    assert found.dataset.frequency == Text.of("Daily")
    assert found.dataset.dictionary_url == "http://x.example/d"


@pytest.mark.parametrize(
    ("title", "lang"),
    [("Rain", "en"), ("雨量", "zh-Hant"), ("GDP 國內生產總值", "zh-Hant"), ("", "en"), ("2019", "en")],
)
def test_language(title: str, lang: Lang) -> None:
    assert ckan.language({"title": title, "notes": None}) == lang


def test_themes_of_a_portal() -> None:
    groups: dict[Lang, object] = {
        "en": {"name": "food", "title": "Food"},
        "zh-Hant": {"name": "food", "title": "食物"},
    }
    assert ckan.theme(groups, 3).title == Text.of("Food", "食物")
    assert ckan.theme(groups, 3).position == 3
    with pytest.raises(errors.RecordInvalid):
        ckan.theme({"en": ["food"]}, 0)
