"""A dataset, and a page of the catalogue, as DCAT-AP 3.0.1.

A dataset's own distributions are those its publisher announced. The copies that Praya keeps of them, and the tables it
read from them, are distributions too, and say what they were derived from.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import quote

from praya.formats.metadata import vocabulary
from praya.formats.metadata.languages import repeated
from praya.formats.metadata.rdf import Literal, Node, date, integer, moment, texts
from praya.model.licence import UNSTATED
from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from praya.formats.metadata.description import Addresses, Catalogue, Description
    from praya.model.catalogue import Contact, Distribution, Publisher, Theme, Version
    from praya.model.table import Table
    from praya.model.text import Lang

_TABLE_ENDINGS = {"csv": "CSV", "parquet": "PARQUET"}
_PUBLIC = vocabulary.AUTHORITY + "access-right/PUBLIC"
_THEMES = vocabulary.AUTHORITY + "data-theme"


def dataset(told: Description, places: Addresses) -> Node:
    """Describe a dataset."""
    held = told.dataset
    return Node.of(
        places.dataset(held.name),
        "dcat:Dataset",
        {
            "dct:identifier": Literal(held.id),
            "dct:title": texts(held.title),
            "dct:description": texts(held.description)
            or [Literal(words, lang=tag) for tag, words in repeated(held.title)],
            "dct:publisher": _agent(told.publisher, places),
            "dcat:contactPoint": _contact(held.contact),
            "dcat:theme": list(_themes(told, places)),
            "dcat:keyword": [Literal(each) for each in held.keywords],
            "dct:accrualPeriodicity": _frequency(told),
            "dct:accrualPolicy": _policy(held.frequency),
            "dct:issued": moment(held.created),
            "dct:modified": moment(held.modified),
            "dct:accessRights": Node.of(_PUBLIC, "dct:RightsStatement"),
            "dct:license": _licence(told),
            "dct:spatial": _place(told.bbox),
            "dct:temporal": _period(told.period),
            "dct:provenance": _provenance(held.source),
            "dct:language": _languages(list(dict.fromkeys(lang for lang, _ in held.title.items()))),
            "dcat:landingPage": _document(held.landing_url),
            "foaf:page": _document(places.page("en", held.name)),
            "wdrs:describedby": _document(held.dictionary_url),
            "dqv:hasQualityMeasurement": list(_quality(told, places)),
            "dcat:distribution": [*_announced(told, places), *_derived(told, places)],
        },
    )


def catalogue(told: Catalogue, places: Addresses, page_at: Callable[[int], str]) -> list[Node]:
    """Describe one page of the catalogue; `page_at` gives a page's address by its number, from 1."""
    here = Node.of(
        page_at(told.page),
        "hydra:PagedCollection",
        {
            "hydra:totalItems": integer(told.total),
            "hydra:itemsPerPage": integer(told.size),
            "hydra:first": Node.of(page_at(1), ""),
            "hydra:last": Node.of(page_at(told.pages), ""),
            "hydra:next": Node.of(page_at(told.page + 1), "") if told.page < told.pages else None,
            "hydra:previous": Node.of(page_at(told.page - 1), "") if told.page > 1 else None,
        },
    )
    root = f"{places.base}/"
    whole = Node.of(
        f"{root}#catalogue",
        "dcat:Catalog",
        {
            "dct:title": texts(told.title),
            "dct:description": texts(told.description),
            "dct:publisher": Node.of(f"{root}#publisher", "foaf:Agent", {"foaf:name": texts(told.title)}),
            "foaf:homepage": _document(root),
            "dct:language": _languages(["en", "zh-Hant", "zh-Hans"]),
            "dct:modified": moment(told.modified),
            "dcat:themeTaxonomy": Node.of(
                _THEMES, "skos:ConceptScheme", {"dct:title": Literal("Data theme", lang="en")}
            ),
            "dcat:dataset": [dataset(each, places) for each in told.datasets],
        },
    )
    return [here, whole]


def _agent(publisher: Publisher, places: Addresses) -> Node:
    return Node.of(
        places.publisher(publisher.id),
        "foaf:Agent",
        {
            "foaf:name": texts(publisher.title) or Literal(publisher.id),
            "dct:identifier": Literal(publisher.id),
        },
    )


