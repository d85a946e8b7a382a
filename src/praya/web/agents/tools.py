"""The tools: what agents ask most, a method each. Their docstrings and annotations are what a model is told.

Annotations are read by the protocol's library when the tools are listed, so they are not postponed here.
"""

import re
from collections.abc import Callable
from itertools import islice
from typing import Annotated, Any, Literal

from mcp.server.mcpserver import Context
from mcp.types import CallToolResult
from pydantic import Field

from praya.model.errors import Failure
from praya.model.moment import parse_as_of
from praya.model.query import parse
from praya.model.search import Question
from praya.model.text import LANGS, Lang
from praya.services import ask, diff, find, read, sql
from praya.web import urls
from praya.web.agents import reports
from praya.web.agents.answer import Answer, failed, told, within
from praya.web.agents.hints import hint
from praya.web.agents.sources import cited, latest, source, source_of
from praya.web.api.native.projected import without_ours
from praya.web.language import preferred
from praya.web.origin import set_origin
from praya.web.view import Site

Told = Annotated[CallToolResult, Answer]
Language = Annotated[
    Literal["en", "zh-Hant", "zh-Hans"] | None,
    Field(description="Language of titles and explanations; unless told, the language of the question."),
]
AsOf = Annotated[
    str, Field(description="A version's number, a day (2025-09-08) or a moment; the latest unless told.")
]
MaxRows = Annotated[int, Field(ge=1, le=200, description="Rows at most.")]
Budget = Annotated[int, Field(ge=500, le=60_000, description="Characters of rows at most.")]
Name = Annotated[str, Field(min_length=1, max_length=200)]
PAGE = 8
CHANGED_ROWS = 20
_CHINESE = re.compile("[\u3400-\u9fff]")


