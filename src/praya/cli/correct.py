"""The commands that set right how files were read: `praya reread`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.cli.terminal import now, progress
from praya.platform import open_platform
from praya.services import pack, reread
from praya.services.index import index
from praya.show import out, print_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from praya.settings import Settings

    Command = Callable[[Settings, argparse.Namespace], int]
    Add = Callable[[str, Command, str], argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Add these commands to the parser."""
    child = add("reread", _reread, "Read again what is kept, where the reader has changed since.")
    child.add_argument("name", nargs="?", metavar="NAME", help="a dataset, table or distribution only")
    child.add_argument("--all", action="store_true", help="read again also what is up to date")
    child.add_argument("--json", action="store_true", help="print the outcome as JSON")


def _reread(settings: Settings, options: argparse.Namespace) -> int:
    platform = open_platform(settings)
    ids = pack.wanted(platform, options.name) if options.name else reread.kept(platform)
    ended = {}
    for each in ids:
        with progress(f"Reading {each} again") as tell:
            ended[each] = reread.reread(platform, each, now=now(), anyway=options.all, progress=tell)
    index(platform)
    _told(ended, as_json=options.json)
    return 1 if any(each.troubles for each in ended.values()) else 0


def _told(ended: Mapping[str, reread.Reread], *, as_json: bool) -> None:
    """Print what was read again."""
    if as_json:
        print_json(
            [
                {
                    "distribution": name,
                    "versions": each.versions,
                    "troubles": [
                        {"version": number, "code": problem.code, "fields": dict(problem.fields)}
                        for number, problem in each.troubles.items()
                    ],
                }
                for name, each in ended.items()
                if each.versions
            ]
        )
        return
    done = {name: each for name, each in ended.items() if each.versions}
    for name, each in done.items():
        out.print(f"{name}: {each.versions:,} versions read again", markup=False)
        for number, problem in each.troubles.items():
            out.print(f"  version {number} keeps the reading it had: {problem.code}", markup=False)
    out.print(f"{len(done):,} of {len(ended):,} files read again; the others are up to date")
