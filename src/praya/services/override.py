"""What publishers say of their files against the reader: kept by distribution, used at every reading."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from praya.model import errors
from praya.model.override import override_from_json
from praya.store import catalogue, jobs

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from praya.model.catalogue import Distribution
    from praya.model.override import Override
    from praya.platform import Platform
    from praya.store.catalogue import Standing

MOST_BYTES = 1 << 20


def read_override(path: Path) -> Override:
    """Read an override from a file of JSON; raise FileMissing or OverrideInvalid."""
    if not path.is_file():
        raise errors.FileMissing(path=str(path))
    with path.open("rb") as file:
        content = file.read(MOST_BYTES)
    try:
        told = json.loads(content)
    except (ValueError, RecursionError) as error:
        raise errors.OverrideInvalid(field=path.name, value=str(error), expected="JSON") from error
    return override_from_json(told)


def spoken_of(platform: Platform, dataset_name: str, distribution: str = "") -> tuple[Distribution, ...]:
    """Return the files of a dataset, or the one of this id or address.

    Raise DatasetMissing or DistributionMissing.
    """
    with platform.db.connect() as connection:
        dataset = catalogue.dataset(connection, dataset_name)
        if dataset is None:
            raise errors.DatasetMissing(name=dataset_name)
        every = catalogue.distributions(connection, dataset.id)
    found = tuple(each for each in every if distribution in ("", each.id, each.url))
    if not found:
        raise errors.DistributionMissing(id=distribution)
    return found


def override(platform: Platform, distribution_id: str) -> Standing | None:
    """Return what is said of a distribution's files, if anything is."""
    with platform.db.connect() as connection:
        return catalogue.override(connection, distribution_id)


def set_override(platform: Platform, distribution: Distribution, said: Override, *, now: datetime) -> bool:
    """Keep what is said of a distribution's files (nothing: the reader decides again); return whether it is new.

    What could not be read before is fetched and tried once more.
    """
    with platform.db.begin() as connection:
        standing = catalogue.override(connection, distribution.id)
        if (standing.said.digest if standing else "") == said.digest:
            return False
        catalogue.set_override(connection, distribution.id, said, now)
        if distribution.status == "failed" and distribution.host:
            jobs.enqueue(
                connection,
                "ingest",
                {"distribution": distribution.id},
                now=now,
                key=f"ingest:{distribution.id}",
                host=distribution.host,
            )
    return True
