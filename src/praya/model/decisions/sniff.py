"""What a file is: its encoding and its format."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.decisions.kind import Kind, text

if TYPE_CHECKING:
    from praya.model.text import Text

_ENCODING = text("Encoding: {encoding}", "編碼：{encoding}", "编码：{encoding}")
_FORMAT = text("Format: {format}", "格式：{format}", "格式：{format}")


def _encoding(code: str, reason: Text) -> Kind:
    return Kind(code=code, step="sniff", what=_ENCODING, reason=reason)


def _format(code: str, reason: Text) -> Kind:
    return Kind(code=code, step="sniff", what=_FORMAT, reason=reason)


ENCODING_MARKED = _encoding(
    "encoding_marked",
    text(
        "The file begins with a byte-order mark, and every byte decodes.",
        "檔案以位元組順序記號開頭，而且每個位元組都能解碼。",
        "文件以字节顺序标记开头，而且每个字节都能解码。",
    ),
)
ENCODING_ZEROS = _encoding(
    "encoding_zeros",
    text(
        "Every second byte is zero, as in UTF-16 of Latin text.",
        "每隔一個位元組為零，與 UTF-16 的拉丁文字相同。",
        "每隔一个字节为零，与 UTF-16 的拉丁文字相同。",
    ),
)
ENCODING_UTF8 = _encoding(
    "encoding_utf8",
    text(
        "Every byte decodes as UTF-8.",
        "每個位元組都能以 UTF-8 解碼。",
        "每个字节都能以 UTF-8 解码。",
    ),
)
ENCODING_CHINESE = _encoding(
    "encoding_chinese",
    text(
        "It is no UTF-8 (byte {offset}), and no other Chinese encoding fits; "
        "read like this, {share}% of its characters are everyday ones.",
        "檔案不是 UTF-8（第 {offset} 個位元組），亦沒有其他合適的中文編碼；以此讀取，{share}% 為常用字。",
        "文件不是 UTF-8（第 {offset} 个字节），也没有其他合适的中文编码；以此读取，{share}% 为常用字。",
    ),
)
ENCODING_LIKELIER = _encoding(
    "encoding_likelier",
    text(
        "It is no UTF-8 (byte {offset}); read like this, {share}% of its characters are everyday ones, "
        "as {other} only {other_share}%.",
        "檔案不是 UTF-8（第 {offset} 個位元組）；以此讀取，{share}% 為常用字，以 {other} 讀取則為 {other_share}%。",
        "文件不是 UTF-8（第 {offset} 个字节）；以此读取，{share}% 为常用字，以 {other} 读取则为 {other_share}%。",
    ),
)
FORMAT_BYTES = _format(
    "format_bytes",
    text(
        "The file begins as files of this format do.",
        "檔案以此格式的方式開頭。",
        "文件以此格式的方式开头。",
    ),
)
FORMAT_UNKNOWN = _format(
    "format_unknown",
    text(
        "Its bytes are no text and begin like no format known here; it is kept as it is.",
        "其位元組並非文字，開頭亦不屬任何已知格式；按原樣保存。",
        "其字节并非文字，开头也不属任何已知格式；按原样保存。",
    ),
)
FORMAT_MEMBERS = _format(
    "format_members",
    text(
        "A ZIP file whose members make it one.",
        "從 ZIP 檔案的成員可知。",
        "从 ZIP 文件的成员可知。",
    ),
)
FORMAT_LINES = _format(
    "format_lines",
    text(
        "Every line of the text is a JSON value of its own.",
        "文字每行各為一個 JSON 值。",
        "文字每行各为一个 JSON 值。",
    ),
)
FORMAT_GEOJSON = _format(
    "format_geojson",
    text(
        "JSON whose type is Feature or FeatureCollection.",
        "類型為 Feature 或 FeatureCollection 的 JSON。",
        "类型为 Feature 或 FeatureCollection 的 JSON。",
    ),
)
FORMAT_JSON = _format(
    "format_json",
    text("The text begins as JSON does.", "文字以 JSON 的方式開頭。", "文字以 JSON 的方式开头。"),
)
FORMAT_TABS = _format(
    "format_tabs",
    text(
        "The text stands in rows whose cells are separated by tabs.",
        "文字分行排列，各格以定位字元分隔。",
        "文字分行排列，各格以制表符分隔。",
    ),
)
FORMAT_ROWS = _format(
    "format_rows",
    text("The text stands in rows of cells.", "文字分行分格排列。", "文字分行分格排列。"),
)
FORMAT_MARKUP = _format(
    "format_markup",
    text(
        "The text is XML; its root element is {root}.",
        "文字為 XML，根元素為 {root}。",
        "文字为 XML，根元素为 {root}。",
    ),
)
TEXT_LOST = Kind(
    code="text_lost",
    step="sniff",
    what=text("Letters lost: {count}", "失去的字：{count}", "失去的字：{count}"),
    reason=text(
        "The file has “�” where a program could not read a letter and wrote this sign instead.",
        "檔案中有「�」：某程式無法讀取該字，因而寫成此符號。",
        "文件中有“�”：某程序无法读取该字，因而写成此符号。",
    ),
    advice=text(
        "Publish the file again from its source; the letters cannot be brought back from this copy.",
        "請由來源重新發布檔案；此副本無法復原失去的字。",
        "请由来源重新发布文件；此副本无法恢复失去的字。",
    ),
)
TEXT_GARBLED = Kind(
    code="text_garbled",
    step="sniff",
    what=text(
        "Garbled text: “{example}” was “{meant}”",
        "亂碼：「{example}」原為「{meant}」",
        "乱码：“{example}”原为“{meant}”",
    ),
    reason=text(
        "Bytes of {encoding} were taken for Windows-1252 and saved so. The text stays as it came.",
        "{encoding} 的位元組被當作 Windows-1252 讀取並儲存。文字保留原樣。",
        "{encoding} 的字节被当作 Windows-1252 读取并保存。文字保留原样。",
    ),
    advice=text(
        "Open the original file as {encoding} and publish it again as UTF-8.",
        "請以 {encoding} 開啟原檔，並以 UTF-8 重新發布。",
        "请以 {encoding} 打开原文件，并以 UTF-8 重新发布。",
    ),
)
FORMAT_CONTRADICTED = Kind(
    code="format_contradicted",
    step="sniff",
    what=text(
        "Announced as {announced}, read as {format}",
        "聲稱為 {announced}，讀作 {format}",
        "声称为 {announced}，读作 {format}",
    ),
    reason=text(
        "What a file is, its own bytes say; its name and its server are only compared.",
        "檔案格式以其內容為準，名稱和伺服器的說法僅供比較。",
        "文件格式以其内容为准，名称和服务器的说法仅供比较。",
    ),
)
