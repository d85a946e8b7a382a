"""The versions of the reader's steps: what read a file is remembered with what it read.

A change that makes a step read any file otherwise adds one to its number, and nothing else has to be done: workers find
the readings that are older and read their archived bytes again. Words, speed and memory are no reason to.
"""

from __future__ import annotations

SNIFF = 2
"""Which format and encoding a file is taken for, and which members of an archive are looked into."""
READ = 2
"""Where tables are, their headers, notes, rows and columns, and the texts of their cells."""
INFER = 3
"""Names, types, markers, roles, units and languages of columns, derived columns, and how texts become values."""
PROFILE = 2
"""What is counted of a table's rows: its own bump leaves the rows alone."""
EXAMINE = 1
"""What of a table's rows looks like personal data: its own bump leaves the rows alone too."""
_MAKING_ROWS = 3
"""So many steps make the rows, the others tell what they hold."""


def steps() -> str:
    """Return the versions of all steps; after the third, those that leave the rows alone."""
    return f"{SNIFF}.{READ}.{INFER}.{PROFILE}.{EXAMINE}"


def read_by(told: str = "") -> str:
    """Return what is remembered of a reader: its steps, and the digest of the override that it was told."""
    return f"{steps()}/{told}"


def rows_stand(one: str, other: str) -> bool:
    """Say whether two readers, as they are remembered, give the same rows."""
    (before, _, told), (after, _, telling) = one.partition("/"), other.partition("/")
    return (before.split(".")[:_MAKING_ROWS], told) == (after.split(".")[:_MAKING_ROWS], telling)
