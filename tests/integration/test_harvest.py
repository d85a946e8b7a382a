from __future__ import annotations

import copy
import json
import os
import signal
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from tests.origin import Origin, Reply, Trouble

from praya.formats.chinese import simplified
from praya.model import errors
from praya.model.catalogue import Version
from praya.model.licence import HK_TERMS, UNSTATED
from praya.model.text import Text, Wording
from praya.remote.portal import Manners
from praya.services import read
from praya.services.harvest import PATIENCE, HarvestReport, harvest
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from praya.model.catalogue import Dataset, Distribution
    from praya.platform import Platform

Package = dict[str, Any]

DATA = Path(__file__).parents[1] / "origin_data"
RECORDED = [json.loads(path.read_bytes()) for path in sorted(DATA.glob("*.json")) if ".en." not in path.name]
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
QUICK = Manners(pause=0.01, record_seconds=5)
ETA = "ctb-eta-transport-realtime-eta"
SHOW = "/api/3/action/package_show?id="


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as running:
        yield running


def english(package: Package) -> Package:
    """Make up the English answer about a recorded package: every title is its name."""
    made = copy.deepcopy(package)
    made["title"] = package["name"]
    made["organization"]["title"] = package["organization"]["name"]
    made["groups"][0]["title"] = package["groups"][0]["name"].title()
    for number, resource in enumerate(made["resources"]):
        resource |= {"id": f"en-{resource['id']}", "name": f"File {number}"}
    return made


def small(name: str, **changes: object) -> Package:
    resource = {
        "id": f"resource-{name}",
        "name": name,
        "url": f"https://files.example/{name}.csv",
        "format": "CSV",
    }
    return {
        "id": f"package-{name}",
        "name": name,
        "title": f"Title of {name}",
        "organization": {"name": "hk-hko", "title": "Observatory"},
        "groups": [{"name": "weather", "title": "Weather"}],
        "resources": [resource],
    } | changes


def tell_nobody(_done: int, _total: int, _name: str) -> None:
    pass


def run(
    platform: Platform,
    origin: Origin,
    path: str = "",
    *,
    at: datetime = NOW,
    progress: Callable[[int, int, str], None] = tell_nobody,
    dry_run: bool = False,
    manners: Manners = QUICK,
) -> HarvestReport:
    url = origin.url + path
    return harvest(platform, url, now=lambda: at, progress=progress, dry_run=dry_run, manners=manners)


def stored(platform: Platform, name: str) -> tuple[Dataset, tuple[Distribution, ...]]:
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, name)
        assert dataset
        return dataset, catalogue.distributions(connection, dataset.id)


def names(platform: Platform) -> list[str]:
    with platform.db.connect() as connection:
        return catalogue.dataset_names(connection)


def test_three_roots_become_one_record(platform: Platform, origin: Origin) -> None:
    hans = json.loads(simplified(json.dumps(RECORDED, ensure_ascii=False)))
    origin.portal({"en": [english(each) for each in RECORDED], "zh-Hant": RECORDED, "zh-Hans": hans})
    report = run(platform, origin)
    assert (report.created, report.changed, report.unchanged, report.skipped) == (len(RECORDED), 0, 0, ())
    dataset, distributions = stored(platform, ETA)
    recorded = next(each for each in RECORDED if each["name"] == ETA)
    assert dataset.title == Text.of(ETA, recorded["title"], simplified(recorded["title"]))
    assert dataset.licence_id == HK_TERMS.id
    assert dataset.landing_url == f"{origin.url}/en-data/dataset/{ETA}"
    assert len(distributions) == len(recorded["resources"])
    assert distributions[1].title.words("en") == "File 1"
    assert distributions[1].title.words("zh-Hant") == recorded["resources"][1]["name"]
    with platform.db.connect() as connection:
        themes = catalogue.themes(connection)
    assert [theme.position for theme in themes] == list(range(len(themes)))
    assert all(theme.title.en and theme.title.zh_hant for theme in themes)


