"""What the columns hold: each kind here is about one column, named by the field `column`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.decisions.kind import Kind, text

if TYPE_CHECKING:
    from praya.model.text import Text

_TYPE = text("{column}: {type}", "{column}：{type}", "{column}：{type}")


def _kind(code: str, en: str, zh_hant: str, zh_hans: str) -> Kind:
    return Kind(code=code, step="infer", what=_TYPE, reason=text(en, zh_hant, zh_hans))


def _problem(code: str, reason: Text, advice: Text) -> Kind:
    return Kind(code=code, step="infer", what=_TYPE, reason=reason, advice=advice)


EMPTY = _kind("column_empty", "It holds no value.", "沒有任何數值。", "没有任何数值。")
WORDS = _kind("words", "Its values are words.", "數值為文字。", "数值为文字。")
DECLARED = _kind("declared", "The file itself says so.", "檔案本身已標明此類型。", "文件本身已标明此类型。")
NESTING = _kind(
    "nesting",
    "Every value is a list or an object in JSON.",
    "每個值都是 JSON 的列表或物件。",
    "每个值都是 JSON 的列表或对象。",
)
TRUTHS = _kind("truths", "Every value is true or false.", "每個值都是真或假。", "每个值都是真或假。")
ANSWERS = _kind(
    "answers",
    "Nothing but “{true}” and “{false}” stands in it: yes and no.",
    "只有「{true}」和「{false}」，即是與否。",
    "只有“{true}”和“{false}”，即是与否。",
)
PHONES = _kind(
    "phones",
    "The label says telephone numbers.",
    "標題表明是電話號碼。",
    "标题表明是电话号码。",
)
CODES_LONG = _kind(
    "codes_long",
    "Long numbers of one length under a label of identifiers.",
    "標題為編號，數字冗長而等長。",
    "标题为编号，数字冗长而等长。",
)
WHOLE = _kind("whole", "Every value is a whole number.", "每個值都是整數。", "每个值都是整数。")
DECIMAL = _kind("decimal", "Every value is a number.", "每個值都是數字。", "每个值都是数字。")
DIGITS_KEPT = _kind(
    "digits_kept",
    "{values} values have more digits than a number holds; their text is kept beside.",
    "{values} 個值的位數超過數字所能保存，因此保留原文。",
    "{values} 个值的位数超过数字所能保存，因此保留原文。",
)
BLANKS = Kind(
    code="blanks",
    step="infer",
    what=text(
        "{column}: cells that only look empty",
        "{column}：看似空白的格",
        "{column}：看似空白的格",
    ),
    reason=text(
        "They hold blanks that are no plain spaces; they count as missing, and stay as they are beside.",
        "格內為非一般空格的空白字元，視作沒有數值，並保留原文。",
        "格内为非一般空格的空白字符，视作没有数值，并保留原文。",
    ),
)
MARKERS = Kind(
    code="markers",
    step="infer",
    what=text(
        "{column}: {markers} stand beside values",
        "{column}：數值之外有 {markers}",
        "{column}：数值之外有 {markers}",
    ),
    reason=text(
        "They are known to mark missing or special values, or the file's own notes explain them; "
        "the text stays visible.",
        "它們是已知的缺值或特別標記，或由檔案的註釋說明；原文仍然可見。",
        "它们是已知的缺值或特别标记，或由文件的注释说明；原文仍然可见。",
    ),
)
PERCENTS = _kind(
    "percents",
    "Its values are percentages; the number is what stands before %.",
    "數值為百分比，數字為 % 之前的部分。",
    "数值为百分比，数字为 % 之前的部分。",
)
MONEY = _kind(
    "money",
    "Its values are amounts of money in {unit}.",
    "數值為以 {unit} 計的金額。",
    "数值为以 {unit} 计的金额。",
)
BRACKETS = _kind(
    "brackets",
    "Numbers in brackets are read as negative; their text is kept beside.",
    "括號內的數字讀作負數，並保留原文。",
    "括号内的数字读作负数，并保留原文。",
)
BRACKETS_UNCLEAR = _problem(
    "brackets_unclear",
    text(
        "Some numbers stand in brackets, and the file's notes give brackets a meaning of their own.",
        "部分數字在括號內，而檔案的註釋對括號另有說明。",
        "部分数字在括号内，而文件的注释对括号另有说明。",
    ),
    text(
        "Put what the brackets mean into a column of its own.",
        "請將括號所表示的內容另列一欄。",
        "请将括号所表示的内容另列一列。",
    ),
)
MINUS_BEHIND = _kind(
    "minus_behind",
    "Numbers with a minus behind them are read as negative; their text is kept beside.",
    "後帶負號的數字讀作負數，並保留原文。",
    "后带负号的数字读作负数，并保留原文。",
)
PLUS_SIGNS = _kind(
    "plus_signs",
    "Every positive number is written with a plus.",
    "所有正數均帶加號。",
    "所有正数均带加号。",
)
UNITS_MIXED = _problem(
    "units_mixed",
    text(
        "Values have different units, or some have one and some have none.",
        "數值的單位不一，或部分有單位、部分沒有。",
        "数值的单位不一，或部分有单位、部分没有。",
    ),
    text(
        "Write one unit for the whole column, best in its label.",
        "請全欄使用同一單位，最好寫在標題內。",
        "请全列使用同一单位，最好写在标题内。",
    ),
)
DIGITS_MANY = _kind(
    "digits_many",
    "Numbers of more than {digits} digits would be rounded.",
    "超過 {digits} 位的數字會被捨入。",
    "超过 {digits} 位的数字会被舍入。",
)
PERCENTS_MIXED = _kind(
    "percents_mixed",
    "Some values are percents, some are not.",
    "部分數值為百分比，部分不是。",
    "部分数值为百分比，部分不是。",
)
ZEROS_LEADING = _kind(
    "zeros_leading",
    "Values begin with zero, which a number would lose.",
    "數值以零開頭，轉為數字會失去零。",
    "数值以零开头，转为数字会失去零。",
)
WHOLE_LONG = _kind(
    "whole_long",
    "Whole numbers of more than {digits} digits are identifiers.",
    "超過 {digits} 位的整數為識別碼。",
    "超过 {digits} 位的整数为识别码。",
)
NUMBERS_MOSTLY = _problem(
    "numbers_mostly",
    text(
        "Mostly numbers, but {values} distinct values are none and nothing explains them: {examples}",
        "大多為數字，但有 {values} 個不同的值不是數字，亦無說明：{examples}",
        "大多为数字，但有 {values} 个不同的值不是数字，也无说明：{examples}",
    ),
    text(
        "Explain these values in a note of the file, or list them as markers in an override.",
        "請在檔案註釋中說明這些值，或在覆蓋設定中列為標記。",
        "请在文件注释中说明这些值，或在覆盖设置中列为标记。",
    ),
)
DATES = _kind("dates", "Every value reads as {form}.", "每個值都可讀作{form}。", "每个值都可读作{form}。")
DATES_COMPACT = _kind(
    "dates_compact",
    "Every value reads as the digits of a date.",
    "每個值都可讀作日期的數字。",
    "每个值都可读作日期的数字。",
)
DATES_ORDERED = _kind(
    "dates_ordered",
    "Every value reads as {form}, {order} as in “{example}”.",
    "每個值都可讀作{form}，{order}，例如「{example}」。",
    "每个值都可读作{form}，{order}，例如“{example}”。",
)
DATES_ALIKE = _kind(
    "dates_alike",
    "Every value reads as {form}; day and month are alike in each.",
    "每個值都可讀作{form}，日與月在每個值中相同。",
    "每个值都可读作{form}，日与月在每个值中相同。",
)
DATES_ELSEWHERE = _kind(
    "dates_elsewhere",
    "Every value reads as {form}, {order} as in another column of the file.",
    "每個值都可讀作{form}，與檔案另一欄同為{order}。",
    "每个值都可读作{form}，与文件另一列同为{order}。",
)
DATES_UNDECIDED = _problem(
    "dates_undecided",
    text(
        "Every date could be day{separator}month or month{separator}day, and nothing in the file settles it.",
        "每個日期都可以是日{separator}月或月{separator}日，檔案中沒有任何依據。",
        "每个日期都可以是日{separator}月或月{separator}日，文件中没有任何依据。",
    ),
    text(
        "Say in an override which comes first; until then the values stay text.",
        "請在覆蓋設定中說明何者在前；在此之前保留為文字。",
        "请在覆盖设置中说明何者在前；在此之前保留为文字。",
    ),
)
DATES_SHORT = _kind(
    "dates_short",
    "Every value reads as {form}, {order}; the two digits of the year stand for {first} to {last}.",
    "每個值都可讀作{form}，{order}；兩位數的年份代表 {first} 至 {last} 年。",
    "每个值都可读作{form}，{order}；两位数的年份代表 {first} 至 {last} 年。",
)
DATES_SHORT_UNDECIDED = _problem(
    "dates_short_undecided",
    text(
        "Numbers of two digits could be days, months or years of either century, and nothing in the file settles it.",
        "兩位數可以是日、月，或不同世紀的年份，檔案中沒有任何依據。",
        "两位数可以是日、月，或不同世纪的年份，文件中没有任何依据。",
    ),
    text(
        "Write years with four digits, preferably 2024-03-01.",
        "請以四位數書寫年份，最好是 2024-03-01。",
        "请以四位数书写年份，最好是 2024-03-01。",
    ),
)
WEEKDAYS_WRONG = _problem(
    "weekdays_wrong",
    text(
        "“{example}” is on another day of the week than the one beside it.",
        "「{example}」與旁邊所寫的星期不符。",
        "“{example}”与旁边所写的星期不符。",
    ),
    text("Correct this value at the source.", "請在來源更正此值。", "请在来源更正此值。"),
)
MIDNIGHTS = _kind(
    "midnights",
    "24:00 is read as the beginning of the next day; its text is kept beside.",
    "24:00 讀作翌日零時，並保留原文。",
    "24:00 读作次日零时，并保留原文。",
)
TIMES_IMPOSSIBLE = _kind(
    "times_impossible",
    "“{example}” is no time of a day.",
    "「{example}」不是一天之內的時間。",
    "“{example}”不是一天之内的时间。",
)
DURATIONS = _kind(
    "durations",
    "The label says how long something takes; these are no times of a day.",
    "標題表明是所需時間，不是一天之內的時間。",
    "标题表明是所需时间，不是一天之内的时间。",
)
QUARTERS = _kind(
    "quarters",
    "Its values are quarters of years.",
    "數值為季度。",
    "数值为季度。",
)
QUARTERS_OR_MONTHS = _problem(
    "quarters_or_months",
    text(
        "Every value could be a month or a quarter, and nothing in the file settles it.",
        "每個值都可以是月份或季度，檔案中沒有任何依據。",
        "每个值都可以是月份或季度，文件中没有任何依据。",
    ),
    text(
        "Say in the label which it is, or write 2024-03 or 2024 Q1.",
        "請在標題中說明，或寫成 2024-03 或 2024 Q1。",
        "请在标题中说明，或写成 2024-03 或 2024 Q1。",
    ),
)
DATES_MOSTLY = _problem(
    "dates_mostly",
    text(
        "Mostly {form}, but {values} distinct values are none: {examples}",
        "大多為{form}，但有 {values} 個不同的值不是：{examples}",
        "大多为{form}，但有 {values} 个不同的值不是：{examples}",
    ),
    text(
        "Write every date in the same way, preferably 2024-03-01.",
        "請以同一方式書寫日期，最好是 2024-03-01。",
        "请以同一方式书写日期，最好是 2024-03-01。",
    ),
)
DATES_IMPOSSIBLE = _problem(
    "dates_impossible",
    text(
        "“{example}” looks like a date, but the calendar has no such day.",
        "「{example}」像是日期，但曆法中沒有這一天。",
        "“{example}”像是日期，但历法中没有这一天。",
    ),
    text("Correct this value at the source.", "請在來源更正此值。", "请在来源更正此值。"),
)
ZONES_MIXED = _kind(
    "zones_mixed",
    "Some times have a time zone, some have not.",
    "部分時間有時區，部分沒有。",
    "部分时间有时区，部分没有。",
)
SPANS = _kind(
    "spans",
    "Second parts follow the first by one: spans of years, not months.",
    "後半比前半多一：是跨年度，不是月份。",
    "后半比前半多一：是跨年度，不是月份。",
)
YEARS = _kind("years", "Years, as the label says.", "如標題所示，為年份。", "如标题所示，为年份。")
SUBTOTALS_NAMED = Kind(
    code="subtotals_named",
    step="infer",
    what=text("Sums among the rows: {count}", "行中的合計：{count}", "行中的合计：{count}"),
    reason=text(
        "Rows {rows} are called so in {columns}; they are marked and stay in the table.",
        "第 {rows} 行在「{columns}」欄如此標明；它們已作標記，仍在數據表中。",
        "第 {rows} 行在“{columns}”列如此标明；它们已作标记，仍在数据表中。",
    ),
)
SUBTOTALS_ADD_UP = Kind(
    code="subtotals_add_up",
    step="infer",
    what=SUBTOTALS_NAMED.what,
    reason=text(
        "Rows {rows} are called so in {columns}, and they add up; they are marked and stay in the table.",
        "第 {rows} 行在「{columns}」欄如此標明，而且數目相符；它們已作標記，仍在數據表中。",
        "第 {rows} 行在“{columns}”列如此标明，而且数目相符；它们已作标记，仍在数据表中。",
    ),
)
DATE_JOINED = _kind(
    "date_joined",
    "Joined from year, month and day.",
    "由年、月、日合併而成。",
    "由年、月、日合并而成。",
)
DATE_JOINED_BUT = _kind(
    "date_joined_but",
    "Joined from year, month and day; the calendar has no {days}.",
    "由年、月、日合併而成；曆法中沒有 {days}。",
    "由年、月、日合并而成；历法中没有 {days}。",
)
MOMENT_JOINED = _kind(
    "moment_joined",
    "Joined from year, month, day and the time of day.",
    "由年、月、日及時間合併而成。",
    "由年、月、日及时间合并而成。",
)
MOMENT_JOINED_BUT = _kind(
    "moment_joined_but",
    "Joined from year, month, day and the time of day; there is no {days}.",
    "由年、月、日及時間合併而成；其中 {days} 並不存在。",
    "由年、月、日及时间合并而成；其中 {days} 并不存在。",
)
