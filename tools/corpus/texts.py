"""Encodings, marks, line ends and delimiters, made of real stations, streets and places."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

from tools.corpus import Content, Data, made

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

STATIONS = "files/weather/weather-station-info.csv"
PLACES = "files/weather/hko-stations.json"
STREETS = "files/development/hkstreetnames20.csv"
CARPARKS = "files/transport/carpark_basic_info_all.json"
BUILDINGS = "history/chp_covid_building_list_eng/20200722-1041-building_list_eng.csv"


def written(rows: Iterable[Sequence[str]], delimiter: str = ",", end: str = "\r\n") -> str:
    """Return rows as delimited text, quoted where needed."""
    into = io.StringIO(newline="")
    csv.writer(into, delimiter=delimiter, lineterminator=end).writerows(rows)
    return into.getvalue()


def stations(data: Data) -> list[list[str]]:
    """Return the weather stations: code, name, latitude, longitude, height; header first."""
    return data.rows(STATIONS)


def places(data: Data) -> list[list[str]]:
    """Return weather stations with both names and their places in the grid; header first."""
    records = data.tree(PLACES)["stations"]
    return [
        ["站名", "Station", "Easting", "Northing"],
        *([each["zh"], each["name"], str(each["E"]), str(each["N"])] for each in records),
    ]


@made(
    "big5-hkscs-with-cantonese-characters.csv",
    PLACES,
    "its stations as CSV in Big5-HKSCS, among them 赤鱲角 and 深水埗",
)
def _big5(data: Data) -> Content:
    return written(places(data)).encode("big5hkscs")


@made(
    "big5-hkscs-with-title-and-notes.csv",
    PLACES,
    "the same with a title above and a note below, in Big5-HKSCS",
)
def _big5_title(data: Data) -> Content:
    rows = places(data)[:21]
    return written([["香港天文台自動氣象站位置"], *rows, [], ["註：坐標為香港一九八零方格網"]]).encode(
        "big5hkscs"
    )


@made(
    "gb18030-with-a-character-of-four-bytes.csv",
    CARPARKS,
    "names and addresses in simplified script, in GB18030; 㙟 takes four bytes",
)
def _gb18030(data: Data) -> Content:
    records = data.tree(CARPARKS)["car_park"][:60]
    rows = [[each["park_id"], each["name_sc"], each["district_sc"]] for each in records]
    rows[3][1] += "（㙟）"
    return written([["编号", "停车场名称", "地区"], *rows]).encode("gb18030")


@made(
    "unicode-text-of-excel-in-utf-16-with-tabs.txt",
    PLACES,
    "its stations in UTF-16 LE with a mark, separated by tabs, as Excel's “Unicode Text”",
)
def _utf16_tabs(data: Data) -> Content:
    return b"\xff\xfe" + written(places(data), "\t").encode("utf-16-le")


@made("utf-16-be-with-mark.csv", PLACES, "its stations in UTF-16 BE with a mark")
def _utf16_be(data: Data) -> Content:
    return b"\xfe\xff" + written(places(data)).encode("utf-16-be")


@made("utf-16-le-without-mark.csv", STATIONS, "in UTF-16 LE without a mark")
def _utf16_le_bare(data: Data) -> Content:
    return written(stations(data)).encode("utf-16-le")


@made("utf-16-be-without-mark.csv", STATIONS, "in UTF-16 BE without a mark")
def _utf16_be_bare(data: Data) -> Content:
    return written(stations(data)).encode("utf-16-be")


@made(
    "utf-16-le-without-mark-and-mostly-chinese.csv",
    PLACES,
    "the Chinese names and grid references in UTF-16 LE without a mark",
)
def _utf16_chinese(data: Data) -> Content:
    return written([[row[0], row[2]] for row in places(data)]).encode("utf-16-le")


@made("doubled-byte-order-mark.csv", STATIONS, "with two byte-order marks before it")
def _doubled(data: Data) -> Content:
    return b"\xef\xbb\xbf\xef\xbb\xbf" + written(stations(data)).encode()


@made(
    "mojibake-utf-8-taken-for-windows-1252.csv",
    PLACES,
    "its stations' UTF-8 taken for Windows-1252 and saved as UTF-8 again",
)
def _mojibake(data: Data) -> Content:
    rows = [row for row in places(data)[1:] if _survives(row[0])]
    return written(
        [["Name", "Station", "Easting", "Northing"], *([_garbled(row[0]), *row[1:]] for row in rows)]
    )


def _survives(text: str) -> bool:
    try:
        _garbled(text)
    except UnicodeDecodeError:
        return False
    return True


def _garbled(text: str) -> str:
    return text.encode().decode("windows-1252")


@made(
    "replacement-characters-where-letters-were-lost.csv",
    PLACES,
    "every third Chinese name with characters already lost to U+FFFD",
)
def _lost(data: Data) -> Content:
    rows = places(data)
    return written(
        [
            *rows[:1],
            *(
                [row[0][:-1] + "\ufffd" if at % 3 == 0 else row[0], *row[1:]]
                for at, row in enumerate(rows[1:])
            ),
        ]
    )


@made("carriage-returns-alone.csv", STATIONS, "with CR alone at the end of each line")
def _cr(data: Data) -> Content:
    return written(stations(data), end="\r")


@made("mixed-line-ends.csv", STATIONS, "with LF, CRLF and CR by turns")
def _mixed(data: Data) -> Content:
    ends = ("\n", "\r\n", "\r")
    return "".join(written([row], end=ends[at % 3]) for at, row in enumerate(stations(data)))


@made(
    "blank-line-after-every-line.csv",
    STATIONS,
    "with CR CR LF at the end of each line, as text copied in the wrong mode",
)
def _crcrlf(data: Data) -> Content:
    return written(stations(data), end="\r\r\n")


@made("semicolons.csv", BUILDINGS, "its first 40 rows separated by semicolons, commas inside unquoted")
def _semicolons(data: Data) -> Content:
    return written(data.rows(BUILDINGS)[:41], ";", "\n")


@made("vertical-bars.txt", STREETS, "its first three columns of 60 rows separated by bars")
def _bars(data: Data) -> Content:
    return written([row[:3] for row in data.rows(STREETS)[:61]], "|", "\n")


@made("tabs-and-quotes.tsv", BUILDINGS, "its first 40 rows separated by tabs, every cell quoted")
def _tabs(data: Data) -> Content:
    into = io.StringIO(newline="")
    csv.writer(into, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        data.rows(BUILDINGS)[:41]
    )
    return into.getvalue()


@made("excel-sep-line-first.csv", STATIONS, "separated by semicolons, with Excel's “sep=;” as its first line")
def _sep(data: Data) -> Content:
    return "sep=;\r\n" + written(stations(data), ";")


@made(
    "space-after-every-comma-before-quotes.csv",
    BUILDINGS,
    "its first 30 rows with a space after each comma, all cells quoted",
)
def _spaces(data: Data) -> Content:
    return "".join(", ".join(f'"{cell}"' for cell in row) + "\n" for row in data.rows(BUILDINGS)[:31])


@made(
    "newlines-and-quotes-inside-quotes.csv",
    "files/environment/Recyclable-Collection-Points-Data.csv",
    "ids, addresses and opening hours of 30 points, with their <br> as line breaks and the first words quoted",
)
def _newlines(data: Data) -> Content:
    rows = data.rows("files/environment/Recyclable-Collection-Points-Data.csv")[:31]
    kept = [[row[0], row[3], row[17]] for row in rows]
    changed = [
        [code, f'"{address}"\nHong Kong, China', hours.replace(";", ";\n")]
        for code, address, hours in kept[1:]
    ]
    return written([kept[0], *changed])


@made(
    "one-quote-that-never-closes.csv", STATIONS, "with one name that begins with a quote that nothing closes"
)
def _unclosed(data: Data) -> Content:
    return written(stations(data)).replace("Sha Tin", '"Sha Tin', 1)


@made(
    "quotes-in-the-middle-of-cells.csv",
    STREETS,
    "the first 40 streets with their Chinese names in bare quotes behind them",
)
def _inner(data: Data) -> Content:
    rows = data.rows(STREETS)[1:41]
    return "DC,Street\n" + "".join(f'{row[0]},{row[1]} "{row[2]}"\n' for row in rows)


@made("one-column-of-streets.csv", STREETS, "the English names alone")
def _one_column(data: Data) -> Content:
    return written([[row[1]] for row in data.rows(STREETS)[:121]])


@made("header-without-rows.csv", STATIONS, "its header alone")
def _header(data: Data) -> Content:
    return written(stations(data)[:1])


@made("comma-separated-text-called.xls", STATIONS, "as it is, under the name of a workbook")
def _called_xls(data: Data) -> Content:
    return data.raw(STATIONS)