@pytest.mark.parametrize("path", ["", "/", "/tc-data", "/tc-data/api/3/action/package_list", "/api/3?x=1#y"])
def test_any_address_of_the_portal_will_do(platform: Platform, origin: Origin, path: str) -> None:
    origin.portal({"zh-Hant": RECORDED[:2]})
    assert run(platform, origin, path).source == origin.url


def test_a_root_that_is_missing_is_filled_by_conversion_and_says_so(
    platform: Platform, origin: Origin
) -> None:
    origin.portal({"zh-Hant": RECORDED})
    run(platform, origin)
    dataset, distributions = stored(platform, ETA)
    assert dataset.title.zh_hant
    assert dataset.title.zh_hans == Wording(simplified(dataset.title.zh_hant.words), "converted")
    assert dataset.title.en is None
    assert all(each.title.zh_hans and each.title.zh_hans.origin == "converted" for each in distributions)


def test_a_plain_portal_in_the_language_of_its_words(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("rain"), small("yu", title="雨量")]})
    run(platform, origin)
    rain, _ = stored(platform, "rain")
    assert rain.title == Text.of("Title of rain")
    assert rain.licence_id == UNSTATED.id
    assert rain.landing_url == f"{origin.url}/dataset/rain"
    assert stored(platform, "yu")[0].title.zh_hant == Wording("雨量")


def test_again_changes_nothing(platform: Platform, origin: Origin) -> None:
    origin.portal({"en": [english(each) for each in RECORDED], "zh-Hant": RECORDED})
    run(platform, origin)
    before = [stored(platform, name) for name in names(platform)]
    report = run(platform, origin, at=NOW + timedelta(days=7))
    assert (report.created, report.changed, report.unchanged) == (0, 0, len(RECORDED))
    assert [stored(platform, name) for name in names(platform)] == before


def test_only_what_changed_is_changed(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("rain"), small("sun")]})
    run(platform, origin)
    origin.portal({"": [small("rain"), small("sun", title="Sunshine"), small("wind")]})
    report = run(platform, origin)
    assert (report.created_names, report.changed_names, report.unchanged) == (("wind",), ("sun",), 1)


def test_a_dry_run_says_the_same_and_writes_nothing(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("rain"), small("sun")]})
    first = run(platform, origin, dry_run=True)
    assert first.created_names == ("rain", "sun")
    assert names(platform) == []
    assert run(platform, origin) == first
    origin.portal({"": [small("rain", title="Rainfall"), small("sun")]})
    assert run(platform, origin, dry_run=True).changed_names == ("rain",)
    assert stored(platform, "rain")[0].title == Text.of("Title of rain")


@pytest.mark.parametrize(
    ("broken", "code"),
    [
        (Reply.json({"success": True, "result": small("b", title=None)}), "record_invalid"),
        (Reply.json({"success": True, "result": small("other")}), "record_invalid"),
        (Reply.json({"success": True, "result": ["b"]}), "record_invalid"),
        (Reply.json({"success": True, "result": small("b", resources="none")}), "record_invalid"),
        (Reply.json({"success": False, "error": {}}), "portal_invalid"),
        (Reply.json([1]), "portal_invalid"),
        (Reply(b"<html><title>Error</title></html>"), "file_broken"),
        (Reply(b'{"success": true, "result"', trouble=Trouble(announce=900, cut=26)), "response_truncated"),
        (Reply(b"{}", trouble=Trouble(announce=1_000_000_000)), "response_too_large"),
        (Reply(b"no", 404), "origin_missing"),
        (Reply(b"no", 500), "origin_error"),
        (Reply(b"no", 403), "origin_refused"),
        (Reply.redirect("http://169.254.169.254/"), "address_forbidden"),
        (Reply.redirect(SHOW + "b"), "redirects_too_many"),
        (Reply(trouble=Trouble(reset=True)), "origin_unreachable"),
        (Reply(b"{}", trouble=Trouble(hang=1)), "origin_timeout"),
    ],
)
def test_a_broken_record_is_reported_and_the_others_are_taken(
    platform: Platform, origin: Origin, broken: Reply, code: str
) -> None:
    origin.portal({"": [small("a"), small("b"), small("c")]})
    origin.at[SHOW + "b"] = broken
    report = run(platform, origin, manners=replace(QUICK, attempts=2, record_seconds=0.5))
    assert [(each.name, each.problem.code) for each in report.skipped] == [("b", code)]
    assert report.created_names == ("a", "c")


