"""The stories that lie in a folder, each in a folder of its own: `{slug}/{lang}.md` and `{slug}/queries.sql`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from praya.formats.stories import LONGEST, read_story
from praya.model import errors
from praya.model.text import FALLBACK, LANGS

if TYPE_CHECKING:
    from pathlib import Path

    from praya.model.stories import Story
    from praya.model.text import Lang
    from praya.settings import Settings

SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,78}[a-z0-9])?")
MOST = 200
"""Stories that are looked for."""
SHARED = "queries.sql"


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """A story's file that cannot be read."""

    slug: str
    lang: Lang
    failure: errors.Failure


def folder(settings: Settings) -> Path:
    """Return where the stories lie."""
    return settings.stories or settings.home / "stories"


def slugs(settings: Settings) -> tuple[str, ...]:
    """Return the names of the stories there are, whether they can be read or not."""
    root = folder(settings)
    if not root.is_dir():
        return ()
    found = (each.name for each in root.iterdir() if SLUG.fullmatch(each.name) and each.is_dir())
    return tuple(sorted(found)[:MOST])


def story(settings: Settings, slug: str, lang: Lang) -> Story:
    """Return a story in a language, or in the nearest that it is written in; raise StoryMissing or StoryBroken."""
    if not SLUG.fullmatch(slug):
        raise errors.StoryMissing(name=slug[:80])
    for each in FALLBACK[lang]:
        path = folder(settings) / slug / f"{each}.md"
        if path.is_file():
            return _read(path, _stamp(path), _stamp(path.with_name(SHARED)), slug, each)
    raise errors.StoryMissing(name=slug)


def stories(settings: Settings, lang: Lang) -> tuple[Story, ...]:
    """Return every story that can be read, the newest first."""
    found = []
    for slug in slugs(settings):
        try:
            found.append(story(settings, slug, lang))
        except errors.Failure:  # `praya stories check` says why
            continue
    return tuple(sorted(found, key=lambda each: (each.date is not None, each.date, each.slug), reverse=True))


def telling(settings: Settings, dataset: str, lang: Lang) -> tuple[Story, ...]:
    """Return the stories that draw on a dataset."""
    return tuple(each for each in stories(settings, lang) if dataset in each.datasets)


def matching(settings: Settings, text: str, lang: Lang) -> tuple[Story, ...]:
    """Return the stories whose title or summary, in any language, has every word of a search."""
    words = text.casefold().split()
    if not words:
        return ()
    found = []
    for each in stories(settings, lang):
        told = [each, *(story(settings, each.slug, other) for other in LANGS)]
        said = " ".join(f"{one.title} {one.summary}" for one in told).casefold()
        if all(word in said for word in words):
            found.append(each)
    return tuple(found)


def written(settings: Settings) -> tuple[Story | Broken, ...]:
    """Return every story in every language that it is written in, and what is wrong with those that cannot be read."""
    found: list[Story | Broken] = []
    for slug in slugs(settings):
        for lang in LANGS:
            if not (folder(settings) / slug / f"{lang}.md").is_file():
                continue
            try:
                found.append(story(settings, slug, lang))
            except errors.Failure as failure:
                found.append(Broken(slug=slug, lang=lang, failure=failure))
    return tuple(found)


def _stamp(path: Path) -> tuple[int, int]:
    """Return what changes when a file does."""
    if not path.is_file():
        return 0, 0
    told = path.stat()
    return told.st_mtime_ns, told.st_size


@lru_cache(maxsize=MOST * len(LANGS))
def _read(path: Path, _own: tuple[int, int], _shared: tuple[int, int], slug: str, lang: Lang) -> Story:
    """Read a file once, until it or the queries beside it change."""
    shared = path.with_name(SHARED)
    return read_story(_text(path), _text(shared) if shared.is_file() else "", slug=slug, lang=lang)


def _text(path: Path) -> str:
    with path.open("rb") as file:
        content = file.read(4 * LONGEST + 1)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise errors.StoryBroken(line=1, reason="it is not UTF-8") from error
