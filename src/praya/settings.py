"""Settings, read once from the environment. Every one is listed in docs/settings.md."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from praya.model import errors
from praya.model.retention import parse_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MIB = 1024 * 1024
DAY_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What an operator can set; each field is the environment's `PRAYA_` + its name in capitals."""

    home: Path = Path("data")
    """The folder that holds everything Praya remembers."""
    host: str = "127.0.0.1"
    port: int = 8000
    url: str = ""
    """The address under which the world knows this server, such as `https://data.example.org`; empty for the one that
    each request was sent to."""
    database: str = ""
    """SQLAlchemy URL of the catalogue; empty for SQLite in the home folder."""
    max_bytes: int = 2048 * MIB
    """The largest file that is fetched."""
    max_unpacked_bytes: int = 8192 * MIB
    """The most a compressed file may unpack to."""
    fetch_seconds: int = 600
    """How long fetching one file may take in all."""
    idle_seconds: int = 30
    """How long a server may send nothing."""
    allow_networks: tuple[IPv4Network | IPv6Network, ...] = field(default=())
    """Private networks that may be fetched from, such as `10.1.0.0/16,127.0.0.0/8`."""
    hands: int = 4
    """How many jobs one process works at once; each asks another host."""
    host_pause: float = 1.0
    """Seconds between two requests of workers to one host."""
    watch: bool = True
    """Whether workers look again and again at what was read."""
    query_memory: int = 1024 * MIB
    """The most memory one query may use."""
    hot_bytes: int = 2048 * MIB
    """The most bytes on disk that copies of tables which are asked often may take; 0 for none."""
    sql_seconds: float = 30.0
    """How long one reader's SQL may take."""
    sql_at_once: int = 4
    """How many readers' statements of SQL run at once; each may use `query_memory`."""
    searches_a_minute: int = 300
    """Searches that one address may ask in a minute; 0 for any number."""
    retention: str = ""
    """How old versions are thinned out, such as `30:day,365:week`; empty to keep all."""
    stories: Path | None = None
    """The folder of stories; `stories` in the home folder unless told."""
    nearest: Mapping[str, str] = field(default_factory=dict)
    """Tables whose nearest rows are asked for by other names, such as `schools:school_locations`."""
    tiles: str = ""
    """Where maps take their ground from, such as `https://tiles.example.org/{z}/{x}/{y}.png`; empty for the city's own
    outlines alone."""
    tiles_by: str = ""
    """Whose tiles they are, as their terms want it said on the map."""

    @property
    def database_url(self) -> str:
        """Return the catalogue's URL with the default filled in."""
        return self.database or f"sqlite:///{self.home.absolute() / 'catalogue.sqlite'}"


def _networks(text: str) -> tuple[IPv4Network | IPv6Network, ...]:
    return tuple(ip_network(part.strip()) for part in text.split(",") if part.strip())


def _origin(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path.strip("/"):
        raise ValueError("https://host")
    return f"{parts.scheme}://{parts.netloc}"


def _tiles(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in {"http", "https"} or not parts.netloc or any(c in text for c in " ;,'\"\n"):
        raise ValueError("https://host/{z}/{x}/{y}.png")
    if not all(each in text for each in ("{z}", "{x}", "{y}")):
        raise ValueError("https://host/{z}/{x}/{y}.png")
    return text


def _named(text: str) -> Mapping[str, str]:
    pairs = [part.strip().partition(":") for part in text.split(",") if part.strip()]
    if not all(name and table for name, _, table in pairs):
        raise ValueError("name:table,name:table")
    return {name: table for name, _, table in pairs}


def _yes_or_no(text: str) -> bool:
    if text.lower() not in {"yes", "no"}:
        raise ValueError("yes or no")
    return text.lower() == "yes"


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= DAY_SECONDS:  # not-a-number neither
        raise ValueError("seconds, up to a day")
    return seconds


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("a number from 1 on")
    return number


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        raise ValueError("a number from 0 on")
    return number


_READERS: Mapping[str, Callable[[str], object]] = {
    "home": Path,
    "host": str,
    "port": int,
    "url": _origin,
    "database": str,
    "max_bytes": int,
    "max_unpacked_bytes": int,
    "fetch_seconds": int,
    "idle_seconds": int,
    "allow_networks": _networks,
    "hands": _positive,
    "host_pause": _seconds,
    "watch": _yes_or_no,
    "query_memory": int,
    "hot_bytes": int,
    "sql_seconds": _seconds,
    "sql_at_once": _positive,
    "searches_a_minute": _count,
    "retention": lambda text: text if parse_rules(text) else "",
    "stories": Path,
    "nearest": _named,
    "tiles": _tiles,
    "tiles_by": str,
}


def read_settings(environment: Mapping[str, str] = os.environ, **given: object) -> Settings:
    """Read the settings; what is `given` (and not None) wins over the environment."""
    values: dict[str, object] = {}
    for name, reader in _READERS.items():
        text = environment.get(f"PRAYA_{name.upper()}", "")
        if text:
            try:
                values[name] = reader(text)
            except ValueError as error:
                raise errors.ParameterInvalid(
                    name=f"PRAYA_{name.upper()}", value=text, expected=str(error)
                ) from error
    values |= {name: value for name, value in given.items() if value is not None}
    return Settings(**values)  # type: ignore[arg-type]  # each reader gives its field's type
