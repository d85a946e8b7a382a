"""Every failure Praya can name, in one tree.

    Failure
    ├── Missing            404  what was asked for is not here
    │   ├── PageMissing · DatasetMissing · DistributionMissing · TableMissing · FileMissing · VersionMissing
    ├── Refused            400  the question cannot be asked like this
    │   ├── FilterInvalid · ColumnUnknown · ParameterInvalid · SqlRefused · SqlFailed
    ├── OriginFailed       502  the publisher's server did not give the file
    │   ├── AddressInvalid · AddressForbidden · OriginUnreachable · OriginTimeout · OriginMissing
    │   ├── OriginError · OriginBusy · OriginRefused · RedirectsTooMany · ResponseTooLarge · ResponseTruncated
    ├── Unreadable         422  the file came, but holds no table we can read
    │   ├── FileEmpty · FileIsWebPage · FormatUnsupported · FileBroken · FileBomb
    │   ├── EncodingUnknown · TableAbsent · FileTooWide
    ├── RecordInvalid      422  a catalogue record that cannot be understood
    ├── PortalInvalid      502  an address that does not answer as a data portal
    ├── StorageFull        507  no room left on the disk
    ├── PortTaken          503  another program listens where the server should
    └── Unexpected         500  a fault of Praya itself

Each class has a stable `code`, an HTTP-like `status`, and `message` and `advice` (what happened; what to do) in three
languages, with named fields in braces. A failure that must be remembered is stored as its code and fields
(`model.catalogue.Problem`) and put into words again for each reader by `explain`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from praya.model.text import Lang, Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Failure(Exception):
    """A failure with a code, named fields, and words for people. Raise a subclass, with its fields as keywords."""

    code: ClassVar[str]
    status: ClassVar[int]
    message: ClassVar[Text]
    advice: ClassVar[Text]
    passing: ClassVar[bool] = False
    """True where trying again later may well succeed."""

    def __init__(self, **fields: str | int) -> None:
        super().__init__(self.code, fields)
        self.fields: dict[str, str | int] = fields

    def __str__(self) -> str:
        explained = explain(self.code, self.fields, "en")
        return f"{explained.message} [{self.code}]"


def _text(en: str, zh_hant: str, zh_hans: str) -> Text:
    return Text.of(en, zh_hant, zh_hans, origin="edited")


_CHECK_ADDRESS = _text(
    "Check the address, or go back to the search.", "請檢查網址，或返回搜尋。", "请检查网址，或返回搜索。"
)


class Missing(Failure):
    """What was asked for is not here."""

    status = 404
    advice = _CHECK_ADDRESS


class PageMissing(Missing):
    """No page at this address."""

    code = "page_missing"
    message = _text("There is no page at this address.", "此網址沒有頁面。", "此网址没有页面。")


class DatasetMissing(Missing):
    """No dataset of this name."""

    code = "dataset_missing"
    message = _text(
        "There is no dataset named “{name}”.", "沒有名為「{name}」的數據集。", "没有名为“{name}”的数据集。"
    )


class DistributionMissing(Missing):
    """No distribution of this id."""

    code = "distribution_missing"
    message = _text(
        "There is no file with the id “{id}”.", "沒有編號為「{id}」的檔案。", "没有编号为“{id}”的文件。"
    )


class TableMissing(Missing):
    """No table of this name."""

    code = "table_missing"
    message = _text(
        "There is no table named “{name}”.", "沒有名為「{name}」的數據表。", "没有名为“{name}”的数据表。"
    )


class FileMissing(Missing):
    """No file at this path of the disk."""

    code = "file_missing"
    message = _text("There is no file at “{path}”.", "「{path}」沒有檔案。", "“{path}”没有文件。")
    advice = _text("Check the path.", "請檢查路徑。", "请检查路径。")


class VersionMissing(Missing):
    """The bytes of this version are not in the archive."""

    code = "version_missing"
    message = _text(
        "This version of the file is not in the archive.",
        "存檔中沒有此檔案的這個版本。",
        "存档中没有此文件的这个版本。",
    )


class Refused(Failure):
    """The question cannot be asked like this."""

    status = 400


class FilterInvalid(Refused):
    """A filter that does not parse, or does not fit its column's type."""

    code = "filter_invalid"
    message = _text(
        "The filter “{filter}” cannot be read.",
        "無法理解篩選條件「{filter}」。",
        "无法理解筛选条件“{filter}”。",
    )
    advice = _text(
        "Write it as column,operator,value, such as year,ge,2020. For a number or date column the value must be one.",
        "請寫成「欄,運算符,值」，例如 year,ge,2020。數字欄或日期欄的值必須是數字或日期。",
        "请写成“列,运算符,值”，例如 year,ge,2020。数字列或日期列的值必须是数字或日期。",
    )


