"""Real files, and cuts of real files: nothing in them was changed but where they end."""

from __future__ import annotations

import io
import json
import re
import struct
from typing import TYPE_CHECKING, Any, Self

from tools.corpus import Content, Data, cut
from tools.corpus.packed import zipped

if TYPE_CHECKING:
    from collections.abc import Callable

_WHOLE = "whole"
_LANES = 4
"""Detectors kept in a cut of the traffic counts."""


def _as_is(source: str) -> Callable[[Data], Content]:
    return lambda data: data.raw(source)


def _lines(source: str, first: int, last: int) -> Callable[[Data], Content]:
    return lambda data: data.ends(source, first, last)


def _records(source: str, path: tuple[str, ...], count: int) -> Callable[[Data], Content]:
    """Keep the first records of a JSON list, all around them as it is; written anew with the file's own digits."""

    def build(data: Data) -> Content:
        text = data.raw(source).decode()
        mark = "\ufeff" if text.startswith("\ufeff") else ""
        tree = json.loads(text.lstrip("\ufeff"), parse_float=_Digits)
        holder: Any = tree
        for key in path[:-1]:
            holder = holder[key]
        if path:
            holder[path[-1]] = holder[path[-1]][:count]
        else:
            tree = tree[:count]
        return mark + json.dumps(tree, ensure_ascii=False, indent=1)

    return build


class _Digits(float):
    """A decimal number that is written with the digits it was read with."""

    def __new__(cls, digits: str) -> Self:
        self = super().__new__(cls, digits)
        self._digits = digits
        return self

    _digits: str

    def __repr__(self) -> str:
        return self._digits


_CSV: tuple[tuple[str, str, int, int], ...] = (
    ("title-lines-above-and-legend-below.csv", "files/weather/daily_HKO_RF_ALL.csv", 200, 60),
    ("title-lines-above-older-edition.csv", "files/weather/daily_HKO_RF_ALL_2024-04.csv", 60, 40),
    ("byte-order-mark-again-inside-quotes.csv", "files/weather/CLMMAXT_HKO_.csv", 100, 40),
    ("bilingual-column-twins.csv", "files/education/SCH_LOC_EDB.csv", 60, 40),
    ("days-first-and-a-column-without-name-or-values.csv", "files/immigration/statistics_on_daily_passenger_traffic.csv", 420, 60),
    ("three-languages-and-open-hours-in-prose.csv", "files/environment/Recyclable-Collection-Points-Data.csv", 80, 40),
    ("one-true-or-false-column-for-each-district.csv", "files/development/hkstreetnames20.csv", 200, 100),
    ("hexadecimal-ids-and-an-empty-column.csv", "files/transport/kmb_all_stops_20251019.csv", 120, 60),
    ("only-texts-are-quoted.csv", "files/transport/mtr_lines_fares.csv", 150, 50),
    ("spaces-behind-names-in-three-languages.csv", "files/transport/traffic_speed_volume_occ_info_2021.csv", 80, 40),
    ("roads-in-three-languages-with-a-mark.csv", "files/transport/traffic_speed_volume_occ_info_2022.csv", 80, 40),
    ("columns-that-are-filled-only-later.csv", "files/health/latest_situation_of_reported_cases_covid_19_eng_2021-05.csv", 160, 100),
    ("whole-numbers-written-with-a-point.csv", "files/transport/hk_accidents.csv", 100, 60),
    ("quoted-cells-and-unquoted-header-in-two-languages.csv", "files/recreation/HKGS_Dataset_Parks-Zoos-and-Gardens_2022-04-19-1623-36_fullset.csv", 40, 20),
    ("languages-marked-by-letters-at-the-end.csv", "files/recreation/HKGS_Dataset_Public-Facilities-excluding-Public-Open-Space_2022-09-08-1127-45_fullset.csv", 80, 40),
)  # fmt: skip

for _name, _source, _first, _last in _CSV:
    cut(_name, _source, f"its first {_first} and last {_last} lines")(_lines(_source, _first, _last))

