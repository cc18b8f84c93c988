import numpy as np
import pytest

from textcoder.learning.promise import make_promise


def answers(right_from_the_top: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    confidence = np.linspace(0.99, 0.01, len(right_from_the_top))
    return confidence, np.array(right_from_the_top, dtype=bool)


def test_some_hundred_answers_without_error_keep_a_promise_of_five_percent():
    # Clopper & Pearson: 0 of 100 wrong has the 95 % upper bound 1 − 0.05^(1/100) = 0.0295.
    promise = make_promise(*answers([True] * 118), max_error=0.05)

    assert promise.share == 1.0
    assert promise.error == 0.0


@pytest.mark.parametrize(("errorless", "kept"), [(58, True), (57, False)])
def test_a_promise_of_ten_percent_needs_twice_the_fewest_answers_that_can_carry_it(errorless, kept):
    promise = make_promise(*answers([True] * errorless), max_error=0.10)

    assert (promise.cut is not None) is kept


def test_going_down_stops_at_the_first_cut_that_breaks_the_promise():
    # 100 right, then all wrong: from the 107th or so on the bound is above a tenth.
    promise = make_promise(*answers([True] * 100 + [False] * 100), max_error=0.10)

    assert 0.45 <= promise.share <= 0.54
    assert promise.error is not None
    assert promise.error <= 0.10


def test_a_good_tail_does_not_mend_a_bad_top():
    promise = make_promise(*answers([False] * 58 + [True] * 1000), max_error=0.10)

    assert promise.cut is None
    assert not promise.keeps(1.0)


def test_answers_of_one_confidence_stand_or_fall_together():
    confidence, is_right = np.full(600, 0.9), np.r_[np.ones(58, bool), np.zeros(542, bool)]

    assert make_promise(confidence, is_right, max_error=0.10).cut is None


def test_the_share_is_of_all_answers_where_some_may_never_be_coded():
    promise = make_promise(*answers([True] * 100), max_error=0.10, answers=400)

    assert promise.share == 0.25


def test_too_few_answers_promise_nothing():
    assert make_promise(*answers([True] * 20), max_error=0.10).cut is None
    assert make_promise(*answers([]), max_error=0.10).cut is None


def test_allowing_every_error_lets_every_answer_through():
    promise = make_promise(*answers([True, False]), max_error=1)

    assert promise.keeps(0.0)


def test_the_promise_is_kept_on_new_answers_in_nineteen_of_twenty_draws():
    rng = np.random.default_rng(4)
    broken = 0
    for _ in range(200):
        chance, future = rng.uniform(0.5, 1, 600), rng.uniform(0.5, 1, 20_000)
        promise = make_promise(chance, rng.uniform(size=600) < chance, max_error=0.10)
        if promise.cut is not None:
            taken = future[future >= promise.cut]
            broken += (1 - taken).mean() > 0.10

    assert broken <= 0.05 * 200
