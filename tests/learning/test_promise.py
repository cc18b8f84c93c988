import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import expit, logit
from scipy.stats import binom

from textcoder.learning.promise import lower_bound, make_promise


def answers(right_from_the_top: list[bool]) -> tuple[np.ndarray, np.ndarray]:
    confidence = np.linspace(0.99, 0.01, len(right_from_the_top))
    return confidence, np.array(right_from_the_top, dtype=bool)


def bound(wrong_by_voice: list[int], answers_each: int, *, voices: bool = True) -> float:
    """The smallest error that can be promised for answers of one confidence, which stand or fall together."""
    is_wrong = np.concatenate([np.arange(answers_each) < wrong for wrong in wrong_by_voice])
    voice = np.repeat(np.arange(len(wrong_by_voice)), answers_each) if voices else None
    low, high = 0.0, 1.0
    for _ in range(20):
        middle = (low + high) / 2
        kept = make_promise(np.full(len(is_wrong), 0.9), ~is_wrong, middle, voices=voice).cut is not None
        low, high = (low, middle) if kept else (middle, high)
    return high


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


def test_where_every_answer_has_its_own_voice_the_bound_is_that_of_clopper_and_pearson():
    # 5 of 100: qbeta(0.95, 6, 95) = 0.1023; 20 of 200: qbeta(0.95, 21, 180) = 0.1420.
    assert bound([1] * 5 + [0] * 95, 1) == pytest.approx(0.1023, abs=1e-4)
    assert bound([1] * 20 + [0] * 180, 1) == pytest.approx(0.1420, abs=1e-4)


@given(st.lists(st.booleans(), min_size=60, max_size=120), st.floats(0.1, 0.6))
def test_saying_that_all_voices_differ_is_saying_nothing(is_right, max_error):
    confidence, right = answers(is_right)

    own = make_promise(confidence, right, max_error, voices=np.arange(len(right)))

    assert own == make_promise(confidence, right, max_error)


def test_errors_that_a_few_voices_have_made_widen_the_bound():
    # By hand: the share is .1; between voices (10/9) · 160 / 200² = .00444, were they independent .1 · .9 / 200 =
    # .00045; with (t₉ / t₁₉₉)² = 1.2305 the design effect is 12.15, so 200 answers are worth 16.5.
    assert bound([10, 10, 0, 0, 0, 0, 0, 0, 0, 0], 20) == pytest.approx(0.3088, abs=1e-4)


def test_errors_that_are_spread_evenly_are_worth_no_more_answers_than_there_are():
    assert bound([2] * 10, 20) == bound([2] * 10, 20, voices=False) == pytest.approx(0.1420, abs=1e-4)


@settings(max_examples=15)
@given(st.lists(st.integers(0, 8), min_size=5, max_size=12))
def test_voices_never_make_the_bound_tighter(wrong_by_voice):
    with_voices = bound(wrong_by_voice, 12)

    assert with_voices >= bound(wrong_by_voice, 12, voices=False) - 1e-5


def test_the_names_of_the_voices_and_the_order_of_their_answers_do_not_matter():
    rng = np.random.default_rng(2)
    confidence, voice = rng.uniform(0.5, 1, 400), rng.integers(0, 12, 400)
    is_right = rng.uniform(size=400) < confidence
    order, names = rng.permutation(400), rng.permutation(50)

    one = make_promise(confidence, is_right, 0.25, voices=voice)

    assert one.cut is not None
    assert make_promise(confidence[order], is_right[order], 0.25, voices=names[voice[order]]) == one


def test_where_voices_differ_much_the_promise_by_voice_is_broken_in_far_fewer_draws():
    rng = np.random.default_rng(4)
    spread, n_voices, each = 1.2, 20, 30
    future = np.sort(rng.uniform(0.5, 1, 200_000))[::-1]
    right = expit(logit(future) + spread * rng.normal(size=len(future)))
    error = np.cumsum(1 - right) / np.arange(1, len(future) + 1)
    voice = np.repeat(np.arange(n_voices), each)

    def is_broken(promise):
        return promise.cut is not None and error[np.searchsorted(-future, -promise.cut, side="right") - 1] > 0.20

    by_voice = by_answer = 0
    for _ in range(200):
        confidence = rng.uniform(0.5, 1, len(voice))
        chance = expit(logit(confidence) + spread * rng.normal(size=n_voices)[voice])
        is_right = rng.uniform(size=len(voice)) < chance
        by_voice += is_broken(make_promise(confidence, is_right, 0.20, voices=voice))
        by_answer += is_broken(make_promise(confidence, is_right, 0.20))

    assert by_voice <= 0.08 * 200 < 0.12 * 200 < by_answer


def test_the_lower_bound_of_strangers_is_that_of_clopper_and_pearson():
    is_wrong = np.arange(50) < 10

    # Clopper & Pearson: the share at which 10 or more wrong of 50 come about once in twenty times.
    assert lower_bound(is_wrong, np.arange(50)) == pytest.approx(binomial_root(10, 50), abs=1e-6)
    assert lower_bound(np.zeros(50, dtype=bool), np.arange(50)) == 0


def binomial_root(wrong: int, of: int) -> float:
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if binom.sf(wrong - 1, of, middle) < 0.05 else (low, middle)
    return low


def test_answers_by_few_voices_prove_less_that_a_promise_is_broken():
    is_wrong = np.arange(50) < 10

    by_five = lower_bound(is_wrong, np.arange(50) // 10)

    assert by_five < lower_bound(is_wrong, np.arange(50)) - 0.05