def test_names_that_cannot_stand_in_an_address_are_skipped(platform: Platform, origin: Origin) -> None:
    odd = ["../../etc/passwd", "a b", "x" * 300, "", "<script>"]
    origin.portal({"": [small("a")]})
    origin.at["/api/3/action/package_list"] = Reply.json({"success": True, "result": [*odd, "a", "a"]})
    report = run(platform, origin)
    assert report.created_names == ("a",)
    assert len(report.skipped) == len(odd)


def test_a_passing_failure_is_asked_again(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("a")]})
    good = Reply.json({"success": True, "result": small("a")})
    origin.at[SHOW + "a"] = [Reply(status=503), Reply(status=429), good]
    assert run(platform, origin).created_names == ("a",)
    assert origin.seen.count(SHOW + "a") == 3


def test_a_failure_that_stays_is_asked_once(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("a")]})
    origin.at[SHOW + "a"] = Reply(status=404)
    run(platform, origin)
    assert origin.seen.count(SHOW + "a") == 1


def test_a_language_where_a_record_is_missing_is_left_out(platform: Platform, origin: Origin) -> None:
    origin.portal({"en": [small("a")], "zh-Hant": [small("a", title="甲"), small("b", title="乙")]})
    origin.at["/en-data" + SHOW + "a"] = Reply(status=404)
    report = run(platform, origin)
    assert report.created_names == ("a", "b")
    assert stored(platform, "a")[0].title.en is None


def test_a_language_that_fails_does_not_cost_the_record_its_words(platform: Platform, origin: Origin) -> None:
    origin.portal({"en": [small("a")], "zh-Hant": [small("a", title="甲")]})
    run(platform, origin)
    origin.at["/en-data" + SHOW + "a"] = Reply(status=500)
    assert [each.name for each in run(platform, origin).skipped] == ["a"]
    assert stored(platform, "a")[0].title.words("en") == "Title of a"


def test_a_root_that_fails_ends_the_harvest_before_it_begins(platform: Platform, origin: Origin) -> None:
    origin.portal({"en": [small("a")], "zh-Hant": [small("a", title="甲")]})
    origin.at["/en-data/api/3/action/package_list"] = Reply(status=500)
    with pytest.raises(errors.OriginError):
        run(platform, origin)
    assert names(platform) == []


def test_words_of_a_language_that_falls_silent_are_kept(platform: Platform, origin: Origin) -> None:
    origin.portal({"en": [small("a", notes="Notes")], "zh-Hant": [small("a", title="甲", notes="說明")]})
    run(platform, origin)
    origin.portal({"en": [], "zh-Hant": [small("a", title="甲", notes="說明")]})
    assert run(platform, origin).changed == 1  # its page is now the Chinese one
    dataset, _ = stored(platform, "a")
    assert (dataset.title.words("en"), dataset.description.words("en")) == ("Title of a", "Notes")


@pytest.mark.parametrize(
    "answer",
    [
        Reply(b"<html>welcome</html>"),
        Reply(status=404),
        Reply.json({"success": True, "result": {"a": 1}}),
        Reply.json({"success": True, "result": [1, 2]}),
        Reply.json({"success": False}),
        Reply.json(["a"]),
    ],
)
def test_what_is_no_portal(platform: Platform, origin: Origin, answer: Reply) -> None:
    origin.at["/api/3/action/package_list"] = answer
    with pytest.raises(errors.PortalInvalid):
        run(platform, origin)


@pytest.mark.parametrize(
    "url", ["ftp://data.gov.hk", "data.gov.hk", "http://2130706433/", "http://u:p@x.example/"]
)
def test_what_is_no_address(platform: Platform, url: str) -> None:
    with pytest.raises(errors.AddressInvalid):
        harvest(platform, url, now=lambda: NOW, progress=tell_nobody)


