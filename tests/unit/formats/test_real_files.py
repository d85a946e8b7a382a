"""The real files beside the repository: what each holds was looked up in the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from praya.formats.infer import infer
from praya.formats.profile import profile
from praya.formats.read import read
from praya.formats.sniff import sniff

if TYPE_CHECKING:
    from praya.formats.infer import Typed

FILES = Path(__file__).parents[4] / "shared" / "data" / "files"
LIMIT = 1 << 33

pytestmark = pytest.mark.skipif(not FILES.is_dir(), reason=f"no real files in {FILES}")


@dataclass(frozen=True)
class Holds:
    """One table: its rows, and its columns as `name:type` (`s` string, `i` integer, `n` number, …)."""

    rows: int
    columns: str


KINDS = {
    "s": "string",
    "i": "integer",
    "n": "number",
    "b": "boolean",
    "d": "date",
    "dt": "datetime",
    "t": "time",
    "y": "year",
    "ym": "yearmonth",
    "geo": "geojson",
    "l": "list",
}
HKO = "year:y month:i day:i value:n data_completeness:s date:d"
DETECTORS = (
    "aid_id_number:s district:s road_en:s road_tc:s road_sc:s easting:i northing:i latitude:n longitude:n "
    "direction:s rotation:i"
)
MONTHS = " ".join(
    f"{month}:i"
    for month in ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
)
RENT_CLASSES = " ".join(
    f"class_{letter}_{place}:i class_{letter}_{place}_remarks:s"
    for letter in "abcde"
    for place in ("hong_kong", "kowloon", "new_territories")
)
INCOME = "median_monthly_household_income"
CODES = {
    "Within_70m": 2,
    "Road_type_": 5,
    "Road_class": 5,
    "Road_class_L": 5,
    "Overtaking": 3,
    "Main_vehic": 20,
    "Vehicle_Class": 13,
    "Vehicle_co": 21,
    "First_poin": 6,
    "Ped_Location": 8,
    "Ped_Special": 8,
    "Ped_Action": 12,
    "Sev_of": 3,
    "A1_street_name": 4722,
    "Ped_Cycle": 3,
    "Collision_Type": 9,
    "Struc_Type": 8,
}
ESTATE_TEXTS = (
    "type_s_of_block_s",
    "no_of_blocks",
    "name_of_block_s",
    "no_of_rental_flats",
    "flat_size_m2",
    "estate_management_advisory_committee_emac",
    "district_tenancy_management_office_estate_office",
    "property_management",
    "carpark_management",
)


def trilingual(*names: str) -> str:
    return " ".join(f"{name}_{lang}:s" for name in names for lang in ("en", "zh_hans", "zh_hant"))


EXPECTED: dict[str, dict[str, Holds]] = {
    "air/aqhi_monitor_stations.csv": {"": Holds(18, "facility:s latitude:n longitude:n")},
    "boundaries/hksar_18_district_boundary.json": {
        "features": Holds(
            18, "地區號碼:s district:s 地區:s administrative_district_boundary_of_hong_kong:s geometry:geo"
        )
    },
    "census/Demo_Whole_Territory_totpoponly.csv": {
        "": Holds(
            23,
            "region_hong_kong_island_kowloon_new_territories_marine:s "
            "district_council_district_18_districts_and_marine:s population_number_of_persons_male:i "
            "population_number_of_persons_female:i population_number_of_persons_total:i",
        )
    },
    "census/DistrictCensus.xlsx": {
        "Main": Holds(
            21,
            "district_council_district:s male:i female:i both_sexes:i c_0_14:n c_15_24:n c_25_44:n c_45_64:n c_65:n",
        )
    },
    "census/Table_130-06806.csv": {
        "": Holds(
            19,
            "district_council_district_dcd:s "
            + " ".join(f"average_household_size_1_2_{year}:n" for year in range(2019, 2023))
            + " "
            + " ".join(f"{INCOME}_1_3_{year}:i" for year in range(2019, 2023))
            + " "
            + " ".join(f"{INCOME}_of_economically_active_{year}:i" for year in range(2019, 2023))
            + " "
            + " ".join(f"{INCOME}_of_economically_active_{year}_2:i" for year in range(2019, 2023)),
        )
    },
    "city_management/hk-lamppost.json": {
        "": Holds(
            50,
            "lp_num:s lp_north:n lp_east:n lp_gl:n lp_lat:n lp_long:n gm2_hgt:s ble_ib:l ble_eds:l rfid:l gm:l nfc:l",
        )
    },
    "commerce/cyberport_event.csv": {"": Holds(3, "from:dt to:dt event:s venue:s")},
    "development/PSI_Street_Name_20200630.xlsx": {
        "PSI": Holds(4553, "english_name:s chinese_name:s dist_council1:s")
    },
    "development/hkstreetnames20.csv": {
        "": Holds(
            4603,
            "dc:s streetnames_en:s streetnames_zh:s tm:b st:b e:b s:b wc:b c_w:b is:b yl:b sk:b kc:b ytm:b kt:b ssp:b "
            "n:b tp:b k_t:b tw:b wts:b",
        )
    },
    "education/SCH_LOC_EDB.csv": {
        "": Holds(
            3621,
            "school_no:s english_category:s 中文類別:s english_name:s 中文名稱:s english_address:s 中文地址:s longitude:n "
            "經度:n latitude:n 緯度:n easting:n 坐標東:n northing:n 坐標北:n students_gender:s 就讀學生性別:s session:s "
            "學校授課時間:s district:s 分區:s finance_type:s 資助種類:s school_level:s 學校類型:s telephone:s 聯絡電話:s "
            "fax_number:s 傳真號碼:s website:s 網頁:s religion:s 宗教:s",
        )
    },
    "environment/Recyclable-Collection-Points-Data.csv": {
        "": Holds(
            8858,
            "cp_id:i cp_state:s district_id:s address_en:s address2_en:s address_tc:s address2_tc:s address_sc:s "
            "address2_sc:s lat:n lgt:n waste_type:s legend:s accessibilty_notes:s contact_en:s contact_tc:s "
            "contact_sc:s openhour_en:s openhour_tc:s openhour_sc:s geometrylongitude:n geometrylatitude:n",
        )
    },
    "health/latest_situation_of_reported_cases_covid_19_eng_2021-05.csv": {
        "": Holds(
            508,
            "as_of_date:d as_of_time:t number_of_confirmed_cases:i number_of_ruled_out_cases:i "
            "number_of_cases_still_hospitalised_for_investigation:i "
            "number_of_cases_fulfilling_the_reporting_criteria:i number_of_death_cases:i "
            "number_of_discharge_cases:i number_of_probable_cases:i "
            "number_of_hospitalised_cases_in_critical_condition:i",
        )
    },
    "health/notifiable_diseases_2015-2024.xlsx": {
        "2024": Holds(615, f"disease:s {MONTHS} year:y"),
        **{
            str(year): Holds(rows, f"disease:s {MONTHS} total:i")
            for year, rows in zip(range(2023, 2014, -1), (65, 65, 63, 63, 61, 61, 61, 61, 60), strict=True)
        },
    },
    "housing/prh-estates.json": {
        "": Holds(
            241,
            f"{trilingual('estate_name', 'district_name', 'region_name')} estate_map_latitude:n "
            f"estate_map_longitude:n {trilingual('type_of_estate', 'year_of_intake')} "
            + " ".join(
                "no_of_blocks:i" if name == "no_of_blocks" else trilingual(name) for name in ESTATE_TEXTS
            )
            + f" estate_website:s {trilingual('further_information')}",
        )
    },
    "housing/rvd_1.1M.csv": {"": Holds(309, f"month:ym {RENT_CLASSES}")},
    "immigration/statistics_on_daily_passenger_traffic.csv": {
        "": Holds(
            56424,
            "date:d control_point:s arrival_departure:s hong_kong_residents:i mainland_visitors:i other_visitors:i "
            "total:i",
        )
    },
    "miscellaneous/hk-holiday.json": {"": Holds(102, "year:y date:d en:s tc:s sc:s")},
    "recreation/HKGS_Dataset_Parks-Zoos-and-Gardens_2022-04-19-1623-36_fullset.csv": {
        "": Holds(
            113,
            "gmid:s dataset:s facility_name:s address:s 數據集:s 設施名稱:s 地址:s district:s 地區:s facility_type:s "
            "設施種類:s opening_hours:s 開放時間:s telephone:s 聯絡電話:s fax_number:s 傳真號碼:s email_address:s "
            "電郵地址:s website:s 網頁:s facility_details:s 設施詳情:s northing:n easting:n latitude:n longitude:n "
            "last_update:dt",
        )
    },
    "recreation/HKGS_Dataset_Public-Facilities-excluding-Public-Open-Space_2022-09-08-1127-45_fullset.csv": {
        "": Holds(
            663,
            "ownershipen:s locationzh:s relevantdistrictcouncilzh:s namezh:s ownershipzh:s locationen:s nameen:s "
            "relevantdistrictcouncilen:s items:s",
        )
    },
    "transport/carpark_basic_info_all.json": {
        "car_park": Holds(
            531,
            "park_id:s name_en:s name_tc:s name_sc:s displayaddress_en:s displayaddress_tc:s displayaddress_sc:s "
            "latitude:n longitude:n district_en:s district_tc:s district_sc:s contactno:s opening_status:s height:n "
            "remark_en:s remark_tc:s remark_sc:s website_en:s website_tc:s website_sc:s carpark_photo:s",
        )
    },
    "transport/collision_code_table.xlsx": {
        sheet: Holds(rows, "code:i description:s") for sheet, rows in CODES.items()
    },
    "transport/hk_accidents.csv": {
        "": Holds(
            95821,
            "date_time:dt objectid:n year:n serial_no:n severity:s district_council_district:s hit_and_run:b weather:s "
            "rain:s natural_light:s junction_control:s vehicle_movements:s type_of_collision:s "
            "no_of_vehicles_involved:n no_of_casualties_injured:n grid_e:n grid_n:n latitude:n longitude:n "
            "overtaking:s within_70m:b precise_location:s accident:b junction_type:s crossing_control:s "
            "crossing_type:s street_name:s road_type:s cycle_type:s type_of_collision_with_cycle:s structure_type:s "
            "road_hierarchy:s road_ownership:s",
        )
    },
    "transport/kmb_all_routes_20251019.json": {
        "data": Holds(
            1574,
            "route:s bound:s service_type:i orig_en:s orig_tc:s orig_sc:s dest_en:s dest_tc:s dest_sc:s",
        )
    },
    "transport/kmb_all_stops_20251019.csv": {
        "": Holds(6667, "stop:s name_en:s name_tc:s name_sc:s lat:n long:n data_timestamp:s")
    },
    "transport/mtr_lines_and_stations.csv": {
        "": Holds(
            270,
            "line_code:s direction:s station_code:s station_id:i chinese_name:s english_name:s sequence:i",
        )
    },
    "transport/mtr_lines_fares.csv": {
        "": Holds(
            9216,
            "src_station_name:s src_station_id:i dest_station_name:s dest_station_id:i oct_adt_fare:n oct_std_fare:n "
            "oct_joyyou_sixty_fare:n single_adt_fare:n oct_con_child_fare:n oct_con_elderly_fare:n "
            "oct_con_pwd_fare:n single_con_child_fare:n single_con_elderly_fare:n",
        )
    },
    "transport/rawSpeedVol-all.xml": {
        "raw_speed_volume_list/periods/period/detectors/detector/lanes/lane": Holds(
            4068,
            "date:d period_from:t period_to:t detector_id:s direction:s lane_id:s speed:i occupancy:i volume:i s_d:n "
            "valid:b",
        ),
        "raw_speed_volume_list/periods/period": Holds(2, "date:d period_from:t period_to:t"),
        "raw_speed_volume_list/periods/period/detectors/detector": Holds(
            1506, "date:d period_from:t period_to:t detector_id:s direction:s"
        ),
    },
    "transport/traffic_speed_volume_occ_info_2021.csv": {"": Holds(431, DETECTORS)},
    "transport/traffic_speed_volume_occ_info_2022.csv": {"": Holds(700, DETECTORS)},
    "weather/CLMMAXT_HKO_.csv": {"": Holds(49003, HKO)},
    "weather/daily_HKO_RF_ALL.csv": {"": Holds(48943, HKO)},
    "weather/daily_HKO_RF_ALL_2024-04.csv": {"": Holds(48578, HKO)},
    "weather/hko-stations.json": {"stations": Holds(50, "name:s zh:s lat:n lon:n e:n n:n")},
    "weather/weather-station-info.csv": {
        "": Holds(27, "station_code:s station_name_en:s latitude:n longitude:n above_mean_sea_level:n")
    },
}


@cache
def tables(name: str) -> tuple[Typed, ...]:
    path = FILES / name
    return tuple(infer(raw) for raw in read(path, sniff(path, unpacked_limit=LIMIT), unpacked_limit=LIMIT))


def table(name: str) -> Typed:
    (only,) = tables(name)
    return only


def test_every_file_of_these_formats_is_pinned() -> None:
    formats = {".csv", ".tsv", ".xlsx", ".xls", ".json", ".xml", ".geojson"}
    found = {str(path.relative_to(FILES)) for path in FILES.rglob("*") if path.suffix in formats}
    assert found == set(EXPECTED)


@pytest.mark.parametrize("name", EXPECTED)
def test_tables_rows_columns_and_types(name: str) -> None:
    expected = EXPECTED[name]
    found = {
        typed.raw.slug: (
            typed.data.num_rows,
            [(column.name, column.type) for column in typed.schema.columns],
        )
        for typed in tables(name)
    }
    assert found == {
        slug: (
            holds.rows,
            [
                (column, KINDS[kind])
                for column, kind in (each.rsplit(":", 1) for each in holds.columns.split(" ") if each)
            ],
        )
        for slug, holds in expected.items()
    }


def test_rainfall_keeps_its_traces_and_the_day_that_never_was() -> None:
    typed = table("weather/daily_HKO_RF_ALL.csv")
    value = typed.schema.column("value")
    assert value is not None
    assert set(value.markers) == {"Trace", "***"}
    rows = typed.data.to_pylist()
    assert rows[0] | {"_row": 1} == rows[0]
    assert (rows[0]["date"].isoformat(), rows[0]["value"]) == ("1884-03-01", 0.0)
    assert sum(row["value_text"] == "Trace" for row in rows) == 6856
    never = next(row for row in rows if (row["year"], row["month"], row["day"]) == (1900, 2, 29))
    assert (never["date"], never["value"], never["value_text"]) == (None, None, "***")
    assert (
        typed.raw.title == "日總雨量(毫米) - 天文台 / Daily Total Rainfall (mm) at the Hong Kong Observatory"
    )
    assert typed.raw.notes[2:] == (
        "*** 沒有數據/unavailable",
        "# 數據不完整/data incomplete",
        "微量表示少於 0.05 毫米/Trace means rainfall less than 0.05 mm",
        "C 數據完整/data Complete",
    )


def test_a_mark_inside_quotes_is_no_part_of_the_title() -> None:
    assert table("weather/CLMMAXT_HKO_.csv").raw.title.startswith(
        "日最高氣溫(攝氏度) - 天文台 / Daily Maximum"
    )


def test_the_census_table_keeps_units_and_notes() -> None:
    typed = table("census/Table_130-06806.csv")
    assert typed.schema.columns[1].unit == "No."
    assert typed.schema.columns[5].unit == "HK$"
    assert typed.raw.notes[0].startswith("Table 130-06806")
    assert typed.raw.notes[-1] == "Release Date: 3 April, 2023"
    first, last = typed.data.to_pylist()[0], typed.data.to_pylist()[-1]
    assert (first["district_council_district_dcd"], first[f"{INCOME}_1_3_2022"]) == (
        "Central and Western",
        42300,
    )
    assert (last["district_council_district_dcd"], last["average_household_size_1_2_2019"]) == (
        "Whole Territory",
        2.8,
    )


def test_thousands_with_spaces_are_numbers() -> None:
    rows = table("census/Demo_Whole_Territory_totpoponly.csv").data.to_pylist()
    assert rows[0]["population_number_of_persons_male"] == 98282
    assert rows[-1]["population_number_of_persons_total"] == 7413070


def test_days_of_passenger_traffic_come_first() -> None:
    typed = table("immigration/statistics_on_daily_passenger_traffic.csv")
    told = profile(typed).columns["date"]
    assert (told.min, told.max) == ("2021-01-01", "2026-03-08")
    assert len(typed.raw.header) == 7


def test_lanes_stand_with_their_detector_and_period() -> None:
    rows = tables("transport/rawSpeedVol-all.xml")[0].data.to_pylist()
    assert [str(each) for each in rows[1].values()] == [
        *("2", "2024-04-06", "21:27:00", "21:27:30", "AID01101", "South East", "Middle Lane"),
        *("59", "5", "7", "26.8", "True"),
    ]


def test_nested_lists_stay_whole_and_exact() -> None:
    first = table("city_management/hk-lamppost.json").data.to_pylist()[0]
    assert first["rfid"].startswith(
        '[{"RFID_TID":"E2003412012A030006169F05","RFID_EPC":"4C237F445649F5012441416337'
    )


def test_districts_have_shapes_where_hong_kong_is() -> None:
    assert profile(table("boundaries/hksar_18_district_boundary.json")).bbox == (
        113.81723,
        22.13672,
        114.50247,
        22.56833,
    )


def test_school_numbers_stay_text_and_places_have_roles() -> None:
    typed = table("education/SCH_LOC_EDB.csv")
    assert typed.data["school_no"][0].as_py() == "512060000223"
    roles = {column.name: column.role for column in typed.schema.columns}
    assert (roles["latitude"], roles["longitude"], roles["easting"]) == ("latitude", "longitude", "easting")


def test_a_dash_in_a_column_of_counts_is_seen_and_not_zero() -> None:
    typed = next(
        each for each in tables("health/notifiable_diseases_2015-2024.xlsx") if each.raw.slug == "2022"
    )
    assert typed.schema.columns[1].markers == ("-",)
    assert typed.data["jan_text"].to_pylist().count("-") == 1


def test_what_stands_beside_the_records_is_kept() -> None:
    assert table("transport/kmb_all_routes_20251019.json").raw.notes == (
        "type: RouteList",
        "version: 1.0",
        "generated_timestamp: 2025-10-19T14:07:22+08:00",
    )


@pytest.mark.parametrize(
    ("name", "roles"),
    [
        (
            "transport/hk_accidents.csv",
            "year:part serial_no:identifier district_council_district:district no_of_vehicles_involved:measure",
        ),
        (
            "transport/hk_accidents.csv",
            "no_of_casualties_injured:measure grid_e:easting grid_n:northing longitude:longitude",
        ),
        (
            "boundaries/hksar_18_district_boundary.json",
            "地區號碼:district district:district 地區:district geometry:geometry",
        ),
        (
            "environment/Recyclable-Collection-Points-Data.csv",
            "cp_id:identifier district_id:district lgt:longitude geometrylatitude:latitude",
        ),
        ("development/hkstreetnames20.csv", "dc:district"),
        ("census/DistrictCensus.xlsx", "district_council_district:district male:measure"),
        ("weather/daily_HKO_RF_ALL.csv", "month:part day:part value:measure"),
        ("weather/hko-stations.json", "lat:latitude lon:longitude e:easting n:northing"),
    ],
)
def test_what_columns_mean(name: str, roles: str) -> None:
    found = {column.name: column.role for column in table(name).schema.columns}
    for each in roles.split():
        column, _, role = each.rpartition(":")
        assert found[column] == role, column


def test_misspelt_districts_are_told() -> None:
    decisions = table("transport/traffic_speed_volume_occ_info_2022.csv").decisions
    assert [each.fields.get("strange") for each in decisions if each.fields["column"] == "district"][1:] == [
        ("Yeun Long", "Kwai Chung")
    ]


@pytest.mark.parametrize(
    ("name", "languages"),
    [
        ("transport/kmb_all_stops_20251019.csv", "stop: name_en:en name_tc:zh-Hant name_sc:zh-Hans"),
        (
            "education/SCH_LOC_EDB.csv",
            "english_name:en 中文名稱:zh-Hant telephone: website: district:en 分區:zh-Hant",
        ),
    ],
)
def test_the_languages_of_columns(name: str, languages: str) -> None:
    found = {column.name: column.language for column in table(name).schema.columns}
    for each in languages.split():
        column, _, language = each.partition(":")
        assert found[column] == language, column
