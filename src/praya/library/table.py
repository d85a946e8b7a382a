"""A table pinned to one of its versions: what it is, and its rows in whatever form a program works with."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import TYPE_CHECKING, Literal, TypedDict, Unpack

from praya.library import arriving, frames
from praya.library.wording import citation, text
from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import duckdb
    import geopandas
    import pandas as pd
    import polars as pl
    import pyarrow as pa

    from praya.library.source import Pairs, Source
    from praya.web.api.native import shapes, terms

AsOf = int | str | date | datetime
Style = Literal["line", "bibtex"]


class Part(TypedDict, total=False):
    """Which part of a table is wanted: the server finds it, and sends no more."""

    where: str
    """A condition: `year >= 2020 AND district = 'Sha Tin'`; also `BBOX(…)`, `NEAR(…)` (docs/addresses.md)."""
    columns: Sequence[str]
    """Just these."""
    sort: Sequence[str]
    """Columns to order by, `-` before one that falls; missing values come last."""
    limit: int
    """The first so many rows."""
    markers: bool
    """False leaves out the columns that have the source's words for missing values (`NAME_text`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a table's rows come from."""

    publisher: str
    url: str
    """Where the file was retrieved from."""
    retrieved_at: datetime
    sha256: str
    bytes: int
    file: str
    """The publisher's own bytes, for ever at this address."""
    record: str
    """Where the dataset's record was harvested from; empty for one written there."""
    report: str
    """How the file was read, decision by decision."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How a city's rows are taken."""

    most_bytes: int
    cache: Path | None


