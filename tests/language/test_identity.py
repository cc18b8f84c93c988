import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.identity import fingerprint, normalise
from textcoder.language.repair import repair


@pytest.mark.parametrize(
    "text",
    ["Ingen tid", "ingen tid.", "  INGEN   TID!! ", "«Ingen tid»", "- ingen\ntid", "ingen tid 😀", "Ingen\xa0tid"],
)
def test_answers_that_differ_in_dress_only_are_identical(text):
    assert normalise(text) == "ingen tid"
    assert fingerprint(text) == fingerprint("ingen tid")


@pytest.mark.parametrize("text", ["ingen, tid", "ingentid", "ikke tid", "ingen tid 2", "inga tid", ""])
def test_answers_with_other_words_are_not_identical(text):
    assert fingerprint(text) != fingerprint("ingen tid")


@pytest.mark.parametrize("text", ["", "-", "–", "?", "...", " . ", "\u200b", "__", "(:"])
def test_bare_punctuation_says_nothing(text):
    assert normalise(text) == ""


@pytest.mark.parametrize("text", ["€€€", "$", "💰", "👍", "<3"])
def test_symbols_that_stand_alone_are_told_from_punctuation(text):
    assert normalise(text) != ""
    assert fingerprint(text) != fingerprint("-")


@given(st.text("abæøåÆØÅ 019.,-–!?«»\"'()/%€\n\t", max_size=30))
def test_normalising_twice_changes_nothing_more(text):
    assert normalise(normalise(text)) == normalise(text)


def test_a_fingerprint_is_stable_and_does_not_show_the_answer():
    assert fingerprint("Ingen tid") == "61b9ee280e18deee63e573444f923d6e"
    assert fingerprint("Ingen tid").isalnum()


@given(st.text(max_size=40))
def test_at_the_edges_goes_all_that_is_neither_letter_nor_digit(text):
    by_pattern = re.sub(r"^[\W_]+|[\W_]+$", "", repair(text).casefold())

    assert normalise(text) == by_pattern or not by_pattern


@pytest.mark.parametrize("within", ["- ", "_-", "€_", ".,;:"])
def test_long_stretches_of_punctuation_take_no_long_time(within):
    text = "a" + (within * 10_000)[:9_998] + "a"
    began = time.perf_counter()

    for _ in range(10):
        fingerprint(text)

    assert time.perf_counter() - began < 2  # a pattern that tries from every sign takes seconds for one
