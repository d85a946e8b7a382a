"""What tables are called."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 60
"""Characters of a table's name, so that three-byte ones and a suffix still make a file name."""


def identifier(text: str) -> str:
    """Return a name that is safe in SQL, addresses and file names: lower case, letters, digits and `_`."""
    plain = re.sub(r"\W+", "_", unicodedata.normalize("NFKC", text).casefold()).strip("_")[:LONGEST]
    return f"t_{plain}" if not plain or plain[0].isdigit() else plain
