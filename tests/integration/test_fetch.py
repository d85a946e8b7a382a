import gzip
import shutil
import ssl
import subprocess
import threading
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from ipaddress import IPv4Network
from pathlib import Path

import pytest
from tests.origin import Origin, Reply, Trouble

from praya.model import errors
from praya.remote.fetch import Fetcher, Limits
from praya.remote.guard import Guard

LOOPBACK = (IPv4Network("127.0.0.0/8"),)
CSV = b"year,mm\n2019,2396\n2020,2391\n"
GIB = 1024**3


LIMITS = Limits(max_bytes=1_000_000, total_seconds=10, idle_seconds=5, redirects=5)


def make(
    limits: Limits = LIMITS,
    *,
    allow: Sequence[IPv4Network] = LOOPBACK,
    guard: Guard | None = None,
    tls: ssl.SSLContext | None = None,
) -> Fetcher:
    return Fetcher(limits, allow=allow, guard=guard, tls=tls)


@pytest.fixture
def origin() -> Iterator[Origin]:
    with Origin() as running:
        yield running


def refused(
    origin: Origin,
    tmp_path: Path,
    failure: type[errors.Failure],
    reply: Reply,
    fetcher: Fetcher | None = None,
) -> errors.Failure:
    """Fetch what must fail, see that nothing is left, and return the failure."""
    origin.at["/a.csv"] = reply
    target = tmp_path / "target"
    with pytest.raises(failure) as caught:
        (fetcher or make()).fetch(f"{origin.url}/a.csv", target)
    assert type(caught.value) is failure
    assert list(tmp_path.iterdir()) == []
    return caught.value


def test_a_file_comes_whole_with_what_the_server_says_of_it(origin: Origin, tmp_path: Path) -> None:
    headers = {
        "Content-Type": "Text/CSV; charset=utf-8",
        "Content-Disposition": 'attachment; filename="rain.csv"',
    }
    origin.at["/get?id=1"] = Reply(
        CSV, headers=headers, etag='"v1"', modified="Tue, 01 Oct 2019 00:00:00 GMT"
    )
    fetched = make().fetch(f"{origin.url}/get?id=1", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == CSV
    assert (fetched.status, fetched.bytes, fetched.media_type) == ("fetched", len(CSV), "text/csv")
    assert (fetched.name, fetched.url) == ("rain.csv", f"{origin.url}/get?id=1")
    assert (fetched.etag, fetched.last_modified) == ('"v1"', "Tue, 01 Oct 2019 00:00:00 GMT")
    assert origin.headers["Accept-Encoding"] == "identity"
    assert {"Cookie", "Authorization", "Referer"}.isdisjoint(origin.headers)


@pytest.mark.parametrize("known", [{"etag": '"v1"'}, {"last_modified": "Tue, 01 Oct 2019 00:00:00 GMT"}])
def test_what_has_not_changed_is_not_sent_again(
    origin: Origin, tmp_path: Path, known: dict[str, str]
) -> None:
    origin.at["/a.csv"] = Reply(CSV, etag='"v1"', modified="Tue, 01 Oct 2019 00:00:00 GMT")
    fetched = make().fetch(f"{origin.url}/a.csv", tmp_path / "target", **known)
    assert (fetched.status, fetched.bytes, fetched.etag) == ("unchanged", 0, '"v1"')
    assert not (tmp_path / "target").exists()


def test_what_has_changed_is_sent(origin: Origin, tmp_path: Path) -> None:
    origin.at["/a.csv"] = Reply(CSV, etag='"v2"')
    assert make().fetch(f"{origin.url}/a.csv", tmp_path / "target", etag='"v1"').etag == '"v2"'


def test_unchanged_without_a_question_is_no_answer(origin: Origin, tmp_path: Path) -> None:
    refused(origin, tmp_path, errors.OriginRefused, Reply(status=304))


def test_validators_from_elsewhere_cannot_split_the_request(origin: Origin, tmp_path: Path) -> None:
    origin.at["/a.csv"] = Reply(CSV)
    make().fetch(f"{origin.url}/a.csv", tmp_path / "target", etag='"x"\r\nX-Evil: 1')
    assert "X-Evil" not in origin.headers


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (404, errors.OriginMissing),
        (410, errors.OriginMissing),
        (500, errors.OriginError),
        (503, errors.OriginError),
        (401, errors.OriginRefused),
        (403, errors.OriginRefused),
        (204, errors.OriginRefused),
        (206, errors.OriginRefused),
        (302, errors.OriginRefused),  # to nowhere
    ],
)
def test_statuses_that_are_no_file(
    origin: Origin, tmp_path: Path, status: int, failure: type[errors.Failure]
) -> None:
    assert refused(origin, tmp_path, failure, Reply(b"oh", status)).fields == {"http_status": status}


