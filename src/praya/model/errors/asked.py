"""What was asked for is not here, or cannot be asked like this."""

from __future__ import annotations

from typing import ClassVar

from praya.model.errors.base import Failure, text

_CHECK_ADDRESS = text(
    "Check the address, or go back to the search.", "請檢查網址，或返回搜尋。", "请检查网址，或返回搜索。"
)


class Missing(Failure):
    """What was asked for is not here."""

    status = 404
    advice = _CHECK_ADDRESS


class PageMissing(Missing):
    """No page at this address."""

    code = "page_missing"
    message = text("There is no page at this address.", "此網址沒有頁面。", "此网址没有页面。")


class DatasetMissing(Missing):
    """No dataset of this name."""

    code = "dataset_missing"
    message = text(
        "There is no dataset named “{name}”.", "沒有名為「{name}」的數據集。", "没有名为“{name}”的数据集。"
    )


class DistributionMissing(Missing):
    """No distribution of this id."""

    code = "distribution_missing"
    message = text(
        "There is no file with the id “{id}”.", "沒有編號為「{id}」的檔案。", "没有编号为“{id}”的文件。"
    )


class TableMissing(Missing):
    """No table of this name."""

    code = "table_missing"
    message = text(
        "There is no table named “{name}”.", "沒有名為「{name}」的數據表。", "没有名为“{name}”的数据表。"
    )


class PublisherMissing(Missing):
    """No publisher of this id."""

    code = "publisher_missing"
    message = text(
        "There is no publisher with the id “{id}”.",
        "沒有編號為「{id}」的發布機構。",
        "没有编号为“{id}”的发布机构。",
    )
    advice = text("See the list of publishers.", "請查看發布機構名單。", "请查看发布机构列表。")


class ThemeMissing(Missing):
    """No theme of this id."""

    code = "theme_missing"
    message = text(
        "There is no theme with the id “{id}”.", "沒有編號為「{id}」的主題。", "没有编号为“{id}”的主题。"
    )
    advice = text("See the list of themes.", "請查看主題名單。", "请查看主题列表。")


class FileMissing(Missing):
    """No file at this path of the disk."""

    code = "file_missing"
    message = text("There is no file at “{path}”.", "「{path}」沒有檔案。", "“{path}”没有文件。")
    advice = text("Check the path.", "請檢查路徑。", "请检查路径。")


class VersionMissing(Missing):
    """The bytes of this version are not in the archive."""

    code = "version_missing"
    message = text(
        "This version of the file is not in the archive.",
        "存檔中沒有此檔案的這個版本。",
        "存档中没有此文件的这个版本。",
    )


class VersionNotYet(Missing):
    """A moment before the first version."""

    code = "version_not_yet"
    message = text(
        "“{name}” has no version of {as_of}: the first one came at {first}.",
        "「{name}」沒有 {as_of} 的版本：首個版本於 {first} 取得。",
        "“{name}”没有 {as_of} 的版本：首个版本于 {first} 取得。",
    )


class VersionLetGo(Missing):
    """A version that was kept until a rule let it go."""

    code = "version_let_go"
    message = text(
        "The version of “{name}” asked for ({as_of}) came at {at} and is no longer kept: a rule for keeping let it go.",
        "所查的「{name}」版本（{as_of}）於 {at} 取得，但已按保留規則刪除。",
        "所查的“{name}”版本（{as_of}）于 {at} 取得，但已按保留规则删除。",
    )


class Refused(Failure):
    """The question cannot be asked like this."""

    status = 400


class FilterInvalid(Refused):
    """A filter that does not parse, or does not fit its column's type."""

    code = "filter_invalid"
    message = text(
        "The filter “{filter}” cannot be read.",
        "無法理解篩選條件「{filter}」。",
        "无法理解筛选条件“{filter}”。",
    )
    advice = text(
        "Write where=column,operator,value, such as year,ge,2020, or filter=year >= 2020 AND district = 'Sha Tin'. "
        "For a number or date column the value must be one.",
        "請寫成 where=欄,運算符,值，例如 year,ge,2020；或寫成 filter=year >= 2020 AND district = 'Sha Tin'。"
        "數字欄或日期欄的值必須是數字或日期。",
        "请写成 where=列,运算符,值，例如 year,ge,2020；或写成 filter=year >= 2020 AND district = 'Sha Tin'。"
        "数字列或日期列的值必须是数字或日期。",
    )