def test_a_private_address_is_refused_unless_allowed(platform: Platform) -> None:
    with pytest.raises(errors.AddressForbidden):
        harvest(platform, "http://10.0.0.1", now=lambda: NOW, progress=tell_nobody)


def test_a_portal_that_goes_down_is_left_alone(platform: Platform, origin: Origin) -> None:
    many = [small(f"r{number:03}") for number in range(PATIENCE * 4)]
    origin.portal({"": many})
    for each in many[10:]:
        origin.at[SHOW + each["name"]] = Reply(status=503)
    with pytest.raises(errors.OriginError):
        run(platform, origin, manners=replace(QUICK, attempts=1))
    assert len(names(platform)) == 10
    assert len(origin.seen) < PATIENCE * 2 + 40
    for each in many:
        origin.at.pop(SHOW + each["name"], None)
    report = run(platform, origin)
    assert (report.resumed, report.created) == (10, len(many) - 10)


def test_a_harvest_that_was_interrupted_goes_on_where_it_was(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small(f"r{number:03}") for number in range(30)]})

    def interrupt(done: int, _total: int, _name: str) -> None:
        if done == 7:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(platform, origin, progress=interrupt)
    assert len(names(platform)) == 7
    told: list[tuple[int, int]] = []
    report = run(platform, origin, progress=lambda done, total, name: told.append((done, total)))
    assert (report.resumed, report.created) == (7, 23)
    assert (told[0], told[-1]) == ((8, 30), (30, 30))
    assert run(platform, origin).resumed == 0  # that one was finished: this begins anew


def test_a_harvest_stopped_long_ago_begins_anew(platform: Platform, origin: Origin) -> None:
    def interrupt(_done: int, _total: int, _name: str) -> None:
        raise KeyboardInterrupt

    origin.portal({"": [small("a"), small("b")]})
    with pytest.raises(KeyboardInterrupt):
        run(platform, origin, progress=interrupt)
    report = run(platform, origin, at=NOW + timedelta(days=2))
    assert (report.resumed, report.created, report.unchanged) == (0, 1, 1)


KILLED = """
import sys
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path
from praya.platform import open_platform
from praya.services.harvest import harvest
from praya.settings import Settings

settings = Settings(home=Path(sys.argv[1]), allow_networks=(ip_network("127.0.0.0/8"),))
told = lambda done, total, name: print(done, flush=True)
harvest(open_platform(settings), sys.argv[2], now=lambda: datetime(2026, 1, 2, tzinfo=UTC), progress=told)
"""


def test_a_harvest_that_was_killed_goes_on_where_it_was(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small(f"r{number:03}") for number in range(200)]})
    child = subprocess.Popen(
        [sys.executable, "-c", KILLED, str(platform.settings.home), origin.url],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    assert any(line.strip() == "20" for line in child.stdout)
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    kept = len(names(platform))
    assert 20 <= kept < 200
    report = run(platform, origin)
    assert (report.resumed, report.created) == (kept, 200 - kept)


def test_ids_stay_when_the_portal_makes_new_ones(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("rain")]})
    run(platform, origin)
    dataset, (distribution,) = stored(platform, "rain")
    rebuilt = small("rain", id="package-rebuilt")
    rebuilt["resources"][0]["id"] = "resource-rebuilt"
    origin.portal({"": [rebuilt]})
    assert run(platform, origin).unchanged == 1
    assert stored(platform, "rain") == (dataset, (distribution,))


def test_a_renamed_package_stays_the_same_dataset(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("rain")]})
    run(platform, origin)
    before, _ = stored(platform, "rain")
    with Origin() as later:
        later.portal({"": [small("rainfall", id="package-rain")]})
        assert run(platform, later).created == 1  # another portal: another dataset
    origin.portal({"": [small("rainfall-2", id="package-rain")]})
    assert run(platform, origin).changed == 1
    assert stored(platform, "rainfall-2")[0].id == before.id


