from textcoder.labelling.agreement.confusions import Confusion, Dispute, confusions, disputes
from textcoder.labelling.agreement.matching import AnswerName, Unit

CODES = "abcd"


def units(*answers: str) -> list[Unit]:
    """``"a ab -"`` is one answer that three coders gave a, then a and b, then none."""
    return [
        Unit(AnswerName("", f"a{number}"), "", tuple(frozenset(given) - {"-"} for given in answer.split()))
        for number, answer in enumerate(answers, start=1)
    ]


def names(*ids: str) -> tuple[AnswerName, ...]:
    return tuple(AnswerName("", one) for one in ids)


def test_confusions_name_what_stood_instead_in_either_direction_with_the_answers():
    # a1, a2: a for b, either way. a3: c left out. a4: c and d for a. a5: nothing for b.
    found = confusions(units("a b", "b a", "ac a", "cd a", "b -"), CODES)

    assert found == (
        Confusion("a", "b", 2, names("a1", "a2")),
        Confusion("a", "c", 1, names("a4")),
        Confusion("a", "d", 1, names("a4")),
        Confusion("b", None, 1, names("a5")),
        Confusion("c", None, 1, names("a3")),
    )


def test_an_answer_that_several_pairs_confuse_is_named_once():
    assert confusions(units("a b b"), CODES) == (Confusion("a", "b", 2, names("a1")),)


def test_disputes_name_the_codes_that_one_gave_and_the_other_did_not():
    # a: both on a1 and a3, one on a2. b: one on a2 and on a3. c: one on a4.
    found = disputes(units("a a", "a b", "a ab", "c -"), CODES)

    assert found == (
        Dispute("b", 2, 2, names("a2", "a3")),
        Dispute("a", 1, 3, names("a2")),
        Dispute("c", 1, 1, names("a4")),
    )


def test_who_agrees_disputes_and_confuses_nothing():
    assert disputes(units("ab ab", "- -"), CODES) == confusions(units("ab ab", "- -"), CODES) == ()