class Tools:
    """What a model can call, over one site."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._platform = site.platform

    def find(
        self,
        *,
        words: Annotated[
            str, Field(max_length=400, description="In English or Chinese; empty for the newest.")
        ],
        ctx: Context,
        language: Language = None,
        only_with_tables: Annotated[
            bool, Field(description="Leave out datasets that cannot be queried.")
        ] = True,
        page: Annotated[int, Field(ge=1, le=1000)] = 1,
    ) -> Told:
        """Search the city's open datasets. Begin here; then call `describe` with a dataset's name."""

        def answer(lang: Lang) -> CallToolResult:
            question = Question(
                text=words, facets={"table": "yes"} if only_with_tables else {}, page=page, size=PAGE
            )
            found = find.find(self._platform, question)
            views = [read.dataset(self._platform, each.dataset.name) for each in found.hits]
            left = found.total - question.offset - len(views)
            more = (
                f"{left} more: call again with page={page + 1}, or with narrower words." if left > 0 else ""
            )
            return told(
                {"total": found.total, "datasets": [reports.in_list(each, lang) for each in views]},
                [source(self._site, each, latest(each), lang) for each in views],
                lang,
                more,
            )

        return self._told(answer, ctx, language, words)

    def describe(self, *, dataset: Name, ctx: Context, language: Language = None) -> Told:
        """Tell what is in a dataset: tables, columns with types, units, bounds and examples, and caveats."""

        def answer(lang: Lang) -> CallToolResult:
            view = read.dataset(self._platform, dataset)
            data, more = reports.described(reports.card_of(self._site, dataset, lang))
            return told(data, [source(self._site, view, latest(view), lang)], lang, more)

        return self._told(answer, ctx, language, "")

    def card(self, *, dataset: Name, ctx: Context, language: Language = None) -> Told:
        """Tell how to use a dataset: questions with SQL that runs, joins to other tables, freshness, terms, limits."""

        def answer(lang: Lang) -> CallToolResult:
            view = read.dataset(self._platform, dataset)
            data, more = reports.how_to_use(reports.card_of(self._site, dataset, lang))
            return told(data, [source(self._site, view, latest(view), lang)], lang, more)

        return self._told(answer, ctx, language, "")

    def query_table(
        self,
        *,
        table: Name,
        ctx: Context,
        where: Annotated[
            list[str] | None,
            Field(
                description="Conditions `column,operator,value` that must all hold: `district,eq,Sha Tin`."
            ),
        ] = None,
        filter: Annotated[str, Field(description="CQL2 text: `a = 'x' OR NOT (b BETWEEN 1 AND 2)`.")] = "",  # noqa: A002 - as in the API
        words: Annotated[str, Field(description="Words that must stand in a row's texts.")] = "",
        columns: Annotated[str, Field(description="Only these, separated by commas.")] = "",
        group: Annotated[
            str, Field(description="Columns to take rows together by; of dates `day:month`.")
        ] = "",
        aggregate: Annotated[str, Field(description="`count`, `avg:speed`, `max:speed`, …")] = "",
        sort: Annotated[str, Field(description="Columns, `-` before one that falls.")] = "",
        near: Annotated[str, Field(description="Points within `longitude,latitude,metres`.")] = "",
        after: Annotated[str, Field(description="Where the page before ended, as its `more` says.")] = "",
        as_of: AsOf = "",
        max_rows: MaxRows = 20,
        max_characters: Budget = 8000,
        language: Language = None,
    ) -> Told:
        """Ask one table for rows, filtered, grouped, ordered, as of any time. For joins use `query_sql`."""
        pairs = [("where", each) for each in where or ()]
        pairs += [("filter", filter), ("q", words), ("columns", columns), ("group", group), ("near", near)]
        pairs += [("aggregate", aggregate), ("sort", sort), ("after", after), ("as_of", as_of)]

        def answer(lang: Lang) -> CallToolResult:
            query = parse([*pairs, ("size", str(max_rows))])
            held = read.table(self._platform, table, parse_as_of(query.as_of))
            found = ask.rows(self._platform, held, query)
            rows = [without_ours(row, () if query.grouped else query.columns) for row in found.rows]
            names = list(rows[0]) if rows else list(query.names(held.schema))
            shown, _ = within([list(row.values()) for row in rows], max_characters)
            data = {"table": held.name, "total": found.total, "columns": names, "rows": shown}
            more = ""
            if len(shown) < found.total:
                more = f"{len(shown)} of {found.total} rows. "
                if not (query.grouped or query.distinct):
                    following = query.cursor(found.rows[len(shown) - 1], held.version)
                    more += f"The next: call again with after={following}. "
                address = set_origin(self._platform.settings) + urls.data(held.name, "parquet")
                more += f"All rows as a file: {address}?as_of={held.version}"
            return told(data, [source_of(self._site, held, lang)], lang, more)

        return self._told(answer, ctx, language, words)

    def query_sql(
        self,
        *,
        statement: Annotated[
            str, Field(max_length=20_000, description='One SELECT (DuckDB): SELECT … FROM "t".')
        ],
        ctx: Context,
        as_of: AsOf = "",
        max_rows: MaxRows = 50,
        max_characters: Budget = 8000,
        language: Language = None,
    ) -> Told:
        """Ask all tables in SQL, joins included. Read only; names of tables and columns are those of `describe`."""

        def answer(lang: Lang) -> CallToolResult:
            moment = parse_as_of(as_of)
            answered = sql.ask(self._platform, sql.Asked(text=statement, as_of=moment, limit=max_rows))
            try:
                rows = (row for batch in answered.batches for row in zip(*_lists(batch), strict=True))
                shown, all_fitted = within(islice(rows, max_rows), max_characters)
                cut = not all_fitted or answered.more
            finally:
                answered.close()
            tables = [read.table(self._platform, *each) for each in sorted(answered.versions.items())]
            more = (
                f"Only the first {len(shown)} rows: narrow the statement, or add ORDER BY and OFFSET."
                if cut
                else ""
            )
            data = {"columns": list(answered.columns), "rows": shown}
            return told(data, [source_of(self._site, each, lang) for each in tables], lang, more)

        return self._told(answer, ctx, language, "")

    def changes(
        self,
        *,
        table: Name,
        ctx: Context,
        before: Annotated[
            str, Field(description="A version, day or moment; the version before the latest.")
        ] = "",
        after: Annotated[str, Field(description="The same; the latest unless told.")] = "",
        key: Annotated[str, Field(description="Columns that tell which row is which.")] = "",
        language: Language = None,
    ) -> Told:
        """Tell which versions of a table are kept, and what changed between two of them."""

        def answer(lang: Lang) -> CallToolResult:
            versions = read.timeline(self._platform, table)
            held = read.table(self._platform, table, parse_as_of(after))
            earlier = parse_as_of(before) or versions[max(len(versions) - 2, 0)].number
            found = diff.diff(
                self._platform,
                table,
                earlier,
                held.version,
                key=tuple(each for each in key.split(",") if each),
                limit=CHANGED_ROWS,
            )
            data, more = reports.changed(versions, found)
            return told(data, [source_of(self._site, held, lang)], lang, more)

        return self._told(answer, ctx, language, "")

    def cite(self, *, table: Name, ctx: Context, as_of: AsOf = "", language: Language = None) -> Told:
        """Tell how to name a table's version as a source: a line, BibTeX, a permalink, the licence and its duties."""

        def answer(lang: Lang) -> CallToolResult:
            held = read.table(self._platform, table, parse_as_of(as_of))
            dataset, version = read.owner(self._platform, held)
            view = read.dataset(self._platform, dataset.name)
            named = cited(self._site, view, version, lang)
            data = reports.cited(named, lang)
            return told(data, [source_of(self._site, held, lang)], lang)

        return self._told(answer, ctx, language, "")

    def _told(
        self, answer: Callable[[Lang], CallToolResult], ctx: Context, language: Lang | None, words: str
    ) -> CallToolResult:
        """Answer in the caller's language; a failure says what to do next."""
        lang = language or _language(ctx, words)
        try:
            return answer(lang)
        except Failure as failure:
            return failed(failure, lang, hint(self._platform, failure))


def _language(ctx: Context, words: str) -> Lang:
    """Return the language of the words, or else what the caller's program prefers."""
    accepted = (ctx.headers or {}).get("accept-language", "")
    wanted = preferred(accepted) if accepted else LANGS[0]
    return "zh-Hant" if _CHINESE.search(words) and wanted == "en" else wanted


def _lists(batch: Any) -> list[list[object]]:  # noqa: ANN401 - pyarrow has no types
    return [column.to_pylist() for column in batch.columns]
