"""How truthfully the files of tests/corpus are read: `python -m bench.fidelity [--write]`.

Each file is read the whole way and held against what a careful person says of it (`NAME.expect.json`); each value of
its source is looked for in what was read. With --write the figures go into bench/README.md.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

from tests.corpus.reading import FILES
from tests.corpus.verdict import NAMES, verdict

PAGE = Path(__file__).with_name("README.md")
HEADING = "## Fidelity (`python -m bench.fidelity`)"


def main(arguments: list[str]) -> None:
    """Print the figures, and what is not right."""
    started = time.perf_counter()
    verdicts = {name: verdict(name) for name in NAMES}
    seconds = time.perf_counter() - started
    wrong = [name for name, each in verdicts.items() if each.differences]
    for name in wrong:
        print(f"{name}: {verdicts[name].differences[0]}")
    real = (FILES.parent / "SOURCES.md").read_text("utf-8").partition("## Made of")[0]
    kept = [name for name in NAMES if f"| {name} |" in real]
    columns = sum(each.columns for each in verdicts.values())
    right = sum(each.columns_right for each in verdicts.values())
    lost = sum(len(each.lost) for each in verdicts.values())
    cells = sum(each.cells for each in verdicts.values())
    table = _table(
        [
            ("files read right", _share(len(NAMES) - len(wrong), len(NAMES))),
            (
                "of them real files and cuts of real files",
                _share(sum(name not in wrong for name in kept), len(kept)),
            ),
            ("columns with the right name, type and markers", _share(right, columns)),
            ("values lost of files that were read", f"{lost} of {cells:,}"),
        ]
    )
    print(f"{table}in {seconds:.1f} s")
    if "--write" in arguments:
        _write(table)


def _share(part: int, whole: int) -> str:
    return f"{part:,} of {whole:,} ({part / whole:.1%})"


def _table(rows: list[tuple[str, str]]) -> str:
    return "| what | measured |\n|---|---|\n" + "".join(f"| {what} | {value} |\n" for what, value in rows)


def _write(table: str) -> None:
    """Put the table below its heading in the page, in place of the one that stands there."""
    page = PAGE.read_text("utf-8")
    assert HEADING in page, "the page has lost its heading"
    before, _, after = page.partition(HEADING)
    PAGE.write_text(
        before + HEADING + re.sub(r"\|.*\|\n(\|.*\|\n)+", lambda _: table, after, count=1), "utf-8"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
