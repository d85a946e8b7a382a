"""How far a long piece of work has come."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Step = Literal["measure", "read", "look", "write"]
"""A file's way: its bytes hashed, its bytes read, its columns looked at, its rows written."""
Tell = Callable[[Step, int, int], None]
"""Told the step, how much of it is done, and how much there is: bytes, columns, rows."""


def silence(_step: Step, _done: int, _total: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job had come when it was told last."""

    step: str
    done: int
    total: int

    @property
    def share(self) -> float:
        """Return the share of the step that is done."""
        return self.done / self.total if self.total else 1.0
