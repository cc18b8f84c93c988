import pytest

from tests.builders import build_coded
from textcoder.errors import TooFewCodingsError, UnlikeAnswersError
from textcoder.labelling.agreement.consistency import measure_consistency
from textcoder.labelling.agreement.estimates import Bootstrap, Estimate
from textcoder.labelling.agreement.matching import AnswerName


def repeated(coder: str, *answers: str):
    """Codings of a1, a2 … by one coder: ``"a b"`` is one answer that he gave a at first and then b."""
    return [
        build_coded(f"a{number}", given, coder=coder)
        for number, answer in enumerate(answers, start=1)
        for given in answer.split()
    ]


def consistency(*coded):
    return measure_consistency([one for some in coded for one in some], "abc", by=Bootstrap(draws=50))


def test_a_coder_is_compared_with_himself_on_what_he_coded_twice():
    (kari,) = consistency(repeated("kari", "a a", "a b", "c"), repeated("ola", "b", "b"))

    assert kari.coders == ("kari",)
    assert (kari.sets.answers, kari.sets.exact.value) == (2, 0.5)
    assert kari.codes[0].kappa.value == 0  # first a a, then a b
    assert kari.disputes[0].answers == (AnswerName("Q24", "a2"),)


def test_each_coder_has_his_own_figures():
    kari, ola = consistency(repeated("ola", "a a", "b b"), repeated("kari", "a b", "b b"))

    assert (kari.coders, kari.sets.exact.value) == (("kari",), 0.5)
    assert (ola.coders, ola.sets.exact.value) == (("ola",), 1)


def test_an_answer_coded_three_times_has_alpha_and_no_kappa():
    (kari,) = consistency(repeated("kari", "a a b", "b b"))

    # Codings a a a b b minus one: a a b | b b. Observed (2 * 2 / 2) / 5; expected 2 * 2 * 3 / (5 * 4).
    assert kari.sets.kappa is None
    assert kari.codes[0].alpha.value == pytest.approx(1 - (2 / 5) / (12 / 20))


def test_who_always_gives_the_same_is_undefined_because_unanimous():
    (kari,) = consistency(repeated("kari", *["a a"] * 8))

    assert (kari.sets.alpha, kari.sets.verdict) == (Estimate(None), "undefined because unanimous")
    assert kari.sets.exact == Estimate(1.0)


def test_without_repeats_there_is_nothing_to_compare():
    with pytest.raises(TooFewCodingsError, match="coded an answer twice"):
        consistency(repeated("kari", "a", "b"), repeated("ola", "a", "b"))


def test_repeats_of_another_text_are_refused():
    coded = [build_coded("a1", "a", text=text) for text in ("for lite tid", "for lite penger")]

    with pytest.raises(UnlikeAnswersError, match="a1"):
        consistency(coded)
