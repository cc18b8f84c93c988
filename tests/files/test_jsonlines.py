import json
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.errors import CannotWriteError, FileProblemError
from textcoder.files.jsonlines import read_jsonl, write_jsonl

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT
VALUES = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(TEXT, SCALARS, max_size=3)


def read(tmp_path, content: str | bytes):
    path = tmp_path / "svar.jsonl"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_jsonl(path)


def rows(table):
    return list(table.open_rows())


def written(path, columns, cells):
    with write_jsonl(path, columns) as write:
        for row in cells:
            write(list(row))
    return path


def test_columns_are_all_keys_in_order_of_first_sight_and_values_keep_their_types(tmp_path):
    table = read(tmp_path, '{"id":"007","svar":"få"}\n{"vekt":1.5,"id":8}\n{"svar":["a",{"b":null}],"id":true}\n')

    assert table.columns == ("id", "svar", "vekt")
    assert rows(table) == [["007", "få", None], [8, None, 1.5], [True, ["a", {"b": None}], None]]


def test_rows_are_numbered_as_an_editor_does(tmp_path):
    table = read(tmp_path, '{"id":1}\n\n  \n{"id":2}\n')

    assert list(table.numbered_rows()) == [(1, [1]), (4, [2])]


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        ('{"id":1}\n{"id":}\n', "line 2 is no JSON"),
        ('{"id":1}\n{"id":2\n', "line 2 is no JSON"),
        ('[{"id":1}]\n', "line 1 is no JSON object"),
        ('{"id":1}\n"tekst"\n', "line 2 is no JSON object"),
        ('{"id":' + "9" * 5_000 + "}\n", "line 1 holds a number too long"),
        ('{"id":' + "[" * 100_000 + "}\n", "line 1 holds .* lists too deep"),
        ("", "empty"),
    ],
)
def test_a_line_that_is_no_object_is_reported_with_its_number(tmp_path, content, problem):
    with pytest.raises(FileProblemError, match=problem):
        read(tmp_path, content)


def test_what_people_wrote_is_not_in_the_message_about_a_broken_line(tmp_path):
    with pytest.raises(FileProblemError) as problem:
        read(tmp_path, '{"id":1,"svar":"sjefen min er hemmelig" "x"}\n')

    assert "hemmelig" not in str(problem.value)


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "cp1252", "mac_roman"])
def test_other_encodings_are_found_out(tmp_path, codec):
    assert rows(read(tmp_path, '{"id":1,"svar":"få folk på lag"}\n'.encode(codec))) == [[1, "få folk på lag"]]


def test_utf16_that_breaks_off_in_a_letter_is_refused(tmp_path):
    with pytest.raises(FileProblemError, match="bytes"):
        read(tmp_path, '{"id":1}\n'.encode("utf-16")[:-1])


def test_a_line_separator_inside_a_text_ends_no_line(tmp_path):
    assert rows(read(tmp_path, '{"svar":"a\u2028b\x85c"}\n')) == [["a\u2028b\x85c"]]


def test_half_an_emoji_is_replaced_since_no_file_could_be_written_with_it(tmp_path):
    table = read(tmp_path, r'{"svar":"bra \ud83d","nøstet":[{"k":"\ude00"}],"hel":"\ud83d\ude00","bane":"c:\\\\udder"}')

    assert rows(table) == [["bra \ufffd", [{"k": "\ufffd"}], "😀", r"c:\\udder"]]
    assert rows(read_jsonl(written(tmp_path / "b.jsonl", table.columns, rows(table)))) == rows(table)


@given(st.lists(st.tuples(VALUES, VALUES), min_size=1, max_size=5))
def test_any_value_comes_back_as_it_was(cells):
    with TemporaryDirectory() as folder:
        path = written(Path(folder) / "a.jsonl", ["id", "svar"], cells)
        assert rows(read_jsonl(path)) == [list(row) for row in cells]


def test_every_line_is_an_object_with_readable_letters(tmp_path):
    path = written(tmp_path / "a.jsonl", ["id", "svar"], [["1", "få\nfolk"], ["2", None]])

    lines = path.read_text("utf-8").splitlines()

    assert [json.loads(line) for line in lines] == [{"id": "1", "svar": "få\nfolk"}, {"id": "2", "svar": None}]
    assert "få" in lines[0]


def test_two_columns_of_one_name_are_refused_since_one_would_be_lost(tmp_path):
    with pytest.raises(CannotWriteError, match="several columns are called 'svar'"):
        written(tmp_path / "a.jsonl", ["id", "svar", "svar"], [])

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_uses_data_as_keys_is_refused_before_its_rows_fill_the_memory(tmp_path):
    lines = "\n".join(f'{{"id":1,"k{number}":1}}' for number in range(5_000))

    with pytest.raises(FileProblemError, match="up to line 5000 there are 5,001 different keys, and 5,000 at most"):
        read(tmp_path, lines)
    assert len(read(tmp_path, lines.rpartition("\n")[0]).columns) == 5_000
