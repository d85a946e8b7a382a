"""How fast one address may search: a bucket of questions that fills again by the minute, in memory.

Words with facets make addresses without end, and crawlers follow them. Each process counts for itself, and a reader
behind a proxy is the proxy: it is meant against one client that never stops, not as a wall.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from litestar import Request

MOST_KNOWN = 10_000
"""Addresses that are remembered; the longest quiet ones are forgotten first."""
MINUTE = 60.0


def asker(request: Request[Any, Any, Any]) -> str:
    """Return the address that a request came from; nothing for this machine's own, which a proxy here lends to all."""
    host = request.client.host if request.client else ""
    try:
        return "" if ip_address(host).is_loopback else host
    except ValueError:  # a name, as tests have
        return ""


class Pace:
    """Searches that each address has left; `clock` gives seconds that never run back."""

    def __init__(self, a_minute: int, clock: Callable[[], float]) -> None:
        self._a_minute = a_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> None:
        """Take one search; raise TooFast where none is left. A pace of 0, and no address, have no end."""
        if not self._a_minute or not address:
            return
        now = self._clock()
        with self._lock:
            left, before = self._left.pop(address, (float(self._a_minute), now))
            left = min(float(self._a_minute), left + (now - before) * self._a_minute / MINUTE)
            allowed = left >= 1
            self._left[address] = (left - allowed, now)
            while len(self._left) > MOST_KNOWN:
                self._left.popitem(last=False)
        if not allowed:
            raise errors.TooFast(seconds=max(1, round((1 - left) * MINUTE / self._a_minute + 0.5)))
