"""Numbers that name a person, by their check digits."""

from __future__ import annotations

import re
from datetime import date

_WEIGHTS_HKID = (9, 8, 7, 6, 5, 4, 3, 2, 1)
_BLANK = 36
"""What stands before a single letter counts so much."""
_WEIGHTS_MAINLAND = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECKS_MAINLAND = "10X98765432"
_REGIONS = frozenset(
    [
        "11",
        "12",
        "13",
        "14",
        "15",
        "21",
        "22",
        "23",
        "31",
        "32",
        "33",
        "34",
        "35",
        "36",
        "37",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "50",
        "51",
        "52",
        "53",
        "54",
        "61",
        "62",
        "63",
        "64",
        "65",
        "71",
        "81",
        "82",
        "83",
    ]
)
_ISSUERS = (
    (re.compile(r"4"), (13, 16, 19)),
    (re.compile(r"5[1-5]|2(?:22[1-9]|2[3-9]|[3-6]|7[01]|720)"), (16,)),
    (re.compile(r"3[47]"), (15,)),
    (re.compile(r"62"), (16, 17, 18, 19)),
    (re.compile(r"35(?:2[89]|[3-8])"), (16,)),
    (re.compile(r"6(?:011|5|4[4-9])"), (16,)),
)
"""What bank cards begin with, and how long they are then."""


def hkid(letters: str, digits: str, check: str) -> bool:
    """Say whether a Hong Kong identity card number of one or two letters and six digits has this check digit."""
    values = [_BLANK] * (2 - len(letters)) + [ord(each) - 55 for each in letters]
    values += [int(each) for each in digits] + [10 if check == "A" else int(check)]
    return sum(value * weight for value, weight in zip(values, _WEIGHTS_HKID, strict=True)) % 11 == 0


def mainland(number: str) -> bool:
    """Say whether 18 characters are a Mainland identity number: of a region, of a day, with its check digit."""
    try:
        date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    total = sum(int(each) * weight for each, weight in zip(number, _WEIGHTS_MAINLAND, strict=False))
    return number[:2] in _REGIONS and _CHECKS_MAINLAND[total % 11] == number[17].upper()


def bank_card(number: str) -> bool:
    """Say whether digits are a bank card's number: of an issuer, of its length, and right by Luhn's sum."""
    if not any(issuer.match(number) and len(number) in lengths for issuer, lengths in _ISSUERS):
        return False
    doubled = [int(each) * (1 + place % 2) for place, each in enumerate(reversed(number))]
    return sum(each - 9 * (each > 9) for each in doubled) % 10 == 0  # noqa: PLR2004 - of two digits, their sum
