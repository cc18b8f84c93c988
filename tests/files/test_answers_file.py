import pytest

from tests.files.test_codings_file import build_codeframe
from textcoder.errors import CodingsError, MissingColumnError
from textcoder.files.answers_file import read_answers


def read(tmp_path, content: str):
    (tmp_path / "answers.csv").write_text(content, encoding="utf-8")
    return read_answers(tmp_path / "answers.csv", build_codeframe())


def test_a_file_with_codes_is_read_as_codings(tmp_path):
    coded, is_judged = read(tmp_path, "id,text,codes,voice\na,for lite tid,capacity,v1\n")

    assert is_judged
    assert [(one.answer.id, one.answer.voice, one.code_ids) for one in coded] == [("a", "v1", {"capacity"})]


def test_a_file_without_codes_is_read_as_answers_that_nobody_has_coded(tmp_path):
    coded, is_judged = read(
        tmp_path, "id,text,question,respondent,constructed\n007,for lite tid,Q1,r1,yes\n8,dyrt,,,\n"
    )

    assert not is_judged
    assert [(one.answer.id, one.answer.question, one.answer.writer, one.constructed) for one in coded] == [
        ("007", "Q1", "r1", True),
        ("8", "", "8", False),
    ]
    assert all(one.code_ids == frozenset() for one in coded)


def test_ids_are_blank_or_repeated_by_row_and_never_by_text(tmp_path):
    with pytest.raises(CodingsError) as told:
        read(tmp_path, "id,text\na,hemmelig\n,hemmelig\na,hemmelig\n")

    assert "row 3: the id is blank; row 4: the id 'a' stands in row 2 too" in str(told.value)
    assert "hemmelig" not in str(told.value)


def test_the_same_id_may_stand_at_two_questions(tmp_path):
    coded, _ = read(tmp_path, "id,text,question\na,x,Q1\na,y,Q2\n")

    assert len(coded) == 2


def test_a_column_that_is_needed_is_named(tmp_path):
    with pytest.raises(MissingColumnError, match="no column 'text'"):
        read(tmp_path, "id,svar\na,x\n")
