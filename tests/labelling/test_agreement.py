from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tests.builders import build_coded
from textcoder.errors import RepeatedCodingError, TooFewCodingsError, UnlikeAnswersError
from textcoder.labelling.agreement import Confusion, measure_agreement
from textcoder.labelling.coefficients import Verdict

CODES = ("a", "b", "c", "d")
SETS = st.sets(st.sampled_from(CODES), max_size=3).map(frozenset)


def coded_by(**codes: str):
    """Codings by coder: ``kari="a ab -"`` is three answers given a, then a and b, then none; ``.`` is not coded."""
    return [
        build_coded(f"a{number}", [] if given == "-" else given, coder=coder)
        for coder, row in codes.items()
        for number, given in enumerate(row.split())
        if given != "."
    ]


def measured(draws: int = 50, **codes: str):
    return measure_agreement(coded_by(**codes), CODES, draws=draws)


def alpha_by_the_book(answers: list[list[frozenset[str]]]) -> float:
    """Krippendorff's alpha with MASI distance, pair by pair."""

    def masi(one, other):
        if one == other:
            return 0.0
        degree = 2 / 3 if one < other or other < one else 1 / 3 if one & other else 0.0
        return 1 - degree * len(one & other) / len(one | other)

    pairable = [sets for sets in answers if len(sets) > 1]
    every = [one for sets in pairable for one in sets]
    observed = sum(sum(masi(*pair) for pair in permutations(sets, 2)) / (len(sets) - 1) for sets in pairable)
    expected = sum(masi(*pair) for pair in permutations(every, 2)) / (len(every) - 1)
    return 1 - observed / expected


def test_alpha_of_krippendorffs_published_example_with_missing_codings():
    # Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, part C: four observers, twelve units,
    # nominal alpha .743. Sets of one code are as far apart as nominal values.
    found = measure_agreement(
        coded_by(
            anne="1 2 3 3 2 1 4 1 2 . . .",
            berit="1 2 3 3 2 2 4 1 2 5 . 3",
            carl=". 3 3 3 2 3 4 2 2 5 1 .",
            dag="1 2 3 3 2 4 4 1 2 5 1 .",
        ),
        "12345",
    )

    assert found.overall.alpha.value == pytest.approx(0.743, abs=5e-4)
    assert (found.answers, found.double_coded, found.overall.answers) == (12, 11, 11)
    assert found.overall.verdict == Verdict.TENTATIVE


def test_alpha_by_hand():
    # Codings: a, a, ab, b. Observed (0 + 0 + 2/3 + ...): answers a|a: 0, ab|b: 2 * 2/3; by n = 4: 1/3.
    # Expected: of 12 ordered pairs a-a 2 * 0, a-ab 4 * 2/3, a-b 4 * 1, ab-b 2 * 2/3: 8 / 12 = 2/3.
    found = measured(kari="a ab", ola="a b")

    assert found.overall.alpha.value == pytest.approx(1 - (1 / 3) / (2 / 3))
    assert found.overall.exact.value == 0.5


@given(st.lists(st.lists(SETS, min_size=1, max_size=4), min_size=2, max_size=8))
def test_alpha_is_that_of_the_book_whoever_coded_what(answers):
    pairable = [sets for sets in answers if len(sets) > 1]
    coded = [
        build_coded(f"a{number}", codes, coder=f"coder-{coder}")
        for number, sets in enumerate(answers)
        for coder, codes in enumerate(sets)
    ]
    if not pairable:
        with pytest.raises(TooFewCodingsError):
            measure_agreement(coded, CODES, draws=10)
        return

    found = measure_agreement(coded, CODES, draws=10).overall

    same = [one == other for sets in pairable for one, other in combinations(sets, 2)]
    assert found.exact.value == pytest.approx(sum(same) / len(same))
    if len({one for sets in pairable for one in sets}) == 1:
        assert (found.alpha.value, found.verdict) == (None, Verdict.UNKNOWN)
    else:
        assert found.alpha.value == pytest.approx(alpha_by_the_book(answers))


