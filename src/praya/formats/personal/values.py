"""How many of a column's values have the form of personal data; every value is looked at, different ones once."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.compute as pc

from praya.formats.personal import names, numbers, titles

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.model.table import Column

_DIGIT = "[0-9０-９]"
_WORTH = (
    rf"(?i)@|[a-zＡ-Ｚ] ?{_DIGIT}{{6}} ?[(（]?[0-9a０-９Ａ]|{_DIGIT}{{13}}|{_DIGIT}{{4}}[ -]{_DIGIT}{{4,6}}[ -]{_DIGIT}{{4}}"
    r"|^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$|^[0-9a-f]{2}[:-][0-9a-f]{2}[:-]|^[0-9a-f]{0,4}:[0-9a-f]{0,4}:"
    rf"|(?:tel|phone|fax|hotline|whatsapp|電話|电话|傳真|传真|熱線|热线)[^0-9０-９]{{0,12}}{_DIGIT}"
)
"""What no value without can hold a number or an address: asked of all at once, before anything slower."""
_WORTH_CALLING = rf"{_DIGIT}{{4}}"
"""The same under a title that says telephone."""
_HKID = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2}) ?([0-9]{6}) ?(\(([0-9A])\)|([0-9A]))(?![A-Z0-9(])")
_MAINLAND = re.compile(r"(?<!\d)[1-8]\d{5}(?:18|19|20)\d{9}[\dXx](?![\dA-Za-z])")
_CARD = re.compile(r"(?<![\d.])(?:\d{4}([ -]?)\d{4}\1\d{4}\1\d{1,7}|\d{4}[ -]?\d{6}[ -]?\d{5})(?![\d.])")
_EMAIL = re.compile(r"[A-Za-z0-9._%+'-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(
    r"(?<!\d)(?:\+?\(?852\)?[- ]?)?([2-9])\d{3}[- ]?\d{4}(?!\d)|(?<!\d)(?:\+?86[- ]?)?1[3-9]\d{9}(?!\d)"
)
_PHONE_TOLD = re.compile(
    r"(?:\btel|phone|fax|hotline|whatsapp|電話|电话|傳真|传真|熱線|热线)\D{0,12}\d", re.IGNORECASE
)
_PASSPORT = r"(?i)^\s*(?:[A-Z]{1,2}[0-9]{7,8}|[HM][0-9]{8,10}|[0-9]{9})\s*$"
_PLATE = r"(?i)^\s*[A-HJ-NP-Z]{2} ?[1-9][0-9]{0,3}\s*$"
_UNIT = r"(?i)\b(?:flat|room|rm|unit)\b.*[0-9]|室|樓|楼"
_MAC = re.compile(r"[0-9A-Fa-f]{2}([:-])(?:[0-9A-Fa-f]{2}\1){4}[0-9A-Fa-f]{2}")
_OFFICE = re.compile(
    r"^(info|enquir|contact|admin|office|general|mail|email|hotline|cs|service|support|sales|hr|press|media|help|webmaster|"
    r"school|library|reception|booking|feedback|complaint|director|principal)",
    re.IGNORECASE,
)
_PUBLIC = re.compile(r"\.(gov|edu|org|net)(\.hk)?$|\.(ha|hku|cuhk|ust|police|lcsd)\b.*hk$", re.IGNORECASE)
_FREE = frozenset(
    [
        "gmail.com",
        "hotmail.com",
        "yahoo.com",
        "yahoo.com.hk",
        "outlook.com",
        "qq.com",
        "163.com",
        "126.com",
        "icloud.com",
        "live.com",
        "msn.com",
        "netvigator.com",
        "ymail.com",
        "hkbn.net",
    ]
)
_MOBILE = frozenset("45679")
_HIGH = 100


@dataclass(slots=True)
class Seen:
    """What one column was seen to hold so far, in rows."""

    column: Column
    filled: int = 0
    matching: Counter[str] = field(default_factory=Counter)
    """Rows whose value has the form (and the right check digit) of each kind."""
    valid: Counter[str] = field(default_factory=Counter)
    """Different values with a right check digit, of each kind that has one."""
    shaped: Counter[str] = field(default_factory=Counter)
    """Different values of its shape, whatever their check digit."""
    notes: Counter[str] = field(default_factory=Counter)
    """Rows with `mobile`, `office`, `free`, `honoured`, `told`, `unit`: whom they are about."""
    said: frozenset[str] = frozenset()
    """What its title says."""

    @classmethod
    def of(cls, column: Column) -> Seen:
        """Begin with a column."""
        return cls(column=column, said=titles.said(column))

    def add(self, values: pa.ChunkedArray) -> None:
        """Look at some more of its values."""
        self.filled += len(values) - values.null_count
        if pa.types.is_integer(values.type):
            if not self.said & {"phone", "hkid", "mainland_id", "bank_card", "passport"} and not _long(
                values
            ):
                return
            values = pc.cast(values, pa.string())
        elif not pa.types.is_string(values.type):
            return
        counted = pc.value_counts(pc.drop_null(values.combine_chunks()))
        self._by_title(counted)
        wanted = pc.match_substring_regex(
            counted.field("values"), _WORTH_CALLING if "phone" in self.said else _WORTH
        )
        self._each(counted.filter(wanted), self._by_form)

    def _each(self, counted: pa.StructArray, look: Callable[[str, int], None]) -> None:
        for value, rows in zip(
            counted.field("values").to_pylist(), counted.field("counts").to_pylist(), strict=True
        ):
            look(value if value.isascii() else unicodedata.normalize("NFKC", value), rows)

    def _by_title(self, counted: pa.StructArray) -> None:
        """Count what only means something under such a title."""
        if self.said & {"person_name", "role_name"}:
            self._each(counted, self._name)
        for kind, pattern in (("vehicle", _PLATE), ("passport", _PASSPORT)):
            if kind in self.said:
                self.matching[kind] += _rows_with(counted, pattern)
        if self.said & {"address", "home_address"}:
            self.notes["unit"] += _rows_with(counted, _UNIT)

    def _name(self, text: str, rows: int) -> None:
        self.matching["person_name"] += rows * names.is_name(text)
        self.notes["honoured"] += rows * names.honoured(text)

    def _by_form(self, text: str, rows: int) -> None:
        self._checked(
            "hkid", [numbers.hkid(m[1], m[2], m[4] or m[5]) for m in _HKID.finditer(text.upper())], rows
        )
        self._checked("mainland_id", [numbers.mainland(m[0]) for m in _MAINLAND.finditer(text)], rows)
        cards = (re.sub(r"\D", "", m[0]) for m in _CARD.finditer(text))
        self._checked("bank_card", [numbers.bank_card(each) for each in cards], rows)
        self._emails(_EMAIL.findall(text), rows)
        phone = _PHONE.search(text)
        if phone:
            self.matching["phone"] += rows
            self.notes["mobile"] += rows * (phone[1] is None or phone[1] in _MOBILE)
            self.notes["told"] += rows * bool(_PHONE_TOLD.search(text))
        self.matching["network_address"] += rows * _is_network_address(text)

    def _checked(self, kind: str, found: list[bool], rows: int) -> None:
        if found:
            self.shaped[kind] += 1
            self.valid[kind] += any(found)
            self.matching[kind] += rows * any(found)

    def _emails(self, found: list[str], rows: int) -> None:
        if not found:
            return
        self.matching["email"] += rows
        local, _, domain = found[0].rpartition("@")
        self.notes["office"] += rows * bool(_OFFICE.match(local) or _PUBLIC.search(domain))
        self.notes["free"] += rows * (domain.casefold() in _FREE)


def _rows_with(counted: pa.StructArray, pattern: str) -> int:
    """Return how many rows have a value that fits a pattern."""
    fitting = pc.match_substring_regex(counted.field("values"), pattern)
    return pc.sum(counted.field("counts").filter(fitting)).as_py() or 0


def _long(values: pa.ChunkedArray) -> bool:
    """Say whether whole numbers are long enough for an identity or a bank card."""
    largest = pc.max(values).as_py()
    return largest is not None and largest >= 10**14


def _is_network_address(text: str) -> bool:
    if _MAC.fullmatch(text):
        return True
    try:
        found = ip_address(text)
    except ValueError:
        return False
    if isinstance(found, IPv6Address):
        return True
    assert isinstance(found, IPv4Address), "there are two kinds"
    return max(found.packed) >= _HIGH  # else it may be the number of a section or a release
