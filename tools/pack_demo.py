"""Pack the demo's package data from a checkout of the real data it is taken from.

    python tools/pack_demo.py ../shared/data

The folder must hold `MANIFEST.csv` (one line per file: where it was found, at which commit, on which date, under which
licence), `catalogue/` and `files/`. Everything under `src/praya/demo/data` is written anew, the same bytes each time:

* `catalogue/packages.jsonl.zst`  every known `package_show` result, unchanged, one JSON object a line, sorted by name
* `catalogue/*.json.zst`          the portal's categories and providers, unchanged bytes
* `files/**.zst`                  the files that the curation hangs on datasets, unchanged bytes
* `history/*.tar.zst`            recorded histories, unchanged bytes, each file with its own time, `SOURCES.csv` among them
* `SOURCES.md`                    where each came from, its licence, what was converted before it reached us, its hash
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
import shutil
import sys
import tarfile
import tomllib
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import orjson
import zstandard

DEMO = Path(__file__).parents[1] / "src" / "praya" / "demo"
PORTAL_2019 = "catalogue/datagovhk_2019-11_tc"
PORTAL_2025 = "catalogue/portal_2025-10"
ALLOWED = ("data.gov.hk terms", "data: data.gov.hk terms", "repo MIT", "MIT;")
"""How the licence column begins for files that may be passed on here."""
LEVEL = 19
WINDOW_LOG = 23
"""8 MiB: what every zstd decoder accepts without being asked."""

HEAD = """\
# Sources of the demo's data

