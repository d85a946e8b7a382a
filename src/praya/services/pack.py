"""A distribution's whole history as a folder, and back: raw files named by their times, and `history.json`."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from praya.model import errors
from praya.model.catalogue import Record
from praya.model.record_json import record_from_json, record_to_json, version_from_json, version_to_json
from praya.store import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from sqlalchemy import Connection

    from praya.model.catalogue import Version
    from praya.platform import Platform

    Progress = Callable[[int, int, str], None]

FILE = "history.json"
FORM = 1
_NAME = re.compile(r"\w[\w.-]{0,199}").fullmatch
_LINK = re.compile(r"(https?://.+|file:/.+|)", re.IGNORECASE).fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """A history on the move."""

    record: Record
    """With the one distribution whose history it is."""
    tables: Mapping[str, str]
    """Each table's place in its file, by name."""
    versions: tuple[tuple[Path, Version], ...]
    """The oldest first."""


def pack(platform: Platform, distribution_id: str, folder: Path, *, progress: Progress) -> Pack:
    """Write a distribution's versions, their times and its record to a new folder.

    Raise DistributionMissing, ParameterInvalid where the folder is in use, VersionMissing where there are no versions
    or bytes are damaged.
    """
    with platform.db.connect() as connection:
        record = _record(connection, distribution_id)
        versions = catalogue.versions(connection, distribution_id)[::-1]
        tables = catalogue.kept_tables(connection, distribution_id)
    if not versions:
        raise errors.VersionMissing(id=distribution_id)
    if folder.exists() and any(folder.iterdir()):
        raise errors.ParameterInvalid(name="FOLDER", value=str(folder), expected="a new folder")
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for done, version in enumerate(versions):
        path = folder / f"{version.number:06}-{version.retrieved_at:%Y%m%d-%H%M}-{file_name(version)}"
        progress(done, len(versions), path.name)
        platform.archive.copy(version.sha256, path)
        paths.append(path)
    told = {
        "praya_history": FORM,
        "record": record_to_json(record),
        "tables": tables,
        "versions": [
            {"file": path.name, **version_to_json(version)}
            for path, version in zip(paths, versions, strict=True)
        ],
    }
    (folder / FILE).write_text(json.dumps(told, ensure_ascii=False, indent=1), "utf-8")
    progress(len(versions), len(versions), "")
    return Pack(record=record, tables=tables, versions=tuple(zip(paths, versions, strict=True)))