class ColumnUnknown(Refused):
    """A column the table does not have."""

    code = "column_unknown"
    message = _text(
        "The table has no column “{column}”.", "數據表沒有「{column}」欄。", "数据表没有“{column}”列。"
    )
    advice = _text("Its columns are: {columns}.", "它的欄有：{columns}。", "它的列有：{columns}。")


class ParameterInvalid(Refused):
    """A parameter of the address with a value it cannot have."""

    code = "parameter_invalid"
    message = _text(
        "“{value}” is no value for “{name}”.",
        "「{value}」不是「{name}」的有效值。",
        "“{value}”不是“{name}”的有效值。",
    )
    advice = _text("Expected: {expected}.", "應為：{expected}。", "应为：{expected}。")


class SqlRefused(Refused):
    """SQL that does more than read open tables."""

    code = "sql_refused"
    message = _text(
        "This SQL is not allowed: {reason}.", "不允許執行此 SQL：{reason}。", "不允许执行此 SQL：{reason}。"
    )
    advice = _text(
        "Write one SELECT over the open tables; “praya query --tables” lists them.",
        "請只寫一句查詢公開數據表的 SELECT；「praya query --tables」可列出數據表。",
        "请只写一句查询公开数据表的 SELECT；“praya query --tables”可列出数据表。",
    )


class SqlFailed(Refused):
    """SQL that DuckDB could not run."""

    code = "sql_failed"
    message = _text("The query failed: {reason}", "查詢失敗：{reason}", "查询失败：{reason}")
    advice = _text(
        "Check the names of tables and columns; “praya query --tables” lists them.",
        "請檢查數據表和欄的名稱；「praya query --tables」可列出。",
        "请检查数据表和列的名称；“praya query --tables”可列出。",
    )


class OriginFailed(Failure):
    """The publisher's server did not give the file."""

    status = 502


_TRY_LATER = _text(
    "Praya will try again by itself. What was read before stays available.",
    "系統會自動再試。之前讀取的內容仍可使用。",
    "系统会自动再试。之前读取的内容仍可使用。",
)
_TELL_PUBLISHER = _text(
    "Tell the publisher that the address no longer works. What was read before stays available.",
    "請通知發布機構此網址已失效。之前讀取的內容仍可使用。",
    "请通知发布机构此网址已失效。之前读取的内容仍可使用。",
)


class AddressInvalid(OriginFailed):
    """Not an http or https address."""

    code = "address_invalid"
    status = 400
    message = _text(
        "“{url}” is not a web address that can be fetched.",
        "「{url}」不是可擷取的網址。",
        "“{url}”不是可抓取的网址。",
    )
    advice = _text(
        "Use a full http or https address.",
        "請使用完整的 http 或 https 網址。",
        "请使用完整的 http 或 https 网址。",
    )


