"""The actions on keywords, formats, licences, people, and the site itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.licence import LICENCES
from praya.model.search import EVERYTHING, Counted, Question, Value
from praya.services import records
from praya.web.api.ckan import packages
from praya.web.api.ckan.answers import Invalid, NotFound
from praya.web.api.ckan.catalogue import MOST_ROWS, NEWEST, search
from praya.web.api.ckan.fields import ALL_VALUES

if TYPE_CHECKING:
    from praya.model.search import ValueField
    from praya.web.api.ckan.packages import Package
    from praya.web.api.ckan.request import Asked

SPEAKS = "2.11"
"""The CKAN whose answers these are: what clients compare."""
EXTENSIONS = ("activity", "datastore")
DESCRIPTION = "Open data, typed and remembered, in three languages."


def tag_list(asked: Asked) -> list[str] | list[Package]:
    """Return every keyword, sorted. `query`: only those that have this in them; `all_fields`: as objects."""
    if asked.text("vocabulary_id"):
        raise NotFound("there are no vocabularies here")
    found = sorted(_with(asked, _values(asked, "keyword"), "query"))
    return [packages.tag(each) for each in found] if asked.truth("all_fields") else found


def tag_show(asked: Asked) -> Package:
    """Return a keyword. `id`: the keyword; `include_datasets`: with its newest 1000."""
    wanted = asked.needed("id")
    found = next(
        (each for each in _values(asked, "keyword") if wanted in (each, packages.tag(each)["id"])), None
    )
    if found is None:
        raise NotFound(wanted[:100])
    shown = packages.tag(found)
    if asked.truth("include_datasets"):
        question = Question(condition=Value("keyword", found), orders=NEWEST, size=MOST_ROWS)
        shown["packages"] = [packages.package(asked, each) for each in search(asked, question).records]
    return shown


def tag_search(asked: Asked) -> Package:
    """Return the keywords that have this in them. `query` (or `q`), `limit`, `offset`."""
    name = "query" if asked.text("query") else "q"
    found = sorted(_with(asked, _values(asked, "keyword"), name)) if asked.text(name) else []
    offset = asked.number("offset", 0)
    page = found[offset : offset + asked.number("limit", MOST_ROWS, MOST_ROWS)]
    return {"count": len(found), "results": [packages.tag(each) for each in page]}


def tag_autocomplete(asked: Asked) -> list[str]:
    """Return the keywords that have this in them. `query` (or `q`), `limit` (20)."""
    name = "query" if asked.text("query") else "q"
    return sorted(_with(asked, _values(asked, "keyword"), name))[: asked.number("limit", 20, 100)]


def format_autocomplete(asked: Asked) -> list[str]:
    """Return the files' formats that have this in them, the most used first. `q`, `limit` (5)."""
    return [each.lower() for each in _with(asked, _values(asked, "format"), "q")][
        : asked.number("limit", 5, 100)
    ]


def license_list(asked: Asked) -> list[Package]:
    """Return the terms that this catalogue knows."""
    return [
        {
            "id": each.id,
            "title": each.title.words(asked.lang),
            "url": each.url,
            "status": "active",
            "maintainer": "",
            "family": "",
            "is_generic": False,
            "domain_content": False,
            "domain_data": True,
            "domain_software": False,
            "od_conformance": "not reviewed",
            "osd_conformance": "not reviewed",
            "is_okd_compliant": False,
            "is_osi_compliant": False,
        }
        for each in LICENCES.values()
    ]


def vocabulary_list(_asked: Asked) -> list[Package]:
    """Return the vocabularies of keywords: there are none."""
    return []


def vocabulary_show(asked: Asked) -> Package:
    """Return a vocabulary of keywords: there are none."""
    raise NotFound(asked.needed("id")[:100])


def user_list(_asked: Asked) -> list[Package]:
    """Return the users: none, as long as there are no accounts."""
    return []


def user_show(asked: Asked) -> Package:
    """Return a user: there are none, as long as there are no accounts."""
    raise NotFound(asked.text("id")[:100])


def user_autocomplete(_asked: Asked) -> list[Package]:
    """Return users that are called like this: none, as long as there are no accounts."""
    return []


def status_show(asked: Asked) -> Package:
    """Return what this site is and can."""
    return {
        "site_title": "Praya",
        "site_description": DESCRIPTION,
        "site_url": asked.origin,
        "ckan_version": SPEAKS,
        "error_emails_to": None,
        "locale_default": "en",
        "extensions": list(EXTENSIONS),
    }


def site_read(_asked: Asked) -> bool:
    """Return true: anyone may read this site."""
    return True


def package_activity_list(asked: Asked) -> list[Package]:
    """Return what changed in a dataset: each new version of its files. `id`, `limit` (31), `offset`."""
    return _activities(asked, asked.needed("id"))


def recently_changed_packages_activity_list(asked: Asked) -> list[Package]:
    """Return the files that changed last, as changes of their datasets. `limit` (31), `offset`."""
    return _activities(asked, "")


def _activities(asked: Asked, key: str) -> list[Package]:
    limit, offset = asked.number("limit", 31, 100), asked.number("offset", 0, 100_000)
    return [
        {
            "id": f"{each.version.distribution_id}-{each.version.number}",
            "timestamp": packages.stamp(each.version.retrieved_at),
            "user_id": None,
            "object_id": each.dataset.id,
            "activity_type": "changed package",
            "data": {
                "package": {
                    "id": each.dataset.id,
                    "name": each.dataset.name,
                    "title": packages.words(asked, each.dataset.title),
                },
                "resource_id": each.version.distribution_id,
                "version": each.version.number,
            },
        }
        for each in records.changes(asked.platform, limit, offset, key=key)
    ]


def _values(asked: Asked, field: ValueField) -> list[str]:
    counted = (Counted(field=field, most=ALL_VALUES),)
    found = search(asked, Question(condition=EVERYTHING, counted=counted, size=0))
    return [value for value, _count in found.counts[field]]


def _with(asked: Asked, values: list[str], name: str) -> list[str]:
    """Return the values that have a parameter's words in them; of several words, all."""
    words = [each.casefold() for each in asked.several(name, commas=False)]
    if any(len(each) > MOST_ROWS for each in words):
        raise Invalid(**{name: "Too long"})
    return [each for each in values if all(word in each.casefold() for word in words)]
