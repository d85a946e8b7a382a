"""`praya query`: SQL over the open tables, and queries that are kept as addresses of the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya import show
from praya.cli.terminal import err, now
from praya.model import errors
from praya.model.kept import KeptQuery, checked_slug, parse_parameter, slug_of
from praya.model.moment import parse_as_of
from praya.platform import Platform, open_platform
from praya.services import queries, sql

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Sequence

    from praya.settings import Settings

    Command = Callable[[Settings, argparse.Namespace], int]
    Add = Callable[[str, Command, str], argparse.ArgumentParser]

BY_ITSELF = "-"
"""The name of a query that is to be named by what it says."""


def add_commands(add: Add) -> None:
    """Add the command to the parser."""
    child = add("query", _query, "Ask the open tables in SQL, or keep a query as an address of the API.")
    child.add_argument("sql", nargs="?", help="one SELECT")
    child.add_argument("--as-of", default="", metavar="WHEN", help="ask the tables as of a day or moment")
    child.add_argument(
        "--set", action="append", default=[], metavar="NAME=VALUE", help="what $NAME stands for, as text"
    )
    instead = child.add_mutually_exclusive_group()
    instead.add_argument("--tables", action="store_true", help="list the tables and their columns instead")
    instead.add_argument(
        "--save",
        metavar="NAME",
        help="keep it as /api/v1/queries/NAME instead; - names it by what it says, of today's versions for ever",
    )
    instead.add_argument("--forget", metavar="NAME", help="let a kept query go instead")
    child.add_argument(
        "--parameter",
        action="append",
        default=[],
        metavar="NAME:TYPE=DEFAULT",
        help="what a kept query is given: text, integer, number, boolean, date or datetime",
    )
    form = child.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="print rows as JSON")
    form.add_argument("--csv", action="store_true", help="print rows as CSV")


def _query(settings: Settings, options: argparse.Namespace) -> int:
    if bool(options.sql) == (options.tables or bool(options.forget)):
        err.print("praya query: give one SELECT, or --tables, or --forget NAME", style="red")
        return 2
    platform = open_platform(settings)
    if options.tables:
        show.tables(sql.tables(platform), as_json=options.json)
    elif options.forget:
        queries.forget(platform, options.forget)
    elif options.save:
        _keep(platform, options)
    else:
        as_of = parse_as_of(options.as_of)
        asked = sql.Asked(text=options.sql, parameters=_given(options.set), as_of=as_of)
        show.result(sql.query(platform, asked), as_json=options.json, as_csv=options.csv)
    return 0


def _keep(platform: Platform, options: argparse.Namespace) -> None:
    """Keep a query, if it reads tables that are there and has the parameters that it declares."""
    parameters = tuple(map(parse_parameter, options.parameter))
    as_of = parse_as_of(options.as_of)
    asked = sql.Asked(
        text=options.sql, parameters=dict.fromkeys(each.name for each in parameters), as_of=as_of
    )
    scans = sql.cost(platform, asked)
    versions = {each.name: each.version for each in scans} if options.save == BY_ITSELF else {}
    slug = slug_of(options.sql, versions) if options.save == BY_ITSELF else checked_slug(options.save)
    queries.keep(
        platform,
        KeptQuery(
            slug=slug,
            text=options.sql,
            parameters=parameters,
            as_of=options.as_of,
            versions=versions,
            created=now(),
        ),
    )
    err.print(f"Kept as /api/v1/queries/{slug}", markup=False)


def _given(texts: Sequence[str]) -> dict[str, str]:
    """Return what `NAME=VALUE` says; raise ParameterInvalid."""
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise errors.ParameterInvalid(name="--set", value=text, expected="NAME=VALUE")
        pairs[name] = value
    return pairs
