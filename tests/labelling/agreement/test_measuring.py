from collections.abc import Sequence
from itertools import combinations, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tests.builders import build_coded
from textcoder.errors import RepeatedCodingError, TooFewCodingsError, UnlikeAnswersError
from textcoder.labelling.agreement.estimates import Bootstrap, Estimate, Verdict, answers_needed
from textcoder.labelling.agreement.measuring import measure_agreement

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


def measured_of(code_ids: Sequence[str], **codes: str):
    return measure_agreement(coded_by(**codes), code_ids, by=Bootstrap(draws=50))


def measured(**codes: str):
    return measured_of(CODES, **codes)


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

    assert found.people.sets.alpha.value == pytest.approx(0.743, abs=5e-4)
    assert (found.answers, found.double_coded, found.people.sets.answers) == (12, 11, 11)
    assert found.people.sets.verdict == Verdict.TENTATIVE


def test_alpha_of_the_example_with_three_coders_and_fifteen_units():
    # The computational example of Wikipedia's article on Krippendorff's alpha: nominal, missing codings, .691.
    found = measured_of(
        "1234",
        anna=". . . . . 3 4 1 2 1 1 3 3 . 3",
        bo="1 . 2 1 3 3 4 3 . . . . . . .",
        cato=". . 2 1 3 4 4 . 2 1 1 3 3 . 4",
    )

    assert found.people.sets.alpha.value == pytest.approx(0.691, abs=5e-4)


def test_alpha_by_hand():
    # Codings: a, a, ab, b. Observed (0 + 0 + 2/3 + ...): answers a|a: 0, ab|b: 2 * 2/3; by n = 4: 1/3.
    # Expected: of 12 ordered pairs a-a 2 * 0, a-ab 4 * 2/3, a-b 4 * 1, ab-b 2 * 2/3: 8 / 12 = 2/3.
    found = measured(kari="a ab", ola="a b")

    assert found.people.sets.alpha.value == pytest.approx(1 - (1 / 3) / (2 / 3))
    assert found.people.sets.exact.value == 0.5


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
            measure_agreement(coded, CODES, by=Bootstrap(draws=10))
        return

    found = measure_agreement(coded, CODES, by=Bootstrap(draws=10)).people.sets

    same = [one == other for sets in pairable for one, other in combinations(sets, 2)]
    assert found.exact.value == pytest.approx(sum(same) / len(same))
    if len({one for sets in pairable for one in sets}) == 1:
        assert (found.alpha.value, found.verdict) == (None, Verdict.UNANIMOUS)
    else:
        assert found.alpha.value == pytest.approx(alpha_by_the_book(answers))


@given(st.lists(SETS, min_size=2, max_size=12).filter(lambda sets: len(set(sets)) > 1), st.integers(2, 4))
def test_who_codes_alike_agrees_fully(sets, coders):
    coded = [build_coded(f"a{n}", codes, coder=f"k{k}") for n, codes in enumerate(sets) for k in range(coders)]

    found = measure_agreement(coded, CODES, by=Bootstrap(draws=20))

    assert (found.people.sets.alpha.value, found.people.sets.exact.value, found.people.confusions) == (1, 1, ())
    assert {code.alpha.value for code in found.people.codes} <= {None, 1}
    assert {code.positive.value for code in found.people.codes} <= {None, 1}
    assert {code.ac1.value for code in found.people.codes} == {1}


@given(st.lists(st.tuples(SETS, SETS), min_size=6, max_size=12), st.randoms(use_true_random=False))
def test_neither_the_order_of_the_rows_nor_the_coders_names_matter(pairs, random):
    rows = [(f"a{n}", codes, coder) for n, pair in enumerate(pairs) for coder, codes in zip("kl", pair, strict=True)]
    names = {"k": "l", "l": "k"}
    shuffled = random.sample(rows, len(rows))

    found, again, renamed = (
        measure_agreement(
            [build_coded(one, codes, coder=coder) for one, codes, coder in some], CODES, by=Bootstrap(draws=20)
        )
        for some in (rows, shuffled, [(one, codes, names[coder]) for one, codes, coder in rows])
    )

    assert again == found
    assert renamed.people.confusions == found.people.confusions
    assert renamed.people.sets.exact.value == pytest.approx(found.people.sets.exact.value)
    assert renamed.people.sets.alpha.value == pytest.approx(found.people.sets.alpha.value)
    for one, other in zip(found.people.codes, renamed.people.codes, strict=True):
        assert other.kappa.value == pytest.approx(one.kappa.value)


