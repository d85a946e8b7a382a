"""CKAN's package dictionaries, read into records.

data.gov.hk answers in three languages at three roots; `record` merges the answers about one package. What a portal
says is outsiders' text: harmless oddities are set right (control characters, stray spaces, dates in the future, links
that lead nowhere), and anything that would be a guess or a danger makes the whole record invalid, with the reason.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

from praya.model import errors
from praya.model.catalogue import Contact, Dataset, Distribution, Publisher, Record, Theme
from praya.model.licence import HK_TERMS, UNSTATED
from praya.model.text import LANGS, Lang, Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from praya.model.licence import Licence

MAX_LINE = 1_000
"""Characters of a title, a name, a frequency; the longest real one has 226."""
MAX_BLOCK = 50_000
"""Characters of a description; the longest real one has 1,043."""
MAX_ADDRESS = 8_000
MAX_PARTS = 5_000
"""Resources, groups or tags of one package; the most real resources are 579."""

NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,199}")
"""What a package, organisation or group may be named: the names stand in addresses."""
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{7,99}")
_LICENCE_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9.+-]{0,99}")
_NO_LICENCE = frozenset({"", "notspecified", "other", "none"})
_FORMAT = re.compile(r"[A-Z0-9][A-Z0-9 .+_/-]{0,39}")
_FORMATS = {
    "XSLS": "XLSX",  # a slip of the keyboard found at data.gov.hk; the files are XLSX
    "TEXT/CSV": "CSV",
    "APPLICATION/JSON": "JSON",
    "APPLICATION/GEO+JSON": "GEOJSON",
    "APPLICATION/XML": "XML",
    "TEXT/XML": "XML",
    "APPLICATION/ZIP": "ZIP",
    "APPLICATION/VND.MS-EXCEL": "XLS",
    "APPLICATION/VND.OPENXMLFORMATS-OFFICEDOCUMENT.SPREADSHEETML.SHEET": "XLSX",
}
_CONTROLS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")
"""Control characters, what turns the direction of writing around, and halves of characters."""
_DANGEROUS = re.compile(r"\s*(javascript|vbscript|data|file|blob)\s*:", re.IGNORECASE)
_UNSAFE = str.maketrans({" ": "%20", "<": "%3C", ">": "%3E", '"': "%22"})
"""Real addresses hold these: templates such as `?date=<date>`."""
_CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff]")
_TAGS: Mapping[Lang, re.Pattern[str]] = {
    "en": re.compile(r"en(g|glish|-\w+)?"),
    "zh-Hant": re.compile(r"z[hn]-hant\w*|zh-(tw|hk|mo)|tc|cht"),
    "zh-Hans": re.compile(r"z[hn]-hans\w*|zh-(cn|sg)|sc|chs"),
}
_PHRASES: Mapping[Lang, re.Pattern[str]] = {
    "en": re.compile(r"英文(?!姓名|名稱|名称)|English"),
    "zh-Hant": re.compile(r"繁[體体]|Traditional Chinese"),
    "zh-Hans": re.compile(r"[簡简][體体]|Simplified Chinese"),
}


def record(
    packages: Mapping[Lang, object],
    *,
    source: str,
    now: datetime,
    terms: Licence | None = None,
    page: str = "",
) -> Record:
    """Merge the answers about one package, by language, into one record; raises RecordInvalid.

    `source` is the portal's root address, `page` the record's page there. `terms` hold where the package states no
    licence of its own; without them it is data.gov.hk's own terms for data.gov.hk, and otherwise none is stated.
    """
    parts = _by_language(packages)
    first = next(iter(parts.values()))
    name = first.record
    for part in parts.values():
        if part.data.get("state", "active") != "active" or part.data.get("private"):
            raise part.invalid("it is not public")
    title = _text(parts, lambda part: part.line("title"))
    if not title:
        raise first.invalid("it has no title")
    given = first.line("id")
    dataset_id = given if _ID.fullmatch(given) else str(uuid5(NAMESPACE_URL, f"{source}/{name}"))
    publisher = _publisher(parts, source)
    themes = _themes(parts)
    dataset = Dataset(
        id=dataset_id,
        name=name,
        title=title,
        description=_text(parts, lambda part: part.block("notes")),
        publisher_id=publisher.id,
        theme_ids=tuple(theme.id for theme in themes),
        keywords=_keywords(parts.values()),
        frequency=_text(parts, lambda part: part.line("update_frequency", "frequency")),
        contact=_contact(parts.values()),
        dictionary_url=next((url for part in parts.values() if (url := part.link("data_dictionary"))), ""),
        landing_url=page,
        licence_id=_licence_id(first, source, terms),
        created=_date(first.line("metadata_created"), now),
        modified=_date(first.line("metadata_modified"), now),
        source=source,
    )
    distributions = _distributions(parts, dataset_id, source)
    return Record(dataset=dataset, distributions=distributions, publisher=publisher, themes=themes)


def theme(groups: Mapping[Lang, object], position: int) -> Theme:
    """Merge the answers about one group, by language, into a theme; raises RecordInvalid."""
    parts = _by_language(groups)
    name = next(iter(parts.values())).record
    title = _text(parts, lambda part: part.line("title", "display_name"))
    return Theme(id=name, title=title or Text.of(name), position=position)


def language(package: Mapping[str, object]) -> Lang:
    """Guess the language of a portal that has only one: Chinese where much of the title and description is."""
    words = " ".join(str(package.get(key) or "") for key in ("title", "notes"))
    letters = sum(char.isalpha() for char in words)
    return "zh-Hant" if letters and len(_CHINESE.findall(words)) * 3 > letters else "en"


@dataclass(frozen=True, slots=True)
class _Part:
    """One dictionary of an answer, with what is needed to say where in the record something is wrong."""

    record: str
    where: str
    data: Mapping[str, object]

    def invalid(self, reason: str) -> errors.RecordInvalid:
        return errors.RecordInvalid(name=self.record, reason=f"{self.where}{reason}")

    def line(self, *keys: str) -> str:
        """Return the first of these fields that holds words, as one line."""
        return " ".join(self._words(keys, MAX_LINE).split())

    def block(self, *keys: str) -> str:
        """Return the first of these fields that holds words, with its line breaks."""
        return self._words(keys, MAX_BLOCK).strip()

    def _words(self, keys: Sequence[str], limit: int) -> str:
        for key in keys:
            value = self._field(key)
            if value is None or value == "":
                continue
            if not isinstance(value, str | int | float):
                raise self.invalid(f"“{key}” is not a text")
            if len(words := str(value)) > limit:
                raise self.invalid(f"“{key}” has {len(words):,} characters, more than {limit:,}")
            if words := _CONTROLS.sub("", words.replace("\r\n", "\n").replace("\r", "\n")):
                return words
        return ""

    def _field(self, key: str) -> object:
        if key in self.data:
            converted = self.data.get("converted_texts")  # Praya's own: words whose script a machine changed
            return None if isinstance(converted, list) and key in converted else self.data[key]
        extras = self.data.get("extras")
        if not isinstance(extras, list):
            return None
        return next(
            (each.get("value") for each in extras if isinstance(each, dict) and each.get("key") == key), None
        )

    def parts(self, key: str, noun: str) -> tuple[_Part, ...]:
        """Return the dictionaries listed in a field."""
        values = self.data.get(key)
        if values is None:
            return ()
        if not isinstance(values, list):
            raise self.invalid(f"“{key}” is not a list")
        if len(values) > MAX_PARTS:
            raise self.invalid(f"“{key}” has {len(values):,} entries, more than {MAX_PARTS:,}")
        for position, value in enumerate(values, 1):
            if not isinstance(value, dict):
                raise self.invalid(f"{noun} {position} is not an object")
        return tuple(
            _Part(self.record, f"{noun} {position}: ", value) for position, value in enumerate(values, 1)
        )

    def link(self, key: str) -> str:
        """Return the web address in a field, or an empty string; raises RecordInvalid for a dangerous one."""
        value = self._field(key)
        if not isinstance(value, str):
            return ""
        if len(value) > MAX_ADDRESS:
            raise self.invalid(f"“{key}” has {len(value):,} characters, more than {MAX_ADDRESS:,}")
        if _DANGEROUS.match(_CONTROLS.sub("", value)):
            raise self.invalid(f"“{key}” is no web address: {value.strip()[:60]!r}")
        return web_address(value)


def web_address(value: str) -> str:
    """Return a web address as it can be kept, or an empty string for what is none."""
    text = _CONTROLS.sub("", value).strip().translate(_UNSAFE)
    try:
        parts = urlsplit(text)
        sound = parts.scheme.lower() in {"http", "https"} and parts.hostname and not re.search(r"\s", text)
    except ValueError:  # brackets that hold no address
        return ""
    return text if sound else ""


def _by_language(answers: Mapping[Lang, object]) -> dict[Lang, _Part]:
    """Return the answers in the order of languages; raises RecordInvalid if they are not about one named thing."""
    given = {lang: answer for lang in LANGS if isinstance(answer := answers.get(lang), dict)}
    names = {str(answer.get("name", "")) for answer in given.values()}
    shown = _CONTROLS.sub("", min(names, default=""))[:100]
    if len(given) != len(answers) or not given:
        raise errors.RecordInvalid(name=shown, reason="the answer is not an object")
    if len(names) > 1:
        raise errors.RecordInvalid(name=shown, reason="its languages do not agree on its name")
    if not NAME.fullmatch(name := names.pop()):
        raise errors.RecordInvalid(name=shown, reason="its name cannot stand in an address")
    return {lang: _Part(name, "", answer) for lang, answer in given.items()}


def _text(parts: Mapping[Lang, _Part], words: Callable[[_Part], str]) -> Text:
    found = {lang: words(part) for lang, part in parts.items()}
    return Text.of(found.get("en"), found.get("zh-Hant"), found.get("zh-Hans"))


def _publisher(parts: Mapping[Lang, _Part], source: str) -> Publisher:
    """Return the organisation, or the portal itself where a package has none."""
    found = {}
    for lang, part in parts.items():
        value = part.data.get("organization")
        if value is not None and not isinstance(value, dict):
            raise part.invalid("“organization” is not an object")
        if value:
            found[lang] = _Part(part.record, "organization: ", value)
    if not found:
        host = (urlsplit(source).hostname or "unknown").lower()
        return Publisher(id=host, title=Text.of(host, host, host))
    first = next(iter(found.values()))
    name = first.line("name")
    if not NAME.fullmatch(name):
        raise first.invalid("its name cannot stand in an address")
    return Publisher(
        id=name, title=_text(found, lambda part: part.line("title", "display_name")) or Text.of(name)
    )


def _themes(parts: Mapping[Lang, _Part]) -> tuple[Theme, ...]:
    found: dict[str, dict[Lang, _Part]] = {}
    for lang, part in parts.items():
        for group in part.parts("groups", "group"):
            if NAME.fullmatch(name := group.line("name")):
                found.setdefault(name, {})[lang] = group
    return tuple(
        Theme(
            id=name,
            title=_text(groups, lambda group: group.line("title", "display_name")) or Text.of(name),
            position=position,
        )
        for position, (name, groups) in enumerate(found.items())
    )


def _keywords(parts: Iterable[_Part]) -> tuple[str, ...]:
    tags = (tag.line("display_name", "name") for part in parts for tag in part.parts("tags", "tag"))
    return tuple(dict.fromkeys(filter(None, tags)))


def _contact(parts: Iterable[_Part]) -> Contact:
    """Return the first contact given: a contact is one set of words, in whichever language comes first."""
    for part in parts:
        name, email = part.line("maintainer", "author"), part.line("maintainer_email", "author_email")
        phone = part.line("maintainer_phone")
        email = email.removeprefix("mailto:")
        email = email if re.fullmatch(r"[^\s@<>]+@[^\s@<>]+", email) else ""
        if name or email or phone:
            return Contact(name=name, email=email, phone=phone)
    return Contact()


def _licence_id(part: _Part, source: str, terms: Licence | None) -> str:
    stated = part.line("license_id")
    if stated.lower() not in _NO_LICENCE and _LICENCE_ID.fullmatch(stated):
        return stated
    if terms is None:
        host = urlsplit(source).hostname or ""
        terms = HK_TERMS if host == "data.gov.hk" or host.endswith(".data.gov.hk") else UNSTATED
    return terms.id


def _date(words: str, now: datetime) -> datetime | None:
    """Read a date; CKAN's are UTC without saying so. One that is broken or lies ahead says nothing."""
    try:
        date = datetime.fromisoformat(words)
        date = date.replace(tzinfo=UTC) if date.tzinfo is None else date.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return date if date <= now + timedelta(days=1) else None


