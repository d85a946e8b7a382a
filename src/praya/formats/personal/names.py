"""Names of people by their shape: only worth anything where a column's title says that people are named."""

from __future__ import annotations

import re

_SINGLE = (
    "陳黃李梁林張王何周吳劉楊鄭謝郭馮鄧曾許羅蔡葉譚徐潘蘇鍾鐘余孫馬朱麥胡盧彭趙江洪簡呂莫魏范方伍關黎廖歐溫石姚袁高"
    "唐溫尹任丁沈杜甘孔倪容湯游冼馮雷賴文朱施邱丘戴韋賀錢宋韓曹董蕭程傅姜崔陸顏顧侯邵孟龍萬段漕錢尤嚴華金岑司翁霍"
    "陈黄张吴刘杨郑谢冯邓许罗叶谭苏钟孙马麦卢赵简吕关欧温汤赖韦贺钱韩萧陆颜顾龙万严华"
)
_COMPOUND = ["歐陽", "司徒", "上官", "諸葛", "司馬", "欧阳", "诸葛", "司马", "尉遲", "皇甫", "慕容", "張簡"]
_CHINESE = re.compile(rf"(?:{'|'.join(_COMPOUND)}|[{_SINGLE}])[一-鿿]{{1,2}}")
_HONORIFIC_BEHIND = re.compile(
    r"(先生|女士|小姐|太太|議員|议员|博士|教授|醫生|医生|校長|校长|太平紳士|太平绅士|法官)$"
)
_ROMAN = frozenset(
    [
        "au",
        "chan",
        "chang",
        "chau",
        "cheng",
        "cheung",
        "chiu",
        "cho",
        "choi",
        "chong",
        "chow",
        "chu",
        "chui",
        "chun",
        "chung",
        "fan",
        "fok",
        "fong",
        "fu",
        "fung",
        "ha",
        "hau",
        "ho",
        "hon",
        "hui",
        "hung",
        "ip",
        "kam",
        "kan",
        "keung",
        "ko",
        "kong",
        "koo",
        "kwan",
        "kwok",
        "kwong",
        "lai",
        "lam",
        "lau",
        "law",
        "lee",
        "leung",
        "li",
        "liu",
        "lo",
        "lok",
        "loong",
        "lui",
        "luk",
        "lung",
        "ma",
        "mak",
        "man",
        "mok",
        "mui",
        "ng",
        "ngai",
        "ngan",
        "or",
        "pak",
        "pang",
        "poon",
        "pun",
        "shek",
        "shiu",
        "shum",
        "sin",
        "sit",
        "siu",
        "so",
        "suen",
        "szeto",
        "tai",
        "tam",
        "tan",
        "tang",
        "tong",
        "tsang",
        "tse",
        "tso",
        "tsoi",
        "tsui",
        "tung",
        "wan",
        "wong",
        "woo",
        "wu",
        "yan",
        "yau",
        "yee",
        "yeung",
        "yim",
        "yip",
        "yiu",
        "yu",
        "yue",
        "yuen",
        "yung",
        "au-yeung",
        "smith",
        "jones",
        "brown",
        "singh",
        "khan",
    ]
)
_HONORIFIC = re.compile(
    r"^(mr|mrs|ms|miss|dr|prof|professor|hon|the hon|ir|sr|rev|sir|madam|mx)\b\.?", re.IGNORECASE
)
_WORD = re.compile(r"[A-Za-z][A-Za-z'-]*\.?$")
_MOST_WORDS = 6


def is_name(text: str) -> bool:
    """Say whether a text has the shape of one person's name, in Chinese or romanised."""
    bare = text.strip()
    if honoured(bare):
        return True
    bare = re.sub(r"\s+", " ", bare.replace(",", " "))
    if _CHINESE.fullmatch(bare.replace(" ", "")):
        return True
    words = bare.split(" ")
    return (
        2 <= len(words) <= _MOST_WORDS  # noqa: PLR2004 - a family name and one more
        and all(_WORD.fullmatch(each) for each in words)
        and any(each.casefold() in _ROMAN for each in words)
    )


def honoured(text: str) -> bool:
    """Say whether a text addresses somebody: as Mr or Ms, 先生 or 女士."""
    return bool(_HONORIFIC.match(text.strip()) or _HONORIFIC_BEHIND.search(text.strip()))
