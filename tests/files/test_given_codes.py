import json

import pytest

from textcoder.codeframe import Code, Codeframe
from textcoder.errors import CodeSetError, MissingColumnError
from textcoder.files.formats import read_table
from textcoder.files.given_codes import Blank, CodeColumnsError, code_reader, find_columns, source_column
from textcoder.files.layouts import LayoutName

FRAME = Codeframe("barriers", 1, (Code("know", 1, {}), Code("money", 2, {}), Code("dont_know", 98, {}, exclusive=True)))


@pytest.fixture
def table(tmp_path):
    def make(content, name="given.csv"):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return read_table(path)

    return make


def read(table, wanted, layout, blank=Blank.UNCODED):
    read_row = code_reader(table, find_columns(table, wanted, FRAME, layout), FRAME, layout, blank)
    return [read_row(row) for row in table.open_rows()]


@pytest.mark.parametrize("cell", ["1;98", "know; dont_know", "01|98", "1/98", '"1,98"', "1.0;98.0", "KNOW;98"])
def test_joined_codes_are_numbers_or_ids_between_any_usual_signs(table, cell):
    assert read(table(f"id;k\n1;{cell}\n".replace(";", "\t", 1).replace("1;", "1\t", 1)), ["k"], LayoutName.JOINED) == [
        {"know", "dont_know"}
    ]


@pytest.mark.parametrize(("blank", "means"), [(Blank.NONE, frozenset()), (Blank.UNCODED, None)])
def test_what_no_code_means_is_for_the_caller_to_say(table, blank, means):
    assert read(table("id,k\n1,\n2,2\n"), ["k"], LayoutName.JOINED, blank) == [means, {"money"}]


def test_jsonl_tells_no_code_from_no_coding_by_itself(table):
    rows = [{"id": 1, "k": []}, {"id": 2, "k": None}, {"id": 3}, {"id": 4, "k": [1, "money"]}]

    found = read(table("\n".join(map(json.dumps, rows)), "given.jsonl"), ["k"], LayoutName.JOINED, Blank.NONE)

    assert found == [frozenset(), None, None, {"know", "money"}]


def test_spread_codes_are_gathered_from_numbered_columns(table):
    given = table("id,q_c1,q_c2,q_comment\n1,2,1,nei\n2,2,2,\n3,,,\n")

    assert read(given, ["q_c*"], LayoutName.SPREAD) == [{"know", "money"}, {"money"}, None]


def test_marks_are_0_and_1_and_their_like_and_all_blank_is_not_yet_coded(table):
    given = table("id,q_1,q_2,q_98,q_status\n1,1,0,0,x\n2,,x,,x\n3,,,,x\n4,0,0,0,x\n5,1.0,ja,nei,x\n")

    assert read(given, ["q_*"], LayoutName.DICHOTOMOUS) == [
        {"know"},
        {"money"},
        None,
        frozenset(),
        {"know", "money"},
    ]


def test_a_column_is_for_the_longest_code_its_name_ends_with(table):
    given = table("id,q_dont_know,q_know,Penger\n1,1,0,1\n")

    assert find_columns(given, ["q_dont_know,q_know", "Penger=2"], FRAME, LayoutName.DICHOTOMOUS) == {
        "q_dont_know": "dont_know",
        "q_know": "know",
        "Penger": "money",
    }


@pytest.mark.parametrize(
    ("wanted", "layout", "problem"),
    [
        (["a,b"], LayoutName.JOINED, "in one column"),
        (["a=1,b=know"], LayoutName.DICHOTOMOUS, "for the same code"),
        (["a"], LayoutName.DICHOTOMOUS, "write COLUMN=CODE"),
        (["z_*"], LayoutName.SPREAD, "like no column"),
    ],
)
def test_columns_that_do_not_fit_are_named(table, wanted, layout, problem):
    with pytest.raises(CodeColumnsError, match=problem):
        find_columns(table("id,a,b\n1,1,1\n"), wanted, FRAME, layout)


def test_a_column_that_is_not_there_is_said(table):
    with pytest.raises(MissingColumnError):
        find_columns(table("id,a\n1,1\n"), ["b"], FRAME, LayoutName.JOINED)


@pytest.mark.parametrize("layout", [LayoutName.JOINED, LayoutName.SPREAD, LayoutName.DICHOTOMOUS])
def test_an_answer_in_the_place_of_codes_is_refused_and_not_repeated(table, layout):
    telltale = "HEMMELIGHET"
    with pytest.raises(CodeSetError) as refused:
        read(table(f"id,q_1\n1,{telltale}\n"), ["q_1"], layout)

    assert telltale.lower() not in str(refused.value).lower()


def test_a_number_that_is_no_code_is_named(table):
    with pytest.raises(CodeSetError, match="code 7 is no code of codeframe 'barriers'"):
        read(table("id,k\n1,7\n"), ["k"], LayoutName.JOINED)


@pytest.mark.parametrize("column", ["q_codes", "q_c1", "q_98"])
def test_a_file_that_textcoder_coded_says_where_its_codes_are_from(table, column):
    assert source_column(table(f"id,{column},q_status,q_source\n1,,,\n"), [column]) == "q_source"
    assert source_column(table(f"id,{column},q_source\n1,,\n"), [column]) is None
