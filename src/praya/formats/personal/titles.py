"""What the titles of columns say, in three languages and in the short forms that files use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from praya.model.table import Column

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TITLES: dict[str, str] = {
    "hkid": r"\b(hk ?ids?|hkic|identity card|id card|id (no|number))\b|身[份分]證|身份证",
    "mainland_id": r"\b(identity card|id card|resident id|id (no|number))\b|身[份分]證|身份证",
    "passport": r"\b(passport|travel document|travel permit)\b|護照|护照|旅行證件|旅行证件|通行證|通行证|回鄉證|回乡证",
    "bank_card": r"\b(credit|debit|bank) card|\bcard (no|number)\b|信用卡|銀行卡|银行卡|卡號|卡号",
    "phone": r"\b(tel|tels|phone|phones|telephone|telephones|mobile|fax|contact ?(no|nos|number|numbers)|hotline|whatsapp|enquiry)\b"
    r"|電話|电话|傳真|传真|手機|手机|熱線|热线",
    "mobile": r"\b(mobile|whatsapp)\b|手機|手机|手提電話|移动电话",
    "email": r"\be ?mails?\b|電郵|电邮|邮箱|電子郵件|电子邮件",
    "birth_date": r"\b(date of birth|birth ?date|birthday|dob|born)\b|出生日期|出生年月|生日",
    "home_address": r"\b(home|residential|residence) address\b|住址|住宅地址|居住地址|居所地址",
    "address": r"\b(address|addr)\b|地址",
    "vehicle": r"\b(registration mark|vehicle registration|licen[cs]e plate|number plate|plate (no|number)|car plate|vrm)\b"
    r"|車牌|车牌|車輛登記號碼|车辆登记号",
    "network_address": r"\b(ip|ip address|mac|mac address|ipv4|ipv6)\b|網絡位址|IP ?地址|网络地址",
    "person_name": r"\b(surname|family name|last name|first name|given name|full name|forename|name of (person|member|councillor|"
    r"officer|applicant|patient|student|teacher|employee|staff|owner|licensee|holder|contact|author|judge)|"
    r"(member|councillor|applicant|patient|student|teacher|employee|staff|owner|holder|author)'?s? name)\b"
    r"|姓名|^姓$|議員名稱|议员名称|業主名稱",
    "role_name": r"\b(contact person|person in charge|principal|supervisor|headmaster|councillor|chairman|chairperson|convenor|"
    r"secretary|commissioner|director|manager|officer|member)s?( name)?$"
    r"|聯絡人|联络人|联系人|負責人|负责人|校長|校长|校監|校监|主席$|議員$|议员$|委員$|委员$|成員$|成员$|秘書$|秘书$",
    "body": r"\b(school|schools|college|university|company|companies|firm|office|offices|centre|center|facility|facilities|department|"
    r"bureau|organi[sz]ation|institution|institute|agency|hotel|restaurant|clinic|hospital|park|car ?park|estate|station|venue|"
    r"shop|branch|bank|library|museum|market|collection point|unit name|establishment|home name|service provider|"
    r"open(?:ing)? ?hours?|service hours|pharmacy|playground|pool|theatre|church|association|club|contractor|operator|publisher|site)\b"
    r"|學校|学校|公司|機構|机构|辦事處|办事处|中心|設施|设施|部門|部门|酒店|食肆|診所|诊所|醫院|医院|停車場|停车场|屋[邨苑]"
    r"|商[戶户]|分行|圖書館|图书馆|團體|团体|協會|协会|單位名稱|单位名称|場地|场地|公園|公园|開放時間|开放时间|服務時間|服务时间",
    "age": r"\b(age|ages|age group|age band)\b|年齡|年龄|^歲$",
    "sex": r"\b(sex|gender)\b|性別|性别",
    "birth_year": r"\b(year of birth|birth year)\b|出生年份",
    "origin": r"\b(ethnicity|ethnic group|race|nationality|place of birth|country of birth)\b|種族|种族|國籍|国籍|族裔|出生地",
    "life": r"\b(marital status|occupation|job title|education level|educational attainment|religion)\b"
    r"|婚姻|職業|职业|教育程度|學歷|学历|宗教",
    "residence": r"\b(district|area|region|constituency|tpu|postcode|resident)\b|地區|地区|分區|分区|區議會|选区|選區",
    "count": r"\b(number of|no of|count|counts|persons|people|population|total|headcount|frequency|cases|deaths|rate|ratio|percentage|"
    r"proportion|median|mean|average|figure|value|obs value)\b"
    r"|人數|人数|人口|宗數|宗数|數目|数目|總數|总数|總計|总计|個案|个案|比率|百分比|中位數|中位数|平均|數值|数值",
}
_COMPILED = {name: re.compile(pattern, re.IGNORECASE) for name, pattern in _TITLES.items()}


def titled(column: Column) -> str:
    """Return all that a column is called, its words apart."""
    written = {column.header, column.name, *(wording.words for _, wording in column.title.items())}
    return "\n".join(_apart(each) for each in sorted(written))


def _apart(title: str) -> str:
    return " ".join(re.sub(r"[_\W]+", " ", _CAMEL.sub(" ", title)).split())


def said(column: Column) -> frozenset[str]:
    """Return what a column's title, in any language, names of all that is looked for."""
    lines = titled(column).split("\n")
    return frozenset(
        name for name, pattern in _COMPILED.items() if any(pattern.search(each) for each in lines)
    )
