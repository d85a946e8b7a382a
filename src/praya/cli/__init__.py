"""The front door in the terminal: one subcommand for each thing the platform does.

Exit codes: 0 done; 1 done in part, or not (the failure is printed with its code); 2 wrong usage; 130 interrupted.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
import socket
import sys
import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from granian.constants import Interfaces
from granian.server.embed import Server

from praya import __version__, demo, show
from praya.cli import asking, correct, grading, memory, telling
from praya.cli.terminal import err, now, progress, reading
from praya.model import errors
from praya.model.override import NOTHING
from praya.platform import Platform, open_platform
from praya.remote.listing import KINDS
from praya.services import (
    adopt,
    explain,
    index,
    ingest,
    override,
    read,
    schedule,
    service_record,
    stories,
    watch,
)
from praya.settings import Settings, read_settings
from praya.store.sandbox import in_force
from praya.web.app import create_app, open_site
from praya.worker import WATCH_EVERY, Worker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return its exit code."""
    options = _parser().parse_args(arguments)
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    try:
        settings = read_settings(home=options.home, port=getattr(options, "port", None))
        command: Callable[[Settings, argparse.Namespace], int] = options.command
        return command(settings, options)
    except errors.Failure as failure:
        _complain(failure)
        return 1
    except KeyboardInterrupt:
        err.print("Stopped. What was finished is kept; run the same command again to go on.")
        return 130
    except BrokenPipeError:  # the reader of our output has gone, as `head` does
        sys.stderr.close()
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="praya", description="The open-data platform of a city.")
    parser.add_argument("--version", action="version", version=f"praya {__version__}")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, command: Callable[[Settings, argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        child = commands.add_parser(name, help=text, description=text)
        child.add_argument("--home", type=Path, help="data folder (default: $PRAYA_HOME or ./data)")
        child.set_defaults(command=command)
        return child

    for name, command, text in (
        ("demo", _demo, "Load the demo if it is not loaded yet, and serve it."),
        ("serve", _serve, "Serve the portal, with one worker in the same process."),
    ):
        child = add(name, command, text)
        child.add_argument("--port", type=int, help="port (default: $PRAYA_PORT or 8000)")
    child = add("work", _work, "Run one more worker beside a server.")
    child.add_argument("--once", action="store_true", help="end when no job is waiting")
    child = add(
        "harvest",
        _harvest,
        "Read a portal's catalogue: CKAN, DCAT, data.json, Data Package, Socrata, OpenDataSoft.",
    )
    child.add_argument("url", help="the portal's root, such as https://data.gov.hk")
    child.add_argument("--kind", choices=KINDS, help="what kind of portal it is (default: found out)")
    child.add_argument("--dry-run", action="store_true", help="show what would change, change nothing")
    child.add_argument("--read", action="store_true", help="queue the files of what changed for the workers")
    child.add_argument("--json", action="store_true", help="print the report as JSON")
    child = add("ingest", _ingest, "Read files into typed tables.")
    child.add_argument("address", nargs="?", metavar="FILE|URL", help="one file, here or on the web")
    child.add_argument("--dataset", metavar="NAME", help="every file of this dataset instead")
    child.add_argument("--json", action="store_true", help="print the outcome as JSON")
    child = add("watch", _watch, "Look at the files that are due, and say what was observed.")
    child.add_argument("--once", action="store_true", help="end when nothing more is due")
    child.add_argument("--json", action="store_true", help="print each observation as a line of JSON")
    child = add("status", _status, "Show how the watch stands, or the service that a dataset's files had.")
    child.add_argument("name", nargs="?", metavar="NAME", help="a dataset")
    child.add_argument("--json", action="store_true", help="print it as JSON")
    child = add("explain", _explain, "Say how a file is read, decision by decision; nothing is kept.")
    child.add_argument("file", type=Path, help="the file")
    child.add_argument("--override", type=Path, metavar="FILE.json", help="read it as this says")
    child.add_argument("--json", action="store_true", help="print the report as JSON")
    asking.add_commands(add)
    add("mcp", _mcp, "Answer a language model's tools over standard input and output (MCP).")
    memory.add_commands(add)
    correct.add_commands(add)
    telling.add_commands(add)
    grading.add_commands(add)
    return parser


def _demo(settings: Settings, _options: argparse.Namespace) -> int:
    platform = open_platform(replace(settings, watch=False))  # its files are of days long past
    if not demo.loaded(platform):
        with progress("Loading the demo") as tell:
            demo.load(platform, progress=tell)
    demo.tell(stories.folder(settings))
    index.index(platform)
    return _listen(platform, _three_things(platform))


def _serve(settings: Settings, _options: argparse.Namespace) -> int:
    return _listen(open_platform(settings), ())


def _listen(platform: Platform, lines: Sequence[str]) -> int:
    """Serve until interrupted, with one worker beside the server in this process."""
    stop = threading.Event()
    worker = threading.Thread(
        target=Worker(platform, hands=platform.settings.hands).work, args=(stop,), name="worker", daemon=True
    )
    worker.start()
    threading.Thread(target=platform.sandbox.warm, name="sandbox", daemon=True).start()
    try:
        with platform.hot.kept():
            return asyncio.run(_serve_until_told(platform, lines))
    finally:
        stop.set()
        worker.join(timeout=10)
        platform.sandbox.close()


async def _serve_until_told(platform: Platform, lines: Sequence[str]) -> int:
    """Run the server; print where it is once it answers."""
    settings = platform.settings
    _require_free(settings.host, settings.port)
    server = Server(
        create_app(platform),
        address=settings.host,
        port=settings.port,
        interface=Interfaces.ASGI,
        log_enabled=False,
    )
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, server.stop)
    serving = loop.create_task(server.serve())
    while not serving.done():
        try:
            _, writer = await asyncio.open_connection(settings.host, settings.port)
        except OSError:
            await asyncio.sleep(0.05)
        else:
            writer.close()
            err.print(f"\nPraya is at [bold]http://{settings.host}:{settings.port}/[/bold]  (Ctrl+C ends it)")
            for line in (*lines, *_held()):
                err.print(line)
            break
    await serving
    return 0


def _held() -> Iterator[str]:
    """Give what holds strangers' SQL, and what of it this machine lacks."""
    held, lacking = in_force()
    yield f"[dim]SQL of others runs apart, with {', '.join(held)}.[/dim]"
    if lacking:
        yield f"[yellow]This machine lacks {', '.join(lacking)}: do not open SQL to the world from it.[/yellow]"


def _require_free(host: str, port: int) -> None:
    """Raise PortTaken if somebody listens there: the server would share the port without a word."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise errors.PortTaken(host=host, port=port, reason=error.strerror or "") from error


def _three_things(platform: Platform) -> tuple[str, ...]:
    """Return three things to try, each of which works with what is loaded."""
    address = f"http://{platform.settings.host}:{platform.settings.port}"
    home = "" if platform.settings.home == Path("data") else f" --home {platform.settings.home}"
    return (
        "\nThree things to try:",
        f"  1. Look for rain, 雨量 or 空气质量:  {address}/en/search?q=rain",
        f"  2. A century of it, day by day:     {address}/zh-Hant/dataset/{demo.FIRST_DATASET}",
        f'  3. Ask in SQL:                      .venv/bin/praya query{home} "{demo.FIRST_QUERY}"',
    )


def _work(settings: Settings, options: argparse.Namespace) -> int:
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    done = Worker(open_platform(settings), hands=settings.hands).work(stop, once=options.once)
    err.print(f"{done} jobs done.")
    return 0


def _harvest(settings: Settings, options: argparse.Namespace) -> int:
    from praya.services import harvest  # noqa: PLC0415 - it loads what reads RDF, which no other command needs

    platform = open_platform(settings)
    with progress("Harvesting") as tell:
        report = harvest.harvest(
            platform, options.url, now=now, dry_run=options.dry_run, progress=tell, kind=options.kind
        )
    if not options.dry_run:
        index.index(platform)
        if options.read:
            names = (*report.created_names, *report.changed_names)
            queued = sum(schedule.schedule(platform, name, now=now()) for name in names)
            err.print(f"{queued} files queued; “praya serve” and “praya work” read them.")
    show.harvest(report, as_json=options.json)
    return 1 if report.skipped else 0


def _ingest(settings: Settings, options: argparse.Namespace) -> int:
    if bool(options.address) == bool(options.dataset):
        err.print("praya ingest: give either FILE|URL or --dataset NAME", style="red")
        return 2
    platform = open_platform(settings)
    wanted = _wanted(platform, options)
    outcomes = {}
    with reading() as begin:
        for name, distribution_id, local in wanted:
            outcomes[name] = ingest.ingest(
                platform, distribution_id, local=local, now=now(), tell=begin(name)
            )
    index.index(platform)
    show.outcomes(outcomes, as_json=options.json)
    return 1 if any(outcome.status == "failed" for outcome in outcomes.values()) else 0


def _wanted(
    platform: Platform, options: argparse.Namespace
) -> list[tuple[str, str, ingest.LocalFile | None]]:
    """Return what to ingest: what to call it, its distribution, and the file if it is here."""
    if options.dataset:
        view = read.dataset(platform, options.dataset)
        return [(each.url, each.id, None) for each in view.distributions]
    path = Path(options.address)
    if not path.is_file():
        return [(options.address, adopt.adopt(platform, options.address, now=now()), None)]
    url = path.absolute().as_uri()
    local = ingest.LocalFile(path=path, name=path.name, url=url, retrieved_at=now())
    return [(path.name, adopt.adopt(platform, url, now=now()), local)]


def _watch(settings: Settings, options: argparse.Namespace) -> int:
    platform = open_platform(settings)
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    worker = Worker(platform, hands=settings.hands)
    seen = service_record.last_news(platform)
    while not stop.is_set():
        watch.plan(platform, now=now())
        worker.work(stop, once=True)
        while news := service_record.news(platform, seen):
            seen = news[-1].id
            show.news(news, as_json=options.json)
        if options.once:
            break
        stop.wait(WATCH_EVERY.total_seconds())
    return 0


def _status(settings: Settings, options: argparse.Namespace) -> int:
    platform = open_platform(settings)
    if options.name:
        dataset, records = service_record.dataset_service(platform, options.name, now=now())
        show.service(dataset, records, as_json=options.json)
    else:
        show.overview(service_record.overview(platform, now=now()), as_json=options.json)
    return 0


def _explain(settings: Settings, options: argparse.Namespace) -> int:
    said = override.read_override(options.override) if options.override else NOTHING
    report = explain.explain(options.file, unpacked_limit=settings.max_unpacked_bytes, said=said)
    show.report(report, as_json=options.json)
    return 0 if report.tables else 1


def _mcp(settings: Settings, _options: argparse.Namespace) -> int:
    from praya.web.agents.server import mcp_server  # noqa: PLC0415 - its library takes 50 MB that no other command needs

    mcp_server(open_site(open_platform(settings))).run("stdio")
    return 0


def _complain(failure: errors.Failure) -> None:
    explained = errors.explain(failure.code, failure.fields, "en")
    err.print(f"praya: {explained.message} [{explained.code}]", style="red", markup=False)
    if explained.advice:
        err.print(explained.advice, markup=False)
