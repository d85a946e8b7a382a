import pytest

from praya.remote.naming import file_name


@pytest.mark.parametrize(
    ("disposition", "url", "name"),
    [
        ("", "https://data.example/files/rain.csv?x=1", "rain.csv"),
        ("", "https://data.example/%E9%9B%A8%E9%87%8F.csv", "雨量.csv"),
        ("", "https://data.example/", ""),
        ("attachment", "https://data.example/get", "get"),
        ('attachment; filename="rain 2019.csv"', "https://data.example/get", "rain 2019.csv"),
        ("attachment; filename=rain.csv; x=y", "https://data.example/get", "rain.csv"),
        (
            "attachment; filename=\"a.csv\"; filename*=UTF-8''%E9%9B%A8.csv",
            "https://data.example/get",
            "雨.csv",
        ),
        ("attachment; filename*=no-such''%E9.csv; filename=y.csv", "https://data.example/get", "y.csv"),
        ('attachment; filename="é›¨.csv"', "https://data.example/get", "é›¨.csv"),
        ('attachment; filename="../../etc/passwd"', "https://data.example/get", "passwd"),
        ('attachment; filename="C:\\\\temp\\\\a.csv"', "https://data.example/get", "a.csv"),
        ('attachment; filename=".."', "https://data.example/get", "get"),
        ('attachment; filename="a\x1b[31m\u202e.csv"', "https://data.example/get", "a[31m.csv"),
        ("", "https://data.example/" + "a" * 500, "a" * 200),
    ],
)
def test_file_name(disposition: str, url: str, name: str) -> None:
    assert file_name(disposition, url) == name


def test_utf8_names_in_latin1_headers() -> None:
    assert file_name('filename="{}"'.format("雨.csv".encode().decode("latin-1")), "http://x/") == "雨.csv"