def _contact(contact: Contact) -> Node | None:
    if not (contact.name or contact.email or contact.phone):
        return None
    return Node.of(
        "",
        "vcard:Kind",
        {
            "vcard:fn": Literal(contact.name) if contact.name else None,
            "vcard:hasEmail": _named("mailto:", contact.email),
            "vcard:hasTelephone": _named("tel:", contact.phone),
        },
    )


def _named(scheme: str, value: str) -> Node | None:
    return Node.of(scheme + quote(value, safe="@+"), "") if value else None


def _themes(told: Description, places: Addresses) -> Iterator[Node]:
    for each in told.themes:
        yield _theme(each, places)
    for code in dict.fromkeys(vocabulary.THEMES.get(each.id, "") for each in told.themes):
        if code:
            yield _eu_theme(code)


def _theme(theme: Theme, places: Addresses) -> Node:
    code = vocabulary.THEMES.get(theme.id)
    return Node.of(
        places.theme(theme.id),
        "skos:Concept",
        {
            "skos:prefLabel": texts(theme.title) or Literal(theme.id),
            "skos:notation": Literal(theme.id),
            "schema:position": integer(theme.position),
            "skos:closeMatch": _eu_theme(code) if code else None,
        },
    )


def _eu_theme(code: str) -> Node:
    label = Literal(vocabulary.EU_THEMES[code], lang="en")
    scheme = Node.of(_THEMES, "skos:ConceptScheme", {"dct:title": Literal("Data theme", lang="en")})
    return Node.of(f"{_THEMES}/{code}", "skos:Concept", {"skos:prefLabel": label, "skos:inScheme": scheme})


def _frequency(told: Description) -> Node | None:
    rhythm = told.rhythm
    return Node.of(rhythm.frequency, "dct:Frequency") if rhythm.kind != "unknown" else None


def _policy(frequency: Text) -> Node | None:
    """Return the publisher's own words on how often the data changes."""
    return Node.of("", "dct:Policy", {"rdfs:label": texts(frequency)}) if frequency else None


def _licence(told: Description) -> Node | None:
    known = told.dataset.licence_id
    if known == UNSTATED.id:
        return None
    title = told.licence.title if told.licence.id == known else Text()
    return Node.of(
        vocabulary.licence_address(known),
        "dct:LicenseDocument",
        {"dct:identifier": Literal(known), "dct:title": texts(title)},
    )


def _place(bbox: tuple[float, float, float, float] | None) -> Node | None:
    if bbox is None:
        return None
    west, south, east, north = (f"{each:.6f}" for each in bbox)
    corners = f"{west} {south}, {east} {south}, {east} {north}, {west} {north}, {west} {south}"
    return Node.of("", "dct:Location", {"dcat:bbox": Literal(f"POLYGON(({corners}))", type="geo:wktLiteral")})


def _period(period: tuple[str, str] | None) -> Node | None:
    if period is None:
        return None
    first, last = period
    return Node.of("", "dct:PeriodOfTime", {"dcat:startDate": date(first), "dcat:endDate": date(last)})


def _provenance(source: str) -> Node | None:
    if not source:
        return None
    told = Text.of(f"Harvested from {source}", f"收集自 {source}", f"收集自 {source}")
    return Node.of("", "dct:ProvenanceStatement", {"rdfs:label": texts(told)})


def _languages(langs: Sequence[Lang]) -> list[Node]:
    """Return languages by the EU's names, which do not tell Chinese scripts apart, and by their own tags."""
    codes = dict.fromkeys(vocabulary.LANGUAGES[lang] for lang in langs)
    known = [Node.of(f"{vocabulary.AUTHORITY}language/{code}", "dct:LinguisticSystem") for code in codes]
    tags = [Node.of("", "dct:LinguisticSystem", {"rdf:value": Literal(lang)}) for lang in langs]
    return known + tags


def _quality(told: Description, places: Addresses) -> Iterator[Node]:
    """Tell the score and its parts, from 0 to 1 (W3C's Data Quality Vocabulary)."""
    for part, share in told.quality.items():
        metric = Node.of(
            f"{places.base}/en/quality#{part}",
            "dqv:Metric",
            {
                "skos:prefLabel": Literal(part, lang="en"),
                "dqv:expectedDataType": Node.of("http://www.w3.org/2001/XMLSchema#decimal", ""),
            },
        )
        yield Node.of(
            "",
            "dqv:QualityMeasurement",
            {"dqv:isMeasurementOf": metric, "dqv:value": Literal(f"{share:.3f}", type="xsd:decimal")},
        )


