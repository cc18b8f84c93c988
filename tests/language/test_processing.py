import pytest
from hypothesis import given
from hypothesis import strategies as st

from textcoder.language.processing import ProcessedAnswer, preprocess
from textcoder.language.variety import Variety


def read(nlp, *texts: str) -> list[ProcessedAnswer]:
    return list(preprocess(texts, nlp))


def test_an_answer_becomes_words_lemmas_and_a_variety(nlp):
    assert read(nlp, "Kommunane har ikkje TID!") == [
        ProcessedAnswer(("kommunane", "har", "ikkje", "tid"), ("kommune", "ha", "ikkje", "tid"), Variety.NN)
    ]


def test_answers_come_back_in_order_and_as_many_as_they_were(nlp):
    texts = ["tid", "", "???", "folk", "tid"] * 500

    assert [answer.forms for answer in preprocess(texts, nlp)] == [("tid",), (), (), ("folk",), ("tid",)] * 500


def test_answers_are_read_as_they_come(nlp):
    def endless():
        while True:
            yield "tid"

    assert next(preprocess(endless(), nlp)).forms == ("tid",)


def test_punctuation_and_pictures_are_no_words_but_numbers_are(nlp):
    (answer,) = read(nlp, "– 50 % stilling … (minst) 😀 //")

    assert answer.forms == ("50", "stilling", "minst")


def test_damage_is_repaired_before_words_are_made(nlp):
    assert read(nlp, "Ã¸konomi &amp; bemanning")[0].forms == ("økonomi", "bemanning")


@given(st.text(max_size=40))
def test_any_text_gives_as_many_lemmas_as_forms_and_no_empty_one(nlp, text):
    (answer,) = read(nlp, text)

    assert len(answer.forms) == len(answer.lemmas)
    assert all(answer.forms)
    assert all(answer.lemmas)
    assert all(form == form.lower() for form in answer.forms)


@pytest.mark.parametrize("text", ["ord " * 300_000, "\ud83d\ude00 \ud83d", "\x00", "a\u0301" * 500])
def test_an_extreme_answer_does_not_stop_the_file(nlp, text):
    assert len(read(nlp, text, "tid")) == 2


def test_what_redaction_has_put_in_is_no_word(nlp):
    plain, redacted = preprocess(["spør om økonomi", "spør [NAVN-2] om økonomi"], nlp)

    assert redacted == plain
