"""Drawn charts: made once by a short-lived process, then kept by what they show."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from threading import Lock
from typing import TYPE_CHECKING

from praya.model import errors

if TYPE_CHECKING:
    from pathlib import Path

    from praya.web.spec import Spec

SECONDS = 60
_one_at_a_time = Lock()


def drawn(spec: Spec, folder: Path) -> bytes:
    """Return a specification's drawing as SVG, from the folder if it was drawn before.

    The folder may be emptied at any time. Raise Unexpected where the drawing fails.
    """
    told = json.dumps(spec, ensure_ascii=False, sort_keys=True).encode()
    path = folder / f"{hashlib.sha256(told).hexdigest()}.svg"
    with _one_at_a_time:
        if not path.exists():
            folder.mkdir(parents=True, exist_ok=True)
            part = path.with_suffix(f".{os.getpid()}")
            part.write_bytes(_draw(told))
            part.replace(path)
    return path.read_bytes()


def _draw(told: bytes) -> bytes:
    try:
        ended = subprocess.run(
            [sys.executable, "-m", "praya.web.draw"],
            input=told,
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except subprocess.SubprocessError as error:
        raise errors.Unexpected(kind=type(error).__name__) from error
    return ended.stdout
