"""A CKAN portal, asked politely: which records it has, and what it says of each in each language.

A portal has either data.gov.hk's three language roots (`/en-data`, `/tc-data`, `/sc-data`) or one root of a language
that only its words tell (under None). What it says is handed on as it came: reading it is another room's work.
"""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote

from praya.model import errors
from praya.model.text import Lang
from praya.remote.guard import checked_url

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from praya.remote.fetch import Fetcher

Root = Lang | None
Answers = Mapping[Root, object]

_ROOTS: Mapping[Root, str] = {"en": "/en-data", "zh-Hant": "/tc-data", "zh-Hans": "/sc-data"}
_ABSENT = (errors.OriginMissing, errors.OriginRefused, errors.FileBroken, errors.PortalInvalid)
"""How a root that is not there answers: 404, 403, a web page."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How a portal is asked."""

    at_once: int = 4
    attempts: int = 3
    pause: float = 0.5
    """Seconds before asking again; doubled each time."""
    record_seconds: float = 60
    """How long one record may take, in all languages and attempts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Portal:
    """A portal as found."""

    source: str
    """Its root address, without a slash at the end."""
    roots: Mapping[Root, str]
    """The roots that answer, by language."""
    names: Mapping[str, tuple[Root, ...]]
    """Its records, and which roots list each."""
    fetcher: Fetcher = field(repr=False)
    manners: Manners

    @property
    def trilingual(self) -> bool:
        """Say whether it answers as data.gov.hk does."""
        return None not in self.roots

    def page(self, name: str) -> str:
        """Return the address of a record's page, in the first language that has it."""
        return f"{self.roots[self.names[name][0]]}/dataset/{quote(name, safe='')}"

    def groups(self) -> list[Answers]:
        """Return what the portal says of its groups, in its order; a group that fails is left out."""
        names: dict[str, list[Root]] = {}
        for lang, root in self.roots.items():
            try:
                for name in _names(self.fetcher, self.manners, root, "group_list"):
                    names.setdefault(name, []).append(lang)
            except errors.Failure:  # groups are described with each record too
                continue
        found = self._all("group_show", {name: tuple(langs) for name, langs in names.items()})
        answers = {name: answer for name, answer in found if not isinstance(answer, errors.Failure)}
        return [answers[name] for name in names if name in answers]

    def records(self, names: Sequence[str]) -> Iterator[tuple[str, Answers | errors.Failure]]:
        """Iterate over what the portal says of these records, in the order in which it answers."""
        return self._all("package_show", {name: self.names[name] for name in names})

    def _all(
        self, action: str, wanted: Mapping[str, tuple[Root, ...]]
    ) -> Iterator[tuple[str, Answers | errors.Failure]]:
        stopped = threading.Event()
        pool = ThreadPoolExecutor(self.manners.at_once, thread_name_prefix="portal")
        waiting = iter(wanted)
        running: dict[Future[Answers | errors.Failure], str] = {}
        try:
            while True:
                # A few in hand keep the threads busy; the rest waits until these are saved.
                for name in islice(waiting, self.manners.at_once * 2 - len(running)):
                    running[pool.submit(self._one, action, name, wanted[name], stopped)] = name
                if not running:
                    return
                for future in wait(running, return_when=FIRST_COMPLETED).done:
                    yield running.pop(future), future.result()
        finally:
            stopped.set()
            pool.shutdown(wait=False, cancel_futures=True)

    def _one(
        self, action: str, name: str, langs: Sequence[Root], stopped: threading.Event
    ) -> Answers | errors.Failure:
        """Ask in every language that lists it; a language where it is missing after all is left out."""
        until = time.monotonic() + self.manners.record_seconds
        query = f"{action}?id={quote(name, safe='')}"
        answers: dict[Root, object] = {}
        missing: errors.Failure | None = None
        for lang in langs:
            try:
                answers[lang] = _result(
                    self.fetcher, self.manners, self.roots[lang], query, until=until, stopped=stopped
                )
            except errors.OriginMissing as failure:
                missing = failure
            except errors.Failure as failure:
                return failure
        return missing if missing and not answers else answers


def find(fetcher: Fetcher, url: str, manners: Manners) -> Portal:
    """Find out how the portal at this address answers, and which records it has.

    Raises PortalInvalid if what answers is no CKAN, and other failures if a root fails otherwise: what one language
    says must not be lost because its server has a bad day.
    """
    bare = str(checked_url(url).copy_with(query=None, fragment=None))
    source = re.sub(r"(/(en|tc|sc)-data)?(/api(/\d)?(/action(/\w+)?)?)?/*$", "", bare)
    failed: list[errors.Failure] = []
    trilingual: Mapping[Root, str] = {lang: source + prefix for lang, prefix in _ROOTS.items()}
    plain: Mapping[Root, str] = {None: source}
    for roots in (trilingual, plain):
        listed, failures = _listed(fetcher, manners, roots)
        failed += failures
        grave = next((each for each in failures if not isinstance(each, _ABSENT)), None)
        if listed and grave:
            raise grave
        if listed:
            names: dict[str, tuple[Root, ...]] = {}
            for lang, found in listed.items():
                for name in found:
                    names[name] = (*names.get(name, ()), lang)
            answering = {lang: roots[lang] for lang in listed}
            return Portal(source=source, roots=answering, names=names, fetcher=fetcher, manners=manners)
    grave = next((each for each in failed if not isinstance(each, _ABSENT)), None)
    last = failed[-1]
    reason = errors.explain(last.code, last.fields, "en").message.rstrip(".")
    raise grave or errors.PortalInvalid(url=source, reason=reason)


def _listed(
    fetcher: Fetcher, manners: Manners, roots: Mapping[Root, str]
) -> tuple[dict[Root, list[str]], list[errors.Failure]]:
    """Return the records that each root lists, and how the roots that list none failed."""
    listed: dict[Root, list[str]] = {}
    failures: list[errors.Failure] = []
    for lang, root in roots.items():
        try:
            listed[lang] = _names(fetcher, manners, root, "package_list")
        except (errors.AddressForbidden, errors.OriginUnreachable):  # the other roots are on the same host
            raise
        except errors.Failure as failure:
            failures.append(failure)
    return listed, failures


def _names(fetcher: Fetcher, manners: Manners, root: str, action: str) -> list[str]:
    until = time.monotonic() + manners.record_seconds
    result = _result(fetcher, manners, root, action, until=until, stopped=threading.Event())
    if not isinstance(result, list) or not all(isinstance(name, str) for name in result):
        raise errors.PortalInvalid(url=root, reason=f"its {action} is not a list of names")
    return list(dict.fromkeys(result))


def _result(
    fetcher: Fetcher, manners: Manners, root: str, query: str, *, until: float, stopped: threading.Event
) -> object:
    """Return the result of a CKAN action, asking again where a failure may pass."""
    url = f"{root}/api/3/action/{query}"
    attempt = 0
    while True:
        attempt += 1
        try:
            answer = fetcher.get_json(url, seconds=max(until - time.monotonic(), 0.001))
            break
        except errors.Failure as failure:
            pause = manners.pause * 2 ** (attempt - 1)
            if not failure.passing or attempt >= manners.attempts or time.monotonic() + pause >= until:
                raise
            if stopped.wait(pause):
                raise
    if not isinstance(answer, dict) or answer.get("success") is not True or "result" not in answer:
        raise errors.PortalInvalid(url=url, reason="the answer has no result")
    result: object = answer["result"]
    return result
