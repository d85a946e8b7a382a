"""Drawn pictures: made once by a short-lived process, then kept by what they show."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from threading import Lock
from typing import TYPE_CHECKING, Literal

from praya.model import errors

if TYPE_CHECKING:
    from pathlib import Path

    from praya.web.spec import Spec

SECONDS = 60
MOST_KEPT = 4000
"""Pictures: every state of a chart has its own, and readers make up more of them than any disk holds."""
_one_at_a_time = Lock()


def drawn(spec: Spec, folder: Path, ending: Literal["svg", "png"]) -> bytes:
    """Return a specification's drawing, from the folder if it was drawn before.

    The folder may be emptied at any time. Raise Unexpected where the drawing fails.
    """
    told = json.dumps(spec, ensure_ascii=False, sort_keys=True).encode()
    svg = _kept(told, folder, "svg", "svg")
    return svg if ending == "svg" else _kept(svg, folder, "png", "png")


def card(svg: str, folder: Path) -> bytes:
    """Return a share card's SVG as PNG of the same size."""
    return _kept(svg.encode(), folder, "card", "png")


def _kept(told: bytes, folder: Path, wanted: str, ending: str) -> bytes:
    path = folder / f"{hashlib.sha256(told).hexdigest()}.{ending}"
    with _one_at_a_time:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            thin(folder)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(_draw(told, wanted))
            part.replace(path)
        return path.read_bytes()


def thin(folder: Path, most: int = MOST_KEPT) -> None:
    """Remove the oldest pictures, a quarter of all, where there are too many."""
    held = list(folder.iterdir())
    if len(held) >= most:
        held.sort(key=lambda path: path.stat().st_mtime)
        for path in held[: len(held) - most * 3 // 4]:
            path.unlink(missing_ok=True)


def _draw(told: bytes, wanted: str) -> bytes:
    try:
        ended = subprocess.run(  # noqa: S603 - our own program, a word of ours
            [sys.executable, "-m", "praya.web.draw", wanted],
            input=told,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise errors.Unexpected(kind=type(error).__name__) from error
    return ended.stdout
