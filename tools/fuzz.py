"""Look for files that make reading crash or hang, guided by which code they reach.

    python -m pip install atheris          # libFuzzer for Python; not among the project's own dependencies
    python -m tools.fuzz FOLDER [-runs=N] [-max_total_time=SECONDS] [any flag of libFuzzer]

Starts from the files of tests/corpus, keeps what reaches new code in FOLDER/seeds, and writes each input that fails in
a new way to FOLDER/crashes. A file may be refused by any failure that Praya can name; everything else is a crash.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
import traceback
import zlib
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["praya.formats", "praya.model.naming"]):
    from praya.formats.infer import infer
    from praya.formats.profile import profile
    from praya.formats.read import read
    from praya.formats.sniff import sniff
from praya.model import errors

CORPUS = Path(__file__).parents[1] / "tests" / "corpus" / "files"
_UNPACKED = 2_000_000
_LONGEST = 4_096
_SECONDS = 20
_APART = frozenset(["xlsx", "xls", "xlsb", "ods", "parquet", "arrow", "gpkg", "gdb", "shp", "zip", "kmz"])
_EVERY = 50


def read_whole(path: Path) -> None:
    """Read a file as ingest does, up to its profile; of those that a child process opens, every fiftieth."""
    sniffed = sniff(path, name=path.name, unpacked_limit=_UNPACKED)
    if sniffed.format in _APART and zlib.crc32(path.read_bytes()) % _EVERY:
        return
    for raw in read(path, sniffed, unpacked_limit=_UNPACKED):
        profile(infer(raw))


def main(folder: Path, flags: list[str]) -> None:
    """Fuzz until told to stop."""
    seeds, crashes = folder / "seeds", folder / "crashes"
    for each in (seeds, crashes):
        each.mkdir(parents=True, exist_ok=True)
    for path in CORPUS.iterdir():
        if not path.name.endswith(".expect.json"):
            (seeds / hashlib.sha256(path.name.encode()).hexdigest()).write_bytes(path.read_bytes()[:_LONGEST])
    target = Path(tempfile.mkdtemp()) / "file"
    seen: set[str] = set()

    def once(data: bytes) -> None:
        target.write_bytes(data)
        try:
            read_whole(target)
        except errors.Failure:
            return
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what we look for
            place = traceback.extract_tb(error.__traceback__)[-1]
            name = f"{type(error).__name__}-{Path(place.filename).stem}-{place.lineno}"
            if name not in seen:
                seen.add(name)
                (crashes / name).write_bytes(data)
                print(f"CRASH {name}: {error}"[:500], flush=True)

    atheris.Setup(
        [
            sys.argv[0],
            str(seeds),
            f"-max_len={_LONGEST}",
            f"-timeout={_SECONDS}",
            "-rss_limit_mb=4096",
            *flags,
        ],
        once,
    )
    atheris.Fuzz()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
