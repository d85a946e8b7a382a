"""Praya as a library, over a real server and over its folder: what fails first, then that both give the same."""

from __future__ import annotations

import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import threading
from contextlib import closing, contextmanager
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import duckdb
import pyarrow as pa
import pytest
import zstandard
from tests.integration.test_older_homes import set_back
from tests.served import serving

import praya
from praya import demo
from praya.model import errors
from praya.platform import Platform, open_platform
from praya.services.index import index
from praya.services.ingest import LocalFile, ingest
from praya.settings import Settings
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from praya.library import City
    from praya.library.table import Part

CHOSEN = frozenset(
    {
        "aqhi-stations",
        "mtr-lines-and-fares",
        "hk-had-json1-hong-kong-administrative-boundaries",
        "private-domestic-rents",
    }
)
GUIDE = Path(__file__).parents[2] / "docs" / "library.md"
INDEX = b'{"title":"","datasets":"","tables":"","publisher":"","publishers":"","themes":"","openapi":"","counts":{},"limits":{}}'


class Place(NamedTuple):
    """The same city twice."""

    platform: Platform
    home: Path
    url: str


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    home = tmp_path_factory.mktemp("library") / "home"
    platform = open_platform(Settings(home=home))
    demo.load(platform, progress=lambda *_: None, chosen=CHOSEN)
    later(platform, 2023)
    index(platform)
    with serving(home) as url:
        yield Place(platform, home, url)
    platform.db.dispose()


@pytest.fixture(params=["served", "folder"])
def city(request: pytest.FixtureRequest, place: Place) -> Iterator[City]:
    where = place.url if request.param == "served" else place.home
    with praya.connect(where) as opened:
        yield opened


def later(platform: Platform, year: int) -> None:
    """Let one more version of the stations come."""
    with platform.db.connect() as connection:
        before = catalogue.latest_version(connection, "aqhi-stations")
    assert before is not None
    text = platform.archive.open(before.sha256).read().decode("utf-8-sig")
    path = platform.scratch / "later.csv"
    path.write_text(text.rstrip() + f"\nLamma {year},22.2,114.13\n", "utf-8")
    at = datetime(year, 1, 1, tzinfo=UTC)
    local = LocalFile(
        path=path,
        name="stations.csv",
        url=before.url,
        retrieved_at=at,
        media_type="text/csv",
        table_name="aqhi_stations",
    )
    ingest(platform, "aqhi-stations", local=local, now=at)


