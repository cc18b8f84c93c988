import numpy as np
import pytest

from textcoder.labelling.agreement.coefficients import Tally, masi_distances
from textcoder.labelling.agreement.estimates import Bootstrap, Estimate

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


def test_masi_of_the_sets_that_nltk_documents():
    # NLTK's masi_distance({1, 2}, {1, 2, 3, 4}) is 0.665, with 0.67 for 2/3.
    assert distance("ab", "abcd") == pytest.approx(0.665, abs=0.002)


def figures(rows: str, columns: str) -> list[tuple[frozenset[str], frozenset[str]]]:
    """What two coders gave, a letter each per answer; a dot gives nothing."""
    return [(frozenset(one) - {"."}, frozenset(other) - {"."}) for one, other in zip(rows, columns, strict=True)]


def test_kappa_of_the_example_by_cohen():
    # Cohen (1960), table 2, as also in Cohen (1968): 200 answers, three categories, kappa .492.
    table = {"aa": 88, "ab": 14, "ac": 18, "ba": 10, "bb": 40, "bc": 10, "ca": 2, "cb": 6, "cc": 12}
    units = [(frozenset(pair[0]), frozenset(pair[1])) for pair, times in table.items() for _ in range(times)]
    tally = Tally(units, "abc")

    assert tally.values(tally.exact) == [pytest.approx(0.70)]
    assert tally.values(tally.kappa_of_sets) == [pytest.approx(0.492, abs=5e-4)]


def test_kappa_of_a_code_by_hand():
    # 20 both, 5 the first alone, 10 the second alone, 15 neither: (.70 - .50) / (1 - .50).
    tally = Tally(figures("a" * 25 + "." * 25, "a" * 20 + "." * 5 + "a" * 10 + "." * 15), "a")

    assert tally.values(tally.same) == [pytest.approx(0.70)]
    assert tally.values(tally.kappa) == tally.values(tally.kappa_of_sets) == [pytest.approx(0.40)]


def test_alpha_of_krippendorffs_binary_example():
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, part A: two observers, ten units, .095.
    tally = Tally(figures(".a......a.", "aaa..a...."), "a")

    assert tally.values(tally.nominal_alpha) == tally.values(tally.masi_alpha) == [pytest.approx(0.095, abs=5e-4)]


def test_alpha_of_krippendorffs_nominal_example():
    # The same, part B: two observers, twelve units, five values, .692.
    tally = Tally(figures("aabbdcccedda", "babbbccceddd"), "abcde")

    assert tally.values(tally.masi_alpha) == [pytest.approx(0.692, abs=5e-4)]


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
    [[wide]], [[narrow]] = (
        tally.estimates(tally.masi_alpha, by=Bootstrap(draws=500)) for tally in (Tally(few, []), Tally(many, []))
    )

    assert wide.low < narrow.low < narrow.value < narrow.high < wide.high
    assert narrow.value == pytest.approx(wide.value, abs=0.01)


def test_the_bootstrap_is_one_over_answers():
    # Whether both coders agree is a coin thrown once per answer, so the interval must be the binomial one.
    units = [(TIME, TIME)] * 300 + [(TIME, MONEY)] * 100
    tally = Tally(units, [])

    [[exact]] = tally.estimates(tally.exact, by=Bootstrap(draws=4000))

    margin = 1.96 * (0.75 * 0.25 / 400) ** 0.5
    assert (exact.low, exact.high) == (pytest.approx(0.75 - margin, abs=0.005), pytest.approx(0.75 + margin, abs=0.005))


def test_too_few_answers_carry_no_interval():
    tally = Tally([(TIME, TIME), (MONEY, TIME), (MONEY, MONEY), (BOTH, BOTH)], [])

    [[found]] = tally.estimates(tally.masi_alpha, by=Bootstrap(draws=100))

    assert found.value is not None
    assert (found.low, found.high) == (None, None)


def test_a_code_so_rare_that_many_draws_lack_it_carries_no_interval():
    tally = Tally([(MONEY, MONEY)] * 99 + [(BOTH, BOTH)], ["time", "money"])

    [[time, _]] = tally.estimates(tally.kappa, by=Bootstrap(draws=500))

    assert (time.value, time.low, time.high) == (1.0, None, None)


def test_no_draws_give_values_without_intervals():
    tally = Tally([(TIME, TIME), (MONEY, TIME)] * 10, [])

    assert tally.estimates(tally.exact, by=Bootstrap(draws=0)) == [[Estimate(0.5)]]
