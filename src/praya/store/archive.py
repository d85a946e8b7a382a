"""The publishers' own bytes, kept under their SHA-256, compressed with zstd against what the same file was before.

A file is kept either whole (`<sha256>.zst`, a keyframe others may lean on) or as a patch (`<sha256>.patch`): a zstd
frame whose dictionary is the contents of a few earlier files, named in a header before the frame. The header names
contents, never how they are stored, so any file may be stored anew without those that lean on it noticing.

Reading stays bounded: a chain of patches ends after MOST_PATCHES, or when what lies along it adds up to CHAIN bytes;
from then on files lean on the chain's keyframe alone. Files above LARGEST are kept whole.
"""

from __future__ import annotations

import errno
import fcntl
import hashlib
import io
import os
import re
from collections import deque
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import TYPE_CHECKING, BinaryIO, cast

import zstandard

from praya.model import errors
from praya.store.folder import sync_folder
from praya.store.measure import Kept, measure
from praya.store.patch import Patch, cut, join, read_patch, restore, shrink, write_patch

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator


CHUNK = 1024 * 1024
LEVEL = 6
"""For files that are streamed; small ones are pressed harder (`patch.shrink`)."""
HUGE = 64 * 1024 * 1024
HUGE_LEVEL = 1
"""Larger files are pressed in a fifth of the time, and become a tenth larger."""
MOST_PATCHES = 100
CHAIN = 64 * 1024 * 1024
LARGEST = 128 * 1024 * 1024
"""Larger files are kept whole, and nothing leans on them: a patch is made in memory, of several times their size."""
MOST_PARTS = 8
WINDOW = 1024 * 1024
"""Earlier files are taken into the dictionary, besides the one just before, while they fit into so many bytes."""
PAYS = 0.9
"""A patch larger than this share of the whole file is not worth leaning for."""
SURELY_PAYS = 1 / 16
"""A patch smaller than this share of the raw bytes is not compared with the whole file."""
FRAME_HEADER = 18
MOST_SHRUNK = 50
"""How many times smaller a file may have become whose frame does not tell."""
NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_UNFINISHED = ".part"
_NAME = re.compile(r"([0-9a-f]{64})\.(zst|patch)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What a look at one kept file found."""

    sha256: str
    stored: int
    """Bytes on the disk."""
    whole: bool
    """True where its bytes still have their hash."""


@dataclass(frozen=True, slots=True)
class _Met:
    """What was met on the way to an answer, so that nothing is looked up or read twice."""

    hashes: dict[bytes, str] = field(default_factory=dict)
    """By the part of them that headers hold."""
    patches: dict[str, Patch | None] = field(default_factory=dict)
    """None for a file that is kept whole."""
    contents: dict[str, bytes] = field(default_factory=dict)


class Archive:
    """A folder of contents that never change: each is there whole under its hash, or not at all."""

    def __init__(self, root: Path) -> None:
        self._root = root
        root.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def held(self, *, alone: bool = False) -> Iterator[None]:
        """Hold off whoever removes (or, `alone`, whoever keeps) until what was kept is in the catalogue.

        The lock dies with its process.
        """
        with (self._root / ".lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield

    def keep(self, path: Path, *, after: str = "", known: Kept | None = None) -> Kept:
        """Keep a file's bytes; keeping them again does nothing. Raise StorageFull or FileChanged, leaving nothing behind.

        `after` is the hash of what the same file was before, if that is kept: what they share is stored once. What is
        `known` of the file need not be measured again, unless somebody wrote to it since.
        """
        kept = known or measure(path)
        if self._find(kept.sha256) is None:
            with _named_failures():
                leans = after and 0 < kept.bytes <= LARGEST
                patch = self._patch(path.read_bytes(), after) if leans else None
                if patch:
                    kept.check(path)
                    self._write(kept.sha256, "patch", write_patch(patch))
                else:
                    self._stream(path, kept)
        return kept

    def again(self, sha256: str, *, after: str = "") -> None:
        """Store kept bytes anew, leaning on `after` alone or on nothing; raise VersionMissing or StorageFull.

        They lean on nothing where `after` is empty, or itself cannot be read without them.
        """
        content = self._content(sha256)
        leans = after and sha256 != after and sha256 not in self._below([after]) and len(content) <= LARGEST
        patch = self._patch(content, after, parts=1) if leans else None
        with _named_failures():
            if patch:
                self._write(sha256, "patch", write_patch(patch))
            else:
                self._write(sha256, "zst", shrink(content))
                (self._path(sha256, "patch")).unlink(missing_ok=True)

    def open(self, sha256: str) -> BinaryIO:
        """Open kept bytes to read from their beginning; raise VersionMissing."""
        found = self._find(sha256)
        if found is None:
            raise errors.VersionMissing(sha256=sha256)
        if found.suffix == ".patch":
            return io.BytesIO(self._content(sha256))
        stream = zstandard.ZstdDecompressor().stream_reader(found.open("rb"), closefd=True)
        return io.BufferedReader(cast("io.RawIOBase", stream), CHUNK)

    def copy(self, sha256: str, target: Path) -> None:
        """Write kept bytes to a file; raise VersionMissing if they are not there, or no longer what they were."""
        found = hashlib.sha256()
        try:
            with self.open(sha256) as source, target.open("wb") as copy:
                while chunk := source.read(CHUNK):
                    found.update(chunk)
                    copy.write(chunk)
        except zstandard.ZstdError as error:
            target.unlink(missing_ok=True)
            raise errors.VersionMissing(sha256=sha256) from error
        if found.hexdigest() != sha256:
            target.unlink()
            raise errors.VersionMissing(sha256=sha256)

    def hashes(self) -> list[str]:
        """Return the hash of everything that is kept."""
        return sorted({path.stem for path in self._files()})

    def check(self, sha256: str) -> Checked:
        """Read kept bytes and hash them again; raise VersionMissing where nothing is kept under this hash."""
        path = self._find(sha256)
        if path is None:
            raise errors.VersionMissing(sha256=sha256)
        found = hashlib.sha256()
        try:
            with self.open(sha256) as source:
                while chunk := source.read(CHUNK):
                    found.update(chunk)
        except (zstandard.ZstdError, errors.VersionMissing, OSError):  # a failing disk gives the last one
            return Checked(sha256=sha256, stored=path.stat().st_size, whole=False)
        return Checked(sha256=sha256, stored=path.stat().st_size, whole=found.hexdigest() == sha256)

    def leans_on(self, sha256: str) -> tuple[str, ...]:
        """Return the hashes that kept bytes need to be read, nearest first; raise VersionMissing."""
        path = self._find(sha256)
        if path is None:
            raise errors.VersionMissing(sha256=sha256)
        patch = read_patch(path) if path.suffix == ".patch" else Patch()
        met = _Met()
        return tuple(self._known(part, met) for part in patch.parts)

    def leaning(self) -> dict[str, tuple[str, ...]]:
        """Return what each kept file leans on; raise VersionMissing where that cannot be told: it is damaged."""
        return {each: self.leans_on(each) for each in self.hashes()}

    def remove(self, unwanted: Collection[str]) -> int:
        """Remove contents that nothing else leans on, and return the bytes freed; hold the archive `alone`.

        Whoever leans goes before what it leans on, so that all that is left can be read at any moment. Raise
        VersionMissing, having removed nothing, where something that is kept is damaged.
        """
        leaning = self.leaning()
        needed = self._below(each for each in leaning if each not in unwanted)
        freed = 0
        going = {each for each in unwanted if each in leaning} - needed
        while going:
            held = {part for each in going for part in leaning[each]}
            for sha256 in going - held:
                if path := self._find(sha256):
                    freed += path.stat().st_size
                    path.unlink()
            going &= held
        return freed

    def _below(self, above: Iterable[str]) -> set[str]:
        """Return all that these contents lean on, and what that leans on in turn."""
        below = set[str]()
        waiting = [part for each in above for part in self.leans_on(each)]
        while waiting:
            if (part := waiting.pop()) not in below:
                below.add(part)
                waiting += self.leans_on(part)
        return below

    def sweep(self) -> None:
        """Remove what killed writers left half written, unless somebody keeps something just now."""
        with (self._root / ".lock").open("ab") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return
            for left in self._root.glob(f"*{_UNFINISHED}"):
                left.unlink()

    def _patch(self, content: bytes, after: str, parts: int = MOST_PARTS) -> Patch | None:
        """Return the patch that makes these bytes of earlier ones, or None where none would pay."""
        try:
            nearest, base = self._base(after, parts)
        except (errors.VersionMissing, zstandard.ZstdError):
            return None
        if not base:
            return None
        tries = [
            Patch(
                parts=tuple(bytes.fromhex(sha256)[: Patch.PART] for sha256, _ in base[:taken]),
                depth=nearest.depth + 1,
                below=nearest.below + len(base[0][1]),
                pieces=cut(content, join(tuple(held for _, held in base[:taken]))),
            )
            for taken in {1, len(base)}
        ]
        patch = min(tries, key=lambda each: each.size)
        surely = patch.size <= SURELY_PAYS * len(content)
        return patch if surely or patch.size <= PAYS * len(shrink(content)) else None

    def _chain(self, sha256: str, met: _Met) -> Iterator[tuple[str, Patch]]:
        """Iterate over kept bytes and what they lean on, one after the other, down to the keyframe."""
        while True:
            path = self._find(sha256)
            if path is None:
                raise errors.VersionMissing(sha256=sha256)
            patch = read_patch(path) if path.suffix == ".patch" else Patch()
            yield sha256, patch
            if not patch.parts:
                return
            sha256 = self._known(patch.parts[0], met)

    def _base(self, after: str, parts: int) -> tuple[Patch, list[tuple[str, bytes]]]:
        """Choose what to lean on: the nearest files of the chain, or its keyframe once the chain is long.

        Return the header of the nearest of them, and their contents.
        """
        met = _Met()
        _, nearest = next(self._chain(after, met))
        if nearest.depth + 1 >= MOST_PATCHES:
            return nearest, []
        chain = self._chain(after, met)
        chosen = deque(chain, maxlen=1) if nearest.below >= CHAIN else islice(chain, parts)
        base = list[tuple[str, bytes]]()
        for sha256, patch in chosen:
            if self._is_large(sha256):
                break
            content = self._content(sha256, met)
            if base and sum(len(held) for _, held in base) + len(content) > WINDOW:
                break
            nearest = nearest if base else patch
            base.append((sha256, content))
        return nearest, base

    def _is_large(self, sha256: str) -> bool:
        """Say whether a file that is kept whole is more than should be held in memory."""
        path = self._path(sha256, "zst")
        if not path.exists():
            return False
        with path.open("rb") as file:
            size = zstandard.frame_content_size(file.read(FRAME_HEADER))
        return (size if size >= 0 else path.stat().st_size * MOST_SHRUNK) > LARGEST

    def _content(self, sha256: str, met: _Met | None = None) -> bytes:
        """Return kept bytes; raise VersionMissing or ZstdError."""
        met = met or _Met()
        known = met.contents
        waiting = [sha256]
        while waiting:
            wanted = waiting[-1]
            if wanted in known:  # several lean on it
                waiting.pop()
                continue
            patch = self._held(wanted, met)
            parts = tuple(self._known(part, met) for part in patch.parts) if patch else ()
            missing = [each for each in parts if each not in known]
            if missing and len(waiting) <= MOST_PATCHES:
                waiting += missing
                continue
            if patch:
                known[wanted] = restore(patch, tuple(known[each] for each in parts))
            else:
                with self.open(wanted) as stream:
                    known[wanted] = stream.read()
            waiting.pop()
        return known[sha256]

    def _held(self, sha256: str, met: _Met) -> Patch | None:
        """Return the patch that stands for kept bytes, None where they are whole; raise VersionMissing."""
        if sha256 not in met.patches:
            path = self._find(sha256)
            if path is None:
                raise errors.VersionMissing(sha256=sha256)
            met.patches[sha256] = read_patch(path, whole=True) if path.suffix == ".patch" else None
        return met.patches[sha256]

    def _known(self, part: bytes, met: _Met) -> str:
        """Return the whole hash of which a header holds the beginning."""
        if part not in met.hashes:
            start = part.hex()
            with suppress(FileNotFoundError), os.scandir(self._root / start[:2]) as entries:
                found = (_NAME.fullmatch(entry.name) for entry in entries if entry.name.startswith(start))
                met.hashes.update((part, named[1]) for named in found if named)
        if part not in met.hashes:
            raise errors.VersionMissing(sha256=part.hex())
        return met.hashes[part]

    def _stream(self, path: Path, kept: Kept) -> None:
        """Keep a file whole, a chunk at a time."""
        if kept.bytes <= CHUNK:
            content = path.read_bytes()
            kept.check(path)
            self._write(kept.sha256, "zst", shrink(content))
            return
        level = HUGE_LEVEL if kept.bytes > HUGE else LEVEL
        compressor = zstandard.ZstdCompressor(level=level, write_checksum=True)
        with self._placed(kept.sha256, "zst") as target, path.open("rb") as source:
            try:
                compressor.copy_stream(source, target, size=kept.bytes)
            finally:  # zstd fails where there are more or fewer bytes
                kept.check(path)

    def _write(self, sha256: str, kind: str, content: bytes) -> None:
        with self._placed(sha256, kind) as target:
            target.write(content)

    @contextmanager
    def _placed(self, sha256: str, kind: str) -> Iterator[BinaryIO]:
        """Give what is written its name when it is finished, in a way that survives a loss of power."""
        path = self._path(sha256, kind)
        with NamedTemporaryFile(dir=self._root, suffix=_UNFINISHED, delete=False) as target:
            try:
                yield cast("BinaryIO", target)
                target.flush()
                os.fsync(target.fileno())
                path.parent.mkdir(exist_ok=True)
                Path(target.name).replace(path)
                sync_folder(path.parent)
                sync_folder(self._root)
            finally:
                Path(target.name).unlink(missing_ok=True)

    def _files(self) -> Iterator[Path]:
        return (path for path in self._root.glob("??/*") if _NAME.fullmatch(path.name))

    def _find(self, sha256: str) -> Path | None:
        """Return where bytes are kept: a whole file wins over a patch that is no longer needed."""
        paths = (self._path(sha256, kind) for kind in ("zst", "patch"))
        return next((path for path in paths if path.is_file()), None)

    def _path(self, sha256: str, kind: str) -> Path:
        return self._root / sha256[:2] / f"{sha256}.{kind}"


@contextmanager
def _named_failures() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if error.errno in NO_ROOM:
            raise errors.StorageFull from error
        raise
