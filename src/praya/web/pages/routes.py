"""The pages' addresses, as one list.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from typing import Any
from urllib.parse import parse_qsl, quote

from litestar import HttpMethod, MediaType, Request, Response, route
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, SkipValidation
from litestar.response import Redirect

from praya.model import errors
from praya.web import syndication, urls
from praya.web.api import metadata
from praya.web.api.document import api_document
from praya.web.api.metadata.answers import wanted
from praya.web.kept import KEPT
from praya.web.language import of_path, preferred
from praya.web.origin import origin
from praya.web.pace import asker
from praya.web.pages import feeds, trying
from praya.web.pages.api import api_page
from praya.web.pages.changes import changes_page
from praya.web.pages.dataset import dataset_page
from praya.web.pages.developers.page import developers_page, document_page
from praya.web.pages.history import history_page
from praya.web.pages.home import home_page
from praya.web.pages.quality import fixes_csv, quality_page
from praya.web.pages.row import row_page
from praya.web.pages.search import search_page
from praya.web.pages.shelf import shelf_page, shelves_page
from praya.web.pages.sql.routes import HANDLERS as SQL
from praya.web.pages.status import status_page
from praya.web.pages.stories.routes import HANDLERS as STORIES
from praya.web.pages.table.routes import HANDLERS as TABLE
from praya.web.view import Site

Asked = Request[Any, Any, Any]
TheSite = NamedDependency[SkipValidation[Site]]
READ = [HttpMethod.GET, HttpMethod.HEAD]
SVG = "image/svg+xml"
A_WHILE = "public, max-age=300"
FEEDS = {
    "feed.atom": (syndication.ATOM, syndication.atom),
    "feed.json": (syndication.JSON_FEED, syndication.json_feed),
}
FOR_FOLLOWERS = {"access-control-allow-origin": "*", "cache-control": A_WHILE}


@route("/", http_method=READ, sync_to_thread=True)
def front(site: TheSite, request: Asked) -> Response[Any]:
    """Lead to the front page in the reader's best language, or give the catalogue as RDF to who prefers that."""
    if ending := wanted(request.headers.get("accept", "")):
        return metadata.catalogue_document(site, request, ending, vary=metadata.VARY)
    lang = preferred(request.headers.get("accept-language", ""))
    return Redirect(urls.home(lang), status_code=302, headers={"vary": metadata.VARY})


