import pytest

from textcoder.errors import SurveyError
from textcoder.survey import Alternative, Asked, Question, Survey


def alternatives(*numbers: int, **open_fields: str) -> tuple[Alternative, ...]:
    fields = {int(number.removeprefix("n")): name for number, name in open_fields.items()}
    return tuple(Alternative(number, {"nb": str(number)}, open_field=fields.get(number)) for number in numbers)


def closed(question_id: str, *numbers: int, kind="single", asked=None, **open_fields: str) -> Question:
    return Question(question_id, kind, {"nb": "?"}, alternatives(*(numbers or (1, 2)), **open_fields), asked=asked)


def opened(question_id: str, asked: Asked | None = None) -> Question:
    return Question(question_id, "open", {"nb": "?"}, asked=asked)


def build_survey(*questions: Question) -> Survey:
    return Survey("barometer", {"nb": "Barometer"}, "reasons", questions)


def problems_of(*questions: Question) -> tuple[str, ...]:
    with pytest.raises(SurveyError) as caught:
        build_survey(*questions)
    return caught.value.problems


@pytest.mark.parametrize("cell", ["1", 1, 1.0, " 1 ", "2"])
def test_a_respondent_is_asked_when_the_filter_was_answered_so(cell):
    assert Asked("Q2", ("1", "2")).of({"Q2": cell})


@pytest.mark.parametrize("cell", ["9", 9, 9.0, 1.5, "", None, "11"])
def test_a_respondent_is_not_asked_otherwise(cell):
    assert not Asked("Q2", ("1", "2")).of({"Q2": cell})


@pytest.mark.parametrize(
    ("row", "asked"),
    [
        ({"Q6_1": "0", "Q6_8": "1"}, True),
        ({"Q6_8": 1.0}, True),
        ({"Q6_1": "1", "Q6_8": "0"}, False),
        ({"Q6_8": None}, False),
        ({"Q6_1": "1"}, False),
        ({"Q6_81": "1"}, False),
    ],
)
def test_a_multiple_choice_filter_reads_one_column_per_alternative(row, asked):
    assert Asked("Q6", ("8",)).of(row) is asked


def test_a_filter_says_which_columns_can_tell():
    assert Asked("Q6", ("1", "8")).columns == ("Q6", "Q6_1", "Q6_8")


def test_open_fields_come_in_questionnaire_order_with_those_who_saw_them():
    only_yes = Asked("Q2", ("1",))
    survey = build_survey(
        closed("Q2"), closed("Q6", 1, 8, kind="multi", n8="Q6_other"), opened("Q22", asked=only_yes), opened("Q28")
    )

    assert [(field.id, field.asked) for field in survey.open_fields] == [
        ("Q6_other", Asked("Q6", ("8",))),
        ("Q22", only_yes),
        ("Q28", None),
    ]


def test_a_question_knows_its_fields_question():
    survey = build_survey(closed("Q6", 1, 8, n8="Q6_other"))

    assert survey.open_fields[0].question.id == "Q6"


@pytest.mark.parametrize(
    ("questions", "says"),
    [
        ((), "it has no questions"),
        ((opened("Q1"), opened("Q1")), "the id 'Q1' is used 2 times"),
        ((opened("Q1"), closed("Q2", 1, n1="Q1")), "the id 'Q1' is used 2 times"),
        ((closed("Q1", 1, 2, n1="other", n2="other"),), "the id 'other' is used 2 times"),
        ((Question("Q1", "text", {"nb": "?"}),), "Q1 has the unknown type 'text'"),
        ((Question("Q1", "multi", {"nb": "?"}),), "Q1 is closed and has no alternatives"),
        ((closed("Q1", 1, 1),), "Q1 has the number 1 2 times"),
        ((opened("Q1", Asked("Q2", ("1",))), closed("Q2")), "Q1 is asked by 'Q2', which does not come before it"),
        ((opened("Q1", Asked("Q1", ("1",))),), "Q1 is asked by 'Q1', which does not come before it"),
        ((closed("Q1"), opened("Q2", Asked("Q1", ("1", "7")))), "Q2 is asked by alternative 7 of Q1, which has none"),
        ((closed("Q1"), opened("Q2", Asked("Q1", ()))), "Q2 is asked by no alternative of Q1, so by nobody"),
        ((opened("Q1"), opened("Q2", Asked("Q1", ("1",)))), "Q2 is asked by alternative 1 of Q1, which has none"),
    ],
)
def test_a_survey_that_does_not_hold_together_says_where(questions, says):
    assert says in problems_of(*questions)


def test_all_problems_are_named_at_once():
    assert len(problems_of(closed("Q1", 1, 1), opened("Q2", Asked("Q9", ("1",))), opened("Q2"))) == 3
