from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING, Any

import anyio
import anyio.lowlevel
import pytest
import sqlalchemy as sa
from litestar import Litestar, Request, Response, get, post
from litestar.config.compression import CompressionConfig
from litestar.exceptions import NotFoundException
from litestar.testing import TestClient

from praya.model.text import Text
from praya.store import db
from praya.store.db import Changes, Remembered
from praya.web.kept import KEPT, LARGEST, SECONDS, Kept

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    import httpx
    from litestar.handlers import HTTPRouteHandler
    from litestar.types import ASGIApp

    from praya.platform import Platform


class Counted:
    """An application that says how often it was asked, the changes it follows, and its clock."""

    def __init__(self) -> None:
        self.asked = 0
        self.number: int | None = 1
        self.seconds = 0.0

    def next(self) -> str:
        self.asked += 1
        return str(self.asked)


@pytest.fixture
def counted() -> Counted:
    return Counted()


@pytest.fixture
def counting(counted: Counted) -> Iterator[TestClient[Litestar]]:
    with TestClient(made(counted)) as opened:
        yield opened


def small_ones(counted: Counted) -> list[HTTPRouteHandler]:
    @get("/plain", sync_to_thread=False)
    def plain() -> str:
        return counted.next()

    @get("/kept", opt=KEPT, sync_to_thread=False)
    def kept() -> Response[str]:
        return Response(counted.next(), headers={"etag": f'W/"{counted.asked}"', "x-told": "yes"})

    @get("/large", opt=KEPT, sync_to_thread=False)
    def large() -> bytes:
        return counted.next().encode() + bytes(LARGEST)

    @get("/long", opt=KEPT, sync_to_thread=False)
    def long() -> bytes:
        return counted.next().encode() + bytes(3_000)

    @post("/kept", opt=KEPT, sync_to_thread=False)
    def posted() -> str:
        return counted.next()

    return [plain, kept, large, long, posted]


def odd_ones(counted: Counted) -> list[HTTPRouteHandler]:
    @get("/missing", opt=KEPT, sync_to_thread=False)
    def missing() -> str:
        counted.next()
        raise NotFoundException

    @get("/chance", opt=KEPT, sync_to_thread=False)
    def chance() -> Response[str]:
        return Response(counted.next(), headers={"cache-control": "no-store"})

    @get("/late", opt=KEPT)
    async def late(request: Request[Any, Any, Any]) -> str:
        told = counted.next()
        if request.query_params.get("change"):
            counted.number = (counted.number or 0) + 1
        await anyio.lowlevel.checkpoint()
        return told

    @get("/language", opt=KEPT, sync_to_thread=False)
    def language(request: Request[Any, Any, Any]) -> str:
        return f"{request.headers.get('accept-language')} {request.headers.get('host')} {counted.next()}"

    return [missing, chance, late, language]


def made(counted: Counted, room: int = 100_000) -> Litestar:
    handlers = [*small_ones(counted), *odd_ones(counted)]
    app = Litestar(
        handlers, openapi_config=None, compression_config=CompressionConfig(backend="gzip", minimum_size=1)
    )
    kept_app: ASGIApp = Kept(
        app.asgi_handler, lambda: counted.number, room=room, clock=lambda: counted.seconds
    )
    app.asgi_handler = kept_app
    return app


def test_an_answer_is_sent_again_until_something_changes(
    counting: TestClient[Litestar], counted: Counted
) -> None:
    first, second = counting.get("/kept"), counting.get("/kept")
    assert (first.text, second.text) == ("1", "1")
    assert dict(first.headers) == dict(second.headers)
    counted.number = 2
    assert counting.get("/kept").text == "2"


def test_only_what_says_so_is_kept(counting: TestClient[Litestar], counted: Counted) -> None:
    for path in ("/plain", "/chance", "/missing", "/large"):
        before = counted.asked
        for _ in range(2):
            counting.get(path, headers={"accept-encoding": "identity"})
        assert counted.asked == before + 2, path
    assert counting.post("/kept").text != counting.post("/kept").text


def test_nothing_is_kept_where_changes_cannot_be_told(
    counting: TestClient[Litestar], counted: Counted
) -> None:
    counted.number = None
    assert [counting.get("/kept").text for _ in range(2)] == ["1", "2"]
    counted.number = 1
    assert [counting.get("/kept").text for _ in range(2)] == ["3", "3"]


def test_an_answer_begun_before_a_change_is_not_kept_after_it(
    counting: TestClient[Litestar], counted: Counted
) -> None:
    assert counting.get("/late?change=1").text == "1"
    assert counting.get("/late?change=").text == "2"
    counted.number = 1
    assert counting.get("/late?change=1").text == "3"
    assert counting.get("/late?change=1").text == "4"


@pytest.mark.parametrize("header", ["authorization", "cookie", "range", "x-ckan-api-key"])
def test_who_brings_more_than_a_question_passes_by(
    counting: TestClient[Litestar], counted: Counted, header: str
) -> None:
    counting.get("/kept")
    assert counting.get("/kept", headers={header: "x"}).text == "2"
    assert counting.get("/kept").text == "1"
    assert counted.asked == 2


def test_each_language_host_and_question_has_its_own(counting: TestClient[Litestar]) -> None:
    for headers in ({"accept-language": "en"}, {"accept-language": "zh"}, {"host": "a.example"}):
        given = counting.get("/language", headers=headers).text
        assert next(iter(headers.values())) in given
        assert counting.get("/language", headers=headers).text == given
    assert counting.get("/language?a=1").text != counting.get("/language?a=2").text


