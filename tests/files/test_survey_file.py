import pytest

from textcoder.errors import FileProblemError, SurveyError
from textcoder.files.survey_file import read_survey
from textcoder.survey import REDACTED, Asked, Survey

FULL = """
id: barometer
title: {nb: Barometeret}
codeframe: barriers
columns: {id: respid}
questions:
  - id: Q1
    type: single
    text: {nb: Arbeider dere med dette?}
    alternatives:
      - {number: 1, label: {nb: Ja}}
      - {number: 2, label: {nb: Nei}}
      - {number: 9, label: {nb: Vet ikke}, exclusive: true}
  - id: Q2
    type: multi
    max_answers: 2
    asked: {question: Q1, any_of: [1, 2]}
    text: {nb: Hvorfor?}
    alternatives:
      - {number: 1, label: {nb: Annet}, open_field: Q2_other}
  - {id: Q3, type: open, text: {nb: Noe mer?}}
"""


def read(tmp_path, content: str) -> Survey:
    (tmp_path / "survey.yaml").write_text(content, encoding="utf-8")
    return read_survey(tmp_path / "survey.yaml")


def changed(old: str, new: str) -> str:
    assert old in FULL
    return FULL.replace(old, new)


def test_everything_in_a_survey_is_read(tmp_path):
    survey = read(tmp_path, FULL)
    first, second, third = survey.questions

    assert (survey.id, survey.codeframe, survey.columns) == ("barometer", "barriers", {"id": "respid"})
    assert [alternative.exclusive for alternative in first.alternatives] == [False, False, True]
    assert (second.asked, second.max_answers) == (Asked("Q1", ("1", "2")), 2)
    assert (third.type, third.asked) == ("open", None)
    assert [field.id for field in survey.open_fields] == ["Q2_other", "Q3"]


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("id: barometer\n", "", "the survey has no 'id'"),
        ("codeframe:", "codefraim:", "the survey has no 'codeframe'; the survey has the unknown key 'codefraim'"),
        ("    asked:", "    askd:", "questions entry 2 has the unknown key 'askd'"),
        ("any_of: [1, 2]", "anyof: [1]", "questions entry 2, asked has no 'any_of'"),
        ("any_of: [1, 2]", 'any_of: "12"', "wrong shape"),
        ("any_of: [1, 2]", "any_of: [3]", "alternative 3 of Q1"),
        ("question: Q1", "question: Q3", "'Q3', which does not come before it"),
        ("exclusive: true", "exclusive: ja", "wrong shape"),
        ("exclusive: true", "exlusive: true", "questions entry 1, alternatives entry 3 has the unknown key 'exlusive'"),
        ("type: open", "type: opne", "unknown type 'opne'"),
        ("number: 9", "number: ni", "wrong shape"),
        ("number: 9", "number: 2", "Q1 has the number 2 2 times"),
        ("id: Q3", "id: Q1", "'Q1' is used 2 times"),
        ("- {id: Q3, type: open, text: {nb: Noe mer?}}", "- Q3", "questions entry 3 is no mapping"),
        ("title: {nb: Barometeret}", "title: Barometeret", "wrong shape"),
    ],
)
def test_a_survey_that_does_not_hold_together_is_reported(tmp_path, old, new, problem):
    with pytest.raises(SurveyError, match=problem) as caught:
        read(tmp_path, changed(old, new))

    assert "survey.yaml" in str(caught.value)


@pytest.mark.parametrize("questions", ["", "questions:", "questions: []", "questions: {Q1: x}", "questions: 3"])
def test_a_survey_without_questions_is_reported(tmp_path, questions):
    with pytest.raises(SurveyError):
        read(tmp_path, f"id: a\ntitle: {{nb: b}}\ncodeframe: c\n{questions}\n")


def test_a_survey_that_is_no_mapping_is_refused(tmp_path):
    with pytest.raises(FileProblemError, match="no mapping"):
        read(tmp_path, "- Q1\n")


@pytest.mark.parametrize(
    ("setting", "kinds"),
    [("true", REDACTED), ("false", frozenset()), ("[person, place]", frozenset({"person", "place"}))],
)
def test_a_survey_says_what_is_taken_out_of_its_answers(tmp_path, setting, kinds):
    assert read(tmp_path, FULL + f"redact: {setting}\n").redact == kinds


def test_answers_stay_as_they_were_written_unless_a_survey_says_otherwise(tmp_path):
    assert read(tmp_path, FULL).redact == frozenset()


@pytest.mark.parametrize(("setting", "problem"), [("[persons]", "redact has 'persons'"), ("person", "wrong shape")])
def test_personal_data_that_nobody_knows_how_to_find_is_reported(tmp_path, setting, problem):
    with pytest.raises(SurveyError, match=problem):
        read(tmp_path, FULL + f"redact: {setting}\n")
