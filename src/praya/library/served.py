"""A city behind an address: only its public addresses are asked, and what it says is checked for its shape."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import count
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import parse_qsl, quote

import msgspec

from praya.library.source import Streamed
from praya.model import errors
from praya.remote.client import Client
from praya.web.api.native import shapes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.library.source import Pairs, Statement
    from praya.model.search import Question
    from praya.model.text import Lang

T = TypeVar("T")
API = "/api/v1"
MOST_TABLES = 500
"""A server gives so many at once."""


class Served:
    """Answers by asking a server."""

    def __init__(self, url: str, *, seconds: float, lang: Lang) -> None:
        self._client = Client(url, seconds=seconds, lang=lang)
        self.origin = self._client.origin
        self.lang = lang
        try:
            self._told(API, shapes.Index)
        except BaseException:
            self._client.close()
            raise

    def search(self, question: Question) -> shapes.Found:
        """Return one page of what a search finds."""
        facets = {
            name: {"yes": "true", "no": "false"}.get(value, value) for name, value in question.facets.items()
        }
        given = {
            "q": question.text,
            **facets,
            "page": str(question.page),
            "size": str(question.size),
        }
        pairs = tuple((name, value) for name, value in given.items() if value)
        return self._told(f"{API}/datasets", shapes.Found, pairs)

    def dataset(self, name: str) -> shapes.Dataset:
        """Return a dataset with its files and tables."""
        return self._told(_of_dataset(name), shapes.Dataset)

    def tables(self) -> list[shapes.TableSummary]:
        """Return every table there is."""
        found: list[shapes.TableSummary] = []
        for page in count(1):
            told = self._told(
                f"{API}/tables", shapes.Tables, (("page", str(page)), ("size", str(MOST_TABLES)))
            )
            found += told.tables
            if not (told.next and told.tables):
                break
        return found

    def table(self, name: str, as_of: str) -> shapes.Table:
        """Return a table as of a version, a day or a moment; the latest for nothing."""
        pairs = (("as_of", as_of),) if as_of else ()
        return self._told(_of_table(name), shapes.Table, pairs)

    def versions(self, name: str) -> list[shapes.Version]:
        """Return the versions of a table, the first first."""
        return self._told(f"{_of_table(name)}/versions", list[shapes.Version])

    @contextmanager
    def rows(self, name: str, pairs: Pairs) -> Iterator[Streamed]:
        """Hold every row of a question while they are read."""
        path = f"{_of_table(name)}/export"
        with self._client.asked("GET", path, (*pairs, ("format", "arrow"))) as answer:
            count = answer.headers.get("praya-rows", "")
            yield Streamed(answer.chunks, {}, int(count) if count.isascii() and count.isdigit() else None)

    @contextmanager
    def sql(self, asked: Statement) -> Iterator[Streamed]:
        """Hold the answer to a statement while it is read."""
        body = {
            "sql": asked.sql,
            "parameters": asked.parameters,
            "as_of": asked.as_of,
            "versions": asked.versions,
            "limit": asked.limit,
            "format": "arrow",
        }
        with self._client.asked("POST", f"{API}/sql", body=body) as answer:
            told = parse_qsl(answer.headers.get("praya-versions", ""))
            versions = {name: int(number) for name, number in told if number.isascii() and number.isdigit()}
            yield Streamed(answer.chunks, versions)

    def close(self) -> None:
        """Let the connections go."""
        self._client.close()

    def _told(self, path: str, kind: type[T], pairs: Pairs = ()) -> T:
        try:
            return msgspec.json.decode(self._client.small(path, pairs), type=kind)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            raise errors.AnswerInvalid(url=self.origin, reason=f"{path}: {error}"[:300]) from error


def _of_dataset(name: str) -> str:
    if not _is_step(name):
        raise errors.DatasetMissing(name=name)
    return f"{API}/datasets/{quote(name, safe='')}"


def _of_table(name: str) -> str:
    if not _is_step(name):
        raise errors.TableMissing(name=name)
    return f"{API}/tables/{quote(name, safe='')}"


def _is_step(name: str) -> bool:
    """Say whether a name can be one step of an address: others would lead elsewhere."""
    return name not in {"", ".", ".."} and "/" not in name
