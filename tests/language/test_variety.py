import math
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.variety import (
    GUESSED,
    LONGEST,
    NO_POINTS,
    SHORTEST,
    WEIGHTS_FILE,
    Points,
    Variety,
    guess_from,
    guess_variety,
    points,
    row_of,
    runs_of_letters,
    total,
)

WORDS = st.one_of(st.sampled_from(["ikke", "ikkje", "itj", "æ", "tid", "leiarane", "42", "…", ""]), st.text(max_size=8))


def guess(text: str) -> str:
    return guess_variety(text.lower().split()).value


@pytest.mark.parametrize(
    "text",
    [
        "Vi har ikke nok folk og får ikke tak i noen",
        "Manglende kompetanse hos ledere og ansatte",
        "Kommunene trenger penger",
        "ingen tid til å tenke nytt når driften må gå først og hverdagen er travel",
        "Jeg vet ikke hva som skal til",
        "ikke", "kommunene", "lederne", "holdninger", "muligheten", "avdelinger",
    ],
)  # fmt: skip
def test_clear_bokmaal_is_seen_in_a_text_and_in_a_word(text):
    assert guess(text) == "nb"


@pytest.mark.parametrize(
    "text",
    [
        "Vi har ikkje nok folk og får ikkje tak i nokon",
        "Manglar kompetanse hos leiarar og tilsette",
        "Kommunane treng pengar",
        "Dei tilsette torer ikkje prøve noko nytt",
        "Eg veit ikkje kva som skal til",
        "kommunane", "leiarane", "haldningar", "moglegheita", "fylkeskommunar", "tryggleik",
    ],
)  # fmt: skip
def test_clear_nynorsk_is_seen_in_a_text_and_in_a_word(text):
    assert guess(text) == "nn"


@pytest.mark.parametrize(
    "text",
    [
        "Æ veit itj. Ka ska vi med meir rapportering?",
        "Dem som bestemme har itj vært ute og sett korsn vi har det",
        "Ej veit kje ka dei ska gjere me denne kommuna",
        "Eg vett ikkje koffor dåkker gjørr det sånn",
        "Je har itte tel å gjøra det når dom itte vil høre",
        "Mæ og dæ, vi kainn itj gjør nåkka",
        "Hu sa at hainn sku kom, men nei",
        "jeg e så lei av at dokker alltid ska spar",
    ],
)
def test_dialect_is_seen_wherever_it_is_from(text):
    assert guess(text) == "dialect"


@pytest.mark.parametrize(
    "text", ["", "tid", "Tid og folk", "økonomi", "NTNU", "!!!", "kapasitet", "42 %", "motstand mot endring"]
)
def test_where_nothing_tells_the_guess_is_unsure(text):
    assert guess(text) == "unsure"


@pytest.mark.parametrize(
    "text",
    [
        "Dei tilsette i kommunen har ikkje tid til å setje seg inn i nye løysingar, og æ skjønar det godt",
        "Me manglar pengar og folk, og leiinga veit ikkje korleis me skal kome vidare med dette",
    ],
)
def test_one_word_of_dialect_leaves_nynorsk_nynorsk(text):
    assert guess(text) == "nn"


def test_a_quoted_word_does_not_turn_a_text():
    assert guess("vi høyrer ofte ikke når vi spør leiinga om noko, men eg trur dei prøver") == "nn"


def test_a_guess_says_how_sure_it_is():
    clear = guess_from(total(map(points, ["eg", "veit", "ikkje", "kva", "dei", "vil", "gjere"])))
    bare = guess_from(total(map(points, ["tid"])))

    assert clear.variety is Variety.NN
    assert clear.probability > 0.95 > bare.probability >= 1 / 3


def test_nothing_to_go_by_is_no_guess():
    assert guess_from(NO_POINTS).probability == 0


@pytest.mark.parametrize("word", ["", "42", "%", "3-årig", "kari@kommune.no", "https://kommune.no", "f.eks", "…", "'"])
def test_numbers_signs_and_addresses_speak_for_nothing(word):
    assert points(word) == NO_POINTS


@pytest.mark.parametrize("word", ["e-post", "'kje", "vil'kje", "ü", "x" * 500])
def test_letters_with_a_hyphen_or_apostrophe_are_a_word(word):
    assert points(word).words == 1


def test_a_word_stands_beside_the_runs_of_letters_in_it():
    assert runs_of_letters("æ") == ["<æ>", "<æ", "æ>"]
    assert set(runs_of_letters("itj")) == {"<itj>", "<i", "it", "tj", "j>", "<it", "itj", "tj>", "<itj", "itj>"}


@given(st.text(min_size=1, max_size=60))
def test_runs_are_of_the_lengths_that_are_said(word):
    first, *runs = runs_of_letters(word)

    assert first[0] + first[-1] == "<>"
    assert all(SHORTEST <= len(run) <= LONGEST for run in runs)


@given(st.lists(WORDS), st.randoms())
def test_the_order_of_the_words_does_not_matter(words, random):
    shuffled = random.sample(words, len(words))

    assert guess_from(total(map(points, words))) == guess_from(total(map(points, shuffled)))


@given(st.lists(WORDS), st.lists(WORDS))
def test_the_points_of_a_text_are_its_words_points_added_up(some, others):
    parts = [total(map(points, words)) for words in (some, others)]

    assert total(map(points, some + others)) == total(parts) == Points(*np.sum(parts, axis=0).tolist())


@given(st.lists(st.sampled_from(["NTNU", "", "42", "…"])))
def test_what_is_no_word_leaves_it_unsure_however_many(words):
    assert guess_variety(words) is Variety.UNSURE


@given(st.tuples(*[st.integers(-10_000, 10_000)] * 3), st.integers(1, 5000))
def test_any_points_give_a_probability(found, n_words):
    assert 1 / len(GUESSED) - 1e-9 <= guess_from(Points(*found, n_words)).probability <= 1


def test_the_weights_are_small_plain_numbers():
    with np.load(WEIGHTS_FILE, allow_pickle=False) as stored:
        rows = stored["rows"]

    assert rows.dtype == np.int16
    assert rows.shape[1] == len(GUESSED)
    assert math.log2(len(rows)).is_integer()
    assert WEIGHTS_FILE.stat().st_size < 1_500_000
    assert 0 <= row_of("<ikkje>", len(rows)) < len(rows)


def test_the_weights_load_fast():
    started = time.process_time()
    with np.load(WEIGHTS_FILE, allow_pickle=False) as stored:
        stored["rows"]

    assert time.process_time() - started < 0.05


def test_the_pipeline_says_what_it_guessed_and_how_surely(nlp):
    assert nlp("Kommunane treng pengar.")._.variety is Variety.NN
    assert nlp("KOMMUNENE!")._.variety is Variety.NB
    assert nlp("Æ veit itj ka dæm vil")._.variety is Variety.DIALECT
    assert nlp("")._.variety is Variety.UNSURE
    assert nlp("Kommunane treng pengar.")._.variety_probability > 0.9 > nlp("Tid")._.variety_probability
