from dataclasses import replace

import pytest

from textcoder.answers import Answer
from textcoder.codings import Source, Status
from textcoder.features.reader import AnswerReader
from textcoder.language.identity import fingerprint
from textcoder.learning.autocoder import Autocoder


@pytest.fixture
def autocoder(model, frame, reader):
    return Autocoder(model, frame, reader, version="v1", max_error=1)


def test_a_dont_know_is_settled_by_rule(autocoder):
    (coding,) = autocoder.code(["Veit ikkje"])

    assert (coding.code_ids, coding.source, coding.status) == ({"dont_know"}, Source.RULE, Status.CODED)


def test_an_identical_answer_to_the_same_question_gets_the_humans_codes(autocoder, coded):
    known = coded[0]

    (coding,) = autocoder.code([known.answer.text.upper() + "!"], "Q1")

    assert (coding.code_ids, coding.source) == (known.code_ids, Source.EXACT)


def test_an_identical_answer_to_another_question_is_read_anew(autocoder, coded):
    (coding,) = autocoder.code([coded[0].answer.text], "Q2")

    assert coding.source is Source.MODEL


def test_the_model_codes_the_rest_and_says_which_and_how_sure(autocoder):
    (coding,) = autocoder.code(["Vi har for lite tid her"])

    assert coding.coder == "model:v1"
    assert 0 < coding.confidence < 1
    assert set(coding.code_confidence) == {"time", "money", "skill", "dont_know"}


def test_what_the_promise_does_not_cover_is_referred_with_the_codes_the_model_would_give(model, frame, reader):
    careful = Autocoder(model, frame, reader, version="v1", max_error=0.005)

    (coding,) = careful.code(["Vi har for lite tid her"])

    assert (coding.status, coding.code_ids) == (Status.REFERRED, {"time"})


def test_a_code_with_too_few_codings_is_never_given_without_a_human(model, frame, reader):
    shy = replace(model, suggest_only=frozenset({"time"}))
    autocoder = Autocoder(shy, frame, reader, version="v1", max_error=0.5)

    time, money = autocoder.code(["vi har for lite tid nå", "stramt budsjett hos oss"])

    assert (time.status, money.status) == (Status.REFERRED, Status.CODED)


def test_allowing_every_error_codes_everything_even_rare_codes(model, frame, reader):
    shy = replace(model, suggest_only=frozenset({"time"}))
    autocoder = Autocoder(shy, frame, reader, version="v1", max_error=1)

    (coding,) = autocoder.code(["vi har for lite tid nå"])

    assert coding.status is Status.CODED


@pytest.mark.parametrize("text", ["", "   ", "\n\t"])
def test_an_empty_answer_is_empty_where_nobody_knows_whether_it_was_asked(autocoder, text):
    (coding,) = autocoder.code([text])

    assert (coding.status, coding.code_ids, coding.source) == (Status.EMPTY, frozenset(), None)


def test_an_empty_answer_by_someone_who_was_asked_is_a_non_answer_where_the_codeframe_has_one(model, frame, reader):
    codes = tuple(replace(code, role="no_answer") if code.role else code for code in frame.codes)
    autocoder = Autocoder(model, replace(frame, codes=codes), reader, version="v1", max_error=1)

    (coding,) = autocoder.code([""], asked=True)

    assert (coding.status, coding.code_ids, coding.source) == (Status.EMPTY, {"dont_know"}, Source.RULE)


def test_equal_answers_share_one_coding_and_order_is_kept(autocoder):
    first, other, again = autocoder.code(["lite tid til dette", "dårlig økonomi her", "lite tid til dette"])

    assert first is again
    assert first.code_ids != other.code_ids


def test_an_answer_is_coded_alike_alone_and_in_company(model, frame, reader):
    texts = ["lite tid til dette", "dårlig økonomi her", "kompetanse og penger mangler"]

    together = Autocoder(model, frame, reader, version="v1", max_error=1).code(texts)
    alone = [Autocoder(model, frame, reader, version="v1", max_error=1).code([text])[0] for text in texts]

    assert together == alone


def test_the_autocoder_knows_what_its_model_was_trained_on(autocoder, coded):
    known = coded[0].answer

    assert autocoder.has_learnt_from(replace(known, id="another"))
    assert not autocoder.has_learnt_from(Answer("x", "noe ganske annet", question="Q1"))


def test_what_an_answer_denies_is_passed_over_but_kept_for_identity_and_explanation(model, frame, reader):
    passing_over = AnswerReader(reader.nlp, without_denied=True)
    autocoder = Autocoder(model, frame, passing_over, version="v1", max_error=1, explain=True)
    known = replace(model, memory={("", fingerprint("travle dager")): (("money",), "human:kari")})
    remembering = Autocoder(known, frame, passing_over, version="v1", max_error=1)
    text = "Stramt budsjett er ikke problemet, travle dager"

    (coding,) = autocoder.code([text])

    assert coding.code_ids == {"time"}
    assert {word for words in coding.explanation.words.values() for word in words} <= set(text.replace(",", "").split())
    assert remembering.code([text])[0].source is Source.MODEL  # it is not what someone else answered


def test_it_says_how_many_different_answers_with_each_code_it_has_learnt_from(autocoder, coded, frame):
    of_text = {fingerprint(one.answer.text): one.code_ids for one in coded}

    learnt = dict(zip(frame.code_ids, autocoder.count_learnt(), strict=True))

    assert learnt == {code_id: sum(code_id in codes for codes in of_text.values()) for code_id in frame.code_ids}


def test_the_same_model_at_another_error_rate_or_explained_loads_nothing_again(autocoder):
    careful = autocoder.at(max_error=0.005)
    explained = autocoder.at(explain=True)
    text = "Vi har for lite tid her"

    assert (autocoder.code([text])[0].status, careful.code([text])[0].status) == (Status.CODED, Status.REFERRED)
    assert explained.code([text])[0].explanation is not None
    assert explained.promise.max_error == autocoder.promise.max_error
    assert careful._reader is explained._reader is autocoder._reader


def test_it_names_the_questions_it_has_learnt_answers_to(autocoder):
    assert autocoder.questions == {"Q1"}


def test_what_was_coded_is_at_hand_until_there_is_too_much(autocoder):
    autocoder.remember_at_most(2)
    (coding,) = autocoder.code(["lite tid her"], "Q1")

    assert autocoder.remembered("lite tid her", "Q1") is coding
    assert autocoder.remembered("lite tid her", "Q2") is None
    autocoder.code(["penger en", "penger to"])
    autocoder.code(["penger tre"])
    assert autocoder.remembered("lite tid her", "Q1") is None
