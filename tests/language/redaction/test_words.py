import pytest

from textcoder.language.redaction.words import line_list, lookup_form, word_list

MEANINGS = ("departments", "seldom_words", "rather_words")


@pytest.mark.parametrize("name", ["given", "family", "ambiguous", "titles", "things", "places_streets", *MEANINGS])
def test_word_lists_are_in_lower_case_and_their_first_line_is_no_word(name):
    words = word_list(name)

    assert len(words) > 20
    assert all(word == lookup_form(word) for word in words)
    assert "#" not in words


def test_places_may_hold_spaces():
    assert any(" " in place for place in line_list("places"))
    assert "oslo" in line_list("places")


def test_letters_with_loose_marks_are_looked_up_as_one():
    assert lookup_form("A\u030ase") == "åse"


def test_names_that_are_seldom_words_or_rather_words_are_listed_as_ambiguous():
    assert word_list("seldom_words") <= word_list("ambiguous") & word_list("given")
    assert word_list("rather_words") <= word_list("ambiguous")
    assert word_list("seldom_words").isdisjoint(word_list("rather_words"))
