"""The documents themselves: a dataset, a page of the catalogue, the whole of it."""

from __future__ import annotations

import hashlib
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import orjson

from praya import __version__
from praya.formats.metadata import croissant, csvw, data_json, data_package, dcat, rdf
from praya.formats.metadata.description import Catalogue
from praya.model import errors
from praya.model.text import LANGS, Lang, Text
from praya.services import describe, read
from praya.web.api.metadata.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from praya.web.view import Site

PAGE_SIZE = 100
_MOST_PAGE = 1_000_000
_AT_ONCE = 100


def dataset(site: Site, base: str, key: str, ending: str) -> bytes:
    """Return a dataset as RDF in the format of an ending; raise DatasetMissing."""
    return rdf.write([dcat.dataset(describe.one(site.platform, key), Places(base))], ending)


def catalogue(site: Site, base: str, ending: str, asked: Mapping[str, str]) -> tuple[bytes, str]:
    """Return a page of the catalogue as RDF, and its `Link` header; raise ParameterInvalid."""
    number = _page(asked.get("page", "1"))
    since, text = asked.get("modified_since", ""), asked.get("q", "")
    found = describe.page(
        site.platform,
        offset=(number - 1) * PAGE_SIZE,
        size=PAGE_SIZE,
        since=_day(since) if since else None,
        text=text,
    )
    told = Catalogue(
        title=words(site, "site_name"),
        description=words(site, "home_lead"),
        modified=found.modified,
        total=found.total,
        page=number,
        size=PAGE_SIZE,
        datasets=found.datasets,
    )
    kept = {"modified_since": since, "q": text}
    page_at = _pages(base, ending, kept)
    links = [("first", 1), ("last", told.pages)]
    links += [("next", number + 1)] if number < told.pages else []
    links += [("prev", number - 1)] if number > 1 else []
    header = ", ".join(f'<{page_at(each)}>; rel="{rel}"' for rel, each in links)
    return rdf.write(dcat.catalogue(told, Places(base), page_at), ending), header


def whole(site: Site, base: str, lang: Lang) -> tuple[str, Iterator[bytes]]:
    """Return the whole catalogue as `data.json`: its tag, and its bytes as they are made."""
    state = describe.state(site.platform)
    tag = hashlib.sha256(f"{__version__} {base} {lang} {state}".encode()).hexdigest()[:32]
    return tag, _streamed(site, base, lang)


def _streamed(site: Site, base: str, lang: Lang) -> Iterator[bytes]:
    places = Places(base)
    head = orjson.dumps(data_json.catalogue((), places, lang))
    yield head.removesuffix(b"]}")
    first = True
    ids = [each.id for each in describe.stamps(site.platform)]
    for place in range(0, len(ids), _AT_ONCE):
        for each in describe.many(site.platform, ids[place : place + _AT_ONCE]):
            told = orjson.dumps(data_json.dataset(each, places, lang))
            yield told if first else b",\n" + told
            first = False
    yield b"]}\n"


def data_package_of(site: Site, base: str, key: str, lang: Lang) -> bytes:
    """Return a dataset as a Data Package."""
    return _json(data_package.package(describe.one(site.platform, key), Places(base), lang))


def croissant_of(site: Site, base: str, key: str) -> bytes:
    """Return a dataset as Croissant."""
    return _json(croissant.dataset(describe.one(site.platform, key), Places(base)))


def csvw_of(site: Site, base: str, name: str) -> bytes:
    """Return a table as CSV on the Web; raise TableMissing."""
    table = read.table(site.platform, name)
    return _json(csvw.table(describe.owner(site.platform, table), table, Places(base)))


def words(site: Site, key: str) -> Text:
    """Return our own words in every language."""
    told = {lang: site.messages[lang].say(key) for lang in LANGS}
    return Text.of(told["en"], told["zh-Hant"], told["zh-Hans"])


def asked_language(given: str) -> Lang:
    """Return the language that a parameter names; raise ParameterInvalid."""
    found = next((lang for lang in LANGS if lang == given), None)
    if found is None:
        raise errors.ParameterInvalid(name="lang", value=given[:40], expected=", ".join(LANGS))
    return found


def _json(body: Mapping[str, Any]) -> bytes:
    return orjson.dumps(body, option=orjson.OPT_INDENT_2)


def _page(given: str) -> int:
    if not (given.isascii() and given.isdigit() and 0 < int(given[:9]) <= _MOST_PAGE):
        raise errors.ParameterInvalid(name="page", value=given[:40], expected="1, 2, 3 …")
    return int(given)


def _day(given: str) -> datetime:
    try:
        if len(given) == len("2026-01-31"):
            return datetime.combine(date.fromisoformat(given), time(), UTC)
        moment = datetime.fromisoformat(given)
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise errors.ParameterInvalid(
            name="modified_since", value=given[:40], expected="2026-01-31"
        ) from error


def _pages(base: str, ending: str, kept: Mapping[str, str]) -> Callable[[int], str]:
    told = {key: value for key, value in kept.items() if value}
    return lambda number: f"{base}/catalog.{ending}?{urlencode({**told, 'page': number})}"
