"""Large CSV files made of real rows, each with a number and a text of its own.

    python -m bench.made TARGET --rows 1000000 [--narrow | --texts]

The rows are those of the city's traffic accidents, again and again. `--narrow` leaves eleven of their 33 columns,
about 150 bytes a row; `--texts` puts three columns of long texts, no two alike, in front of these.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

ACCIDENTS = Path(__file__).parents[2] / "shared/data/files/transport/hk_accidents.csv"
NARROW = (
    "Date_Time",
    "OBJECTID",
    "Severity",
    "District_Council_District",
    "Hit_and_Run",
    "Weather",
    "No_of_Vehicles_Involved",
    "No_of_Casualties_Injured",
    "latitude",
    "longitude",
    "Precise_Location",
)
_LONG = 6
"""A long text is so many times 64 characters."""


def make(target: Path, rows: int, *, narrow: bool = False, texts: bool = False) -> None:
    """Write a file of so many rows."""
    with ACCIDENTS.open(encoding="utf-8-sig", newline="") as source:
        header, *real = csv.reader(source)
    taken = [header.index(name) for name in NARROW] if narrow or texts else range(len(header))
    number, place = header.index("OBJECTID"), header.index("Precise_Location")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*(["Remark", "Account", "Finding"] if texts else []), *(header[at] for at in taken)])
        for count, row in enumerate(islice(cycle(real), rows), 1):
            row[number] = str(count)
            long = list(_long(count)) if texts else []
            writer.writerow([*long, *(f"{row[at]} ({count})" if at == place else row[at] for at in taken)])


def _long(count: int) -> Iterator[str]:
    """Yield three texts that no other row has."""
    for name in "abc":
        yield " ".join(hashlib.sha256(f"{name}{count}{part}".encode()).hexdigest() for part in range(_LONG))


def main() -> None:
    """Make a file."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("target", type=Path)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--narrow", action="store_true")
    parser.add_argument("--texts", action="store_true")
    given = parser.parse_args()
    make(given.target, given.rows, narrow=given.narrow, texts=given.texts)


if __name__ == "__main__":
    main()
