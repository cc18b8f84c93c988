import numpy as np
import pytest

from textcoder.learning.stopping import Round, advise, mean_kappa


def given(*columns):
    return np.array(columns, dtype=bool).T


BASE = given([1, 1, 0, 0] * 50, [1, 0, 0, 0] * 50)


def rounds(*sizes, given=BASE):
    return [Round(size, given) for size in sizes]


def changed(cells):
    other = BASE.copy()
    other[cells, 0] = ~other[cells, 0]
    return other


def test_kappa_of_two_models_equals_cohens_by_hand():
    # 20 both, 5 one, 10 other, 15 neither: .70 against .50 by chance.
    before = given([1] * 25 + [0] * 25)
    after = given([1] * 20 + [0] * 5 + [1] * 10 + [0] * 15)

    assert mean_kappa(before, after) == pytest.approx(0.4)


def test_kappa_is_the_mean_over_codes():
    before = given([1] * 25 + [0] * 25, [1, 0] * 25)
    after = given([1] * 20 + [0] * 5 + [1] * 10 + [0] * 15, [1, 0] * 25)

    assert mean_kappa(before, after) == pytest.approx(0.7)


def test_codes_that_neither_model_gives_do_not_make_them_agree():
    before = given([1] * 25 + [0] * 25, [0] * 50, [1] * 50)
    after = given([1] * 20 + [0] * 5 + [1] * 10 + [0] * 15, [0] * 50, [1] * 50)

    assert mean_kappa(before, after) == pytest.approx(0.4)


def test_a_code_that_only_one_of_the_models_gives_is_no_agreement():
    assert mean_kappa(given([0] * 50), given([1] * 10 + [0] * 40)) == 0


def test_models_that_give_nothing_at_all_agree():
    assert mean_kappa(given([0] * 5), given([0] * 5)) == 1


def test_three_rounds_without_change_are_enough():
    advice = advise(rounds(100, 125, 150, 175))

    assert advice.enough
    assert (advice.kappa, advice.rounds, advice.since) == (1.0, 3, 100)


def test_too_few_rounds_say_nothing():
    for few in ((), (100,), (100, 125, 150)):
        advice = advise(rounds(*few))
        assert not advice.enough
        assert advice.kappa is None
    assert advise(rounds(100, 125, 150)).rounds == 2


def test_rounds_that_follow_after_a_few_codings_do_not_count():
    assert advise(rounds(100, 101, 102, 103, 104, 105)).kappa is None
    assert advise(rounds(100, 110, 120, 130, 140, 150, 160)).enough


def test_models_that_still_change_are_not_enough():
    still = [Round(100, BASE), Round(125, changed([0, 5, 9, 13])), Round(150, BASE), Round(175, BASE)]

    advice = advise(still)

    assert not advice.enough
    assert 0.95 < advice.kappa < 0.99
    assert advise(still, stable=0.95).enough


def test_what_changed_long_ago_is_forgotten():
    assert advise([Round(75, ~BASE), *rounds(100, 125, 150, 175)]).enough
