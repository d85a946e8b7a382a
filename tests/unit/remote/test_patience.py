from __future__ import annotations

import pytest

from praya.remote.patience import LONGEST_PAUSE, USUAL_PAUSE, asked_pause

DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("retry_after", "date", "seconds"),
    [
        ("", DATE, USUAL_PAUSE),
        ("soon", DATE, USUAL_PAUSE),
        ("-5", DATE, USUAL_PAUSE),
        ("١٢", DATE, USUAL_PAUSE),
        ("Wed, 21 Oct 2026 07:30:00 GMT", "", USUAL_PAUSE),
        ("Wed, 99 Oct 2026 07:30:00 GMT", DATE, USUAL_PAUSE),
        ("Wed, 21 Oct 2026 07:30:00 -0000", DATE, USUAL_PAUSE),
        ("Wed, 21 Oct 2026 07:00:00 GMT", DATE, 1),
        ("0", DATE, 1),
        ("9" * 400, DATE, LONGEST_PAUSE),
        ("120", "", 120),
        (" 7 ", "", 7),
        ("Wed, 21 Oct 2026 07:30:00 GMT", DATE, 120),
    ],
)
def test_a_server_says_how_long_to_wait(retry_after: str, date: str, seconds: int):
    assert asked_pause(retry_after, date) == seconds
