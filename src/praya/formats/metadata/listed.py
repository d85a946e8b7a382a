"""Portals that list their records as JSON: data.json, Data Package, Socrata's and OpenDataSoft's catalogues.

Each reader takes one record as it came and returns it as told; what is of the wrong kind counts as not said, and what a
record cannot do without makes it invalid.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from praya.formats.metadata import vocabulary
from praya.formats.metadata.languages import language, said
from praya.formats.metadata.told import File, Group, Told, named, record
from praya.model import errors
from praya.model.text import LANGS, Lang, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from praya.model.catalogue import Record

Json = dict[str, Any]


def records(
    kind: str, entries: Iterable[object], *, source: str, now: datetime
) -> Iterator[tuple[str, Record | errors.Failure]]:
    """Iterate over a portal's records: name, and record or what is wrong with it."""
    for place, entry in enumerate(entries, 1):
        if not isinstance(entry, dict):
            name = f"record {place}"
            yield name, errors.RecordInvalid(name=name, reason="it is not an object")
            continue
        name = _string(entry, "identifier")[:100] or f"record {place}"
        try:
            told = READERS[kind](entry, source)
            name = told.name
            yield name, record(told, source=source, now=now)
        except errors.RecordInvalid as failure:
            yield name, failure


def _data_json(entry: Json, source: str) -> Told:
    publisher, contact = _object(entry, "publisher"), _object(entry, "contactPoint")
    title = _text(entry, "title")
    themes = [_group(each, "identifier", "title") for each in _objects(entry, "theme_translated")]
    themes = themes or [Group(title=said([("", each)])) for each in _strings(entry, "theme")]
    keywords = _strings(entry, "keyword")
    made = {*_strings(entry, "theme"), _string(entry, "title")}
    fn, email, phone = (_string(contact, name) for name in ("fn", "hasEmail", "hasTelephone"))
    email = email.removeprefix("mailto:")
    key = _string(entry, "identifier")
    return Told(
        name=named(_string(entry, "@id"), key, title=title, key=f"{source} {key}"),
        id=key,
        title=title,
        description=_text(entry, "description"),
        publisher=Group(
            id=_string(publisher, "identifier") or _string(publisher, "@id"), title=_text(publisher, "name")
        ),
        themes=tuple(themes),
        keywords=() if made.issuperset(keywords) else keywords,
        frequency=_text(entry, "accrualPolicy"),
        contact=("" if fn in {email, phone} else fn, email, phone),
        dictionary_url=_string(entry, "describedBy"),
        landing_url=_string(entry, "landingPage"),
        licence=_string(entry, "license_id") or _string(entry, "license"),
        created=_string(entry, "issued"),
        modified=_string(entry, "modified"),
        files=tuple(
            _file(each, ("downloadURL", "accessURL"), ("format", "mediaType"))
            for each in _objects(entry, "distribution")
            if "wasDerivedFrom" not in each
        ),
    )


def _data_package(entry: Json, source: str) -> Told:
    title = _text(entry, "title")
    people = _objects(entry, "contributors")
    publisher: Json = next(
        (each for each in people if "publisher" in (*_strings(each, "roles"), each.get("role"))), {}
    )
    contact: Json = next(
        (each for each in people if "contact" in (*_strings(each, "roles"), each.get("role"))), {}
    )
    licences = _objects(entry, "licenses")
    key = _string(entry, "id") or _string(entry, "name")
    return Told(
        name=named(_string(entry, "name"), title=title, key=f"{source} {key}"),
        id=_string(entry, "id"),
        title=title or said([("", _string(entry, "name"))]),
        description=_text(entry, "description"),
        publisher=Group(id=_string(publisher, "id"), title=_text(publisher, "title")),
        themes=tuple(_group(each, "id", "title") for each in _objects(entry, "themes")),
        keywords=_strings(entry, "keywords"),
        frequency=_text(entry, "frequency"),
        contact=(_string(contact, "title"), _string(contact, "email"), _string(contact, "phone")),
        dictionary_url=_string(entry, "dictionary"),
        landing_url=_string(entry, "homepage"),
        licence=next((_string(each, "name") or _string(each, "path") for each in licences), ""),
        created=_string(entry, "created"),
        modified=_string(entry, "modified"),
        files=tuple(
            _file(each, ("path",), ("format", "mediatype"))
            for each in _objects(entry, "resources")
            if "wasDerivedFrom" not in each
        ),
    )


