"""The house keeps its shape: floors, sizes, languages, and documents that do not drift."""

from __future__ import annotations

import ast
import re
import string
import subprocess
import sys
from dataclasses import fields
from pathlib import Path

import pytest

from praya import cli
from praya.model import errors
from praya.model.text import LANGS
from praya.settings import Settings

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "src").rglob("*.py"))
MOST_LINES = 400
MOST_FUNCTION_LINES = 60


def test_imports_only_go_down():
    lint = Path(sys.executable).with_name("lint-imports")
    ran = subprocess.run([lint], cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_and_functions_stay_readable(path: Path):
    text = path.read_text("utf-8")
    limit = 600 if path.name == "errors.py" else MOST_LINES  # one tree of failures, in three languages
    assert text.count("\n") <= limit
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno is not None
            assert node.end_lineno - node.lineno < MOST_FUNCTION_LINES, node.name


def test_no_room_is_called_after_nothing():
    vague = {"utils", "util", "common", "helpers", "helper", "manager", "misc"}
    assert not [path for path in SOURCES if vague & {path.stem, path.parent.name}]


@pytest.mark.parametrize("kind", list(errors.failures()), ids=lambda kind: kind.code)
def test_every_failure_speaks_three_languages_with_the_same_fields(kind: type[errors.Failure]):
    for text in (kind.message, kind.advice, *kind.reasons.values()):
        wordings = [text.get(lang) for lang in LANGS]
        assert all(wordings)
        named = [
            {name for _, name, _, _ in string.Formatter().parse(wording.words) if name}
            for wording in wordings
            if wording
        ]
        assert named[0] == named[1] == named[2]


def test_failure_codes_are_unique():
    codes = [kind.code for kind in errors.failures()]
    assert len(codes) == len(set(codes))


def test_every_raised_failure_fills_its_template():
    """Where a failure is raised with keywords, they are the names its words use."""
    kinds = {kind.__name__: kind for kind in errors.failures()}
    wrong = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            kind = kinds.get(node.func.attr)
            if kind is None or any(word.arg is None for word in node.keywords):
                continue
            needed = set(re.findall(r"\{(\w+)\}", kind.message.words("en") + kind.advice.words("en")))
            given = {word.arg for word in node.keywords}
            if needed - given:
                wrong.append((path.name, node.lineno, kind.code, needed - given))
    assert not wrong


def test_every_failure_is_in_the_documents():
    page = (ROOT / "docs" / "errors.md").read_text("utf-8")
    assert not [kind.code for kind in errors.failures() if f"`{kind.code}`" not in page]


def test_every_setting_is_in_the_documents():
    page = (ROOT / "docs" / "settings.md").read_text("utf-8")
    assert not [each.name for each in fields(Settings) if f"`PRAYA_{each.name.upper()}`" not in page]


def test_every_command_is_in_the_documents():
    page = (ROOT / "docs" / "commands.md").read_text("utf-8")
    sources = "".join(path.read_text("utf-8") for path in Path(cli.__file__).parent.glob("*.py"))
    names = [*re.findall(r'add\("(\w+)"', sources), "demo", "serve"]
    assert len(names) > 4
    assert not [name for name in names if f"`praya {name}" not in page]


def test_the_lock_names_versions_and_nothing_else():
    lines = (ROOT / "requirements.lock").read_text("utf-8").splitlines()
    assert lines
    assert all(re.fullmatch(r"[A-Za-z0-9._-]+==[A-Za-z0-9._+!]+", line) for line in lines)


def test_no_address_of_a_registry_is_committed():
    lock = (ROOT / "frontend" / "package-lock.json").read_text("utf-8")
    assert '"resolved"' not in lock
