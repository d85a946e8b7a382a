"""Tables through time, as system-versioned rows; see `store/history/room.py`."""

from praya.store.history.columns import common
from praya.store.history.delta import Change, Incoming, Thinning
from praya.store.history.difference import Difference
from praya.store.history.every import every_row
from praya.store.history.reading import Span
from praya.store.history.rebuild import Rebuilt
from praya.store.history.room import History
from praya.store.history.segment import Content, Segment

__all__ = [
    "Change",
    "Content",
    "Difference",
    "History",
    "Incoming",
    "Rebuilt",
    "Segment",
    "Span",
    "Thinning",
    "common",
    "every_row",
]
