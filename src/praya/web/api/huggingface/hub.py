"""The hub's own routes, as far as its clients need them to find and read the files of a dataset.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import parse_qs, quote

import orjson
from litestar import HttpMethod, Request, Response, get, post, route
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter, RawBody, SkipValidation

from praya.model import errors
from praya.model.search import Question
from praya.services import find
from praya.web.api.huggingface.card import card_data
from praya.web.api.huggingface.failing import OPEN
from praya.web.api.huggingface.repository import (
    BRANCHES,
    CARD,
    SPLIT,
    Commit,
    File,
    commit,
    commits,
    file,
    path_of,
    table_file,
)
from praya.web.api.huggingface.viewer import PREFIX
from praya.web.api.metadata import documents
from praya.web.download import EXPOSED
from praya.web.origin import origin
from praya.web.ranged import ranged
from praya.web.view import Site

TheSite = NamedDependency[SkipValidation[Site]]
Asked = Request[Any, Any, Any]
PAGE = 50
MOST_PATHS = 1_000
MARKDOWN = "text/markdown"
PARQUET = "application/vnd.apache.parquet"


@get("/api/datasets", sync_to_thread=True)
def listed(
    site: TheSite,
    search: FromQuery[str] = "",
    author: FromQuery[str] = "",
    limit: Annotated[int, QueryParameter(ge=1, le=100)] = 100,
) -> Response[list[dict[str, Any]]]:
    """Find datasets, by words and publisher."""
    found = find.find(
        site.platform, Question(text=search[:400], facets={"publisher": author} if author else {}, size=limit)
    )
    body = []
    for each in found.hits:
        name = f"{each.dataset.publisher_id}/{each.dataset.name}"
        body.append(_about(name, each.dataset.publisher_id, each.dataset.id))
    return _sent(body)


@get("/api/datasets/{owner:str}/{name:str}", sync_to_thread=True)
def dataset(
    site: TheSite, owner: FromPath[str], name: FromPath[str], request: Asked
) -> Response[dict[str, Any]]:
    """Tell what a dataset is and which files it has."""
    return _sent(_told(site, commit(site.platform, owner, name), request))


@get("/api/datasets/{owner:str}/{name:str}/revision/{rest:path}", sync_to_thread=True)
def revision(
    site: TheSite, owner: FromPath[str], name: FromPath[str], rest: FromPath[Path], request: Asked
) -> Response[dict[str, Any]]:
    """Tell the same as of a revision."""
    return _sent(_told(site, commit(site.platform, owner, name, _plain(rest)), request))


@get("/api/datasets/{owner:str}/{name:str}/refs", sync_to_thread=True)
def refs(site: TheSite, owner: FromPath[str], name: FromPath[str]) -> Response[dict[str, Any]]:
    """List the branches: two names for the latest."""
    sha = commit(site.platform, owner, name).sha
    main, converted = BRANCHES
    return _sent(
        {
            "branches": [{"name": main, "ref": f"refs/heads/{main}", "targetCommit": sha}],
            "converts": [{"name": "parquet", "ref": converted, "targetCommit": sha}],
            "tags": [],
        }
    )


@get("/api/datasets/{owner:str}/{name:str}/commits/{rest:path}", sync_to_thread=True)
def history(
    *,
    site: TheSite,
    request: Asked,
    owner: FromPath[str],
    name: FromPath[str],
    rest: FromPath[Path],
    p: Annotated[int, QueryParameter(ge=0, le=1_000_000)] = 0,
) -> Response[list[dict[str, Any]]]:
    """List the commits, the latest first."""
    commit(site.platform, owner, name, _plain(rest))
    found, more = commits(site.platform, owner, name, p * PAGE, PAGE)
    body = [
        {
            "id": each.sha,
            "title": f"The files as of {each.at:%Y-%m-%d %H:%M:%S} UTC",
            "message": "",
            "authors": [{"user": owner}],
            "date": _written(each.at),
        }
        for each in found
    ]
    answer = _sent(body)
    if more:
        address = f"{origin(site, request)}{request.url.path}?p={p + 1}"
        answer.headers["link"] = f'<{address}>; rel="next"'
    return answer


@get("/api/datasets/{owner:str}/{name:str}/tree/{rest:path}", sync_to_thread=True)
def tree(
    *,
    site: TheSite,
    owner: FromPath[str],
    name: FromPath[str],
    rest: FromPath[Path],
    recursive: FromQuery[bool] = False,
    expand: FromQuery[bool] = False,
) -> Response[list[dict[str, Any]]]:
    """List the files and folders below a path of a revision."""
    asked, path = _split(_plain(rest))
    held = commit(site.platform, owner, name, asked)
    below = f"{path}/" if path else ""
    every = [each for each in (CARD, *held.paths) if each.startswith(below)]
    if not every:
        raise errors.FileMissing(path=path)
    body = []
    for folder in sorted(_folders(every)):
        inside = folder.startswith(below) and folder != path
        if inside and (recursive or "/" not in folder.removeprefix(below)):
            body.append(_folder(held, folder, expand=expand))
    there = [each for each in every if recursive or "/" not in each.removeprefix(below)]
    body += [_entry(held, file(site.platform, held, each), expand=expand) for each in there]
    return _sent(body)


@post("/api/datasets/{owner:str}/{name:str}/paths-info/{rest:path}", status_code=200, sync_to_thread=True)
def paths_info(
    *,
    site: TheSite,
    request: Asked,
    owner: FromPath[str],
    name: FromPath[str],
    rest: FromPath[Path],
    body: RawBody,
) -> Response[list[dict[str, Any]]]:
    """Tell of single files and folders of a revision; paths that are none are left out."""
    held = commit(site.platform, owner, name, _plain(rest))
    asked, expand = _paths(body, request.headers.get("content-type", ""))
    folders = _folders(held.paths)
    found = []
    for each in dict.fromkeys(path.strip("/") for path in asked[:MOST_PATHS]):
        if each in folders:
            found.append(_folder(held, each, expand=expand))
        elif each == CARD or each in held.paths:
            found.append(_entry(held, file(site.platform, held, each), expand=expand))
    return _sent(found)


@get("/api/datasets/{owner:str}/{name:str}/parquet", sync_to_thread=True)
def parquet(
    site: TheSite, owner: FromPath[str], name: FromPath[str], request: Asked
) -> Response[dict[str, dict[str, list[str]]]]:
    """List the addresses of the Parquet files, by configuration and split."""
    held = commit(site.platform, owner, name)
    address = f"{origin(site, request)}{PREFIX}/datasets/{held.repository}/resolve/main"
    return _sent({each.name: {SPLIT: [f"{address}/{path_of(each.name)}"]} for each in held.view.tables})


@get("/api/datasets/{owner:str}/{name:str}/croissant", sync_to_thread=True)
def croissant(site: TheSite, owner: FromPath[str], name: FromPath[str], request: Asked) -> Response[bytes]:
    """Describe a dataset as Croissant, its files where they lie in this server."""
    held = commit(site.platform, owner, name)
    body = documents.croissant_of(site, origin(site, request), held.view.dataset.name)
    return Response(body, media_type="application/ld+json", headers=OPEN)


@route(
    "/datasets/{owner:str}/{name:str}/resolve/{rest:path}",
    http_method=[HttpMethod.GET, HttpMethod.HEAD],
    sync_to_thread=True,
)
def resolve(
    site: TheSite, request: Asked, owner: FromPath[str], name: FromPath[str], rest: FromPath[Path]
) -> Response[Any]:
    """Give a file of a revision, or a part of it."""
    asked, path = _split(_plain(rest))
    held = commit(site.platform, owner, name, asked)
    found = file(site.platform, held, path)
    headers = {
        **OPEN,
        "access-control-expose-headers": f"{OPEN['access-control-expose-headers']}, {EXPOSED}",
        "x-repo-commit": held.sha,
        "content-disposition": f"inline; filename*=UTF-8''{quote(path.rpartition('/')[2])}",
    }
    if found.kept is None:
        headers["etag"] = f'"{found.oid}"'
        return Response(found.text, media_type=MARKDOWN, headers=headers)
    headers |= {"x-linked-size": str(found.bytes), "x-linked-etag": f'"{found.sha256}"'}
    etag = f'"{found.sha256}"'
    return ranged(request, found.open(), found.bytes, etag=etag, media_type=PARQUET, headers=headers)


HANDLERS = [listed, dataset, revision, refs, history, tree, paths_info, parquet, croissant, resolve]


def _told(site: Site, held: Commit, request: Asked) -> dict[str, Any]:
    view = held.view
    blobs = request.query_params.get("blobs", "").lower() in ("1", "true")
    body = _about(held.repository, view.publisher.id, view.dataset.id) | {
        "sha": held.sha,
        "lastModified": _written(held.at),
        "createdAt": _written(view.dataset.created or held.at),
        "description": view.dataset.description.words("en"),
        "tags": sorted({*view.dataset.keywords, *view.dataset.theme_ids}),
        "cardData": card_data(view, {each.name: where for where, each in held.paths.items()}),
        "usedStorage": 0,
        "siblings": [{"rfilename": each} for each in (CARD, *held.paths)],
    }
    if blobs:
        body["siblings"] = [_sibling(file(site.platform, held, each)) for each in (CARD, *held.paths)]
        body["usedStorage"] = sum(table_file(site.platform, held, each).bytes for each in view.tables)
    return body


def _about(repository: str, owner: str, key: str) -> dict[str, Any]:
    return {
        "_id": key,
        "id": repository,
        "author": owner,
        "private": False,
        "gated": False,
        "disabled": False,
        "downloads": 0,
        "likes": 0,
        "tags": [],
    }


def _sibling(held: File) -> dict[str, Any]:
    entry: dict[str, Any] = {"rfilename": held.path, "size": held.bytes, "blobId": held.oid}
    if held.kept:
        entry["lfs"] = {"sha256": held.sha256, "size": held.bytes, "pointerSize": _pointer_size(held)}
    return entry


def _entry(held: Commit, found: File, *, expand: bool) -> dict[str, Any]:
    entry: dict[str, Any] = {"type": "file", "oid": found.oid, "size": found.bytes, "path": found.path}
    if found.kept:
        entry["lfs"] = {"oid": found.sha256, "size": found.bytes, "pointerSize": _pointer_size(found)}
    return entry | _expanded(held, expand=expand)


def _folder(held: Commit, path: str, *, expand: bool) -> dict[str, Any]:
    return {"type": "directory", "oid": held.sha, "size": 0, "path": path} | _expanded(held, expand=expand)


def _expanded(held: Commit, *, expand: bool) -> dict[str, Any]:
    if not expand:
        return {}
    return {"lastCommit": {"id": held.sha, "title": "", "date": _written(held.at)}}


def _pointer_size(held: File) -> int:
    return len(f"version https://git-lfs.github.com/spec/v1\noid sha256:{held.sha256}\nsize {held.bytes}\n")


def _folders(paths: Iterable[str]) -> set[str]:
    return {above.as_posix() for each in paths for above in Path(each).parents if above.name}


def _plain(rest: Path) -> str:
    return rest.as_posix().strip("/")


def _split(rest: str) -> tuple[str, str]:
    """Return the revision and the path of what names both."""
    for branch in BRANCHES:
        if rest == branch or rest.startswith(f"{branch}/"):
            return branch, rest.removeprefix(branch).strip("/")
    asked, _, path = rest.partition("/")
    return asked, path


def _paths(body: bytes, media_type: str) -> tuple[list[str], bool]:
    """Return the paths of a request, and whether more is to be told of them; forms and JSON say it alike."""
    if media_type.startswith("application/json"):
        try:
            given = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            raise errors.ParameterInvalid(name="paths", value="…", expected="JSON") from error
        given = given if isinstance(given, dict) else {}
        paths = given.get("paths", [])
        paths = [paths] if isinstance(paths, str) else paths
        return [each for each in paths if isinstance(each, str)], given.get("expand") is True
    form = parse_qs(body.decode("utf-8", "replace"))
    return form.get("paths", []), form.get("expand", ["false"])[0].lower() in ("1", "true")


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


def _sent(body: object) -> Response[Any]:
    return Response(body, headers={**OPEN, "cache-control": "no-cache"})
