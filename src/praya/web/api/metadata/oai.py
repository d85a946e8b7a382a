"""OAI-PMH 2.0: libraries' protocol for harvesting, all six verbs, in Dublin Core and DCAT.

Datasets that vanished leave no trace here, so it says of deleted records: “no”. A resumption token holds the question
and where its answer got to: nothing is remembered here, so a token never expires.
"""

from __future__ import annotations

import base64
import re
from collections import Counter
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from xml.sax.saxutils import escape, quoteattr

import orjson

from praya.formats.metadata import dcat, dublin_core, rdf
from praya.formats.metadata.rdf.terms import written
from praya.services import describe
from praya.web.api.metadata.places import Places

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from praya.formats.metadata.description import Description
    from praya.services.describe import Stamp
    from praya.web.view import Site

PAGE_SIZE = 100
_SPACE = "http://www.openarchives.org/OAI/2.0/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
FORMATS: Mapping[str, tuple[str, str]] = {
    "oai_dc": (dublin_core.SCHEMA, dublin_core.SPACE),
    "dcat": ("http://www.openarchives.org/OAI/2.0/rdf.xsd", _RDF),
}
"""Each prefix's schema and namespace."""
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_SECOND = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
_ALLOWED: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "Identify": (frozenset(), frozenset()),
    "ListMetadataFormats": (frozenset(), frozenset({"identifier"})),
    "ListSets": (frozenset(), frozenset({"resumptionToken"})),
    "GetRecord": (frozenset({"identifier", "metadataPrefix"}), frozenset()),
    "ListIdentifiers": (
        frozenset({"metadataPrefix"}),
        frozenset({"from", "until", "set", "resumptionToken"}),
    ),
    "ListRecords": (frozenset({"metadataPrefix"}), frozenset({"from", "until", "set", "resumptionToken"})),
}
"""What each verb needs, and what it may have."""


class Refused(Exception):
    """The protocol's own error: a code and words."""

    def __init__(self, code: str, words: str) -> None:
        super().__init__(code, words)
        self.code = code
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """A list that is asked for, and how much of it was given."""

    prefix: str
    since: str = ""
    until: str = ""
    theme: str = ""
    after: str = ""
    """The name of the last dataset given."""
    given: int = 0


@dataclass(frozen=True, slots=True)
class Repository:
    """What answers: the platform under an address."""

    site: Site
    base: str

    @property
    def host(self) -> str:
        """Return the name that identifiers begin with."""
        return urlsplit(self.base).hostname or "localhost"


def answer(site: Site, base: str, pairs: Sequence[tuple[str, str]]) -> bytes:
    """Answer a request; errors are part of the answer, as the protocol has it."""
    repository = Repository(site, base)
    asked = dict(pairs)
    try:
        verb = _verb(pairs)
        body = f"<{verb}>{_VERBS[verb](repository, asked)}</{verb}>"
        echoed = "".join(f" {name}={quoteattr(written(value))}" for name, value in asked.items())
    except Refused as refusal:
        body = f'<error code="{refusal.code}">{escape(written(refusal.words))}</error>'
        bad = refusal.code in {"badVerb", "badArgument"}
        echoed = "" if bad else "".join(f" {name}={quoteattr(written(each))}" for name, each in asked.items())
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<OAI-PMH xmlns="{_SPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:schemaLocation="{_SPACE} {_SPACE}OAI-PMH.xsd">'
        f"<responseDate>{_second(site.now())}</responseDate>"
        f"<request{echoed}>{escape(base)}/oai</request>{body}</OAI-PMH>\n"
    ).encode()


def _verb(pairs: Sequence[tuple[str, str]]) -> str:
    """Return the verb; raise Refused where it, or what it came with, is not the protocol's."""
    names = Counter(name for name, _ in pairs)
    verbs = [value for name, value in pairs if name == "verb"]
    if len(verbs) != 1 or verbs[0] not in _ALLOWED:
        raise Refused("badVerb", "there must be one verb, of the six that the protocol has")
    needed, allowed = _ALLOWED[verbs[0]]
    given = set(names) - {"verb"}
    twice = [name for name, count in names.items() if count > 1]
    if "resumptionToken" in given and "resumptionToken" in allowed:
        needed, allowed = frozenset(), frozenset({"resumptionToken"})
    wrong = sorted(given - needed - allowed) + sorted(needed - given) + twice
    if wrong:
        raise Refused("badArgument", f"missing, unknown or repeated: {', '.join(wrong)[:200]}")
    return verbs[0]


