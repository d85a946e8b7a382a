"""How long a busy server asks to be left alone."""

from __future__ import annotations

from email.utils import parsedate_to_datetime

USUAL_PAUSE = 60
LONGEST_PAUSE = 24 * 3600


def asked_pause(retry_after: str, date: str) -> int:
    """Return the seconds that a Retry-After header asks for; a moment is counted from the answer's own Date."""
    if retry_after.strip().isdecimal() and retry_after.isascii():
        seconds = int(retry_after[:9])
    else:
        try:
            wait = parsedate_to_datetime(retry_after) - parsedate_to_datetime(date)
            seconds = int(wait.total_seconds())
        except (ValueError, TypeError, OverflowError):  # no moments, or one with a zone and one without
            seconds = USUAL_PAUSE
    return min(max(seconds, 1), LONGEST_PAUSE)
