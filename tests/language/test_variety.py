import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.variety import WORD_FILES, Variety, guess_variety


def words_of(name: str) -> list[str]:
    return next(path for path in WORD_FILES if path.stem == name).read_text(encoding="utf-8").split()


def guess(text: str) -> str:
    return guess_variety(text.lower().split()).value


@pytest.mark.parametrize(
    "text",
    [
        "Vi har ikke nok folk og får ikke tak i noen",
        "Manglende kompetanse hos ledere og ansatte",
        "Kommunene trenger penger",
        "ingen tid til å tenke nytt når driften må gå først og hverdagen er travel",
        "ikke", "Ressurser", "kommunene", "lederne", "holdninger", "muligheten", "fylkeskommuner",
        "trygghet", "helsetjeneste",
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
        "ikkje", "Ressursar", "kommunane", "leiarane", "haldningar", "moglegheita",
        "fylkeskommunar", "tryggleik", "kommuneleiing",
    ],
)  # fmt: skip
def test_clear_nynorsk_is_seen_in_a_text_and_in_a_word(text):
    assert guess(text) == "nn"


@pytest.mark.parametrize(
    "text",
    [
        "", "tid", "Tid og folk", "økonomi", "kompetanse", "motstand mot endring", "NTNU", "!!!", "kapasitet og vilje",
        "for lite tid", "gjerne moderne", "diskuterer", "fastlege", "jernbane", "sakene", "utviklinga", "bøkene",
    ],
)  # fmt: skip
def test_where_nothing_tells_the_guess_is_unsure(text):
    assert guess(text) == "unsure"


def test_both_standards_in_one_answer_leave_it_unsure():
    assert guess("ikke ikkje") == "unsure"


def test_a_quoted_word_does_not_turn_a_text():
    assert guess("vi høyrer ofte ikke når vi spør leiinga om noko") == "nn"


def test_a_weak_ending_tips_a_balance_but_does_not_tell_alone():
    assert guess("sakene") == "unsure"
    assert guess("sakene avisene") == "nb"


def test_a_shared_word_at_the_end_of_a_compound_tells_nothing():
    assert guess("kommuneoverlege") == guess("toppmoderne") == guess("verdskjende") == "unsure"


@given(st.lists(st.sampled_from(["ikke", "ikkje", "tid", "lederne", "leiarane", "sakene", "en", "ei", "utviklinga"])))
def test_the_order_of_the_words_does_not_matter(words):
    assert guess_variety(words) == guess_variety(reversed(words))


@given(st.lists(st.sampled_from(["tid", "og", "folk", "NTNU", "", "42", "…"])))
def test_words_that_do_not_tell_leave_it_unsure_however_many(words):
    assert guess_variety(words) is Variety.UNSURE


@pytest.mark.parametrize(
    ("name", "other"), [("nb", "nn"), ("nb_hints", "nn_hints"), ("nb", "nn_hints"), ("nn", "nb_hints")]
)
def test_no_word_speaks_for_both(name, other):
    assert set(words_of(name)) & set(words_of(other)) == set()


@pytest.mark.parametrize("path", WORD_FILES, ids=lambda path: path.stem)
def test_every_listed_word_is_in_lower_case_and_listed_once(path):
    words = words_of(path.stem)

    assert words
    assert [word for word in words if word != word.lower() or words.count(word) > 1] == []


@pytest.mark.parametrize("name", ["nb", "nn"])
def test_every_listed_word_is_enough_by_itself(name):
    assert [word for word in words_of(name) if guess(word) != name] == []


def test_the_pipeline_says_what_it_guessed(nlp):
    assert nlp("Kommunane treng pengar.")._.variety is Variety.NN
    assert nlp("KOMMUNENE!")._.variety is Variety.NB
    assert nlp("")._.variety is Variety.UNSURE
