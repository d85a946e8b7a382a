"""The front page: what this is, how much there is, and the data itself as its picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.services import read
from praya.web import strip, urls
from praya.web.pages.stories.page import cards
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from praya.model.text import Lang
    from praya.services.read import Home
    from praya.web.pages.stories.page import Card
    from praya.web.strip import Strip

PUBLISHERS = 12
STORIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class HomePage:
    """What the front page shows."""

    frame: Frame
    home: Home
    publishers: int
    """How many publishers are named before the link to all."""
    strip: Strip | None
    stories: tuple[Card, ...]


def home_page(site: Site, lang: Lang) -> str:
    """Return the front page."""
    words = site.messages[lang]
    home = read.home(site.platform)
    told = cards(site, lang)[:STORIES]
    return render(
        site,
        "home.html",
        HomePage(
            frame=Frame(
                lang=lang,
                title=words.say("home_title"),
                title_lang=lang,
                description=words.say("home_lead"),
                followed=urls.feeds(urls.home(lang)),
                styles=("story.css",) if told else (),
            ),
            home=home,
            publishers=PUBLISHERS,
            strip=strip.longest(site, lang),
            stories=told,
        ),
    )
