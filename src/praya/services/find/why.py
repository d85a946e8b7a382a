"""Why a dataset was found: where in it the words stand that its title does not hold."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from praya.model.text import Text
from praya.store.search import Term, marked
from praya.store.search.fold import folded

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.services.find import HitView

Where = Literal["publisher", "theme", "column", "value", "description", "files", "meaning"]
SNIPPET = 160
"""Characters of a description that are shown around the first word found in it."""
BEFORE = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """One place where a word of the question was met.

    `files` are the files' titles, descriptions and names; `meaning` is no place: no word was met.
    """

    where: Where
    text: Text = field(default_factory=Text)
    """What stands there; empty for `files`."""
    column: Text = field(default_factory=Text)
    """The column of a `value`."""


def reasons(
    hit: HitView, wanted: Sequence[Term], together: Term, held: bytes | None, *, fits: bool
) -> tuple[Reason, ...]:
    """Return where each word stands that is not in the title, without saying a place twice.

    `together` is all of the question as one; `fits` tells a dataset that holds all words from a near miss.
    """
    missing = [term for term in wanted if not _in(term, hit.dataset.title)]
    told: Mapping[str, Any] = json.loads(held) if held and missing else {}
    if one := _value(together, told):
        return (one,)
    found = [_reason(term, hit, told) for term in missing]
    known = dict.fromkeys(each for each in found if each)
    return (*known, Reason(where="files")) if fits and None in found else tuple(known)


def _reason(term: Term, hit: HitView, told: Mapping[str, Any]) -> Reason | None:
    """Return the first place where a word stands, or None if only the files' titles and descriptions are left."""
    if _in(term, hit.publisher.title):
        return Reason(where="publisher", text=hit.publisher.title)
    for theme in hit.themes:
        if _in(term, theme.title):
            return Reason(where="theme", text=theme.title)
    for column in told.get("columns", ()):
        if term.place(folded(column)) >= 0:
            return Reason(where="column", text=_as_found(column))
    if value := _value(term, told):
        return value
    return Reason(where="description") if _in(term, hit.dataset.description) else None


def _value(term: Term, told: Mapping[str, Any]) -> Reason | None:
    for dimension in told.get("dimensions", ()):
        if (at := term.place(dimension["folded"])) >= 0:
            value = dimension["values"].split("\n")[dimension["folded"].count("\n", 0, at)]
            return Reason(where="value", text=_as_found(value), column=Text.from_json(dimension["column"]))
    return None


def _as_found(text: str) -> Text:
    return Text.of(text) if text.isascii() else Text.of(zh_hant=text)


def _in(term: Term, text: Text) -> bool:
    return any(term.place(folded(wording.words)) >= 0 for _lang, wording in text.items())


def snippet(text: str, wanted: Sequence[Term]) -> list[tuple[str, bool]]:
    """Return the part of a text around the first word found in it, in pieces; its beginning if there is none."""
    plain = " ".join(text.split())
    pieces = marked(plain, wanted)
    first = len(pieces[0][0]) if pieces and not pieces[0][1] and len(pieces) > 1 else 0
    start = max(0, first - BEFORE) if first > SNIPPET - BEFORE else 0
    cut = plain[start : start + SNIPPET]
    shown = marked(cut, wanted)
    if start:
        shown.insert(0, ("…", False))
    if start + SNIPPET < len(plain):
        shown.append(("…", False))
    return shown
