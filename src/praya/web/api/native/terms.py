"""What the API says of terms of use and of personal data, and the words that it says everything with.

Annotations are read by the framework, so they are not postponed here.
"""

from msgspec import Struct, field


class Answer(Struct, kw_only=True):
    """The base of all answers."""


class Words(Answer, omit_defaults=True):
    """A human text in the languages there are."""

    en: str = ""
    zh_hant: str = field(default="", name="zh-Hant")
    zh_hans: str = field(default="", name="zh-Hans")
    converted: list[str] = []
    """Languages whose words were converted from the other Chinese script, not written by the source."""


class Licence(Answer):
    """Terms of use, as a program can follow them."""

    id: str
    """An SPDX identifier, or a LicenseRef where SPDX has none."""
    title: Words
    url: str
    commercial_use: bool | None
    derivatives: bool | None
    attribution: bool
    share_alike: bool
    accuracy_duty: bool
    third_party_rights: bool


class Use(Answer):
    """What the terms let and make a program do: `yes`, `no`, or `unknown`, which is never to be taken for a yes."""

    licence: str
    """As the record states it."""
    terms: str
    """Where the terms can be read; empty where they are not known."""
    may: dict[str, str]
    """`copy`, `redistribute`, `commercial`, `derive`."""
    must: dict[str, str]
    """`attribute`, `share_alike`, `represent_accurately`, `check_third_party_rights`."""
    must_not: dict[str, str]
    """`claim_endorsement`."""
    attribution: str
    """The words that name the source."""


class Finding(Answer):
    """A column that may hold personal data, or contact details of bodies, with its evidence; never with a value."""

    column: str
    kind: str
    title: Words
    subject: str
    """`person`, `role` (people named in their office), `body`, or `unclear`."""
    evidence: str
    reason: Words
    matching: int
    filled: int
    confidence: float


class SmallGroups(Answer):
    """Rows that share what may be known of a person with fewer than `fewer_than` rows, themselves included."""

    columns: list[str]
    fewer_than: int
    rows: int
    unique: int


class PersonalData(Answer):
    """What came of looking at every value for personal data."""

    examined: bool
    findings: list[Finding]
    small_groups: SmallGroups | None
    """None where the rows do not seem to be people."""
