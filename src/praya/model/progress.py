"""How far a long piece of work has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

Step = Literal["measure", "read", "look", "write"]
"""A file's way: its bytes hashed, its bytes read, its columns looked at, its rows written."""
Tell = Callable[[Step, int, int], None]
"""Told the step, how much of it is done, and how much there is: bytes, columns, rows."""


def silence(_step: Step, _done: int, _total: int) -> None:
    """Tell nobody."""
