from pathlib import Path
from unicodedata import is_normalized

import pytest

import textcoder.language.redaction
from textcoder.language.redaction.words import word_list

_WORDS = Path(textcoder.language.redaction.__file__).parent / "words"
_GIVEN = """
Kari Ola Kristin Christin Erik Eirik Øystein Oystein Åse Aase Áilo Máret Piera Göran Jørgen Wojciech Małgorzata
Giedrė Abdirahman Faduma Mohammed Muhammad Fatima Ayesha Mehmet Ayşe Şivan Thuy Kumaran Somchai Maricel Shirin Reza
Tesfay Selam Olena Oleksandr Amela Željko José Charlotte William
"""
_FAMILY = """
Hansen Hanssen Olsen Haugen Bakken Moen Solberg Tveit Aasen Åsen Skjervheim Rønningen Utsi Gaup Somby Hætta Kowalski
Kowalska Kazlauskas Nguyen Tran Warsame Khan Hussain Yılmaz Yilmaz Karimi Tesfamariam Kovalenko Hodžić Hodzic
Krasniqi Sivarajah Singh Garcia Smith Jónsdóttir Lindqvist
"""
_AMBIGUOUS = """
bjørn liv stein dag tor mai bo even våge odd sol hans per siv ørn ulv vår else finn rune gry may ask lin linn storm
inga inge anna andre are klara helga vera love lova mette lene nenne netta steinar vegar enes joda usa vy haugen
bakken moen berg lund vik strand eide sand dal lie nes hagen holm sund skog lien engen molde voss hamar moss frøya
vega visser tine hansa jordan
"""
_SURE = "kari ola ingrid eivind anders knut marit fatima mohammed hansen solberg nguyen"
_NO_NAMES = """
ikke ikkje noko noe hele heile folk tid penger pengar kommunen avdeling leder leiar rådmannen skole sykehjem bruk
tida fordi alltid aldri ingen alle bare berre mellom uten utan ring send les hans per vera sine mine vi to
"""


def _entries(name: str) -> list[str]:
    _, *lines = (_WORDS / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [word for line in lines for word in line.split()]


@pytest.mark.parametrize("name", ["given", "family", "ambiguous"])
def test_a_list_says_what_it_is_and_is_sorted_without_doubles(name):
    text = (_WORDS / f"{name}.txt").read_text(encoding="utf-8")
    entries = _entries(name)

    assert text.startswith("# ")
    assert "Written for this project" in text.partition("\n")[0]
    assert entries == sorted(set(entries))
    assert is_normalized("NFC", text)


@pytest.mark.parametrize(("name", "fewest"), [("given", 2_000), ("family", 2_500), ("ambiguous", 1_000)])
def test_a_list_is_long_enough_to_be_of_use(name, fewest):
    assert len(_entries(name)) >= fewest


@pytest.mark.parametrize("name", ["given", "family"])
def test_names_begin_with_a_capital_and_hold_letters_only(name):
    for entry in _entries(name):
        assert entry[0].isupper(), entry
        assert entry.replace("-", "").replace("'", "").isalpha(), entry
        assert len(entry) > 1, entry


def test_what_is_ambiguous_is_in_lower_case_and_a_name():
    entries = _entries("ambiguous")

    assert all(entry == entry.lower() for entry in entries)
    assert set(entries) <= word_list("given") | word_list("family")


@pytest.mark.parametrize(
    "name",
    _GIVEN.split(),
)
def test_given_names_of_many_tongues_are_known_in_the_ways_they_are_written(name):
    assert name.lower() in word_list("given")


@pytest.mark.parametrize(
    "name",
    _FAMILY.split(),
)
def test_surnames_of_many_tongues_are_known(name):
    assert name.lower() in word_list("family")


@pytest.mark.parametrize(
    "word",
    _AMBIGUOUS.split(),
)
def test_names_that_are_words_or_places_or_brands_are_ambiguous(word):
    names = word_list("given") | word_list("family")

    assert word in names
    assert word in word_list("ambiguous")


@pytest.mark.parametrize("name", _SURE.split())
def test_common_names_that_are_no_words_are_sure(name):
    assert name not in word_list("ambiguous")


@pytest.mark.parametrize(
    "word",
    _NO_NAMES.split(),
)
def test_words_that_answers_are_full_of_make_no_sure_name(word):
    assert word not in (word_list("given") | word_list("family")) - word_list("ambiguous")
