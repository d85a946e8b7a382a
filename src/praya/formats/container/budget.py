"""How much a file may unpack to, whatever it nests."""

from __future__ import annotations

from dataclasses import dataclass

from praya.model import errors


@dataclass(slots=True)
class Budget:
    """Bytes that may still be unpacked; one for a file and all that is in it."""

    limit: int
    used: int = 0

    def take(self, count: int) -> None:
        """Count bytes that were unpacked; raise FileBomb beyond the limit."""
        self.used += count
        if self.used > self.limit:
            raise errors.FileBomb(limit=self.limit)

    @property
    def left(self) -> int:
        """Return how many bytes may still be unpacked."""
        return self.limit - self.used