def read_pack(folder: Path) -> Pack:
    """Read a folder that `pack` wrote, hashing every file; raise ParameterInvalid.

    It may come from anywhere: nothing in it is trusted to name a place outside, or to be what it says.
    """
    try:
        told = json.loads((folder / FILE).read_text("utf-8"))
        if told["praya_history"] != FORM:
            raise _invalid(folder, f"form {told['praya_history']}")
        versions = [(folder / str(each["file"]), version_from_json(each)) for each in told["versions"]]
        found = Pack(
            record=record_from_json(told["record"]),
            tables={str(name): str(slug) for name, slug in told["tables"].items()},
            versions=tuple(sorted(versions, key=lambda each: (each[1].retrieved_at, each[1].number))),
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _invalid(folder, str(error)) from error
    if (wrong := next(_unsafe(found), None)) is not None:
        raise _invalid(folder, wrong)
    for path, version in versions:
        if path.parent != folder or path.is_symlink() or not path.is_file() or _hash(path) != version.sha256:
            raise _invalid(folder, path.name)
    return found


def _unsafe(found: Pack) -> Iterator[str]:
    """Iterate over what may not stand in addresses and names of folders, or leads where no page should."""
    dataset, files = found.record.dataset, found.record.distributions
    if len(files) != 1:
        yield f"{len(files)} distributions"
    yield from (each for each in (dataset.id, dataset.name, *(file.id for file in files)) if not _NAME(each))
    links = (dataset.landing_url, dataset.dictionary_url, *(file.url for file in files))
    sources = (version.url for _, version in found.versions)
    yield from (each for each in (*links, *sources) if not _LINK(each))


def packs(folder: Path) -> tuple[Path, ...]:
    """Return the histories in a folder: itself, or those in the folders below it; raise ParameterInvalid."""
    found = (
        (folder,)
        if (folder / FILE).is_file()
        else tuple(sorted(each.parent for each in folder.glob(f"*/{FILE}")))
    )
    if not found:
        raise _invalid(folder, FILE)
    return found


def announce(platform: Platform, packed: Pack, *, now: datetime) -> tuple[tuple[Path, Version], ...]:
    """Save the record if the file is not known here, name the tables, and return the versions to be read.

    Versions up to the latest that is here already are left out: what was imported is not imported twice. Raise
    RecordInvalid where a dataset of another source has the name.
    """
    (distribution,) = packed.record.distributions
    with platform.db.begin() as connection:
        if catalogue.distribution(connection, distribution.id) is None:
            catalogue.save_record(connection, _joined(connection, packed.record), now)
        for name, slug in packed.tables.items():
            catalogue.name_table(connection, distribution.id, slug, name)
        latest = catalogue.latest_version(connection, distribution.id)
    return tuple(
        (path, version)
        for path, version in packed.versions
        if latest is None or version.retrieved_at > latest.retrieved_at
    )


def _joined(connection: Connection, record: Record) -> Record:
    """Return a record with its file beside those of the same dataset here, whose own words stay."""
    known = catalogue.dataset(connection, record.dataset.name)
    if known is None:
        return record
    if known.source != record.dataset.source:
        raise errors.RecordInvalid(name=known.name, reason="a dataset of another source has this name")
    publisher = catalogue.publisher(connection, known.publisher_id)
    assert publisher is not None, "a foreign key holds it"
    beside = catalogue.distributions(connection, known.id)
    return replace(
        record,
        dataset=known,
        publisher=publisher,
        distributions=(*beside, *record.distributions),
    )


def wanted(platform: Platform, name: str) -> tuple[str, ...]:
    """Return the ids of the distributions with versions that a name means: one id, a table, or a dataset's files.

    Raise DatasetMissing, or VersionMissing where nothing of it was read.
    """
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, name)
        table = catalogue.table(connection, name)
        if dataset:
            ids = [each.id for each in catalogue.distributions(connection, dataset.id)]
        elif table or catalogue.distribution(connection, name):
            ids = [table.distribution_id if table else name]
        else:
            raise errors.DatasetMissing(name=name)
        found = tuple(each for each in ids if catalogue.latest_version(connection, each))
    if not found:
        raise errors.VersionMissing(id=name)
    return found


def _record(connection: Connection, distribution_id: str) -> Record:
    distribution = catalogue.distribution(connection, distribution_id)
    if distribution is None:
        raise errors.DistributionMissing(id=distribution_id)
    dataset = catalogue.dataset_by_id(connection, distribution.dataset_id)
    assert dataset is not None, "a foreign key holds it"
    publisher = catalogue.publisher(connection, dataset.publisher_id)
    assert publisher is not None, "a foreign key holds it"
    themes = tuple(each for each in catalogue.themes(connection) if each.id in dataset.theme_ids)
    distribution = replace(
        distribution, status="unread", problem=None, checked_at=None, etag="", last_modified=""
    )  # how reading it went stays here
    return Record(dataset=dataset, distributions=(distribution,), publisher=publisher, themes=themes)


def _invalid(folder: Path, reason: str) -> errors.ParameterInvalid:
    expected = f"a folder that praya archive export wrote ({reason})"
    return errors.ParameterInvalid(name="FOLDER", value=str(folder), expected=expected)


def file_name(version: Version) -> str:
    """Return the name that a version's file had where it came from."""
    last = unquote(urlsplit(version.url).path.rsplit("/", 1)[-1])
    return "".join(char for char in last if char.isalnum() or char in "-_.").strip(".")[:80] or "data"


def _hash(path: Path) -> str:
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(1 << 20):
            found.update(chunk)
    return found.hexdigest()
