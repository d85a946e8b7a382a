"""Give a file that no catalogue announced a place to hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from uuid import NAMESPACE_URL, uuid5

from praya.model.catalogue import Dataset, Distribution, Publisher, Record
from praya.model.licence import UNSTATED
from praya.model.text import Text
from praya.store import catalogue

if TYPE_CHECKING:
    from datetime import datetime

    from praya.platform import Platform

UNLISTED = Publisher(id="unlisted", title=Text.of("Added by hand", "人手加入", "手动加入", origin="edited"))


def adopt(platform: Platform, address: str, *, now: datetime) -> str:
    """Return the id of the distribution at this address; if there is none, add a dataset for it.

    The dataset is named after the file, belongs to the publisher `unlisted`, and states no licence.
    """
    with platform.db.begin() as connection:
        known = catalogue.distribution_at(connection, address)
        if known:
            return known.id
        record = _record(address, now)
        catalogue.save_record(connection, record, now)
        return record.distributions[0].id


def _record(address: str, now: datetime) -> Record:
    key = str(uuid5(NAMESPACE_URL, address))
    file = unquote(urlsplit(address).path.rstrip("/").rsplit("/", 1)[-1]) or address
    stem, _, ending = file.rpartition(".")
    slug = "".join(char if char.isalnum() else "-" for char in (stem or file).lower()).strip("-")[:80]
    title = Text.of(file, origin="edited")
    dataset = Dataset(
        id=key,
        name=f"unlisted-{slug or 'file'}-{key[:6]}",
        title=title,
        publisher_id=UNLISTED.id,
        licence_id=UNSTATED.id,
        created=now,
        modified=now,
    )
    distribution = Distribution(
        id=key,
        dataset_id=key,
        position=0,
        title=title,
        url=address,
        format=ending.upper() if stem else "",
    )
    return Record(dataset=dataset, distributions=(distribution,), publisher=UNLISTED, themes=())
