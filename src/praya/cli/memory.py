"""The commands that ask of the past and care for it: `praya history | diff | replay | archive …`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from praya.cli import recollect
from praya.cli.terminal import err, now, progress
from praya.model import errors
from praya.model.carried import carried
from praya.model.moment import parse_as_of
from praya.platform import open_platform
from praya.services import adopt, ask, ingest, pack, read, replay, retain, verify
from praya.services.diff import diff
from praya.services.index import index
from praya.services.story import story
from praya.web import urls
from praya.web.origin import set_origin

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.platform import Platform
    from praya.settings import Settings

    Command = Callable[[Settings, argparse.Namespace], int]
    Add = Callable[[str, Command, str], argparse.ArgumentParser]


def add_commands(add: Add) -> None:
    """Add these commands to the parser."""
    child = add("history", _history, "Show the versions of a table, or one row through all of them.")
    child.add_argument("name", metavar="TABLE", help="the table's name")
    child.add_argument(
        "--row", action="append", metavar="COLUMN=VALUE", help="the row with this value; repeatable"
    )
    child.add_argument(
        "--out", type=Path, metavar="FILE", help="write all versions as one Parquet file instead"
    )
    child.add_argument("--json", action="store_true", help="print it as JSON")
    child = add("diff", _diff, "Show what changed between two versions of a table.")
    child.add_argument("name", metavar="TABLE", help="the table's name")
    child.add_argument(
        "before", nargs="?", default="", help="a version, day or moment (default: the one before)"
    )
    child.add_argument("after", nargs="?", default="", help="a version, day or moment (default: the latest)")
    child.add_argument(
        "--key", default="", metavar="COLUMN,…", help="the columns that tell which row is which"
    )
    child.add_argument("--rows", type=int, default=200, help="print at most so many rows (default: 200)")
    child.add_argument("--json", action="store_true", help="print it as JSON")
    child = add("replay", _replay, "Load a recorded history: files of a folder, named by their times.")
    child.add_argument("folder", type=Path, help="with files such as 20250909-0050-latest_10min_wind.csv")
    child.add_argument(
        "--url", help="the address they came from; its distribution if it is known, else a new one"
    )
    child.add_argument("--table", default="", help="the name wanted for the first table")
    child.add_argument("--json", action="store_true", help="print the outcome as JSON")
    _add_archive(add)


def _add_archive(add: Add) -> None:
    child = add("archive", _archive, "Check, move or thin out what is kept.")
    actions = child.add_subparsers(required=True, metavar="ACTION", dest="action")
    texts = {
        "verify": "Hash everything again and compare it with the catalogue.",
        "export": "Write the whole history of a dataset's files, a table or a distribution to a folder.",
        "import": "Read histories that were exported.",
        "keep": "Give the files of a dataset a rule of their own for how long versions are kept.",
        "thin": "Let old versions go, as the rules say.",
    }
    made = {name: actions.add_parser(name, help=text, description=text) for name, text in texts.items()}
    made["export"].add_argument("name", metavar="NAME", help="a dataset, table or distribution")
    for name in ("export", "import"):
        made[name].add_argument("folder", type=Path, help="the folder")
    made["keep"].add_argument("name", metavar="DATASET", help="the dataset")
    made["keep"].add_argument("rule", metavar="RULE", help="all, 30:day,365:week … or default")
    made["thin"].add_argument("--dry-run", action="store_true", help="show what would go, change nothing")
    for each in made.values():
        each.add_argument("--home", type=Path, default=argparse.SUPPRESS, help=argparse.SUPPRESS)
        each.add_argument("--json", action="store_true", help="print the outcome as JSON")


def _history(settings: Settings, options: argparse.Namespace) -> int:
    platform = open_platform(settings)
    if options.out:
        table = read.table(platform, options.name, read.timeline(platform, options.name)[-1].number)
        named = read.cited(platform, table, set_origin(settings) + urls.dataset("en", ""))
        with options.out.open("wb") as file:
            for piece in ask.every_version(platform, options.name, carried(named, table)):
                file.write(piece)
        err.print(f"{options.out}: {options.out.stat().st_size:,} bytes")
    elif options.row:
        key = dict(each.partition("=")[::2] for each in options.row)
        recollect.story(
            story(platform, options.name, read.timeline(platform, options.name), key), as_json=options.json
        )
    else:
        recollect.steps(read.steps(platform, options.name), as_json=options.json)
    return 0


def _diff(settings: Settings, options: argparse.Namespace) -> int:
    platform = open_platform(settings)
    after = parse_as_of(options.after)
    before = parse_as_of(options.before)
    if before is None:
        number = read.table(platform, options.name, after).version
        earlier = [each.number for each in read.timeline(platform, options.name) if each.number < number]
        if not earlier:
            raise errors.VersionMissing(table=options.name)
        before = earlier[-1]
    key = tuple(each for each in options.key.split(",") if each)
    found = diff(platform, options.name, before, after, key=key, limit=options.rows)
    recollect.difference(found, as_json=options.json)
    return 0


def _replay(settings: Settings, options: argparse.Namespace) -> int:
    platform = open_platform(settings)
    outcomes: dict[str, ingest.Outcome] = {}
    for name, versions in replay.recorded(options.folder).items():
        url = options.url or (options.folder.absolute() / name).as_uri()
        distribution_id = adopt.adopt(platform, url, now=now())
        with progress(f"Replaying {name}") as tell:
            left = replay.left(platform, distribution_id, versions)
            for done, each in enumerate(left):
                tell(done, len(left), each.path.name)
                local = ingest.LocalFile(
                    path=each.path, name=name, url=url, retrieved_at=each.at, table_name=options.table
                )
                outcomes[each.path.name] = ingest.ingest(platform, distribution_id, local=local, now=each.at)
            tell(len(left), len(left), "")
    return _told(platform, outcomes, as_json=options.json)


def _archive(settings: Settings, options: argparse.Namespace) -> int:
    platform = open_platform(settings)
    actions: dict[str, Callable[[Platform, argparse.Namespace], int]] = {
        "verify": _verify,
        "export": _export,
        "import": _import,
        "keep": _keep,
        "thin": _thin,
    }
    return actions[options.action](platform, options)


def _verify(platform: Platform, options: argparse.Namespace) -> int:
    with progress("Verifying") as tell:
        found = verify.verify(platform, progress=tell)
    recollect.verified(found, as_json=options.json)
    return 1 if found.damaged else 0


def _export(platform: Platform, options: argparse.Namespace) -> int:
    ids = pack.wanted(platform, options.name)
    packed = {}
    for each in ids:
        folder = options.folder / each if len(ids) > 1 else options.folder
        with progress("Exporting") as tell:
            packed[str(folder)] = len(pack.pack(platform, each, folder, progress=tell).versions)
    recollect.packed(packed, as_json=options.json)
    return 0


def _import(platform: Platform, options: argparse.Namespace) -> int:
    outcomes: dict[str, ingest.Outcome] = {}
    for folder in pack.packs(options.folder):
        found = pack.read_pack(folder)
        left = pack.announce(platform, found, now=now())
        (distribution,) = found.record.distributions
        with progress("Importing") as tell:
            for done, (path, version) in enumerate(left):
                tell(done, len(left), path.name)
                local = ingest.LocalFile(
                    path=path,
                    name=pack.file_name(version),
                    url=version.url,
                    retrieved_at=version.retrieved_at,
                    media_type=version.media_type,
                )
                outcomes[path.name] = ingest.ingest(
                    platform, distribution.id, local=local, now=version.retrieved_at
                )
            tell(len(left), len(left), "")
    return _told(platform, outcomes, as_json=options.json)


def _keep(platform: Platform, options: argparse.Namespace) -> int:
    rule = None if options.rule == "default" else options.rule
    count = retain.set_rule(platform, options.name, rule)
    recollect.ruled(options.name, options.rule, count, as_json=options.json)
    return 0


def _thin(platform: Platform, options: argparse.Namespace) -> int:
    with progress("Thinning out") as tell:
        done = retain.retain(platform, now=now(), dry_run=options.dry_run, progress=tell)
    recollect.retained(done, dry_run=options.dry_run, as_json=options.json)
    return 0


def _told(platform: Platform, outcomes: dict[str, ingest.Outcome], *, as_json: bool) -> int:
    index(platform)
    recollect.loaded(outcomes, as_json=as_json)
    return 1 if any(outcome.status == "failed" for outcome in outcomes.values()) else 0
