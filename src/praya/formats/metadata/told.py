"""What a record of any portal says, before it is judged: every reader ends here, and all are judged alike.

The judge is the reader of CKAN's packages: a record is handed to it as the package that it would be there, in each of
its languages. So limits, dangerous addresses, ids and dates are treated in one place. Words that were converted from the
other script are left out: they are no source's words, and are converted again here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from praya.formats.metadata import ckan, vocabulary
from praya.model import errors
from praya.model.licence import HK_TERMS
from praya.model.text import LANGS, Lang, Text

if TYPE_CHECKING:
    from datetime import datetime

    from praya.model.catalogue import Record

MOST_SLUG = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file or service, as told."""

    url: str
    id: str = ""
    title: Text = field(default_factory=Text)
    description: Text = field(default_factory=Text)
    format: str = ""
    languages: tuple[Lang, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A publisher or a theme, as told; one without an id gets one made of its words."""

    id: str = ""
    title: Text = field(default_factory=Text)
    position: int | None = None

    @property
    def name(self) -> str:
        """Return what it is called in addresses; empty where nothing tells."""
        return slug(self.id) or slug(self.title.words("en"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A dataset, as told; texts are as they came."""

    name: str
    id: str
    title: Text
    description: Text = field(default_factory=Text)
    publisher: Group = field(default_factory=Group)
    themes: tuple[Group, ...] = ()
    keywords: tuple[str, ...] = ()
    frequency: Text = field(default_factory=Text)
    contact: tuple[str, str, str] = ("", "", "")
    """Name, email, phone."""
    dictionary_url: str = ""
    landing_url: str = ""
    licence: str = ""
    """A name or an address."""
    created: str = ""
    modified: str = ""
    files: tuple[File, ...] = ()


def record(told: Told, *, source: str, now: datetime) -> Record:
    """Return the record; raise RecordInvalid where it cannot be one."""
    langs = [lang for lang in LANGS if any(text.get(lang) for text in _texts(told))]
    if not langs:
        raise errors.RecordInvalid(name=told.name[:100], reason="it has no title")
    packages = {lang: _package(told, lang) for lang in langs}
    judged = ckan.record(packages, source=source, now=now)
    positions = {each.name: each.position for each in told.themes}
    themes = tuple(
        replace(each, position=place) if (place := positions.get(each.id)) is not None else each
        for each in judged.themes
    )
    landing = ckan.web_address(told.landing_url)
    return replace(judged, themes=themes, dataset=replace(judged.dataset, landing_url=landing))


def named(*candidates: str, title: Text, key: str) -> str:
    """Return a name that can stand in addresses: the first candidate that can, else one made of the title.

    Candidates are names, or addresses whose last part may be one. `key` is what tells the record from all others.
    """
    for each in candidates:
        parts = urlsplit(each) if "://" in each else None
        if parts and (parts.query or parts.fragment):
            continue
        last = unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) if parts else each
        if ckan.NAME.fullmatch(last.lower()):
            return last.lower()
    stem = slug(title.words("en"))[:MOST_SLUG].strip("-")
    return f"{stem or 'dataset'}-{uuid5(NAMESPACE_URL, key).hex[:8]}"


def slug(words: str) -> str:
    """Return words as a name that can stand in addresses; a hash of them where they hold no Latin letters."""
    if ckan.NAME.fullmatch(words):
        return words
    last = words.rstrip("/").rsplit("/", 1)[-1] if "://" in words else words
    plain = re.sub(r"[^a-z0-9]+", "-", last.lower()).strip("-")[:MOST_SLUG].strip("-")
    if plain and sum(char.isalpha() for char in last) <= 2 * sum(char.isalpha() for char in plain):
        return plain
    return f"x-{uuid5(NAMESPACE_URL, words).hex[:12]}" if words else ""


def licence_id(given: str) -> str:
    """Return the id of a licence that is told by a name or an address; empty where it is not known."""
    words = given.strip().rstrip("/")
    if "://" not in words:
        return words
    if words.replace("http://", "https://").startswith(HK_TERMS.url.rstrip("/")):
        return HK_TERMS.id
    if words.startswith((vocabulary.SPDX.rstrip("/"), "http://spdx.org/licenses/")):
        return words.rsplit("/", 1)[-1].removesuffix(".html")
    if words.startswith(vocabulary.AUTHORITY + "licence/"):
        return re.sub(r"_(\d)_(\d)$", r"-\1.\2", words.rsplit("/", 1)[-1]).replace("_", "-")
    if found := re.search(r"creativecommons\.org/licenses/([a-z-]+)/(\d\.\d)", words):
        return f"CC-{found[1].upper()}-{found[2]}"
    return "CC0-1.0" if "creativecommons.org/publicdomain/zero/1.0" in words else ""


def _texts(told: Told) -> list[Text]:
    groups = (told.publisher, *told.themes)
    texts = [told.title, told.description, told.frequency, *(each.title for each in groups)]
    texts += [text for each in told.files for text in (each.title, each.description)]
    return [_own(each) for each in texts]


def _own(text: Text) -> Text:
    """Return a text without what was converted."""
    for lang, wording in tuple(text.items()):
        if wording.origin == "converted":
            text = text.replaced(lang, None)
    return text


def _words(text: Text, lang: Lang) -> str:
    wording = _own(text).get(lang)
    return wording.words if wording else ""


def _package(told: Told, lang: Lang) -> dict[str, object]:
    """Return the package that this would be in a CKAN of one language."""
    name, email, phone = told.contact
    publisher = {"name": told.publisher.name, "title": _words(told.publisher.title, lang)}
    return {
        "id": told.id,
        "name": told.name,
        "title": _words(told.title, lang),
        "notes": _words(told.description, lang),
        "organization": publisher if told.publisher.name else None,
        "groups": [{"name": each.name, "title": _words(each.title, lang)} for each in told.themes],
        "tags": [{"name": each} for each in told.keywords],
        "update_frequency": _words(told.frequency, lang),
        "maintainer": name,
        "maintainer_email": email,
        "maintainer_phone": phone,
        "data_dictionary": told.dictionary_url,
        "license_id": licence_id(told.licence),
        "metadata_created": told.created,
        "metadata_modified": told.modified,
        "resources": [
            {
                "id": each.id or str(uuid5(NAMESPACE_URL, f"{told.id} {each.url}")),
                "name": _words(each.title, lang),
                "description": _words(each.description, lang),
                "url": each.url,
                "format": each.format,
                "inLanguage": " ".join(each.languages),
            }
            for each in told.files
        ],
    }
