"""Headers, notes, dates, figures: grids of text whose cells are the difficulty."""

from __future__ import annotations

from tools.corpus import Content, Data, made
from tools.corpus.texts import BUILDINGS, STATIONS, STREETS, stations, written

CENSUS = "files/census/Demo_Whole_Territory_totpoponly.csv"
RAIN = "files/weather/daily_HKO_RF_ALL.csv"
RENTS = "files/housing/rvd_1.1M.csv"
TRAFFIC = "files/immigration/statistics_on_daily_passenger_traffic.csv"
CASES = "files/health/latest_situation_of_reported_cases_covid_19_eng_2021-05.csv"
FARES = "files/transport/mtr_lines_fares.csv"
SCHOOLS = "files/education/SCH_LOC_EDB.csv"
STOPS = "files/transport/kmb_all_stops_20251019.csv"


def districts(data: Data) -> list[list[str]]:
    """Return region, district, male, female and total of the 2021 census, subtotals among them; figures as digits."""
    region, found = "", []
    for row in data.rows(CENSUS)[6:]:
        region = row[0] or region
        found.append([region, row[1], *(cell.replace(" ", "") for cell in row[2:])])
    return found


def days(data: Data) -> list[tuple[str, str, str, str]]:
    """Return the days of rainfall: year, month, day, millimetres."""
    return [(row[0], row[1], row[2], row[3]) for row in data.rows(RAIN)[3:] if len(row) > 4]  # noqa: PLR2004 - days only


@made(
    "ragged-rows-short-and-long.csv",
    STATIONS,
    "every fifth row without its last cell, one row with two cells more",
)
def _ragged(data: Data) -> Content:
    rows = stations(data)
    rows = [row[:-1] if at and at % 5 == 0 else row for at, row in enumerate(rows)]
    rows[7] = [*rows[7], "closed 1997", "moved"]
    return written(rows)


@made("two-columns-of-the-same-name.csv", CENSUS, "district, and “Persons” twice: men, then women")
def _twice(data: Data) -> Content:
    rows = [row[1:4] for row in districts(data)[:4]]
    return written([["District", "Persons", "Persons"], *rows])


@made("no-header-at-all.csv", STATIONS, "without its header")
def _headless(data: Data) -> Content:
    return written(stations(data)[1:])


@made(
    "leading-zeros-and-ids-of-eighteen-digits.csv",
    SCHOOLS,
    "school numbers filled up with zeros and to 18 digits, with names and telephones",
)
def _zeros(data: Data) -> Content:
    rows = data.rows(SCHOOLS)[1:41]
    made_of = [
        [f"{at:06}", f"{row[0]}{100000 + at}", row[3], row[25].replace(" ", "")]
        for at, row in enumerate(rows, 1)
    ]
    return written([["Ref", "Registration", "School", "Telephone"], *made_of])


@made(
    "every-day-could-be-a-month.csv",
    RAIN,
    "days 1 to 12 of 1884's months as dd/mm/yyyy: nothing settles which is which",
)
def _ambiguous(data: Data) -> Content:
    kept = [day for day in days(data) if day[0] == "1884" and int(day[2]) <= 12]  # noqa: PLR2004 - months
    return written(
        [["Date", "Rainfall (mm)"], *([f"{int(d):02}/{int(m):02}/{y}", mm] for y, m, d, mm in kept)]
    )


@made("one-day-above-twelve-settles-it.csv", RAIN, "the same, and at last the 13th")
def _settled(data: Data) -> Content:
    kept = [day for day in days(data) if day[0] == "1884" and (int(day[2]) <= 12 or day[1:3] == ("12", "13"))]  # noqa: PLR2004 - months
    return written(
        [["Date", "Rainfall (mm)"], *([f"{int(d):02}/{int(m):02}/{y}", mm] for y, m, d, mm in kept)]
    )


@made(
    "another-column-settles-it.csv",
    RAIN,
    "ambiguous days beside the day after them, which is above twelve at times",
)
def _neighbour(data: Data) -> Content:
    kept = [day for day in days(data) if day[0] == "1884" and int(day[2]) <= 12]  # noqa: PLR2004 - months
    rows = [[f"{int(d):02}/{int(m):02}/{y}", f"{int(d) + 12:02}/{int(m):02}/{y}", mm] for y, m, d, mm in kept]
    return written([["Date", "Published", "Rainfall"], *rows])


@made("months-before-days.csv", RAIN, "March 1884 as mm/dd/yyyy")
def _american(data: Data) -> Content:
    kept = [day for day in days(data) if day[:2] == ("1884", "3")]
    return written([["Date", "Rainfall"], *([f"{int(m):02}/{int(d):02}/{y}", mm] for y, m, d, mm in kept)])


@made("dates-in-chinese.csv", RAIN, "April 2024 as 2024年4月1日 and 2024年4月")
def _chinese(data: Data) -> Content:
    kept = [day for day in days(data) if day[:2] == ("2024", "4")]
    return written(
        [["日期", "月份", "雨量（毫米）"], *([f"{y}年{m}月{d}日", f"{y}年{m}月", mm] for y, m, d, mm in kept)]
    )