@contextmanager
def answering(answer: Callable[[BaseHTTPRequestHandler], None], *, first: bytes = INDEX) -> Iterator[str]:
    """A server that passes for a Praya, until it is asked for more."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if self.path == "/api/v1":
                self.send_response(200)
                self.send_header("content-length", str(len(first)))
                self.end_headers()
                self.wfile.write(first)
            else:
                answer(self)

        do_POST = do_GET  # noqa: N815 - the name http.server gives it

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name http.server gives it
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as served:
        thread = threading.Thread(target=served.serve_forever, args=(0.02,), daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{served.server_address[1]}"
        served.shutdown()
        thread.join()


def sending(
    body: bytes, *, status: int = 200, length: int | None = None, **headers: str
) -> Callable[..., None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.rfile.read(int(handler.headers.get("content-length", 0)))
        handler.send_response(status)
        handler.send_header("content-length", str(len(body) if length is None else length))
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def stream(rows: int) -> bytes:
    sink = pa.BufferOutputStream()
    table = pa.table({"text": pa.array(["x" * 100] * rows)})
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def bomb() -> bytes:
    """A few kilobytes that are a stream of a gigabyte."""
    head = stream(1)[:-8]
    packer = zstandard.ZstdCompressor().compressobj()
    length = (2**30).to_bytes(4, "little")
    packed = packer.compress(head + b"\xff\xff\xff\xff" + length)
    return packed + b"".join(packer.compress(bytes(2**20)) for _ in range(2**10)) + packer.flush()


def of_lying_offsets() -> bytes:
    """A stream whose texts are said to reach behind its end."""
    whole = bytearray(stream(3))
    place = whole.index((100).to_bytes(4, "little") + (200).to_bytes(4, "little"))
    whole[place : place + 4] = (2**30).to_bytes(4, "little")
    return bytes(whole)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("nothing", errors.TableMissing),
        ("", errors.TableMissing),
        ("..", errors.TableMissing),
        ("../../etc/passwd", errors.TableMissing),
        ("mtr-lines-and-fares", errors.TableAmbiguous),
        ("aqhi_stations@9", errors.VersionMissing),
        ("aqhi_stations@1#" + "0" * 64, errors.PinBroken),
    ],
)
def test_a_name_that_is_no_table_says_what_is_wrong(city: City, name: str, kind: type[errors.Failure]):
    with pytest.raises(kind) as failed:
        city[name]
    told = failed.value.explained()
    assert told.code == kind.code
    assert "?" not in told.message
    assert told.advice
    assert str(failed.value) == f"{told.message} [{kind.code}]"


def test_what_cannot_be_asked_fails_alike_at_both(place: Place):
    told = []
    for where in (place.url, place.home):
        with praya.connect(where, lang="zh-Hant") as city:
            table = city["aqhi_stations"]
            failed = []
            for ask in (
                lambda: city.dataset("nothing"),
                lambda: table.arrow(where="latitude >"),  # noqa: B023
                lambda: table.arrow(columns=["nothing"]),  # noqa: B023
                lambda: table.at("1999-01-01"),  # noqa: B023
                lambda: table.at("tomorrow"),  # noqa: B023
                city["mtr_fares"].geopandas,
                lambda: table.geopandas(columns=["latitude"]),  # noqa: B023
                lambda: city.sql("DROP TABLE aqhi_stations"),
                lambda: city.sql("SELECT * FROM aqhi_stations WHERE latitude > $north"),
                lambda: city.sql("SELECT 1", as_of="tomorrow"),
            ):
                with pytest.raises(praya.Failure) as failure:
                    ask()
                failed.append((type(failure.value), failure.value.explained("zh-Hant")))
            told.append(failed)
    assert told[0] == told[1]
    assert all("請" in words.advice for _, words in told[0][:2])


@pytest.mark.parametrize("where", ["ftp://example.org", "http://me:secret@example.org", "http://"])
def test_no_address_of_a_server(where: str):
    with pytest.raises(errors.AddressInvalid) as failed:
        praya.connect(where)
    assert "secret" not in str(failed.value)


def test_folders_that_are_none_or_others_are_left_as_they_are(tmp_path: Path, platform: Platform):
    for folder in (tmp_path / "nowhere", tmp_path):
        with pytest.raises(errors.HomeMissing):
            praya.connect(folder)
    assert not (tmp_path / "nowhere").exists()
    platform.db.dispose()
    set_back(platform.settings.home / "catalogue.sqlite", "0003")
    before = (platform.settings.home / "catalogue.sqlite").read_bytes()
    with pytest.raises(errors.HomeOutdated):
        praya.connect(platform.settings.home)
    assert (platform.settings.home / "catalogue.sqlite").read_bytes() == before


def test_a_server_that_is_gone_or_silent():
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        with pytest.raises(errors.ServerUnreachable, match="refused"):
            praya.connect(f"http://127.0.0.1:{bound.getsockname()[1]}")
        bound.listen()
        with pytest.raises(errors.ServerUnreachable, match="timed out"):
            praya.connect(f"http://127.0.0.1:{bound.getsockname()[1]}", seconds=0.2)


@pytest.mark.parametrize("first", [b"<html>", b"{}", b'"\xff"', b"[" * 100_000, b'{"title":1}'])
def test_what_is_no_praya_is_found_out_at_once(first: bytes):
    with answering(sending(b""), first=first) as url, pytest.raises(errors.AnswerInvalid):
        praya.connect(url)


@pytest.mark.parametrize(
    ("answer", "kind", "words"),
    [
        (sending(b"<html>not found</html>", status=404), errors.AnswerInvalid, "HTTP 404"),
        (sending(b'{"code":1,"title":[],"detail":{}}', status=500), errors.AnswerInvalid, "HTTP 500"),
        (sending(b"x" * 200_000, status=500), errors.AnswerInvalid, "HTTP 500"),
        (sending(b"", status=302, location="http://169.254.169.254/"), errors.AnswerInvalid, "169.254"),
        (sending(b"", status=302, location="http://localhost/api"), errors.AnswerInvalid, "localhost"),
        (sending(b"", status=302, location="file:///etc/passwd"), errors.AnswerInvalid, "redirect"),
        (sending(b"", status=302, location="/api/v1/again"), errors.AnswerInvalid, "3 redirects"),
        (sending(b"x", content_encoding="gzip"), errors.AnswerInvalid, "content-encoding"),
        (sending(b"x" * 99, content_encoding="zstd"), errors.AnswerInvalid, "content-encoding"),
        (sending(bomb(), content_encoding="zstd"), errors.AnswerTooLarge, "1000000 bytes"),
        (sending(bomb(), status=500, content_encoding="zstd"), errors.AnswerInvalid, "HTTP 500"),
        (sending(stream(3), length=100_000), errors.ServerUnreachable, "without sending"),
        (sending(b""), errors.AnswerInvalid, "Arrow"),
        (sending(b"<html>all is well</html>"), errors.AnswerInvalid, "Arrow"),
        (sending(stream(3)[:-60]), errors.AnswerInvalid, "Arrow"),
        (sending(b"\xff\xff\xff\xff\xff\xff\xff\x7f" + b"x" * 99), errors.AnswerInvalid, "Arrow"),
        (sending(of_lying_offsets()), errors.AnswerInvalid, "Arrow"),
        (sending(stream(20_000)), errors.AnswerTooLarge, "1000000 bytes"),
    ],
)
def test_answers_of_servers_that_lie(answer: Callable[..., None], kind: type[errors.Failure], words: str):
    with (
        answering(answer) as url,
        praya.connect(url, most_bytes=1_000_000, seconds=5) as city,
        pytest.raises(kind, match=re.escape(words)),
    ):
        city.sql("SELECT 1")


def test_an_answer_that_the_server_cuts_off_is_none(city: City):
    with pytest.raises((errors.ServerUnreachable, errors.AnswerTooLarge)):
        city.sql("SELECT * FROM range(1000001)")
    assert city.sql("SELECT * FROM range(1000001)", limit=3).arrow().num_rows == 3


def test_failures_of_a_later_release_keep_their_code():
    told = b'{"code":"too_late","title":"Come earlier.","detail":"Tomorrow."}'
    with (
        answering(sending(told, status=418)) as url,
        praya.connect(url) as city,
        pytest.raises(errors.AnswerInvalid, match="Come earlier") as failed,
    ):
        city.dataset("x")
    assert failed.value.explained().code == "too_late"


@pytest.mark.parametrize(
    ("module", "extra"), [("polars", "polars"), ("pandas", "pandas"), ("geopandas", "geo")]
)
def test_a_library_that_is_not_installed_is_named(
    city: City, monkeypatch: pytest.MonkeyPatch, module: str, extra: str
):
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(errors.ModuleAbsent, match=module) as failed:
        getattr(city["aqhi_stations"], module)()
    assert f"praya[{extra}]" in failed.value.explained().advice


def test_nothing_broken_off_is_kept(place: Place, tmp_path: Path):
    with praya.connect(place.url, cache=tmp_path, most_bytes=200) as city:
        with pytest.raises(errors.AnswerTooLarge):
            city["aqhi_stations"].arrow()
        assert not list(tmp_path.iterdir())


def test_importing_praya_loads_nothing_heavy():
    heavy = ("pyarrow", "duckdb", "httpx", "litestar", "sqlalchemy", "pandas", "polars", "geopandas")
    script = f"import praya, sys; sys.exit(', '.join(set({heavy!r}) & set(sys.modules)) or 0)"
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert not ran.stderr
    script = (
        f"import praya, sys; praya.connect; sys.exit(', '.join(set({heavy[3:]!r}) & set(sys.modules)) or 0)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert not ran.stderr


def test_both_give_equal_tables_and_words(place: Place):
    with praya.connect(place.url) as served, praya.connect(place.home) as folder:
        assert list(served.tables) == list(folder.tables)
        for name in served.tables:
            mine, theirs = served[name], folder[name]
            assert mine.pin == theirs.pin
            assert mine.schema == theirs.schema
            assert mine.personal_data == theirs.personal_data
            assert mine.arrow() == theirs.arrow()
            assert mine.title == theirs.title
            assert mine.citation.rpartition("http")[0] == theirs.citation.rpartition("http")[0]
            assert mine.provenance.url == theirs.provenance.url
            assert mine.arrow(limit=2) == theirs.arrow(limit=2) == mine.arrow().slice(0, 2)
        found = [[each.name for each in city.search("air quality", limit=150)] for city in (served, folder)]
        assert found[0] == found[1]
        assert found[0][0] == "aqhi-stations"
        wanted: Part = {"where": "latitude > 22.4", "columns": ["facility"], "sort": ["-facility"]}
        part = [city["aqhi_stations"].arrow(**wanted) for city in (served, folder)]
        assert part[0] == part[1]
        assert part[0].to_pydict() == {"facility": ["Yuen Long", "Tap Mun", "Tai Po", "North"]}
        assert served["aqhi_stations"].arrow(where="latitude > 90").num_rows == 0


def test_every_library_sees_the_same_rows(city: City):
    table = city["aqhi_stations"]
    rows = table.arrow()
    assert rows.num_rows == table.rows == 19
    assert pa.Table.from_batches(table.batches()).equals(rows)
    assert table.polars().to_dicts() == rows.to_pylist()
    frame = table.pandas()
    assert frame.to_dict("records") == rows.to_pylist()
    assert frame.attrs["praya"]["pin"] == table.pin
    assert table.citation in rows.schema.metadata[b"praya"].decode()
    with duckdb.connect() as mine:
        relation = table.duckdb(mine, columns=["facility"])
        assert relation.order("facility").fetchall() == sorted(
            (each,) for each in rows["facility"].to_pylist()
        )
    places = table.geopandas()
    assert places.crs.to_epsg() == 4326
    assert [point.x for point in places.geometry] == rows["longitude"].to_pylist()
    shapes = city["districts"].geopandas()
    assert len(shapes) == 18
    assert shapes.geometry.is_valid.all()
    assert set(shapes.geom_type) <= {"Polygon", "MultiPolygon"}


def test_words_in_place_of_values_stay_beside_them_or_go(city: City):
    table = city["private_domestic_rents"]
    marked = [each.name for each in table.schema if each.markers]
    rows = table.arrow()
    assert marked
    for name in marked:
        words = {value for value in rows[f"{name}_text"].to_pylist() if value}
        assert words == {"-"}
    assert table.arrow(markers=False).column_names == [each.name for each in table.schema]


def test_a_pinned_table_gives_the_same_when_more_has_come(place: Place, tmp_path: Path):
    with (
        praya.connect(place.url) as served,
        praya.connect(place.home) as folder,
        praya.connect(place.url, cache=tmp_path / "cache") as caching,
    ):
        pinned = [city["aqhi_stations@2"] for city in (served, folder, caching)]
        before = [each.arrow() for each in pinned]
        later(place.platform, 2024)
        for city, table, rows in zip((served, folder, caching), pinned, before, strict=True):
            now = city["aqhi_stations"]
            assert (now.version, now.rows) == (3, 20)
            assert table.arrow() == rows == city[table.pin].arrow() == now.at(2).arrow()
            assert now.arrow() != rows
            assert [each.number for each in now.versions] == [1, 2, 3]
            assert now.at(date(2023, 6, 1)).pin == now.at("2023-06-01").pin == table.pin
            assert now.at(datetime(2022, 12, 31, tzinfo=UTC)).version == 1
            count = "SELECT count(*) AS n FROM aqhi_stations"
            first = city.sql(count, as_of=datetime(2023, 6, 1, tzinfo=UTC))
            assert (first.versions, first.arrow()["n"].to_pylist()) == ({"aqhi_stations": 2}, [19])
            assert city.sql(count, versions=first.versions).arrow() == first.arrow()
            assert city.sql(count).arrow()["n"].to_pylist() == [20]


def test_what_is_kept_is_not_fetched_again(place: Place, tmp_path: Path):
    with praya.connect(place.url, cache=tmp_path) as city:
        table = city["aqhi_stations"]
        rows = table.arrow()
        assert len(list(tmp_path.iterdir())) == 1
        assert table.arrow(limit=1).num_rows == 1
        assert rows.num_rows == table.rows
        table._source.rows = None  # type: ignore[method-assign, assignment]  # nobody is to be asked
        assert table.arrow() == rows
        assert table.polars(limit=1).height == 1


def test_a_folder_is_only_read(place: Place, tmp_path: Path):
    home = tmp_path / "home"  # of its own: the server's workers write in the other
    shutil.copytree(place.home, home)
    with closing(sqlite3.connect(home / "catalogue.sqlite")) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def state() -> dict[Path, tuple[int, int]]:
        held = (each for each in home.rglob("*") if each.is_file())
        told = {each: (each.stat().st_size, each.stat().st_mtime_ns) for each in held}
        return {each: what for each, what in told.items() if each.suffix != ".sqlite-shm"}

    before = state()
    with praya.connect(home) as city:
        city.search("rain")
        city["districts"].arrow()
        city.sql("SELECT count(*) FROM mtr_fares").arrow()
    assert state() == before


def test_every_line_of_the_guide_runs(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setenv("HOME", str(tmp_path))
    code = "\n".join(re.findall(r"```python\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL))
    for said, meant in (('"http://127.0.0.1:8000"', repr(place.url)), ('"data"', repr(str(place.home)))):
        assert said in code
        code = code.replace(said, meant)
    known: dict[str, object] = {}
    exec(compile(code, str(GUIDE), "exec"), known)
    assert "aqhi-stations" in capsys.readouterr().out
    for name in ("city", "here"):
        known[name].close()  # type: ignore[attr-defined]
