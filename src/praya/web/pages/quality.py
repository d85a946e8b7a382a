"""How good all datasets are, or a publisher's: what is well, what to fix first, and by which rules."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praya.model.quality import ENOUGH_SEEN, LEVELS
from praya.services import quality
from praya.web import readable, urls
from praya.web.graded import reason
from praya.web.pages import grades
from praya.web.view import Frame, Site, render

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from praya.model.catalogue import Publisher
    from praya.model.quality import Average, Day, Level, Part, Scored
    from praya.model.text import Lang
    from praya.services.quality import Fix, Overview
    from praya.web.pages.grades import Bar, Methodical

MOST_FIXES = 12
WIDTH, HEIGHT = 640, 96
"""Of the line through the days."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A publisher or a dataset, and how good it is."""

    href: str
    of: Publisher | Scored
    name: str
    """Its key, where it has no title."""
    shown: str
    level: Level
    worst: tuple[Part, ...]
    average: Average | None
    """Of a publisher."""
    lost: str
    """Of a dataset: what would raise it most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trend:
    """The mean through the days, as a line."""

    path: str
    width: int
    height: int
    days: tuple[tuple[str, str, int], ...]
    """Each day, its mean in percent, and of how many datasets."""


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityPage:
    """What the page shows."""

    frame: Frame
    publisher: Publisher | None
    average: Average
    shown: str
    bars: tuple[Bar, ...]
    levels: tuple[tuple[Level, int, str], ...]
    """Each level with how many datasets, and where they are listed."""
    fixes: tuple[Fix, ...]
    most: float
    """The most points that a fix gives."""
    rows: tuple[Row, ...]
    more: int
    """Datasets that are not listed."""
    trend: Trend | None
    method: tuple[Methodical, ...]
    enough: str
    export: str


def quality_page(site: Site, lang: Lang, publisher_id: str) -> str:
    """Return the page; raise PublisherMissing."""
    found = quality.overview(site.platform, publisher_id)
    words, title = site.messages[lang], found.publisher.title.words(lang) if found.publisher else ""
    address = urls.quality(lang, publisher_id)
    fixes = found.fixes[:MOST_FIXES]
    return render(
        site,
        "quality.html",
        QualityPage(
            frame=Frame(
                lang=lang,
                title=f"{words.say('nav_quality')} · {title}" if title else words.say("nav_quality"),
                title_lang=lang,
                description=words.say("quality_lead"),
                tail=address.removeprefix(f"/{lang}"),
            ),
            publisher=found.publisher,
            average=found.average,
            shown=grades.percent(found.average.share),
            bars=grades.bars(found.average.parts),
            levels=tuple(_levels(lang, found.average.levels, publisher_id)),
            fixes=fixes,
            most=max((each.points for each in fixes), default=0),
            rows=tuple(_rows(lang, found)),
            more=found.average.datasets - len(found.datasets) if found.publisher else 0,
            trend=_trend(lang, found.days),
            method=grades.method(),
            enough=grades.percent(ENOUGH_SEEN),
            export=urls.quality_csv(lang, publisher_id),
        ),
    )


def fixes_csv(site: Site, lang: Lang, publisher_id: str) -> str:
    """Return every point that was taken from a dataset, with its reason and fix; raise PublisherMissing."""
    text = io.StringIO(newline="")
    text.write("\ufeff")  # spreadsheets take it for UTF-8 by this
    out = csv.writer(text)
    out.writerow(("dataset", "title", "publisher", "score", "part", "rule", "points_lost", "reason", "fix"))
    for each in quality.scored(site.platform, publisher_id):
        share = each.score.share
        known = (
            each.name,
            each.title.words(lang),
            each.publisher_id,
            "" if share is None else f"{share:.3f}",
        )
        for rule, seen, lost in each.score.lost:
            said = (reason(rule, seen, lang), rule.fix.words(lang))
            out.writerow((*map(_plain, known), rule.part, rule.code, f"{lost:g}", *said))
    return text.getvalue()


def _plain(words: str) -> str:
    """Keep a spreadsheet from taking words of others for a formula."""
    return f"'{words}" if words.startswith(("=", "+", "-", "@")) else words


def _levels(lang: Lang, counts: Mapping[Level, int], publisher_id: str) -> Iterator[tuple[Level, int, str]]:
    publisher = [("publisher", publisher_id)] if publisher_id else []
    for each in LEVELS:
        yield each, counts[each], urls.with_pairs(urls.search(lang), [*publisher, ("quality", each)])


def _rows(lang: Lang, found: Overview) -> Iterator[Row]:
    for publisher, average in found.publishers:
        yield Row(
            href=urls.quality(lang, publisher.id),
            of=publisher,
            name=publisher.id,
            shown=grades.percent(average.share),
            level=average.level,
            worst=average.worst,
            average=average,
            lost="",
        )
    for each in found.datasets:
        first = each.score.lost[:1]
        yield Row(
            href=urls.dataset(lang, each.name) + "#quality",
            of=each,
            name=each.name,
            shown=grades.percent(each.score.share),
            level=each.score.level,
            worst=(),
            average=None,
            lost=first[0][0].fix.words(lang) if first else "",
        )


def _trend(lang: Lang, days: Sequence[Day]) -> Trend | None:
    """Draw the mean through the days; nothing to draw where there is one."""
    if len(days) < 2:  # noqa: PLR2004 - a line has two ends
        return None
    first, whole = days[0].day, (days[-1].day - days[0].day).days
    points = (
        f"{(each.day - first).days / whole * WIDTH:.1f} {HEIGHT * (1 - each.share):.1f}" for each in days
    )
    return Trend(
        path="M" + "L".join(points),
        width=WIDTH,
        height=HEIGHT,
        days=tuple(
            (readable.day(each.day, lang), grades.percent(each.share), each.measured) for each in days
        ),
    )
