"""A dataset as unqualified Dublin Core, in the wrapping that OAI-PMH wants."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from praya.formats.metadata import vocabulary
from praya.formats.metadata.languages import tagged
from praya.formats.metadata.rdf.terms import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from praya.formats.metadata.description import Addresses, Description
    from praya.model.text import Text

SPACE = "http://www.openarchives.org/OAI/2.0/oai_dc/"
SCHEMA = "http://www.openarchives.org/OAI/2.0/oai_dc.xsd"


def dataset(told: Description, places: Addresses) -> str:
    """Describe a dataset as the element `oai_dc:dc`."""
    lines = "".join(
        f"<dc:{name}{f' xml:lang={quoteattr(tag)}' if tag else ''}>{escape(written(words))}</dc:{name}>"
        for name, tag, words in _said(told, places)
        if words
    )
    return (
        f'<oai_dc:dc xmlns:oai_dc="{SPACE}" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{SPACE} {SCHEMA}">{lines}</oai_dc:dc>'
    )


def _said(told: Description, places: Addresses) -> Iterator[tuple[str, str, str]]:
    """Iterate over elements: name, language tag, words."""
    held = told.dataset
    yield from _text("title", held.title)
    yield from _text("creator", told.publisher.title)
    yield from _text("publisher", told.publisher.title)
    yield from _text("description", held.description)
    for theme in told.themes:
        yield from _text("subject", theme.title)
    yield from (("subject", "", each) for each in held.keywords)
    yield "type", "", "Dataset"
    if told.changed:
        yield "date", "", told.changed.date().isoformat()
    formats = dict.fromkeys(
        vocabulary.MEDIA_TYPES.get(each.format, each.format) for each in told.distributions
    )
    yield from (("format", "", each) for each in formats)
    yield "identifier", "", places.dataset(held.name)
    yield "identifier", "", held.id
    yield "source", "", held.landing_url
    yield from (("language", "", lang) for lang, _ in held.title.items())
    if told.period:
        yield "coverage", "", "/".join(told.period)
    yield "rights", "", held.licence_id
    yield "rights", "", vocabulary.licence_address(held.licence_id)


def _text(name: str, text: Text) -> Iterator[tuple[str, str, str]]:
    for tag, words in tagged(text):
        yield name, tag, words
