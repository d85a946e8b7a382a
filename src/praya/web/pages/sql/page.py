"""The workbench's page, and an answer's pictures."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.model import errors
from praya.services import queries, sql
from praya.web import readable, spec, urls
from praya.web.pages.sql import answer, drawn, schema
from praya.web.pages.sql.state import LIMITS, LONGEST_ADDRESS, fixed
from praya.web.snippets import of_statement, shell
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.model.kept import KeptQuery
    from praya.model.text import Lang
    from praya.services.chart import Chart
    from praya.services.places import Places
    from praya.services.sql import Interest, Result, Scan
    from praya.web.language import Messages
    from praya.web.pages.sql.answer import Fault, Shown
    from praya.web.pages.sql.schema import Schema, Starter
    from praya.web.pages.sql.state import State, View
    from praya.web.snippets import Snippet

FILES = (("csv", "CSV"), ("xlsx", "Excel"), ("json", "JSON"), ("parquet", "Parquet"), ("arrow", "Arrow"))
SHOWN_SAVED = 20


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a statement: rows, an estimate, a failure, or nothing as it was not run."""

    result: Result | None = None
    scans: tuple[Scan, ...] = ()
    seconds: float = 0
    changing: bool = False
    """Whether the rows depend on the moment or on chance, and not on the tables and the address alone."""
    failure: errors.Failure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What an answer can be seen as, beside a table."""

    views: tuple[tuple[View, str, bool], ...]
    """Each with its address, and whether it is the one that is seen."""
    chart: spec.Told | None
    map: Places | None
    drawing: Callable[[str, str], str]
    """From a theme and a size to the drawn chart's address."""
    spec: str
    places: str
    """The places, as GeoJSON."""
    drawn_map: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """The ways to take an answer along; addresses are absolute where they are to be copied."""

    files: tuple[tuple[str, str], ...]
    link: str
    """The page as of the versions that were read, for ever; empty where the statement is too long for an address."""
    api: str
    snippets: tuple[Snippet, ...]
    save: str
    """The operator's command that keeps the statement under a name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SqlPage:
    """What the workbench shows."""

    frame: Frame
    state: State
    wanted: tuple[tuple[str, str], ...]
    """The statement's parameters and what is given for each."""
    limits: tuple[int, ...]
    most: int
    """Letters of a statement."""
    shown: Shown | None
    estimate: tuple[Scan, ...]
    fault: Fault | None
    pictures: Pictures | None
    taken: Taken | None
    schema: Schema
    starters: tuple[Starter, ...]
    saved: tuple[tuple[str, str], ...]
    """Kept queries, where no statement is written yet: their names, and their addresses here."""
    at: Callable[[str], str]
    """From a statement to the address at which it is run."""
    now: str
    """The same without the versions that it is pinned to."""
    seconds: float
    """How long a statement may take."""


def run(site: Site, state: State, interest: Interest | None = None) -> Outcome:
    """Run a state's statement as far as it asks; failures are part of what became of it."""
    if not state.text or state.run == "no":
        return Outcome()
    begun = time.perf_counter()
    try:
        if state.run == "cost":
            return Outcome(scans=sql.cost(site.platform, state.asked, interest))
        answered = sql.ask(site.platform, state.asked, interest)
        result = sql.gathered(answered)
    except errors.Failure as failure:
        return Outcome(failure=failure)
    return Outcome(
        result=result,
        scans=answered.scans,
        seconds=time.perf_counter() - begun,
        changing=answered.changing,
    )


def page(site: Site, lang: Lang, state: State, outcome: Outcome, base: str) -> tuple[str, int]:
    """Return the workbench and its status; `base` is what absolute addresses begin with."""
    fault = answer.fault(outcome.failure, state.text, lang) if outcome.failure else None
    listed = schema.schema(site.platform, lang, state.table, state.find)
    result = outcome.result
    pictures = _pictures(site, lang, state, result) if result else None
    given = dict(state.given)
    context = SqlPage(
        frame=_frame(site.messages[lang], lang, state, pictures),
        state=state,
        wanted=tuple((name, given.get(name, "")) for name in state.wanted),
        limits=LIMITS,
        most=sql.MAX_LENGTH,
        shown=answer.shown(result, outcome.scans, outcome.seconds) if result else None,
        estimate=outcome.scans if state.run == "cost" else (),
        fault=fault,
        pictures=pictures,
        taken=_taken(lang, state, outcome, base) if result else None,
        schema=listed,
        starters=schema.starters(site.platform, lang, listed) if not state.text and not state.find else (),
        saved=_every_saved(site, lang) if not state.text else (),
        at=lambda text: urls.sql(lang, replace(state, text=text, given=(), run="", view="").pairs),
        now=urls.sql(lang, replace(state, versions=()).pairs),
        seconds=site.platform.sandbox.limits.seconds,
    )
    return render(site, "sql.html", context), fault.status if fault else 200


