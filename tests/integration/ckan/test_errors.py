"""What goes wrong, in CKAN's own words: one shape over every action, and no question that breaks the server."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from praya.web.api.ckan.registry import ACTIONS, DENIED

if TYPE_CHECKING:
    from collections.abc import Callable

    from httpx import Response
    from litestar import Litestar
    from litestar.testing import TestClient

ROOT = "/api/3/action/"
STATUSES = {
    "Authorization Error": 403,
    "Not Found Error": 404,
    "Validation Error": 409,
    "Search Query Error": 400,
}
HOSTILE: dict[str, Any] = {
    "id": "\x00'\"⟨%s%n{{7*7}}",
    "resource_id": "rain",
    "q": "title:((((",
    "query": "name",
    "limit": "-1",
    "rows": "a",
    "name": "nope",
    "sql": "DROP TABLE rain",
    "filters": '{"nope": 1}',
}


def checked(answer: Response, action: str) -> dict[str, Any]:
    body = answer.json()
    assert set(body) == {"help", "success", "error"}, body
    assert body["success"] is False
    assert body["help"].endswith(f"/api/3/action/help_show?name={action}")
    error: dict[str, Any] = body["error"]
    assert answer.status_code == STATUSES[error["__type"]], body
    if error["__type"] == "Validation Error":
        told = {key: value for key, value in error.items() if key != "__type"}
        assert told
        assert all(isinstance(each, list) and each and isinstance(each[0], str) for each in told.values())
    else:
        assert set(error) == {"__type", "message"}
    assert answer.headers["content-type"] == "application/json;charset=utf-8"
    assert answer.headers["access-control-allow-origin"] == "*"
    return error


@pytest.mark.parametrize("action", sorted(ACTIONS))
def test_every_action_fails_in_one_shape(ask: Callable[..., Response], action: str):
    answer = ask(action, **HOSTILE)
    if answer.status_code == 200:  # an action that takes none of these
        assert answer.json()["success"] is True
    else:
        checked(answer, action)


@pytest.mark.parametrize("action", sorted(DENIED))
def test_nothing_can_be_written(client: TestClient[Litestar], action: str):
    for answer in (client.get(ROOT + action), client.post(ROOT + action, json={"id": "rain"})):
        assert checked(answer, action)["__type"] == "Authorization Error"
        assert answer.json()["error"]["message"].startswith("Access denied: ")
    upload = client.post(ROOT + action, files={"upload": ("a.csv", b"a,b")}, data={"package_id": "rain"})
    assert upload.status_code == 403


@pytest.mark.parametrize(
    ("action", "given", "kind", "told"),
    [
        ("package_show", {}, "Validation Error", "id"),
        ("package_show", {"id": "nope"}, "Not Found Error", ""),
        ("package_list", {"limit": "x"}, "Validation Error", "limit"),
        ("package_list", {"offset": "-1"}, "Validation Error", "offset"),
        ("package_search", {"q": "title:("}, "Search Query Error", ""),
        ("package_search", {"fq": "(rain"}, "Search Query Error", ""),
        ("package_search", {"fq": "metadata_modified:[yesterday TO *]"}, "Search Query Error", ""),
        ("package_search", {"sort": "name up"}, "Search Query Error", ""),
        ("package_search", {"q": "x:" + "(" * 100 + "a" + ")" * 100}, "Search Query Error", ""),
        ("package_search", {"q": "a:" * 3000 + "a"}, "Search Query Error", ""),
        ("package_search", {"q": " ".join(["name:a"] * 1000)}, "Search Query Error", ""),
        ("package_search", {"q": "a" * 9000}, "Search Query Error", ""),
        ("package_search", {"q": "name:" + "?a" * 700}, "Search Query Error", ""),
        ("package_search", {"rows": "many"}, "Validation Error", "rows"),
        ("resource_search", {"query": "colour:red"}, "Search Query Error", ""),
        ("resource_show", {"id": "nope"}, "Not Found Error", ""),
        ("group_show", {"id": "hk-td"}, "Not Found Error", ""),
        ("group_list", {"sort": "colour"}, "Validation Error", "sort"),
        ("tag_show", {"id": "nope"}, "Not Found Error", ""),
        ("help_show", {"name": "nope"}, "Not Found Error", ""),
        ("datastore_search", {}, "Validation Error", "resource_id"),
        ("datastore_search", {"resource_id": "rain-notes-file"}, "Not Found Error", ""),
        ("datastore_search", {"resource_id": "rain", "fields": "a"}, "Validation Error", "fields"),
        ("datastore_search", {"resource_id": "rain", "sort": "a"}, "Validation Error", "sort"),
        (
            "datastore_search",
            {"resource_id": "rain", "sort": "station nulls first"},
            "Validation Error",
            "sort",
        ),
        ("datastore_search", {"resource_id": "rain", "filters": "[1]"}, "Validation Error", "filters"),
        ("datastore_search", {"resource_id": "rain", "filters": '{"a": 1}'}, "Validation Error", "filters"),
        (
            "datastore_search",
            {"resource_id": "rain", "filters": '{"day": "x"}'},
            "Validation Error",
            "filters",
        ),
        (
            "datastore_search",
            {"resource_id": "rain", "filters": '{"day": {"like": 1}}'},
            "Validation Error",
            "filters",
        ),
        (
            "datastore_search",
            {"resource_id": "rain", "filters": '{"$not": []}'},
            "Validation Error",
            "filters",
        ),
        (
            "datastore_search",
            {"resource_id": "rain", "filters": '{"$or":[' * 40},
            "Validation Error",
            "filters",
        ),
        ("datastore_search", {"resource_id": "rain", "q": "a &", "plain": "false"}, "Validation Error", "q"),
        (
            "datastore_search",
            {"resource_id": "rain", "records_format": "xls"},
            "Validation Error",
            "records_format",
        ),
        ("datastore_search", {"resource_id": "rain", "limit": "-5"}, "Validation Error", "limit"),
        ("datastore_search_sql", {"sql": 'DELETE FROM "rain-csv-file"'}, "Validation Error", "query"),
        ("datastore_search_sql", {"sql": "SELECT * FROM nope"}, "Not Found Error", ""),
        (
            "datastore_search_sql",
            {"sql": "SELECT * FROM read_csv('/etc/passwd')"},
            "Validation Error",
            "query",
        ),
    ],
)
def test_what_is_wrong_is_named(
    ask: Callable[..., Response], action: str, given: dict[str, str], kind: str, told: str
):
    error = checked(ask(action, **given), action)
    assert error["__type"] == kind
    if told:
        assert told in error


def test_an_action_that_there_is_not_is_a_bare_string(client: TestClient[Litestar]):
    for answer in (client.get(ROOT + "foo"), client.post(ROOT + "foo", json={})):
        assert answer.status_code == 400
        assert answer.json() == "Bad request: Action name not known: foo"


@pytest.mark.parametrize("body", [b"{", b"[1]", b'"x"', b"\xff{", b"[" * 100_000, b"{}}"])
def test_a_body_that_is_no_object_is_a_bare_string(client: TestClient[Litestar], body: bytes):
    answer = client.post(ROOT + "package_list", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert answer.json().startswith("Bad request: JSON Error: ")


def test_a_body_that_is_too_large_is_refused(client: TestClient[Litestar]):
    answer = client.post(ROOT + "package_list", content=b" " * 11_000_000)
    assert answer.status_code == 413
    assert isinstance(answer.json(), str)


def test_a_callback_that_is_no_name_is_passed_over(ask: Callable[..., Response]):
    answer = ask("site_read", callback="alert(1)//")
    assert json.loads(answer.content)["result"] is True
    assert answer.headers["content-type"].startswith("application/json")


def test_the_dump_and_the_feeds_say_what_is_not_there(client: TestClient[Litestar]):
    for path in ("/datastore/dump/nope", "/feeds/tag/nope.atom", "/feeds/group/nope.atom"):
        answer = client.get(path)
        assert answer.status_code == 404, path
        assert answer.json()["error"]["__type"] == "Not Found Error"
    for path in ("/datastore/dump/rain?format=xls", "/datastore/dump/rain?fields=nope"):
        assert client.get(path).status_code == 409
    for path in ("/dataset/nope", "/group/nope", "/en-data/dataset/nope", "/en-datasets/colour/red"):
        assert client.get(path, follow_redirects=False).status_code == 404