def _socrata(entry: Json, source: str) -> Told:
    held, kinds = _object(entry, "resource"), _object(entry, "classification")
    key = _string(held, "id")
    title = said([("", _string(held, "name"))])
    publisher = _string(held, "attribution")
    category = _string(kinds, "domain_category")
    rows = f"{source}/api/views/{quote(key, safe='')}/rows.csv?accessType=DOWNLOAD"
    return Told(
        name=named(key, title=title, key=f"{source} {key}"),
        id=f"{source}/{key}",
        title=title,
        description=said([("", _string(held, "description"))]),
        publisher=Group(title=said([("", publisher)])) if publisher else Group(),
        themes=(Group(title=said([("", category)])),) if category else (),
        keywords=_strings(kinds, "domain_tags"),
        landing_url=_string(entry, "permalink") or _string(entry, "link"),
        licence=_string(_object(entry, "metadata"), "license"),
        created=_string(held, "createdAt"),
        modified=_string(held, "data_updated_at") or _string(held, "updatedAt"),
        files=(File(url=rows, title=title, format="CSV"),),
    )


def _opendatasoft(entry: Json, source: str) -> Told:
    """Read a dataset of such a portal: whole where it says all as DCAT-US beside its own words, as Praya does."""
    if whole := _object(_object(entry, "metas"), "dcat_us"):
        return _data_json(whole, source)
    metas = _object(_object(entry, "metas"), "default")
    key = _string(entry, "dataset_id")
    label = _string(metas, "metadata_languages") or _string(metas, "language")
    title = said([(label, _string(metas, "title"))])
    publisher = _string(metas, "publisher")
    place = f"{source}/api/explore/v2.1/catalog/datasets/{quote(key, safe='')}/exports"
    kinds = ("csv", "geojson") if "geo" in _strings(entry, "features") else ("csv",)
    return Told(
        name=named(key, title=title, key=f"{source} {key}"),
        id=_string(entry, "dataset_uid"),
        title=title,
        description=said([(label, _plain(_string(metas, "description")))]),
        publisher=Group(title=said([("", publisher)])) if publisher else Group(),
        themes=tuple(Group(title=said([("", each)])) for each in _strings(metas, "theme")),
        keywords=_strings(metas, "keyword"),
        landing_url=f"{source}/explore/dataset/{quote(key, safe='')}/",
        licence=_string(metas, "license_url") or _string(metas, "license"),
        modified=_string(metas, "data_processed") or _string(metas, "modified"),
        files=tuple(File(url=f"{place}/{each}", title=title, format=each.upper()) for each in kinds)
        if entry.get("has_records", True)
        else (),
    )


READERS: dict[str, Callable[[Json, str], Told]] = {
    "data.json": _data_json,
    "datapackage": _data_package,
    "socrata": _socrata,
    "opendatasoft": _opendatasoft,
}
"""How an entry of each kind of portal is read."""


def _plain(words: str) -> str:
    """Return words without markup: portals of this kind describe themselves in HTML."""
    return re.sub(r"\s+", " ", re.sub(r"<[^<>]*>", " ", words)).strip()


def _string(entry: Json, name: str) -> str:
    value = entry.get(name)
    return value if isinstance(value, str) else ""


def _strings(entry: Json, name: str) -> tuple[str, ...]:
    value = entry.get(name)
    values = value if isinstance(value, list) else [value]
    return tuple(each for each in values if isinstance(each, str) and each)


def _object(entry: Json, name: str) -> Json:
    value = entry.get(name)
    return value if isinstance(value, dict) else {}


def _objects(entry: Json, name: str) -> list[Json]:
    value = entry.get(name)
    if value is not None and not isinstance(value, list):
        raise errors.RecordInvalid(name=_string(entry, "identifier")[:100], reason=f"“{name}” is not a list")
    return [each for each in value or [] if isinstance(each, dict)]


def _text(entry: Json, name: str) -> Text:
    """Return a text in every language that it is in, or as it stands."""
    translated = _object(entry, f"{name}_translated")
    found = said((tag, words) for tag, words in translated.items() if isinstance(words, str))
    if found or "title_translated" in entry:  # who tells words in every language tells all of them so
        return found
    return said([("", _string(entry, name))])


def _group(entry: Json, key: str, name: str) -> Group:
    position = entry.get("position")
    told = position if isinstance(position, int) and 0 <= position < 2**31 else None
    translated = {f"{name}_translated": entry[name]} if isinstance(entry.get(name), dict) else entry
    return Group(id=_string(entry, key), title=_text(translated, name), position=told)


def _file(entry: Json, urls: tuple[str, ...], formats: tuple[str, ...]) -> File:
    known = {language(each) for each in (*_strings(entry, "language"), *_strings(entry, "languages"))}
    langs: tuple[Lang, ...] = tuple(lang for lang in LANGS if lang in known)
    return File(
        id=_string(entry, "identifier") or _string(entry, "id"),
        url=next((told for name in urls if (told := _string(entry, name))), ""),
        title=_text(entry, "title"),
        description=_text(entry, "description"),
        format=next((told for name in formats if (told := vocabulary.format_of(_string(entry, name)))), ""),
        languages=langs,
    )
