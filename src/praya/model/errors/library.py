"""What went wrong between a researcher's program and the Praya that it asks."""

from __future__ import annotations

from praya.model.errors.base import Explained, Failure, failures, text


class LibraryFailed(Failure):
    """The library could not get, or not give, what was asked for."""

    status = 502


class ServerUnreachable(LibraryFailed):
    """Nobody answers at the address, or not to the end."""

    code = "server_unreachable"
    passing = True
    message = text(
        "“{url}” gave no whole answer: {reason}.",
        "「{url}」未能作出完整回應：{reason}。",
        "“{url}”未能作出完整回应：{reason}。",
    )
    advice = text(
        "Check the address and the network, and that the server runs; then ask again, or for less.",
        "請檢查網址和網絡，確定伺服器正在運作，然後再試，或減少所需內容。",
        "请检查网址和网络，确定服务器正在运行，然后再试，或减少所需内容。",
    )


class AnswerInvalid(LibraryFailed):
    """What answers is no Praya, or not one that can be understood."""

    code = "answer_invalid"
    message = text(
        "“{url}” does not answer as Praya does: {reason}.",
        "「{url}」的回應並非來自 Praya：{reason}。",
        "“{url}”的回应不是来自 Praya：{reason}。",
    )
    advice = text(
        "Give the portal's own address, such as https://data.example.org.",
        "請提供平台本身的網址，例如 https://data.example.org。",
        "请提供平台本身的网址，例如 https://data.example.org。",
    )


class AnswerTooLarge(LibraryFailed):
    """More comes than the program said it would take."""

    code = "answer_too_large"
    status = 413
    message = text(
        "The answer is larger than the limit of {limit} bytes.",
        "回應超過 {limit} 位元組的上限。",
        "回应超过 {limit} 字节的上限。",
    )
    advice = text(
        "Ask for fewer rows or columns, or connect with a larger most_bytes.",
        "請減少所需的列或欄，或在連線時調高 most_bytes。",
        "请减少所需的行或列，或在连接时调高 most_bytes。",
    )


class ModuleAbsent(LibraryFailed):
    """A library that is wanted is not installed."""

    code = "module_absent"
    status = 501
    message = text(
        "This needs {module}, which is not installed.",
        "此功能需要 {module}，但尚未安裝。",
        "此功能需要 {module}，但尚未安装。",
    )
    advice = text(
        "Run: pip install 'praya[{extra}]'",
        "請執行：pip install 'praya[{extra}]'",
        "请运行：pip install 'praya[{extra}]'",
    )


class HomeMissing(LibraryFailed):
    """A folder that is no home of Praya."""

    code = "home_missing"
    status = 404
    message = text(
        "There is no catalogue of Praya in the folder “{path}”.",
        "資料夾「{path}」沒有 Praya 的目錄。",
        "文件夹“{path}”没有 Praya 的目录。",
    )
    advice = text(
        "Give the folder that PRAYA_HOME names, or a web address beginning with http:// or https://.",
        "請提供 PRAYA_HOME 所指的資料夾，或以 http:// 或 https:// 開首的網址。",
        "请提供 PRAYA_HOME 所指的文件夹，或以 http:// 或 https:// 开头的网址。",
    )


class HomeOutdated(LibraryFailed):
    """A home that another release wrote: reading does not change it."""

    code = "home_outdated"
    status = 409
    message = text(
        "The folder “{path}” was written by another release of Praya.",
        "資料夾「{path}」由另一版本的 Praya 寫成。",
        "文件夹“{path}”由另一版本的 Praya 写成。",
    )
    advice = text(
        "Any command of this release, such as praya status, brings an older folder up to date; a newer one needs its own release.",
        "較舊的資料夾可用本版本的任何指令（例如 praya status）更新；較新的須用其所屬版本讀取。",
        "较旧的文件夹可用本版本的任何命令（例如 praya status）更新；较新的须用其所属版本读取。",
    )


class TableAmbiguous(LibraryFailed):
    """A dataset's name where one table is meant, and it has several or none."""

    code = "table_ambiguous"
    status = 404
    message = text(
        "The dataset “{name}” is not one table; its tables are: {tables}.",
        "數據集「{name}」並非只有一個數據表；其數據表為：{tables}。",
        "数据集“{name}”并非只有一个数据表；其数据表为：{tables}。",
    )
    advice = text("Name one of them.", "請指明其中一個。", "请指明其中一个。")


class PinBroken(LibraryFailed):
    """A version that is not of the bytes it was pinned to."""

    code = "pin_broken"
    status = 409
    message = text(
        "“{pin}” is pinned to other bytes: here the version's SHA-256 is {sha256}.",
        "「{pin}」所指的是另一份內容：此處該版本的 SHA-256 為 {sha256}。",
        "“{pin}”所指的是另一份内容：此处该版本的 SHA-256 为 {sha256}。",
    )
    advice = text(
        "Ask where the pin was made; this place counts its versions differently.",
        "請到當初取得此引用的平台查詢；此處的版本編號與該處不同。",
        "请到当初取得此引用的平台查询；此处的版本编号与该处不同。",
    )


def retold(said: Explained) -> Failure:
    """Return the failure that a server told, of its own class and in its words.

    A code that this release does not know makes an AnswerInvalid, whose `explained()` has that code.
    """
    kind = next((each for each in failures() if each.code == said.code), AnswerInvalid)
    failure = kind()
    failure.said = said
    return failure
