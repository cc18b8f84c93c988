import numpy as np
import pytest

from textcoder.labelling.coefficients import Tally, Verdict, masi_distances, verdict_on

TIME, MONEY, BOTH = frozenset({"time"}), frozenset({"money"}), frozenset({"time", "money"})


def distance(one: str, other: str) -> float:
    """Between sets of one-letter codes."""
    return masi_distances([frozenset(one), frozenset(other)])[0, 1]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("ab", "ab", 0),  # equal
        ("a", "ab", 1 - 1 / 2 * 2 / 3),  # one holds the other
        ("ab", "abcd", 1 - 2 / 4 * 2 / 3),
        ("ab", "bc", 1 - 1 / 3 * 1 / 3),  # they overlap
        ("abc", "bcd", 1 - 2 / 4 * 1 / 3),
        ("a", "b", 1),  # nothing in common
        ("", "", 0),
        ("", "a", 1),
    ],
)
def test_masi_is_one_less_jaccard_times_how_the_sets_lie(one, other, expected):
    assert distance(one, other) == pytest.approx(expected)
    assert distance(other, one) == distance(one, other)


def test_distances_come_in_the_order_of_the_sets():
    found = masi_distances([TIME, frozenset(), BOTH])

    np.testing.assert_allclose(found, [[0, 1, 2 / 3], [1, 0, 1], [2 / 3, 1, 0]])


def test_equal_sets_are_exactly_no_distance_apart():
    kinds = [frozenset("abcdefg"[:size]) for size in range(8)]

    assert np.diag(masi_distances(kinds)).tolist() == [0.0] * 8


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        (1.0, Verdict.RELIABLE),
        (0.8, Verdict.RELIABLE),
        (0.7996, Verdict.RELIABLE),  # people see .800
        (0.799, Verdict.TENTATIVE),
        (0.667, Verdict.TENTATIVE),
        (0.666, Verdict.UNRELIABLE),
        (-0.2, Verdict.UNRELIABLE),
        (None, Verdict.UNKNOWN),
    ],
)
def test_verdicts_are_krippendorffs(value, verdict):
    assert verdict_on(value) == verdict


def test_ac1_of_the_example_by_gwet():
    # Known from Gwet: 118 times both, 5 and 2 times one of them, never neither.
    units = [(TIME, TIME)] * 118 + [(TIME, MONEY)] * 5 + [(MONEY, TIME)] * 2
    tally = Tally(units, ["time"])

    assert tally.values(tally.ac1) == [pytest.approx(0.9408, abs=5e-5)]
    assert tally.values(tally.kappa) == [pytest.approx(-0.0234, abs=5e-5)]


def test_a_code_that_nobody_gave_has_no_kappa_and_no_positive_agreement():
    tally = Tally([(TIME, TIME), (TIME, MONEY)], ["skill"])

    assert tally.values(tally.kappa) == tally.values(tally.nominal_alpha) == tally.values(tally.positive) == [None]
    assert tally.values(tally.ac1) == [1.0]


def test_an_interval_holds_the_value_and_is_narrower_with_more_answers():
    few, many = [(TIME, TIME), (MONEY, MONEY), (BOTH, TIME)] * 10, [(TIME, TIME), (MONEY, MONEY), (BOTH, TIME)] * 200
    (wide,), (narrow,) = (
        tally.estimates(tally.masi_alpha, seed=1, draws=500) for tally in (Tally(few, []), Tally(many, []))
    )

    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high
    assert narrow.value == pytest.approx(wide.value, abs=0.01)


def test_the_bootstrap_is_one_over_answers():
    # Whether both coders agree is a coin thrown once per answer, so the interval must be the binomial one.
    units = [(TIME, TIME)] * 300 + [(TIME, MONEY)] * 100
    tally = Tally(units, [])

    (exact,) = tally.estimates(tally.exact, seed=1, draws=4000)

    margin = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert (exact.low, exact.high) == (pytest.approx(0.75 - margin, abs=0.005), pytest.approx(0.75 + margin, abs=0.005))


def test_too_few_answers_carry_no_interval():
    tally = Tally([(TIME, TIME), (MONEY, TIME), (MONEY, MONEY), (BOTH, BOTH)], [])

    (found,) = tally.estimates(tally.masi_alpha, seed=1, draws=100)

    assert found.value is not None
    assert (found.low, found.high) == (None, None)


def test_a_code_so_rare_that_many_draws_lack_it_carries_no_interval():
    tally = Tally([(MONEY, MONEY)] * 99 + [(BOTH, BOTH)], ["time", "money"])

    time, _ = tally.estimates(tally.kappa, seed=1, draws=500)

    assert (time.value, time.low, time.high) == (1.0, None, None)
