import pytest

from textcoder.language.redaction.words import line_list, lookup_form, word_list


@pytest.mark.parametrize("name", ["given", "family", "ambiguous", "titles", "things", "places_streets"])
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