@pytest.mark.parametrize(
    ("status", "headers", "seconds"),
    [(429, {}, 60), (429, {"Retry-After": "7"}, 7), (503, {"Retry-After": "9"}, 9)],
)
def test_a_busy_server_says_when_to_come_back(
    origin: Origin, tmp_path: Path, status: int, headers: dict[str, str], seconds: int
) -> None:
    failure = refused(origin, tmp_path, errors.OriginBusy, Reply(b"oh", status, headers))
    assert failure.fields == {"http_status": status, "seconds": seconds}


def test_a_limit_on_what_is_announced(origin: Origin, tmp_path: Path) -> None:
    reply = Reply(CSV, trouble=Trouble(announce=GIB))
    assert refused(origin, tmp_path, errors.ResponseTooLarge, reply).fields == {"limit": 1_000_000}


def test_a_gigabyte_announced_within_the_limit_and_little_sent(origin: Origin, tmp_path: Path) -> None:
    reply = Reply(CSV, trouble=Trouble(announce=GIB, cut=len(CSV)))
    failure = refused(
        origin, tmp_path, errors.ResponseTruncated, reply, make(replace(LIMITS, max_bytes=2 * GIB))
    )
    assert failure.fields == {"announced": GIB, "received": len(CSV)}


def test_a_gigabyte_announced_and_then_silence(origin: Origin, tmp_path: Path) -> None:
    reply = Reply(CSV, trouble=Trouble(announce=GIB, hang=5))
    refused(
        origin,
        tmp_path,
        errors.OriginTimeout,
        reply,
        make(replace(LIMITS, max_bytes=2 * GIB, idle_seconds=0.2)),
    )


def test_more_sent_than_announced(origin: Origin, tmp_path: Path) -> None:
    refused(origin, tmp_path, errors.ResponseTruncated, Reply(CSV, trouble=Trouble(announce=8)))


def test_little_announced_and_no_end_sent(origin: Origin, tmp_path: Path) -> None:
    reply = Reply(b"x" * 50_000, trouble=Trouble(announce=10, endless=True))
    refused(origin, tmp_path, errors.ResponseTruncated, reply)


def test_no_length_and_no_end(origin: Origin, tmp_path: Path) -> None:
    reply = Reply(b"x" * 50_000, trouble=Trouble(chunked=True, endless=True))
    refused(origin, tmp_path, errors.ResponseTooLarge, reply)


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_cut_short(origin: Origin, tmp_path: Path, chunked: bool) -> None:
    failure = refused(
        origin, tmp_path, errors.ResponseTruncated, Reply(CSV, trouble=Trouble(chunked=chunked, cut=9))
    )
    assert failure.fields == {"announced": ">9" if chunked else len(CSV), "received": 9}


def test_a_body_that_comes_in_chunks(origin: Origin, tmp_path: Path) -> None:
    origin.at["/a.csv"] = Reply(CSV, trouble=Trouble(chunked=True))
    assert make().fetch(f"{origin.url}/a.csv", tmp_path / "target").bytes == len(CSV)


def test_a_body_whose_end_is_the_end_of_the_connection(origin: Origin, tmp_path: Path) -> None:
    origin.at["/a.csv"] = Reply(trouble=Trouble(raw=b"HTTP/1.0 200 OK\r\n\r\n" + CSV))
    assert make().fetch(f"{origin.url}/a.csv", tmp_path / "target").bytes == len(CSV)


def test_a_server_that_does_not_begin(origin: Origin, tmp_path: Path) -> None:
    failure = refused(
        origin,
        tmp_path,
        errors.OriginTimeout,
        Reply(CSV, trouble=Trouble(wait=60)),
        make(replace(LIMITS, idle_seconds=0.2)),
    )
    assert failure.fields["host"] == "127.0.0.1"


def test_a_server_that_sends_a_byte_now_and_then(origin: Origin, tmp_path: Path) -> None:
    reply = Reply(CSV * 10, trouble=Trouble(drip=0.05))
    refused(origin, tmp_path, errors.OriginTimeout, reply, make(replace(LIMITS, total_seconds=0.5)))


def test_headers_without_end(origin: Origin, tmp_path: Path) -> None:
    reply = Reply(trouble=Trouble(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 100_000))
    refused(origin, tmp_path, errors.OriginUnreachable, reply)


@pytest.mark.parametrize(
    "raw",
    [
        b"SSH-2.0-OpenSSH_9.2\r\n",
        b"",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 7\r\n\r\nabcdefg",
        b"HTTP/1.1 999999 OK\r\n\r\n",
    ],
)
def test_what_is_not_http(origin: Origin, tmp_path: Path, raw: bytes) -> None:
    refused(origin, tmp_path, errors.OriginUnreachable, Reply(trouble=Trouble(raw=raw)))


