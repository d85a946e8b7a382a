"""A city's open data in a program: found, named, and asked in SQL."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Self

from praya.library import arriving, frames
from praya.library.source import Statement
from praya.library.table import Table, moment
from praya.library.wording import text
from praya.model import errors
from praya.model.search import Question

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType

    import duckdb
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from praya.library.source import Source, Value
    from praya.library.table import AsOf, Reading
    from praya.web.api.native import shapes

PAGE = 100
"""Datasets a page of a search, at most."""
_PIN = re.compile(r"(?P<name>[^@#]+)@(?P<version>[0-9]{1,6})(?:#(?P<sha256>[0-9a-f]{64}))?")


class Dataset:
    """A dataset: its record, and its tables."""

    def __init__(self, city: City, name: str, title: str) -> None:
        self._city = city
        self.name = name
        self.title = title

    def __repr__(self) -> str:
        return f"<Dataset {self.name}: {self.title}>"

    @cached_property
    def about(self) -> shapes.Dataset:
        """Its whole record: description, publisher, licence, files, in all languages."""
        return self._city.source.dataset(self.name)

    @property
    def tables(self) -> dict[str, Table]:
        """Its tables by name, each as of now."""
        return {each.name: self._city[each.name] for each in self.about.tables}


class Answer:
    """What a statement of SQL answered."""

    def __init__(self, rows: pa.Table, versions: Mapping[str, int]) -> None:
        self._rows = rows
        self.versions = dict(versions)
        """Of the tables that were read; given back to `city.sql`, the same is asked of the same."""

    def __repr__(self) -> str:
        return f"<Answer of {self._rows.num_rows} rows from {self.versions}>"

    def arrow(self) -> pa.Table:
        """Return the rows as an Arrow table."""
        return self._rows

    def polars(self) -> pl.DataFrame:
        """Return the rows as a Polars frame; raise ModuleAbsent."""
        return frames.polars(self._rows)

    def pandas(self) -> pd.DataFrame:
        """Return the rows as a pandas frame of Arrow's types; raise ModuleAbsent."""
        return frames.pandas(self._rows)

    def duckdb(self, connection: duckdb.DuckDBPyConnection | None = None) -> duckdb.DuckDBPyRelation:
        """Return the rows as a relation of a connection of yours, or of one of its own."""
        return frames.relation(self._rows, connection)


class City:
    """All that one Praya publishes. Close it, or use it in a `with` block."""

    def __init__(self, source: Source, reading: Reading) -> None:
        self.source = source
        self._reading = reading

    def __repr__(self) -> str:
        return f"<City at {self.source.origin}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let everything go; what was taken stays."""
        self.source.close()

    def search(
        self,
        words: str = "",
        *,
        theme: str = "",
        publisher: str = "",
        format: str = "",  # noqa: A002 - as the API calls it
        table: bool | None = None,
        limit: int = 20,
    ) -> list[Dataset]:
        """Return the datasets that words in any language find, the best first; `table` asks for those with one."""
        found: list[Dataset] = []
        chosen = {"theme": theme, "publisher": publisher, "format": format}
        chosen["table"] = {True: "yes", False: "no", None: ""}[table]
        facets = {name: value for name, value in chosen.items() if value}
        page = 1
        while len(found) < limit:
            asked = Question(text=words, facets=facets, page=page, size=PAGE)
            answer = self.source.search(asked)
            found += [
                Dataset(self, each.name, text(each.title).words(self.source.lang)) for each in answer.datasets
            ]
            if page * PAGE >= answer.total or not answer.datasets:
                break
            page += 1
        return found[:limit]

    @property
    def tables(self) -> dict[str, shapes.TableSummary]:
        """Every table there is, by name."""
        return {each.name: each for each in self.source.tables()}

    def dataset(self, name: str) -> Dataset:
        """Return a dataset by its name; raise DatasetMissing."""
        about = self.source.dataset(name)
        dataset = Dataset(self, about.name, text(about.title).words(self.source.lang))
        dataset.__dict__["about"] = about
        return dataset

    def __getitem__(self, name: str) -> Table:
        """Return a table as of now by its name or that of a dataset with just one, or as of a pin.

        Where a name is both a table's and a dataset's, it is the table's, as in SQL. Raise TableMissing,
        TableAmbiguous; VersionMissing or PinBroken for a pin that is not kept here.
        """
        if pinned := _PIN.fullmatch(name):
            table = self._table(pinned["name"], pinned["version"])
            if pinned["sha256"] not in (None, table.sha256):
                raise errors.PinBroken(pin=name, sha256=table.sha256)
            return table
        try:
            return self._table(name)
        except errors.TableMissing as missing:
            return self._only_table(name, missing)

    def sql(
        self,
        statement: str,
        parameters: Mapping[str, Value] | list[Value] | None = None,
        *,
        as_of: AsOf | None = None,
        versions: Mapping[str, int] | None = None,
        limit: int | None = None,
    ) -> Answer:
        """Answer one SELECT over all tables, in DuckDB's words; `$name` and `?` stand for parameters (docs/sql.md)."""
        asked = Statement(
            sql=statement,
            parameters=parameters or {},
            as_of="" if as_of is None else moment(as_of),
            versions=versions or {},
            limit=limit,
        )
        with self.source.sql(asked) as streamed:
            found = arriving.batches(
                streamed.chunks, origin=self.source.origin, most_bytes=self._reading.most_bytes
            )
            return Answer(arriving.gathered(found), streamed.versions)

    def _table(self, name: str, as_of: str = "") -> Table:
        return Table(self.source, self._reading, self.source.table(name, as_of))

    def _only_table(self, name: str, missing: errors.TableMissing) -> Table:
        try:
            tables = self.source.dataset(name).tables
        except errors.DatasetMissing:
            raise missing from None
        if len(tables) != 1:
            raise errors.TableAmbiguous(name=name, tables=", ".join(each.name for each in tables) or "–")
        return self._table(tables[0].name)
