"""A dataset as a repository of files: a card, and one Parquet file for each table.

A commit is what a dataset's files were from one moment on. Its name tells the moment (in microseconds, 14 hexadecimal
digits) and ends in a hash of the versions that it is made of: so a name is found again without a list of names, and
no longer once the versions are read otherwise or let go.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha1, sha256
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.carried import carried
from praya.model.citation import Cited
from praya.model.moment import parse_as_of
from praya.model.query import Query
from praya.services import ask, read
from praya.services.standing import standing
from praya.web import urls
from praya.web.api.huggingface.card import card
from praya.web.origin import set_origin

if TYPE_CHECKING:
    from typing import BinaryIO

    from praya.model.catalogue import Version
    from praya.model.table import Table
    from praya.platform import Platform
    from praya.services.read import DatasetView
    from praya.services.standing import Standing

CARD = "README.md"
SPLIT = "train"
BRANCHES = ("main", "refs/convert/parquet")
_NAME = re.compile(r"[0-9a-f]{40}")
_MOMENT_DIGITS = 14
_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """A dataset as it was from one moment on."""

    view: DatasetView
    sha: str
    at: datetime

    @property
    def repository(self) -> str:
        """Return the name that clients ask for."""
        return f"{self.view.publisher.id}/{self.view.dataset.name}"

    @property
    def paths(self) -> dict[str, Table]:
        """Return the tables by their files' paths."""
        return {path_of(each.name): each for each in self.view.tables}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """One file of a commit; who opens it closes it."""

    path: str
    bytes: int
    sha256: str
    oid: str
    """What names it in Git: of a file kept beside Git, the name of its pointer."""
    kept: Standing | None = None
    text: str = ""

    def open(self) -> BinaryIO:
        """Open a table's file."""
        assert self.kept is not None, "a card is sent as it is"
        return self.kept.path.open("rb")


def path_of(table: str) -> str:
    """Return where a table's file lies."""
    return f"{table}/{SPLIT}/0000.parquet"


def commit(platform: Platform, owner: str, name: str, revision: str = "main") -> Commit:
    """Return a dataset as a revision names it: a branch, a commit, or a day or moment as in `as_of`.

    Raise DatasetMissing, and VersionMissing for a revision that is none or no more.
    """
    latest = _commit(platform, owner, name, None)
    if revision in (*BRANCHES, latest.sha):
        return latest
    if not _NAME.fullmatch(revision):
        try:
            moment = parse_as_of(revision)
        except errors.ParameterInvalid:
            moment = None
        if isinstance(moment, datetime):
            return _commit(platform, owner, name, moment)
        raise errors.VersionMissing(table=name, as_of=revision)
    try:
        moment = _BEGINNING + timedelta(microseconds=int(revision[:_MOMENT_DIGITS], 16))
    except OverflowError:
        raise errors.VersionMissing(table=name, as_of=revision) from None
    found = _commit(platform, owner, name, moment)
    if found.sha != revision:
        raise errors.VersionMissing(table=name, as_of=revision)
    return found


def commits(platform: Platform, owner: str, name: str, offset: int, size: int) -> tuple[list[Commit], bool]:
    """Return the commits that can still be asked for, the latest first: a page of them, and whether more follow."""
    latest = _commit(platform, owner, name, None)
    moments = {
        each.retrieved_at for held in latest.view.distributions for each in read.versions(platform, held.id)
    }
    found = sorted(moments, reverse=True)
    page = [_commit(platform, owner, name, each) for each in found[offset : offset + size]]
    return page or [latest][offset:], offset + size < len(found)


def _commit(platform: Platform, owner: str, name: str, moment: datetime | None) -> Commit:
    view = read.dataset(platform, name, moment)
    if view.publisher.id != owner:
        raise errors.DatasetMissing(name=f"{owner}/{name}")
    at = max((each.retrieved_at for each in view.versions.values()), default=None)
    if at is None and moment:
        raise errors.VersionMissing(table=name, as_of=moment.isoformat())
    at = at or _BEGINNING
    micros = (at - _BEGINNING) // timedelta(microseconds=1)
    said = [view.dataset.id, *(_said(view.versions[key]) for key in sorted(view.versions))]
    digest = sha1("\n".join(said).encode(), usedforsecurity=False).hexdigest()
    sha = f"{micros:0{_MOMENT_DIGITS}x}{digest[: 40 - _MOMENT_DIGITS]}"
    return Commit(view=view, sha=sha, at=at)


def _said(version: Version) -> str:
    return f"{version.distribution_id} {version.number} {version.sha256} {version.read_by}"


def file(platform: Platform, held: Commit, path: str) -> File:
    """Return a file of a commit; raise FileMissing."""
    if path == CARD:
        words = card(held.view, {each.name: where for where, each in held.paths.items()})
        text = words.encode()
        blob = sha1(b"blob %d\0" % len(text) + text, usedforsecurity=False).hexdigest()
        return File(path=path, bytes=len(text), sha256=sha256(text).hexdigest(), oid=blob, text=words)
    if path not in held.paths:
        raise errors.FileMissing(path=path)
    kept = table_file(platform, held, held.paths[path])
    pointer = (
        f"version https://git-lfs.github.com/spec/v1\noid sha256:{kept.sha256}\nsize {kept.bytes}\n".encode()
    )
    blob = sha1(b"blob %d\0" % len(pointer) + pointer, usedforsecurity=False).hexdigest()
    return File(path=path, bytes=kept.bytes, sha256=kept.sha256, oid=blob, kept=kept)


def table_file(platform: Platform, held: Commit, table: Table) -> Standing:
    """Return the Parquet file of a table of a commit."""
    shapes = table.schema.role("geometry")
    version = held.view.versions[table.distribution_id]
    address = set_origin(platform.settings) + urls.dataset("en", held.view.dataset.name)
    named = Cited(
        dataset=held.view.dataset,
        publisher=held.view.publisher,
        version=version,
        licence=held.view.licence,
        address=f"{address}?as_of={version.number}",
    )
    words = carried(named, table)
    return standing(
        platform,
        table,
        version,
        words,
        lambda: ask.export(platform, table, Query(), "geoparquet" if shapes else "parquet", words),
    )