class AddressForbidden(OriginFailed):
    """An address inside a private or special network: refused, so that nobody reaches in through Praya."""

    code = "address_forbidden"
    status = 403
    message = _text(
        "“{host}” leads into a private network, so it was not fetched.",
        "「{host}」指向私人網絡，因此沒有擷取。",
        "“{host}”指向私有网络，因此没有抓取。",
    )
    advice = _text(
        "Publish the file at a public address. An operator can allow a network with PRAYA_ALLOW_NETWORKS.",
        "請把檔案放在公開網址。營運者可用 PRAYA_ALLOW_NETWORKS 允許某網絡。",
        "请把文件放在公开网址。运营者可用 PRAYA_ALLOW_NETWORKS 允许某网络。",
    )


class OriginUnreachable(OriginFailed):
    """No connection: name unknown, refused, or TLS failed."""

    code = "origin_unreachable"
    passing = True
    message = _text(
        "“{host}” could not be reached: {reason}.",
        "無法連接「{host}」：{reason}。",
        "无法连接“{host}”：{reason}。",
    )
    advice = _TRY_LATER


class OriginTimeout(OriginFailed):
    """The server took longer than allowed."""

    code = "origin_timeout"
    status = 504
    passing = True
    message = _text(
        "“{host}” did not finish within {seconds} seconds.",
        "「{host}」未能在 {seconds} 秒內完成傳送。",
        "“{host}”未能在 {seconds} 秒内完成传送。",
    )
    advice = _TRY_LATER


class OriginMissing(OriginFailed):
    """404 or 410."""

    code = "origin_missing"
    message = _text(
        "The publisher's server no longer has this file (HTTP {http_status}).",
        "發布機構的伺服器已沒有此檔案（HTTP {http_status}）。",
        "发布机构的服务器已没有此文件（HTTP {http_status}）。",
    )
    advice = _TELL_PUBLISHER


class OriginError(OriginFailed):
    """5xx."""

    code = "origin_error"
    passing = True
    message = _text(
        "The publisher's server failed (HTTP {http_status}).",
        "發布機構的伺服器發生錯誤（HTTP {http_status}）。",
        "发布机构的服务器发生错误（HTTP {http_status}）。",
    )
    advice = _TRY_LATER


class OriginBusy(OriginFailed):
    """429, or a 503 that says when to come back."""

    code = "origin_busy"
    passing = True
    message = _text(
        "The publisher's server asks to be left alone for {seconds} seconds (HTTP {http_status}).",
        "發布機構的伺服器要求 {seconds} 秒內不要再請求（HTTP {http_status}）。",
        "发布机构的服务器要求 {seconds} 秒内不要再请求（HTTP {http_status}）。",
    )
    advice = _TRY_LATER


class OriginRefused(OriginFailed):
    """Any other answer that is not a file: such as 401 or 403."""

    code = "origin_refused"
    message = _text(
        "The publisher's server refused the request (HTTP {http_status}).",
        "發布機構的伺服器拒絕請求（HTTP {http_status}）。",
        "发布机构的服务器拒绝请求（HTTP {http_status}）。",
    )
    advice = _TELL_PUBLISHER


class RedirectsTooMany(OriginFailed):
    """A chain of redirects that does not end."""

    code = "redirects_too_many"
    message = _text(
        "The address redirects more than {limit} times.",
        "此網址重新導向超過 {limit} 次。",
        "此网址重定向超过 {limit} 次。",
    )
    advice = _TELL_PUBLISHER


class ResponseTooLarge(OriginFailed):
    """More bytes than the limit, announced or sent."""

    code = "response_too_large"
    status = 413
    message = _text(
        "The file is larger than the limit of {limit} bytes.",
        "檔案超過 {limit} 位元組的上限。",
        "文件超过 {limit} 字节的上限。",
    )
    advice = _text(
        "Publish the file in parts. An operator can raise PRAYA_MAX_BYTES.",
        "請分拆檔案發布。營運者可調高 PRAYA_MAX_BYTES。",
        "请分拆文件发布。运营者可调高 PRAYA_MAX_BYTES。",
    )