@given(st.lists(st.tuples(SETS, SETS), min_size=2, max_size=30))
def test_two_coders_have_the_kappa_of_scikit_learn(pairs):
    coded = [build_coded(f"a{n}", pair[k], coder=f"k{k}") for n, pair in enumerate(pairs) for k in (0, 1)]

    found = measure_agreement(coded, CODES, by=Bootstrap(draws=10))

    for code in found.people.codes:
        kari, ola = ([code.code_id in pair[coder] for pair in pairs] for coder in (0, 1))
        if len({*kari, *ola}) == 1:
            assert (code.kappa.value, code.verdict) == (None, Verdict.UNANIMOUS)
        else:
            assert code.kappa.value == pytest.approx(cohen_kappa_score(kari, ola))


@given(st.lists(st.tuples(SETS, SETS), min_size=2, max_size=30))
def test_kappa_of_sets_takes_every_set_for_a_category(pairs):
    coded = [build_coded(f"a{n}", pair[k], coder=f"k{k}") for n, pair in enumerate(pairs) for k in (0, 1)]
    kari, ola = (["".join(sorted(pair[k])) for pair in pairs] for k in (0, 1))

    found = measure_agreement(coded, CODES, by=Bootstrap(draws=10)).people.sets.kappa

    if len({*kari, *ola}) == 1:
        assert found == Estimate(None)
    else:
        assert found.value == pytest.approx(cohen_kappa_score(kari, ola))


@given(st.lists(st.lists(SETS, min_size=2, max_size=4), min_size=2, max_size=8), st.sampled_from(CODES))
def test_alpha_of_a_code_is_that_of_answers_with_nothing_else(answers, code_id):
    reduced = [[sets & {code_id} for sets in answer] for answer in answers]
    coded = [
        build_coded(f"a{n}", one, coder=f"k{k}") for n, answer in enumerate(answers) for k, one in enumerate(answer)
    ]

    found = measure_agreement(coded, CODES, by=Bootstrap(draws=10)).people.codes[CODES.index(code_id)].alpha

    if len({one for answer in reduced for one in answer}) == 1:
        assert found == Estimate(None)
    else:
        assert found.value == pytest.approx(alpha_by_the_book(reduced))


def test_figures_of_a_code_by_hand():
    # Of a: both 3, kari alone 1, ola alone 2, neither 4.
    found = measured(kari="a a a a b b b b b b", ola="a a ab b a ab b b b b").people.codes[0]

    assert found.same.value == pytest.approx(7 / 10)
    agree, chance = 7 / 10, 0.4 * 0.5 + 0.6 * 0.5
    share = (0.4 + 0.5) / 2
    assert (found.code_id, found.prevalence) == ("a", pytest.approx(9 / 20))
    assert found.kappa.value == pytest.approx((agree - chance) / (1 - chance))
    assert found.positive.value == pytest.approx(6 / 9)
    by_chance = 2 * share * (1 - share)
    assert found.ac1.value == pytest.approx((agree - by_chance) / (1 - by_chance))


def test_kappa_falls_and_positive_agreement_and_ac1_stand_where_a_code_is_common():
    found = measured(kari="a " * 85 + "a " * 5 + "b " * 4 + "b " * 6, ola="a " * 85 + "b " * 5 + "a " * 4 + "b " * 6)

    code = found.people.codes[0]
    assert found.people.sets.exact.value == pytest.approx(0.91)
    assert code.kappa.value == pytest.approx(0.52, abs=0.01)
    assert (code.positive.value, code.ac1.value) == (pytest.approx(0.95, abs=0.01), pytest.approx(0.89, abs=0.01))


def test_with_a_third_coder_codes_have_alpha_alone():
    # Of a: 5 double-coded answers, 11 codings, 6 with the code. Observed: one answer of three coders with one a
    # (2 * 1 * 2 / 2 = 2), one of two with one a (2): 4 / 11. Expected: 2 * 6 * 5 / (11 * 10).
    found = measured(kari="a a b b .", ola="a b a b a", per=". b . . a").people

    assert (found.coders, found.sets.answers) == (("kari", "ola", "per"), 5)
    code = found.codes[0]
    assert (code.kappa, found.sets.kappa) == (None, None)
    assert code.prevalence == pytest.approx(6 / 11)
    assert code.alpha.value == pytest.approx(1 - (4 / 11) / (60 / 110))


def test_a_third_coder_whose_answers_nobody_else_coded_leaves_kappa():
    found = measured(kari="a b a .", ola="a b b .", per=". . . a")

    assert found.people.coders == ("kari", "ola")
    assert found.people.codes[0].kappa.value == pytest.approx(0.4)
    assert (found.answers, found.double_coded) == (4, 3)


