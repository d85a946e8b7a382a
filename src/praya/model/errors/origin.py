"""The publisher's server did not give the file."""

from __future__ import annotations

from praya.model.errors.base import Failure, text


class OriginFailed(Failure):
    """The publisher's server did not give the file."""

    status = 502


_TRY_LATER = text(
    "Praya will try again by itself. What was read before stays available.",
    "系統會自動再試。之前讀取的內容仍可使用。",
    "系统会自动再试。之前读取的内容仍可使用。",
)
TELL_PUBLISHER = text(
    "Tell the publisher that the address no longer works. What was read before stays available.",
    "請通知發布機構此網址已失效。之前讀取的內容仍可使用。",
    "请通知发布机构此网址已失效。之前读取的内容仍可使用。",
)


class AddressInvalid(OriginFailed):
    """Not an http or https address."""

    code = "address_invalid"
    status = 400
    message = text(
        "“{url}” is not a web address that can be fetched.",
        "「{url}」不是可擷取的網址。",
        "“{url}”不是可抓取的网址。",
    )
    advice = text(
        "Use a full http or https address.",
        "請使用完整的 http 或 https 網址。",
        "请使用完整的 http 或 https 网址。",
    )


class AddressForbidden(OriginFailed):
    """An address inside a private or special network: refused, so that nobody reaches in through Praya."""

    code = "address_forbidden"
    status = 403
    message = text(
        "“{host}” leads into a private network, so it was not fetched.",
        "「{host}」指向私人網絡，因此沒有擷取。",
        "“{host}”指向私有网络，因此没有抓取。",
    )
    advice = text(
        "Publish the file at a public address. An operator can allow a network with PRAYA_ALLOW_NETWORKS.",
        "請把檔案放在公開網址。營運者可用 PRAYA_ALLOW_NETWORKS 允許某網絡。",
        "请把文件放在公开网址。运营者可用 PRAYA_ALLOW_NETWORKS 允许某网络。",
    )


class OriginUnreachable(OriginFailed):
    """No connection: name unknown, refused, or TLS failed."""

    code = "origin_unreachable"
    passing = True
    message = text(
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
    message = text(
        "“{host}” did not finish within {seconds} seconds.",
        "「{host}」未能在 {seconds} 秒內完成傳送。",
        "“{host}”未能在 {seconds} 秒内完成传送。",
    )
    advice = _TRY_LATER


class OriginMissing(OriginFailed):
    """404 or 410."""

    code = "origin_missing"
    message = text(
        "The publisher's server no longer has this file (HTTP {http_status}).",
        "發布機構的伺服器已沒有此檔案（HTTP {http_status}）。",
        "发布机构的服务器已没有此文件（HTTP {http_status}）。",
    )
    advice = TELL_PUBLISHER


class OriginError(OriginFailed):
    """5xx."""

    code = "origin_error"
    passing = True
    message = text(
        "The publisher's server failed (HTTP {http_status}).",
        "發布機構的伺服器發生錯誤（HTTP {http_status}）。",
        "发布机构的服务器发生错误（HTTP {http_status}）。",
    )
    advice = _TRY_LATER


class OriginBusy(OriginFailed):
    """429, or a 503 that says when to come back."""

    code = "origin_busy"
    passing = True
    message = text(
        "The publisher's server asks to be left alone for {seconds} seconds (HTTP {http_status}).",
        "發布機構的伺服器要求 {seconds} 秒內不要再請求（HTTP {http_status}）。",
        "发布机构的服务器要求 {seconds} 秒内不要再请求（HTTP {http_status}）。",
    )
    advice = _TRY_LATER


class OriginRefused(OriginFailed):
    """Any other answer that is not a file: such as 401 or 403."""

    code = "origin_refused"
    message = text(
        "The publisher's server refused the request (HTTP {http_status}).",
        "發布機構的伺服器拒絕請求（HTTP {http_status}）。",
        "发布机构的服务器拒绝请求（HTTP {http_status}）。",
    )
    advice = TELL_PUBLISHER


class RedirectsTooMany(OriginFailed):
    """A chain of redirects that does not end."""

    code = "redirects_too_many"
    message = text(
        "The address redirects more than {limit} times.",
        "此網址重新導向超過 {limit} 次。",
        "此网址重定向超过 {limit} 次。",
    )
    advice = TELL_PUBLISHER


class ResponseTooLarge(OriginFailed):
    """More bytes than the limit, announced or sent."""

    code = "response_too_large"
    status = 413
    message = text(
        "The file is larger than the limit of {limit} bytes.",
        "檔案超過 {limit} 位元組的上限。",
        "文件超过 {limit} 字节的上限。",
    )
    advice = text(
        "Publish the file in parts. An operator can raise PRAYA_MAX_BYTES.",
        "請分拆檔案發布。營運者可調高 PRAYA_MAX_BYTES。",
        "请分拆文件发布。运营者可调高 PRAYA_MAX_BYTES。",
    )


class ResponseTruncated(OriginFailed):
    """Fewer or more bytes than announced."""

    code = "response_truncated"
    passing = True
    message = text(
        "The server announced {announced} bytes but sent {received}.",
        "伺服器聲稱有 {announced} 位元組，實際只傳來 {received}。",
        "服务器声称有 {announced} 字节，实际只传来 {received}。",
    )
    advice = _TRY_LATER
