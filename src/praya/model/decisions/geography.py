"""Where on earth things are: reference systems, and which coordinate is which."""

from __future__ import annotations

from praya.model.decisions.kind import Kind, text
from praya.model.text import Text

_TYPE = text("{column}: {type}", "{column}：{type}", "{column}：{type}")
_CHECK_AXES = text(
    "Write the coordinates in the order that their names and the format promise.",
    "請按欄名和格式所定的次序書寫坐標。",
    "请按列名和格式所定的次序书写坐标。",
)
_NAME_SYSTEM = text(
    "Say in the file which reference system its coordinates are in, such as EPSG:2326.",
    "請在檔案中註明坐標所用的參考系統，例如 EPSG:2326。",
    "请在文件中注明坐标所用的参考系统，例如 EPSG:2326。",
)


def _kind(code: str, reason: Text, advice: Text | None = None) -> Kind:
    return Kind(code=code, step="infer", what=_TYPE, reason=reason, advice=advice or Text())


SHAPES = _kind(
    "shapes",
    text(
        "Its values are shapes in degrees of WGS84.",
        "數值為以 WGS84 經緯度表示的圖形。",
        "数值为以 WGS84 经纬度表示的图形。",
    ),
)
SHAPES_UNREAD = _kind(
    "shapes_unread",
    text(
        "{count} of its shapes cannot be read, so all stay text.",
        "有 {count} 個圖形無法讀取，因此全部保留為文字。",
        "有 {count} 个图形无法读取，因此全部保留为文字。",
    ),
    text("Check these shapes in the file.", "請檢查檔案中的這些圖形。", "请检查文件中的这些图形。"),
)
SHAPES_LOST = _kind(
    "shapes_lost",
    text(
        "{count} of its shapes cannot be read; their text stays beside.",
        "有 {count} 個圖形無法讀取；其文字仍保留在旁。",
        "有 {count} 个图形无法读取；其文字仍保留在旁。",
    ),
    text("Check these shapes in the file.", "請檢查檔案中的這些圖形。", "请检查文件中的这些图形。"),
)
SHAPES_ELSEWHERE = _kind(
    "shapes_elsewhere",
    text(
        "Its coordinates are no degrees, and the file does not say what they are; they stay text.",
        "坐標並非經緯度，檔案亦沒有說明是甚麼；保留為文字。",
        "坐标并非经纬度，文件也没有说明是什么；保留为文字。",
    ),
    _NAME_SYSTEM,
)
SHAPES_CONVERTED = _kind(
    "shapes_converted",
    text(
        "Converted to degrees of WGS84 from {system}; the source's coordinates stay beside.",
        "由 {system} 換算為 WGS84 經緯度；來源坐標保留在旁。",
        "由 {system} 换算为 WGS84 经纬度；来源坐标保留在旁。",
    ),
)
SHAPES_CONVERTED_CROSSED = _kind(
    "shapes_converted_crossed",
    text(
        "Converted to degrees of WGS84 from {system}, with the two coordinates exchanged: only so they lie where "
        "that system is used. The source's coordinates stay beside.",
        "由 {system} 換算為 WGS84 經緯度，並對調兩個坐標：只有這樣才落在該系統的使用範圍。來源坐標保留在旁。",
        "由 {system} 换算为 WGS84 经纬度，并对调两个坐标：只有这样才落在该系统的使用范围。来源坐标保留在旁。",
    ),
    _CHECK_AXES,
)
SHAPES_EXCHANGED = _kind(
    "shapes_exchanged",
    text(
        "Longitude and latitude were exchanged: the other way round, no place is on earth.",
        "經度與緯度對調了：不對調的話，位置不在地球之上。",
        "经度与纬度对调了：不对调的话，位置不在地球之上。",
    ),
    _CHECK_AXES,
)
GRID_BY_RANGE = _kind(
    "grid_by_range",
    text(
        "The file names no reference system, but every position lies on the city's own grid ({system}); converted "
        "from there, the source's coordinates stay beside.",
        "檔案沒有註明參考系統，但所有位置都在本市的格網（{system}）之內；由此換算，來源坐標保留在旁。",
        "文件没有注明参考系统，但所有位置都在本市的格网（{system}）之内；由此换算，来源坐标保留在旁。",
    ),
    _NAME_SYSTEM,
)
GRID_BY_RANGE_CROSSED = _kind(
    "grid_by_range_crossed",
    text(
        "The file names no reference system, but with northing and easting exchanged the positions lie in the city on "
        "its own grid ({system}); converted from there, the source's coordinates stay beside.",
        "檔案沒有註明參考系統，但對調北距與東距後，位置都在本市的格網（{system}）之內；由此換算，來源坐標保留在旁。",
        "文件没有注明参考系统，但对调北距与东距后，位置都在本市的格网（{system}）之内；由此换算，来源坐标保留在旁。",
    ),
    _NAME_SYSTEM,
)
SYSTEM_UNKNOWN = _kind(
    "system_unknown",
    text(
        "Its coordinates are in a reference system that is not known here ({system}); they stay text.",
        "坐標採用本系統不認識的參考系統（{system}）；保留為文字。",
        "坐标采用本系统不认识的参考系统（{system}）；保留为文字。",
    ),
    _NAME_SYSTEM,
)
SYSTEM_CONTRADICTED = _kind(
    "system_contradicted",
    text(
        "The file says {system}, but its coordinates are degrees and were taken as such.",
        "檔案註明 {system}，但坐標是經緯度，因此按經緯度讀取。",
        "文件注明 {system}，但坐标是经纬度，因此按经纬度读取。",
    ),
    _NAME_SYSTEM,
)
GRID_CONVERTED = _kind(
    "grid_converted",
    text(
        "Derived from the Hong Kong 1980 Grid: {columns}.",
        "由香港1980方格網換算：{columns}。",
        "由香港1980方格网换算：{columns}。",
    ),
)
GRID_CONVERTED_CROSSED = _kind(
    "grid_converted_crossed",
    text(
        "Derived from the Hong Kong 1980 Grid: {columns}, easting and northing exchanged, for only so the places lie "
        "in the city.",
        "由香港1980方格網換算：{columns}；東距與北距對調，因為只有這樣位置才在本市之內。",
        "由香港1980方格网换算：{columns}；东距与北距对调，因为只有这样位置才在本市之内。",
    ),
    _CHECK_AXES,
)
GRID_OUTSIDE = _kind(
    "grid_outside",
    text(
        "{count} rows have grid coordinates outside the city; they have no place.",
        "有 {count} 行的格網坐標在本市之外，因此沒有位置。",
        "有 {count} 行的格网坐标在本市之外，因此没有位置。",
    ),
    text("Check these rows' coordinates.", "請檢查這些行的坐標。", "请检查这些行的坐标。"),
)
