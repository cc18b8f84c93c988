import numpy as np
import pytest
from scipy.stats import ttest_ind

from textcoder.learning.drift.change import change_of_mean, change_of_share, sums


def people(having: int, of: int):
    return sums(np.arange(of) < having, np.arange(of))


def test_the_interval_of_a_share_is_newcombes_but_for_the_t_quantile():
    # Newcombe (1998), method 10: 56 of 70 and 48 of 80 differ by .2, from .0524 to .3339.
    change = change_of_share(people(48, 80), people(56, 70), among=1)

    assert (change.before, change.after, change.value) == pytest.approx((0.6, 0.8, 0.2))
    assert (change.low, change.high) == pytest.approx((0.0524, 0.3339), abs=0.005)
    assert change.is_sure


def test_looking_at_many_figures_makes_one_less_sure():
    assert not change_of_share(people(48, 80), people(56, 70), among=50).is_sure


def test_many_answers_by_one_person_tell_less_than_as_many_by_strangers():
    having = np.arange(200) < 60
    alike = np.arange(200) // 10  # the first six people all have it, and nobody else
    strangers = change_of_share(sums(having, np.arange(200)), people(100, 200), among=1)
    same_people = change_of_share(sums(having, alike), people(100, 200), among=1)

    assert strangers.value == same_people.value
    assert same_people.high - same_people.low > 2 * (strangers.high - strangers.low)


def test_a_code_that_nobody_has_in_either_wave_has_not_moved_and_might_have():
    change = change_of_share(people(0, 100), people(0, 50), among=1)

    assert (change.before, change.after, change.value, change.is_sure) == (0.0, 0.0, 0.0, False)
    assert -0.05 < change.low < 0 < change.high < 0.1


def test_fewer_than_five_people_carry_no_interval():
    change = change_of_share(people(1, 4), people(50, 100), among=1)

    assert change.value == 0.25
    assert (change.low, change.high, change.margin, change.is_sure) == (None, None, None, False)


def test_the_interval_of_a_mean_is_welchs():
    rng = np.random.default_rng(1)
    then, now = rng.normal(0.6, 0.1, 60), rng.normal(0.7, 0.3, 40)
    change = change_of_mean(sums(then, np.arange(60)), sums(now, np.arange(40)), among=1)
    welch = ttest_ind(now, then, equal_var=False).confidence_interval()

    assert (change.low, change.high) == pytest.approx((welch.low, welch.high))


def test_a_mean_of_what_never_varies_has_moved_as_soon_as_it_differs():
    same = sums(np.full(10, 0.5), np.arange(10))

    assert not change_of_mean(same, same, among=9).is_sure
    assert change_of_mean(same, sums(np.full(10, 0.6), np.arange(10)), among=9).is_sure


def test_two_halves_of_one_wave_seldom_differ():
    """Forty people, each with a leaning of their own, of 5 to 30 answers with eight codes; cut in two by people."""
    rng = np.random.default_rng(7)
    alone = together = 0
    for _ in range(200):
        voices = np.repeat(np.arange(40), rng.integers(5, 30, 40))
        leaning = rng.beta(2, 6, (40, 8))
        codes = rng.random((len(voices), 8)) < leaning[voices]
        first = np.isin(voices, rng.permutation(40)[:20])
        changes = [
            change_of_share(sums(codes[first, code], voices[first]), sums(codes[~first, code], voices[~first]), among=8)
            for code in range(8)
        ]
        alone += sum(not one.low <= 0 <= one.high for one in changes)
        together += any(one.is_sure for one in changes)

    assert alone / (200 * 8) < 0.06
    assert together / 200 <= 0.05
