"""Leave files to the workers: read them when a hand is free."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model import errors
from praya.store import catalogue, jobs

if TYPE_CHECKING:
    from datetime import datetime

    from praya.platform import Platform

SERVICES = frozenset({"API", "ESRI REST", "HTML", "REST", "WCS", "WFS", "WMS", "WMTS"})
"""Declared formats that are no files: what answers there is a page or a program."""


def schedule(platform: Platform, dataset_name: str, *, now: datetime) -> int:
    """Queue every file of a dataset; return how many were not queued already. Raise DatasetMissing."""
    with platform.db.begin() as connection:
        dataset = catalogue.dataset(connection, dataset_name)
        if dataset is None:
            raise errors.DatasetMissing(name=dataset_name)
        count = 0
        for each in catalogue.distributions(connection, dataset.id):
            if each.format.upper() in SERVICES or each.host is None:
                continue
            queued = jobs.enqueue(
                connection,
                "ingest",
                {"distribution": each.id},
                now=now,
                key=f"ingest:{each.id}",
                host=each.host,
            )
            if queued and each.status == "unread":
                catalogue.set_status(connection, each.id, "queued", checked_at=None)
            count += queued
        return count