def _distributions(parts: Mapping[Lang, _Part], dataset_id: str, source: str) -> tuple[Distribution, ...]:
    ids: set[str] = set()
    found: list[Distribution] = []
    for resources in _matched({lang: part.parts("resources", "resource") for lang, part in parts.items()}):
        links = {lang: part.link("url") for lang, part in resources.items()}
        url = next(filter(None, links.values()), "")
        if not url:  # nothing to fetch and nothing to follow: a note, not a distribution
            continue
        given = next(iter(resources.values())).line("id")
        if not _ID.fullmatch(given) or given in ids:
            derived = (
                derived_id(source, dataset_id, f"{url}{again}") for again in ("", *range(len(ids) + 1))
            )
            given = next(each for each in derived if each not in ids)
        ids.add(given)
        found.append(
            Distribution(
                id=given,
                dataset_id=dataset_id,
                position=len(found),
                title=_text(resources, lambda part: part.line("name")),
                description=_text(resources, lambda part: part.block("description")),
                url=url,
                format=next(filter(None, map(_format, resources.values())), ""),
                languages=_languages(resources.values()),
            )
        )
    return tuple(found)


def derived_id(source: str, dataset_id: str, key: str) -> str:
    """Return an id for a distribution that has none of its own: always the same one for the same words."""
    return str(uuid5(NAMESPACE_URL, f"{source}/{dataset_id}/{key}"))


