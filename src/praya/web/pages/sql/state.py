"""Where the workbench stands: the statement, what it is given, and what is looked at beside it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, TypeVar

import orjson

from praya.model import errors
from praya.model.moment import parse_as_of
from praya.services import sql

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    Pairs = list[tuple[str, str]]

Run = Literal["", "no", "cost"]
"""Whether to run the statement, leave it as it is, or say what it would read."""
View = Literal["", "chart", "map"]
Word = TypeVar("Word", bound=str)
LIMITS = (200, 1000, 2000)
"""Rows of an answer that a page shows."""
LONGEST_ADDRESS = 6_000
"""Of a page; longer statements are answered, but have no address."""
_PARAMETER = re.compile(r"\$([A-Za-z_][A-Za-z0-9_]*)")
_WITHOUT_NAMES = re.compile(r"(?s)'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|--[^\n]*|/\*.*?\*/|\$\$.*?\$\$")
_MOST_PARAMETERS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """What an address of the workbench says."""

    text: str = ""
    given: tuple[tuple[str, str], ...] = ()
    """What stands for `$name`, as it was written into its field."""
    as_of: str = ""
    versions: tuple[str, ...] = ()
    """`table:number`, for single tables."""
    limit: int = LIMITS[0]
    run: Run = ""
    view: View = ""
    table: str = ""
    """The table whose columns are shown."""
    find: str = ""
    """The words by which tables are found."""

    @property
    def pairs(self) -> Pairs:
        """Return the parameters of its address."""
        pairs = [
            ("q", self.text),
            *((f"${name}", value) for name, value in self.given),
            ("as_of", self.as_of),
            *(("version", each) for each in self.versions),
            ("limit", str(self.limit) if self.limit != LIMITS[0] else ""),
            ("run", self.run if self.text else ""),
            ("view", self.view),
            ("table", self.table),
            ("find", self.find),
        ]
        return [(name, value) for name, value in pairs if value]

    @property
    def for_api(self) -> Pairs:
        """Return the parameters of the same question to the API."""
        parameters = self.parameters
        pairs = [
            ("q", self.text),
            ("parameters", orjson.dumps(parameters).decode() if parameters else ""),
            ("as_of", self.as_of),
            *(("version", each) for each in self.versions),
        ]
        return [(name, value) for name, value in pairs if value]

    @property
    def wanted(self) -> tuple[str, ...]:
        """Return the names of the parameters that the statement has, in their order."""
        bare = _WITHOUT_NAMES.sub(" ", self.text)
        return tuple(dict.fromkeys(_PARAMETER.findall(bare)))[:_MOST_PARAMETERS]

    @property
    def parameters(self) -> dict[str, str | int | float | bool | None]:
        """Return the values that the statement's parameters stand for, of those that are given."""
        wanted = self.wanted
        return {name: value_of(text) for name, text in self.given if name in wanted}

    @property
    def asked(self) -> sql.Asked:
        """Return it as a question; raise ParameterInvalid."""
        return sql.Asked(
            text=self.text,
            parameters=self.parameters,
            as_of=parse_as_of(self.as_of),
            versions=self.numbers,
            limit=self.limit,
        )

    @property
    def numbers(self) -> dict[str, int]:
        """Return the versions of single tables; raise ParameterInvalid."""
        found = {}
        for each in self.versions:
            name, _, number = each.rpartition(":")
            if not (name and number.isascii() and number.isdigit()):
                raise errors.ParameterInvalid(name="version", value=each, expected="table:number")
            found[name.casefold()] = int(number)
        return found


def parse(pairs: Iterable[tuple[str, str]]) -> State:
    """Read an address, or what a form sends; what cannot be is passed over, but a version or time is asked as it is."""
    held = [(name, value.strip()) for name, value in pairs]
    of = dict(held)
    look = of.get("look")
    return State(
        text=of.get("q", "").replace("\r\n", "\n"),
        given=tuple((name[1:], value) for name, value in held if name.startswith("$") and value),
        as_of=of.get("as_of", ""),
        versions=tuple(value for name, value in held if name == "version" and value),
        limit=next((each for each in LIMITS if str(each) == of.get("limit")), LIMITS[0]),
        run="no" if look is not None else _one_of(of.get("run", ""), ("", "no", "cost")),
        view=_one_of(of.get("view", ""), ("", "chart", "map")),
        table=look or of.get("table", ""),
        find=of.get("find", ""),
    )


def fixed(state: State, versions: Sequence[tuple[str, int]]) -> State:
    """Return the same of the versions that were read, for ever."""
    return replace(state, as_of="", versions=tuple(f"{name}:{number}" for name, number in versions))


def value_of(text: str) -> str | int | float | bool | None:
    """Return what a field means: a number, true, false or null as JSON writes them, a text in quotes, or the text."""
    try:
        value = json.loads(text)
    except ValueError:
        return text
    return value if value is None or isinstance(value, (str, int, float, bool)) else text


def _one_of(value: str, known: tuple[Word, ...]) -> Word:
    return next((each for each in known if each == value), known[0])