@made(
    "months-as-six-digits-and-with-names.csv",
    RENTS,
    "the months as yyyymm, as mm-yyyy and as Jan-1999, with the rents of class A",
)
def _months(data: Data) -> Content:
    names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    rows = data.rows(RENTS)[2:62]
    parts = [(*row[0].split("-"), row[1]) for row in rows]
    return written(
        [
            ["Month", "Period", "Month name", "Rent"],
            *([f"{y}{m}", f"{m}-{y}", f"{names[int(m) - 1]}-{y}", rent] for m, y, rent in parts),
        ]
    )


@made(
    "moments-as-twelve-digits.csv",
    "history/hko_latest_10min_wind/20250719-2230-latest_10min_wind.csv",
    "its time of twelve digits, and the same with dashes and a zone",
)
def _moments(data: Data) -> Content:
    rows = data.rows("history/hko_latest_10min_wind/20250719-2230-latest_10min_wind.csv")[1:]
    kept = [
        [f"2025071922{at:02}", f"2025-07-19T22:{at:02}:00+08:00", row[1], row[3]]
        for at, row in enumerate(rows)
    ]
    return written([["Date time", "Timestamp", "Station", "Mean speed (km/hour)"], *kept])


@made("hours-to-twenty-four.csv", CASES, "hours of a day to 24:00, as tide and traffic tables have them")
def _hours(data: Data) -> Content:
    rows = data.rows(CASES)[1:25]
    return written([["Hour", "Cases"], *([f"{at:02}:00", row[2]] for at, row in enumerate(rows, 1))])


@made(
    "one-provisional-mark-behind-each-late-figure.csv",
    RENTS,
    "rents of class A with their remark in the same cell (“494 P”), and a legend",
)
def _provisional(data: Data) -> Content:
    rows = data.rows(RENTS)[-24:]
    joined = [[row[0], *(f"{row[at]} {row[at + 1]}".strip() for at in (1, 3, 27))] for row in rows]
    notes = [["P denotes provisional figures"], ["Z denotes fewer than 20 transactions"]]
    return written([["Month", "Hong Kong", "Kowloon", "Class E Kowloon"], *joined, [], *notes])


@made(
    "percents-currency-and-minus-in-four-ways.csv",
    CENSUS,
    "shares of men as percents, and differences written as -1, −1, (1) and with HK$",
)
def _signs(data: Data) -> Content:
    rows = []
    for at, (_, district, male, female, total) in enumerate(
        each for each in districts(data) if each[1] and each[1] != "Sub-Total"
    ):
        less = int(female) - int(male)
        minus = (f"-{less:,}", f"\u2212{less:,}", f"({less:,})")[at % 3]
        rows.append(
            [district, f"{100 * int(male) / int(total):.1f}%", minus, f"HK${int(total):,}.50", f"-${less:,}"]
        )
    return written([["District", "Men", "Men less women", "Grant", "Refund"], *rows])


@made("commas-in-thousands.csv", CENSUS, "district and total with commas, a dash where there is nothing")
def _thousands(data: Data) -> Content:
    rows = [
        [row[1] or row[0], f"{int(row[4]):,}", "-" if at % 4 == 0 else f"{int(row[2]):,}"]
        for at, row in enumerate(districts(data))
    ]
    return written([["District", "Total", "Men"], *rows])


@made("units-in-a-row-of-their-own.csv", STATIONS, "with a row of units below the header")
def _units(data: Data) -> Content:
    rows = stations(data)
    return written([rows[0], ["", "", "°N", "°E", "m"], *rows[1:]])


@made(
    "subtotals-between-the-districts.csv",
    CENSUS,
    "region on its first row only, Sub-Total rows between, a Total below",
)
def _subtotals(data: Data) -> Content:
    rows, last = [], ""
    for region, *rest in districts(data):
        rows.append([region if region != last else "", *rest])
        last = region
    return written([["Region", "District", "Male", "Female", "Total"], *rows])


@made("notes-full-of-commas.csv", CENSUS, "notes below the table whose commas nothing quotes")
def _notes(data: Data) -> Content:
    rows = [row[1:] for row in districts(data) if row[1] and row[1] != "Sub-Total"]
    notes = "\r\nNotes: Figures for Wan Chai, Eastern, and Southern, as of 2021, are provisional\r\n# Marine population, sampled, excluded\r\nSource: Census and Statistics Department, 2021\r\n"
    return written([["District", "Male", "Female", "Total"], *rows]) + notes


