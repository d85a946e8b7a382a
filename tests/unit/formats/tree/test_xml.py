from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.raw import RawTable

LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(10))
    + "]><r><x>&k;</x><x>1</x></r>"
)


@pytest.mark.parametrize(
    "content",
    [
        LAUGHS,
        '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r><a>&x;</a></r>',
        '<!DOCTYPE r [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x.dtd"> %p;]><r><a>1</a></r>',
    ],
)
def test_entities_are_refused_and_never_resolved(raw: Callable[..., RawTable], content: str | bytes) -> None:
    with pytest.raises(errors.FileBroken):
        raw(content)


@pytest.mark.parametrize(
    "content", ["<a><b>1</b>", "<a>&unknown;</a>", "<a/><b/>", "<a b=1></a>", "<" + "a" * 10]
)
def test_what_is_not_well_formed_is_broken(raw: Callable[..., RawTable], content: str | bytes) -> None:
    with pytest.raises(errors.FileBroken):
        raw(content)


def test_deep_nesting_is_refused(raw: Callable[..., RawTable]) -> None:
    with pytest.raises(errors.FileBroken):
        raw("<a>" * 200 + "</a>" * 200)
    with pytest.raises(errors.FileBroken):
        raw("<a>" * 100_000 + "</a>" * 100_000)


def test_a_bare_root_is_no_table(raw: Callable[..., RawTable]) -> None:
    with pytest.raises(errors.TableAbsent):
        raw("<a/>")


def test_nested_elements_are_tables_joined_by_what_is_around_them(
    raw_tables: Callable[..., list[RawTable]],
) -> None:
    table, holders = raw_tables(
        "<list><date>2024-04-06</date><periods><period><from>21:27</from><detectors>"
        "<detector><id>A</id><lanes><lane><lane_id>Fast</lane_id><speed>66</speed></lane>"
        "<lane><lane_id>Slow</lane_id><speed>59</speed></lane></lanes></detector>"
        "<detector><id>B</id><lanes/></detector></detectors></period></periods></list>"
    )
    assert table.slug == "list/periods/period/detectors/detector/lanes/lane"
    assert table.header == ("date", "from", "id", "lane_id", "speed")
    assert [tuple(row.values()) for row in table.columns.to_pylist()] == [
        ("2024-04-06", "21:27", "A", "Fast", "66"),
        ("2024-04-06", "21:27", "A", "Slow", "59"),
        ("2024-04-06", "21:27", "B", None, None),
    ]
    assert holders.slug == "list/periods/period/detectors/detector"
    assert holders.header == ("date", "from", "id")
    assert [tuple(row.values()) for row in holders.columns.to_pylist()] == [
        ("2024-04-06", "21:27", "A"),
        ("2024-04-06", "21:27", "B"),
    ]


def test_one_that_holds_several_kinds_gives_none_of_them_twice(
    raw_tables: Callable[..., list[RawTable]],
) -> None:
    tables = raw_tables(
        "<r><stop><n>A</n><route><no>1</no></route><route><no>2</no></route><exit><l>a</l><f>1</f></exit>"
        "<exit><l>b</l><f>2</f></exit></stop><stop><n>B</n><route><no>3</no></route><exit><l>c</l><f>3</f></exit></stop></r>"
    )
    assert [(table.slug, table.header, table.columns.num_rows) for table in tables] == [
        ("r/stop/route", ("n", "no"), 3),
        ("r/stop/exit", ("n", "l", "f"), 3),
        ("r/stop", ("n",), 2),
    ]


def test_attributes_are_values_and_schemas_are_not(raw: Callable[..., RawTable]) -> None:
    table = raw(
        '<r xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="x">'
        '<station id="1" name="A">25.1</station><station id="2"><!-- c -->26</station></r>'
    )
    assert table.header == ("id", "name", "station")
    assert [tuple(row.values()) for row in table.columns.to_pylist()] == [
        ("1", "A", "25.1"),
        ("2", None, "26"),
    ]


def test_two_levels_with_one_label_keep_both(raw: Callable[..., RawTable]) -> None:
    table = raw("<r><line><name>L</name><stop><name>A</name></stop><stop><name>B</name></stop></line></r>")
    assert table.header == ("line.name", "stop.name")
    assert table.columns.num_rows == 2


def test_parts_with_parts_go_by_path_and_repeating_parts_into_lists(raw: Callable[..., RawTable]) -> None:
    table = raw("<r><p><at><x>1</x></at><tag>a</tag><tag>b</tag></p><p><at><x>2</x></at><tag>c</tag></p></r>")
    assert table.header == ("at.x", "tag")
    assert [tuple(row.values()) for row in table.columns.to_pylist()] == [("1", '["a","b"]'), ("2", "c")]


def test_elements_that_repeat_side_by_side_are_tables_each(raw_tables: Callable[..., list[RawTable]]) -> None:
    tables = raw_tables("<r><v>1</v><a><x>1</x></a><a><x>2</x></a><b><y>3</y></b><b><y>4</y></b></r>")
    assert [(table.slug, table.header) for table in tables] == [("r/a", ("v", "x")), ("r/b", ("v", "y"))]


def test_what_stands_beside_the_records_is_kept_by_path(raw: Callable[..., RawTable]) -> None:
    table = raw(
        '<r><head lang="en"><title>T</title><at zone="HKT">1</at></head><a><x>1</x></a><a><x>2</x></a></r>'
    )
    assert table.header == ("head.lang", "head.title", "head.at.zone", "head.at", "x")


def test_a_long_text_around_records_is_a_note_and_not_in_every_row(raw: Callable[..., RawTable]) -> None:
    table = raw(f"<r><terms>{'t' * 5000}</terms><a><x>1</x></a><a><x>2</x></a></r>")
    assert table.header == ("x",)
    assert table.notes[0].startswith("terms: ttt")


def test_plain_values_that_repeat_are_one_column(raw: Callable[..., RawTable]) -> None:
    table = raw("<r><name>A</name><name>B</name></r>")
    assert (table.header, table.columns["c0"].to_pylist()) == (("name",), ["A", "B"])


def test_one_record_is_one_row(raw: Callable[..., RawTable]) -> None:
    table = raw("<weather><temperature>25</temperature><wind><speed>10</speed></wind></weather>")
    assert table.header == ("temperature", "wind.speed")
    assert table.columns.num_rows == 1


def test_other_encodings_and_namespaces(raw: Callable[..., RawTable]) -> None:
    table = raw(
        '<?xml version="1.0" encoding="big5"?><r xmlns="urn:x"><站><名>香港國際機場</名></站><站><名>高鐵西九龍站</名></站></r>',
        "big5",
    )
    assert table.header == ("名",)
    assert table.columns.num_rows == 2


@pytest.mark.parametrize(
    "said", ["", '<?xml version="1.0" encoding="utf-16"?>', '<?xml version="1.0" encoding="big5"?>']
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "big5hkscs"])
def test_bytes_say_the_encoding_whatever_the_declaration_says(
    raw: Callable[..., RawTable], said: str, encoding: str
) -> None:
    names = ["中環碼頭", "跑馬地", "香港公園"]
    rows = "".join(f"<r><n>{name}</n><v>{at}</v></r>" for at, name in enumerate(names * 4))
    table = raw(f"{said}<t>{rows}</t>", encoding)
    assert table.columns["c0"].to_pylist() == names * 4
