import numpy as np

from tests.builders import build_codeframe
from textcoder.answers import Answer
from textcoder.codings import Coding, Source, Status
from textcoder.learning.drift.wave import wave_learnt_from, wave_of
from textcoder.learning.evaluation import Judged

FRAME = build_codeframe("time", "money")


def coding(*code_ids, **fields):
    return Coding(frozenset(code_ids), "model:v1", fields.pop("source", Source.MODEL), **fields)


def judged(name, **fields):
    usual = {"question": "Q1", "voice": "v1", "variety": "", "human": ("time",), "model": ("money",)}
    rest = {"status": "coded", "source": "model", "confidence": 0.5, "code_confidence": ()}
    return Judged(id=name, **(usual | rest | fields))


def test_an_answer_without_a_word_is_in_no_wave():
    answers = [Answer("1", "tid"), Answer("2", "  "), Answer("3", "penger")]
    codings = [coding("time"), coding(source=None, status=Status.EMPTY), coding("money", status=Status.REFERRED)]

    wave = wave_of(answers, codings, FRAME)

    assert wave.ids == ("1", "3")
    assert wave.codes.tolist() == [[True, False], [False, True]]
    assert wave.referred.tolist() == [False, True]
    assert wave_learnt_from([judged("1", status="empty"), judged("2")], FRAME.code_ids)[0].ids == ("2",)


def test_answers_of_one_voice_share_a_number():
    answers = [Answer("1", "tid", voice="kari"), Answer("2", "tid"), Answer("3", "tid", voice="kari")]

    assert wave_of(answers, [coding("time")] * 3, FRAME).voices.tolist() == [1, 0, 1]


def test_what_a_rule_settled_has_no_confidence_and_what_people_coded_is_recalled():
    codings = [coding("time", source=Source.RULE), coding("time", source=Source.EXACT), coding("time", confidence=0.7)]

    wave = wave_of([Answer(name, "tid") for name in "123"], codings, FRAME)

    assert np.isnan(wave.confidence).tolist() == [True, True, False]
    assert wave.recalled.tolist() == [False, True, False]


def test_what_was_learnt_from_comes_with_the_codes_of_people_and_of_models():
    wave, human = wave_learnt_from(
        [judged("1"), judged("2", model=("time",))], FRAME.code_ids, {("Q1", "1"): "a", ("Q1", "2"): "b"}
    )

    assert wave.codes.tolist() == [[False, True], [True, False]]
    assert human.tolist() == [[True, False], [True, False]]
    assert wave.texts == ("a", "b")


def test_which_answers_were_learnt_from_goes_with_the_answers():
    answers = [Answer("1", " "), Answer("2", "tid"), Answer("3", "penger")]

    wave = wave_of(answers, [coding("time")] * 3, FRAME, [True, False, True])

    assert wave.learnt.tolist() == [False, True]
    assert wave.part(np.array([1])).learnt.tolist() == [True]
    assert wave_learnt_from([judged("1")], FRAME.code_ids)[0].learnt.tolist() == [True]
    assert not wave_of(answers, [coding("time")] * 3, FRAME).learnt.any()


def test_a_wave_without_answers_has_its_columns():
    assert wave_of([], [], FRAME).codes.shape == (0, 2)