def _matched(resources: Mapping[Lang, Sequence[_Part]]) -> list[dict[Lang, _Part]]:
    """Bring together what the languages say of one resource: equal by id, by shared id, by address, or by place."""
    rows: list[dict[Lang, _Part]] = []
    known: dict[tuple[str, str], int] = {}
    for lang, parts in resources.items():
        for place, part in enumerate(parts):
            keys = [*_keys(part), ("place", f"{place} {_format(part)} {len(parts)}")]
            row = next(
                (known[key] for key in keys if key in known and lang not in rows[known[key]]), len(rows)
            )
            if row == len(rows):
                rows.append({})
            rows[row][lang] = part
            for key in keys:
                known.setdefault(key, row)
    return rows


def _keys(part: _Part) -> Iterator[tuple[str, str]]:
    for key in ("id", "shared_id", "url"):
        value = part.data.get(key)
        if isinstance(value, str) and value:
            yield key, value


def _format(part: _Part) -> str:
    words = part.line("format").upper().lstrip(".")
    words = _FORMATS.get(words, words)
    return words if _FORMAT.fullmatch(words) else ""


def _languages(parts: Iterable[_Part]) -> tuple[Lang, ...]:
    """Return the languages a file is in: as declared, else as its titles say in brackets."""
    declared, bracketed = [], []
    for part in parts:
        declared += [tag.replace("_", "-") for tag in re.split(r"[\s,;/]+", part.line("inLanguage").lower())]
        bracketed += re.findall(r"[(（][^()（）]*[)）]", part.line("name"))
    found = tuple(lang for lang in LANGS if any(_TAGS[lang].fullmatch(tag) for tag in declared))
    return found or tuple(lang for lang in LANGS if any(_PHRASES[lang].search(words) for words in bracketed))
