import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.files.names import spss_name

RESERVED = ["ALL", "AND", "BY", "EQ", "GE", "GT", "LE", "LT", "NE", "NOT", "OR", "TO", "WITH"]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Q9", "Q9"),
        ("Q4_other", "Q4_other"),
        ("Økonomi (annet)", "Okonomi_annet"),
        ("Æ å ø", "Ae_a_o"),
        ("café – naïve", "cafe_naive"),
        ("Hva hemmer, og hva fremmer?", "Hva_hemmer_og_hva_fremmer"),
        ("9. Hva skal til?", "q_9_Hva_skal_til"),
        ("_skjult_", "skjult"),
        ("日本", "q"),
        ("", "q"),
        ("a\nb", "a_b"),
    ],
)
def test_a_question_becomes_the_legal_name_most_like_it(text, name):
    assert spss_name(text) == name


@pytest.mark.parametrize("word", RESERVED)
def test_the_words_of_spss_are_no_names(word):
    assert spss_name(word) == f"q_{word}"
    assert spss_name(word.lower()) == f"q_{word.lower()}"


@given(st.text(max_size=120))
def test_any_text_becomes_a_name_that_spss_takes_with_room_for_endings(text):
    name = spss_name(text)

    assert re.fullmatch(r"[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?", name)
    assert name.upper() not in RESERVED
    assert len(name + "_99999_status") <= 64


@pytest.mark.parametrize("text", ["x" * 100, "æ" * 40, "x" * 47 + "_y", "a b " * 30])
def test_a_long_question_leaves_room_for_endings(text):
    assert 46 <= len(spss_name(text)) <= 64 - len("_99999_status")


@given(st.text(max_size=120))
def test_a_name_is_its_own_name(text):
    assert spss_name(spss_name(text)) == spss_name(text)
