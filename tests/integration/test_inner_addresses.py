"""Whoever gives an address, wherever it stands: nothing inside is reached, and nothing of the asker's is believed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import pytest
from litestar.testing import TestClient
from tests.origin import Origin, Reply

from praya.model import errors
from praya.model.catalogue import Dataset, Distribution, Publisher, Record
from praya.model.text import Text
from praya.platform import Platform, open_platform
from praya.remote.fetch import Fetcher, Limits
from praya.remote.guard import Guard
from praya.remote.listing import KINDS
from praya.remote.portal import Manners
from praya.services.adopt import adopt
from praya.services.harvest import harvest
from praya.services.ingest import ingest
from praya.settings import Settings
from praya.store import catalogue
from praya.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

NOW = datetime(2026, 1, 2, tzinfo=UTC)
QUICK = Manners(pause=0.01, record_seconds=2, attempts=1)
REFUSED = (errors.AddressForbidden, errors.AddressInvalid, errors.OriginUnreachable)
HOSTS = {
    "plain": "127.0.0.1",
    "another loopback": "127.9.9.9",
    "a name of the machine": "localhost",
    "a name with a dot": "localhost.",
    "a number with a dot": "127.0.0.1.",
    "decimal": "2130706433",
    "octal": "0177.0.0.1",
    "octal, long": "017700000001",
    "octal, padded": "0000177.0.0.1",
    "hexadecimal": "0x7f000001",
    "hexadecimal, dotted": "0x7f.0x0.0x0.0x1",
    "mixed": "0x7f.0.1",
    "short": "127.1",
    "shorter": "0",
    "overflowing": "4425673729",
    "full-width digits": "１２７.０.０.１",
    "circled digits": "①②⑦.⓪.⓪.①",
    "ideographic dots": "127。0。0。1",
    "soft hyphens": "127.0.0.\u00ad1",
    "punycode": "xn--127-0-0-1.example.invalid",
    "percent-encoded": "%31%32%37.0.0.1",
    "unspecified": "0.0.0.0",
    "loopback 6": "[::1]",
    "loopback 6, written out": "[0:0:0:0:0:0:0:1]",
    "unspecified 6": "[::]",
    "zone": "[fe80::1%25lo]",
    "loopback 6 with a zone": "[::1%25lo]",
    "mapped": "[::ffff:127.0.0.1]",
    "mapped, hexadecimal": "[::ffff:7f00:1]",
    "compatible": "[::127.0.0.1]",
    "translated": "[::ffff:0:127.0.0.1]",
    "6to4": "[2002:7f00:1::]",
    "NAT64": "[64:ff9b::127.0.0.1]",
    "NAT64, local": "[64:ff9b:1::7f00:1]",
    "Teredo": "[2001:0:7f00:1::]",
    "ISATAP": "[fe80::5efe:127.0.0.1]",
    "metadata": "169.254.169.254",
    "metadata 6": "[fd00:ec2::254]",
    "carriers": "100.100.100.200",
    "multicast": "224.0.0.1",
    "broadcast": "255.255.255.255",
    "user": "data.example@127.0.0.1",
    "user and password": "a:b@127.0.0.1",
    "backslash": "data.example\\@127.0.0.1",
    "part of another": "127.0.0.1#@data.example",
}
"""Spellings of places inside, as the host of an address."""


@pytest.fixture
def inside() -> Iterator[Origin]:
    """A server inside; it sees no request."""
    with Origin() as running:
        running.at["/data.json"] = Reply.json({"dataset": []})
        yield running
        assert running.seen == []


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    """A platform as operators have it: no network is opened."""
    opened = open_platform(Settings(home=tmp_path_factory.mktemp("strict"), host_pause=0, idle_seconds=1))
    yield opened
    opened.db.dispose()


def announced(platform: Platform, url: str, key: str) -> str:
    record = Record(
        dataset=Dataset(id=key, name=key, title=Text.of(key), publisher_id="p", licence_id="x"),
        distributions=(Distribution(id=f"{key}-1", dataset_id=key, position=0, title=Text(), url=url),),
        publisher=Publisher(id="p", title=Text.of("P")),
        themes=(),
    )
    with platform.db.begin() as connection:
        catalogue.save_record(connection, record, NOW)
    return f"{key}-1"


def fetches(platform: Platform, url: str, folder: Path) -> None:
    platform.fetcher.fetch(url, folder / "target")


def gets_json(platform: Platform, url: str, _folder: Path) -> None:
    platform.fetcher.get_json(url)


def adopts(platform: Platform, url: str, _folder: Path) -> None:
    told = ingest(platform, adopt(platform, url, now=NOW), now=NOW)
    assert told.problem is not None
    assert told.problem.code in {each.code for each in REFUSED}
    raise errors.AddressForbidden(host="")


def reads_announced(platform: Platform, url: str, _folder: Path) -> None:
    told = ingest(platform, announced(platform, url, f"k{abs(hash(url))}"), now=NOW)
    assert told.problem is not None
    assert told.problem.code in {each.code for each in REFUSED}
    raise errors.AddressForbidden(host="")


def harvests(kind: Any) -> Callable[[Platform, str, Path], None]:  # noqa: ANN401 - a literal of another room
    def run(platform: Platform, url: str, _folder: Path) -> None:
        harvest(platform, url, now=lambda: NOW, progress=lambda *_: None, manners=QUICK, kind=kind)

    return run


DOORS: dict[str, Callable[[Platform, str, Path], None]] = {
    "fetch": fetches,
    "get_json": gets_json,
    "adopt": adopts,
    "announced": reads_announced,
    **{f"harvest {kind}": harvests(kind) for kind in (None, *KINDS)},
}


@pytest.mark.parametrize("door", DOORS)
def test_no_spelling_leads_inside_through_any_door(
    door: str, strict: Platform, inside: Origin, tmp_path: Path
):
    open_to = []
    for name, host in HOSTS.items():
        try:
            DOORS[door](strict, f"http://{host}:{inside.port}/data.json", tmp_path)
        except REFUSED:
            continue
        except errors.Failure as failure:
            open_to.append((name, failure.code))
        else:
            open_to.append((name, "reached"))
    assert not open_to


@pytest.mark.parametrize(
    "scheme", ["file", "ftp", "gopher", "dict", "ldap", "unix", "data", "jar", "netdoc", "HTTP+unix"]
)
@pytest.mark.parametrize("door", DOORS)
def test_no_other_scheme_is_spoken(door: str, scheme: str, strict: Platform, tmp_path: Path):
    with pytest.raises(REFUSED):
        DOORS[door](strict, f"{scheme}:///etc/passwd", tmp_path)


def rebinding(answers: list[list[str]]) -> Fetcher:
    """A fetcher whose resolver answers otherwise each time; `8.8.8.8` stands for a public place."""
    limits = Limits(max_bytes=10_000, total_seconds=0.3, idle_seconds=0.2, redirects=3)
    return Fetcher(
        limits, guard=Guard(resolve=lambda _host: answers.pop(0) if len(answers) > 1 else answers[0])
    )


@pytest.mark.parametrize("answers", [[["127.0.0.1"]], [["8.8.8.8", "127.0.0.1"]], [["::ffff:7f00:1"]], [[]]])
def test_names_are_judged_by_where_they_lead(answers: list[list[str]], inside: Origin, tmp_path: Path):
    with pytest.raises(REFUSED):
        rebinding(answers).fetch(f"http://files.example:{inside.port}/data.json", tmp_path / "x")


@pytest.mark.parametrize(
    "path",
    [
        "http://{inside}/data.json",
        "//{inside}/data.json",
        "http:/\\{inside}/data.json",
        "file:///etc/passwd",
        "http://[::ffff:127.0.0.1]:1/",
        "https://2130706433/",
        "http://user@{outside}/hop",
    ],
)
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_no_redirect_leads_inside_by_however_many_hops(status: int, path: str, tmp_path: Path):
    """The one loopback address that is open plays the outside; all others are inside."""
    from ipaddress import ip_network  # noqa: PLC0415 - named beside its only use

    with Origin() as outside:
        limits = Limits(max_bytes=10_000, total_seconds=3, idle_seconds=1, redirects=5)
        fetcher = Fetcher(limits, allow=(ip_network("127.0.0.1/32"),))
        told = path.format(inside=f"127.0.0.2:{outside.port}", outside=f"127.0.0.1:{outside.port}")
        outside.at["/a"] = Reply.redirect("/hop", status)
        outside.at["/hop"] = Reply.redirect(told, status)
        with pytest.raises(REFUSED):
            fetcher.fetch(f"http://127.0.0.1:{outside.port}/a", tmp_path / "x")
        assert len(outside.seen) == 2


@pytest.fixture(scope="module", params=["https://data.example.org", ""])
def client(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient[Any]]:
    opened = open_platform(Settings(home=tmp_path_factory.mktemp("asked"), url=request.param))
    with TestClient(create_app(opened), raise_server_exceptions=False) as asking:
        yield asking
    opened.db.dispose()


HEADS = [
    {"host": "evil.example/x"},
    {"host": "evil.example@data.example.org"},
    {"host": 'evil.example"><script>'},
    {"host": "evil.example#"},
    {"host": "evil.example:99999999"},
    {"host": "evil.example:65536"},
    {"host": "evil.example, data.example.org"},
    {"x-forwarded-host": "evil.example"},
    {"x-forwarded-for": "evil.example", "x-forwarded-proto": "evil", "x-forwarded-port": "evil"},
    {"forwarded": "host=evil.example;proto=evil"},
    {"x-original-url": "/evil", "x-rewrite-url": "/evil", "x-host": "evil.example"},
]


@pytest.mark.parametrize(
    "address",
    [
        *("/api/v1/", "/ogc/", "/catalog.ttl", "/robots.txt", "/oai?verb=Identify", "/en", "/en/feed.atom"),
        *("/en/nowhere", "/api/3/nowhere", "/api/explore/v2.1/catalog/datasets"),
    ],
)
@pytest.mark.parametrize("heads", HEADS)
def test_no_header_puts_itself_into_links(client: TestClient[Any], address: str, heads: dict[str, str]):
    answer = client.get(address, headers=heads)
    assert answer.status_code < 500
    assert "evil" not in answer.text
    assert not any("evil" in value for value in answer.headers.values())
