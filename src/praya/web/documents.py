"""The documents of `docs/` as pages: the server brings them along, so that they tell of the release that runs."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from markdown_it.token import Token

EXAMPLES = ("http://127.0.0.1:8000", "https://HOST")
"""What documents call the server; on its own pages it is called as it is."""
_BESIDE = re.compile(r"([a-z][a-z-]*)\.md(#[\w-]*)?")
_ELSEWHERE = re.compile(r"(?:https?://|#)[^\s]*", re.IGNORECASE)


@cache
def texts() -> Mapping[str, str]:
    """Return each document's Markdown, by its name."""
    folder = resources.files("praya") / "docs"
    found = (each for each in folder.iterdir() if each.name.endswith(".md"))
    return {each.name.removesuffix(".md"): each.read_text("utf-8") for each in sorted(found, key=str)}


def title(name: str) -> str:
    """Return what a document is called; raise PageMissing where there is none of this name."""
    if name not in texts():
        raise errors.PageMissing
    return texts()[name].partition("\n")[0].removeprefix("# ")


def html(name: str, here: str, address: Callable[[str], str], table: Callable[[int], str]) -> str:
    """Return a document as HTML, without its title.

    `here` is what the server's own addresses begin with, `address` gives that of another document, `table` what a table
    is called, by its number from 1.
    """
    markdown = texts()[name].partition("\n")[2]
    for example in EXAMPLES:
        markdown = markdown.replace(example, here)
    reader = MarkdownIt("commonmark", {"html": False}).enable("table")
    tokens = reader.parse(markdown)
    tables = 0
    for at, token in enumerate(tokens):
        if token.type == "heading_open":
            token.attrSet("id", anchor(tokens[at + 1].content))
        elif token.type == "table_open":
            tables += 1
            token.meta["called"] = table(tables)
        elif token.children:
            token.children = _led(token.children, address)
    reader.add_render_rule("table_open", _table_opened)
    reader.add_render_rule("table_close", lambda *_: "</table>\n</div>\n")
    reader.add_render_rule("fence", lambda _self, listed, place, _options, _env: _code(listed[place].content))
    return str(reader.renderer.render(tokens, reader.options, {}))


def anchor(heading: str) -> str:
    """Return what a heading is linked by, as the documents' own links have it."""
    return re.sub(r"[^\w -]", "", heading.lower()).strip().replace(" ", "-")


def _led(children: Sequence[Token], address: Callable[[str], str]) -> list[Token]:
    """Return an inline run whose links lead to pages; what has none here loses its link and keeps its words.

    A link called after its file is called after that document.
    """
    kept: list[Token] = []
    open_links: list[bool] = []
    called = ""
    for child in children:
        if child.type == "text" and called and child.content.endswith(".md"):
            child.content = called
        if child.type == "link_open":
            href = str(child.attrs["href"])
            beside = _BESIDE.fullmatch(href)
            there = beside is not None and beside[1] in texts()
            if beside and there:
                child.attrSet("href", address(beside[1]) + (beside[2] or ""))
                called = title(beside[1])
            open_links.append(there or bool(_ELSEWHERE.fullmatch(href)))
            if not open_links[-1]:
                continue
        elif child.type == "link_close":
            called = ""
            if not open_links.pop():
                continue
        kept.append(child)
    return kept


def _table_opened(_self: object, tokens: Sequence[Token], place: int, _options: object, _env: object) -> str:
    called = tokens[place].meta["called"]
    return f'<div class="scroll" role="group" aria-label="{called}" tabindex="0">\n<table class="fields">\n'


def _code(text: str) -> str:
    escaped = text.rstrip("\n").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f'<pre class="code" tabindex="0"><code>{escaped}</code></pre>\n'
