import pytest

from textcoder.errors import SurveyError
from textcoder.files.layouts import LayoutName
from textcoder.reporting.demonstration import survey_request
from textcoder.survey import Alternative, Asked, Question, Survey

LABEL = {"nb": "x"}
QUESTIONS = (
    Question("Q1", "multi", LABEL, (Alternative(1, LABEL), Alternative(8, LABEL, open_field="Q1_other"))),
    Question("Q2", "open", LABEL, asked=Asked("Q1", ("1",))),
    Question("Q3", "open", LABEL),
)


def build_survey(**columns: str) -> Survey:
    return Survey("s", {"nb": "S"}, "reasons", QUESTIONS, columns)


def test_every_open_field_is_coded_in_the_order_of_the_questionnaire_under_its_own_id():
    request = survey_request(build_survey(id="respid"), coded_at="2024-11-05T12:30:00+00:00")

    assert [(one.text_column, one.question) for one in request.fields] == [
        (name, name) for name in ("Q1_other", "Q2", "Q3")
    ]
    assert request.id_column == "respid"
    assert request.coded_at == "2024-11-05T12:30:00+00:00"
    assert (request.layout, request.with_confidence) == (LayoutName.DICHOTOMOUS, True)


def test_each_field_carries_who_was_asked():
    fields = {one.question: one for one in survey_request(build_survey(id="respid"), coded_at="").fields}

    assert fields["Q1_other"].asked == Asked("Q1", ("8",))
    assert fields["Q2"].asked == Asked("Q1", ("1",))


def test_a_survey_that_does_not_name_its_id_column_says_so():
    with pytest.raises(SurveyError, match="which column of an export is the `id`"):
        survey_request(build_survey(weight="vekt"), coded_at="")
