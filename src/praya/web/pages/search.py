"""Search: a question in the address, answers in a list, and ways to narrow them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import parse
from praya.model.search import Question
from praya.services.find import FacetValue, FoundPage, find
from praya.web import urls
from praya.web.pager import Pager, pager
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from praya.model.text import Lang, Text

FACETS = ("table", "theme", "publisher", "format")
LONG = 8
"""Values shown of a facet before the rest is folded away."""
MOST_TEXT = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to narrow or widen the search."""

    value: str
    title: Text
    """Empty for values that are their own words, such as formats."""
    count: int
    href: str
    chosen: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facet:
    """The ways to narrow the search by one property."""

    name: str
    choices: tuple[Choice, ...]

    @property
    def chosen(self) -> Choice | None:
        """Return the choice the reader has made."""
        return next((each for each in self.choices if each.chosen), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What the search page shows."""

    frame: Frame
    found: FoundPage
    facets: tuple[Facet, ...]
    pager: Pager
    long: int
    everything: str
    """The address of the search without words or choices."""


def search_page(site: Site, lang: Lang, pairs: Sequence[tuple[str, str]]) -> str:
    """Answer a search; raise ParameterInvalid for a value a parameter cannot have."""
    question = read_question(pairs)
    found = find(site.platform, question)
    words = site.messages[lang]
    title = words.say("search_title_for", text=question.text) if question.text else words.say("search_title")
    return render(
        site,
        "search.html",
        SearchPage(
            frame=Frame(
                lang=lang,
                title=title,
                title_lang=lang,
                tail=urls.search(lang, question).removeprefix(f"/{lang}"),
                text=question.text,
                indexed=question == Question(),
                followed=urls.feeds(urls.home(lang), urls.question_pairs(replace(question, page=1))),
            ),
            found=found,
            facets=tuple(facets(lang, found)),
            pager=pager(
                page=question.page,
                size=question.size,
                total=found.total,
                address=lambda page: urls.search(lang, replace(question, page=page)),
            ),
            long=LONG,
            everything=urls.search(lang),
        ),
    )


def read_question(pairs: Sequence[tuple[str, str]]) -> Question:
    """Read a search from an address's parameters; the last of a repeated one counts, unknown ones are passed over."""
    given = dict(pairs)
    tables: dict[str, bool | None] = {"": None, "yes": True, "no": False}
    wanted = given.get("table", "")
    if wanted not in tables:
        raise errors.ParameterInvalid(name="table", value=wanted, expected="yes, no")
    return Question(
        text=" ".join(given.get("q", "").split())[:MOST_TEXT],
        theme=given.get("theme", ""),
        publisher=given.get("publisher", ""),
        format=given.get("format", ""),
        has_table=tables[wanted],
        page=parse([("page", given.get("page", ""))]).page,
    )


def facets(lang: Lang, found: FoundPage) -> Iterator[Facet]:
    """Give the ways to narrow a search; a value already chosen leads back out of it."""
    question = replace(found.question, page=1)
    chosen = {
        "theme": question.theme,
        "publisher": question.publisher,
        "format": question.format,
        "table": {True: "yes", False: "no", None: ""}[question.has_table],
    }
    for name in FACETS:
        values = found.facets.get(name, ())
        if name == "table":  # "yes" before "no", whichever are more
            values = tuple(sorted(values, key=lambda each: each.value, reverse=True))
        choices = tuple(_choice(lang, question, name, value, chosen[name]) for value in values if value.count)
        if choices:
            yield Facet(name=name, choices=choices)


def _choice(lang: Lang, question: Question, name: str, value: FacetValue, chosen: str) -> Choice:
    is_chosen = value.value == chosen
    wanted = "" if is_chosen else value.value
    narrowed = {
        "theme": lambda: replace(question, theme=wanted),
        "publisher": lambda: replace(question, publisher=wanted),
        "format": lambda: replace(question, format=wanted),
        "table": lambda: replace(question, has_table={"yes": True, "no": False}.get(wanted)),
    }[name]()
    return Choice(
        value=value.value,
        title=value.title,
        count=value.count,
        href=urls.search(lang, narrowed),
        chosen=is_chosen,
    )
