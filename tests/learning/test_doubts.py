from dataclasses import replace

import numpy as np
import pytest

from tests.builders import build_coded
from textcoder.learning.doubts import coders_of, find_doubts, set_scores
from textcoder.learning.evaluation import Judged
from textcoder.learning.training import train

CODES = ("time", "money", "skill")


def judged(answer_id="a1", human=("time",), stated=(0.9, 0.1, 0.1), *, model=None, source="model", question="Q1"):
    """A coding beside what a model made of the answer."""
    given = tuple(code for code, p in zip(CODES, stated, strict=True) if p > 0.5) if model is None else model
    said = stated if source == "model" else ()
    return Judged(answer_id, question, f"voice-{answer_id}", "nb", human, given, "coded", source, 0.5, said)


def ids(doubts) -> list[str]:
    return [one.id for one in doubts]


def test_the_score_of_a_set_is_the_moving_average_of_its_sorted_codes():
    # .9, then .8 × .5 + .2 × .9 = .58, then .8 × .1 + .2 × .58 = .196
    assert set_scores(np.array([[0.5, 0.1, 0.9]]), 0.8) == pytest.approx([0.196])


def test_with_one_code_the_score_is_that_of_the_code():
    assert set_scores(np.array([[0.3], [0.7]])) == pytest.approx([0.3, 0.7])


def test_a_code_too_many_and_a_code_too_few_both_come_before_what_is_right():
    right = judged("right")
    too_many = judged("too many", human=("time", "money"))
    too_few = judged("too few", human=("time",), stated=(0.9, 0.8, 0.1))

    found = find_doubts([right, too_few, too_many], CODES)

    assert ids(found) == ["too many", "too few", "right"]
    assert [(one.codes[0].code_id, one.codes[0].is_given) for one in found[:2]] == [("money", True), ("money", False)]
    assert found[0].codes[0].score == pytest.approx(0.1)
    assert found[1].codes[0].score == pytest.approx(0.2)


def test_by_one_code_the_others_do_not_count():
    wrong_elsewhere = judged("elsewhere", human=("time", "skill"), stated=(0.9, 0.1, 0.01))
    in_doubt = judged("in doubt", human=(), stated=(0.6, 0.1, 0.1))

    found = find_doubts([wrong_elsewhere, in_doubt], CODES, code="time")

    assert [(one.id, one.score) for one in found] == [("in doubt", 0.4), ("elsewhere", 0.9)]


@pytest.mark.parametrize("source", ["rule", "exact"])
def test_what_a_rule_or_an_identical_answer_says_otherwise_comes_first_and_what_it_says_too_last(source):
    otherwise = judged("otherwise", human=("skill",), model=("time",), source=source)
    too = judged("too", human=("time",), model=("time",), source=source)

    found = find_doubts([too, judged("by model"), otherwise], CODES)

    assert ids(found) == ["otherwise", "by model", "too"]
    assert (found[0].source, found[-1].score) == (source, 1.0)


def test_a_blank_answer_of_which_nothing_was_made_is_passed_over():
    blank = replace(judged("blank", human=("time",), model=()), source=None, code_confidence=())

    assert ids(find_doubts([blank, judged("a")], CODES)) == ["a"]
    assert find_doubts([blank], CODES) == []


def test_equal_doubts_come_in_the_order_of_question_and_id():
    same = [judged("b"), judged("a"), judged("c", question="Q0")]

    assert ids(find_doubts(same, CODES)) == ["c", "a", "b"]


def test_an_unknown_code_is_an_error():
    with pytest.raises(ValueError, match="mood"):
        find_doubts([judged()], CODES, code="mood")


def test_each_of_several_coders_of_an_answer_is_named_with_his_own_coding():
    coded = [
        build_coded("a1", ["time"], coder="human:ola", question="Q1"),
        build_coded("a1", ["money"], coder="human:kari", question="Q1"),
        build_coded("a1", ["time"], coder="human:anna", question="Q1"),
    ]
    beside = [judged("a1", human=("money",)), judged("a1"), judged("a1"), judged("a1"), judged("a2")]

    assert coders_of(beside, coded) == ["human:kari", "human:anna", "human:ola", "", ""]


def test_most_wrong_codings_are_found_by_models_that_have_not_read_the_voice(coded, frame, reader, small_settings):
    alone = [one.answer.id for one in coded if one.code_ids == {"time"}]
    wrong = set(alone[::6])
    learnt = [replace(one, code_ids=frozenset(["skill"])) if one.answer.id in wrong else one for one in coded]

    trained = train(learnt, frame, reader, small_settings)

    first = find_doubts(trained.judged, frame.code_ids)[:3]
    assert len(wrong) == 3
    assert len({one.id for one in first} & wrong) >= 2  # the third is in the words of another that is coded right
