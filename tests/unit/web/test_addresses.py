"""The addresses there are, and the page that tells of them."""

from __future__ import annotations

import re
from pathlib import Path

from praya.model.query import OPERATORS
from praya.web.app import ROUTES

PAGE = (Path(__file__).parents[3] / "docs" / "addresses.md").read_text("utf-8")


def test_every_address_is_in_the_documents_and_no_other():
    there = {re.sub(r":\w+", "", path) or "/" for each in ROUTES for path in each.paths}
    told = set(re.findall(r"^\| `(/[^`]*)` \|", PAGE, re.MULTILINE))
    assert told == there


def test_every_operator_is_in_the_documents():
    assert not [each for each in OPERATORS if f"`{each}`" not in PAGE]
