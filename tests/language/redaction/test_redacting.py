import pytest

from textcoder.errors import FileProblemError, MissingColumnError
from textcoder.files.formats import read_table
from textcoder.language.redaction.redacting import Request, redact_table
from textcoder.language.redaction.redactor import Redactor
from textcoder.settings import RedactionSettings

REQUEST = Request("id", ("svar", "mer"))


@pytest.fixture
def survey(tmp_path):
    path = tmp_path / "survey.csv"
    path.write_text(
        "id,svar,mer,tlf\n"
        "1,Skriv til kari@eksempel.no,\n"
        "2,For lite tid,\n"
        "1,,Send det til kari@eksempel.no eller ola@eksempel.no,\n"
        ",Ring 912 34 567,ja,91234567\n"
        ",Ring 987 65 432,  ,\n",
        encoding="utf-8",
    )
    return path


def redact(path, request=REQUEST, **how):
    out = path.with_name("redacted.csv")
    summary = redact_table(read_table(path), out, Redactor(None, RedactionSettings()), request, **how)
    return summary, [dict(zip(request_columns(out), row, strict=True)) for row in read_table(out).open_rows()]


def request_columns(path):
    return read_table(path).columns


def test_text_columns_are_redacted_and_every_other_cell_is_as_it_was(survey):
    _, rows = redact(survey)

    assert [row["id"] for row in rows] == ["1", "2", "1", "", ""]
    assert rows[1] == {"id": "2", "svar": "For lite tid", "mer": "", "tlf": ""}
    assert rows[3] == {"id": "", "svar": "Ring [TELEFON]", "mer": "ja", "tlf": "91234567"}


def test_the_same_thing_has_the_same_placeholder_in_all_rows_of_a_respondent(survey):
    _, rows = redact(survey)

    assert rows[0]["svar"] == "Skriv til [E-POST]"
    assert rows[2]["mer"] == "Send det til [E-POST] eller [E-POST-2]"


def test_rows_without_an_id_are_different_people(survey):
    _, rows = redact(survey)

    assert [rows[3]["svar"], rows[4]["svar"]] == ["Ring [TELEFON]", "Ring [TELEFON]"]


def test_the_summary_counts_answers_with_text_and_what_was_replaced_in_how_many(survey):
    summary, _ = redact(survey)

    assert (summary.rows, summary.answers, summary.touched) == (5, 6, 4)
    assert summary.replaced == {"phone": 2, "email": 3}


def test_what_somebody_decides_goes_before_what_was_found(survey):
    def nothing_of_the_first(answers):
        return [(), *(answer.findings for answer in answers[1:])]

    summary, rows = redact(survey, decide=nothing_of_the_first)

    assert rows[0]["svar"] == "Skriv til kari@eksempel.no"
    assert (summary.touched, summary.replaced) == (3, {"phone": 2, "email": 2})


def test_a_decision_that_is_not_made_leaves_no_file(survey):
    def gives_up(answers):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        redact(survey, decide=gives_up)

    assert list(survey.parent.iterdir()) == [survey]


def test_a_file_that_changes_meanwhile_is_not_written_with_what_nobody_has_searched(survey):
    def while_somebody_writes(answers):
        survey.write_text(survey.read_text("utf-8") + "9,Ring 411 22 333,,\n", "utf-8")
        return [answer.findings for answer in answers]

    with pytest.raises(FileProblemError, match="changed while it was read"):
        redact(survey, decide=while_somebody_writes)

    assert list(survey.parent.iterdir()) == [survey]


def test_a_file_of_more_rows_than_are_searched_at_a_time(survey):
    survey.write_text("id,svar,mer\n" + "".join(f"{n},Ring 912 34 567,\n" for n in range(2500)), "utf-8")
    seen = []

    summary, rows = redact(survey, progress=seen.append)

    assert (summary.touched, len(rows), seen) == (2500, 2500, [1000, 2000, 2500])
    assert {row["svar"] for row in rows} == {"Ring [TELEFON]"}


def test_cells_of_other_types_keep_them_unless_something_is_found_in_them(tmp_path):
    path = tmp_path / "survey.jsonl"
    path.write_text(
        '{"id": 1, "svar": 12, "nested": [1]}\n{"id": 2, "svar": 91234567}\n{"id": 3, "svar": null}\n', "utf-8"
    )
    out = tmp_path / "redacted.jsonl"

    redact_table(read_table(path), out, Redactor(None, RedactionSettings()), Request("id", ("svar",)))

    assert [row[:2] for row in read_table(out).open_rows()] == [[1, 12], [2, "[TELEFON]"], [3, None]]
    assert next(read_table(out).open_rows())[2] == [1]


def test_an_answer_that_is_a_list_is_refused_rather_than_half_searched(tmp_path):
    path = tmp_path / "survey.jsonl"
    path.write_text('{"id": 1, "svar": ["Ring\\n912 34 567"], "mer": ""}\n', "utf-8")

    with pytest.raises(FileProblemError, match="row 1 has a list or an object in 'svar'"):
        redact(path)


@pytest.mark.parametrize("name", ["survey.csv", "link.csv", "hard.csv"])
def test_the_file_that_is_read_is_never_written_over(survey, name):
    (survey.parent / "link.csv").symlink_to(survey)
    (survey.parent / "hard.csv").hardlink_to(survey)
    before = survey.read_bytes()

    with pytest.raises(FileProblemError, match="would replace the file it is made from"):
        redact_table(read_table(survey), survey.parent / name, Redactor(None, RedactionSettings()), REQUEST)

    assert survey.read_bytes() == before


def test_a_column_that_is_not_there_is_said(survey):
    with pytest.raises(MissingColumnError, match="no column 'Svar'"):
        redact(survey, Request("id", ("Svar",)))
