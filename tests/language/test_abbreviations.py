import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.abbreviations import FILE, abbreviations, expanded, expanded_words

WORDS = st.sampled_from(["vi", "har", "ikke", "penger", "økonomi", "øk", "komm", "res", "bla", "tom", "for", "lite"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("trang øk.", "trang økonomi."),
        ("øk. og komp", "økonomi og kompetanse"),
        ("ift budsjett", "i forhold til budsjett"),
        ("i.f.t. budsjett", "i forhold til budsjett"),
        ("Mtp rekr.", "med tanke på rekruttering."),
        ("penger pga. kutt", "penger på grunn av kutt"),
        ("kurs, m.m.", "kurs, med mer."),
        ("Mangel på komp. Og tid", "Mangel på kompetanse. Og tid"),
        ("adm./org.", "administrasjon/organisasjon."),
        ("t.d. kurs", "til dømes kurs"),
    ],
)
def test_an_abbreviation_is_written_out(written, meant):
    assert expanded(written) == meant


@pytest.mark.parametrize(
    "text",
    ["Øk budsjettet", "Kassa er tom", "Bla i permen", "De som komm", "Kompetanse", "kr.org.no", "Den er fin", ""],
)
def test_a_word_is_no_abbreviation(text):
    assert expanded(text) == text


def test_words_without_their_dots_are_written_out_where_they_are_no_words():
    assert expanded_words(["komp", "øk", "ift", "tid"]) == ("kompetanse", "øk", "i", "forhold", "til", "tid")


@given(st.lists(WORDS, min_size=1).map(" ".join))
def test_plain_words_are_left_as_they_are(text):
    assert expanded(text) == text


def test_the_list_has_each_abbreviation_once():
    shorts = [line.split("\t")[0] for line in FILE.read_text(encoding="utf-8").splitlines()]

    assert len(shorts) == len(set(shorts)) >= 80
    assert abbreviations().keys() <= set(shorts)
