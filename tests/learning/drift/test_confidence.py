from math import log

import numpy as np
import pytest

from textcoder.learning.drift.confidence import compare_confidence, stability_index


def test_confidence_spread_as_it_was_has_an_index_of_nothing():
    values = np.linspace(0, 1, 100)

    assert stability_index(values, values) == 0


def test_the_index_adds_up_the_tenths():
    # Ten values, one in each tenth; now five in the first and five in the last, and half a value in each other.
    then, now = np.arange(10) / 10 + 0.05, np.array([0.05] * 5 + [0.95] * 5)
    by_hand = 2 * (0.5 - 0.1) * log(0.5 / 0.1) + 8 * (0.05 - 0.1) * log(0.05 / 0.1)

    assert stability_index(then, now) == pytest.approx(by_hand)


def test_a_less_sure_model_shows_in_mean_quartiles_and_index(build_wave):
    rng = np.random.default_rng(1)
    then = build_wave([[1]] * 200, confidence=rng.uniform(0.6, 1, 200))
    now = build_wave([[1]] * 200, confidence=rng.uniform(0.2, 0.9, 200))

    found = compare_confidence(then, now, among=8)

    assert found.mean.is_sure
    assert found.mean.value < -0.1
    assert found.quartiles_then > found.quartiles_now
    assert found.stability_index > 0.25
    assert sum(found.shares_then) == pytest.approx(1)
    assert len(found.bins) == len(found.shares_now) + 1


def test_answers_that_no_model_was_asked_about_are_left_out(build_wave):
    asked = build_wave([[1]] * 10, confidence=[0.5] * 5 + [np.nan] * 5)

    assert compare_confidence(asked, asked, among=1).mean.before == 0.5
    assert compare_confidence(asked, build_wave([[1]] * 10), among=1) is None
