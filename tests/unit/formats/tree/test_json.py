from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from praya.model import errors

if TYPE_CHECKING:
    from collections.abc import Callable

    from praya.formats.infer import Typed
    from praya.formats.raw import RawTable


@pytest.mark.parametrize("content", ['{"a": [1, 2', '{"a": 1} x', "[1, 2,]", '{"a": "\n"}', "{}{}"])
def test_what_is_not_json_after_all_is_broken(raw: Callable[..., RawTable], content: str | bytes) -> None:
    with pytest.raises(errors.FileBroken):
        raw(content)


@pytest.mark.parametrize("content", ["[" * 100_000, "[" * 5000 + "]" * 5000, '{"a":' * 100 + "1" + "}" * 100])
def test_deep_nesting_is_refused(raw: Callable[..., RawTable], content: str | bytes) -> None:
    with pytest.raises(errors.FileBroken):
        raw(content)


def test_records_of_ever_new_keys_are_too_wide(raw: Callable[..., RawTable]) -> None:
    with pytest.raises(errors.FileTooWide):
        raw("[" + ",".join(f'{{"k{n}": 1}}' for n in range(2001)) + "]")


def test_numbers_keep_their_digits(raw: Callable[..., RawTable]) -> None:
    table = raw('[{"a": 1.10, "b": 12345678901234567890, "c": 1e400, "d": -0, "e": [1.10, {"f": 2.0}]}]')
    assert table.columns.to_pylist() == [
        {"c0": "1.10", "c1": "12345678901234567890", "c2": "1e400", "c3": "-0", "c4": '[1.10,{"f":2.0}]'}
    ]


def test_objects_become_columns_by_path_and_lists_stay_whole(raw: Callable[..., RawTable]) -> None:
    table = raw('[{"name": {"en": "A", "zh-Hant": "甲"}, "hours": [{"day": 1}], "open": true, "none": null}]')
    assert table.header == ("name.en", "name.zh-Hant", "hours", "open", "none")
    assert list(table.columns.to_pylist()[0].values()) == ["A", "甲", '[{"day":1}]', "true", None]


def test_what_a_record_lacks_is_missing(raw: Callable[..., RawTable]) -> None:
    table = raw('[{"a": 1}, {"b": 2}, {"a": 3, "b": 4}]')
    assert table.columns.to_pylist() == [
        {"c0": "1", "c1": None},
        {"c0": None, "c1": "2"},
        {"c0": "3", "c1": "4"},
    ]


def test_records_are_found_by_their_path_and_what_stands_beside_becomes_notes(
    raw: Callable[..., RawTable],
) -> None:
    table = raw('{"meta": {"version": "1.0"}, "result": {"records": [{"a": 1}, {"a": 2}]}}')
    assert table.slug == "result.records"
    assert table.notes == ("meta.version: 1.0",)
    assert table.columns.num_rows == 2


def test_every_list_of_objects_is_a_table(raw_tables: Callable[..., list[RawTable]]) -> None:
    tables = raw_tables('{"forecast": [{"day": 1}, {"day": 2}], "soil": [{"depth": 0.5}], "text": "fine"}')
    assert [(table.slug, table.columns.num_rows) for table in tables] == [("forecast", 2), ("soil", 1)]
    assert all(table.notes == ("text: fine",) for table in tables)


def test_objects_keyed_by_year_and_date_become_rows(raw: Callable[..., RawTable]) -> None:
    table = raw(
        '{"2018": {"2018-01-01": {"en": "New Year"}, "2018-02-16": {"en": "Lunar New Year"}},'
        ' "2019": {"2019-01-01": {"en": "New Year"}, "2019-02-05": {"en": "Lunar New Year"}}}'
    )
    assert table.header == ("year", "date", "en")
    assert list(table.columns.to_pylist()[2].values()) == ["2019", "2019-01-01", "New Year"]


def test_objects_keyed_by_codes_become_rows_and_never_overwrite_their_own(
    raw: Callable[..., RawTable],
) -> None:
    table = raw('{"stops": {"A1": {"key": "own", "lat": 22.3}, "B2": {"key": "too", "lat": 22.4}}}')
    assert table.header == ("key", "value.key", "lat")
    assert list(table.columns.to_pylist()[0].values()) == ["A1", "own", "22.3"]


def test_one_object_is_one_row(raw: Callable[..., RawTable]) -> None:
    table = raw('{"temperature": 25.1, "station": {"en": "HKO"}}')
    assert table.header == ("temperature", "station.en")
    assert table.notes == ()


def test_a_list_of_plain_values_is_one_column(raw: Callable[..., RawTable]) -> None:
    table = raw('["a", 1, null, [2]]')
    assert table.header == ("value",)
    assert table.columns["c0"].to_pylist() == ["a", "1", None, "[2]"]


