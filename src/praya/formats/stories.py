"""Stories as files: front matter, Markdown, and fenced blocks that are pictures of the data.

    ---
    title: A century of rain
    summary: One rain gauge since 1884.
    date: 2026-11-22
    datasets: hko-daily-rainfall
    ---
    The wettest day brought {{ wettest.mm }} mm.

    ```sql name=wettest
    SELECT max(value) AS mm FROM hko_daily_rainfall
    ```

    ```chart table=hko_daily_rainfall kind=bar x=date step=year y=value
    title: Rain by year
    ```

Queries that all languages share stand in `queries.sql`, each behind a line `-- name: wettest`.
"""

from __future__ import annotations

import re
import shlex
from datetime import date
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt

from praya.model import errors
from praya.model.moment import parse_as_of
from praya.model.stories import Figure, Prose, Story

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from praya.model.stories import FigureKind
    from praya.model.text import Lang

MOST_FIGURES, MOST_QUERIES = 20, 30
LONGEST = 100_000
"""Characters of one file."""
KINDS: Mapping[str, FigureKind] = {"chart": "chart", "map": "map", "table": "table"}
NAME = re.compile(r"[a-z][a-z0-9_]{0,40}")
_NAMED = re.compile(r"^-- name: *(\S+) *$", re.MULTILINE)
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_KNOWN = frozenset({"title", "summary", "date", "datasets", "as_of"})


def read_story(text: str, shared: str, *, slug: str, lang: Lang) -> Story:
    """Read one language's file with the queries that are shared; raise StoryBroken with the line of what is wrong."""
    if len(text) + len(shared) > LONGEST:
        raise errors.StoryBroken(line=1, reason=f"more than {LONGEST} characters")
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    front = _FRONT.match(text)
    if front is None:
        raise errors.StoryBroken(line=1, reason="no front matter between --- and ---")
    told = dict(_pairs(front[1].split("\n"), first=2))
    if strange := sorted(set(told) - _KNOWN):
        raise errors.StoryBroken(line=2, reason=f"unknown in the front matter: {', '.join(strange)}")
    if not told.get("title"):
        raise errors.StoryBroken(line=2, reason="no title")
    queries = dict(read_queries(shared))
    blocks = tuple(_blocks(text, front.end(), queries))
    found = Story(
        slug=slug,
        lang=lang,
        title=told["title"],
        summary=told.get("summary", ""),
        date=_date(told.get("date", "")),
        datasets=tuple(each.strip() for each in told.get("datasets", "").split(",") if each.strip()),
        as_of=_moment(told.get("as_of", "")),
        blocks=blocks,
        queries=queries,
    )
    if len(found.figures) > MOST_FIGURES or len(queries) > MOST_QUERIES:
        raise errors.StoryBroken(line=1, reason=f"more than {MOST_FIGURES} figures or {MOST_QUERIES} queries")
    return found


def read_queries(text: str) -> Iterator[tuple[str, str]]:
    """Give the queries of a file of SQL by name; raise StoryBroken."""
    parts = _NAMED.split(text.replace("\r\n", "\n"))
    for name, sql in zip(parts[1::2], parts[2::2], strict=True):
        if not NAME.fullmatch(name):
            raise errors.StoryBroken(line=1, reason=f"“{name[:40]}” is no name of a query")
        yield name, sql.strip().rstrip(";")


def _blocks(text: str, start: int, queries: dict[str, str]) -> Iterator[Prose | Figure]:
    """Give words and figures in order; queries on the way are added to those there are."""
    body = text[start:]
    offset = text[:start].count("\n")
    lines = body.split("\n")
    done = 0
    for token in MarkdownIt("commonmark").parse(body):
        kind, _, info = token.info.strip().partition(" ")
        if token.type != "fence" or token.level or token.map is None or kind not in (*KINDS, "sql"):
            continue
        begin, end = token.map
        if words := "\n".join(lines[done:begin]).strip():
            yield Prose(markdown=words)
        done, line = end, offset + begin + 1
        given = _given(info, line)
        if kind == "sql":
            name = dict(given).get("name", "")
            if not NAME.fullmatch(name):
                raise errors.StoryBroken(line=line, reason="a query needs a name: ```sql name=rain")
            queries[name] = token.content.strip().rstrip(";")
        else:
            yield _figure(KINDS[kind], given, token.content, line)
    if words := "\n".join(lines[done:]).strip():
        yield Prose(markdown=words)


def _figure(kind: FigureKind, given: tuple[tuple[str, str], ...], content: str, line: int) -> Figure:
    told = dict(_pairs(content.rstrip("\n").split("\n"), first=line + 1))
    figure = Figure(
        kind=kind,
        given=given,
        title=told.pop("title", ""),
        note=told.pop("note", ""),
        labels=told,
        line=line,
    )
    if bool(figure.query) == bool(figure.table):
        raise errors.StoryBroken(line=line, reason=f"a {kind} needs either table= or query=")
    return figure


def _given(info: str, line: int) -> tuple[tuple[str, str], ...]:
    try:
        parts = [part.partition("=") for part in shlex.split(info)]
    except ValueError as error:
        raise errors.StoryBroken(line=line, reason=str(error)) from error
    if strange := next((name for name, is_there, _ in parts if not is_there), None):
        raise errors.StoryBroken(line=line, reason=f"“{strange[:40]}” is not name=value")
    return tuple((name, value) for name, _, value in parts)


def _pairs(lines: list[str], first: int) -> Iterator[tuple[str, str]]:
    """Give the names and values of lines such as `title: A century of rain`."""
    for number, line in enumerate(lines, first):
        name, is_there, value = line.partition(":")
        if line.strip() and not is_there:
            raise errors.StoryBroken(line=number, reason=f"“{line[:40]}” is not “name: words”")
        if line.strip():
            yield name.strip(), value.strip()


def _moment(text: str) -> str:
    parse_as_of(text)
    return text


def _date(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise errors.StoryBroken(line=2, reason=f"“{text[:40]}” is no date") from error
