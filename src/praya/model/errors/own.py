"""What went wrong on our side."""

from __future__ import annotations

from praya.model.errors.base import Failure, text


class StorageFull(Failure):
    """No room left on the disk."""

    code = "storage_full"
    status = 507
    passing = True
    message = text(
        "The disk is full, so the file was not kept.",
        "磁碟已滿，因此沒有保存檔案。",
        "磁盘已满，因此没有保存文件。",
    )
    advice = text(
        "The operator should free some space; Praya then tries again. What was read before stays available.",
        "請營運者騰出空間，系統會再試。之前讀取的內容仍可使用。",
        "请运营者腾出空间，系统会再试。之前读取的内容仍可使用。",
    )


class Offline(Failure):
    """Nobody outside can be reached from here, so that nothing can be said of the one that was asked."""

    code = "offline"
    status = 503
    passing = True
    message = text(
        "“{host}” could not be asked: this server reaches nobody outside at present.",
        "無法向「{host}」索取：本伺服器目前無法連接外界。",
        "无法向“{host}”索取：本服务器目前无法连接外界。",
    )
    advice = text(
        "The operator should look at the connection of this server; Praya tries again by itself. What was read before stays "
        "available.",
        "請營運者檢查伺服器的網絡連線；系統會自動再試。之前讀取的內容仍可使用。",
        "请运营者检查服务器的网络连接；系统会自动再试。之前读取的内容仍可使用。",
    )


class ServerBusy(Failure):
    """As much is asked at once as the server may work at."""

    code = "server_busy"
    status = 503
    passing = True
    message = text(
        "The server is busy with other queries and did not come to this one within {seconds} seconds.",
        "伺服器正忙於其他查詢，{seconds} 秒內未能處理此查詢。",
        "服务器正忙于其他查询，{seconds} 秒内未能处理此查询。",
    )
    advice = text(
        "Ask again in a while. An operator can raise PRAYA_SQL_AT_ONCE.",
        "請稍後再試。營運者可調高 PRAYA_SQL_AT_ONCE。",
        "请稍后再试。运营者可调高 PRAYA_SQL_AT_ONCE。",
    )


class TooFast(Failure):
    """One address searches more than its share."""

    code = "too_fast"
    status = 429
    passing = True
    message = text(
        "This address searches faster than the server allows one to.",
        "此網址的搜尋次數超出伺服器容許的速度。",
        "此地址的搜索次数超过服务器允许的速度。",
    )
    advice = text(
        "Search again in {seconds} seconds. Programs can take the whole catalogue as one file instead.",
        "請於 {seconds} 秒後再搜尋。程式可改為一次取得整個目錄。",
        "请在 {seconds} 秒后再搜索。程序可改为一次获取整个目录。",
    )


class EmbeddingsNotOffered(Failure):
    """No model is installed that gives texts their meaning."""

    code = "embeddings_not_offered"
    status = 404
    message = text(
        "This server does not search by meaning, so it has no vectors to give.",
        "此伺服器沒有按意思搜尋的功能，因此沒有向量可供下載。",
        "此服务器没有按含义搜索的功能，因此没有向量可供下载。",
    )
    advice = text(
        "An operator can offer them by installing praya[semantic].",
        "營運者安裝 praya[semantic] 後即可提供。",
        "运营者安装 praya[semantic] 后即可提供。",
    )


class FileChanged(Failure):
    """A file at hand that somebody wrote to while it was read: its parts belong to no one version."""

    code = "file_changed"
    status = 409
    passing = True
    message = text(
        "The file “{name}” changed while it was being read.",
        "檔案「{name}」在讀取期間有所改動。",
        "文件“{name}”在读取期间有所改动。",
    )
    advice = text(
        "Read it again once it is written whole. What was read before stays available.",
        "請待檔案寫入完成後再讀取。之前讀取的內容仍可使用。",
        "请待文件写入完成后再读取。之前读取的内容仍可使用。",
    )


class PortTaken(Failure):
    """Another program listens where the server should."""

    code = "port_taken"
    status = 503
    message = text(
        "The server cannot listen on {host}, port {port}: {reason}.",
        "伺服器無法使用 {host} 的 {port} 埠：{reason}。",
        "服务器无法使用 {host} 的 {port} 端口：{reason}。",
    )
    advice = text(
        "Choose another port with --port or PRAYA_PORT, or end the program that has it.",
        "請以 --port 或 PRAYA_PORT 選擇另一個埠，或結束佔用該埠的程式。",
        "请用 --port 或 PRAYA_PORT 选择另一个端口，或结束占用该端口的程序。",
    )


class Unexpected(Failure):
    """A fault of Praya itself; `kind` is the exception's name, the rest is in the log."""

    code = "unexpected"
    status = 500
    message = text(
        "Something went wrong on our side ({kind}).", "系統發生錯誤（{kind}）。", "系统发生错误（{kind}）。"
    )
    advice = text(
        "Try again. If it stays, tell the operator when it happened.",
        "請再試。如問題持續，請把發生時間告知營運者。",
        "请再试。如问题持续，请把发生时间告知运营者。",
    )