def test_big5_json_is_read(raw: Callable[..., RawTable]) -> None:
    assert raw('[{"名稱": "香港國際機場"}, {"名稱": "高鐵西九龍站"}]', "big5hkscs").header == ("名稱",)


def test_a_line_that_is_no_json_is_named(raw_tables: Callable[..., list[RawTable]]) -> None:
    with pytest.raises(errors.FileBroken) as failure:
        raw_tables('{"a": 1}\n{"a": 2}\n\n{"a": \n{\n')
    assert str(failure.value.fields["reason"]).startswith("line 4:")


def test_every_line_is_a_row_with_its_own_digits(raw: Callable[..., RawTable]) -> None:
    table = raw('{"id": "001", "v": 1.50}\r\n\r\n{"id": "002", "b": {"c": [1]}}\r\n')
    assert table.header == ("id", "v", "b.c")
    assert table.columns.to_pylist() == [
        {"c0": "001", "c1": "1.50", "c2": None},
        {"c0": "002", "c1": None, "c2": "[1]"},
    ]


def test_a_key_that_comes_again_loses_nothing(raw: Callable[..., RawTable]) -> None:
    table = raw('[{"a": 1, "a": 2, "a_2": 3, "a": 4}, {"a": 5}]')
    assert table.header == ("a", "a_3", "a_2", "a_4")
    assert [column.to_pylist() for column in table.columns.columns] == [
        ["1", "5"],
        ["2", None],
        ["3", None],
        ["4", None],
    ]


def cells(table: RawTable) -> list[tuple[str | None, ...]]:
    return list(zip(*(column.to_pylist() for column in table.columns.columns), strict=True))


@pytest.mark.parametrize(
    ("content", "slug"),
    [
        ('[["a", "b"], ["x", 1], ["y", 2]]', ""),
        ('{"columns": ["a", "b"], "rows": [["x", 1], ["y", 2]]}', "rows"),
        (
            '{"result": {"fields": [{"id": "a"}, {"id": "b"}], "records": [["x", 1], ["y", 2]]}}',
            "result.records",
        ),
        ('{"data": [["a", "b"], ["x", 1], ["y", 2]]}', "data"),
        ('[{"A": "a", "B": "b"}, {"A": "x", "B": 1}, {"A": "y", "B": 2}]', ""),
    ],
)
def test_labels_beside_or_above_rows_are_the_header(
    raw: Callable[..., RawTable], content: str, slug: str
) -> None:
    table = raw(content)
    assert (table.slug, table.header, cells(table)) == (slug, ("a", "b"), [("x", "1"), ("y", "2")])


def test_a_list_with_little_around_it_is_a_table_of_one_column(raw: Callable[..., RawTable]) -> None:
    table = raw('{"success": true, "result": ["a", "b", "c", "d", "e"]}')
    assert (table.slug, table.header, table.columns.num_rows) == ("result", ("result",), 5)
    assert table.notes == ("success: true",)


@pytest.mark.parametrize(
    "content",
    [
        '{"name": "x", "tags": ["a", "b"]}',
        '{"type": "LineString", "coordinates": [[114.1, 22.2], [114.2, 22.3]]}',
        '[{"A": 1, "B": 2}, {"A": 3, "B": 4}]',
        '[{"A": "x", "B": "x"}, {"A": "y", "B": "z"}]',
        '[{"A": "x", "C": "y"}, {"A": "y", "C": "z"}]',
    ],
)
def test_details_and_letters_that_are_names_stay_as_they_are(
    raw: Callable[..., RawTable], content: str
) -> None:
    assert raw(content).header in {("name", "tags"), ("type", "coordinates"), ("A", "B"), ("A", "C")}


def test_a_few_broken_lines_are_told_and_the_others_read(raw: Callable[..., RawTable]) -> None:
    table = raw('{"a": 1}\n{"a": 2}\n\n{"a": 3\n{"a": 4}\n')
    (told,) = [each for each in table.decisions if each.code == "lines_broken"]
    assert (table.columns.num_rows, told.fields["lines"], told.fields["texts"]) == (3, (4,), ('{"a": 3',))


def test_a_first_line_may_be_the_broken_one(raw: Callable[..., RawTable]) -> None:
    assert raw('{"a": 1,\n{"a": 2}\n{"a": 3}\n').columns.num_rows == 2


def test_many_broken_lines_are_a_broken_file(raw: Callable[..., RawTable]) -> None:
    with pytest.raises(errors.FileBroken):
        raw('{"a": 1}\n{"a": 2}\n{"a": 3\n{"a": 4\n')


def test_lists_and_objects_are_typed_as_such_unless_something_else_stands_among_them(
    typed: Callable[..., Typed],
) -> None:
    table = typed('[{"a": [1], "b": {}, "c": ["x"], "d": null}, {"a": [], "b": {}, "c": "y", "d": "[1]"}]')
    assert [each.type for each in table.schema.columns] == ["list", "object", "string", "string"]
    assert table.data["a"].to_pylist() == ["[1]", "[]"]
