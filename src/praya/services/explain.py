"""How a file would be read: for a publisher who holds it in hand, before anything is published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.formats.infer.names import split
from praya.formats.personal import examine
from praya.formats.read import read
from praya.formats.reading import typed_tables
from praya.formats.sniff import sniff
from praya.model import errors
from praya.model.naming import identifier
from praya.model.override import NOTHING
from praya.model.report import Report, TableReport

if TYPE_CHECKING:
    from pathlib import Path

    from praya.formats.infer import Typed
    from praya.formats.sniff import Sniffed
    from praya.model.override import Override


def explain(path: Path, *, unpacked_limit: int, said: Override = NOTHING) -> Report:
    """Read a file and tell how; what fails is told too, never raised. No platform is needed, nothing is kept."""
    sniffed: Sniffed | None = None
    try:
        if not path.is_file():
            raise errors.FileMissing(path=str(path))
        sniffed = sniff(path, name=path.name, unpacked_limit=unpacked_limit, said=said)
        raws = read(path, sniffed, unpacked_limit=unpacked_limit, said=said)
        typed = list(typed_tables(raws, sniffed, said))
    except errors.Failure as failure:
        return _report(sniffed, failure=failure)
    except (OSError, MemoryError) as error:
        return _report(sniffed, failure=errors.Unexpected(kind=type(error).__name__))
    tables = [_table(each, sniffed, path.name, alone=len(typed) == 1) for each in typed]
    return _report(sniffed, tables=tuple(tables))


def _report(
    sniffed: Sniffed | None, *, tables: tuple[TableReport, ...] = (), failure: errors.Failure | None = None
) -> Report:
    return Report(
        format=sniffed.format if sniffed else "",
        encoding=sniffed.encoding if sniffed else "",
        tables=tables,
        failure=(failure.code, failure.fields) if failure else None,
    )


def _table(typed: Typed, sniffed: Sniffed, file: str, *, alone: bool) -> TableReport:
    raw = typed.raw
    stem = file.partition(".")[0] or file
    return TableReport(
        name=identifier(stem if alone else f"{stem}_{raw.slug}"),
        title=split(raw.title),
        rows=typed.rows,
        schema=typed.schema,
        notes=raw.notes,
        decisions=(*sniffed.decisions, *raw.decisions, *typed.decisions),
        examined=examine(typed.schema, typed.pieces()),
    )
