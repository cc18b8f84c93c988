import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.denials import without_denied


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Økonomien er ikke problemet, det er kulturen", "det er kulturen"),
        ("Økonomien er ikkje den største hindringa; det er haldningane", "det er haldningane"),
        ("Det er ikke pengene, det er folk", "det er folk"),
        ("Det er ikke pengene, men folk", "men folk"),
        ("Det er ikke motivasjonen det står på, men bemanningen", "men bemanningen"),
        ("Dæ e kje folka som bremsa, dæ e personvernet.", "dæ e personvernet."),
        ("Ikke penger, men tillit", "men tillit"),
        ("Itj e det kunnskapen det skorte på, men motet.", "men motet."),
        ("Jeg tror ikke det står på pengene. Ingen tør", "Jeg tror Ingen tør"),
        ("Lite tid, viljen er det ingenting i veien med.\nFå hender", "Lite tid, Få hender"),
        ("Det er ikke folk vi mangler. Pengene er ikke problemet. Motet!", "Motet!"),
        ("PENGENE ER IKKE PROBLEMET, VILJEN ER", "VILJEN ER"),
    ],
)
def test_what_is_denied_as_a_whole_is_left_out(text, left):
    assert without_denied(text) == left


@pytest.mark.parametrize(
    "text",
    [
        "mangel på kompetanse",
        "ikke nok penger",
        "ikke tid",
        "har ikke penger",
        "vi har ikke penger, men vi har folk",
        "ikke tid, men viljen er der",
        "Ikke nok folk, men gode ideer",
        "Det er ikke nok folk, det er for mye å gjøre",
        "Det er ikke bare pengene, det er tiden også",
        "det er ikke tid, men penger har vi",
        "Ikke noe penger, men mange ideer",
        "Innovasjon står ikke på agendaen hos oss",
        "Ingen tid og ingen penger",
        "pengene er problemet, ikke kulturen",
        "Rådmannen er redd for det nye",
        "",
        "   ",
    ],
)
def test_what_is_missing_is_left_in(text):
    assert without_denied(text) == text


@pytest.mark.parametrize("text", ["Det er ikke pengene det står på", "Pengene er ikke problemet.", "Ikke viljen, men "])
def test_an_answer_that_only_denies_is_left_whole(text):
    assert without_denied(text) == text


WORDS = (
    "det er ikke pengene problemet hinderet , . men viljen står på som mangler ingen ingenting i veien med nei å \n "
    "dæ e kje itj folk vi treng feil – ( ) økonomi"
)
SENTENCES = st.lists(st.sampled_from(WORDS.split(" ")), max_size=30).map(" ".join)


@given(SENTENCES | st.text())
def test_what_is_left_are_pieces_of_the_text_in_order(text):
    rest = iter(text)

    assert all(any(letter == other for other in rest) for letter in without_denied(text) if not letter.isspace())


@given(SENTENCES | st.text())
def test_something_is_left_of_every_text_that_has_something(text):
    left = without_denied(text)

    assert bool(left.strip()) == bool(text.strip())
    assert left == text or any(len(word) > 2 for word in left.split())


@given(SENTENCES.filter(lambda text: not {"ikke", "kje", "itj", "ingen", "ingenting"} & set(text.split())))
def test_without_a_negation_nothing_is_denied(text):
    assert without_denied(text) == text


@pytest.mark.parametrize(
    "unit",
    ["ikke ", "det er ikke viljen det står ", "ingen i ", "a er ikke et ", "x, ikke x ", "ingenting i veien med a "],
)
def test_the_time_grows_as_the_text_does(unit):
    def least_time(length):
        text = (unit * length)[:length] + " ikke"
        times = []
        for _ in range(3):
            started = time.process_time()
            without_denied(text)
            times.append(time.process_time() - started)
        return min(times)

    assert least_time(80_000) < 16 * max(least_time(10_000), 0.002)  # 64 times were it quadratic
