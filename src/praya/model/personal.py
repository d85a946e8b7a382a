"""What a table seems to say of people: findings with their evidence, and how small the groups are that it tells apart.

A finding is a sign with its measure, never a verdict: how many values have a form, how many of them a right check
digit, what the column's title says. No value of the table is ever part of one.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

from praya.model.text import LANGS, Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

PersonalKind = Literal[
    "hkid",
    "mainland_id",
    "passport",
    "bank_card",
    "email",
    "phone",
    "person_name",
    "birth_date",
    "home_address",
    "vehicle",
    "network_address",
    "location",
]
"""What may be about a person; `location` is an exact place beside what tells of a person."""

Subject = Literal["person", "role", "body", "unclear"]
"""Whom a column is about: people, people in their office, bodies (a school's telephone), or not to be told."""

Evidence = Literal["check_digit", "title_and_form", "form", "title", "beside"]
"""What a finding rests on: check digits, the column's title and its values' form, one of them, or other columns."""

SMALL = 5
"""Groups of fewer rows are small: the threshold that anonymisation guides begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One column that may hold personal data, or contact data of bodies."""

    kind: PersonalKind
    column: str
    subject: Subject
    evidence: Evidence
    matching: int
    """Rows whose value has the form, with a right check digit where there is one."""
    filled: int
    """Rows with a value."""
    confidence: float
    """From 0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Groups:
    """Rows that share what others may know of a person: the fewer there are, the easier somebody is recognised."""

    columns: tuple[str, ...]
    rows: int
    """Rows in groups of fewer than `SMALL`."""
    unique: int
    """Rows that are alone in their group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What came of looking at every value of a table."""

    columns: int
    """How many were looked at."""
    rows: int
    findings: tuple[Finding, ...] = ()
    groups: Groups | None = None
    """None where the rows do not seem to be people."""

    @property
    def personal(self) -> tuple[Finding, ...]:
        """Return the findings that may be about people."""
        return tuple(each for each in self.findings if each.subject != "body")

    @property
    def bodies(self) -> tuple[Finding, ...]:
        """Return the findings that are contact data of bodies."""
        return tuple(each for each in self.findings if each.subject == "body")

    @property
    def sensitive(self) -> bool:
        """Say whether somebody should look before using it."""
        return bool(self.personal or (self.groups and self.groups.rows))


def _text(en: str, zh_hant: str, zh_hans: str) -> Text:
    return Text.of(en, zh_hant, zh_hans, origin="edited")


KINDS: dict[PersonalKind, Text] = {
    "hkid": _text("Hong Kong identity card numbers", "香港身份證號碼", "香港身份证号码"),
    "mainland_id": _text("Mainland identity card numbers", "內地居民身份證號碼", "内地居民身份证号码"),
    "passport": _text("passport or travel permit numbers", "護照或旅行證件號碼", "护照或旅行证件号码"),
    "bank_card": _text("bank card numbers", "銀行卡號碼", "银行卡号码"),
    "email": _text("e-mail addresses", "電郵地址", "电子邮件地址"),
    "phone": _text("telephone numbers", "電話號碼", "电话号码"),
    "person_name": _text("names of people", "人名", "人名"),
    "birth_date": _text("dates of birth", "出生日期", "出生日期"),
    "home_address": _text("home addresses", "住址", "住址"),
    "vehicle": _text("vehicle registration marks", "車輛登記號碼", "车辆登记号码"),
    "network_address": _text("network addresses of devices", "裝置的網絡位址", "设备的网络地址"),
    "location": _text("exact places of people", "個人的準確位置", "个人的准确位置"),
}
_EVIDENCE: dict[Evidence, Text] = {
    "check_digit": _text(
        "{matching} of {filled} values have the form and a correct check digit",
        "{filled} 個值中有 {matching} 個形式相符，且核對數位正確",
        "{filled} 个值中有 {matching} 个形式相符，且校验位正确",
    ),
    "title_and_form": _text(
        "the title says so, and {matching} of {filled} values have the form",
        "欄名如此表明，而且 {filled} 個值中有 {matching} 個形式相符",
        "列名如此表明，而且 {filled} 个值中有 {matching} 个形式相符",
    ),
    "form": _text(
        "{matching} of {filled} values have the form",
        "{filled} 個值中有 {matching} 個形式相符",
        "{filled} 个值中有 {matching} 个形式相符",
    ),
    "title": _text(
        "the title says so; {filled} values",
        "欄名如此表明；共 {filled} 個值",
        "列名如此表明；共 {filled} 个值",
    ),
    "beside": _text(
        "{filled} rows give a place beside columns about a person",
        "{filled} 行在個人資料欄旁列出位置",
        "{filled} 行在个人信息列旁列出位置",
    ),
}
_SUBJECT: dict[Subject, Text] = {
    "person": _text("about people", "關於個人", "关于个人"),
    "role": _text("people named in their office", "以職務身份列出的人士", "以职务身份列出的人士"),
    "body": _text("contact details of offices or facilities", "機構或設施的聯絡資料", "机构或设施的联系方式"),
    "unclear": _text(
        "of people or of offices: not to be told from the table",
        "屬個人還是機構，單憑此表未能分辨",
        "属个人还是机构，单凭此表未能分辨",
    ),
}
_FINDING = _text(
    "{column}: {kind} ({subject}). Reason: {reason}.",
    "{column}：{kind}（{subject}）。理由：{reason}。",
    "{column}：{kind}（{subject}）。理由：{reason}。",
)
_OF_BODIES = _text(
    "{columns}: {kind} ({subject}), not about people.",
    "{columns}：{kind}（{subject}），並非關於個人。",
    "{columns}：{kind}（{subject}），并非关于个人。",
)
_GROUPS = _text(
    "{rows} of {all} rows are in groups of fewer than {small} that share the same {columns}; {unique} are alone.",
    "{all} 行中，有 {rows} 行所屬的組別（{columns} 均相同）少於 {small} 行；其中 {unique} 行獨一無二。",
    "{all} 行中，有 {rows} 行所属的组别（{columns} 均相同）少于 {small} 行；其中 {unique} 行独一无二。",
)
_AND: dict[Lang, str] = {"en": ", ", "zh-Hant": "、", "zh-Hans": "、"}
EXAMINED = _text(
    "Every value of {columns} columns was examined for forms of personal data.",
    "已檢查 {columns} 欄的每個值，看有否個人資料的形式。",
    "已检查 {columns} 列的每个值，看有否个人信息的形式。",
)
NOTHING = _text("No sign of personal data was found.", "沒有發現個人資料的跡象。", "没有发现个人信息的迹象。")
SIGNS = _text(
    "May hold personal data: look before you use it.",
    "可能含有個人資料，使用前請先查看。",
    "可能含有个人信息，使用前请先查看。",
)
NOT_EXAMINED = _text(
    "Not yet examined for personal data.", "尚未檢查有否個人資料。", "尚未检查有否个人信息。"
)
LIMIT = _text(
    "Signs are found by titles, forms and check digits: this can miss something, and is no legal opinion.",
    "跡象根據欄名、形式及核對數位找出，或有遺漏，亦非法律意見。",
    "迹象根据列名、形式及校验位找出，或有遗漏，也非法律意见。",
)


def reason(finding: Finding) -> Text:
    """Return what a finding rests on."""
    told = _EVIDENCE[finding.evidence]
    en, zh_hant, zh_hans = (
        _fill(told, lang, matching=finding.matching, filled=finding.filled) for lang in LANGS
    )
    return _text(en, zh_hant, zh_hans)


def subject(finding: Finding, lang: Lang) -> str:
    """Return whom a finding is about."""
    return _SUBJECT[finding.subject].words(lang)


def finding_line(finding: Finding, lang: Lang) -> str:
    """Return a finding in one line."""
    return _fill(
        _FINDING,
        lang,
        column=finding.column,
        kind=KINDS[finding.kind].words(lang),
        subject=subject(finding, lang),
        reason=reason(finding).words(lang),
    )


def groups_line(examination: Examination, lang: Lang) -> str:
    """Return how small the groups are, in one line; nothing where the rows do not seem to be people."""
    groups = examination.groups
    if groups is None:
        return ""
    return _fill(
        _GROUPS,
        lang,
        rows=groups.rows,
        all=examination.rows,
        small=SMALL,
        columns=_AND[lang].join(groups.columns),
        unique=groups.unique,
    )


def lines(examination: Examination | None, lang: Lang) -> list[str]:
    """Return what was examined and found, a sentence each; contact details of bodies by kind."""
    if examination is None:
        return [NOT_EXAMINED.words(lang)]
    groups = groups_line(examination, lang)
    found = [finding_line(each, lang) for each in examination.personal]
    return [
        _fill(EXAMINED, lang, columns=examination.columns),
        *found,
        *_bodies(examination, lang),
        *([groups] if groups else []),
        *([] if examination.sensitive else [NOTHING.words(lang)]),
        LIMIT.words(lang),
    ]


def verdict(examinations: Iterable[Examination | None], lang: Lang) -> str:
    """Return the shortest that can be said of several tables."""
    looked = list(examinations)
    if any(each and each.sensitive for each in looked):
        return SIGNS.words(lang)
    return (NOT_EXAMINED if None in looked else NOTHING).words(lang)


def _bodies(examination: Examination, lang: Lang) -> Iterator[str]:
    """Yield one line for each kind of contact details of bodies, with all its columns."""
    columns: dict[PersonalKind, list[str]] = {}
    for each in examination.bodies:
        columns.setdefault(each.kind, []).append(each.column)
    for kind, names in columns.items():
        yield _fill(
            _OF_BODIES,
            lang,
            kind=KINDS[kind].words(lang),
            subject=_SUBJECT["body"].words(lang),
            columns=_AND[lang].join(names),
        )


def to_json(examination: Examination | None, lang: Lang) -> dict[str, Any]:
    """Return an examination for programs, with its sentences in one language."""
    if examination is None:
        return {"examined": False, "told": lines(None, lang)}
    return {
        "examined": True,
        "rows": examination.rows,
        "columns": examination.columns,
        "findings": [
            {**asdict(each), "title": KINDS[each.kind].words(lang), "reason": reason(each).words(lang)}
            for each in examination.findings
        ],
        "small_groups": {"fewer_than": SMALL, **asdict(examination.groups)} if examination.groups else None,
        "told": lines(examination, lang),
    }


def _fill(text: Text, lang: Lang, **fields: str | int) -> str:
    """Fill the braces in one pass: names of columns are outsiders' text and never templates."""
    return text.words(lang).format_map(fields)