def test_two_records_that_claim_the_same_ids_are_both_taken(platform: Platform, origin: Origin) -> None:
    twins = [small(name, id="package-same") for name in ("a", "b")]
    for twin in twins:
        twin["resources"][0]["id"] = "resource-same"
    origin.portal({"": twins})
    assert run(platform, origin).created == 2
    found = [stored(platform, name) for name in ("a", "b")]
    assert len({dataset.id for dataset, _ in found}) == 2
    assert len({each.id for _, distributions in found for each in distributions}) == 2
    assert run(platform, origin).unchanged == 2


def test_no_portal_takes_over_what_belongs_to_another(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("rain")]})
    run(platform, origin)
    before = stored(platform, "rain")
    with Origin() as other:
        other.portal(
            {"": [small("rain", title="Mine now"), small("sun", id="package-rain", title="Also mine")]}
        )
        report = run(platform, other)
    assert [(each.name, each.problem.code) for each in report.skipped] == [("rain", "record_invalid")]
    assert report.created_names == ("sun",)
    assert stored(platform, "rain") == before


def test_what_was_read_stays_when_its_record_no_longer_lists_it(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("rain")]})
    run(platform, origin)
    _, (distribution,) = stored(platform, "rain")
    version = Version(
        distribution_id=distribution.id,
        number=1,
        sha256="0" * 64,
        bytes=1,
        url=distribution.url,
        media_type="text/csv",
        format="csv",
        encoding="utf-8",
        retrieved_at=NOW,
    )
    with platform.db.begin() as connection:
        catalogue.register(connection, version, [], etag="", last_modified="")
    origin.portal({"": [small("rain", resources=[])]})
    run(platform, origin)
    assert [(each.id, each.status) for each in stored(platform, "rain")[1]] == [(distribution.id, "ready")]


def test_what_a_portal_no_longer_lists_is_told_and_stays(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("rain"), small("wind"), small("sun")]})
    run(platform, origin)
    assert run(platform, origin).vanished_names == ()
    before = stored(platform, "rain")
    later = NOW + timedelta(days=1)
    origin.portal({"": [small("wind")]})
    assert run(platform, origin, at=later, dry_run=True).vanished_names == ("rain", "sun")
    assert read.dataset(platform, "rain").vanished_at is None
    assert run(platform, origin, at=later).vanished_names == ("rain", "sun")
    assert run(platform, origin, at=later + timedelta(days=1)).vanished_names == ("rain", "sun")
    assert read.dataset(platform, "rain").vanished_at == later
    assert read.dataset(platform, "wind").vanished_at is None
    assert stored(platform, "rain") == before
    origin.portal({"": [small("rain"), small("wind")]})
    report = run(platform, origin, at=later + timedelta(days=2))
    assert (report.unchanged, report.vanished_names) == (2, ("sun",))
    assert read.dataset(platform, "rain").vanished_at is None


def test_what_belongs_to_another_portal_has_not_vanished(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("rain")]})
    run(platform, origin)
    with Origin() as other:
        other.portal({"": [small("wind")]})
        assert run(platform, other).vanished_names == ()
    assert read.dataset(platform, "rain").vanished_at is None


def test_a_slow_portal_is_asked_about_several_records_at_once(platform: Platform, origin: Origin) -> None:
    packages = [small(f"r{number:02}") for number in range(12)]
    origin.portal({"": packages})
    for each in packages:
        reply = Reply.json({"success": True, "result": each})
        origin.at[SHOW + each["name"]] = replace(reply, trouble=Trouble(wait=0.2))
    assert run(platform, origin, manners=replace(QUICK, at_once=3)).created == 12
    assert 1 < origin.most_at_once <= 3


def test_progress_is_told_for_every_record(platform: Platform, origin: Origin) -> None:
    origin.portal({"": [small("a"), small("b", title=None)]})
    told: list[tuple[int, int, str]] = []
    run(platform, origin, progress=lambda done, total, name: told.append((done, total, name)))
    assert [(done, total) for done, total, _ in told] == [(1, 2), (2, 2)]
    assert {name for _, _, name in told} == {"a", "b"}
