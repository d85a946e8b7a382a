"""What commands say on the terminal beside their results, and what time it is for them."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskProgressColumn,
    TextColumn,
    TimeElapsedColumn,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from praya.model.progress import Step, Tell

err = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def progress(title: str) -> Iterator[Callable[[int, int, str], None]]:
    """Show progress on the terminal, or as plain lines where there is none."""
    if not err.is_terminal:
        yield lambda done, total, what: err.print(f"{title} {done}/{total} {what}")
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, TextColumn("{task.fields[what]}"), console=err) as bar:
        task = bar.add_task(title, total=None, what="")
        yield lambda done, total, what: bar.update(task, completed=done, total=total or None, what=what)


_STEPS: dict[Step, str] = {
    "measure": "measuring its bytes",
    "read": "reading its rows",
    "look": "looking at its columns",
    "write": "writing its table",
}


@contextmanager
def reading() -> Iterator[Callable[[str], Tell]]:
    """Show how far the reading of files has come: for each file's name, what to tell its steps to.

    Where there is no terminal, each step is a line when it begins.
    """
    if not err.is_terminal:
        yield _lines
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=err) as bar:
        task = bar.add_task("Reading", total=None)

        def begin(name: str) -> Tell:
            bar.update(task, description=f"{name}: fetching", completed=0, total=None)

            def tell(step: Step, done: int, total: int) -> None:
                bar.update(task, description=f"{name}: {_STEPS[step]}", completed=done, total=total)

            return tell

        yield begin


def _lines(name: str) -> Tell:
    told: list[Step] = []

    def tell(step: Step, _done: int, _total: int) -> None:
        if told[-1:] != [step]:
            told.append(step)
            err.print(f"{name}: {_STEPS[step]}", markup=False)

    return tell


def now() -> datetime:
    """Return what time it is."""
    return datetime.now(UTC)
