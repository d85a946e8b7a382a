from __future__ import annotations

import pytest

from praya.model import errors
from praya.web.pace import MOST_KNOWN, Pace


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_an_address_that_never_stops_is_told_when_to_come_back():
    clock = Clock()
    pace = Pace(60, clock)
    for _ in range(60):
        pace.take("203.0.113.1")
    with pytest.raises(errors.TooFast) as told:
        pace.take("203.0.113.1")
    assert 1 <= int(told.value.fields["seconds"]) <= 2
    pace.take("203.0.113.2")
    clock.now += float(told.value.fields["seconds"])
    pace.take("203.0.113.1")


def test_no_pace_and_no_address_have_no_end():
    for pace, address in ((Pace(0, Clock()), "203.0.113.1"), (Pace(1, Clock()), "")):
        for _ in range(10):
            pace.take(address)


def test_what_is_remembered_is_bounded():
    pace = Pace(1, Clock())
    for number in range(MOST_KNOWN + 10):
        pace.take(str(number))
    assert len(pace._left) == MOST_KNOWN
    pace.take("0")  # forgotten, so it begins anew
