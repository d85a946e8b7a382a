"""The catalogue as other catalogues read it: DCAT, data.json, Croissant, Data Package, CSVW, OAI-PMH, sitemaps.

Annotations are read by the framework when the handlers are made, so they are not postponed here.
"""

from typing import Any
from urllib.parse import parse_qsl

from litestar import HttpMethod, Request, Response, route
from litestar.di import NamedDependency
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, RawBody, SkipValidation
from litestar.response import Redirect, Stream

from praya.formats.metadata import rdf
from praya.services import describe
from praya.web import language, urls
from praya.web.api.metadata import answers, documents, oai, sitemap
from praya.web.api.metadata.answers import answer, failed, wanted
from praya.web.kept import KEPT
from praya.web.origin import origin
from praya.web.view import Site

Asked = Request[Any, Any, Any]
TheSite = NamedDependency[SkipValidation[Site]]
READ = [HttpMethod.GET, HttpMethod.HEAD]
FAILED: dict[int | type[Exception], Any] = {Exception: failed}
VARY = "Accept, Accept-Language"
MOST_FORM = 10_000
JSON = "application/json"
XML = "application/xml; charset=utf-8"


@route("/dataset/{file:str}", http_method=READ, sync_to_thread=True, exception_handlers=FAILED, opt=KEPT)
def dataset(site: TheSite, file: FromPath[str], request: Asked) -> Response[Any]:
    """Give a dataset as RDF by its ending or as `Accept` prefers it, or lead to its page."""
    key, _, ending = file.rpartition(".")
    if ending in rdf.FORMATS and key:
        return dataset_document(site, request, key, ending)
    if ending == "md" and key:
        lang = language.preferred(request.headers.get("accept-language", ""))
        return Redirect(
            urls.dataset(lang, key) + "/card.md", status_code=302, headers={"vary": "Accept-Language"}
        )
    if ending := wanted(request.headers.get("accept", "")):
        return dataset_document(site, request, file, ending, vary=VARY)
    name = describe.one(site.platform, file).dataset.name
    lang = language.preferred(request.headers.get("accept-language", ""))
    return Redirect(urls.dataset(lang, name), status_code=302, headers={"vary": VARY})


def _catalogue(ending: str) -> HTTPRouteHandler:
    """Return what answers for the catalogue in one syntax: a handler of several addresses would be wrapped twice."""

    @route(f"/catalog.{ending}", http_method=READ, sync_to_thread=True, exception_handlers=FAILED, opt=KEPT)
    def catalogue(site: TheSite, request: Asked) -> Response[bytes]:
        """Give a page of the catalogue as RDF."""
        return catalogue_document(site, request, ending)

    return catalogue


@route("/data.json", http_method=READ, sync_to_thread=True, exception_handlers=FAILED, opt=KEPT)
def data_json(site: TheSite, request: Asked) -> Response[Any]:
    """Give the whole catalogue as DCAT-US has it."""
    lang = documents.asked_language(_asked(request).get("lang", "en"))
    tag, chunks = documents.whole(site, origin(site, request), lang)
    sent = {"etag": f'W/"{tag}"', "cache-control": answers.A_WHILE} | answers.ANYBODY
    if answers.known(request, tag and f'W/"{tag}"'):
        return Response(b"", status_code=304, headers=sent)
    return Stream(chunks, media_type=JSON, headers=sent)


@route(
    "/dataset/{name:str}/croissant.jsonld",
    http_method=READ,
    sync_to_thread=True,
    exception_handlers=FAILED,
    opt=KEPT,
)
def croissant(site: TheSite, name: FromPath[str], request: Asked) -> Response[bytes]:
    """Give a dataset as Croissant."""
    return answer(request, documents.croissant_of(site, origin(site, request), name), "application/ld+json")


@route(
    "/dataset/{name:str}/datapackage.json",
    http_method=READ,
    sync_to_thread=True,
    exception_handlers=FAILED,
    opt=KEPT,
)
def data_package(site: TheSite, name: FromPath[str], request: Asked) -> Response[bytes]:
    """Give a dataset as a Data Package."""
    lang = documents.asked_language(_asked(request).get("lang", "en"))
    return answer(request, documents.data_package_of(site, origin(site, request), name, lang), JSON)


@route("/sitemap.xml", http_method=READ, sync_to_thread=True, exception_handlers=FAILED, opt=KEPT)
def sitemap_file(site: TheSite, request: Asked) -> Response[bytes]:
    """Give the list of the sitemap's files, or one of them by its number."""
    base, number = origin(site, request), _asked(request).get("part")
    body = sitemap.index(site, base) if number is None else sitemap.part(site, base, number)
    return answer(request, body, XML)


@route("/robots.txt", http_method=READ, sync_to_thread=False, exception_handlers=FAILED, opt=KEPT)
def robots(site: TheSite, request: Asked) -> Response[bytes]:
    """Tell crawlers what to leave alone."""
    return answer(request, sitemap.robots(origin(site, request)), "text/plain")


@route(
    "/oai",
    http_method=[*READ, HttpMethod.POST],
    status_code=200,
    sync_to_thread=True,
    exception_handlers=FAILED,
)
def oai_pmh(site: TheSite, request: Asked, body: RawBody) -> Response[bytes]:
    """Answer OAI-PMH, asked by an address or by a form."""
    query = body[:MOST_FORM].decode("utf-8", "replace") if request.method == "POST" else request.url.query
    pairs = parse_qsl(query, keep_blank_values=True)
    sent = {"cache-control": "no-cache"} | answers.ANYBODY
    told = oai.answer(site, origin(site, request), pairs)
    return Response(told, media_type="text/xml", headers=sent)


def dataset_document(site: Site, request: Asked, key: str, ending: str, *, vary: str = "") -> Response[bytes]:
    """Answer with a dataset as RDF."""
    body = documents.dataset(site, origin(site, request), key, ending)
    return answer(request, body, rdf.FORMATS[ending].media_type, vary=vary)


def catalogue_document(site: Site, request: Asked, ending: str, *, vary: str = "") -> Response[bytes]:
    """Answer with a page of the catalogue as RDF."""
    body, links = documents.catalogue(site, origin(site, request), ending, _asked(request))
    return answer(request, body, rdf.FORMATS[ending].media_type, vary=vary, headers={"link": links})


def table_document(site: Site, request: Asked, file: str) -> Response[bytes]:
    """Answer with a table as CSV on the Web; the file is called `NAME.csv-metadata.json`."""
    name = file.removesuffix(CSVW)
    return answer(request, documents.csvw_of(site, origin(site, request), name), "application/csvm+json")


CSVW = ".csv-metadata.json"
HANDLERS = [
    dataset,
    *(_catalogue(ending) for ending in rdf.FORMATS),
    data_json,
    croissant,
    data_package,
    sitemap_file,
    robots,
    oai_pmh,
]


def _asked(request: Asked) -> dict[str, str]:
    return dict(parse_qsl(request.url.query, keep_blank_values=True))