def test_a_connection_dropped_without_an_answer(origin: Origin, tmp_path: Path) -> None:
    refused(origin, tmp_path, errors.OriginUnreachable, Reply(trouble=Trouble(reset=True)))


def test_nobody_listens(tmp_path: Path) -> None:
    with Origin() as gone:
        url = gone.url
    with pytest.raises(errors.OriginUnreachable):
        make().fetch(f"{url}/a.csv", tmp_path / "target")


@pytest.mark.parametrize("coding", ["gzip", "deflate", "x-gzip"])
def test_compression_that_was_not_asked_for_is_undone(origin: Origin, tmp_path: Path, coding: str) -> None:
    packed = zlib.compress(CSV) if coding == "deflate" else gzip.compress(CSV, mtime=0) + gzip.compress(CSV)
    origin.at["/a.csv"] = Reply(packed, headers={"Content-Encoding": coding})
    make().fetch(f"{origin.url}/a.csv", tmp_path / "target")
    assert (tmp_path / "target").read_bytes() == (CSV if coding == "deflate" else CSV + CSV)


def test_a_compressed_bomb_meets_the_limit(origin: Origin, tmp_path: Path) -> None:
    bomb = Reply(gzip.compress(bytes(50_000_000)), headers={"Content-Encoding": "gzip"})
    refused(origin, tmp_path, errors.ResponseTooLarge, bomb)


@pytest.mark.parametrize(
    ("coding", "body", "failure"),
    [
        ("gzip", CSV, errors.FileBroken),
        ("gzip", gzip.compress(CSV, mtime=0)[:-9], errors.ResponseTruncated),
        ("br", CSV, errors.FileBroken),
        ("gzip, gzip", gzip.compress(CSV, mtime=0), errors.FileBroken),
    ],
)
def test_compression_that_cannot_be_undone(
    origin: Origin, tmp_path: Path, coding: str, body: bytes, failure: type[errors.Failure]
) -> None:
    refused(origin, tmp_path, failure, Reply(body, headers={"Content-Encoding": coding}))


def test_redirects_are_followed_to_where_they_end(origin: Origin, tmp_path: Path) -> None:
    origin.at["/a"] = Reply.redirect("b?x=1", 301)
    origin.at["/b?x=1"] = Reply.redirect(f"{origin.url}/c%20d.csv", 307)
    origin.at["/c%20d.csv"] = Reply(CSV)
    fetched = make().fetch(f"{origin.url}/a", tmp_path / "target")
    assert (fetched.url, fetched.name) == (f"{origin.url}/c%20d.csv", "c d.csv")


def test_redirects_without_end(origin: Origin, tmp_path: Path) -> None:
    failure = refused(origin, tmp_path, errors.RedirectsTooMany, Reply.redirect("/a.csv"))
    assert failure.fields == {"limit": 5}
    assert len(origin.seen) == 6


@pytest.mark.parametrize(
    ("location", "failure"),
    [
        ("http://169.254.169.254/latest/meta-data/", errors.AddressForbidden),
        ("http://10.0.0.1/", errors.AddressForbidden),
        ("http://[::1]/", errors.AddressForbidden),
        ("http://[::ffff:10.0.0.1]/", errors.AddressForbidden),
        ("http://2130706433/", errors.AddressInvalid),
        ("http://user:secret@127.0.0.1/", errors.AddressInvalid),
        ("file:///etc/passwd", errors.AddressInvalid),
        ("javascript:alert(1)", errors.AddressInvalid),
    ],
)
def test_redirects_are_judged_like_any_address(
    origin: Origin, tmp_path: Path, location: str, failure: type[errors.Failure]
) -> None:
    refused(origin, tmp_path, failure, Reply.redirect(location))


def test_the_loopback_is_refused_unless_allowed(origin: Origin, tmp_path: Path) -> None:
    origin.at["/a.csv"] = Reply(CSV)
    refused(origin, tmp_path, errors.AddressForbidden, Reply(CSV), make(allow=()))
    assert origin.seen == []