def test_each_encoding_has_its_own(counting: TestClient[Litestar]) -> None:
    plain = counting.get("/long", headers={"accept-encoding": "identity"})
    packed = counting.get("/long", headers={"accept-encoding": "gzip"})
    again = counting.get("/long", headers={"accept-encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == again.headers["content-encoding"] == "gzip"
    assert packed.content == again.content


def test_who_has_the_answer_is_told_just_that(counting: TestClient[Litestar], counted: Counted) -> None:
    tag = counting.get("/kept").headers["etag"]
    same = counting.get("/kept", headers={"if-none-match": f'"other", {tag}'})
    assert (same.status_code, same.content, same.headers["etag"]) == (304, b"", tag)
    assert "content-type" not in same.headers
    assert counting.get("/kept", headers={"if-none-match": '"other"'}).text == "1"
    counted.number = 2
    assert counting.get("/kept", headers={"if-none-match": tag}).status_code == 200


def test_an_answer_is_kept_for_a_minute_at_most(counting: TestClient[Litestar], counted: Counted) -> None:
    counting.get("/kept")
    counted.seconds = SECONDS - 1
    assert counting.get("/kept").text == "1"
    counted.seconds = SECONDS
    assert [counting.get("/kept").text for _ in range(2)] == ["2", "2"]


def test_what_was_asked_longest_ago_makes_room(counted: Counted) -> None:
    def asked(number: int) -> bool:
        before = counted.asked
        small.get(f"/long?n={number}", headers={"accept-encoding": "identity"})
        return counted.asked > before

    with TestClient(made(counted, room=10_000)) as small:
        assert [asked(number) for number in (1, 2, 1, 3, 1, 2)] == [True, True, False, True, False, True]


def _themes(counting: TestClient[Litestar]) -> list[str]:
    answer = counting.get("/api/v1/themes", headers={"accept-language": "en"})
    return sorted(each["id"] for each in answer.json())


def test_no_answer_is_older_than_the_last_commit(client: TestClient[Litestar], platform: Platform) -> None:
    before = _themes(client)
    values = {"title": Text.of("New").to_json(), "position": 9}
    with platform.db.begin() as connection:
        connection.execute(sa.insert(db.theme).values(id="one", **values))
        assert _themes(client) == before
    assert _themes(client) == sorted([*before, "one"])
    with platform.db.connect() as connection:
        connection.execute(sa.insert(db.theme).values(id="never", **values))
        connection.rollback()
    assert _themes(client) == sorted([*before, "one"])
    script = (
        "import sqlite3, sys\n"
        "with sqlite3.connect(sys.argv[1]) as held: held.execute(\"UPDATE theme SET id = 'two' WHERE id = 'one'\")"
    )
    subprocess.run(
        [sys.executable, "-c", script, str(platform.settings.home / "catalogue.sqlite")], check=True
    )
    assert _themes(client) == sorted([*before, "two"])


def test_a_head_tells_what_a_get_does(client: TestClient[Litestar]) -> None:
    path = "/en/dataset/rain"
    answers = [client.get(path), client.head(path), client.head(path), client.get(path)]
    assert [len(each.content) > 0 for each in answers] == [True, False, False, True]
    first: httpx.Response = answers[0]
    for each in answers[1:]:
        assert each.status_code == first.status_code
        assert each.headers["content-type"] == first.headers["content-type"]
        assert each.headers["content-security-policy"] == first.headers["content-security-policy"]


def test_work_under_way_is_no_change_and_everything_else_is(platform: Platform, now: datetime) -> None:
    changes = Changes(platform.db)

    def after(statement: sa.Executable) -> bool:
        before = changes.number()
        with platform.db.begin() as connection:
            connection.execute(statement)
        return changes.number() != before

    job = {"kind": "k", "payload": {}, "state": "open", "attempts": 0, "due_at": now}
    assert not after(sa.insert(db.job).values(job))
    assert not after(sa.update(db.job).values(attempts=1))
    assert after(sa.insert(db.publisher).values(id="p", title={}))
    assert after(sa.update(db.publisher).values(title={"en": 1}))
    assert after(sa.delete(db.publisher).where(db.publisher.c.id == "p"))


def test_what_was_worked_out_is_remembered_until_something_is_committed(counted: Counted):
    remembered = Remembered(lambda: counted.number, room=2)
    assert [remembered.get(("a", 1), counted.next) for _ in range(2)] == ["1", "1"]
    assert remembered.get("b", counted.next) == "2"
    assert remembered.get(("a", 1), counted.next) == "1"
    assert remembered.get("c", counted.next) == "3"  # no room left: what nobody asked for longest goes
    assert remembered.get(("a", 1), counted.next) == "1"
    assert remembered.get("b", counted.next) == "4"
    counted.number = 2
    assert remembered.get("b", counted.next) == "5"


def test_what_was_worked_out_while_somebody_commits_is_not_remembered(counted: Counted):
    remembered = Remembered(lambda: counted.number)

    def late() -> str:
        counted.number = 2
        remembered.get("other", counted.next)
        return counted.next()

    assert remembered.get("a", late) == "2"
    assert remembered.get("a", counted.next) == "3"


def test_nothing_is_remembered_where_commits_are_not_counted(counted: Counted):
    counted.number = None
    remembered = Remembered(lambda: counted.number)
    assert [remembered.get("a", counted.next) for _ in range(2)] == ["1", "2"]
