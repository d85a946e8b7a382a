"""What is new, to be followed: everywhere, of a publisher or theme, of a search, of one dataset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import TYPE_CHECKING

from praya.model.moment import CITY_TIME
from praya.model.search import EVERYTHING, Order, Question, Words
from praya.services import read, records, stories
from praya.web import readable, urls
from praya.web.asked import read_question
from praya.web.syndication import Entry, Feed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.catalogue import Kind
    from praya.model.stories import Story
    from praya.model.text import Lang, Text
    from praya.services.records import Change, Whole
    from praya.web.view import Site

SIZE = 30
NEWEST = (Order("modified", descending=True), Order("name"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Who asks for a feed, in which language and form, and what its addresses begin with."""

    site: Site
    lang: Lang
    ending: str
    """`atom` or `json`."""
    origin: str

    def feed(
        self,
        place: str,
        title: str,
        entries: Sequence[Entry],
        pairs: Sequence[tuple[str, str]] = (),
        *,
        page: str = "",
    ) -> Feed:
        """Return a feed of what is new at a place; its page is the same address unless told."""
        return Feed(
            id=self.origin + urls.feed(place, "atom", pairs),
            title=f"{title} · {self.site.messages[self.lang].say('site_name')}",
            lang=self.lang,
            links={
                "self": self.origin + urls.feed(place, self.ending, pairs),
                "alternate": self.origin + (page or place),
            },
            updated=max((each.updated for each in entries), default=self.site.now()),
            entries=tuple(entries),
        )


def searched(wanted: Wanted, pairs: Sequence[tuple[str, str]]) -> Feed:
    """Return the newest datasets that a search finds; without a question every file's latest version."""
    words, lang = wanted.site.messages[wanted.lang], wanted.lang
    question = read_question(pairs)
    if question == Question():
        changes = records.changes(wanted.site.platform, SIZE)
        entries = [_version(wanted, each) for each in changes]
        return wanted.feed(urls.home(lang), words.say("feed_all"), entries)
    words_asked = Words("any", question.text) if question.text else EVERYTHING
    asked = replace(
        question, condition=words_asked, orders=NEWEST, page=1, size=SIZE
    )  # by time, not by relevance
    found = records.search(wanted.site.platform, asked)
    title = words.say("search_title_for", text=question.text) if question.text else words.say("search_title")
    entries = [_dataset(wanted, each) for each in found.records]
    return wanted.feed(
        urls.home(lang), title, entries, urls.question_pairs(question), page=urls.search(lang, question)
    )


def of_shelf(wanted: Wanted, kind: Kind, key: str) -> Feed:
    """Return the latest versions of a publisher's or a theme's files; raise PublisherMissing or ThemeMissing."""
    of = read.shelf(wanted.site.platform, kind, key).of
    place = {"publisher": urls.publisher, "theme": urls.theme}[kind](wanted.lang, key)
    changes = records.changes(wanted.site.platform, SIZE, part=(kind, key))
    return wanted.feed(
        place, _said(of.title, wanted.lang) or key, [_version(wanted, each) for each in changes]
    )


def of_stories(wanted: Wanted) -> Feed:
    """Return the newest stories; one without a date is not news."""
    words, lang = wanted.site.messages[wanted.lang], wanted.lang
    told = [each for each in stories.stories(wanted.site.platform.settings, lang) if each.date]
    return wanted.feed(
        urls.stories(lang), words.say("nav_stories"), [_story(wanted, each) for each in told[:SIZE]]
    )


def of_dataset(wanted: Wanted, name: str) -> Feed:
    """Return the newest versions of a dataset's files; raise DatasetMissing."""
    dataset = records.record(wanted.site.platform, name).dataset
    changes = records.changes(wanted.site.platform, SIZE, key=name)
    title = _said(dataset.title, wanted.lang) or name
    place = urls.dataset(wanted.lang, dataset.name)
    return wanted.feed(place, title, [_version(wanted, each) for each in changes])


def _story(wanted: Wanted, story: Story) -> Entry:
    assert story.date, "only dated ones are told"
    return Entry(
        id=f"{wanted.origin}/story/{story.slug}",
        title=story.title,
        link=wanted.origin + urls.story(wanted.lang, story.slug),
        author=wanted.site.messages[wanted.lang].say("site_name"),
        summary=story.summary,
        updated=datetime.combine(story.date, time.min, CITY_TIME),
        categories=story.datasets,
    )


def _version(wanted: Wanted, change: Change) -> Entry:
    dataset, version, lang = change.dataset, change.version, wanted.lang
    words = wanted.site.messages[lang]
    return Entry(
        id=f"{wanted.origin}/dataset/{dataset.id}#{version.distribution_id}@{version.number}",
        title=f"{_said(dataset.title, lang) or dataset.name} · {words.say('version_number', n=version.number)}",
        link=wanted.origin + urls.dataset(lang, dataset.name),
        author=_said(change.publisher.title, lang) or change.publisher.id,
        summary=words.say(
            "feed_version",
            when=readable.moment(version.retrieved_at, lang),
            size=readable.size(version.bytes),
            url=version.url,
        ),
        updated=version.retrieved_at,
        published=version.retrieved_at,
    )


def _dataset(wanted: Wanted, whole: Whole) -> Entry:
    dataset, lang = whole.dataset, wanted.lang
    known: Sequence[datetime | None] = (dataset.modified, dataset.created)
    return Entry(
        id=f"{wanted.origin}/dataset/{dataset.id}",
        title=_said(dataset.title, lang) or dataset.name,
        link=wanted.origin + urls.dataset(lang, dataset.name),
        author=_said(whole.publisher.title, lang) or whole.publisher.id,
        summary=_said(dataset.description, lang),
        updated=next((each for each in known if each), wanted.site.now()),
        published=dataset.created,
        categories=dataset.keywords,
    )


def _said(text: Text, lang: Lang) -> str:
    shown = text.shown(lang)
    return shown.words if shown else ""