def _identify(repository: Repository, _asked: Mapping[str, str]) -> str:
    stamps = describe.stamps(repository.site.platform)
    first = min((each.saved_at for each in stamps), default=datetime(1970, 1, 1, tzinfo=UTC))
    name = repository.site.messages["en"].say("site_name")
    return (
        f"<repositoryName>{escape(name)}</repositoryName><baseURL>{escape(repository.base)}/oai</baseURL>"
        f"<protocolVersion>2.0</protocolVersion><adminEmail>postmaster@{escape(repository.host)}</adminEmail>"
        f"<earliestDatestamp>{_second(first)}</earliestDatestamp><deletedRecord>no</deletedRecord>"
        "<granularity>YYYY-MM-DDThh:mm:ssZ</granularity>"
    )


def _formats(repository: Repository, asked: Mapping[str, str]) -> str:
    if "identifier" in asked:
        _described(repository, asked["identifier"])
    return "".join(
        f"<metadataFormat><metadataPrefix>{prefix}</metadataPrefix><schema>{schema}</schema>"
        f"<metadataNamespace>{space}</metadataNamespace></metadataFormat>"
        for prefix, (schema, space) in FORMATS.items()
    )


def _sets(repository: Repository, asked: Mapping[str, str]) -> str:
    if "resumptionToken" in asked:
        raise Refused("badResumptionToken", "the list of sets is given whole")
    themes = describe.themes(repository.site.platform)
    if not themes:
        raise Refused("noSetHierarchy", "there are no themes")
    return "".join(
        f"<set><setSpec>{_spec(each.id)}</setSpec>"
        f"<setName>{escape(written(each.title.words('en') or each.id))}</setName></set>"
        for each in themes
    )


def _record(repository: Repository, asked: Mapping[str, str]) -> str:
    prefix = _prefix(asked["metadataPrefix"])
    told = _described(repository, asked["identifier"])
    stamps = describe.stamps(repository.site.platform)
    [stamp] = [each for each in stamps if each.id == told.dataset.id]
    return _whole(repository, stamp, told, prefix)


def _identifiers(repository: Repository, asked: Mapping[str, str]) -> str:
    selection, total, stamps, more = _selected(repository, asked)
    told = describe.many(repository.site.platform, [each.id for each in stamps])
    by_id = {each.dataset.id: each for each in told}
    heads = [_header(repository, each, by_id[each.id]) for each in stamps if each.id in by_id]
    return "".join(heads) + _token(selection, total, stamps, more=more)


def _records(repository: Repository, asked: Mapping[str, str]) -> str:
    selection, total, stamps, more = _selected(repository, asked)
    told = describe.many(repository.site.platform, [each.id for each in stamps])
    by_id = {each.dataset.id: each for each in told}
    whole = [
        _whole(repository, each, by_id[each.id], selection.prefix) for each in stamps if each.id in by_id
    ]
    return "".join(whole) + _token(selection, total, stamps, more=more)


_VERBS: Mapping[str, Callable[[Repository, Mapping[str, str]], str]] = {
    "Identify": _identify,
    "ListMetadataFormats": _formats,
    "ListSets": _sets,
    "GetRecord": _record,
    "ListIdentifiers": _identifiers,
    "ListRecords": _records,
}


def _selected(
    repository: Repository, asked: Mapping[str, str]
) -> tuple[Selection, int, Sequence[Stamp], bool]:
    """Return what is asked for, how much that is in all, the part to give now, and whether more is left."""
    token = asked.get("resumptionToken", "")
    selection = _resumed(token) if token else _begun(asked)
    stamps = describe.stamps(
        repository.site.platform,
        since=_moment(selection.since, end=False),
        until=_moment(selection.until, end=True),
        theme=selection.theme,
    )
    left = [each for each in stamps if each.name > selection.after]
    if not left:
        raise Refused("badResumptionToken" if token else "noRecordsMatch", "nothing is there to give")
    return selection, len(stamps), left[:PAGE_SIZE], len(left) > PAGE_SIZE


