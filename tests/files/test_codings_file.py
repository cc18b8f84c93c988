import json

import openpyxl
import pytest

from textcoder.codeframe import Code, Codeframe
from textcoder.errors import CodingsError, FileProblemError, MissingColumnError
from textcoder.files.codings_file import read_codings


def build_codeframe(**rules) -> Codeframe:
    codes = [("capacity", 1, False), ("economy", 2, False), ("culture", 3, False), ("dont_know", 98, True)]
    made = tuple(Code(name, number, {"nb": name}, exclusive=alone) for name, number, alone in codes)
    return Codeframe("barriers", 1, made, **rules)


def read_csv(tmp_path, content: str, **rules):
    (tmp_path / "codings.csv").write_text(content, encoding="utf-8")
    return read_codings(tmp_path / "codings.csv", build_codeframe(**rules))


def read_jsonl(tmp_path, *records: dict):
    lines = "".join(json.dumps(record) + "\n" for record in records)
    (tmp_path / "codings.jsonl").write_text(lines, encoding="utf-8")
    return read_codings(tmp_path / "codings.jsonl", build_codeframe())


def test_ids_and_numbers_of_codes_mean_the_same(tmp_path):
    coded = read_csv(tmp_path, 'id,text,codes\na,x,capacity;economy\nb,y,"2; 1"\nc,z,1;economy;1\n')

    assert [one.code_ids for one in coded] == [{"capacity", "economy"}] * 3


def test_no_codes_means_read_and_none_applies(tmp_path):
    (first, second) = read_csv(tmp_path, "id;text;codes\na;takk for praten;\nb;hei; ; \n")

    assert (first.code_ids, second.code_ids) == (frozenset(), frozenset())


def test_no_codes_is_a_problem_where_the_codeframe_wants_one(tmp_path):
    with pytest.raises(CodingsError, match="row 2: 0 codes given"):
        read_csv(tmp_path, "id,text,codes\na,x,\n", min_codes=1)


def test_what_else_is_known_is_read(tmp_path):
    header = "id,text,codes,question,coder,variety,weight,respondent\n"
    (one,) = read_csv(tmp_path, header + '007," tid, tid ",1,Q9,kari,nn,"0,5",r1\n')

    assert (one.answer.id, one.answer.text, one.answer.question) == ("007", " tid, tid ", "Q9")
    assert (one.answer.voice, one.answer.variety, one.coder, one.weight) == ("r1", "nn", "kari", 0.5)


def test_without_further_columns_the_weight_is_one_and_the_rest_unknown(tmp_path):
    (one,) = read_csv(tmp_path, "text,codes,id\nx,1,a\n")

    assert (one.weight, one.coder, one.answer.question, one.answer.writer) == (1.0, "", "", "a")


def test_a_blank_weight_is_one(tmp_path):
    assert [one.weight for one in read_csv(tmp_path, "id,text,codes,weight\na,x,1,\nb,y,1, \n")] == [1.0, 1.0]


@pytest.mark.parametrize("weight", ["0", "-1", "nan", "inf", "mye"])
def test_a_weight_that_cannot_be_is_reported_by_row(tmp_path, weight):
    with pytest.raises(CodingsError, match="row 3: the weight is no"):
        read_csv(tmp_path, f"id,text,codes,weight\na,x,1,2\nb,y,1,{weight}\n")


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("b;hemmelig;klima", "row 3: code 'klima' is not in codeframe 'barriers'"),
        ("b;hemmelig;7", "row 3: code '7' is not"),
        ("b;hemmelig;Capacity", "row 3: code 'Capacity' is not"),
        (" ;hemmelig;1", "row 3: the id is blank"),
        ('b;hemmelig;"98;1"', "row 3: code 'dont_know' is exclusive and cannot stand beside capacity"),
        ("a;hemmelig;1", "row 3: the id 'a' is coded by the same coder in row 2 too"),
    ],
)
def test_a_row_that_cannot_be_used_is_reported_without_what_was_written(tmp_path, row, problem):
    with pytest.raises(CodingsError, match=problem) as caught:
        read_csv(tmp_path, f"id;text;codes\na;x;1\n{row}\n")

    assert "hemmelig" not in str(caught.value)


def test_more_codes_than_the_codeframe_takes_are_reported(tmp_path):
    with pytest.raises(CodingsError, match="row 2: 3 codes given; codeframe 'barriers' takes at most 2"):
        read_csv(tmp_path, 'id,text,codes\na,x,"1;2;3"\n', max_codes=2)


def test_every_bad_row_is_reported(tmp_path):
    with pytest.raises(CodingsError) as caught:
        read_csv(tmp_path, "id,text,codes\n,x,1\nb,y,9\nc,z,1\nd,z,8\n")

    assert [problem.split(":")[0] for problem in caught.value.problems] == ["row 2", "row 3", "row 5"]


def test_one_answer_may_be_coded_by_two_coders_and_to_two_questions(tmp_path):
    rows = "a,x,1,kari,Q1\na,x,2,ola,Q1\na,y,2,kari,Q2\n"

    assert len(read_csv(tmp_path, "id,text,codes,coder,question\n" + rows)) == 3


def test_blank_rows_do_not_shift_the_row_that_is_reported(tmp_path):
    with pytest.raises(CodingsError, match="row 4: the id is blank"):
        read_csv(tmp_path, "id,text,codes\na,x,1\n\n,y,1\n")


def test_in_jsonl_codes_may_be_a_list_and_lines_are_counted_from_one(tmp_path):
    coded = read_jsonl(
        tmp_path,
        {"id": 7, "text": "x", "codes": ["capacity", 2]},
        {"id": "08", "text": None, "codes": []},
        {"id": "c", "text": "z", "codes": 98},
    )

    assert [one.answer.id for one in coded] == ["7", "08", "c"]
    assert [sorted(one.code_ids) for one in coded] == [["capacity", "economy"], [], ["dont_know"]]
    with pytest.raises(CodingsError, match="row 1: the id is blank"):
        read_jsonl(tmp_path, {"id": None, "text": "x", "codes": []})


def test_in_a_workbook_numbers_are_codes(tmp_path):
    book = openpyxl.Workbook()
    for line in (["id", "text", "codes"], [17, "x", 1], ["017", "y", "1;3"], ["18", "z", None]):
        book.active.append(line)
    book.save(tmp_path / "codings.xlsx")

    coded = read_codings(tmp_path / "codings.xlsx", build_codeframe())

    assert [(one.answer.id, sorted(one.code_ids)) for one in coded] == [
        ("17", ["capacity"]),
        ("017", ["capacity", "culture"]),
        ("18", []),
    ]


@pytest.mark.parametrize("missing", ["id", "text", "codes"])
def test_a_missing_column_is_reported(tmp_path, missing):
    columns = [column for column in ("id", "text", "codes", "x") if column != missing]

    with pytest.raises(MissingColumnError, match=f"no column '{missing}'"):
        read_csv(tmp_path, ",".join(columns) + "\na,b,c\n")


def test_two_columns_of_codes_are_refused(tmp_path):
    with pytest.raises(FileProblemError, match="several columns are called 'codes'"):
        read_csv(tmp_path, "id,text,codes,codes\na,b,1,2\n")
