"""Terms of use as data: what a program may do with a dataset, and what it must do in return."""

from __future__ import annotations

from dataclasses import dataclass

from praya.model.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Licence:
    """One set of terms. `id` is an SPDX identifier, or a LicenseRef where SPDX has none."""

    id: str
    title: Text
    url: str
    commercial_use: bool
    derivatives: bool
    attribution: bool
    share_alike: bool
    accuracy_duty: bool
    third_party_rights: bool
    """True where a dataset may hold rights of others that the reader must check."""


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
)

UNSTATED = Licence(
    id="LicenseRef-Unstated",
    title=Text.of("No licence stated", "未註明授權條款", "未注明授权条款", origin="edited"),
    url="",
    commercial_use=False,
    derivatives=False,
    attribution=True,
    share_alike=False,
    accuracy_duty=False,
    third_party_rights=True,
)

LICENCES = {licence.id: licence for licence in (HK_TERMS, UNSTATED)}