class PlacesMissing(Refused):
    """A question about places to a table that has none."""

    code = "places_missing"
    message = text(
        "The rows of this table have no place on the map.",
        "此數據表的列沒有地圖位置。",
        "此数据表的行没有地图位置。",
    )
    advice = text(
        "Ask without bbox and near; for a distance, the table needs columns of latitude and longitude.",
        "請不要使用 bbox 或 near；要計算距離，數據表須有緯度和經度欄。",
        "请不要使用 bbox 或 near；要计算距离，数据表须有纬度和经度列。",
    )


class ChartUnfit(Refused):
    """A kind of chart that the table's columns, or those asked for, cannot make."""

    code = "chart_unfit"
    message = text(
        "These columns make no chart of the kind “{kind}”.",
        "這些欄不能繪成「{kind}」圖表。",
        "这些列不能绘成“{kind}”图表。",
    )
    advice = text(
        "Choose another kind of chart or other columns; only totals and numbers of rows can be stacked.",
        "請選擇另一種圖表或其他欄；只有總計和行數可以堆疊。",
        "请选择另一种图表或其他列；只有总计和行数可以堆叠。",
    )


class ColumnUnknown(Refused):
    """A column the table does not have."""

    code = "column_unknown"
    message = text(
        "The table has no column “{column}”.", "數據表沒有「{column}」欄。", "数据表没有“{column}”列。"
    )
    advice = text("Its columns are: {columns}.", "它的欄有：{columns}。", "它的列有：{columns}。")


class ParameterInvalid(Refused):
    """A parameter of the address with a value it cannot have."""

    code = "parameter_invalid"
    message = text(
        "“{value}” is no value for “{name}”.",
        "「{value}」不是「{name}」的有效值。",
        "“{value}”不是“{name}”的有效值。",
    )
    advice = text("Expected: {expected}.", "應為：{expected}。", "应为：{expected}。")


class ParameterMissing(ParameterInvalid):
    """A parameter that has to have a value, and was given none."""

    code = "parameter_missing"
    message = text("“{name}” has no value yet.", "「{name}」還沒有值。", "“{name}”还没有值。")
    advice = text("Give it one among the parameters.", "請在參數中給它一個值。", "请在参数中给它一个值。")


class SqlRefused(Refused):
    """SQL that does more than read open tables."""

    code = "sql_refused"
    message = text(
        "This SQL is not allowed: {reason}.", "不允許執行此 SQL：{reason}。", "不允许执行此 SQL：{reason}。"
    )
    reasons: ClassVar = {
        "too_long": text("it is longer than {what} characters", "超過 {what} 個字元", "超过 {what} 个字符"),
        "nested": text("it is nested too deeply", "巢狀層數過多", "嵌套层数过多"),
        "no_select": text("only a single SELECT can be run", "只能執行一句 SELECT", "只能执行一句 SELECT"),
        "show": text(
            "SHOW is not open; use DESCRIBE with a table's name",
            "不開放 SHOW；請用 DESCRIBE 加數據表名稱",
            "不开放 SHOW；请用 DESCRIBE 加数据表名称",
        ),
        "at": text(
            "AT is not open; give as_of beside the statement",
            "不開放 AT；請在語句以外另給 as_of",
            "不开放 AT；请在语句以外另给 as_of",
        ),
        "collation": text("this collation is not open", "不開放這種排序規則", "不开放这种排序规则"),
        "function": text("the function {what} is not open", "不開放函數 {what}", "不开放函数 {what}"),
        "type": text("the type {what} is not open", "不開放類型 {what}", "不开放类型 {what}"),
        "beyond": text(
            "it reaches beyond the open tables",
            "語句涉及公開數據表以外的內容",
            "语句涉及公开数据表以外的内容",
        ),
    }
    advice = text(
        "Write one SELECT over the open tables; “praya query --tables” lists them.",
        "請只寫一句查詢公開數據表的 SELECT；「praya query --tables」可列出數據表。",
        "请只写一句查询公开数据表的 SELECT；“praya query --tables”可列出数据表。",
    )