def test_how_much_each_coder_coded():
    found = measured(ola="a b . a", kari="a . b .")

    assert [(one.coder, one.answers, one.shared) for one in found.coders] == [("kari", 2, 1), ("ola", 3, 1)]


def test_an_answer_coded_once_changes_nothing_but_the_count_of_answers():
    with_it, without = measured(kari="a b ab b", ola="a a b ."), measured(kari="a b ab", ola="a a b")

    assert with_it.people == without.people
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


def test_the_seed_decides_the_intervals_and_nothing_else():
    coded = coded_by(kari="a b ab b c " * 8, ola="a a b b cd " * 8)
    first, again, other = (
        measure_agreement(coded, CODES, by=Bootstrap(seed=seed)).people.sets.alpha for seed in (1, 1, 2)
    )

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


def test_two_people_are_their_only_pair():
    found = measured(kari="a b ab", ola="a a b")

    assert found.pairs == (found.people,)
    assert found.people.sets.kappa.value == pytest.approx(0)  # as often alike as by chance: 1 / 3


def test_every_two_people_are_compared_on_what_they_share():
    found = measured(kari="a a b b . .", ola="a b b . a .", per=". . . a b .", liv=". . . . . a")

    assert [(pair.coders, pair.sets.answers, pair.sets.exact.value) for pair in found.pairs] == [
        (("kari", "ola"), 3, pytest.approx(2 / 3)), (("kari", "per"), 1, 0), (("ola", "per"), 1, 0),
    ]  # fmt: skip
    assert found.people.coders == ("kari", "ola", "per")
    assert found.people.sets.answers == 5
    assert all(pair.sets.kappa is not None for pair in found.pairs)


def test_a_model_is_no_person():
    people = {"kari": "a b ab b .", "ola": "a a b . ."}

    alone, beside = measured(**people), measured(**people, **{"model:7": "b b b b b"})

    assert (beside.people, beside.pairs, beside.double_coded) == (alone.people, alone.pairs, alone.double_coded)
    assert [(one.coders, one.sets.answers) for one in beside.models] == [
        (("kari", "model:7"), 4), (("ola", "model:7"), 3),
    ]  # fmt: skip
    assert [(one.coder, one.shared) for one in beside.coders] == [("kari", 3), ("model:7", 4), ("ola", 3)]
    assert beside.models[0].sets.exact.value == 0.5
    assert alone.models == ()


def test_one_person_beside_a_model_is_enough():
    found = measured(kari="a b", **{"model:7": "a a"})

    assert (found.people, found.pairs, found.double_coded, found.by_variety) == (None, (), 0, ())
    assert found.models[0].codes[0].kappa.value == 0


def test_models_alone_are_refused():
    with pytest.raises(TooFewCodingsError, match="one of them a person"):
        measured(**{"model:7": "a b", "model:8": "a b"})


def test_a_code_that_all_or_none_have_is_undefined_because_unanimous():
    everywhere, _, nowhere, _ = measured(kari="a ab a a a a", ola="a a ab a a a").people.codes

    for code in (everywhere, nowhere):
        assert code.verdict == "undefined because unanimous"
        assert {code.alpha, code.kappa} == {Estimate(None)}
        assert (code.low_prevalence, code.answers_needed) == (False, None)
        assert code.same == code.ac1 == Estimate(1)
    assert (everywhere.positive, nowhere.positive) == (Estimate(1), Estimate(None))


def test_rare_and_nearly_general_codes_are_said_to_be_so():
    rows = ["a"] * 96 + ["b"] * 3 + ["c"]
    found = measured(kari=" ".join(rows), ola=" ".join(["ab", *rows[1:]]))

    assert [(code.code_id, code.low_prevalence) for code in found.people.codes] == [
        ("a", True), ("b", True), ("c", True), ("d", False),
    ]  # fmt: skip
    assert found.people.codes[2].answers_needed == answers_needed(0.01)
    assert not measured(kari="a b " * 10, ola="a b " * 10).people.codes[0].low_prevalence


def test_every_figure_that_varies_has_an_interval():
    found = measured(kari="a b ab b c " * 8, ola="a a b b b " * 8).people

    of_a = found.codes[0]
    for one in (found.sets.alpha, found.sets.kappa, found.sets.exact, of_a.same, of_a.alpha, of_a.kappa, of_a.ac1,
                of_a.positive):  # fmt: skip
        assert one.low < one.value < one.high
