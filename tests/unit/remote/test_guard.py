from ipaddress import ip_address, ip_network

import pytest

from praya.model import errors
from praya.remote.guard import Guard, checked_url

INSIDE = {
    "loopback": "127.0.0.1",
    "loopback, another": "127.8.9.10",
    "unspecified": "0.0.0.0",
    "this network": "0.1.2.3",
    "private 10": "10.0.0.1",
    "private 172": "172.16.0.1",
    "private 172, last": "172.31.255.255",
    "private 192": "192.168.1.1",
    "carriers": "100.64.0.1",
    "metadata in carriers' space": "100.100.100.200",
    "metadata": "169.254.169.254",
    "metadata of containers": "169.254.170.2",
    "metadata at a public address": "168.63.129.16",
    "metadata in protocol assignments": "192.0.0.192",
    "documentation 1": "192.0.2.1",
    "documentation 2": "198.51.100.1",
    "documentation 3": "203.0.113.1",
    "benchmarks": "198.19.0.1",
    "6to4 relay": "192.88.99.1",
    "multicast": "224.0.0.1",
    "reserved": "240.0.0.1",
    "broadcast": "255.255.255.255",
    "loopback 6": "::1",
    "unspecified 6": "::",
    "link-local 6": "fe80::1",
    "link-local 6 with zone": "fe80::1%eth0",
    "site-local 6": "fec0::1",
    "unique local 6": "fc00::1",
    "metadata 6": "fd00:ec2::254",
    "multicast 6": "ff02::1",
    "documentation 6": "2001:db8::1",
    "documentation 6, newer": "3fff::1",
    "Teredo": "2001:0:7f00:1::",
    "discard": "100::1",
    "segment routing": "5f00::1",
    "mapped loopback": "::ffff:127.0.0.1",
    "mapped private": "::ffff:10.0.0.1",
    "mapped metadata": "::ffff:a9fe:a9fe",
    "compatible loopback": "::127.0.0.1",
    "translated loopback": "::ffff:0:127.0.0.1",
    "NAT64 loopback": "64:ff9b::127.0.0.1",
    "NAT64 metadata": "64:ff9b::a9fe:a9fe",
    "NAT64, local prefix": "64:ff9b:1::8.8.8.8",
    "6to4 loopback": "2002:7f00:1::",
    "6to4 private": "2002:0a00:0001::1",
}
OUTSIDE = [
    "8.8.8.8",
    "172.32.0.1",
    "100.128.0.1",
    "2001:4860:4860::8888",
    "2600::1",
    "::ffff:8.8.8.8",
    "64:ff9b::8.8.8.8",
]


@pytest.mark.parametrize("text", INSIDE.values(), ids=INSIDE)
def test_inside_is_refused(text: str) -> None:
    guard = Guard(resolve=lambda host: [text])
    with pytest.raises(errors.AddressForbidden):
        guard.addresses("files.example")


@pytest.mark.parametrize("text", OUTSIDE)
def test_outside_is_permitted(text: str) -> None:
    assert Guard(resolve=lambda host: [text]).addresses("files.example") == (ip_address(text),)


def test_one_inside_address_spoils_a_name() -> None:
    guard = Guard(resolve=lambda host: ["8.8.8.8", "10.0.0.1"])
    with pytest.raises(errors.AddressForbidden):
        guard.addresses("files.example")


def test_allow_opens_a_network_in_every_spelling_and_no_other() -> None:
    guard = Guard(allow=[ip_network("127.0.0.0/8")])
    assert guard.permits(ip_address("127.0.0.1"))
    assert guard.permits(ip_address("::ffff:127.0.0.1"))
    assert not guard.permits(ip_address("::1"))
    assert not guard.permits(ip_address("10.0.0.1"))


@pytest.mark.parametrize("found", [[], OSError()])
def test_a_name_that_leads_nowhere(found: list[str] | OSError) -> None:
    def resolve(host: str) -> list[str]:
        if isinstance(found, OSError):
            raise found
        return found

    with pytest.raises(errors.OriginUnreachable):
        Guard(resolve=resolve).addresses("nowhere.example")


@pytest.mark.parametrize("host", ["localhost", "127.1", "0x7f.1", "017700000001", "2130706433", "::1"])
def test_the_systems_own_resolver_leads_inside_only_to_be_refused(host: str) -> None:
    with pytest.raises((errors.AddressForbidden, errors.OriginUnreachable)):
        Guard().addresses(host)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "data.csv",
        "//data.example/a.csv",
        "ftp://data.example/a.csv",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "gopher://data.example/",
        "http://",
        "http:///a.csv",
        "http://user@data.example/",
        "http://user:secret@data.example/",
        "http://data.example@127.0.0.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7f.0.0.1/",
        "http://0177.0.0.1/",
        "http://127.1/",
        "http://127.0.0.0x1/",
        "http://127.0.0.1.2/",
        "http://999.1.1.1/",
        "http://data.example:99999/",
        "http://data.example:0/",
        "http://data.example/a\r\nHost: inside",
        "http://data.example/a b",
        "http://data.example\\@127.0.0.1/",
        "http://[::1/",
        "http://１２７.０.０.１/",
        "http://data.example/" + "a" * 9000,
    ],
)
def test_addresses_that_are_never_asked(url: str) -> None:
    with pytest.raises(errors.AddressInvalid):
        checked_url(url)


def test_credentials_are_not_repeated_in_the_failure() -> None:
    with pytest.raises(errors.AddressInvalid) as caught:
        checked_url("http://user:secret@data.example/")
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("http://data.example/雨量.csv", b"/%E9%9B%A8%E9%87%8F.csv"),
        ("https://data.example/a%20b.csv?x=1#part", b"/a%20b.csv?x=1"),
        ("http://data.example", b"/"),
    ],
)
def test_addresses_are_sent_as_http_wants_them(url: str, sent: bytes) -> None:
    assert checked_url(url).raw_path == sent


def test_plain_numbers_are_hosts_and_are_judged_later() -> None:
    assert checked_url("http://127.0.0.1:8000/").host == "127.0.0.1"
    assert checked_url("http://[::1]:8000/").host == "::1"