class SqlFailed(Refused):
    """SQL that DuckDB could not run."""

    code = "sql_failed"
    message = text("The query failed: {reason}", "查詢失敗：{reason}", "查询失败：{reason}")
    reasons: ClassVar = {
        "unsent": text(
            "the column {what} has a type that cannot be sent; CAST it to VARCHAR",
            "欄「{what}」的類型無法傳送；請用 CAST 轉為 VARCHAR",
            "列“{what}”的类型无法传送；请用 CAST 转为 VARCHAR",
        ),
        "stopped": text(
            "DuckDB could not go on ({what})", "DuckDB 無法繼續（{what}）", "DuckDB 无法继续（{what}）"
        ),
    }
    advice = text(
        "Check the names of tables and columns; “praya query --tables” lists them.",
        "請檢查數據表和欄的名稱；「praya query --tables」可列出。",
        "请检查数据表和列的名称；“praya query --tables”可列出。",
    )


class OverrideInvalid(Refused):
    """An override with a field that it cannot have."""

    code = "override_invalid"
    message = text(
        "The override's field “{field}” cannot be {value}.",
        "覆蓋設定的欄位「{field}」不能為 {value}。",
        "覆盖设置的字段“{field}”不能为 {value}。",
    )
    advice = text("Expected: {expected}.", "應為：{expected}。", "应为：{expected}。")


class SqlTooHeavy(Refused):
    """SQL that took more than it may, or that ended its process."""

    code = "sql_too_heavy"
    status = 422
    message = text(
        "The query was ended: it needs more than {seconds} seconds or {megabytes} MB of memory.",
        "查詢已被終止：它需要超過 {seconds} 秒或 {megabytes} MB 記憶體。",
        "查询已被终止：它需要超过 {seconds} 秒或 {megabytes} MB 内存。",
    )
    advice = text(
        "Ask for less: filter rows first, choose columns, group instead of listing, and give every join a condition. "
        "Whole tables can be taken as Parquet.",
        "請縮小範圍：先篩選列、選取欄、以分組代替逐列列出，並為每個 join 加上條件。整個數據表可下載為 Parquet。",
        "请缩小范围：先筛选行、选取列、用分组代替逐行列出，并为每个 join 加上条件。整个数据表可下载为 Parquet。",
    )


class StoryMissing(Missing):
    """No story of this name."""

    code = "story_missing"
    message = text(
        "There is no story named “{name}”.", "沒有名為「{name}」的故事。", "没有名为“{name}”的故事。"
    )
    advice = text("The list of stories has them all.", "故事一覽列出所有故事。", "故事列表列出所有故事。")


class StoryBroken(Refused):
    """A story's file, or a block in it, that is not written as stories are."""

    code = "story_broken"
    message = text(
        "The story's file is not in order at line {line}: {reason}.",
        "故事檔案第{line}行有誤：{reason}。",
        "故事文件第{line}行有误：{reason}。",
    )
    advice = text(
        "docs/stories.md says how stories are written; “praya stories check” tries every block.",
        "docs/stories.md 說明故事的寫法；「praya stories check」會逐一試行每個區塊。",
        "docs/stories.md 说明故事的写法；“praya stories check”会逐一试行每个区块。",
    )


class QueryMissing(Missing):
    """No kept query of this name."""

    code = "query_missing"
    message = text(
        "There is no query named “{name}”.", "沒有名為「{name}」的查詢。", "没有名为“{name}”的查询。"
    )
    advice = text(
        "/api/v1/queries lists those there are.",
        "/api/v1/queries 列出現有的查詢。",
        "/api/v1/queries 列出现有的查询。",
    )
