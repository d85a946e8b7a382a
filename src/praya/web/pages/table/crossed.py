"""Two groups as a file, one down and one across, as the page shows them; sums are the reader's to make."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.query import parse
from praya.web.pages import past
from praya.web.pages.table.grouped import crosses, pivot
from praya.web.pages.table.state import State

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.text import Lang
    from praya.web.pages.grid import Cell
    from praya.web.view import Site


def pivot_csv(site: Site, lang: Lang, name: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    """Return the file, with a byte order mark for spreadsheets; raise Refused where the groups do not cross."""
    held = past.held(site.platform, name, dict(pairs).get("as_of", "").strip())
    query = parse(pairs).checked(held.table.schema)
    if not crosses(query):
        given = ",".join(str(each) for each in query.groups)
        raise errors.ParameterInvalid(name="group", value=given, expected="group=a,b&aggregate=count")
    shown = pivot(site, held.table, State(lang=lang, table=name, query=query))
    written = io.StringIO()
    writer = csv.writer(written)
    first = shown.down.title.words(lang) or shown.down.name
    writer.writerow([first, *map(_plain, shown.heads)])
    writer.writerows([_plain(head), *map(_plain, cells)] for head, cells, _ in shown.rows)
    return ("\ufeff" + written.getvalue()).encode()


def _plain(cell: Cell) -> str:
    """Return a value as programs have it, what is missing as nothing."""
    return (cell.raw or cell.words).replace("−", "-") if cell.kind == "number" else cell.raw or cell.words
