"""Files in CKAN's words."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast

import pytest

from praya.model.catalogue import Distribution, Holding, Version
from praya.model.text import Text
from praya.web.api.ckan.packages import resource
from praya.web.api.ckan.request import Asked

NOW = datetime(2026, 1, 2, tzinfo=UTC)


def held(url: str, *, read: bool = True) -> Holding:
    file = Distribution(
        id="a file", dataset_id="a-set", position=0, title=Text.of("File"), url=url, format="CSV"
    )
    version = Version(
        distribution_id=file.id,
        number=1,
        sha256="f" * 64,
        bytes=12,
        url=url,
        media_type="text/csv",
        format="csv",
        encoding="utf-8",
        retrieved_at=NOW,
    )
    return Holding(distribution=file, version=version if read else None, tables=())


@pytest.mark.parametrize(
    ("holding", "url", "kind"),
    [
        (held("https://example.org/a.csv"), "https://example.org/a.csv", None),
        (held("https://example.org/a.csv", read=False), "https://example.org/a.csv", None),
        (
            held("urn:city:rain"),
            "https://here/dataset/a-set/resource/a%20file/download/cityrain.csv",
            "upload",
        ),
        (held("urn:city:rain", read=False), "urn:city:rain", None),
    ],
)
def test_what_came_from_no_place_on_the_web_is_to_be_had_here(holding: Holding, url: str, kind: str | None):
    asked = Asked(
        platform=cast("Any", None),
        now=NOW,
        origin="https://here",
        prefix="",
        lang="en",
        exact=False,
        name="resource_show",
        given={},
    )
    told = resource(asked, holding, NOW)
    assert (told["url"], told["url_type"]) == (url, kind)
