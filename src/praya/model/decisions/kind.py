"""What a decision is, and what a kind of decisions is."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal

from praya.model.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

Step = Literal["sniff", "layout", "infer", "other"]
Field = str | int | float | tuple[str | int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision of a reading, as it is kept: what a publisher may check and override."""

    code: str
    fields: Mapping[str, Field] = field(default_factory=dict)
    confidence: float
    """From 0 to 1; 1 where every value was looked at and agreed."""

    def about(self, **fields: Field) -> Decision:
        """Return the decision with further fields, such as the column it is about."""
        return replace(self, fields={**self.fields, **fields})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """One kind of decision: its words are templates, their fields in braces."""

    code: str
    step: Step
    what: Text
    reason: Text
    advice: Text = field(default_factory=Text)
    """What the publisher should do; only for what is a problem."""

    def decide(self, confidence: float = 1.0, **fields: Field) -> Decision:
        """Decide; `about` may add fields later."""
        return Decision(code=self.code, fields=fields, confidence=confidence)


@dataclass(frozen=True, slots=True)
class Told:
    """A decision in one reader's language."""

    code: str
    step: Step
    what: str
    reason: str
    advice: str
    confidence: float


def text(en: str, zh_hant: str, zh_hans: str) -> Text:
    """Return our own words."""
    return Text.of(en, zh_hant, zh_hans, origin="edited")