_WHOLE_FILES: tuple[tuple[str, str], ...] = (
    ("last-line-without-end.csv", "files/air/aqhi_monitor_stations.csv"),
    ("four-header-rows-and-subtotals.csv", "files/census/Demo_Whole_Territory_totpoponly.csv"),
    ("groups-units-and-years-above-and-notes-below.csv", "files/census/Table_130-06806.csv"),
    ("dates-with-times-of-three-days.csv", "files/commerce/cyberport_event.csv"),
    ("provisional-marks-in-columns-of-their-own.csv", "files/housing/rvd_1.1M.csv"),
    ("station-codes-and-heights.csv", "files/weather/weather-station-info.csv"),
    ("rows-of-nothing-but-commas.csv", "files/transport/mtr_lines_and_stations.csv"),
    ("calm-has-no-gust.csv", "history/hko_latest_10min_wind/20250719-2230-latest_10min_wind.csv"),
    ("typhoon-night-with-stations-missing.csv", "history/hko_latest_10min_wind/20250906-0510-latest_10min_wind.csv"),
    ("case-numbers-listed-in-cells.csv", "history/chp_covid_building_list_eng/20200722-1041-building_list_eng.csv"),
    ("same-list-with-other-column-names.csv", "history/chp_covid_building_list_eng/20220123-1613-building_list_eng.csv"),
    ("age-groups-that-look-like-dates.xlsx", "files/census/DistrictCensus.xlsx"),
    ("ten-sheets-and-a-total-of-another-kind.xlsx", "files/health/notifiable_diseases_2015-2024.xlsx"),
    ("seventeen-sheets-of-codes.xlsx", "files/transport/collision_code_table.xlsx"),
    ("full-width-digits-in-street-names.xlsx", "files/development/PSI_Street_Name_20200630.xlsx"),
    ("keyed-by-year-then-by-date.json", "files/miscellaneous/hk-holiday.json"),
    ("grid-and-degrees-side-by-side.json", "files/weather/hko-stations.json"),
    ("names-as-objects-of-languages.json", "catalogue/portal_2025-10/categories.json"),
    ("counts-before-names.json", "catalogue/portal_2025-10/providers.json"),
    ("list-of-words-in-an-object.json", "catalogue/portal_2025-10/formats.json"),
    ("one-record-with-lists-inside.json", "catalogue/samples_en_2025-07/package_show_en_sample.json"),
    ("the-word-null-in-quotes.json", "catalogue/samples_en_2025-07/portal_api_v1_datasets_sample.json"),
    ("answer-of-a-catalogue-with-resources.json", "catalogue/datagovhk_2019-11_tc/package_show/aahk-team1-flight-info.json"),
)  # fmt: skip

for _name, _source in _WHOLE_FILES:
    cut(_name, _source, _WHOLE)(_as_is(_source))

_TREES: tuple[tuple[str, str, tuple[str, ...], int], ...] = (
    ("lists-of-objects-inside-records.json", "files/city_management/hk-lamppost.json", (), 12),
    ("every-value-in-three-languages.json", "files/housing/prh-estates.json", (), 12),
    ("byte-order-mark-before-an-object.json", "files/transport/carpark_basic_info_all.json", ("car_park",), 40),
    ("facts-beside-the-list.json", "files/transport/kmb_all_routes_20251019.json", ("data",), 60),
    ("list-of-bare-names.json", "catalogue/datagovhk_2019-11_tc/package_list.json", ("result",), 80),
    ("shapes-with-chinese-properties.geojson", "files/boundaries/hksar_18_district_boundary.json", ("features",), 2),
)  # fmt: skip

for _name, _source, _path, _count in _TREES:
    cut(_name, _source, f"the first {_count} records, written anew")(_records(_source, _path, _count))


@cut(
    "the-day-that-never-was.csv",
    "files/weather/daily_HKO_RF_ALL.csv",
    "its three title lines, the days from 26 February 1900 to 3 March 1900, its legend",
)
def _never(data: Data) -> Content:
    lines = data.raw("files/weather/daily_HKO_RF_ALL.csv").splitlines(keepends=True)
    days = [line for line in lines if re.match(rb"1900,(2,2[6-9]|3,[123]),", line)]
    return b"".join([*lines[:3], *days, *lines[-5:]])


@cut(
    "detectors-with-lanes-inside.xml",
    "files/transport/rawSpeedVol-all.xml",
    "the first four detectors of its first two periods",
)
def _lanes(data: Data) -> Content:
    text = data.text("files/transport/rawSpeedVol-all.xml")
    head, *periods = text.split("<period>")
    kept = []
    for period in periods[:2]:
        begin, *detectors = period.split("<detector>")
        kept.append(begin + "".join(f"<detector>{each}" for each in detectors[:_LANES]))
    kept[0] += "</detectors></period>"
    kept[1] += "</detectors></period></periods></raw_speed_volume_list>"
    return "<period>".join([head, *kept])


@cut(
    "shapefile-in-hong-kong-1980-grid.zip",
    "files/boundaries/shp/CentralAndWesternDistrict_Lots.shp",
    "its first thirty lots, with the same rows of its .dbf and its .prj and .cpg, zipped",
)
def _lots(data: Data) -> Content:
    return zipped(lots(data))


def lots(data: Data, count: int = 30) -> dict[str, bytes]:
    """Return the first lots of a real shapefile as its parts, by name."""
    stem = "files/boundaries/shp/CentralAndWesternDistrict_Lots"
    shp, dbf = data.raw(f"{stem}.shp"), data.raw(f"{stem}.dbf")
    end, index = 100, io.BytesIO()
    for _ in range(count):
        (words,) = struct.unpack(">i", shp[end + 4 : end + 8])
        index.write(struct.pack(">ii", end // 2, words))
        end += 8 + words * 2
    parts = {".shp": _headed(shp[:100], shp[100:end]), ".shx": _headed(shp[:100], index.getvalue())}
    header, width = struct.unpack("<HH", dbf[8:12])
    rows = dbf[header : header + count * width]
    parts[".dbf"] = dbf[:4] + struct.pack("<I", count) + dbf[8:header] + rows + b"\x1a"
    parts |= {suffix: data.raw(stem + suffix) for suffix in (".prj", ".cpg")}
    return {f"CentralAndWesternDistrict_Lots{suffix}": content for suffix, content in parts.items()}


def _headed(header: bytes, body: bytes) -> bytes:
    return header[:24] + struct.pack(">i", (len(header) + len(body)) // 2) + header[28:] + body
