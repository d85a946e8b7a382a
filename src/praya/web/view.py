"""What pages share: the site they belong to, the frame around them, and how they become HTML."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from jinja2 import Environment, PackageLoader, StrictUndefined

from praya.model.text import LANGS, Lang
from praya.web import language, navigation, readable, urls
from praya.web.language import Messages
from praya.web.pages.stories.answers import Answers

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from praya.platform import Platform
    from praya.web.assets import Assets
    from praya.web.pace import Pace


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What every page may draw on."""

    platform: Platform
    assets: Assets
    now: Callable[[], datetime]
    messages: Mapping[Lang, Messages]
    templates: Environment
    pace: Pace
    answers: Answers = field(default_factory=Answers)
    """What the queries of stories said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Where a reader stands and what the browser's tab says."""

    lang: Lang
    title: str
    title_lang: Lang
    description: str = ""
    tail: str = ""
    """The address behind the language's prefix, with its question: the same place in every language."""
    text: str = ""
    """The words now searched for."""
    islands: tuple[str, ...] = ()
    """The scripts this page needs."""
    scripts: tuple[str, ...] = ()
    """The scripts this page has beside those of every page, loaded at once."""
    styles: tuple[str, ...] = ()
    """The style sheets this page needs beside those of every page."""
    embedded: bool = False
    """Whether it stands in somebody else's page: then there is nothing around it."""
    card: str = ""
    """The whole address of the picture that stands beside a link to the page."""
    full: bool = False
    """Whether its content has the whole window."""
    indexed: bool = True
    """Whether search engines may list the page."""
    others: tuple[tuple[str, str], ...] = ()
    """The same in other forms: media types and addresses."""
    followed: Mapping[str, str] = field(default_factory=dict)
    """What is new here, to be followed: addresses by media type."""
    linked: str = ""
    """What the page says to search engines, as JSON that is safe in a `script` element."""

    def here(self, lang: Lang) -> str:
        """Return this place in another language."""
        return f"/{lang}{self.tail}"


class Page(Protocol):
    """A typed context of a template."""

    @property
    def frame(self) -> Frame:
        """Return the frame around the page."""


def open_templates() -> Environment:
    """Return the templates' environment: everything is escaped, and an unknown name is an error."""
    return Environment(
        loader=PackageLoader("praya.web"),
        autoescape=True,
        auto_reload=False,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def open_messages() -> Mapping[Lang, Messages]:
    """Read the portal's own words in every language."""
    return {lang: Messages(lang) for lang in LANGS}


def render(site: Site, template: str, page: Page) -> str:
    """Turn a page's context into HTML in its reader's language."""
    lang = page.frame.lang
    words = site.messages[lang]
    return site.templates.get_template(template).render(
        page=page,
        lang=lang,
        langs=LANGS,
        language=language,
        t=words.say,
        n=lambda key, number: words.count(key, number, readable.number(number)),
        r=readable,
        urls=urls,
        navigation=navigation,
        assets=site.assets,
        origin=site.platform.settings.url,  # search engines follow whole addresses only
    )