Written by `tools/pack_demo.py`. Every file is kept as it was found, byte for byte, and only compressed (zstd); the hash is
that of the file itself, not of its compressed form. Files found under the terms of use of DATA.GOV.HK
(<https://data.gov.hk/en/terms-and-conditions>) belong to the Government of the Hong Kong Special Administrative Region or
to the body named with the dataset, and may be reused free of charge with the source named. Dates are those of the commit
in which each file was found. "Repository path" is the path within the source repository.

## Catalogue

"""
HISTORIES = """\
One file as it was again and again, in one archive: each with the time at which it was there, in Hong Kong, as its own time.
`SOURCES.csv` within tells each one's commit and path. The hash is that of the archive before compression.

"""
COLUMNS = (
    "| file | bytes | sha256 | source repository | commit | repository path | date | licence | what it is |\n"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """One line of the manifest."""

    repository: str
    path: str
    commit: str
    date: str
    licence: str
    what: str


def main(root: Path) -> None:
    """Write the package data and say how large it became."""
    sources = _manifest(root)
    target = DEMO / "data"
    shutil.rmtree(target, ignore_errors=True)
    lines = [HEAD, COLUMNS, "|---" * 9 + "|\n"]
    packages = _packages(root)
    _write(target / "catalogue" / "packages.jsonl.zst", packages)
    lines.append(
        _line(
            "catalogue/packages.jsonl",
            packages,
            sources[f"{PORTAL_2019}/all_api_manifest_99.json"],
            what=f"{len(packages.splitlines())} results of package_show of the tc portal as of November 2019, one a "
            "line; taken from `src/json_sample/api_details/*.json` and, for four of them, from the path named here",
        )
    )
    for name in ("categories.json", "providers.json"):
        content = (root / PORTAL_2025 / name).read_bytes()
        _write(target / "catalogue" / f"{name}.zst", content)
        lines.append(_line(f"catalogue/{name}", content, sources[f"{PORTAL_2025}/{name}"]))
    lines += ["\n## Files\n\n", COLUMNS, "|---" * 9 + "|\n"]
    for name in _wanted_files():
        source = sources[f"files/{name}"]
        if not source.licence.startswith(ALLOWED) or "GPL" in source.licence:
            sys.exit(f"{name} may not be passed on: {source.licence}")
        content = (root / "files" / name).read_bytes()
        _write(target / "files" / f"{name}.zst", content)
        lines.append(_line(f"files/{name}", content, source))
    lines += ["\n## Histories\n\n", HISTORIES, COLUMNS, "|---" * 9 + "|\n"]
    for name in _wanted_histories():
        content, line = _history(root, name, sources)
        _write(target / "history" / f"{name}.tar.zst", content)
        lines.append(line)
    (target / "SOURCES.md").write_text("".join(lines), "utf-8")
    total = sum(path.stat().st_size for path in target.rglob("*") if path.is_file())
    print(f"{len(_wanted_files())} files and the catalogue: {total / 1e6:.1f} MB")


def _manifest(root: Path) -> dict[str, Source]:
    with (root / "MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        return {
            row["path"]: Source(
                repository=row["source_repo"],
                path=row["source_path"],
                commit=row["commit"],
                date=row["date"],
                licence=row["licence"],
                what=row["what"],
            )
            for row in csv.DictReader(file)
        }


def _packages(root: Path) -> bytes:
    """Return every package_show result as JSON lines sorted by name; single files win over the collection."""
    collection = orjson.loads((root / PORTAL_2019 / "all_api_manifest_99.json").read_bytes())
    answers = list(collection.values())
    answers += [
        orjson.loads(path.read_bytes()) for path in (root / PORTAL_2019 / "package_show").glob("*.json")
    ]
    results = {answer["result"]["name"]: answer["result"] for answer in answers}
    return b"".join(orjson.dumps(results[name], option=orjson.OPT_APPEND_NEWLINE) for name in sorted(results))


def _distributions() -> list[dict[str, Any]]:
    """Return every distribution that the curation tells of."""
    curation = [tomllib.loads(path.read_text("utf-8")) for path in (DEMO / "datasets").glob("*.toml")]
    return [distribution for dataset in curation for distribution in dataset["distribution"]]


def _wanted_files() -> list[str]:
    """Return the files that the curation names, sorted."""
    return sorted(file["path"] for each in _distributions() for file in each.get("file", ()))


def _wanted_histories() -> list[str]:
    """Return the histories that the curation names, sorted."""
    return sorted(each["history"]["path"] for each in _distributions() if "history" in each)


def _history(root: Path, name: str, sources: dict[str, Source]) -> tuple[bytes, str]:
    """Return a history as one archive, the same bytes each time, and its line; each file has the time in its name."""
    paths = sorted((root / "history" / name).iterdir())
    held = [sources[f"history/{name}/{path.name}"] for path in paths]
    for source in held:
        if not source.licence.startswith(ALLOWED):
            sys.exit(f"{name} may not be passed on: {source.licence}")
    listed = io.StringIO()
    lines = csv.writer(listed, lineterminator="\n")
    lines.writerow(("file", "commit", "repository path"))
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        for path, source in zip(paths, held, strict=True):
            stamp = re.match(r"\d{8}-\d{4}", path.name)
            if not stamp:
                sys.exit(f"{path} does not say when it was there")
            _add(
                archive, path.name, path.read_bytes(), datetime.strptime(f"{stamp[0]}+0800", "%Y%m%d-%H%M%z")
            )
            lines.writerow((path.name, source.commit, source.path))
        _add(archive, "SOURCES.csv", listed.getvalue().encode(), None)
    content = packed.getvalue()
    first = held[0]
    cells = (
        f"history/{name}.tar",
        str(len(content)),
        hashlib.sha256(content).hexdigest(),
        first.repository,
        "one a file",
        "one a file",
        f"{held[0].date} to {held[-1].date}",
        first.licence,
        f"{len(paths)} files. {first.what}",
    )
    return content, "| " + " | ".join(cells) + " |\n"


def _add(archive: tarfile.TarFile, name: str, content: bytes, at: datetime | None) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mtime = len(content), int(at.timestamp()) if at else 0
    archive.addfile(member, io.BytesIO(content))


def _write(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    parameters = zstandard.ZstdCompressionParameters.from_level(
        LEVEL, window_log=WINDOW_LOG, source_size=len(content), write_content_size=True
    )
    path.write_bytes(zstandard.ZstdCompressor(compression_params=parameters).compress(content))


def _line(name: str, content: bytes, source: Source, *, what: str = "") -> str:
    cells = (
        name,
        str(len(content)),
        hashlib.sha256(content).hexdigest(),
        source.repository,
        source.commit or "not recorded",
        source.path,
        source.date,
        source.licence,
        what or source.what,
    )
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


if __name__ == "__main__":
    main(Path(sys.argv[1]))
