"""Datasets, files, publishers and themes as CKAN's dictionaries."""

from __future__ import annotations

from datetime import UTC
from functools import lru_cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote
from uuid import NAMESPACE_URL, uuid5

from praya.model import rhythm
from praya.services.read import file_name
from praya.web import urls

if TYPE_CHECKING:
    from datetime import datetime

    from praya.model.catalogue import Holding, Publisher, Theme, Version
    from praya.model.licence import Licence
    from praya.model.text import Text
    from praya.services.records import Whole
    from praya.web.api.ckan.request import Asked

Package = dict[str, Any]
_rhythm = lru_cache(maxsize=4096)(rhythm.read)


def words(asked: Asked, text: Text) -> str:
    """Return a text in the caller's language: in it alone at data.gov.hk's roots, else what stands for it."""
    if asked.exact:
        wording = text.get(asked.lang)
        return wording.words if wording else ""
    return text.words(asked.lang)


def converted(asked: Asked, **texts: Text) -> list[str]:
    """Return the names of those texts that no one wrote: their script was converted."""
    shown = {
        name: text.get(asked.lang) if asked.exact else text.shown(asked.lang) for name, text in texts.items()
    }
    return [name for name, wording in shown.items() if wording and wording.origin == "converted"]


def package(asked: Asked, whole: Whole) -> Package:
    """Return a dataset as CKAN's package."""
    dataset, licence = whole.dataset, whole.licence
    keywords = dataset.keywords
    return {
        "id": dataset.id,
        "name": dataset.name,
        "title": words(asked, dataset.title),
        "notes": words(asked, dataset.description),
        "author": None,
        "author_email": None,
        "maintainer": dataset.contact.name,
        "maintainer_email": dataset.contact.email,
        "maintainer_phone": dataset.contact.phone,
        "url": dataset.landing_url,
        "version": None,
        "state": "active",
        "private": False,
        "type": "dataset",
        "owner_org": dataset.publisher_id,
        "creator_user_id": None,
        **_terms(asked, dataset.licence_id, licence),
        "metadata_created": stamp(dataset.created),
        "metadata_modified": stamp(dataset.modified),
        "num_resources": len(whole.files),
        "num_tags": len(keywords),
        "resources": [resource(asked, each, dataset.modified) for each in whole.files],
        "tags": [tag(each) for each in keywords],
        "extras": _extras(asked, whole),
        "groups": [_group_of(asked, each) for each in whole.themes],
        "organization": organization(asked, whole.publisher),
        "relationships_as_subject": [],
        "relationships_as_object": [],
        "data_dictionary": dataset.dictionary_url,
        "update_frequency": words(asked, dataset.frequency),
        "converted_texts": converted(
            asked, title=dataset.title, notes=dataset.description, update_frequency=dataset.frequency
        ),
    }


def resource(asked: Asked, held: Holding, modified: datetime | None) -> Package:
    """Return a file as CKAN's resource; `modified` is when its dataset's record was."""
    file, version = held.distribution, held.version
    seen = stamp(version.retrieved_at) if version else None
    ours = (
        file.host is None and version is not None
    )  # what came from no address of the web is to be had here alone
    return {
        "id": file.id,
        "package_id": file.dataset_id,
        "name": words(asked, file.title),
        "description": words(asked, file.description),
        "format": file.format,
        "mimetype": version.media_type if version else None,
        "mimetype_inner": None,
        "url": asked.origin + _download(held, version) if ours and version else file.url,
        "url_type": "upload" if ours else None,
        "hash": version.sha256 if version else "",
        "size": version.bytes if version else None,
        "position": file.position,
        "resource_type": None,
        "state": "active",
        "created": None,
        "last_modified": seen,
        "metadata_modified": stamp(modified),
        "cache_url": asked.origin + urls.file(file.id, file_name(version)) if version else None,
        "cache_last_updated": seen,
        "datastore_active": bool(held.tables),
        "tables": list(held.tables),
        "dateCreated": None,
        "dateModified": seen,
        "datePublished": None,
        "inLanguage": ",".join(file.languages),
        "is_api": "Y" if file.format == "API" else "N",
        "converted_texts": converted(asked, name=file.title, description=file.description),
    }


def organization(asked: Asked, publisher: Publisher) -> Package:
    """Return a publisher as a package's organization."""
    return {
        "id": publisher.id,
        "name": publisher.id,
        "title": words(asked, publisher.title),
        "type": "organization",
        "description": "",
        "image_url": "",
        "created": None,
        "is_organization": True,
        "approval_status": "approved",
        "state": "active",
        "converted_texts": converted(asked, title=publisher.title),
    }


def listed(asked: Asked, held: Publisher | Theme, count: int | None, *, is_organization: bool) -> Package:
    """Return a publisher or theme as group_show and organization_show do."""
    title = words(asked, held.title)
    found: Package = {
        "id": held.id,
        "name": held.id,
        "title": title,
        "display_name": title,
        "type": "organization" if is_organization else "group",
        "description": "",
        "image_url": "",
        "image_display_url": "",
        "created": None,
        "is_organization": is_organization,
        "approval_status": "approved",
        "state": "active",
        "num_followers": 0,
        "converted_texts": converted(asked, title=held.title, display_name=held.title),
    }
    return found if count is None else found | {"package_count": count}


def tag(keyword: str) -> Package:
    """Return a keyword as CKAN's tag."""
    return {
        "id": str(uuid5(NAMESPACE_URL, f"tag:{keyword}")),
        "name": keyword,
        "display_name": keyword,
        "state": "active",
        "vocabulary_id": None,
    }


def stamp(moment: datetime | None) -> str | None:
    """Return a moment as CKAN writes it: in UTC without saying so, to the microsecond."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") if moment else None


def is_open(licence: Licence) -> bool:
    """Say whether anyone may use and change what stands under these terms, for any purpose."""
    return bool(licence.commercial_use and licence.derivatives)


def _download(held: Holding, version: Version) -> str:
    """Return where CKAN's clients look for a file that was put into the catalogue itself."""
    file = held.distribution
    return f"/dataset/{quote(file.dataset_id)}/resource/{quote(file.id)}/download/{quote(file_name(version))}"


def _terms(asked: Asked, licence_id: str, licence: Licence) -> Package:
    """Return what a package says of its terms; of those not known here only their id."""
    known = licence.id == licence_id
    return {
        "license_id": licence_id,
        "license_title": licence.title.words(asked.lang) if known else licence_id,
        "license_url": licence.url if known else "",
        "isopen": known and is_open(licence),
    }


def _group_of(asked: Asked, theme: Theme) -> Package:
    title = words(asked, theme.title)
    return {
        "id": theme.id,
        "name": theme.id,
        "title": title,
        "display_name": title,
        "description": "",
        "image_display_url": "",
        "converted_texts": converted(asked, title=theme.title, display_name=theme.title),
    }


def _extras(asked: Asked, whole: Whole) -> list[Package]:
    dataset = whole.dataset
    said = _rhythm(dataset.frequency)
    languages = [lang for lang, _wording in dataset.title.items()]
    told = {
        "accrual_periodicity": said.frequency,
        "accrual_duration": said.duration or "",
        "languages": ",".join(languages),
        "harvest_source_url": dataset.source,
        "vanished_at": stamp(whole.vanished_at) or "",
        "page": asked.origin + urls.dataset(asked.lang, dataset.name),
    }
    return [{"key": key, "value": value} for key, value in told.items() if value]
