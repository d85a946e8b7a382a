"""Where tables live through time: system-versioned rows in Parquet, one narrow door to them.

A table's folder has one folder for each *generation*: a run of versions with the same columns. In it lie the rows that
stand (`current-<v>`: with `_from`, the version since which a row is as it is) and the rows that ended (`closed-<v>-<w>`:
with `_from` and `_to`, the version in which they no longer were). A generation opens with its first version's own file.
As of version v are the rows with `_from` <= v that stand or have v < `_to`. Which files count is in the catalogue, so a
version appears with its commit and not before.

Readers hold the files they read (a shared lock, which dies with its process); whoever replaces a file removes it one
version later, if nobody holds it.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pyarrow as pa
from pyarrow import parquet

from praya.model import errors
from praya.model.table import ROW
from praya.store.db import Remembered
from praya.store.folder import sync_file, sync_folder
from praya.store.history import segment as notes
from praya.store.history.columns import FROM, columns_of, common
from praya.store.history.delta import Change, Standing, Thinning, following, opening, thinned, write
from praya.store.history.difference import Difference, Side, begun, difference, ended
from praya.store.history.reading import Span, as_of_version, between, needed, span_of

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from sqlalchemy import Connection, Engine

    from praya.store.history.delta import Incoming
    from praya.store.history.rebuild import Rebuilt
    from praya.store.history.segment import Content, Segment
    from praya.store.lake import Lake, Source

T = TypeVar("T")
_NOTED = 500
"""Tables whose files are remembered until something is committed."""


class History:
    """A folder of tables."""

    def __init__(self, root: Path, lake: Lake, number: Callable[[], int | None] = lambda: None) -> None:
        """Open a folder; `number` is another one whenever something was committed (`Changes.number`)."""
        self._root = root
        self._lake = lake
        self._noted = Remembered(number, _NOTED)
        root.mkdir(parents=True, exist_ok=True)

    def prepare(self, engine: Engine, incoming: Incoming, scratch: Path) -> Change:
        """Return what a version adds to its table's history, its files in scratch; nothing is visible yet."""
        folder = self._folder(incoming.name)
        with engine.connect() as connection:
            content = notes.content(connection, incoming.name, incoming.before)
            found = notes.segments(connection, incoming.name, content.generation) if content else ()
            generation = notes.last_generation(connection, incoming.name) + 1
        with self._lake.session() as run:
            change = None
            if content and content.stored is not None:  # else of before the columns were noted
                standing = Standing(content=content, segments=found, folder=folder)
                change = following(run, incoming, standing, scratch)
            change = change or opening(run, incoming, generation, scratch)
        return replace(change, new=_hashed(change.new))

    def publish(self, connection: Connection, change: Change) -> None:
        """Put a change's files in place and note them: they count from the connection's commit on.

        Who publishes holds the distribution (`catalogue.state`) and has seen that its history stands where it
        stood when the change was prepared. What a crash left there before its commit is replaced.
        """
        folder = self._folder(change.name)
        self.sweep(connection, change.name)
        self._place({folder / segment.file: written for written, segment in change.new})
        notes.add(connection, change.name, change.content, [segment for _, segment in change.new])
        notes.retire(connection, change.name, change.replaced)

    def prepare_thinning(
        self, engine: Engine, name: str, dropped: Collection[int], scratch: Path
    ) -> Thinning:
        """Return what a table's history is without some of its versions; the latest of a generation may not be one."""
        with engine.connect() as connection:
            contents = notes.contents(connection, name)
            segments = notes.segments(connection, name)
        kept = [each for each in contents if each.version not in dropped]
        left = {each.generation for each in kept}
        scratch.mkdir()
        with self._lake.session() as run:
            live = [each for each in segments if each.generation in left]
            new, replaced = thinned(run, self._folder(name), live, [each.version for each in kept], scratch)
        replaced += [each.file for each in segments if each.generation not in left]
        return Thinning(
            name=name,
            dropped=tuple(each.version for each in contents if each.version in dropped),
            new=_hashed(new),
            replaced=tuple(replaced),
        )

    def publish_thinning(self, connection: Connection, thinning: Thinning) -> None:
        """Put a thinning's files in place and note them; the same rules as for `publish`."""
        folder = self._folder(thinning.name)
        self._place({folder / segment.file: written for written, segment in thinning.new})
        notes.retire(connection, thinning.name, thinning.replaced)
        notes.add_segments(connection, thinning.name, [segment for _, segment in thinning.new])
        notes.forget_contents(connection, thinning.name, thinning.dropped)

    def rebuild(self, made: Rebuilt, incoming: Incoming, scratch: Path) -> None:
        """Take a table's next version into a history that is made anew; nothing is visible yet."""
        with self._lake.session() as run:
            made.add(run, incoming, scratch)

    def finish(self, made: Rebuilt) -> None:
        """Note what the files of a history made anew are, before it is published."""
        files = _hashed((made.folder / each.file, each) for each in made.segments)
        made.segments = [segment for _, segment in files]

    def publish_rebuilt(self, connection: Connection, name: str, made: Rebuilt | None) -> None:
        """Put a history that was made anew, or none, in the place of a table's; the same rules as for `publish`."""
        folder = self._folder(name)
        self.sweep(connection, name)
        after = notes.last_generation(connection, name)
        contents, files = made.placed(after) if made else ([], [])
        for generation in {segment.generation for _, segment in files}:
            shutil.rmtree(folder / str(generation), ignore_errors=True)  # what a crash left there
        self._place({folder / segment.file: written for written, segment in files})
        notes.retire(connection, name, [each.file for each in notes.segments(connection, name)])
        notes.forget_contents(connection, name, [each.version for each in notes.contents(connection, name)])
        for each in contents:
            notes.add(connection, name, each, [])
        notes.add_segments(connection, name, [segment for _, segment in files])

    def copy(self, engine: Engine, name: str, version: int, target: Path) -> None:
        """Write a table as of one of its versions to a Parquet file; raise VersionMissing."""
        with self.source(engine, name, version) as held, self._lake.session() as run:
            write(run, f"SELECT * FROM {held.sql} ORDER BY {ROW}", target, of=held.files, like=held.files[-1])  # noqa: S608 - our own source

    def sweep(self, connection: Connection, name: str) -> None:
        """Remove files that were replaced, unless somebody is reading them still."""
        gone = []
        for file in notes.retired(connection, name):
            path = self._folder(name) / file
            with ExitStack() as stack:
                try:
                    _lock(stack, path, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    continue
                except FileNotFoundError:
                    pass
                path.unlink(missing_ok=True)
                gone.append(file)
        notes.forget(connection, name, gone)

    def damaged(self, connection: Connection, name: str) -> list[str]:
        """Return the files of a table that are gone or no longer what was written."""
        return [
            each.file
            for each in notes.segments(connection, name)
            if not _is_whole(self._folder(name) / each.file, each)
        ]

    @contextmanager
    def source(self, engine: Engine, name: str, version: int) -> Iterator[Source]:
        """Hold a table as of one of its versions, to be read within the block; raise VersionMissing.

        `_row` is a row's place in the version in which it was last seen, counted through.
        """

        def look(connection: Connection) -> tuple[Content, tuple[Segment, ...]]:
            content = _content(connection, name, version)
            return content, needed(notes.segments(connection, name, content.generation), version)

        folder = self._folder(name)
        with self._opened(engine, (name, version), look) as (content, found):
            yield as_of_version(folder, content, found, version)

    def difference(
        self,
        engine: Engine,
        name: str,
        versions: tuple[int, int],
        *,
        renamed: Mapping[str, str] | None = None,
        key: Sequence[str] = (),
        offset: int = 0,
        limit: int,
    ) -> Difference:
        """Return what a table's rows differ in between two versions; raise VersionMissing.

        `renamed` gives later names their earlier ones. `key` names the columns, as the later version has them, that
        tell which row is which.
        """
        with engine.connect() as connection:
            held = [_content(connection, name, version) for version in versions]
        before, after = (
            {column: kind for column, kind in self._types(engine, name, each).items() if column != ROW}
            for each in held
        )
        pairs = [
            (earlier, later) for later in after if (earlier := (renamed or {}).get(later, later)) in before
        ]
        within = held[0].generation == held[1].generation
        if within:
            pairs = [(each, each) for each in {**before, **after}]
        types = {later: common((before.get(earlier), after.get(later))) for earlier, later in pairs}
        with ExitStack() as stack:
            sides = self._sides(stack, engine, name, versions, held[0].generation if within else None)
            run = stack.enter_context(self._lake.session())
            return difference(
                run,
                Side(
                    sql=sides[0],
                    columns=(ROW, *before),
                    compared={earlier: types[later] for earlier, later in pairs},
                ),
                Side(sql=sides[1], columns=(ROW, *after), compared=types),
                key=[list(types).index(each) for each in key],
                offset=offset,
                limit=limit,
            )

    def _types(self, engine: Engine, name: str, content: Content) -> Mapping[str, str]:
        """Return the names and types of a version's columns."""
        if content.stored is not None:
            return content.stored
        with self.source(engine, name, content.version) as held, self._lake.session() as run:
            return columns_of(run, held.files[-1])

    def _sides(
        self, stack: ExitStack, engine: Engine, name: str, versions: tuple[int, int], generation: int | None
    ) -> tuple[str, str]:
        """Return relations with all rows that two versions may differ in, the first one's and the second one's."""
        if generation is None:
            first, second = (stack.enter_context(self.source(engine, name, each)) for each in versions)
            return first.sql, second.sql
        low, high = min(versions), max(versions)
        (span,) = stack.enter_context(self.spans(engine, name, generation, (low, high)))
        sides = (ended(span.source.sql, low, high), begun(span.source.sql, low, high))
        return sides if versions[0] <= versions[1] else sides[::-1]

    @contextmanager
    def spans(
        self,
        engine: Engine,
        name: str,
        generation: int | None = None,
        versions: tuple[int, int] | None = None,
    ) -> Iterator[tuple[Span, ...]]:
        """Hold every row a table ever had (in one generation, or all), to be read within the block.

        Rows that stood in none of the `versions` (the first and the last) are left out where that spares a file.
        """

        def look(connection: Connection) -> tuple[tuple[Content, ...], tuple[Segment, ...]]:
            found = notes.segments(connection, name, generation)
            return notes.contents(connection, name), between(found, *versions) if versions else found

        with (
            self._opened(engine, (name, generation, versions), look) as (contents, segments),
            self._lake.session() as run,
        ):
            yield tuple(
                span_of(run, self._folder(name), own, files)
                for number in sorted({each.generation for each in contents})
                if generation in (None, number)
                for own in [[each for each in contents if each.generation == number]]
                for files in [[each for each in segments if each.generation == number]]
            )

    def file(self, engine: Engine, name: str, version: int) -> Path | None:
        """Return the one file that holds just this version under its own types, if there is one."""
        with engine.connect() as connection:
            content = _content(connection, name, version)
            standing = notes.segments(connection, name, content.generation)[-1]
        path = self._folder(name) / standing.file
        if version < standing.low or not path.exists():
            return None
        with self._lake.session() as run:
            held = columns_of(run, path)
        same = content.stored is None or held == dict(content.stored) | {
            key: kind for key, kind in held.items() if key == FROM
        }
        return path if same else None

    def contents(self, connection: Connection, name: str) -> tuple[Content, ...]:
        """Return the generation of each version of a table, and how much it changed; the first first."""
        return notes.contents(connection, name)

    def bytes(self, connection: Connection, name: str) -> int:
        """Return how many bytes the files of a table take."""
        return sum(each.bytes for each in notes.segments(connection, name))

    @contextmanager
    def _opened(
        self,
        engine: Engine,
        asked: tuple[str, *tuple[object, ...]],
        look: Callable[[Connection], tuple[T, tuple[Segment, ...]]],
    ) -> Iterator[tuple[T, tuple[Segment, ...]]]:
        """Hold the files that the catalogue names for what is asked of a table, whose name comes first.

        Look again where one was replaced in between.
        """
        folder = self._folder(asked[0])

        def looked() -> tuple[T, tuple[Segment, ...]]:
            with engine.connect() as connection:
                return look(connection)

        found = self._noted.get(asked, looked)
        while True:
            with ExitStack() as stack:
                if self._held(stack, folder, found[1]):
                    yield found
                    return
            before, found = found, looked()
            if before == found:
                raise errors.VersionMissing(table=asked[0])

    @staticmethod
    def _held(stack: ExitStack, folder: Path, segments: Iterable[Segment]) -> bool:
        """Hold these files until the stack is closed, if all are there."""
        try:
            for each in segments:
                _lock(stack, folder / each.file, fcntl.LOCK_SH)
        except FileNotFoundError:
            return False
        return True

    def _place(self, files: Mapping[Path, Path]) -> None:
        """Move finished files into their places, for good."""
        for path, written in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            sync_file(written)
            written.replace(path)
        for folder in {above for path in files for above in (path.parent, path.parent.parent, self._root)}:
            sync_folder(folder)

    def _folder(self, name: str) -> Path:
        if name.startswith(".") or os.sep in name:
            raise errors.TableMissing(name=name)
        return self._root / name


def _content(connection: Connection, name: str, version: int) -> Content:
    content = notes.content(connection, name, version)
    if content is None:
        raise errors.VersionMissing(table=name, version=version)
    return content


def _hashed(new: Iterable[tuple[Path, Segment]]) -> tuple[tuple[Path, Segment], ...]:
    return tuple((path, replace(segment, sha256=_hash(path))) for path, segment in new)


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _is_whole(path: Path, segment: Segment) -> bool:
    """Say whether a file is as it was written: by its hash, or where none was noted by its count of rows."""
    try:
        if segment.sha256:
            return _hash(path) == segment.sha256
        return bool(parquet.ParquetFile(path).metadata.num_rows == segment.rows)
    except (OSError, pa.ArrowInvalid):
        return False


def _lock(stack: ExitStack, path: Path, how: int) -> None:
    fcntl.flock(stack.enter_context(path.open("rb")), how)
