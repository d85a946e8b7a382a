"""Praya: the open-data platform of a city.

As a library: `praya.connect(url_or_folder)`, which fails with `praya.Failure` (docs/library.md).
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from praya.library import connect
    from praya.model.errors import Failure

__all__ = ["Failure", "__version__", "connect"]
__version__ = "0.1.0"
_FROM = {"connect": "praya.library", "Failure": "praya.model.errors"}


def __getattr__(name: str) -> object:
    """Load what is asked for when it is asked for: most programs that import this need neither."""
    if name in _FROM:
        return getattr(import_module(_FROM[name]), name)
    raise AttributeError(name)
