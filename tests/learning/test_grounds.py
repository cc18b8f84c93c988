from tests.learning.test_comparing import build_judged
from textcoder.learning.findings import GateLimits
from textcoder.learning.grounds import Basis, on_test_set, out_of_fold
from textcoder.learning.test_judgements import TestJudgements


def answers(*numbers, human=("time",)):
    return [build_judged(number, human, ("money",), voice=f"v{number}") for number in numbers]


def test_of_the_test_set_only_what_neither_model_has_learnt_from_counts():
    before = TestJudgements(tuple(answers(0, 1, 2, 3)), (True, False, False, False))
    after = TestJudgements(tuple(answers(0, 1, 2, 3)), (False, False, True, False))

    grounds = on_test_set(before, after)

    assert (grounds.basis, grounds.rows, grounds.left_out) == (Basis.TEST_SET, (1, 3), 2)
    assert [one.voice for one in grounds.before] == [one.voice for one in grounds.after] == ["v1", "v3"]


def test_out_of_fold_only_what_both_were_measured_on_with_the_same_human_codes_counts():
    before = [*answers(0, 1), *answers(2)]
    after = [*answers(2, human=("money",)), *answers(1, 3)]

    grounds = out_of_fold(before, after)

    assert [one.voice for one in grounds.before] == [one.voice for one in grounds.after] == ["v1"]
    assert grounds.left_out == 1


def test_few_answers_or_few_voices_are_not_enough():
    grounds = out_of_fold(answers(0, 1, 2), answers(0, 1, 2))

    assert grounds.is_enough(GateLimits(fewest_answers=3, fewest_voices=3))
    assert not grounds.is_enough(GateLimits(fewest_answers=4, fewest_voices=3))
    assert not grounds.is_enough(GateLimits(fewest_answers=3, fewest_voices=4))
