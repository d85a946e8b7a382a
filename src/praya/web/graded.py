"""Quality in a reader's words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.text import Text
from praya.web import readable

if TYPE_CHECKING:
    from praya.model.quality import Rule, Seen
    from praya.model.text import Lang

YES, NO = Text.of("yes", "是", "是", origin="edited"), Text.of("no", "否", "否", origin="edited")


def reason(rule: Rule, seen: Seen, lang: Lang) -> str:
    """Say what a rule saw."""
    return rule.reason.words(lang).format(
        met=readable.number(seen.met, 3),
        of=readable.number(seen.of),
        said=(YES if seen.met >= seen.of else NO).words(lang),
    )
