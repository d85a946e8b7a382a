"""Every action by its name: what is done, and what nobody may do as long as there are no accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.web.api.ckan import bodies, catalogue, datastore, site
from praya.web.api.ckan.answers import BadRequest, Denied, NotFound

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.web.api.ckan.request import Asked


def help_show(asked: Asked) -> str:
    """Return what an action does. `name`: the action's."""
    name = asked.needed("name")
    if name in ACTIONS:
        return " ".join((ACTIONS[name].__doc__ or "").split())
    if name in DENIED:
        return "Changes the catalogue: denied."
    raise NotFound(f"there is no action {name[:60]}")


ACTIONS: dict[str, Callable[[Asked], object]] = {
    action.__name__: action
    for action in (
        bodies.group_autocomplete,
        bodies.group_list,
        bodies.group_package_show,
        bodies.group_show,
        bodies.member_list,
        bodies.organization_autocomplete,
        bodies.organization_list,
        bodies.organization_list_for_user,
        bodies.organization_show,
        catalogue.current_package_list_with_resources,
        catalogue.package_autocomplete,
        catalogue.package_list,
        catalogue.package_search,
        catalogue.package_show,
        catalogue.resource_search,
        catalogue.resource_show,
        catalogue.resource_view_list,
        catalogue.resource_view_show,
        datastore.datastore_info,
        datastore.datastore_search,
        datastore.datastore_search_sql,
        help_show,
        site.format_autocomplete,
        site.license_list,
        site.package_activity_list,
        site.recently_changed_packages_activity_list,
        site.site_read,
        site.status_show,
        site.tag_autocomplete,
        site.tag_list,
        site.tag_search,
        site.tag_show,
        site.user_autocomplete,
        site.user_list,
        site.user_show,
        site.vocabulary_list,
        site.vocabulary_show,
    )
}

SQL = datastore.datastore_search_sql.__name__

_CHANGING = {
    "api_token": ("create", "list", "revoke"),
    "bulk_update": ("delete", "private", "public"),
    "config_option": ("list", "show", "update"),
    "dataset": ("purge",),
    "datastore": ("create", "delete", "records_delete", "run_triggers", "upsert"),
    "datastore_function": ("create", "delete"),
    "datastore_sequence": ("reset",),
    "follow": ("dataset", "group", "user"),
    "group": ("create", "delete", "patch", "purge", "update"),
    "group_member": ("create", "delete"),
    "job": ("cancel", "clear", "list", "show"),
    "member": ("create", "delete"),
    "organization": ("create", "delete", "patch", "purge", "update"),
    "organization_member": ("create", "delete"),
    "package": ("create", "delete", "patch", "resource_reorder", "revise", "update"),
    "package_owner_org": ("update",),
    "package_relationship": ("create", "delete", "update"),
    "resource": ("create", "delete", "patch", "update"),
    "resource_view": ("clear", "create", "delete", "reorder", "update"),
    "tag": ("create", "delete"),
    "task_status": ("delete", "show", "update", "update_many"),
    "unfollow": ("dataset", "group", "user"),
    "user": ("create", "delete", "invite", "patch", "update"),
    "vocabulary": ("create", "delete", "update"),
}
DENIED = frozenset(f"{stem}_{verb}" for stem, verbs in _CHANGING.items() for verb in verbs)
"""Actions that change something or tell who may: CKAN's clients know them."""


def known(name: str) -> Callable[[Asked], object]:
    """Return an action; raise Denied for one that nobody may call, BadRequest for one that there is not."""
    if name in DENIED:
        raise Denied("this catalogue cannot be changed through this address")
    if name not in ACTIONS:
        raise BadRequest(f"Action name not known: {name[:100]}")
    return ACTIONS[name]