def _document(url: str) -> Node | None:
    return Node.of(url, "foaf:Document") if url else None


def _announced(told: Description, places: Addresses) -> Iterator[Node]:
    for each in told.distributions:
        yield Node.of(
            _file_name(told, each, places),
            "dcat:Distribution",
            {
                "dct:identifier": Literal(each.id),
                "schema:position": integer(each.position),
                "dct:title": texts(each.title),
                "dct:description": texts(each.description),
                "dcat:accessURL": Node.of(told.address(each, places), "rdfs:Resource"),
                "dct:format": _format(each.format),
                "dcat:mediaType": _media_type(vocabulary.MEDIA_TYPES.get(each.format, "")),
                "dct:language": _languages(each.languages),
                "dct:license": _licence(told),
            },
        )


def _file_name(told: Description, each: Distribution, places: Addresses) -> str:
    return f"{places.dataset(told.dataset.name)}#{quote(each.id, safe='')}"


def _derived(told: Description, places: Addresses) -> Iterator[Node]:
    for each in told.distributions:
        if version := told.versions.get(each.id):
            yield _copy(told, each, version, places)
    owners = {each.id: each for each in told.distributions}
    for table in told.tables:
        for ending, name in _TABLE_ENDINGS.items():
            yield _table(told, owners[table.distribution_id], table, (ending, name), places)


def _copy(told: Description, each: Distribution, version: Version, places: Addresses) -> Node:
    """Describe the copy kept of what was last retrieved."""
    address = places.original(version)
    return Node.of(
        f"{_file_name(told, each, places)}-copy",
        "dcat:Distribution",
        {
            "dct:title": texts(_of(each.title, "copy kept of", "存檔：", "存档：")),
            "dcat:accessURL": Node.of(address, "rdfs:Resource"),
            "dcat:downloadURL": Node.of(address, "rdfs:Resource"),
            "dct:format": _format(version.format.upper()),
            "dcat:mediaType": _media_type(vocabulary.MEDIA_TYPES.get(version.format.upper(), "")),
            "dcat:byteSize": integer(version.bytes),
            "dct:modified": moment(version.retrieved_at),
            "spdx:checksum": Node.of(
                "",
                "spdx:Checksum",
                {
                    "spdx:algorithm": Node.of(
                        "http://spdx.org/rdf/terms#checksumAlgorithm_sha256", "spdx:ChecksumAlgorithm"
                    ),
                    "spdx:checksumValue": Literal(version.sha256, type="xsd:hexBinary"),
                },
            ),
            "dct:license": _licence(told),
            "prov:wasDerivedFrom": Node.of(_file_name(told, each, places), ""),
        },
    )


def _table(
    told: Description, owner: Distribution, table: Table, ending: tuple[str, str], places: Addresses
) -> Node:
    """Describe a table that was read from a distribution, as a file."""
    address = places.table(table.name, ending[0])
    return Node.of(
        f"{places.dataset(told.dataset.name)}#{table.name}.{ending[0]}",
        "dcat:Distribution",
        {
            "dct:title": texts(
                _of(table.title or told.dataset.title, "table read from", "數據表：", "数据表：")
            ),
            "dcat:accessURL": Node.of(address, "rdfs:Resource"),
            "dcat:downloadURL": Node.of(address, "rdfs:Resource"),
            "dct:format": _format(ending[1]),
            "dcat:mediaType": _media_type(vocabulary.MEDIA_TYPES[ending[1]]),
            "dct:license": _licence(told),
            "prov:wasDerivedFrom": Node.of(_file_name(told, owner, places), ""),
        },
    )


def _of(title: Text, en: str, zh_hant: str, zh_hans: str) -> Text:
    """Return our own words about a title, in the languages that the title has."""
    heads = {"en": f"{en} ", "zh-Hant": zh_hant, "zh-Hans": zh_hans}
    told = {lang: heads[lang] + wording.words for lang, wording in title.items()}
    return Text.of(told.get("en"), told.get("zh-Hant"), told.get("zh-Hans"), origin="edited")


def _format(name: str) -> Node | None:
    if not name:
        return None
    address = vocabulary.file_type(name)
    label = None if address else Literal(name)
    return Node.of(address, "dct:MediaTypeOrExtent", {"rdfs:label": label})


def _media_type(media_type: str) -> Node | None:
    address = vocabulary.media_type_iri(media_type)
    return Node.of(address, "dct:MediaType") if address else None