def chart_spec(site: Site, lang: Lang, outcome: Outcome, look: spec.Look) -> spec.Spec:
    """Return an answer's chart; raise what failed, or PageMissing where it has none."""
    result = _result(outcome)
    found = drawn.chart(result)
    if found is None:
        raise errors.PageMissing
    return spec.spec(found, _told(found, site.messages[lang]), look)


def places(outcome: Outcome) -> Places:
    """Return an answer's places; raise what failed, or PageMissing where it has none."""
    found = drawn.places(_result(outcome))
    if found is None:
        raise errors.PageMissing
    return found


def address(lang: Lang, state: State) -> str:
    """Return a state's address; empty where it is too long to be one."""
    found = urls.sql(lang, state.pairs)
    return found if len(found) <= LONGEST_ADDRESS else ""


def _result(outcome: Outcome) -> Result:
    if outcome.failure:
        raise outcome.failure
    if outcome.result is None:
        raise errors.PageMissing
    return outcome.result


def _frame(words: Messages, lang: Lang, state: State, pictures: Pictures | None) -> Frame:
    tail = address(lang, state) or urls.sql(lang)
    island = {"chart": ("chart",), "map": ("map",)}.get(state.view, ()) if pictures else ()
    return Frame(
        lang=lang,
        title=words.say("sql_title"),
        title_lang=lang,
        description=words.say("sql_lead"),
        tail=tail.removeprefix(f"/{lang}"),
        islands=island,
        scripts=("workbench.js",),
        styles=("frame.css", "sql.css"),
        indexed=not state.pairs,
    )


def _pictures(site: Site, lang: Lang, state: State, result: Result) -> Pictures:
    found, located = drawn.chart(result), drawn.places(result)
    held: list[View] = ["", *(["chart"] if found else []), *(["map"] if located else [])]  # type: ignore[list-item]  # views
    seen: View = state.view if state.view in held else ""

    def picture(kind: str, **given: str) -> str:
        pairs = [*replace(state, view="").pairs, *((key, value) for key, value in given.items() if value)]
        return urls.sql_picture(lang, kind, pairs)

    return Pictures(
        views=tuple((each, address(lang, replace(state, view=each)), each == seen) for each in held),
        chart=_told(found, site.messages[lang]) if found and seen == "chart" else None,
        map=located if seen == "map" else None,
        drawing=lambda theme, size: picture("chart.svg", theme=theme, size=size),
        spec=picture("chart.json"),
        places=picture("map.json"),
        drawn_map=picture("map.svg"),
    )


def _told(chart: Chart, words: Messages) -> spec.Told:
    assert chart.y is not None, "an answer's chart measures a column"
    notes = []
    if chart.missing:
        missing, total = readable.number(chart.missing), readable.number(chart.rows)
        notes.append(words.say("note_missing", n=missing, total=total))
    if chart.left_out:
        notes.append(words.say("sql_bars_left_out", n=readable.number(chart.left_out)))
    title = words.say("chart_by", value=chart.y.name, by=chart.x.name)
    return drawn.told(chart, title, tuple(notes))


def _taken(lang: Lang, state: State, outcome: Outcome, base: str) -> Taken:
    versions = answer.versions(outcome.scans)
    pinned = fixed(state, versions)
    link = address(lang, pinned)
    csv = base + urls.api_sql([*state.for_api, ("format", "csv")])
    names = " ".join(f"--parameter {name}" for name in state.wanted)
    return Taken(
        files=tuple((name, urls.api_sql([*state.for_api, ("format", ending)])) for ending, name in FILES),
        link=base + link if link else "",
        api=base + urls.api_sql(pinned.for_api),
        snippets=of_statement(
            state.text,
            base,
            parameters=state.parameters,
            as_of=state.as_of,
            versions=state.numbers,
            csv=csv,
        ),
        save=f"praya query {shell(state.text)} --save NAME {names}".rstrip(),
    )


def _every_saved(site: Site, lang: Lang) -> tuple[tuple[str, str], ...]:
    kept = queries.every(site.platform)[:SHOWN_SAVED]
    return tuple((each.slug, urls.sql(lang, _saved(each))) for each in kept)


def _saved(kept: KeptQuery) -> list[tuple[str, str]]:
    """Return the parameters at which a kept query is run here, as far as it says what it is given."""
    defaults = [(f"${each.name}", each.default) for each in kept.parameters if each.default is not None]
    versions = [("version", f"{name}:{number}") for name, number in sorted(kept.versions.items())]
    waits = any(each.default is None for each in kept.parameters)
    as_of = [("as_of", kept.as_of)] if kept.as_of else []
    return [("q", kept.text), *defaults, *as_of, *versions, *([("run", "no")] if waits else [])]
