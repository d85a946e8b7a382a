"""The pages of stories: the list of all, and one story with what the data says in it now."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.stories import Prose
from praya.services import read, stories
from praya.web import readable, urls
from praya.web.pages.stories import prose
from praya.web.pages.stories.answers import SECONDS
from praya.web.pages.stories.figures import Asking, shown, workbench
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from praya.model.stories import Story
    from praya.model.text import Lang, Text
    from praya.web.pages.stories.figures import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A story in a list, with its first picture."""

    story: Story
    href: str
    date: str
    drawings: tuple[tuple[str, str], ...]
    """Of its first chart or map, by theme; empty without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Words, or a figure."""

    html: str = ""
    """Made by `prose`: none of it is the writer's own."""
    figure: Shown | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """What a story's page shows."""

    frame: Frame
    story: Story
    date: str
    pinned: str
    """The time that it tells of, where that is not now."""
    parts: tuple[Part, ...]
    datasets: tuple[tuple[str, Text], ...]
    """Names and titles of what it draws on."""
    queries: tuple[tuple[str, str], ...]
    """What is asked for it, by name, and where that can be asked anew."""
    others: tuple[Card, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoriesPage:
    """What the list of stories shows."""

    frame: Frame
    cards: tuple[Card, ...]


def stories_page(site: Site, lang: Lang) -> str:
    """Return the list of stories."""
    words = site.messages[lang]
    return render(
        site,
        "stories.html",
        StoriesPage(
            frame=Frame(
                lang=lang,
                title=words.say("nav_stories"),
                title_lang=lang,
                description=words.say("stories_lead"),
                tail="/stories",
                followed=urls.feeds(urls.stories(lang)),
                styles=("story.css",),
            ),
            cards=cards(site, lang),
        ),
    )


def story_page(site: Site, lang: Lang, slug: str) -> str:
    """Return one story; raise StoryMissing, or StoryBroken where its file cannot be read."""
    asking = begun(site, lang, slug)
    story = asking.story
    return render(
        site,
        "story.html",
        StoryPage(
            frame=Frame(
                lang=lang,
                title=story.title,
                title_lang=story.lang,
                description=story.summary,
                tail=f"/story/{slug}",
                islands=(
                    "chart",
                    *(["map"] if any(each.kind == "map" and each.table for each in story.figures) else []),
                ),
                styles=("story.css",),
            ),
            story=story,
            date=readable.day(story.date, lang) if story.date else "",
            pinned=story.as_of,
            parts=tuple(parts(asking)),
            datasets=tuple(_datasets(site, story)),
            queries=tuple((name, led) for name in story.queries if (led := workbench(story, name, lang))),
            others=tuple(each for each in cards(site, lang) if each.story.slug != slug),
        ),
    )


def begun(site: Site, lang: Lang, slug: str) -> Asking:
    """Return a story that is being read."""
    story = stories.story(site.platform.settings, slug, lang)
    return Asking(site=site, story=story, lang=lang, until=site.answers.now() + SECONDS)


def parts(asking: Asking) -> list[Part]:
    """Return a story's words and figures in order."""
    found, number = [], 0
    for block in asking.story.blocks:
        if isinstance(block, Prose):
            found.append(Part(html=prose.html(block.markdown, lambda *each: value(asking, *each))))
        else:
            number += 1
            found.append(Part(figure=shown(asking, block, number)))
    return found


def value(asking: Asking, query: str, column: str, form: str) -> str:
    """Return the HTML of what the first row of a query holds; where it fails, a mark that says why."""
    try:
        return (
            f'<data class="told" value="{query}.{column}">{escape(asked(asking, query, column, form))}</data>'
        )
    except errors.Failure as failure:
        explained = errors.explain(failure.code, failure.fields, asking.lang)
        return f'<mark class="broken">{{{{{query}.{column}}}}}: {escape(explained.message)}</mark>'


def asked(asking: Asking, query: str, column: str, form: str) -> str:
    """Return what the first row of a query holds, as it is written; raise why it cannot be."""
    told = asking.ask(query)
    if column not in told.columns:
        raise errors.ColumnUnknown(column=column, columns=", ".join(told.columns))
    if not told.rows:
        raise errors.StoryBroken(line=1, reason=f"the query “{query}” gives no row")
    held = told.rows[0][told.columns.index(column)]
    try:
        return prose.written(held, form, asking.lang, asking.site.messages[asking.lang])
    except (ValueError, IndexError) as error:
        raise errors.StoryBroken(line=1, reason=f"“{form}” does not fit {query}.{column}") from error


def cards(site: Site, lang: Lang) -> tuple[Card, ...]:
    """Return every story with its first picture."""
    return tuple(card(story, lang) for story in stories.stories(site.platform.settings, lang))


def card(story: Story, lang: Lang) -> Card:
    """Return a story with its first picture."""
    first = next((number for number, each in enumerate(story.figures, 1) if each.kind != "table"), 0)

    def drawing(theme: str) -> str:
        look = [*([("theme", theme)] if theme != "light" else []), ("size", "card")]
        return urls.story_picture(lang, story.slug, first, "svg", look)

    return Card(
        story=story,
        href=urls.story(lang, story.slug),
        date=readable.day(story.date, lang) if story.date else "",
        drawings=tuple((theme, drawing(theme)) for theme in ("light", "dark")) if first else (),
    )


def _datasets(site: Site, story: Story) -> list[tuple[str, Text]]:
    found = []
    for name in story.datasets:
        try:
            found.append((name, read.dataset(site.platform, name).dataset.title))
        except errors.DatasetMissing:
            continue
    return found
