"""A small portal that speaks CKAN, and how it is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from litestar.testing import TestClient
from tests.small_portal import NOW, load

from praya.platform import Platform, open_platform
from praya.settings import Settings
from praya.web.app import create_app

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from typing import Any

    from httpx import Response
    from litestar import Litestar


@pytest.fixture(scope="session")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Platform]:
    home = tmp_path_factory.mktemp("portal")
    opened = open_platform(Settings(home=home / "home", url="https://data.example.org"))
    load(opened, home)
    yield opened
    opened.db.dispose()


@pytest.fixture(scope="session")
def app(portal: Platform) -> Litestar:
    return create_app(portal, now=lambda: NOW)


@pytest.fixture(scope="session")
def client(app: Litestar) -> Iterator[TestClient[Litestar]]:
    with TestClient(app, raise_server_exceptions=True) as opened:
        yield opened


@pytest.fixture(scope="session")
def ask(client: TestClient[Litestar]) -> Callable[..., Response]:
    """Call an action by GET; returns the whole answer."""

    def call(action: str, root: str = "", **given: str | int | list[str]) -> Response:
        return client.get(f"{root}/api/3/action/{action}", params=given)

    return call


@pytest.fixture(scope="session")
def result(ask: Callable[..., Response]) -> Callable[..., Any]:
    """Call an action by GET; returns its result, which there must be."""

    def call(action: str, root: str = "", **given: str | int | list[str]):
        answer = ask(action, root, **given)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        assert body["success"] is True
        assert body["help"] == f"https://data.example.org{root}/api/3/action/help_show?name={action}"
        return body["result"]

    return call