def test_a_name_that_changes_its_mind_is_connected_where_it_was_judged(
    origin: Origin, tmp_path: Path
) -> None:
    """The name is asked once for each connection, and what was answered then is where the connection goes."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    guard = Guard(allow=LOOPBACK, resolve=lambda host: answers.pop(0))
    origin.at["/a.csv"] = Reply(CSV)
    fetcher = make(guard=guard)
    url = f"http://files.example:{origin.port}/a.csv"
    assert fetcher.fetch(url, tmp_path / "one").bytes == len(CSV)
    assert origin.headers["Host"] == f"files.example:{origin.port}"
    with pytest.raises(errors.AddressForbidden):
        fetcher.fetch(url, tmp_path / "two")


def test_the_next_address_is_tried_when_one_does_not_answer(origin: Origin, tmp_path: Path) -> None:
    guard = Guard(allow=LOOPBACK, resolve=lambda host: ["127.9.9.9", "127.0.0.1"])
    origin.at["/a.csv"] = Reply(CSV)
    assert make(guard=guard).fetch(f"http://files.example:{origin.port}/a.csv", tmp_path / "a").bytes == len(
        CSV
    )


def test_proxies_of_the_environment_are_not_asked(
    origin: Origin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    origin.at["/a.csv"] = Reply(CSV)
    assert make().fetch(f"{origin.url}/a.csv", tmp_path / "target").bytes == len(CSV)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
def test_a_full_disk(origin: Origin, tmp_path: Path) -> None:
    origin.at["/a.csv"] = Reply(CSV)
    target = tmp_path / "target"
    target.symlink_to("/dev/full")
    with pytest.raises(errors.StorageFull):
        make().fetch(f"{origin.url}/a.csv", target)
    assert list(tmp_path.iterdir()) == []


@pytest.fixture
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    if not shutil.which("openssl"):
        pytest.skip("openssl is not installed")
    folder = tmp_path_factory.mktemp("tls")
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=files.example",
            ),
            *("-addext", "subjectAltName=DNS:files.example", "-keyout", str(key), "-out", str(cert)),
        ],
        check=True,
        capture_output=True,
    )
    return cert, key


def test_certificates_are_verified_and_match_the_name(certificate: tuple[Path, Path], tmp_path: Path) -> None:
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(*certificate)
    trusting = ssl.create_default_context(cafile=certificate[0])
    guard = Guard(allow=LOOPBACK, resolve=lambda host: ["127.0.0.1"])
    with Origin(tls=served) as origin:
        origin.at["/a.csv"] = Reply(CSV)
        url = f"https://files.example:{origin.port}/a.csv"
        assert make(guard=guard, tls=trusting).fetch(url, tmp_path / "a").bytes == len(CSV)
        for fetcher, wrong in (
            (make(guard=guard), url),
            (make(guard=guard, tls=trusting), url.replace("files.", "other.")),
        ):
            with pytest.raises(errors.OriginUnreachable, match=r"certificate|match"):
                fetcher.fetch(wrong, tmp_path / "b")


def test_plain_http_where_tls_was_promised(origin: Origin, tmp_path: Path) -> None:
    with pytest.raises(errors.OriginUnreachable):
        make().fetch(f"https://127.0.0.1:{origin.port}/", tmp_path / "a")


def test_json_over_one_kept_connection(origin: Origin) -> None:
    origin.at["/a"] = Reply.json({"a": "雨"})
    fetcher = make()
    assert [fetcher.get_json(f"{origin.url}/a") for _ in range(3)] == [{"a": "雨"}] * 3
    assert "Connection" not in origin.headers


def test_a_kept_connection_that_its_server_closed_is_replaced(origin: Origin) -> None:
    closing = Trouble(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1")
    origin.at["/a"] = [Reply(trouble=closing), Reply(trouble=closing), Reply.json(2)]
    fetcher = make()
    assert [fetcher.get_json(f"{origin.url}/a") for _ in range(3)] == [1, 1, 2]


def test_a_surplus_does_not_answer_the_next_question(origin: Origin) -> None:
    """What follows an answer on a kept connection is not taken for the next answer."""
    forged = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n99"
    origin.at["/a"] = Reply(trouble=Trouble(raw=b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1" + forged))
    origin.at["/b"] = Reply.json(2)
    fetcher = make()
    with pytest.raises(errors.ResponseTruncated):
        fetcher.get_json(f"{origin.url}/a")
    assert fetcher.get_json(f"{origin.url}/b") == 2


@pytest.mark.parametrize("body", [b"", b"<html>", b'{"a": NaN}', b"[" * 100_000, b'"\xff"'])
def test_what_is_not_json(origin: Origin, body: bytes) -> None:
    origin.at["/a"] = Reply(body)
    with pytest.raises(errors.FileBroken):
        make().get_json(f"{origin.url}/a")


def test_json_has_a_deadline_of_its_own(origin: Origin) -> None:
    origin.at["/a"] = Reply(b"[1, 2, 3]", trouble=Trouble(drip=0.2))
    with pytest.raises(errors.OriginTimeout):
        make().get_json(f"{origin.url}/a", seconds=0.5)


def test_many_threads_share_one_fetcher(origin: Origin) -> None:
    for number in range(50):
        origin.at[f"/{number}"] = Reply.json(number)
    fetcher = make()
    found: list[tuple[int, object]] = []

    def ask(start: int) -> None:
        found.extend((number, fetcher.get_json(f"{origin.url}/{number}")) for number in range(start, 50, 4))

    threads = [threading.Thread(target=ask, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(found) == [(number, number) for number in range(50)]
