"""How long versions are kept: all of them, unless a rule thins them out with age."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Literal, get_args

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime, tzinfo

    from praya.model.catalogue import Version

Grain = Literal["day", "week", "month"]
_FORMS: dict[Grain, str] = {"day": "%Y-%m-%d", "week": "%G-%V", "month": "%Y-%m"}
_EXPECTED = "all, 30:day, 30:day,365:week,1825:month"


@dataclass(frozen=True, slots=True)
class Rule:
    """Of versions older than so many days, the last one of each day, week or month stays."""

    days: int
    grain: Grain

    def __str__(self) -> str:
        return f"{self.days}:{self.grain}"


def parse_rules(text: str) -> tuple[Rule, ...]:
    """Read `30:day,365:week`; nothing or `all` keeps everything. Raise ParameterInvalid."""
    rules = []
    for part in text.split(",") if text not in ("", "all") else ():
        days, _, grain = part.strip().partition(":")
        if not (days.isascii() and days.isdigit()) or grain not in get_args(Grain):
            raise errors.ParameterInvalid(name="retention", value=text, expected=_EXPECTED)
        rules.append(Rule(int(days), grain))  # type: ignore[arg-type]  # one of its words, as just seen
    return tuple(sorted(rules, key=lambda rule: rule.days))


def thin(
    versions: Sequence[Version], rules: Sequence[Rule], now: datetime, zone: tzinfo
) -> tuple[Version, ...]:
    """Return the versions that the rules let go; never the latest. Days, weeks and months are those of `zone`."""
    let_go = []
    seen = set[tuple[str, str]]()
    for version in sorted(versions, key=lambda each: each.number, reverse=True)[1:]:
        age = now - version.retrieved_at
        rule = next((each for each in reversed(rules) if age > timedelta(days=each.days)), None)
        if rule is None:
            continue
        period = (rule.grain, version.retrieved_at.astimezone(zone).strftime(_FORMS[rule.grain]))
        if period in seen:
            let_go.append(version)
        seen.add(period)
    return tuple(let_go[::-1])