@made(
    "two-tables-one-below-the-other.csv",
    CENSUS,
    "regions, a blank line, then districts under a header of their own",
)
def _two(data: Data) -> Content:
    rows = districts(data)
    totals = [[row[0], row[4]] for row in rows if row[1] in ("", "Sub-Total")]
    inner = [row[1:] for row in rows if row[1] and row[1] != "Sub-Total"]
    return (
        written([["Population by region"], ["Region", "Total"], *totals])
        + "\r\n"
        + written([["Population by district"], ["District", "Male", "Female", "Total"], *inner])
    )


@made("years-of-account.csv", RENTS, "years as 1999-00: spans, not months")
def _accounts(data: Data) -> Content:
    rows = data.rows(RENTS)[2:242:12]
    return written(
        [
            ["Financial year", "Rent"],
            *([f"{row[0][3:]}-{(int(row[0][3:]) + 1) % 100:02}", row[1]] for row in rows),
        ]
    )


@made("header-names-that-are-years.csv", RENTS, "classes as rows, the years 1999 to 2008 as column names")
def _years(data: Data) -> Content:
    rows = data.rows(RENTS)[2:122:12]
    lines = [[f"Class {'ABCDE'[at]}", *(row[1 + 6 * at] for row in rows)] for at in range(5)]
    return written([["Class", *(row[0][3:] for row in rows)], *lines])


@made("numbers-in-the-scientific-way.csv", STATIONS, "latitude and height as 2.230944444E+01")
def _scientific(data: Data) -> Content:
    rows = [[row[0], f"{float(row[2]):.9E}", f"{float(row[4]):.1E}"] for row in stations(data)[1:]]
    return written([["station_code", "latitude", "height"], *rows])


@made("a-decimal-that-comes-late.csv", FARES, "fares in whole dollars, and one of 4.9 in the last row")
def _late(data: Data) -> Content:
    rows = [[row[2], str(at)] for at, row in enumerate(data.rows(FARES)[1:400], 1)]
    rows[-1][1] = "4.9"
    return written([["Station", "Fare"], *rows])


@made(
    "one-word-among-three-hundred-numbers.csv",
    FARES,
    "fares in whole dollars, and one “free of charge” that nothing explains",
)
def _word(data: Data) -> Content:
    rows = [[row[2], str(at)] for at, row in enumerate(data.rows(FARES)[1:301], 1)]
    rows[250][1] = "free of charge"
    return written([["Station", "Fare"], *rows])


@made(
    "more-digits-than-a-double-holds.csv", STOPS, "latitudes with the digits of a longitude behind their own"
)
def _digits(data: Data) -> Content:
    rows = [
        [row[0], f"{row[4]}{row[5].replace('.', '')}{at:03}"] for at, row in enumerate(data.rows(STOPS)[1:31])
    ]
    return written([["stop", "lat"], *rows])


@made("degrees-minutes-and-seconds.csv", STATIONS, "places as 22°18'34\"N")
def _degrees(data: Data) -> Content:
    rows = [[row[1], f"{_dms(row[2])}N", f"{_dms(row[3])}E"] for row in stations(data)[1:]]
    return written([["Station", "Latitude", "Longitude"], *rows])


def _dms(degrees: str) -> str:
    seconds = round(float(degrees) * 3600)
    return f"{seconds // 3600}°{seconds % 3600 // 60:02}'{seconds % 60:02}\""


@made(
    "grid-references-without-degrees.csv",
    "files/weather/hko-stations.json",
    "names and places in the Hong Kong 1980 grid alone",
)
def _grid(data: Data) -> Content:
    records = data.tree("files/weather/hko-stations.json")["stations"]
    return written(
        [
            ["Station", "Easting", "Northing"],
            *([each["name"], str(each["E"]), str(each["N"])] for each in records),
        ]
    )


@made("latitude-and-longitude-swapped.csv", STATIONS, "the columns' names exchanged")
def _swapped(data: Data) -> Content:
    rows = stations(data)
    return written([["station_name_en", "longitude", "latitude"], *(row[1:4] for row in rows[1:])])


@made("blank-columns-between-and-beside.csv", STATIONS, "an empty first column, one between, two behind")
def _blank(data: Data) -> Content:
    return written([["", row[0], row[1], "", row[4], "", ""] for row in stations(data)])


@made(
    "non-breaking-spaces-for-nothing.csv",
    BUILDINGS,
    "its first 30 rows, what is empty as a non-breaking space",
)
def _nbsp(data: Data) -> Content:
    rows = data.rows(BUILDINGS)[:31]
    return written([rows[0], *([cell or "\xa0" for cell in row] for row in rows[1:])])


@made("header-repeated-in-the-middle.csv", STREETS, "two extracts one after the other, each with the header")
def _repeated(data: Data) -> Content:
    rows = [row[:3] for row in data.rows(STREETS)]
    return written([*rows[:21], rows[0], *rows[21:41]])


@made("prose-and-no-table.txt", RAIN, "the legend of the rainfall as sentences")
def _prose(_: Data) -> Content:
    return (
        "Daily Total Rainfall (mm) at the Hong Kong Observatory\n\nTrace means rainfall less than 0.05 mm.\n"
    )
