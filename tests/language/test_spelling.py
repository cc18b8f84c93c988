import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.lexicon import Entry, Lexicon, shipped_lexicon
from textcoder.language.spelling import Speller, edits, joined, repaired

LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
WORDS = st.text("abcd", max_size=8)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("komptanse", "kompetanse"),
        ("kapastiet", "kapasitet"),
        ("øknomi", "økonomi"),
        ("oplæring", "opplæring"),
        ("samarbied", "samarbeid"),
        ("nyskjerrighet", "nysgjerrighet"),
        ("Prosjketet", "prosjektet"),
    ],
)
def test_a_typing_error_is_mended(written, meant):
    assert repaired(written) == meant


@pytest.mark.parametrize("word", ["kapasitetsmangel", "kommunens", "skulane", "resurser", "omstillingstrøtte", "prosj"])
def test_a_word_a_genitive_a_compound_and_an_abbreviation_are_left_alone(word):
    assert repaired(word) == word


@pytest.mark.parametrize("word", ["itj", "ingn", "kåss", "dårli9", "xqzzwvk"])
def test_a_short_word_and_one_that_is_near_nothing_are_left_alone(word):
    assert repaired(word) == word


def test_one_part_of_a_compound_is_mended_in_its_place():
    assert repaired("økonmistyring") == "økonomistyring"
    assert repaired("prosjektmidelr") == "prosjektmidler"
    assert repaired("nabokomunane") == "nabokommunane"


def test_a_short_word_stuck_to_another_is_parted_from_it():
    assert repaired("ogøkonomien") == "og økonomien"


def test_two_errors_are_mended_in_long_words_alone():
    lexicon = Lexicon({"implementering": Entry(9, "fln"), "kursing": Entry(9, "fln")})

    assert Speller(lexicon).repaired("implmenterign") == "implementering"
    assert Speller(lexicon).repaired("kusrign") == "kusrign"


def test_words_of_the_answers_at_hand_are_what_an_error_is_mended_towards():
    lexicon = shipped_lexicon()
    assert Speller(lexicon).repaired("robeklsiten") != "robeklisten"

    assert Speller(lexicon.with_words({"robeklisten": 5})).repaired("robeklsiten") == "robeklisten"


def test_of_equally_near_words_the_most_common_is_meant():
    lexicon = Lexicon({"torgene": Entry(2, "ln"), "torpene": Entry(90, "ln")})

    assert Speller(lexicon).repaired("torxene") == "torpene"


@given(st.sampled_from(sorted(shipped_lexicon().entries)))
def test_a_known_word_is_never_changed(word):
    assert repaired(word) == word


@given(st.text(LETTERS, max_size=14))
def test_what_is_mended_needs_no_mending(word):
    assert all(repaired(one) == one for one in repaired(word).split())


def test_two_nouns_that_are_one_word_are_joined():
    assert joined(["mer", "kompetanse", "heving", "nå"]) == ("mer", "kompetanseheving", "nå")


@pytest.mark.parametrize("words", [("stor", "kommune"), ("i", "fjor", "høst"), ("tid", "penger"), ()])
def test_words_rightly_written_apart_stay_apart(words):
    assert joined(words) == words


@given(WORDS, WORDS)
def test_edits_are_as_many_in_either_direction(one, other):
    assert edits(one, other, 8) == edits(other, one, 8)


@pytest.mark.parametrize(
    ("one", "other", "expected"), [("ab", "ba", 1), ("abc", "abc", 0), ("abc", "ac", 1), ("abcd", "badc", 2)]
)
def test_edits_count_a_swap_once(one, other, expected):
    assert edits(one, other, 2) == expected
