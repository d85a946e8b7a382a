"""What programs are told of terms: each known licence as its own text says, nothing of unknown ones."""

from __future__ import annotations

import pytest

from praya.model.licence import LICENCES, UNSTATED, use

FREE = {"copy": "yes", "redistribute": "yes", "commercial": "yes", "derive": "yes"}


@pytest.mark.parametrize(
    ("licence", "commercial", "attribute", "share_alike", "endorsement"),
    [
        ("LicenseRef-HK-Gov-Open-Data", "yes", "yes", "no", "unknown"),
        ("CC0-1.0", "yes", "no", "no", "unknown"),
        ("CC-BY-4.0", "yes", "yes", "no", "yes"),
        ("CC-BY-SA-4.0", "yes", "yes", "yes", "yes"),
        ("CC-BY-NC-4.0", "no", "yes", "no", "yes"),
        ("ODbL-1.0", "yes", "yes", "yes", "unknown"),
        ("ODC-By-1.0", "yes", "yes", "no", "unknown"),
        ("PDDL-1.0", "yes", "no", "no", "unknown"),
        ("OGL-UK-3.0", "yes", "yes", "no", "yes"),
    ],
)
def test_each_known_licence_says_what_may_and_must_be_done(
    licence: str, commercial: str, attribute: str, share_alike: str, endorsement: str
) -> None:
    told = use(LICENCES[licence], licence, "A Department")
    assert told.may == {**FREE, "commercial": commercial}
    assert (told.must["attribute"], told.must["share_alike"]) == (attribute, share_alike)
    assert told.must_not == {"claim_endorsement": endorsement}
    assert told.terms.startswith("https://")


def test_every_licence_is_tested_above() -> None:
    assert len(LICENCES) == len({"LicenseRef-Unstated"}) + 9


@pytest.mark.parametrize("licence", [UNSTATED.id, "", "cc-by", "other-closed", "notspecified"])
def test_nothing_is_claimed_of_terms_that_are_not_known(licence: str) -> None:
    told = use(LICENCES.get(licence, UNSTATED), licence, "A Department")
    assert {*told.may.values(), *told.must.values(), *told.must_not.values()} == {"unknown"}
    assert (told.terms, told.attribution) == ("", "A Department")


def test_hong_kongs_terms_ask_for_more_than_a_name() -> None:
    told = use(LICENCES["LicenseRef-HK-Gov-Open-Data"], "LicenseRef-HK-Gov-Open-Data", "A Department")
    assert told.must["represent_accurately"] == told.must["check_third_party_rights"] == "yes"
    assert told.attribution == "A Department, DATA.GOV.HK"
