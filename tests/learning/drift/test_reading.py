import pytest

from textcoder.errors import FileProblemError, MissingColumnError
from textcoder.files.formats import read_table
from textcoder.learning.drift.reading import read_wave


@pytest.fixture
def table(tmp_path):
    path = tmp_path / "wave.csv"
    path.write_text("respid,svar,hvem\n007,for lite tid,a\n008,,a\n,hemmelig,b\n010,penger,b\n010,folk,c\n", "utf-8")
    return read_table(path)


def test_only_answers_with_words_and_an_id_of_their_own_are_read(table):
    answers, passed_over = read_wave(table, id_column="respid", text_column="svar", question="Q1")

    assert [(one.id, one.text, one.question, one.writer) for one in answers] == [("007", "for lite tid", "Q1", "007")]
    assert passed_over == 3


def test_who_wrote_what_can_be_told_by_a_column(table):
    answers, _ = read_wave(table, id_column="respid", text_column="svar", question="Q1", voice_column="hvem")

    assert answers[0].voice == "a"


def test_rows_go_through_the_door_first(table):
    answers, _ = read_wave(
        table,
        id_column="respid",
        text_column="svar",
        question="Q1",
        door=lambda rows: [[*row[:1], "x", "y"] for row in rows],
    )

    assert {one.text for one in answers} == {"x"}


def test_a_column_that_is_not_there_or_that_nobody_wrote_in_is_said(table, tmp_path):
    with pytest.raises(MissingColumnError):
        read_wave(table, id_column="respid", text_column="other", question="Q1")
    (tmp_path / "none.csv").write_text("respid,svar\n1,\n2, \n", "utf-8")
    with pytest.raises(FileProblemError, match="nothing is written"):
        read_wave(read_table(tmp_path / "none.csv"), id_column="respid", text_column="svar", question="Q1")