@route("/{lang:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def home(site: TheSite, lang: FromPath[str]) -> Response[str]:
    """Show the front page."""
    return _html(home_page(site, of_path(lang)))


@route("/{lang:str}/search", http_method=READ, sync_to_thread=True, opt=KEPT)
def search(site: TheSite, lang: FromPath[str], request: Asked) -> Response[str]:
    """Show what a search finds."""
    site.pace.take(asker(request))
    return _html(search_page(site, of_path(lang), _pairs(request)))


@route("/{lang:str}/publishers", http_method=READ, sync_to_thread=True, opt=KEPT)
def publishers(site: TheSite, lang: FromPath[str]) -> Response[str]:
    """Show every publisher."""
    return _html(shelves_page(site, of_path(lang), "publisher"))


@route("/{lang:str}/publisher/{key:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def publisher(site: TheSite, lang: FromPath[str], key: FromPath[str]) -> Response[str]:
    """Show what a publisher holds."""
    return _html(shelf_page(site, of_path(lang), "publisher", key))


@route("/{lang:str}/themes", http_method=READ, sync_to_thread=True, opt=KEPT)
def themes(site: TheSite, lang: FromPath[str]) -> Response[str]:
    """Show every theme."""
    return _html(shelves_page(site, of_path(lang), "theme"))


@route("/{lang:str}/theme/{key:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def theme(site: TheSite, lang: FromPath[str], key: FromPath[str]) -> Response[str]:
    """Show what a theme holds."""
    return _html(shelf_page(site, of_path(lang), "theme", key))


@route("/{lang:str}/status", http_method=READ, sync_to_thread=True, opt=KEPT)
def status(site: TheSite, lang: FromPath[str], request: Asked) -> Response[str]:
    """Show what was promised of every file, and what was seen."""
    return _html(status_page(site, of_path(lang), _pairs(request)))


@route("/{lang:str}/quality", http_method=READ, sync_to_thread=True, opt=KEPT)
def quality(site: TheSite, lang: FromPath[str], request: Asked) -> Response[str]:
    """Show how good datasets are, and what to fix first."""
    return _html(quality_page(site, of_path(lang), dict(_pairs(request)).get("publisher", "")))


@route("/{lang:str}/quality.csv", http_method=READ, sync_to_thread=True, opt=KEPT)
def quality_csv(site: TheSite, lang: FromPath[str], request: Asked) -> Response[str]:
    """Give what there is to fix, as a table."""
    publisher = dict(_pairs(request)).get("publisher", "")
    name = f"quality-{publisher}.csv" if publisher else "quality.csv"
    return Response(
        fixes_csv(site, of_path(lang), publisher),
        media_type="text/csv; charset=utf-8",
        headers={
            "cache-control": A_WHILE,
            "content-disposition": f"attachment; filename*=UTF-8''{quote(name)}",
        },
    )


@route("/{lang:str}/{file:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def feed(site: TheSite, lang: FromPath[str], file: FromPath[str], request: Asked) -> Response[Any]:
    """Give what is new everywhere, or of what a search finds, to be followed."""
    return _followed(feeds.searched(_wanted(site, lang, file, request), _pairs(request)), file)


@route("/{lang:str}/publisher/{key:str}/{file:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def publisher_feed(
    site: TheSite, lang: FromPath[str], key: FromPath[str], file: FromPath[str], request: Asked
) -> Response[Any]:
    """Give what is new of a publisher, to be followed."""
    return _followed(feeds.of_shelf(_wanted(site, lang, file, request), "publisher", key), file)


@route("/{lang:str}/theme/{key:str}/{file:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def theme_feed(
    site: TheSite, lang: FromPath[str], key: FromPath[str], file: FromPath[str], request: Asked
) -> Response[Any]:
    """Give what is new of a theme, to be followed."""
    return _followed(feeds.of_shelf(_wanted(site, lang, file, request), "theme", key), file)


@route("/{lang:str}/stories/{file:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def stories_feed(site: TheSite, lang: FromPath[str], file: FromPath[str], request: Asked) -> Response[Any]:
    """Give the newest stories, to be followed."""
    return _followed(feeds.of_stories(_wanted(site, lang, file, request)), file)


@route("/{lang:str}/dataset/{name:str}/{file:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def dataset_feed(
    site: TheSite, lang: FromPath[str], name: FromPath[str], file: FromPath[str], request: Asked
) -> Response[Any]:
    """Give the newest versions of a dataset, to be followed."""
    return _followed(feeds.of_dataset(_wanted(site, lang, file, request), name), file)


@route("/{lang:str}/dataset/{name:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def dataset(site: TheSite, lang: FromPath[str], name: FromPath[str], request: Asked) -> Response[Any]:
    """Show a dataset, or give RDF to who prefers that."""
    if ending := wanted(request.headers.get("accept", "")):
        return metadata.dataset_document(site, request, name, ending, vary="Accept")
    answer = dataset_page(site, of_path(lang), name, _pairs(request), base=origin(site, request))
    return _html(answer.html, answer.status)


@route("/{lang:str}/dataset/{name:str}/history", http_method=READ, sync_to_thread=True, opt=KEPT)
def history(site: TheSite, lang: FromPath[str], name: FromPath[str], request: Asked) -> Response[str]:
    """Show every version of a dataset's table."""
    return _html(history_page(site, of_path(lang), name, _pairs(request)))


@route("/{lang:str}/dataset/{name:str}/changes", http_method=READ, sync_to_thread=True, opt=KEPT)
def changes(site: TheSite, lang: FromPath[str], name: FromPath[str], request: Asked) -> Response[str]:
    """Show what changed between two versions of a dataset's table."""
    return _html(changes_page(site, of_path(lang), name, _pairs(request)))


@route("/{lang:str}/dataset/{name:str}/row", http_method=READ, sync_to_thread=True, opt=KEPT)
def row(site: TheSite, lang: FromPath[str], name: FromPath[str], request: Asked) -> Response[str]:
    """Show one row of a dataset's table through time."""
    return _html(row_page(site, of_path(lang), name, _pairs(request)))


@route("/{lang:str}/api", http_method=READ, sync_to_thread=True, opt=KEPT)
def api(site: TheSite, lang: FromPath[str], request: Asked) -> Response[Any]:
    """Show what programs can ask, or lead to what one of its forms asks."""
    if trying.OPERATION in dict(pairs := _pairs(request)):
        return Redirect(trying.asked(api_document(request.app), pairs), status_code=302)
    return _html(api_page(site, of_path(lang), api_document(request.app)))


@route("/{lang:str}/developers", http_method=READ, sync_to_thread=True, opt=KEPT)
def developers(site: TheSite, lang: FromPath[str], request: Asked) -> Response[str]:
    """Show who writes programs where to begin, and every dialect that is spoken."""
    return _html(developers_page(site, of_path(lang), origin(site, request)))


@route("/{lang:str}/docs/{name:str}", http_method=READ, sync_to_thread=True, opt=KEPT)
def document(site: TheSite, lang: FromPath[str], name: FromPath[str], request: Asked) -> Response[str]:
    """Show a document about Praya."""
    return _html(document_page(site, of_path(lang), name, origin(site, request)))


HANDLERS: list[HTTPRouteHandler] = [
    front,
    home,
    search,
    publishers,
    publisher,
    themes,
    theme,
    status,
    quality,
    quality_csv,
    feed,
    publisher_feed,
    theme_feed,
    stories_feed,
    dataset_feed,
    dataset,
    *TABLE,
    *STORIES,
    history,
    changes,
    row,
    api,
    developers,
    document,
    *SQL,
]


def _pairs(request: Asked) -> list[tuple[str, str]]:
    return parse_qsl(request.url.query, keep_blank_values=True)


def _wanted(site: Site, lang: str, file: str, request: Asked) -> feeds.Wanted:
    if file not in FEEDS:
        raise errors.PageMissing
    return feeds.Wanted(
        site=site, lang=of_path(lang), ending=file.rpartition(".")[2], origin=origin(site, request)
    )


def _followed(feed: syndication.Feed, file: str) -> Response[Any]:
    media_type, write = FEEDS[file]
    return Response(write(feed), media_type=media_type, headers=FOR_FOLLOWERS)


def _html(text: str, status: int = 200) -> Response[str]:
    return Response(
        text, status_code=status, media_type=MediaType.HTML, headers={"cache-control": "no-cache"}
    )
