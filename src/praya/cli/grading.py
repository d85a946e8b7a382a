"""How good datasets are, in the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from praya.cli.terminal import now
from praya.platform import open_platform
from praya.services import quality
from praya.show import out, print_json
from praya.web.api.native import grades
from praya.web.graded import reason

if TYPE_CHECKING:
    import argparse

    from praya.cli.correct import Add
    from praya.model.quality import Score
    from praya.model.text import Lang
    from praya.services.quality import Overview
    from praya.settings import Settings

LANG: Lang = "en"


def add_commands(add: Add) -> None:
    """Add this command to the parser."""
    child = add("quality", _quality, "Say how good datasets are, and what to fix first.")
    child.add_argument("name", nargs="?", metavar="DATASET", help="one dataset, rule by rule")
    child.add_argument("--publisher", default="", metavar="ID", help="the datasets of this publisher only")
    child.add_argument("--json", action="store_true", help="print it as JSON")


def _quality(settings: Settings, options: argparse.Namespace) -> int:
    platform = open_platform(settings)
    if options.name:
        dataset, score = quality.of_dataset(platform, options.name)
        if options.json:
            print_json(msgspec.to_builtins(grades.whole(dataset, score, LANG)))
        else:
            _dataset(dataset.name, score)
        return 0
    quality.score(platform, now=now())
    found = quality.overview(platform, options.publisher)
    if options.json:
        print_json(msgspec.to_builtins(grades.overview(found, LANG)))
    else:
        _overview(found)
    return 0


def _dataset(name: str, score: Score) -> None:
    out.print(f"{name}: {score.level}{_percent(score.share)}; {score.seen:.0%} observed", markup=False)
    for part, share in score.parts.items():
        out.print(f"  {part:14} {'not seen yet' if share is None else f'{share:4.0%}'}")
    for rule, seen, lost in score.lost:
        said = f"+{lost:g}  {rule.fix.words(LANG)} ({reason(rule, seen, LANG)})"
        out.print(said, markup=False, soft_wrap=True)


def _overview(found: Overview) -> None:
    average = found.average
    said = f"{average.measured:,} of {average.datasets:,} datasets measured"
    out.print(f"{said}: {average.level}{_percent(average.share)}", markup=False)
    for part, share in average.parts.items():
        out.print(f"  {part:14} {'not seen yet' if share is None else f'{share:4.0%}'}")
    for fix in found.fixes:
        line = f"+{fix.points:,.0f}  {fix.rule.fix.words(LANG)} ({fix.datasets:,} datasets)"
        out.print(line, markup=False, soft_wrap=True)


def _percent(share: float | None) -> str:
    return "" if share is None else f" {share:.0%}"
