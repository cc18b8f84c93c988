import pytest

from tests.builders import build_coded
from textcoder.labelling.agreement.matching import AnswerName, is_model, match, units_of


def test_only_a_coder_named_after_a_version_is_a_model():
    assert is_model("model:2026-11-22")
    assert not any(map(is_model, ("human:kari", "kari", "modell", "rule")))


def test_answers_come_as_people_count():
    coded = [build_coded(one, question=question) for question, one in [("Q2", "1"), ("Q1", "10"), ("Q1", "9")]]

    assert list(match(coded)) == [AnswerName("Q1", "9"), AnswerName("Q1", "10"), AnswerName("Q2", "1")]


def test_units_hold_the_sets_in_the_order_the_coders_are_asked_for():
    coded = [build_coded("a1", codes, coder=coder) for coder, codes in [("kari", "a"), ("ola", "b"), ("per", "c")]]
    coded.append(build_coded("a2", "a", coder="kari"))

    (unit,) = units_of(match(coded), ["per", "kari"])

    assert unit.answer == AnswerName("Q24", "a1")
    assert unit.sets == ({"c"}, {"a"})


@pytest.mark.parametrize(("said", "variety"), [(("", "nn"), "nn"), (("", ""), "not said")])
def test_a_variety_that_one_coder_left_out_is_taken_from_the_other(said, variety):
    coded = [build_coded("a1", variety=one, coder=coder) for coder, one in zip(("kari", "ola"), said, strict=True)]

    assert [unit.variety for unit in units_of(match(coded), ["kari", "ola"])] == [variety]
