"""`praya stories`: try every block of every story, in every language that it is written in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.cli.terminal import err
from praya.platform import open_platform
from praya.services import stories
from praya.web.app import open_site
from praya.web.pages.stories.check import faults

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable

    from praya.model.errors import Failure
    from praya.settings import Settings

    Command = Callable[[Settings, argparse.Namespace], int]
    Add = Callable[[str, Command, str], argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Add the command to the parser."""
    child = add("stories", _stories, "Try every block of every story; the exit code is 1 where one fails.")
    child.add_argument("what", choices=["check"], help="what to do with them")


def _stories(settings: Settings, _options: argparse.Namespace) -> int:
    site = open_site(open_platform(settings))
    wrong = 0
    for each in stories.written(settings):
        if isinstance(each, stories.Broken):
            found: list[tuple[str, Failure]] = [("", each.failure)]
        else:
            found = list(faults(site, each))
        wrong += len(found)
        err.print(f"{each.slug} {each.lang}: {'ok' if not found else ''}", markup=False)
        for place, failure in found:
            err.print(f"  {place} {failure}", markup=False)
    return 1 if wrong else 0
