"""A city in a folder: the same answers as its server's, by the same services, without one. Nothing is written."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

from praya.library.source import Streamed
from praya.model import errors
from praya.model.moment import parse_as_of
from praya.model.query import parse
from praya.platform import open_platform
from praya.services import ask, find, quality, read, sql
from praya.settings import read_settings
from praya.web.api.native import projected, shapes
from praya.web.origin import set_origin

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from praya.library.source import Pairs, Statement
    from praya.model.catalogue import Version
    from praya.model.search import Question
    from praya.model.text import Lang
    from praya.services.sql import Answered


class Folder:
    """Answers by reading a home, which must be of this release: it is not brought up to date."""

    def __init__(self, home: Path, *, lang: Lang) -> None:
        settings = read_settings(home=home)
        if not settings.database and not (home / "catalogue.sqlite").is_file():
            raise errors.HomeMissing(path=str(home))
        self._platform = open_platform(settings, migrating=False)
        self.origin = set_origin(settings)
        self.lang = lang

    def search(self, question: Question) -> shapes.Found:
        """Return one page of what a search finds."""
        found = find.find(self._platform, question)
        hits = [projected.summary(each, self.origin) for each in found.hits]
        return shapes.Found(
            total=found.total,
            page=question.page,
            size=question.size,
            datasets=hits,
            facets={},
            exact=found.exact,
            meant=found.meant or None,
            next=None,
        )

    def dataset(self, name: str) -> shapes.Dataset:
        """Return a dataset with its files and tables."""
        view = read.dataset(self._platform, name)
        names = {key: read.file_name(each) for key, each in view.versions.items()}
        _dataset, score = quality.of_dataset(self._platform, name)
        return projected.dataset(view, names, self.origin, self.lang, score)

    def tables(self) -> list[shapes.TableSummary]:
        """Return every table there is."""
        return [
            projected.table_summary(
                self.origin,
                name=each.name,
                title=each.title,
                dataset=each.dataset_name,
                rows=each.rows,
                columns=len(each.columns),
            )
            for each in sql.tables(self._platform)
        ]

    def table(self, name: str, as_of: str) -> shapes.Table:
        """Return a table as of a version, a day or a moment; the latest for nothing."""
        found = read.table(self._platform, name, parse_as_of(as_of))
        owner, version = read.owner(self._platform, found)
        return projected.table_of(found, owner.name, self._version(version), self.origin)

    def versions(self, name: str) -> list[shapes.Version]:
        """Return the versions of a table, the first first."""
        return [self._version(each) for each in read.timeline(self._platform, name)]

    @contextmanager
    def rows(self, name: str, pairs: Pairs) -> Iterator[Streamed]:
        """Hold every row of a question while they are read."""
        query = parse(pairs)
        table = read.table(self._platform, name, parse_as_of(query.as_of))
        yield Streamed(ask.export(self._platform, table, query, "arrow"), {})

    @contextmanager
    def sql(self, asked: Statement) -> Iterator[Streamed]:
        """Hold the answer to a statement while it is read."""
        statement = sql.Asked(
            text=asked.sql,
            parameters=asked.named(),
            as_of=parse_as_of(asked.as_of),
            versions={name.casefold(): number for name, number in asked.versions.items()},
            limit=asked.limit,
        )
        with closing(sql.ask(self._platform, statement)) as answered:
            yield Streamed(self._whole(answered, whole=asked.limit is None), answered.versions)

    def close(self) -> None:
        """Let the catalogue go, and end what SQL runs in."""
        self._platform.sandbox.close()
        self._platform.db.dispose()

    def _version(self, held: Version) -> shapes.Version:
        return projected.version(held, read.file_name(held), self.origin)

    def _whole(self, answered: Answered, *, whole: bool) -> Iterator[bytes]:
        """Yield an answer's bytes; fail where a whole one was asked for and the server's limit cut it off."""
        yield from sql.written(answered, "arrow")
        if answered.more and whole:
            raise errors.AnswerTooLarge(limit=self._platform.sandbox.limits.bytes)
