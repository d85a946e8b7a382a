"""A table's history made anew: the same steps as when versions come one by one, in a folder of its own.

Generations are counted from 1 here; in their place they follow those that were there.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from praya.store.history.delta import Standing, following, opening

if TYPE_CHECKING:
    from pathlib import Path

    from praya.store.history.columns import Run
    from praya.store.history.delta import Incoming
    from praya.store.history.segment import Content, Segment


@dataclass(slots=True, kw_only=True)
class Rebuilt:
    """A table's history so far."""

    name: str
    folder: Path
    contents: list[Content] = field(default_factory=list)
    segments: list[Segment] = field(default_factory=list)

    def add(self, run: Run, incoming: Incoming, scratch: Path) -> None:
        """Take in the next version; its file may be taken away afterwards."""
        change = None
        last = self.contents[-1] if self.contents else None
        if last and last.version == incoming.before:
            change = following(run, incoming, self._standing(last), scratch)
        generation = last.generation if last else 0
        change = change or opening(run, incoming, generation + 1, scratch)
        for written, segment in change.new:
            target = self.folder / segment.file
            target.parent.mkdir(parents=True, exist_ok=True)
            written.replace(target)
        for file in change.replaced:
            (self.folder / file).unlink()
        kept = [each for each in self.segments if each.file not in change.replaced]
        self.segments = [*kept, *(segment for _, segment in change.new)]
        self.contents.append(change.content)

    def placed(self, after: int) -> tuple[list[Content], list[tuple[Path, Segment]]]:
        """Return where versions are to be found, and the files, behind so many other generations."""
        contents = [replace(each, generation=each.generation + after) for each in self.contents]
        files = []
        for each in self.segments:
            name = each.file.partition("/")[2]
            generation = each.generation + after
            moved = replace(each, generation=generation, file=f"{generation}/{name}")
            files.append((self.folder / each.file, moved))
        return contents, files

    def _standing(self, last: Content) -> Standing:
        return Standing(content=last, segments=self._of(last.generation), folder=self.folder)

    def _of(self, generation: int) -> tuple[Segment, ...]:
        """Return a generation's files, oldest rows first, the standing ones last."""
        own = [each for each in self.segments if each.generation == generation]
        return tuple(sorted(own, key=lambda each: (each.kind != "closed", each.high, each.low)))
