"""Code that is written for readers: whatever a statement says stays a text of the language it stands in."""

from __future__ import annotations

import ast
import json
import shlex

import pytest

from praya.web.snippets import identifier, of_statement


@pytest.mark.parametrize(
    "text", ["SELECT 'it''s' AS a", 'SELECT "q"\nFROM x -- \\ """ \' $', "SELECT '空氣'"]
)
def test_a_statement_stays_itself_in_every_language(text: str):
    made = {
        each.id: each.text
        for each in of_statement(
            text, "http://h", parameters={"a": True, "b": None}, as_of="1", versions={}, csv="http://h/x"
        )
    }
    found = [each for each in ast.walk(ast.parse(made["python"])) if isinstance(each, ast.Constant)]
    assert text in [str(each.value).strip() for each in found]
    ast.parse(made["pandas"])
    sent = json.loads(shlex.split(made["curl"].replace("\\\n", ""))[-1])
    assert sent == {"sql": text, "parameters": {"a": True, "b": None}, "as_of": "1", "format": "csv"}


@pytest.mark.parametrize(
    ("name", "written"), [("a_1", "a_1"), ("order", '"order"'), ("A", '"A"'), ("1a", '"1a"')]
)
def test_names_are_quoted_where_they_must_be(name: str, written: str):
    assert identifier(name) == written
