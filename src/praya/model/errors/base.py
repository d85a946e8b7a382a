"""What every failure has, and how one becomes words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from praya.model.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Failure(Exception):
    """A failure with a code, named fields, and words for people. Raise a subclass, with its fields as keywords."""

    code: ClassVar[str]
    status: ClassVar[int]
    message: ClassVar[Text]
    advice: ClassVar[Text]
    passing: ClassVar[bool] = False
    """True where trying again later may well succeed."""
    reasons: ClassVar[Mapping[str, Text]] = {}
    """Words for what the field `reason` may say; what is not among them is quoted as it is."""

    def __init__(self, **fields: str | int) -> None:
        super().__init__(self.code, fields)
        self.fields: dict[str, str | int] = fields
        self.said: Explained | None = None
        """The words of another server that told of this failure."""

    def explained(self, lang: Lang = "en") -> Explained:
        """Return its code, what happened and what to do, in one language; as it was told where a server told it."""
        return self.said or explain(self.code, self.fields, lang)

    def __str__(self) -> str:
        explained = self.explained()
        return f"{explained.message} [{explained.code}]"


def text(en: str, zh_hant: str, zh_hans: str) -> Text:
    """Return words of our own in three languages; named fields stand in braces."""
    return Text.of(en, zh_hant, zh_hans, origin="edited")


@dataclass(frozen=True, slots=True)
class Explained:
    """A failure in one reader's language."""

    code: str
    message: str
    advice: str


def failures() -> Iterator[type[Failure]]:
    """Iterate over all failures that have a code, in the order of the tree above."""

    def walk(kind: type[Failure]) -> Iterator[type[Failure]]:
        for child in kind.__subclasses__():
            if "code" in vars(child):
                yield child
            yield from walk(child)

    return walk(Failure)


def explain(code: str, fields: Mapping[str, str | int], lang: Lang) -> Explained:
    """Put a failure, remembered as its code and fields, into words.

    A code that this release does not know (an older or newer one wrote it) is shown as it is.
    """
    kind = next((kind for kind in failures() if kind.code == code), None)
    if kind is None:
        return Explained(code, code, "")
    if reason := kind.reasons.get(str(fields.get("reason"))):
        fields = {**fields, "reason": _fill(reason.words(lang), fields)}
    return Explained(code, _fill(kind.message.words(lang), fields), _fill(kind.advice.words(lang), fields))


def _fill(template: str, fields: Mapping[str, str | int]) -> str:
    """Fill the braces of our own templates in one pass: values are outsiders' text and never templates."""
    return re.sub(r"\{(\w+)\}", lambda found: str(fields.get(found[1], "?")), template)