class Table:
    """One version of a table; asking it again gives the same rows, whatever came since."""

    def __init__(self, source: Source, reading: Reading, said: shapes.Table) -> None:
        self._source = source
        self._reading = reading
        self._said = said
        self.name = said.name
        self.rows = said.rows
        self.schema: tuple[shapes.Column, ...] = tuple(said.columns)
        """Each column with its titles, unit and type."""
        self.version = said.version.number
        self.sha256 = said.version.sha256
        """Of the publisher's file that this version was read from."""
        self.retrieved_at = said.version.retrieved_at
        self.notes = tuple(said.notes)
        """The publisher's lines beside the table."""
        self.personal_data = said.personal_data
        """What came of looking at every value for personal data."""

    def __repr__(self) -> str:
        day = f"{self.retrieved_at:%Y-%m-%d}"
        return f"<Table {self.name}, version {self.version} of {day}: {self.rows} rows, {len(self.schema)} columns>"

    @property
    def title(self) -> str:
        """Its title, or its dataset's, in the city's language."""
        return text(self._said.title).words(self._source.lang) or text(self.dataset.title).words(
            self._source.lang
        )

    @cached_property
    def dataset(self) -> shapes.Dataset:
        """The record of the dataset it belongs to, as it is now."""
        return self._source.dataset(self._said.dataset)

    @property
    def pin(self) -> str:
        """A name for exactly this version, which `city[…]` finds again or fails."""
        return f"{self.name}@{self.version}#{self.sha256}"

    @property
    def permalink(self) -> str:
        """The address of this version's page."""
        return f"{self.dataset.page}?table={self.name}&as_of={self.version}"

    @property
    def licence(self) -> terms.Licence:
        """The terms of use, as a program can follow them."""
        return self.dataset.licence

    @property
    def citation(self) -> str:
        """How to name this version as a source, in one line."""
        return self.cite("line")

    def cite(self, style: Style) -> str:
        """Return how to name this version as a source: a `line`, or a `bibtex` entry."""
        return citation(
            self.dataset, self._said.version, self.permalink, self._source.lang, bibtex=style == "bibtex"
        )

    @property
    def provenance(self) -> Provenance:
        """Where its rows come from."""
        version = self._said.version
        return Provenance(
            publisher=text(self.dataset.publisher.title).words(self._source.lang),
            url=version.url,
            retrieved_at=version.retrieved_at,
            sha256=version.sha256,
            bytes=version.bytes,
            file=version.file,
            record=self.dataset.source,
            report=f"{self._source.origin}/api/v1/tables/{self.name}/report?as_of={self.version}",
        )

    @property
    def versions(self) -> tuple[shapes.Version, ...]:
        """Every version there is, the first first."""
        return tuple(self._source.versions(self.name))

    def at(self, as_of: AsOf) -> Table:
        """Return the table as of a version's number, a day (its end) or a moment; raise Missing."""
        return Table(self._source, self._reading, self._source.table(self.name, moment(as_of)))

    def batches(self, **part: Unpack[Part]) -> Iterator[pa.RecordBatch]:
        """Yield rows as they come, for what does not fit in memory; the first batch has no row."""
        with self._source.rows(self.name, self._pairs(part)) as streamed:
            count = 0
            found = arriving.batches(
                streamed.chunks, origin=self._source.origin, most_bytes=self._reading.most_bytes
            )
            for batch in arriving.limited(found, part.get("limit")):
                count += batch.num_rows
                yield batch if part.get("markers", True) else self._without_markers(batch)
            if "limit" not in part and streamed.rows not in (None, count):
                raise errors.AnswerInvalid(url=self._source.origin, reason=f"{count} / {streamed.rows} rows")

    def arrow(self, **part: Unpack[Part]) -> pa.Table:
        """Return rows as an Arrow table; its schema's metadata say under `praya` where they come from."""
        if self._reading.cache is None:
            return frames.labelled(arriving.gathered(self.batches(**part)), self._about())
        path = self._reading.cache / f"{self._key(part)}.arrows"
        held = arriving.kept(path)
        if held is None:
            arriving.keep(self.batches(**part), path)
            held = arriving.kept(path)
            assert held is not None, "just written"
        return frames.labelled(held, self._about())

    def polars(self, **part: Unpack[Part]) -> pl.DataFrame:
        """Return rows as a Polars frame; raise ModuleAbsent."""
        return frames.polars(self.arrow(**part))

    def pandas(self, **part: Unpack[Part]) -> pd.DataFrame:
        """Return rows as a pandas frame of Arrow's types; `attrs` say where they come from. Raise ModuleAbsent."""
        return frames.pandas(self.arrow(**part))

    def duckdb(
        self, connection: duckdb.DuckDBPyConnection | None = None, **part: Unpack[Part]
    ) -> duckdb.DuckDBPyRelation:
        """Return rows as a relation of a connection of yours, or of one of its own."""
        return frames.relation(self.arrow(**part), connection)

    def geopandas(self, **part: Unpack[Part]) -> geopandas.GeoDataFrame:
        """Return rows with their places, in WGS84 degrees; raise PlacesMissing or ModuleAbsent."""
        rows = self.arrow(**part)
        by_role = {each.role: each.name for each in reversed(self.schema)}
        for roles in (("geometry",), ("longitude", "latitude")):
            names = tuple(by_role.get(role, "") for role in roles)
            if all(name in rows.column_names for name in names):
                return frames.geopandas_frame(rows, names)
        raise errors.PlacesMissing

    def _pairs(self, part: Part) -> Pairs:
        """Return the question as an address has it, always about this version."""
        given = {
            "filter": part.get("where", ""),
            "columns": ",".join(part.get("columns", ())),
            "sort": ",".join(part.get("sort", ())),
        }
        return (
            ("as_of", str(self.version)),
            *((name, value) for name, value in given.items() if value),
        )

    def _without_markers(self, batch: pa.RecordBatch) -> pa.RecordBatch:
        companions = {f"{each.name}_text" for each in self.schema if each.markers}
        return batch.select([name for name in batch.schema.names if name not in companions])

    def _key(self, part: Part) -> str:
        """Return what names an answer: the place, the bytes it was read from, and the question."""
        asked = [self._source.origin, self.name, self.sha256, self._pairs(part), part.get("limit")]
        asked.append(part.get("markers", True))
        return sha256(json.dumps(asked).encode()).hexdigest()

    def _about(self) -> dict[str, object]:
        return {
            "table": self.name,
            "version": self.version,
            "sha256": self.sha256,
            "retrieved_at": self.retrieved_at.isoformat(),
            "licence": self.licence.id,
            "citation": self.citation,
            "pin": self.pin,
            "personal_data": {each.column: each.kind for each in self.personal_data.findings},
        }


def moment(as_of: AsOf) -> str:
    """Return what a question is about as an address has it."""
    return as_of.isoformat() if isinstance(as_of, date) else str(as_of)
