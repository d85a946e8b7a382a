"""The actions on groups (the portal's themes) and organizations (the publishers)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.search import Question, Value, any_of
from praya.services import records
from praya.web.api.ckan import packages
from praya.web.api.ckan.answers import Invalid, NotFound
from praya.web.api.ckan.catalogue import MOST_ROWS, NEWEST, search

if TYPE_CHECKING:
    from collections.abc import Sequence

    from praya.model.catalogue import Publisher, Theme
    from praya.web.api.ckan.packages import Package
    from praya.web.api.ckan.request import Asked

MOST_LISTED = 1000
_SORTS = frozenset({"name", "title", "package_count", "packages"})


def group_list(asked: Asked) -> list[str] | list[Package]:
    """Return the names of the themes, in the portal's order unless sorted.

    `all_fields`: whole groups instead of names; `sort`: `name`, `title` or `package_count` with `asc` or `desc`; `limit`,
    `offset`; `groups`: only these names; `include_dataset_count`.
    """
    return _listed(asked, records.themes(asked.platform), "groups")


def organization_list(asked: Asked) -> list[str] | list[Package]:
    """Return the names of the publishers. Parameters as of `group_list`, `organizations`: only these names."""
    return _listed(asked, records.publishers(asked.platform), "organizations")


def group_show(asked: Asked) -> Package:
    """Return a theme. `id`; `include_datasets`: with its newest 1000; `include_dataset_count`."""
    return _shown(asked, records.themes(asked.platform), is_organization=False)


def organization_show(asked: Asked) -> Package:
    """Return a publisher. `id`; `include_datasets`: with its newest 1000; `include_dataset_count`."""
    return _shown(asked, records.publishers(asked.platform), is_organization=True)


def group_package_show(asked: Asked) -> list[Package]:
    """Return a theme's datasets, the newest first. `id`, `limit` (1000)."""
    found, _count = _one(asked, records.themes(asked.platform))
    return _packages(asked, Value("theme", found.id))


def organization_list_for_user(_asked: Asked) -> list[Package]:
    """Return the organizations that a user may do something in: none, as long as there are no accounts."""
    return []


def member_list(asked: Asked) -> list[tuple[str, str, str]]:
    """Return a theme's or publisher's members: its datasets. `id`, `object_type`: package, or another for none."""
    everything: list[tuple[Publisher | Theme, int]] = [*records.themes(asked.platform)]
    everything += records.publishers(asked.platform)
    found, _count = _one(asked, everything)
    if asked.text("object_type", "package") != "package":
        return []
    either = any_of(Value("theme", found.id), Value("publisher_id", found.id))
    page = search(asked, Question(condition=either, orders=NEWEST, size=MOST_ROWS))
    return [(each.dataset.id, "package", "public") for each in page.records]


def group_autocomplete(asked: Asked) -> list[Package]:
    """Return themes whose name or title has this in it. `q`, `limit` (20)."""
    return _autocompleted(asked, records.themes(asked.platform))


def organization_autocomplete(asked: Asked) -> list[Package]:
    """Return publishers whose name or title has this in it. `q`, `limit` (20)."""
    return _autocompleted(asked, records.publishers(asked.platform))


def _listed(
    asked: Asked, bodies: Sequence[tuple[Publisher | Theme, int]], only: str
) -> list[str] | list[Package]:
    wanted = set(asked.several(only))
    found = _sorted(asked, [each for each in bodies if not wanted or each[0].id in wanted])
    offset = asked.number("offset", 0)
    page = found[offset : offset + asked.number("limit", MOST_LISTED, MOST_LISTED)]
    if not asked.truth("all_fields"):
        return [each.id for each, _count in page]
    counted = asked.truth("include_dataset_count", default=True)
    return [
        packages.listed(asked, each, count if counted else None, is_organization=only == "organizations")
        for each, count in page
    ]


def _sorted(asked: Asked, bodies: list[tuple[Publisher | Theme, int]]) -> list[tuple[Publisher | Theme, int]]:
    given = (asked.text("sort") or asked.text("order_by")).lower().split()
    if not given:
        return bodies
    if given[0] not in _SORTS or len(given) > 2 or given[-1] not in {*_SORTS, "asc", "desc"}:  # noqa: PLR2004 - field and direction
        raise Invalid(sort=f"Cannot sort by field `{' '.join(given)[:40]}`")
    counts = given[0] in {"package_count", "packages"}

    def key(held: tuple[Publisher | Theme, int]) -> tuple[int, str]:
        body, count = held
        title = packages.words(asked, body.title) if given[0] == "title" else body.id
        return (count, "") if counts else (0, title.casefold())

    falling = given[-1] == "desc" if len(given) > 1 else counts
    return sorted(bodies, key=key, reverse=falling)


def _shown(
    asked: Asked, bodies: Sequence[tuple[Publisher | Theme, int]], *, is_organization: bool
) -> Package:
    found, count = _one(asked, bodies)
    counted = asked.truth("include_dataset_count", default=True)
    shown = packages.listed(asked, found, count if counted else None, is_organization=is_organization)
    shown |= {"extras": [], "tags": [], "users": [], "groups": []}
    if asked.truth("include_datasets"):
        shown["packages"] = _packages(asked, Value("publisher_id" if is_organization else "theme", found.id))
    return shown


def _packages(asked: Asked, condition: Value) -> list[Package]:
    size = asked.number("limit", MOST_ROWS, MOST_ROWS)
    found = search(asked, Question(condition=condition, orders=NEWEST, size=size))
    return [packages.package(asked, each) for each in found.records]


def _one(asked: Asked, bodies: Sequence[tuple[Publisher | Theme, int]]) -> tuple[Publisher | Theme, int]:
    wanted = asked.needed("id")
    found = next((each for each in bodies if each[0].id == wanted), None)
    if found is None:
        raise NotFound(wanted[:100])
    return found


def _autocompleted(asked: Asked, bodies: Sequence[tuple[Publisher | Theme, int]]) -> list[Package]:
    typed = asked.text("q", asked.text("incomplete")).casefold()
    found = [
        {"id": each.id, "name": each.id, "title": packages.words(asked, each.title)}
        for each, _count in bodies
        if typed in each.id or typed in packages.words(asked, each.title).casefold()
    ]
    return found[: asked.number("limit", 20, 100)]
