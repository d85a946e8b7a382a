"""What came cannot be understood."""

from __future__ import annotations

from praya.model.errors.base import Failure, text
from praya.model.errors.origin import TELL_PUBLISHER


class Unreadable(Failure):
    """The file came, but holds no table we can read."""

    status = 422


_PUBLISHER_CHECKS = text(
    "The publisher should check the file at the source. What was read before stays available.",
    "請發布機構檢查來源檔案。之前讀取的內容仍可使用。",
    "请发布机构检查来源文件。之前读取的内容仍可使用。",
)


class FileEmpty(Unreadable):
    """No bytes, or nothing but white space."""

    code = "file_empty"
    message = text("The file is empty.", "檔案是空的。", "文件是空的。")
    advice = _PUBLISHER_CHECKS


class FileIsWebPage(Unreadable):
    """An HTML page where a data file was promised: usually an error page served as success."""

    code = "file_is_web_page"
    message = text(
        "The address gave a web page (“{title}”), not a data file.",
        "此網址傳回的是網頁（「{title}」），不是數據檔案。",
        "此网址返回的是网页（“{title}”），不是数据文件。",
    )
    advice = TELL_PUBLISHER


class FormatUnsupported(Unreadable):
    """A format Praya keeps and serves, but does not read as a table."""

    code = "format_unsupported"
    message = text(
        "Files of the format “{format}” cannot be shown as a table.",
        "「{format}」格式的檔案不能以數據表顯示。",
        "“{format}”格式的文件不能以数据表显示。",
    )
    advice = text("Download the original file.", "請下載原檔。", "请下载原文件。")


class FileBroken(Unreadable):
    """A file that ends too early or contradicts its own format."""

    code = "file_broken"
    message = text(
        "The {format} file is damaged: {reason}.",
        "{format} 檔案已損壞：{reason}。",
        "{format} 文件已损坏：{reason}。",
    )
    advice = _PUBLISHER_CHECKS


class FileBomb(Unreadable):
    """A compressed file that would unpack to far more than the limits allow."""

    code = "file_bomb"
    message = text(
        "The file would unpack to more than {limit} bytes, so it was not opened.",
        "檔案解壓後會超過 {limit} 位元組，因此沒有打開。",
        "文件解压后会超过 {limit} 字节，因此没有打开。",
    )
    advice = _PUBLISHER_CHECKS


class EncodingUnknown(Unreadable):
    """Bytes that are text in no encoding we know."""

    code = "encoding_unknown"
    message = text(
        "The text encoding could not be recognised (first bad byte at {offset}).",
        "無法辨認文字編碼（首個錯誤位元組在 {offset}）。",
        "无法辨认文字编码（首个错误字节在 {offset}）。",
    )
    advice = text(
        "The publisher should save the file as UTF-8.",
        "請發布機構以 UTF-8 儲存檔案。",
        "请发布机构以 UTF-8 保存文件。",
    )


class TableAbsent(Unreadable):
    """A readable file without rows and columns."""

    code = "table_absent"
    message = text("The file holds no table.", "檔案中沒有數據表。", "文件中没有数据表。")
    advice = text("Download the original file.", "請下載原檔。", "请下载原文件。")


class RecordsAbsent(Unreadable):
    """A list of records with nothing in it, that does not say either what its columns would be."""

    code = "records_absent"
    message = text(
        "The file lists nothing at present ({path}), and does not name its columns.",
        "檔案目前沒有列出任何記錄（{path}），亦沒有列出欄名。",
        "文件目前没有列出任何记录（{path}），也没有列出列名。",
    )
    advice = text(
        "What was read last stays in sight; it may be out of date.",
        "之前讀取的內容仍會顯示，但可能已過時。",
        "之前读取的内容仍会显示，但可能已过时。",
    )


class FileTooWide(Unreadable):
    """More columns than a table may have."""

    code = "file_too_wide"
    message = text(
        "The table has {columns} columns; at most {limit} can be shown.",
        "數據表有 {columns} 欄；最多只能顯示 {limit} 欄。",
        "数据表有 {columns} 列；最多只能显示 {limit} 列。",
    )
    advice = text("Download the original file.", "請下載原檔。", "请下载原文件。")


class RecordInvalid(Failure):
    """A catalogue record that cannot be understood."""

    code = "record_invalid"
    status = 422
    message = text(
        "The record “{name}” cannot be read: {reason}.",
        "無法讀取記錄「{name}」：{reason}。",
        "无法读取记录“{name}”：{reason}。",
    )
    advice = text(
        "The source portal should correct it; all other records were taken.",
        "請來源平台更正；其他記錄已全部收錄。",
        "请来源平台更正；其他记录已全部收录。",
    )


class PortalInvalid(Failure):
    """An address that does not answer as a data portal."""

    code = "portal_invalid"
    status = 502
    message = text(
        "“{url}” does not answer as a data portal: {reason}.",
        "「{url}」沒有以數據平台的方式回應：{reason}。",
        "“{url}”没有以数据平台的方式回应：{reason}。",
    )
    advice = text(
        "Give the portal's root address, such as https://data.gov.hk.",
        "請提供平台的根網址，例如 https://data.gov.hk。",
        "请提供平台的根网址，例如 https://data.gov.hk。",
    )