class ResponseTruncated(OriginFailed):
    """Fewer or more bytes than announced."""

    code = "response_truncated"
    passing = True
    message = _text(
        "The server announced {announced} bytes but sent {received}.",
        "伺服器聲稱有 {announced} 位元組，實際只傳來 {received}。",
        "服务器声称有 {announced} 字节，实际只传来 {received}。",
    )
    advice = _TRY_LATER


class Unreadable(Failure):
    """The file came, but holds no table we can read."""

    status = 422


_PUBLISHER_CHECKS = _text(
    "The publisher should check the file at the source. What was read before stays available.",
    "請發布機構檢查來源檔案。之前讀取的內容仍可使用。",
    "请发布机构检查来源文件。之前读取的内容仍可使用。",
)


class FileEmpty(Unreadable):
    """No bytes, or nothing but white space."""

    code = "file_empty"
    message = _text("The file is empty.", "檔案是空的。", "文件是空的。")
    advice = _PUBLISHER_CHECKS


class FileIsWebPage(Unreadable):
    """An HTML page where a data file was promised: usually an error page served as success."""

    code = "file_is_web_page"
    message = _text(
        "The address gave a web page (“{title}”), not a data file.",
        "此網址傳回的是網頁（「{title}」），不是數據檔案。",
        "此网址返回的是网页（“{title}”），不是数据文件。",
    )
    advice = _TELL_PUBLISHER


class FormatUnsupported(Unreadable):
    """A format Praya keeps and serves, but does not read as a table."""

    code = "format_unsupported"
    message = _text(
        "Files of the format “{format}” cannot be shown as a table.",
        "「{format}」格式的檔案不能以數據表顯示。",
        "“{format}”格式的文件不能以数据表显示。",
    )
    advice = _text("Download the original file.", "請下載原檔。", "请下载原文件。")


class FileBroken(Unreadable):
    """A file that ends too early or contradicts its own format."""

    code = "file_broken"
    message = _text(
        "The {format} file is damaged: {reason}.",
        "{format} 檔案已損壞：{reason}。",
        "{format} 文件已损坏：{reason}。",
    )
    advice = _PUBLISHER_CHECKS


class FileBomb(Unreadable):
    """A compressed file that would unpack to far more than the limits allow."""

    code = "file_bomb"
    message = _text(
        "The file would unpack to more than {limit} bytes, so it was not opened.",
        "檔案解壓後會超過 {limit} 位元組，因此沒有打開。",
        "文件解压后会超过 {limit} 字节，因此没有打开。",
    )
    advice = _PUBLISHER_CHECKS


class EncodingUnknown(Unreadable):
    """Bytes that are text in no encoding we know."""

    code = "encoding_unknown"
    message = _text(
        "The text encoding could not be recognised (first bad byte at {offset}).",
        "無法辨認文字編碼（首個錯誤位元組在 {offset}）。",
        "无法辨认文字编码（首个错误字节在 {offset}）。",
    )
    advice = _text(
        "The publisher should save the file as UTF-8.",
        "請發布機構以 UTF-8 儲存檔案。",
        "请发布机构以 UTF-8 保存文件。",
    )


class TableAbsent(Unreadable):
    """A readable file without rows and columns."""

    code = "table_absent"
    message = _text("The file holds no table.", "檔案中沒有數據表。", "文件中没有数据表。")
    advice = _text("Download the original file.", "請下載原檔。", "请下载原文件。")


class FileTooWide(Unreadable):
    """More columns than a table may have."""

    code = "file_too_wide"
    message = _text(
        "The table has {columns} columns; at most {limit} can be shown.",
        "數據表有 {columns} 欄；最多只能顯示 {limit} 欄。",
        "数据表有 {columns} 列；最多只能显示 {limit} 列。",
    )
    advice = _text("Download the original file.", "請下載原檔。", "请下载原文件。")


