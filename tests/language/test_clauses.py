import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.clauses import clauses_of
from textcoder.language.repair import repair


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("For lite folk, og budsjettet er kutta", ["For lite folk", "budsjettet er kutta"]),
        ("for lite folk/dårlig råd", ["for lite folk", "dårlig råd"]),
        ("for lite folk\nmanglar kompetanse", ["for lite folk", "manglar kompetanse"]),
        ("Både dårlig råd og liten vilje", ["dårlig råd", "liten vilje"]),
        ("Lite tid OG lite pengar", ["Lite tid", "lite pengar"]),
        ("- lite tid - lite folk", ["lite tid", "lite folk"]),
        ("for lite tid<br/>dårlig råd", ["for lite tid", "dårlig råd"]),
        ("tid &amp; folk, dårlig råd", ["tid & folk", "dårlig råd"]),
        ("Det tar 2,5 år og koster 10.000 kr.", ["Det tar 2,5 år", "koster 10.000 kr"]),
        ("møte kl 12:30, se https://example.org/a,b?c=d nå", ["møte kl 12:30", "se https://example.org/a,b?c=d nå"]),
        ("ikkje tid men heller ikkje vilje", ["ikkje tid", "heller ikkje vilje"]),
    ],
)
def test_an_answer_is_split_at_punctuation_and_conjunctions(text, clauses):
    assert clauses_of(text) == clauses


@pytest.mark.parametrize("text", ["", "Tid", "tid og ressurser", "Vi mangler folk", "Vi mangler folk.", "..., og"])
def test_what_is_one_clause_is_not_split(text):
    assert clauses_of(text) == []


def test_words_that_hold_a_conjunction_stay_whole():
    assert clauses_of("Det er ogsåviktig at sammenslåing ordnes") == []


def test_a_long_run_of_blanks_takes_no_longer_than_words():
    assert clauses_of("lite tid," + " " * 100_000 + "lite folk") == ["lite tid", "lite folk"]


_WORDS = st.lists(
    st.sampled_from(["lite", "folk", "2,5", "år", "kl", "12:30", "råd", "e-post"]), min_size=2, max_size=4
)
_BETWEEN = st.sampled_from([", ", ". ", "; ", "/", "\n", " - ", " – ", " og ", " MEN ", "<br/>", ", og "])


@given(st.lists(st.tuples(_WORDS.map(" ".join), _BETWEEN), min_size=2, max_size=5))
def test_clauses_come_back_as_they_were_put_together_and_in_order(parts):
    clauses = [clause for clause, _ in parts]

    assert clauses_of("".join(clause + between for clause, between in parts)) == clauses


@given(st.text(alphabet="aeo gmnts,./-ø\n", max_size=80))
def test_clauses_are_parts_of_the_answer_in_order(text):
    repaired, at = repair(text), 0
    for clause in clauses_of(text):
        found = repaired.find(clause, at)
        assert found >= at
        at = found + len(clause)
