from __future__ import annotations

import pytest

from praya.formats.infer import infer
from praya.formats.infer.units import UNITS, canonical, unit_in, words
from praya.formats.raw import RawTable, from_columns


@pytest.mark.parametrize(
    ("label", "unit"),
    [
        ("", ""),
        ("Type(s) of Block(s)", ""),
        ("Household size (1) (2)", ""),
        ("metres", ""),
        ("Class A", ""),
        ("M", ""),
        ("Day", ""),
        ("Flats", ""),
        ("Name (English)", ""),
        ("Grade (A)", ""),
        ("Time (h)", "h"),
        ("Flat Size (m2)", "m2"),
        ("日總雨量(毫米)", "毫米"),
        ("日總雨量（毫米）", "毫米"),
        ("Temperature (°C)", "°C"),
        ("Value (HK$ Million)", "HK$ Million"),
        ("Median income (1) (HK$)", "HK$"),
        ("Rainfall [mm]", "mm"),
        ("Rainfall, mm", "mm"),
        ("Temperature in °C", "°C"),
        ("2019 – HK$ million", "HK$ million"),
        ("千人", "千人"),
        ("%", "%"),
        ("Number of persons", "Number of persons"),
        ("Population – Number of persons – Male", "Number of persons"),
        ("人數", "人數"),
        ("No. of Vehicles", ""),
        ("價值（百萬港元）", "百萬港元"),
        ("Concentration (μg/m3)", "μg/m3"),
        ("Cost ($'000)", "$'000"),
    ],
)
def test_units_in_labels(label: str, unit: str) -> None:
    assert unit_in(label) == unit


@pytest.mark.parametrize(
    ("unit", "code"),
    [
        ("", ""),
        ("furlongs", ""),
        ("million furlongs", ""),
        ("A", ""),
        ("mm", "mm"),
        ("(mm)", "mm"),
        ("毫米", "mm"),
        ("°C", "Cel"),
        ("℃", "Cel"),
        ("攝氏度", "Cel"),
        ("摄氏度", "Cel"),
        ("Degree Celsius", "Cel"),
        ("m2", "m2"),
        ("m²", "m2"),
        ("sq. m", "m2"),
        ("平方米", "m2"),
        ("ha", "har"),
        ("公頃", "har"),
        ("%", "%"),
        ("per cent", "%"),
        ("百分比", "%"),
        ("$", "{HKD}"),
        ("HK$", "{HKD}"),
        ("港元", "{HKD}"),
        ("HK$ million", "10*6.{HKD}"),
        ("HK$ Mn", "10*6.{HKD}"),
        ("$'000", "10*3.{HKD}"),
        ("$’000", "10*3.{HKD}"),
        ("百萬港元", "10*6.{HKD}"),
        ("億元", "10*8.{HKD}"),
        ("十億港元", "10*9.{HKD}"),
        ("US$", "{USD}"),
        ("千人", "10*3.{person}"),
        ("'000 persons", "10*3.{person}"),
        ("Thousand persons", "10*3.{person}"),
        ("Number of persons", "{person}"),
        ("人數", "{person}"),
        ("No.", "1"),
        ("Number", "1"),
        ("'000", "10*3"),
        ("million", "10*6"),
        ("µg/m3", "ug/m3"),
        ("μg/m³", "ug/m3"),
        ("km/h", "km/h"),
        ("MWh", "MW.h"),
    ],
)
def test_spellings_of_one_unit_have_one_code(unit: str, code: str) -> None:
    assert canonical(unit) == code


def test_every_spelling_belongs_to_one_unit_and_every_unit_has_words() -> None:
    spellings = [spelling for unit in UNITS for spelling in unit.spellings]
    assert len(spellings) == len(set(spellings))
    for unit in UNITS:
        assert canonical(unit.spellings[0]) == unit.code
        for lang in ("en", "zh-Hant", "zh-Hans"):
            assert unit.name.get(lang)
            assert words(unit.code, lang)


@pytest.mark.parametrize(
    ("code", "english", "chinese"),
    [
        ("10*6.{HKD}", "million Hong Kong dollars", "百萬港元"),
        ("10*3", "thousand", "千"),
        ("mm", "millimetres", "毫米"),
        ("parsec", "parsec", "parsec"),
    ],
)
def test_codes_are_put_into_words(code: str, english: str, chinese: str) -> None:
    assert words(code, "en") == english
    assert words(code, "zh-Hant") == chinese


def test_a_row_of_units_counts() -> None:
    raw = RawTable(
        slug="", title="", header=("a", "b"), units=("", "HK$"), columns=from_columns([["x"], ["1"]])
    )
    assert [column.unit for column in infer(raw).schema.columns] == ["", "HK$"]
    assert [column.unit_code for column in infer(raw).schema.columns] == ["", "{HKD}"]


def test_a_percent_in_the_values_is_a_unit_too() -> None:
    raw = RawTable(slug="", title="", header=("Share",), columns=from_columns([["12.5%", "3%"]]))
    assert [column.unit_code for column in infer(raw).schema.columns] == ["%"]
