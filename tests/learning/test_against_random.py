import numpy as np
import pytest

from textcoder.learning.against_random import compare_with_random

N_ANSWERS = 600
RNG = np.random.default_rng(5)
PLACES = RNG.uniform(0, 1, N_ANSWERS)
CODES = np.column_stack([PLACES < 0.5, PLACES > 0.9])


def nearest(rows, others):
    """What the nearest answer that has been coded has."""
    return CODES[rows[np.abs(PLACES[others][:, None] - PLACES[rows]).argmin(axis=1)]]


AUDIT = np.arange(100)
REST = np.arange(100, N_ANSWERS)


def test_choosing_answers_that_teach_much_is_found_to_pay():
    borders = np.minimum(np.abs(PLACES[REST] - 0.5), np.abs(PLACES[REST] - 0.9))

    # The first is far from both borders, so that each code is seen; all others lie at a border.
    found = compare_with_random(nearest, CODES, REST[np.argsort(borders)], AUDIT)

    assert found.chosen >= found.random
    assert found.pays
    assert (found.learnt_from, found.judged_on) == (80, 100)


def test_choosing_answers_that_teach_nothing_is_found_not_to_pay():
    found = compare_with_random(nearest, CODES, REST[np.argsort(PLACES[REST])], AUDIT)

    assert found.chosen < found.random
    assert found.high < 0
    assert found.is_certain
    assert not found.pays


def test_random_answers_as_chosen_ones_decide_nothing_and_are_gone_on_with():
    def at_random(rows, others):
        return np.random.default_rng(len(rows) + int(others[0])).random((len(others), 2)) < 0.5

    found = compare_with_random(at_random, CODES, REST, AUDIT)

    assert found.chosen == found.random
    assert not found.is_certain


def test_models_are_judged_on_answers_that_neither_has_read():
    def spy(rows, others):
        assert not set(rows) & set(others)
        assert len(set(rows)) == len(rows) == 80
        return CODES[others]

    found = compare_with_random(spy, CODES, np.concatenate([AUDIT[:30], REST]), AUDIT)

    assert found.chosen == found.random == 1


@pytest.mark.parametrize(("chosen", "audit"), [(REST, AUDIT[:60]), (REST[:70], AUDIT), (REST[:0], AUDIT[:0])])
def test_too_few_codings_say_nothing(chosen, audit):
    assert compare_with_random(nearest, CODES, chosen, audit) is None


def test_the_same_seed_says_the_same():
    one, other = (compare_with_random(nearest, CODES, REST, AUDIT, seed=2) for _ in range(2))

    assert one == other
