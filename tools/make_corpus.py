"""Write the files of tests/corpus anew: `python -m tools.make_corpus DATA`, where DATA is the folder of real files."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.corpus import PIECES, Data, Piece, places, real, rows, ruins, texts, trees, workbooks

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
MOST_BYTES = 6_000_000
_LICENSED = ("data.gov.hk terms", "repo MIT", "MIT;")
_ALL = (real, texts, rows, workbooks, trees, places, ruins)

_HEAD = """# Where the files of the corpus come from

Written by `python -m tools.make_corpus`, which also makes the files; how each is made is code in `tools/corpus/`.
Real files come from public collections of what departments and public bodies of Hong Kong publish at DATA.GOV.HK; they
are reused under its terms (https://data.gov.hk/en/terms-and-conditions), which ask that the source be named, or under
the MIT licence of the collection. The intellectual property in them stays with the Government of the Hong Kong Special
Administrative Region and the bodies that publish them.
"""


def main(folder: str) -> None:
    """Write every file, and SOURCES.md."""
    data = Data(Path(folder))
    files = CORPUS / "files"
    files.mkdir(parents=True, exist_ok=True)
    total = 0
    for piece in PIECES.values():
        content = piece.build(data)
        content = content.encode() if isinstance(content, str) else content
        (files / piece.name).write_bytes(content)
        total += len(content)
    (CORPUS / "SOURCES.md").write_text(_sources(data), "utf-8")
    print(f"{len(PIECES)} files, {sum(piece.is_real for piece in PIECES.values())} real, {total:,} bytes")
    assert total < MOST_BYTES, "the corpus grows too large"


def _sources(data: Data) -> str:
    parts = [_HEAD]
    for title, is_real in (("Real files and cuts of real files", True), ("Made of real content", False)):
        lines = [_line(data, piece) for piece in PIECES.values() if piece.is_real == is_real]
        parts.append(
            f"\n## {title}\n\n| file | source, and where it was collected | what was done | licence |\n|---|---|---|---|\n"
        )
        parts += sorted(lines)
    return "".join(parts)


def _line(data: Data, piece: Piece) -> str:
    licence = data.licences[piece.source] if piece.source else "none needed: it holds nothing of others"
    assert not piece.source or any(each in licence for each in _LICENSED), (piece.name, licence)
    source = f"{piece.source} ({data.origins[piece.source]})" if piece.source else "–"
    return f"| {piece.name} | {source} | {piece.how} | {licence} |\n"


if __name__ == "__main__":
    assert _ALL, "importing them registers what they make"
    main(sys.argv[1])
