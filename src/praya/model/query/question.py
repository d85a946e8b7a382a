"""A question to one table: which rows and columns, in which order, which page, taken together how, as of when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from praya.model import errors
from praya.model.query.condition import leaves, looks_long
from praya.model.query.cursor import Cursor
from praya.model.query.sql import Sql, bound, folded, quote, type_of
from praya.model.table import ROW

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from praya.model.query.condition import Condition, Filter
    from praya.model.query.grouping import Aggregate, Group
    from praya.model.table import Schema

DEFAULT_SIZE = 50
TOTAL = "_total"
DEEP = 10_000
"""So many rows before a page: from there on its places are found before its columns are read. Measured: with fewer, reading
all columns of the best so far is quicker than looking twice."""


@dataclass(frozen=True, slots=True)
class Sort:
    """One column to order by; missing values come last either way."""

    column: str
    descending: bool = False

    def __str__(self) -> str:
        return f"-{self.column}" if self.descending else self.column


@dataclass(frozen=True, slots=True)
class Query:
    """Which rows of a table, in which order, which page of them, and as of when."""

    filters: tuple[Filter, ...] = ()
    """Conditions that all must hold."""
    condition: Condition | None = None
    """What such filters cannot say; it must hold too."""
    text: str = ""
    """Words that must each stand somewhere in a row's texts."""
    columns: tuple[str, ...] = ()
    """The columns that are asked for; all of them unless told."""
    distinct: bool = False
    """Whether rows that are the same in these columns are one."""
    groups: tuple[Group, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    sorts: tuple[Sort, ...] = ()
    offset: int = 0
    after: Cursor | None = None
    """Where the page before ended; there is no `offset` then."""
    size: int = DEFAULT_SIZE
    as_of: str = ""
    """A version or a moment as in the address (`moment.parse_as_of` reads it); empty for now.

    It says which reading of the table is asked; its SQL is the same for all of them.
    """

    def pairs(self) -> list[tuple[str, str]]:
        """Return the query's parameters for an address, defaults left out."""
        pairs = [("where", each.pair()) for each in self.filters]
        given = {
            "filter": str(self.condition or ""),
            "q": self.text,
            "columns": ",".join(self.columns),
            "distinct": "true" if self.distinct else "",
            "group": ",".join(map(str, self.groups)),
            "aggregate": ",".join(map(str, self.aggregates)),
            "sort": ",".join(map(str, self.sorts)),
            "after": str(self.after or ""),
            "size": "" if self.size == DEFAULT_SIZE else str(self.size),
        }
        if self.offset % self.size:
            given["offset"] = str(self.offset)
        elif self.offset:
            given["page"] = str(self.page)
        as_of = [("as_of", self.as_of)] if self.as_of else []
        return [*as_of, *pairs, *((name, value) for name, value in given.items() if value)]

    def __str__(self) -> str:
        return urlencode(self.pairs())

    @property
    def page(self) -> int:
        """Return which page of its size begins at the offset, counting from 1."""
        return self.offset // self.size + 1

    @property
    def narrowed(self) -> bool:
        """Say whether any condition may leave rows out."""
        return bool(self.filters or self.condition or self.text)

    @property
    def looks_long(self) -> bool:
        """Say whether looking at a row takes long, so that page and count are better found by looking once."""
        return bool(self.text) or any(looks_long(leaf) for each in self._conditions for leaf in leaves(each))

    @property
    def grouped(self) -> bool:
        """Say whether rows are taken together, so that the answer's columns are not the table's."""
        return bool(self.groups or self.aggregates)

    def with_page(self, page: int) -> Query:
        """Return the same question about another page."""
        return replace(self, offset=(page - 1) * self.size)

    def with_sort(self, *sorts: Sort) -> Query:
        """Return the same question in another order, from its first page."""
        return replace(self, sorts=sorts, offset=0, after=None)

    def without(self, unwanted: Filter) -> Query:
        """Return the question without one filter, from its first page."""
        kept = tuple(each for each in self.filters if each != unwanted)
        return replace(self, filters=kept, offset=0, after=None)

    def only_rows(self) -> Query:
        """Return the question which rows, without their order or a page of them."""
        return Query(filters=self.filters, condition=self.condition, text=self.text, as_of=self.as_of)

    def whole(self) -> Query:
        """Return the question for the whole answer, not a page of it."""
        return replace(self, offset=0, after=None, size=DEFAULT_SIZE)

    def afresh(self) -> Query:
        """Return the question for everything, as of the same time."""
        return Query(as_of=self.as_of)

    def checked(self, schema: Schema) -> Query:
        """Return the query itself if it fits the table; raise Refused otherwise."""
        self.rows_sql(schema, "")
        return self

    def names(self, schema: Schema) -> tuple[str, ...]:
        """Return the names of the answer's columns, without companions."""
        if self.grouped:
            return (*(each.name for each in self.groups), *(each.name for each in self.aggregates))
        return self.columns or tuple(each.name for each in schema.columns)

    def count_sql(self, schema: Schema, source: str) -> Sql:
        """Return the statement that counts all the answer's rows; `source` is a trusted SQL expression."""
        if self.grouped or self.distinct:
            every = self._taken_together(schema, source)
            return Sql(f"SELECT count(*) FROM ({every.text})", every.parameters)  # noqa: S608 - names quoted, values bound
        where = self._where(schema)
        return Sql(f"SELECT count(*) FROM {source}{where.text}", where.parameters)  # noqa: S608 - see above

    def narrowed_sql(self, schema: Schema, source: str) -> Sql:
        """Return the rows that the conditions let through, in no order, as what stands after FROM."""
        where = self._where(schema)
        return Sql(f"(SELECT * FROM {source}{where.text})", where.parameters) if where.text else Sql(source)  # noqa: S608 - see above

    def rows_sql(self, schema: Schema, source: str, *, twice: bool = False) -> Sql:
        """Return the statement that gives the page's rows: these columns or all stored ones.

        It may read the source `twice` where that costs little.
        """
        if self._by_place(schema):
            return self._stretch(schema, source)
        if twice and self.offset >= DEEP and not (self.grouped or self.distinct):
            return self._of_places(schema, source, self._page(self.all_rows_sql(schema, source, (ROW,))))
        return self._page(self.all_rows_sql(schema, source))

    def counted_rows_sql(self, schema: Schema, source: str) -> Sql:
        """Return the statement that gives the page's rows, each with how many rows the whole answer has as `_total`.

        The conditions look at each row once; what orders those that they let through is kept. Rows are not taken together.
        """
        where = self._where(schema)
        kept = ", ".join(map(quote, dict.fromkeys((ROW, *(each.column for each in self.sorts)))))
        begun = f"WITH found AS MATERIALIZED (SELECT {kept} FROM {source}{where.text}) "  # noqa: S608 - names quoted, values bound
        every = replace(self, filters=(), condition=None, text="")
        places = self._page(every.all_rows_sql(schema, "found", (ROW,)))
        page = self._of_places(schema, source, places, f", (SELECT count(*) FROM found) AS {quote(TOTAL)}")  # noqa: S608 - nothing of a stranger's
        return Sql(begun + page.text, (*where.parameters, *page.parameters))

    def all_rows_sql(self, schema: Schema, source: str, columns: Sequence[str] = ()) -> Sql:
        """Return the statement that gives every row the filters let through, in order: these columns or all."""
        wanted = self._selected(schema, columns)
        if self.grouped or self.distinct:
            return self._taken_together(schema, source, ordered=True)
        where = self._where(schema)
        if self.after:
            behind = self._behind(schema, self.after)
            joined = f"{where.text} AND " if where.text else " WHERE "
            where = Sql(f"{joined}({behind.text})", (*where.parameters, *behind.parameters))
        text = f"SELECT {wanted} FROM {source}{where.text} ORDER BY {self._order(schema)}"  # noqa: S608 - names quoted, values bound
        return Sql(text, where.parameters)

    def cursor(self, row: Mapping[str, object], version: int) -> Cursor:
        """Return where a page that ends with this row ends; the row has every column that orders it."""
        values = [row[each.column] for each in self.sorts]
        return Cursor(
            version, tuple(None if each is None else _as_text(each) for each in values), _place(row)
        )

    def _page(self, every: Sql) -> Sql:
        offset = f" OFFSET {self.offset}" if self.offset else ""
        return Sql(f"{every.text} LIMIT {self.size}{offset}", every.parameters)

    def _of_places(self, schema: Schema, source: str, places: Sql, beside: str = "") -> Sql:
        """Return the statement that gives the columns of the rows in these places, in order, with what is `beside`."""
        text = (
            f"SELECT {self._selected(schema, ())}{beside} FROM {source} WHERE {quote(ROW)} IN ({places.text})"  # noqa: S608 - see above
        )
        return Sql(f"{text} ORDER BY {self._order(schema)}", places.parameters)

    def _order(self, schema: Schema) -> str:
        return ", ".join((*_ordered(schema, self.sorts), quote(ROW)))

    def _selected(self, schema: Schema, columns: Sequence[str]) -> str:
        for name in (*columns, *self.columns):
            type_of(schema, name)
        return ", ".join(map(quote, columns or self.columns)) or "*"

    def _by_place(self, schema: Schema) -> bool:
        """Say whether the page is a stretch of the table as it stands, found without counting what is before it."""
        plain = not (self.narrowed or self.sorts or self.grouped or self.distinct or self.after)
        return plain and bool(self._selected(schema, ()))

    def _stretch(self, schema: Schema, source: str) -> Sql:
        span = f"{quote(ROW)} > {self.offset} AND {quote(ROW)} <= {self.offset + self.size}"
        wanted = self._selected(schema, ())
        return Sql(f"SELECT {wanted} FROM {source} WHERE {span} ORDER BY {quote(ROW)}")  # noqa: S608 - names quoted

    def _taken_together(self, schema: Schema, source: str, *, ordered: bool = False) -> Sql:
        where = self._where(schema)
        if self.grouped:
            keys = [each.sql(schema) for each in self.groups]
            parts = [f"{key} AS {quote(each.name)}" for key, each in zip(keys, self.groups, strict=True)]
            parts += [f"{each.sql(schema)} AS {quote(each.name)}" for each in self.aggregates]
            text = f"SELECT {', '.join(parts)} FROM {source}{where.text}"  # noqa: S608 - names quoted, values bound
            text += f" GROUP BY {', '.join(keys)}" if keys else ""
        else:
            text = f"SELECT DISTINCT {', '.join(map(quote, self.names(schema)))} FROM {source}{where.text}"  # noqa: S608 - see above
        if not ordered:
            return Sql(text, where.parameters)
        names = self.names(schema)
        for each in self.sorts:
            if each.column not in names:
                raise errors.ColumnUnknown(column=each.column, columns=", ".join(names))
        told = {each.column for each in self.sorts}
        order = [_direction(each) for each in self.sorts]
        order += [f"{quote(name)} NULLS LAST" for name in names if name not in told]
        return Sql(f"SELECT * FROM ({text}) ORDER BY {', '.join(order)}", where.parameters)  # noqa: S608 - see above

    @property
    def _conditions(self) -> tuple[Condition, ...]:
        return (*self.filters, self.condition) if self.condition else self.filters

    def _where(self, schema: Schema) -> Sql:
        parts = [each.sql(schema) for each in self._conditions]
        parts += [_word_sql(schema, word) for word in self.text.split()]
        if not parts:
            return Sql("")
        text = " AND ".join(f"({part.text})" for part in parts)
        return Sql(f" WHERE {text}", tuple(value for part in parts for value in part.parameters))

    def _behind(self, schema: Schema, cursor: Cursor) -> Sql:
        """Return the condition of the rows that come after another in this order."""
        if len(cursor.values) != len(self.sorts):
            raise errors.ParameterInvalid(name="after", value=str(cursor)[:40], expected="the same `sort`")
        same: list[Sql] = []
        ways: list[Sql] = []
        for each, value in zip(self.sorts, cursor.values, strict=True):
            name = quote(each.column)
            if value is not None:
                held = _bound(schema, each.column, value, cursor)
                later = f"({name} {'<' if each.descending else '>'} {held.text} OR {name} IS NULL)"
                ways.append(_together([*same, Sql(later, held.parameters)]))
                same.append(Sql(f"{name} = {held.text}", held.parameters))
            else:
                type_of(schema, each.column)
                same.append(Sql(f"{name} IS NULL"))
        ways.append(_together([*same, Sql(f"{quote(ROW)} > {cursor.row}")]))
        text = " OR ".join(f"({way.text})" for way in ways)
        return Sql(text, tuple(value for way in ways for value in way.parameters))


def _word_sql(schema: Schema, word: str) -> Sql:
    """Return the condition that a word stands in one of a row's texts."""
    cells = [quote(each.name) for each in schema.columns if each.type == "string"]
    parts = [f"contains({', '.join(folded(cell, word))})" for cell in cells]
    return Sql(" OR ".join(parts) or "false", (word,) * len(parts))


def _ordered(schema: Schema, sorts: Sequence[Sort]) -> list[str]:
    for each in sorts:
        type_of(schema, each.column)
    return [_direction(each) for each in sorts]


def _direction(each: Sort) -> str:
    return f"{quote(each.column)} {'DESC' if each.descending else 'ASC'} NULLS LAST"


def _bound(schema: Schema, column: str, value: str, cursor: Cursor) -> Sql:
    try:
        return bound(type_of(schema, column), value)
    except ValueError as error:
        raise errors.ParameterInvalid(
            name="after", value=str(cursor)[:40], expected="the same `sort`"
        ) from error


def _together(parts: Sequence[Sql]) -> Sql:
    return Sql(
        " AND ".join(part.text for part in parts),
        tuple(value for part in parts for value in part.parameters),
    )


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, (date, datetime, time)) else str(value)


def _place(row: Mapping[str, object]) -> int:
    place = row[ROW]
    assert isinstance(place, int), "every stored row has its place"
    return place
