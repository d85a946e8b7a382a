"""The API's shapes in words: texts in a reader's language, and how a version is named as a source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.catalogue import Dataset, Publisher, Version
from praya.model.citation import Cited
from praya.model.licence import Licence
from praya.model.text import Text

if TYPE_CHECKING:
    from praya.model.text import Lang
    from praya.web.api.native import shapes, terms


def text(words: terms.Words) -> Text:
    """Return words as a text, which knows what each reader sees."""
    return Text.of(words.en, words.zh_hant, words.zh_hans)


def citation(
    dataset: shapes.Dataset, version: shapes.Version, address: str, lang: Lang, *, bibtex: bool
) -> str:
    """Return how a version is named as a source, as the portal's own pages do."""
    terms = dataset.licence
    cited = Cited(
        dataset=Dataset(
            id=dataset.id,
            name=dataset.name,
            title=text(dataset.title),
            publisher_id=dataset.publisher.id,
            licence_id=terms.id,
        ),
        publisher=Publisher(id=dataset.publisher.id, title=text(dataset.publisher.title)),
        version=Version(
            distribution_id="",
            number=version.number,
            sha256=version.sha256,
            bytes=version.bytes,
            url=version.url,
            media_type=version.media_type,
            format=version.format,
            encoding=version.encoding,
            retrieved_at=version.retrieved_at,
        ),
        licence=Licence(
            id=terms.id,
            title=text(terms.title),
            url=terms.url,
            commercial_use=terms.commercial_use,
            derivatives=terms.derivatives,
            attribution=terms.attribution,
            share_alike=terms.share_alike,
            accuracy_duty=terms.accuracy_duty,
            third_party_rights=terms.third_party_rights,
        ),
        address=address,
    )
    return cited.bibtex(lang) if bibtex else cited.line(lang)
