"""A story's words as HTML: Markdown without HTML or pictures, with what queries say in place of `{{ query.column }}`."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from html import escape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from praya.model.moment import CITY_TIME
from praya.web import readable

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.model.text import Lang
    from praya.web.language import Messages

VALUE = re.compile(r"\{\{ *([a-z][a-z0-9_]*)\.([A-Za-z_][A-Za-z0-9_]*)(?: *\| *([a-z0-9]+))? *\}\}")
FORMS = frozenset({"", "plain", "day", "month", "moment", "time", "0", "1", "2"})
_LINK = re.compile(r"(?:https?://|/(?![/\\])|#|\.{1,2}/)[^\s]*", re.IGNORECASE)


def html(markdown: str, value: Callable[[str, str, str], str]) -> str:
    """Return Markdown as HTML; `value` gives the HTML of a query's column in a form.

    Of HTML only its text is left, and pictures become their words.
    """
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
    reader.validateLink = lambda url: _LINK.fullmatch(url) is not None  # type: ignore[method-assign]
    tokens = reader.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, max(2, int(token.tag[1:])))}"
        for child in token.children or ():
            if child.type == "image":
                child.type = "text"
            if child.type == "text" and "{{" in child.content:
                child.content, child.type = _filled(child.content, value), "filled"
            elif child.type == "link_open" and str(child.attrs.get("href", "")).startswith("http"):
                child.attrSet("rel", "external nofollow")
    reader.add_render_rule("filled", lambda _self, listed, place, _options, _env: str(listed[place].content))
    return str(reader.renderer.render(tokens, reader.options, {}))


def names(markdown: str) -> list[tuple[str, str, str]]:
    """Return the queries, columns and forms that words ask for."""
    return [(found[1], found[2], found[3] or "") for found in VALUE.finditer(markdown)]


def _filled(text: str, value: Callable[[str, str, str], str]) -> str:
    parts, done = [], 0
    for found in VALUE.finditer(text):
        parts.append(escape(text[done : found.start()]))
        parts.append(value(found[1], found[2], found[3] or ""))
        done = found.end()
    return "".join(parts) + escape(text[done:])


def written(value: object, form: str, lang: Lang, words: Messages) -> str:
    """Write a value as readers of a language do; raise ValueError for a form that does not fit it."""
    if form not in FORMS:
        raise ValueError(form)
    if value is None:
        return words.say("missing_mark")
    if isinstance(value, Decimal):
        value = int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, (int, float)):
        return _number(value, form, lang)
    if isinstance(value, datetime):
        local = value.astimezone(CITY_TIME) if value.tzinfo else value
        return f"{local:%H:%M}" if form == "time" else _moment(local, form, lang)
    return readable.day(value, lang) if isinstance(value, date) else str(value)


def _number(value: float, form: str, lang: Lang) -> str:
    if form == "plain":
        return readable.plain(value)
    if form == "month":
        return readable.MONTHS[int(value) - 1] if lang == "en" else f"{int(value)}月"
    if form.isdigit():
        return f"{value:,.{form}f}".replace("-", "−")
    return readable.rounded(value)


def _moment(value: datetime, form: str, lang: Lang) -> str:
    return readable.day(value, lang) if form == "day" else readable.moment(value, lang)
