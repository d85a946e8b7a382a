from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.raw import RawTable

RSS = """<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>
<title>天氣警告 | Weather warnings</title><link>https://www.hko.gov.hk/</link><ttl>10</ttl>
<item><title>強烈季候風信號</title><description><![CDATA[<b>風</b> & 雨]]></description>
<pubDate>Sun, 22 Nov 2026 03:45:00 GMT</pubDate><guid isPermaLink="false">w/1</guid>
<category>風</category><category>季候風</category></item>
<item><title>寒冷天氣警告</title><dc:creator>HKO</dc:creator></item>
</channel></rss>"""


def test_a_feed_that_ends_too_early_is_broken(raw: Callable[..., RawTable]) -> None:
    with pytest.raises(errors.FileBroken):
        raw(RSS[:300])


def test_each_item_is_a_row_and_the_channel_gives_title_and_notes(raw: Callable[..., RawTable]) -> None:
    table = raw(RSS)
    assert table.title == "天氣警告 | Weather warnings"
    assert table.notes == ("link: https://www.hko.gov.hk/", "ttl: 10")
    assert table.header == (
        "title",
        "description",
        "pubDate",
        "guid.isPermaLink",
        "guid",
        "category",
        "creator",
    )
    rows = table.columns.to_pylist()
    assert rows[0]["c1"] == "<b>風</b> & 雨"
    assert rows[0]["c5"] == '["風","季候風"]'
    assert rows[1]["c2"] is None


def test_even_one_entry_of_an_atom_feed_is_a_row(raw: Callable[..., RawTable]) -> None:
    table = raw(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>T</title><updated>2026-11-22T00:00:00Z</updated>'
        '<entry><id>urn:1</id><title type="text">A</title><link rel="alternate" href="https://a.hk/"/></entry></feed>'
    )
    assert table.header == ("id", "title.type", "title", "link.rel", "link.href")
    assert table.columns.num_rows == 1


def test_items_of_rss_1_stand_beside_the_channel(raw: Callable[..., RawTable]) -> None:
    table = raw(
        "<rss><channel><title>T</title></channel><item><title>A</title></item><item><title>B</title></item></rss>"
    )
    assert table.columns.column(0).to_pylist() == ["A", "B"]
