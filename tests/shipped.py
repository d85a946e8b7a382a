"""What JavaScript and CSS a page brings along, packed as browsers get it: at once, and later where its parts come alive."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping

    from praya.web.assets import Assets

ASKED = re.compile(r'(?:<script[^>]* src|<link rel="stylesheet" href)="/static/([^"]+)"')
ISLAND = re.compile(r'data-island="(\w+)"')
IMPORTED = re.compile(r'(?:from|import)"\./([^"]+)"')
NAMED = re.compile(r"[\w-]+-[A-Z0-9]{8}\.m?js")


@dataclass(frozen=True, slots=True)
class Shipped:
    """Bytes by what a file is; brotli, as every browser takes it."""

    at_once: Mapping[str, int]
    later: Mapping[str, int]
    """What comes when a part of the page is scrolled to or used, if it ever is."""

    @property
    def all(self) -> int:
        """Return the bytes of everything that may come."""
        return sum(self.at_once.values()) + sum(self.later.values())


def shipped(html: str, assets: Assets) -> Shipped:
    """Return what a page's HTML asks for, and what that asks for in turn."""
    entries = {hashed: name for name, hashed in assets.names.items()}
    islands = {assets.names[f"{name}.js"] for name in ISLAND.findall(html)}
    makers = {assets.names[f"{name}.js"] for name in ("chart", "map", "explorer")}

    def mentioned(name: str) -> Collection[str]:
        found = set(NAMED.findall(_text(assets, name))) & entries.keys()
        return found - (makers - islands) if entries[name] == "islands.js" else found

    at_once = _reached(ASKED.findall(html), lambda name: IMPORTED.findall(_text(assets, name)))
    later = _reached(at_once, mentioned) - at_once
    return Shipped(
        *({entries[each]: len(assets.files[f"{each}.br"]) for each in some} for some in (at_once, later))
    )


def _text(assets: Assets, name: str) -> str:
    return assets.files[name].decode("utf-8")


def _reached(first: Iterable[str], following: Callable[[str], Iterable[str]]) -> set[str]:
    found: set[str] = set()
    waiting = list(first)
    while waiting:
        if (name := waiting.pop()) not in found:
            found.add(name)
            waiting += following(name)
    return found
