"""Accessible: whether everybody gets it, at any time, without asking."""

from __future__ import annotations

from typing import TYPE_CHECKING

from praya.model.quality.rule import BESIDE, UNSEEN, WEB_PAGE, Found, Rule, Seen, counted, words

if TYPE_CHECKING:
    from praya.model.quality.rule import Facts

ENOUGH_LOOKS = 3
"""Days with an observation that say something of a service."""


def _reached(facts: Facts) -> Found:
    came = {each.id for each in facts.came}
    gone = {key for key, each in facts.watched.items() if each.gone}
    return counted((each.id in came - gone for each in facts.asked), UNSEEN)


def _direct(facts: Facts) -> Found:
    came = (each for each in facts.asked if each in facts.came)
    return counted((not (each.problem and each.problem.code == WEB_PAGE) for each in came), UNSEEN)


def _steady(facts: Facts) -> Found:
    looks = sum(sum(each.values()) for each in facts.outcomes.values())
    lost = sum(each.get("failed", 0) + each.get("gone", 0) for each in facts.outcomes.values())
    return Seen(looks - lost, looks) if looks >= ENOUGH_LOOKS else UNSEEN


def _encrypted(facts: Facts) -> Found:
    return counted((each.url.startswith("https://") for each in facts.distributions if each.host), BESIDE)


def _contact(facts: Facts) -> Found:
    return Seen(int(bool(facts.dataset.contact.email or facts.dataset.contact.phone)), 1)


RULES = (
    Rule(
        code="files_reached",
        part="accessible",
        weight=5,
        test=_reached,
        title=words("Files can be fetched", "檔案可以取得", "文件可以获取"),
        reason=words(
            "{met} of {of} files came when they were asked for last.",
            "最近一次索取時，{of} 個檔案中有 {met} 個可以取得。",
            "最近一次获取时，{of} 个文件中有 {met} 个可以取得。",
        ),
        fix=words(
            "Put the missing files back at their addresses, or correct the addresses.",
            "請把缺失的檔案放回原址，或更正網址。",
            "请把缺失的文件放回原址，或更正网址。",
        ),
    ),
    Rule(
        code="files_direct",
        part="accessible",
        weight=3,
        test=_direct,
        title=words("Addresses lead to files", "網址直達檔案", "网址直达文件"),
        reason=words(
            "{met} of {of} addresses give the file itself, not a web page.",
            "{of} 個網址中，{met} 個直接給出檔案而非網頁。",
            "{of} 个网址中，{met} 个直接给出文件而非网页。",
        ),
        fix=words(
            "Give the address of the file itself; name the page as the landing page.",
            "請提供檔案本身的網址，網頁則列為介紹頁。",
            "请提供文件本身的网址，网页则列为介绍页。",
        ),
    ),
    Rule(
        code="service_steady",
        part="accessible",
        weight=2,
        test=_steady,
        title=words("Service is steady", "服務穩定", "服务稳定"),
        reason=words(
            "{met} of {of} observations were answered with a file.",
            "{of} 次觀察中，{met} 次取得檔案。",
            "{of} 次观察中，{met} 次取得文件。",
        ),
        fix=words(
            "Find out why the server did not answer; the service record names the days.",
            "請查明伺服器未有回應的原因；服務紀錄列有日期。",
            "请查明服务器未响应的原因；服务记录列有日期。",
        ),
    ),
    Rule(
        code="encrypted",
        part="accessible",
        weight=1,
        test=_encrypted,
        title=words("Encrypted addresses", "加密網址", "加密网址"),
        reason=words(
            "{met} of {of} addresses begin with https.",
            "{of} 個網址中，{met} 個以 https 開首。",
            "{of} 个网址中，{met} 个以 https 开头。",
        ),
        fix=words(
            "Serve the files by https, and announce those addresses.",
            "請以 https 提供檔案，並公布該等網址。",
            "请以 https 提供文件，并公布这些网址。",
        ),
    ),
    Rule(
        code="contact",
        part="accessible",
        weight=2,
        test=_contact,
        title=words("Somebody to ask", "可供查詢", "可供咨询"),
        reason=words(
            "An e-mail address or a telephone number is given: {said}.",
            "提供電郵地址或電話號碼：{said}。",
            "提供电子邮件地址或电话号码：{said}。",
        ),
        fix=words(
            "Name an e-mail address or a telephone number that answers.",
            "請提供有人回應的電郵地址或電話號碼。",
            "请提供有人答复的电子邮件地址或电话号码。",
        ),
    ),
)
