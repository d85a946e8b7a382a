"""The addresses there are, and the page that tells of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from litestar import Router

from praya.model.query import OPERATORS
from praya.web.api.ckan.registry import ACTIONS
from praya.web.app import ROUTES

if TYPE_CHECKING:
    from litestar.handlers import HTTPRouteHandler

DOCS = Path(__file__).parents[3] / "docs"
PAGE = "".join((DOCS / each).read_text("utf-8") for each in ("addresses.md", "ckan.md"))


def _paths(handler: HTTPRouteHandler | Router) -> set[str]:
    """The addresses of a handler; a dialect's own document tells of those below it."""
    return {handler.path} if isinstance(handler, Router) else handler.paths


def test_every_address_is_in_the_documents_and_no_other():
    there = {re.sub(r":\w+", "", path) or "/" for each in ROUTES for path in _paths(each)}
    there.add("/mcp")  # made with the portal, as it runs over its site
    told = set(re.findall(r"^\| `(/[^`]*)` \|", PAGE, re.MULTILINE))
    assert told == there


def test_every_operator_is_in_the_documents():
    assert not [each for each in OPERATORS if f"`{each}`" not in PAGE]


def test_every_action_of_ckan_is_in_the_documents():
    assert not [each for each in ACTIONS if f"`{each}`" not in PAGE]