def _begun(asked: Mapping[str, str]) -> Selection:
    since, until = asked.get("from", ""), asked.get("until", "")
    prefix = _prefix(asked["metadataPrefix"])
    for each in filter(None, (since, until)):
        _moment(each, end=False)
    if since and until and (len(since) != len(until) or since > until):
        raise Refused("badArgument", "from and until must be of one granularity, and in order")
    spec = asked.get("set", "")
    theme = spec.removeprefix("theme:") if spec.startswith("theme:") else ""
    if spec and not theme:
        raise Refused("noRecordsMatch", "there is no such set")
    return Selection(prefix=prefix, since=since, until=until, theme=_theme(theme))


def _resumed(token: str) -> Selection:
    try:
        held = orjson.loads(base64.urlsafe_b64decode(token.encode()))
        selection = Selection(**held)
        for each in filter(None, (selection.since, selection.until)):
            _moment(each, end=False)
    except (ValueError, TypeError, Refused) as error:
        raise Refused("badResumptionToken", "this token was not given here") from error
    kinds = [isinstance(value, int if name == "given" else str) for name, value in asdict(selection).items()]
    if not all(kinds) or selection.prefix not in FORMATS or not selection.after:
        raise Refused("badResumptionToken", "this token was not given here")
    return selection


def _token(selection: Selection, total: int, stamps: Sequence[Stamp], *, more: bool) -> str:
    """Return how to go on; an empty token ends a list that came in parts."""
    if not more and not selection.given:
        return ""
    counted = f'completeListSize="{total}" cursor="{selection.given}"'
    if not more:
        return f"<resumptionToken {counted}/>"
    following = replace(selection, after=stamps[-1].name, given=selection.given + len(stamps))
    told = base64.urlsafe_b64encode(orjson.dumps(asdict(following))).decode()
    return f"<resumptionToken {counted}>{told}</resumptionToken>"


def _described(repository: Repository, identifier: str) -> Description:
    head = f"oai:{repository.host}:"
    if not identifier.startswith(head):
        raise Refused("idDoesNotExist", f"identifiers begin with {head}")
    found = describe.many(repository.site.platform, [identifier.removeprefix(head)])
    if not found:
        raise Refused("idDoesNotExist", "there is no such record")
    return found[0]


def _whole(repository: Repository, stamp: Stamp, told: Description, prefix: str) -> str:
    places = Places(repository.base)
    if prefix == "dcat":
        document = rdf.write([dcat.dataset(told, places)], "rdf").decode()
        body = document.partition("?>")[2].strip()
    else:
        body = dublin_core.dataset(told, places)
    return f"<record>{_header(repository, stamp, told)}<metadata>{body}</metadata></record>"


def _header(repository: Repository, stamp: Stamp, told: Description) -> str:
    sets = "".join(f"<setSpec>{_spec(each.id)}</setSpec>" for each in told.themes)
    identifier = escape(f"oai:{repository.host}:{stamp.id}")
    return (
        f"<header><identifier>{identifier}</identifier><datestamp>{_second(stamp.saved_at)}</datestamp>{sets}"
        "</header>"
    )


def _spec(theme_id: str) -> str:
    """Return a theme as the name of a set, in the letters that the protocol allows."""
    safe = "".join(
        char if char.isascii() and (char.isalnum() or char in "-_.!~*'()") else f"({ord(char):x})"
        for char in theme_id
    )
    return escape(f"theme:{safe}")


def _theme(spec: str) -> str:
    return re.sub(r"\(([0-9a-f]{1,5})\)", lambda found: chr(int(found[1], 16)), spec)


def _prefix(given: str) -> str:
    if given not in FORMATS:
        raise Refused("cannotDisseminateFormat", f"there are {', '.join(FORMATS)}")
    return given


def _moment(given: str, *, end: bool) -> datetime | None:
    """Read a day or a second; the end of one includes all of it."""
    if not given:
        return None
    try:
        if _DAY.fullmatch(given):
            day = datetime.fromisoformat(given).replace(tzinfo=UTC)
            return day + timedelta(days=1, microseconds=-1) if end else day
        if _SECOND.fullmatch(given):
            second = datetime.fromisoformat(given)
            return second + timedelta(microseconds=999_999) if end else second
    except (ValueError, OverflowError):
        pass
    raise Refused("badArgument", "a date reads 2026-01-31 or 2026-01-31T12:00:00Z")


def _second(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