class RecordInvalid(Failure):
    """A catalogue record that cannot be understood."""

    code = "record_invalid"
    status = 422
    message = _text(
        "The record “{name}” cannot be read: {reason}.",
        "無法讀取記錄「{name}」：{reason}。",
        "无法读取记录“{name}”：{reason}。",
    )
    advice = _text(
        "The source portal should correct it; all other records were taken.",
        "請來源平台更正；其他記錄已全部收錄。",
        "请来源平台更正；其他记录已全部收录。",
    )


class PortalInvalid(Failure):
    """An address that does not answer as a data portal."""

    code = "portal_invalid"
    status = 502
    message = _text(
        "“{url}” does not answer as a CKAN portal: {reason}.",
        "「{url}」沒有以 CKAN 平台的方式回應：{reason}。",
        "“{url}”没有以 CKAN 平台的方式回应：{reason}。",
    )
    advice = _text(
        "Give the portal's root address, such as https://data.gov.hk.",
        "請提供平台的根網址，例如 https://data.gov.hk。",
        "请提供平台的根网址，例如 https://data.gov.hk。",
    )


class StorageFull(Failure):
    """No room left on the disk."""

    code = "storage_full"
    status = 507
    passing = True
    message = _text(
        "The disk is full, so the file was not kept.",
        "磁碟已滿，因此沒有保存檔案。",
        "磁盘已满，因此没有保存文件。",
    )
    advice = _text(
        "The operator should free some space; Praya then tries again. What was read before stays available.",
        "請營運者騰出空間，系統會再試。之前讀取的內容仍可使用。",
        "请运营者腾出空间，系统会再试。之前读取的内容仍可使用。",
    )


class PortTaken(Failure):
    """Another program listens where the server should."""

    code = "port_taken"
    status = 503
    message = _text(
        "The server cannot listen on {host}, port {port}: {reason}.",
        "伺服器無法使用 {host} 的 {port} 埠：{reason}。",
        "服务器无法使用 {host} 的 {port} 端口：{reason}。",
    )
    advice = _text(
        "Choose another port with --port or PRAYA_PORT, or end the program that has it.",
        "請以 --port 或 PRAYA_PORT 選擇另一個埠，或結束佔用該埠的程式。",
        "请用 --port 或 PRAYA_PORT 选择另一个端口，或结束占用该端口的程序。",
    )


class Unexpected(Failure):
    """A fault of Praya itself; `kind` is the exception's name, the rest is in the log."""

    code = "unexpected"
    status = 500
    message = _text(
        "Something went wrong on our side ({kind}).", "系統發生錯誤（{kind}）。", "系统发生错误（{kind}）。"
    )
    advice = _text(
        "Try again. If it stays, tell the operator when it happened.",
        "請再試。如問題持續，請把發生時間告知營運者。",
        "请再试。如问题持续，请把发生时间告知运营者。",
    )


@dataclass(frozen=True, slots=True)
class Explained:
    """A failure in one reader's language."""

    code: str
    message: str
    advice: str


def failures() -> Iterator[type[Failure]]:
    """Iterate over all failures that have a code, in the order of the tree above."""

    def walk(kind: type[Failure]) -> Iterator[type[Failure]]:
        for child in kind.__subclasses__():
            if "code" in vars(child):
                yield child
            yield from walk(child)

    return walk(Failure)


def explain(code: str, fields: Mapping[str, str | int], lang: Lang) -> Explained:
    """Put a failure, remembered as its code and fields, into words.

    A code that this release does not know (an older or newer one wrote it) is shown as it is.
    """
    kind = next((kind for kind in failures() if kind.code == code), None)
    if kind is None:
        return Explained(code, code, "")
    return Explained(code, _fill(kind.message.words(lang), fields), _fill(kind.advice.words(lang), fields))


def _fill(template: str, fields: Mapping[str, str | int]) -> str:
    """Fill the braces of our own templates in one pass: values are outsiders' text and never templates."""
    return re.sub(r"\{(\w+)\}", lambda found: str(fields.get(found[1], "?")), template)
