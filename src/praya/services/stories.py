"""The stories that lie in a folder, each in a folder of its own: `{slug}/{lang}.md` and `{slug}/queries.sql`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from praya.formats.stories import LONGEST, read_story
from praya.model import errors
from praya.model.stories import Prose, Story
from praya.model.text import FALLBACK, LANGS, Text, Wording
from praya.store.search.fold import folded

if TYPE_CHECKING:
    from pathlib import Path

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


def titles(settings: Settings) -> tuple[tuple[str, Text], ...]:
    """Return what every story is called, by its name, in the languages that it is written in."""
    found: dict[str, dict[Lang, Wording]] = {}
    for each in written(settings):
        if isinstance(each, Story):
            found.setdefault(each.slug, {})[each.lang] = Wording(each.title)
    return tuple(
        (slug, Text(en=said.get("en"), zh_hant=said.get("zh-Hant"), zh_hans=said.get("zh-Hans")))
        for slug, said in found.items()
    )


def matching(settings: Settings, text: str, lang: Lang) -> tuple[Story, ...]:
    """Return the stories that tell of every word of a search, in any language, those that say so in their title first."""
    words = folded(text).split()
    if not words:
        return ()
    told = written(settings)
    ranked = []
    for each in stories(settings, lang):
        versions = [one for one in told if isinstance(one, Story) and one.slug == each.slug]
        named = folded(" ".join(f"{one.title} {one.summary}" for one in versions))
        if all(_stands(word, named) for word in words):
            ranked.append((0, each))
        elif all(_stands(word, folded(" ".join(map(_prose, versions)) + named)) for word in words):
            ranked.append((1, each))
    return tuple(each for _, each in sorted(ranked, key=lambda found: found[0]))


def _prose(story: Story) -> str:
    return " ".join(each.markdown for each in story.blocks if isinstance(each, Prose))


def _stands(word: str, text: str) -> bool:
    """Say whether a word of a text begins so; Chinese has no words to tell apart."""
    return re.search(rf"\b{re.escape(word)}", text) is not None if word.isascii() else word in text


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
