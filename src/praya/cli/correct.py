"""The commands that set right how files were read: `praya reread | override`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from praya.cli.terminal import err, now, progress
from praya.model.override import NOTHING, override_to_json
from praya.platform import open_platform
from praya.services import override, pack, reread
from praya.services.index import index
from praya.show import out, print_json

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping, Sequence

    from praya.model.catalogue import Distribution
    from praya.settings import Settings
    from praya.store.catalogue import Standing

    Command = Callable[[Settings, argparse.Namespace], int]
    Add = Callable[[str, Command, str], argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Add these commands to the parser."""
    child = add("override", _override, "Say how a dataset's file is to be read, where the reader is wrong.")
    child.add_argument("name", metavar="DATASET", help="the dataset")
    child.add_argument("distribution", nargs="?", default="", help="one of its files, by id or address")
    form = child.add_mutually_exclusive_group(required=True)
    form.add_argument("--file", type=Path, metavar="FILE.json", help="what is said; see docs/reading.md")
    form.add_argument("--show", action="store_true", help="print what is said")
    form.add_argument("--clear", action="store_true", help="leave all to the reader again")
    child.add_argument("--json", action="store_true", help="print the outcome as JSON")
    child = add("reread", _reread, "Read again what is kept, where the reader has changed since.")
    child.add_argument("name", nargs="?", metavar="NAME", help="a dataset, table or distribution only")
    child.add_argument("--all", action="store_true", help="read again also what is up to date")
    child.add_argument("--json", action="store_true", help="print the outcome as JSON")


def _override(settings: Settings, options: argparse.Namespace) -> int:
    platform = open_platform(settings)
    found = override.spoken_of(platform, options.name, options.distribution)
    if options.show:
        _show([(each, override.override(platform, each.id)) for each in found], as_json=options.json)
        return 0
    if len(found) > 1:
        err.print("praya override: the dataset has several files; say which one:", style="red")
        for each in found:
            err.print(f"  {each.id}  {each.url}", markup=False)
        return 2
    said = override.read_override(options.file) if options.file else NOTHING
    (distribution,) = found
    changed = override.set_override(platform, distribution, said, now=now())
    queued = changed and reread.queue(platform, distribution.id, now=now())
    if options.json:
        told = override_to_json(said)
        print_json({"distribution": distribution.id, "override": told, "changed": changed, "queued": queued})
    elif changed:
        out.print(
            f"{distribution.id}: kept; workers read its versions again (or: praya reread {options.name})"
        )
    else:
        out.print(f"{distribution.id}: as it was before")
    return 0


def _show(standing: Sequence[tuple[Distribution, Standing | None]], *, as_json: bool) -> None:
    """Print what is said of files."""
    told = [
        {
            "distribution": distribution.id,
            "url": distribution.url,
            "override": override_to_json(each.said) if each else None,
            "set_at": each.set_at.isoformat() if each else None,
        }
        for distribution, each in standing
    ]
    if as_json:
        print_json(told)
        return
    for each in told:
        out.print(f"{each['distribution']}  {each['url']}", markup=False)
        text = json.dumps(each["override"], ensure_ascii=False, indent=2) if each["override"] else "nothing"
        out.print(text, markup=False)


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
