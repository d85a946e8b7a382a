"""Terms of use as data: what a program may do with a dataset, and what it must do in return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from praya.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """One set of terms. `id` is an SPDX identifier, or a LicenseRef where SPDX has none."""

    id: str
    title: Text
    url: str
    commercial_use: bool | None
    """None where nothing is known of it, as for `derivatives`."""
    derivatives: bool | None
    attribution: bool
    share_alike: bool
    accuracy_duty: bool
    third_party_rights: bool
    """True where a dataset may hold rights of others that the reader must check."""
    no_endorsement: bool | None = None
    """True where users must not seem to be endorsed; None where the terms are not known to say so."""
    naming: str = ""
    """Whom to name beside the publisher."""


HK_TERMS = Licence(
    id="LicenseRef-HK-Gov-Open-Data",
    title=Text.of(
        "DATA.GOV.HK terms of use", "「資料一線通」使用條款", "“资料一线通”使用条款", origin="edited"
    ),
    url="https://data.gov.hk/en/terms-and-conditions",
    commercial_use=True,
    derivatives=True,
    attribution=True,
    share_alike=False,
    accuracy_duty=True,
    third_party_rights=True,
    naming="DATA.GOV.HK",
)

UNSTATED = Licence(
    id="LicenseRef-Unstated",
    title=Text.of("No licence stated", "未註明授權條款", "未注明授权条款", origin="edited"),
    url="",
    commercial_use=None,
    derivatives=None,
    attribution=True,
    share_alike=False,
    accuracy_duty=False,
    third_party_rights=True,
)


def _listed(
    spdx: str,
    title: str,
    *,
    commercial_use: bool = True,
    attribution: bool = True,
    share_alike: bool = False,
    no_endorsement: bool | None = None,
) -> Licence:
    """Return a licence that SPDX lists, under the name that its authors gave it."""
    return Licence(
        id=spdx,
        title=Text.of(title, origin="edited"),
        url=f"https://spdx.org/licenses/{spdx}",
        commercial_use=commercial_use,
        derivatives=True,
        attribution=attribution,
        share_alike=share_alike,
        accuracy_duty=False,
        third_party_rights=False,
        no_endorsement=no_endorsement,
    )


LICENCES = {
    licence.id: licence
    for licence in (
        HK_TERMS,
        UNSTATED,
        _listed("CC0-1.0", "Creative Commons Zero 1.0", attribution=False),
        _listed("CC-BY-4.0", "Creative Commons Attribution 4.0", no_endorsement=True),
        _listed(
            "CC-BY-SA-4.0",
            "Creative Commons Attribution-ShareAlike 4.0",
            share_alike=True,
            no_endorsement=True,
        ),
        _listed(
            "CC-BY-NC-4.0",
            "Creative Commons Attribution-NonCommercial 4.0",
            commercial_use=False,
            no_endorsement=True,
        ),
        _listed("ODbL-1.0", "Open Data Commons Open Database License 1.0", share_alike=True),
        _listed("ODC-By-1.0", "Open Data Commons Attribution License 1.0"),
        _listed("PDDL-1.0", "Open Data Commons Public Domain Dedication 1.0", attribution=False),
        _listed("OGL-UK-3.0", "Open Government Licence (United Kingdom) 3.0", no_endorsement=True),
    )
}

Answer = Literal["yes", "no", "unknown"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Use:
    """What terms let and make a program do; what is not known of them is `unknown`, never assumed."""

    licence: str
    terms: str
    """Where they can be read."""
    may: dict[str, Answer]
    """`copy`, `redistribute`, `commercial`, `derive`."""
    must: dict[str, Answer]
    """`attribute`, `share_alike`, `represent_accurately`, `check_third_party_rights`."""
    must_not: dict[str, Answer]
    """`claim_endorsement`."""
    attribution: str
    """The words that name the source."""


def use(licence: Licence, licence_id: str, publisher: str) -> Use:
    """Return what may and must be done with data of a publisher; `licence_id` is what its record states.

    Of terms that are not stated, and of those that we do not know, all is unknown.
    """
    known = licence.id == licence_id != UNSTATED.id

    def said(value: bool | None) -> Answer:  # noqa: FBT001 - the value is what is said
        return "unknown" if value is None or not known else "yes" if value else "no"

    return Use(
        licence=licence_id,
        terms=licence.url if known else "",
        may={
            "copy": said(True),  # noqa: FBT003 - no known terms forbid it
            "redistribute": said(True),  # noqa: FBT003
            "commercial": said(licence.commercial_use),
            "derive": said(licence.derivatives),
        },
        must={
            "attribute": said(licence.attribution),
            "share_alike": said(licence.share_alike),
            "represent_accurately": said(licence.accuracy_duty),
            "check_third_party_rights": said(licence.third_party_rights or None),
        },
        must_not={"claim_endorsement": said(licence.no_endorsement)},
        attribution=", ".join(filter(None, (publisher, licence.naming))),
    )
