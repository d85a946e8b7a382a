"""Numbered pages of a long list, as links."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

AROUND = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pager:
    """One page among others; `links` has (page, address), with (0, "") where pages are passed over."""

    page: int
    pages: int
    first: int
    """The place of the page's first item in the whole list, counting from 1."""
    last: int
    total: int
    before: str
    after: str
    """Addresses of the neighbours, empty at the ends."""
    links: tuple[tuple[int, str], ...]


def pager(*, page: int, size: int, total: int, address: Callable[[int], str]) -> Pager:
    """Return the pager of a list of `total` items in pages of `size`."""
    pages = max(1, -(-total // size))
    near = {1, pages, *range(page - AROUND, page + AROUND + 1)}
    shown = sorted(number for number in near if 1 <= number <= pages)
    links: list[tuple[int, str]] = []
    for number in shown:
        if links and number > links[-1][0] + 1:
            links.append((0, ""))
        links.append((number, address(number)))
    return Pager(
        page=page,
        pages=pages,
        first=min((page - 1) * size + 1, total),
        last=min(page * size, total),
        total=total,
        before=address(page - 1) if 1 < page <= pages else "",
        after=address(page + 1) if page < pages else "",
        links=tuple(links),
    )
