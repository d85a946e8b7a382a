"""The catalogue's words, as DCAT 3 has them: publisher, theme, dataset, distribution, version."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from praya.model.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

Status = Literal["unread", "queued", "ready", "failed"]
"""What became of a distribution's latest reading: never tried, waiting, read, or not readable (see its problem)."""


Kind = Literal["publisher", "theme"]
"""What parts the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The body that answers for a dataset."""

    id: str
    title: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """One of the portal's categories, in the portal's order."""

    id: str
    title: Text
    position: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """Whom to ask about a dataset, as the source gave it."""

    name: str = ""
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """A stored failure: an error's code and fields, rendered anew in each reader's language."""

    code: str
    fields: Mapping[str, str | int]
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribution:
    """One file or service of a dataset, as its publisher announced it, and how reading it went."""

    id: str
    dataset_id: str
    position: int
    title: Text
    description: Text = field(default_factory=Text)
    url: str
    format: str = ""
    """As declared by the source, upper case ("CSV"); may be wrong."""
    languages: tuple[Lang, ...] = ()
    status: Status = "unread"
    problem: Problem | None = None
    checked_at: datetime | None = None
    etag: str = ""
    last_modified: str = ""

    @property
    def host(self) -> str | None:
        """Return the host and port that it is fetched from; None for what is not on the web."""
        return web_host(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dataset:
    """A dataset's record, without its distributions."""

    id: str
    name: str
    """Stable, readable, unique: the key in addresses (`hk-hko-rss-…`)."""
    title: Text
    description: Text = field(default_factory=Text)
    publisher_id: str
    theme_ids: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    frequency: Text = field(default_factory=Text)
    """The publisher's own words on how often the data changes."""
    contact: Contact = field(default_factory=Contact)
    dictionary_url: str = ""
    landing_url: str = ""
    licence_id: str
    created: datetime | None = None
    modified: datetime | None = None
    source: str = ""
    """Where the record was harvested from; empty for one written here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """All that one harvested or written record says: what is stored in one transaction."""

    dataset: Dataset
    distributions: tuple[Distribution, ...]
    publisher: Publisher
    themes: tuple[Theme, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """What a distribution was from one retrieval on, until it changed."""

    distribution_id: str
    number: int
    """1 for the first."""
    sha256: str
    bytes: int
    url: str
    media_type: str
    """As the origin declared it."""
    format: str
    """As the bytes are ("csv", "xlsx", …)."""
    encoding: str
    """Of text formats; empty for binary ones."""
    retrieved_at: datetime
    about: Mapping[str, str | int] = field(default_factory=dict)
    """What is known of a file that holds no table: `pages`, `width`, `height`, `members`, `title`."""
    read_by: str = ""
    """What read its tables: the versions of the reader's steps, and which override it was told; empty if unknown."""
    tried_by: str = ""
    """What tried to read it again, and could not; empty if all went well."""
    trouble: Problem | None = None
    """Why it could not."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """A distribution, its latest version, and the names of the tables in it."""

    distribution: Distribution
    version: Version | None
    tables: tuple[str, ...]


def web_host(url: str) -> str | None:
    """Return the host and port of a web address, without who logs in; None for any other address."""
    try:
        parts = urlsplit(url)
        where = parts.netloc.rpartition("@")[2].casefold()
    except ValueError:  # brackets that are no IPv6 address
        return None
    return where if parts.scheme in {"http", "https"} and where else None