@given(st.lists(SETS, min_size=2, max_size=12).filter(lambda sets: len(set(sets)) > 1), st.integers(2, 4))
def test_who_codes_alike_agrees_fully(sets, coders):
    coded = [build_coded(f"a{n}", codes, coder=f"k{k}") for n, codes in enumerate(sets) for k in range(coders)]

    found = measure_agreement(coded, CODES, draws=20)

    assert (found.overall.alpha.value, found.overall.exact.value, found.confusions) == (1, 1, ())
    assert {code.coefficient.value for code in found.codes} <= {None, 1}
    assert {code.positive for code in found.codes} <= {None, 1}
    assert {code.ac1 for code in found.codes} == {1}


@given(st.lists(st.tuples(SETS, SETS), min_size=6, max_size=12), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_rows_nor_the_coders_names_matter(pairs, random):
    rows = [(f"a{n}", codes, coder) for n, pair in enumerate(pairs) for coder, codes in zip("kl", pair, strict=True)]
    names = {"k": "l", "l": "k"}
    shuffled = random.sample(rows, len(rows))

    found, again, renamed = (
        measure_agreement([build_coded(one, codes, coder=coder) for one, codes, coder in some], CODES, draws=20)
        for some in (rows, shuffled, [(one, codes, names[coder]) for one, codes, coder in rows])
    )

    assert again == found
    assert renamed.confusions == found.confusions
    assert renamed.overall.exact.value == pytest.approx(found.overall.exact.value)
    assert renamed.overall.alpha.value == pytest.approx(found.overall.alpha.value)
    for one, other in zip(found.codes, renamed.codes, strict=True):
        assert other.coefficient.value == pytest.approx(one.coefficient.value)


@given(st.lists(st.tuples(SETS, SETS), min_size=2, max_size=30))
def test_two_coders_have_the_kappa_of_scikit_learn(pairs):
    coded = [build_coded(f"a{n}", pair[k], coder=f"k{k}") for n, pair in enumerate(pairs) for k in (0, 1)]

    found = measure_agreement(coded, CODES, draws=10)

    for code in found.codes:
        kari, ola = ([code.code_id in pair[coder] for pair in pairs] for coder in (0, 1))
        assert code.measure == "kappa"
        if len({*kari, *ola}) == 1:
            assert (code.coefficient.value, code.verdict) == (None, Verdict.UNKNOWN)
        else:
            assert code.coefficient.value == pytest.approx(cohen_kappa_score(kari, ola))


def test_figures_of_a_code_by_hand():
    # Of a: both 3, kari alone 1, ola alone 2, neither 4.
    found = measured(kari="a a a a b b b b b b", ola="a a ab b a ab b b b b").codes[0]

    agree, chance = 7 / 10, 0.4 * 0.5 + 0.6 * 0.5
    share = (0.4 + 0.5) / 2
    assert (found.code_id, found.answers, found.prevalence) == ("a", 10, pytest.approx(9 / 20))
    assert found.coefficient.value == pytest.approx((agree - chance) / (1 - chance))
    assert found.positive == pytest.approx(6 / 9)
    by_chance = 2 * share * (1 - share)
    assert found.ac1 == pytest.approx((agree - by_chance) / (1 - by_chance))


def test_kappa_falls_and_positive_agreement_and_ac1_stand_where_a_code_is_common():
    found = measured(kari="a " * 85 + "a " * 5 + "b " * 4 + "b " * 6, ola="a " * 85 + "b " * 5 + "a " * 4 + "b " * 6)

    code = found.codes[0]
    assert found.overall.exact.value == pytest.approx(0.91)
    assert code.coefficient.value == pytest.approx(0.52, abs=0.01)
    assert (code.positive, code.ac1) == (pytest.approx(0.95, abs=0.01), pytest.approx(0.89, abs=0.01))


def test_with_a_third_coder_codes_have_alpha():
    # Of a: 5 double-coded answers, 11 codings, 6 with the code. Observed: one answer of three coders with one a
    # (2 * 1 * 2 / 2 = 2), one of two with one a (2): 4 / 11. Expected: 2 * 6 * 5 / (11 * 10).
    found = measured(kari="a a b b .", ola="a b a b a", per=". b . . a").codes[0]

    assert found.measure == "alpha"
    assert found.answers == 5
    assert found.prevalence == pytest.approx(6 / 11)
    assert found.coefficient.value == pytest.approx(1 - (4 / 11) / (60 / 110))


def test_a_third_coder_whose_answers_nobody_else_coded_leaves_kappa():
    found = measured(kari="a b a .", ola="a b b .", per=". . . a")

    assert found.codes[0].measure == "kappa"
    assert (found.answers, found.double_coded) == (4, 3)


def test_how_much_each_coder_coded():
    found = measured(ola="a b . a", kari="a . b .")

    assert [(one.coder, one.answers, one.double_coded) for one in found.coders] == [("kari", 2, 1), ("ola", 3, 1)]


def test_an_answer_coded_once_changes_nothing_but_the_count_of_answers():
    with_it, without = measured(kari="a b ab b", ola="a a b ."), measured(kari="a b ab", ola="a a b")

    assert (with_it.overall, with_it.codes) == (without.overall, without.codes)
    assert (with_it.answers, without.answers) == (4, 3)


def test_the_same_id_in_another_question_is_another_answer():
    coded = [build_coded("a1", "a", coder="kari"), build_coded("a1", "b", coder="ola", question="Q9")]

    with pytest.raises(TooFewCodingsError, match="question and id"):
        measure_agreement(coded, CODES)


def test_varieties_are_told_apart_and_an_unknown_one_is_named_so():
    rows = [("a1", "a", "nn"), ("a2", "b", "nn"), ("a3", "a", ""), ("a4", "b", "nb")]
    coded = [build_coded(one, codes, variety=variety, coder="kari") for one, codes, variety in rows]
    # Where one row says the variety and the other leaves it out, the answer has it.
    coded += [build_coded(one, "a", variety="", coder="ola") for one, _, _ in rows]

    found = measure_agreement(coded, CODES).by_variety

    assert [(group.name, group.answers, group.exact.value) for group in found] == [
        ("nb", 1, 0), ("nn", 2, 0.5), ("not said", 1, 1),
    ]  # fmt: skip


def test_without_any_variety_there_are_no_groups():
    coded = [build_coded("a1", "a", variety="", coder=coder) for coder in ("kari", "ola")]

    assert measure_agreement(coded, CODES).by_variety == ()


def test_confusions_name_what_stood_instead_in_either_direction():
    # a1, a2: a for b, either way. a3: c left out. a4: c and d for a. a5: nothing for b.
    found = measured(kari="a b ac cd b", ola="b a a a -")

    assert found.confusions == (
        Confusion("a", "b", 2),
        Confusion("a", "c", 1),
        Confusion("a", "d", 1),
        Confusion("b", None, 1),
        Confusion("c", None, 1),
    )


def test_only_the_five_most_frequent_confusions_are_kept():
    found = measured(kari="a a b a a b d d", ola="b c c d - - - -")

    assert len(found.confusions) == 5
    assert found.confusions[0] == Confusion("d", None, 2)


def test_the_seed_decides_the_intervals_and_nothing_else():
    coded = coded_by(kari="a b ab b c " * 8, ola="a a b b cd " * 8)
    first, again, other = (measure_agreement(coded, CODES, seed=seed).overall.alpha for seed in (1, 1, 2))

    assert first == again
    assert first.value == other.value
    assert (first.low, first.high) != (other.low, other.high)


@pytest.mark.parametrize("codes", [{}, {"kari": "a b"}])
def test_fewer_than_two_coders_are_refused(codes):
    with pytest.raises(TooFewCodingsError, match="two coders"):
        measured(**codes)


def test_coders_without_an_answer_in_common_are_refused():
    with pytest.raises(TooFewCodingsError, match="No answer is coded by two"):
        measured(kari="a .", ola=". b")


def test_a_coder_who_coded_an_answer_twice_is_refused():
    with pytest.raises(RepeatedCodingError, match="'kari' has coded the answer 'a0' of question 'Q24' twice"):
        measure_agreement([*coded_by(kari="a", ola="a"), *coded_by(kari="b")], CODES)


@pytest.mark.parametrize("field", ["text", "variety"])
def test_one_id_for_two_answers_is_refused_without_their_words(field):
    coded = [build_coded("a1", "a", coder=coder, **{field: f"secret {coder}"}) for coder in ("kari", "ola")]

    with pytest.raises(UnlikeAnswersError, match="same id: a1") as caught:
        measure_agreement(coded, CODES)

    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "  for lite\n tid "])
def test_a_text_that_was_left_out_or_spaced_otherwise_is_the_same_answer(text):
    coded = [build_coded("a1", "a", text="for lite tid", coder="kari"), build_coded("a1", "a", text=text, coder="ola")]

    assert measure_agreement(coded, CODES).double_coded == 1
