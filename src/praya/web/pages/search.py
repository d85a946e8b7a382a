"""Search: a question in the address, answers in a list, and ways to narrow them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from praya.model.districts import DISTRICTS
from praya.model.text import Text
from praya.services.find import FoundPage, find, marked, snippet
from praya.services.stories import matching
from praya.web import urls
from praya.web.asked import YES_OR_NO, read_question
from praya.web.pager import Pager, pager
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from praya.model.districts import District
    from praya.model.search import Question
    from praya.model.stories import Story
    from praya.model.text import Lang

SHOWN: Mapping[str, tuple[str, ...]] = {
    "has": ("table", "map", "history"),
    "theme": ("theme",),
    "publisher": ("publisher",),
    "freshness": ("freshness",),
    "frequency": ("frequency",),
    "format": ("format",),
    "language": ("language",),
    "licence": ("licence",),
    "quality": ("quality",),
}
"""The groups of choices as readers see them, and the facets in each."""
LONG = 8
"""Values shown of a facet before the rest is folded away."""
STORIES = 3
"""Stories that are shown before the datasets."""
CRAWLED = 1
"""Choices up to which search engines may list a search and follow its links: combinations are without end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One way to narrow or widen the search."""

    facet: str
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


@dataclass(frozen=True, slots=True)
class Narrowing:
    """A place or time that narrows the search, and the address without it."""

    kind: str
    title: Text
    href: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """What the search page shows."""

    frame: Frame
    found: FoundPage
    facets: tuple[Facet, ...]
    narrowings: tuple[Narrowing, ...]
    pager: Pager
    long: int
    everything: str
    """The address of the search without words or choices."""
    meant: str
    """The address of the search with its mistyped words put right, if there are any."""
    follow: bool
    """Whether crawlers may follow what narrows it further."""
    stories: tuple[Story, ...] = ()
    """Those that tell of all the words."""
    box: str = ""
    """The part of the map that it is narrowed to, as in an address."""
    places: tuple[District, ...] = DISTRICTS

    def pieces(self, text: str) -> list[tuple[str, bool]]:
        """Cut a text where it holds words that are searched for."""
        return marked(text, self.found.terms)

    def snippet(self, text: str) -> list[tuple[str, bool]]:
        """Cut out the part of a text that holds the words searched for, in pieces."""
        return snippet(text, self.found.terms)


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
                indexed=not question.text and question.page == 1 and question.narrowed <= CRAWLED,
                followed=urls.feeds(urls.home(lang), urls.question_pairs(replace(question, page=1))),
            ),
            found=found,
            facets=tuple(facets(lang, found)),
            narrowings=tuple(_narrowings(lang, question)),
            meant=urls.search(lang, replace(question, text=found.meant, page=1)) if found.meant else "",
            follow=not question.text and question.narrowed < CRAWLED,
            pager=pager(
                page=question.page,
                size=question.size,
                total=found.total,
                address=lambda page: urls.search(lang, replace(question, page=page)),
            ),
            long=LONG,
            everything=urls.search(lang),
            box=dict(urls.question_pairs(question)).get("bbox", ""),
            stories=matching(site.platform.settings, question.text, lang)[:STORIES]
            if question.page == 1
            else (),
        ),
    )


def facets(lang: Lang, found: FoundPage) -> Iterator[Facet]:
    """Give the ways to narrow a search; a value already chosen leads back out of it."""
    for name in SHOWN:
        held = [choice for facet in SHOWN[name] for choice in _choices(lang, found, facet)]
        if held:
            yield Facet(name=name, choices=tuple(held))


def _choices(lang: Lang, found: FoundPage, facet: str) -> Iterator[Choice]:
    question = found.question
    now = question.facets.get(facet, "")
    for value in found.facets.get(facet, ()):
        if not value.count or (facet in YES_OR_NO and value.value != (now or "yes")):
            continue
        yield Choice(
            facet=facet,
            value=value.value,
            title=value.title,
            count=value.count,
            href=urls.search(lang, question.with_facet(facet, "" if value.value == now else value.value)),
            chosen=value.value == now,
        )


def _narrowings(lang: Lang, question: Question) -> Iterator[Narrowing]:
    """Give the place and the years that a search is narrowed to, each with the way back out."""
    if question.district:
        name = next(each.name for each in DISTRICTS if each.code == question.district)
        yield Narrowing("district", name, urls.search(lang, replace(question, district="", page=1)))
    if question.box:
        yield Narrowing("box", Text(), urls.search(lang, replace(question, box=None, page=1)))
    if question.since is not None or question.until is not None:
        years = f"{question.since or ''}–{question.until or ''}"
        yield Narrowing(
            "years", Text.of(years), urls.search(lang, replace(question, since=None, until=None, page=1))
        )
