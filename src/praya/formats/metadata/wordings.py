"""A record's texts, completed where only the script is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from praya.formats.chinese import completed

if TYPE_CHECKING:
    from praya.model.catalogue import Record


def completed_record(record: Record) -> Record:
    """Return the record with each Simplified wording it lacks converted from the Traditional one."""
    dataset = record.dataset
    return replace(
        record,
        dataset=replace(
            dataset,
            title=completed(dataset.title),
            description=completed(dataset.description),
            frequency=completed(dataset.frequency),
        ),
        distributions=tuple(
            replace(each, title=completed(each.title), description=completed(each.description))
            for each in record.distributions
        ),
        publisher=replace(record.publisher, title=completed(record.publisher.title)),
        themes=tuple(replace(each, title=completed(each.title)) for each in record.themes),
    )
