"""What was found in a file that holds files."""

from __future__ import annotations

from praya.model.decisions.kind import Kind, text

_NAMES = text("Names of members: {encoding}", "成員名稱：{encoding}", "成员名称：{encoding}")

NAMES_UTF8 = Kind(
    code="names_utf8",
    step="sniff",
    what=_NAMES,
    reason=text(
        "They decode as UTF-8, though the file does not say so.",
        "名稱能以 UTF-8 解碼，雖然檔案沒有這樣表明。",
        "名称能以 UTF-8 解码，虽然文件没有这样表明。",
    ),
)
NAMES_CHINESE = Kind(
    code="names_chinese",
    step="sniff",
    what=_NAMES,
    reason=text(
        "The file does not say; read like this, {share}% of their characters are everyday Chinese, "
        "in the other Chinese encoding {other_share}%.",
        "檔案沒有表明；以此讀取，{share}% 為常用中文字，以另一中文編碼讀取則為 {other_share}%。",
        "文件没有表明；以此读取，{share}% 为常用中文字，以另一中文编码读取则为 {other_share}%。",
    ),
)
NAMES_UNSAID = Kind(
    code="names_unsaid",
    step="sniff",
    what=_NAMES,
    reason=text(
        "The file does not say, and they are neither UTF-8 nor everyday Chinese; this is the standard's own.",
        "檔案沒有表明，名稱既非 UTF-8 亦非常用中文；此為標準所定。",
        "文件没有表明，名称既非 UTF-8 也非常用中文；此为标准所定。",
    ),
)
MEMBER_READ = Kind(
    code="member_read",
    step="sniff",
    what=text("Member: {member}", "成員：{member}", "成员：{member}"),
    reason=text(
        "This table stands in it.",
        "此數據表取自該成員。",
        "此数据表取自该成员。",
    ),
)
MEMBERS_SKIPPED = Kind(
    code="members_skipped",
    step="sniff",
    what=text("Members without a table: {count}", "沒有數據表的成員：{count}", "没有数据表的成员：{count}"),
    reason=text(
        "They are kept in the file: {members}.",
        "它們仍在檔案之中：{members}。",
        "它们仍在文件之中：{members}。",
    ),
)
MEMBERS_FAILED = Kind(
    code="members_failed",
    step="sniff",
    what=text(
        "Members that could not be read: {count}", "無法讀取的成員：{count}", "无法读取的成员：{count}"
    ),
    reason=text(
        "They should hold tables, but are damaged: {members}.",
        "它們應有數據表，但已損壞：{members}。",
        "它们应有数据表，但已损坏：{members}。",
    ),
    advice=text(
        "Make the file again, and try opening each member.",
        "請重新製作檔案，並逐一打開成員檢查。",
        "请重新制作文件，并逐一打开成员检查。",
    ),
)
_ATTRIBUTES = text("Encoding of attributes: {encoding}", "屬性的編碼：{encoding}", "属性的编码：{encoding}")
ATTRIBUTES_SAID = Kind(
    code="attributes_said",
    step="sniff",
    what=_ATTRIBUTES,
    reason=text(
        "The file says so, and every byte decodes.",
        "檔案如此表明，而且每個位元組都能解碼。",
        "文件如此表明，而且每个字节都能解码。",
    ),
)
ATTRIBUTES_GUESSED = Kind(
    code="attributes_guessed",
    step="sniff",
    what=_ATTRIBUTES,
    reason=text(
        "The file does not say, or wrongly; every byte decodes like this, and it reads best.",
        "檔案沒有表明，或表明有誤；以此每個位元組都能解碼，讀來最為合理。",
        "文件没有表明，或表明有误；以此每个字节都能解码，读来最为合理。",
    ),
)
PARTS_DIFFER = Kind(
    code="parts_differ",
    step="sniff",
    what=text(
        "{shapes} shapes, {records} records",
        "{shapes} 個圖形，{records} 個記錄",
        "{shapes} 个图形，{records} 个记录",
    ),
    reason=text(
        "Each shape should have its record; what one lacks is missing.",
        "每個圖形應有對應的記錄；缺少的一方視為沒有數值。",
        "每个图形应有对应的记录；缺少的一方视为没有数值。",
    ),
    advice=text(
        "Make the shapefile again; its parts are of different editions.",
        "請重新製作 Shapefile；其各部分版本不一。",
        "请重新制作 Shapefile；其各部分版本不一。",
    ),
)
