"""Publishers and themes: the list of all, and what one of them holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model.search import Question
from praya.services import read
from praya.services.find import find
from praya.web import urls
from praya.web.pages.search import facets
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.model.catalogue import Kind
    from praya.model.text import Lang
    from praya.services.find import FoundPage
    from praya.services.read import Shelf, Shelved
    from praya.web.pages.search import Facet

OTHER_FACETS = {"publisher": ("theme", "format"), "theme": ("publisher", "format")}
"""What a shelf can be narrowed by."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelvesPage:
    """The list of all publishers or themes."""

    frame: Frame
    kind: Kind
    shelves: tuple[Shelved, ...]
    """Those with datasets."""
    empty: tuple[Shelved, ...]
    most: int
    """The most datasets that one of them has."""
    address: Callable[[Lang, str], str]
    """From a language and an id to its page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShelfPage:
    """What one publisher or theme holds."""

    frame: Frame
    kind: Kind
    shelf: Shelf
    found: FoundPage
    """Its newest datasets."""
    facets: tuple[Facet, ...]
    everything: str
    """The address of the search among all its datasets."""


def shelves_page(site: Site, lang: Lang, kind: Kind) -> str:
    """Return the list of all publishers or themes."""
    title = site.messages[lang].say(f"nav_{kind}s")
    address = {"publisher": urls.publishers, "theme": urls.themes}[kind]
    found = read.shelves(site.platform, kind)
    return render(
        site,
        "shelves.html",
        ShelvesPage(
            frame=Frame(lang=lang, title=title, title_lang=lang, tail=address(lang).removeprefix(f"/{lang}")),
            kind=kind,
            shelves=tuple(each for each in found if each.datasets),
            empty=tuple(each for each in found if not each.datasets),
            most=max((each.datasets for each in found), default=0),
            address={"publisher": urls.publisher, "theme": urls.theme}[kind],
        ),
    )


def shelf_page(site: Site, lang: Lang, kind: Kind, key: str) -> str:
    """Return the page of one publisher or theme; raise PublisherMissing or ThemeMissing."""
    shelf = read.shelf(site.platform, kind, key)
    question = Question(facets={kind: key})
    found = find(site.platform, question)
    address = {"publisher": urls.publisher, "theme": urls.theme}[kind]
    shown = shelf.of.title.shown(lang)
    return render(
        site,
        "shelf.html",
        ShelfPage(
            frame=Frame(
                lang=lang,
                title=shown.words if shown else key,
                title_lang=shown.lang if shown else lang,
                tail=address(lang, key).removeprefix(f"/{lang}"),
                followed=urls.feeds(address(lang, key)),
            ),
            kind=kind,
            shelf=shelf,
            found=found,
            facets=tuple(each for each in facets(lang, found) if each.name in OTHER_FACETS[kind]),
            everything=urls.search(lang, question),
        ),
    )
