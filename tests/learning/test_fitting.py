from dataclasses import replace

import joblib
import numpy as np
import pytest

from textcoder.errors import TooFewCodingsError
from textcoder.language.processing import preprocess
from textcoder.learning.fitting import fit_model, leave_voices_out, prepare, remember
from textcoder.learning.training import train


def with_text(one, text, code_ids=None):
    return replace(one, answer=replace(one.answer, text=text), code_ids=code_ids or one.code_ids)


def test_no_voice_is_on_both_sides_of_a_split(coded):
    voices = [one.answer.voice for one in coded]
    for seen, left_out in leave_voices_out(coded, folds=4, seed=1):
        assert {voices[row] for row in seen}.isdisjoint(voices[row] for row in left_out)
        assert len(seen) + len(left_out) == len(coded)


def test_answers_without_a_voice_are_split_one_by_one(coded):
    anonymous = [replace(one, answer=replace(one.answer, voice="")) for one in coded]

    folds = leave_voices_out(anonymous, folds=5, seed=1)

    assert sorted(row for _, left_out in folds for row in left_out) == list(range(80))


def test_there_are_never_more_folds_than_voices(coded):
    assert len(leave_voices_out(coded, folds=20, seed=1)) == 8


def test_the_same_codings_and_seed_give_the_same_model_to_the_byte(coded, frame, nlp, small_settings, model, tmp_path):
    again = fit_model(prepare(coded, frame, nlp, small_settings), small_settings)

    joblib.dump(model, tmp_path / "one")
    joblib.dump(again, tmp_path / "two")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_model_learns_what_was_coded(model, frame, nlp):
    texts = ["vi har altfor lite tid", "budsjettet er stramt", "kompetanse mangler", "lite tid og lite penger"]

    sets = [one.code_ids for one in model.code_sets(list(preprocess(texts, nlp)), frame)]

    assert sets == [{"time"}, {"money"}, {"skill"}, {"time", "money"}]


def test_phrases_of_the_codeframe_are_learnt_from(coded, frame, nlp, small_settings):
    codes = tuple(
        replace(code, include=("gulv og vegger", "gulv og tak")) if code.id == "skill" else code for code in frame.codes
    )
    with_phrases = replace(frame, codes=codes)
    answer = list(preprocess(["gulv"], nlp))

    taught = fit_model(prepare(coded, with_phrases, nlp, small_settings), small_settings).probabilities(answer)
    ignorant = fit_model(prepare(coded, frame, nlp, small_settings), small_settings).probabilities(answer)

    assert taught[0, 2] > ignorant[0, 2] + 0.1


def test_a_phrase_that_does_not_belong_speaks_against_its_code(coded, frame, nlp, small_settings):
    # "budsjett" goes with money in every coding; the codeframe says that a budget plan does not.
    codes = tuple(
        replace(code, exclude=("budsjettplan", "planbudsjett")) if code.id == "money" else code for code in frame.codes
    )
    warned = replace(frame, codes=codes)
    answer = list(preprocess(["budsjettplan"], nlp))

    learning = replace(small_settings.learning, codeframe_weight=2.0)
    settings = replace(small_settings, learning=learning)

    with_warning = fit_model(prepare(coded, warned, nlp, settings), settings).probabilities(answer)
    without = fit_model(prepare(coded, frame, nlp, settings), settings).probabilities(answer)

    assert with_warning[0, 1] < without[0, 1]


def test_a_rare_code_is_only_suggested(coded, frame, nlp, small_settings):
    rare = [replace(one, code_ids=frozenset({"dont_know"})) if place < 3 else one for place, one in enumerate(coded)]

    fitted = fit_model(prepare(rare, frame, nlp, small_settings), small_settings)

    assert "dont_know" in fitted.suggest_only
    assert "time" not in fitted.suggest_only


def test_answers_are_remembered_whatever_their_capitals_and_full_stops(coded):
    one = with_text(coded[0], "Lite TID.", frozenset({"time"}))

    memory = remember([one])

    assert list(memory.values()) == [(("time",), "human:kari")]
    assert memory == remember([with_text(one, "  lite tid")])


def test_an_answer_that_humans_coded_differently_is_not_remembered(coded):
    one = with_text(coded[0], "lite tid", frozenset({"time"}))
    other = with_text(coded[1], "Lite tid", frozenset({"money"}))

    assert remember([one, other]) == {}


def test_no_answer_can_be_read_out_of_a_model(model, coded, tmp_path):
    joblib.dump(model, tmp_path / "model")

    content = (tmp_path / "model").read_bytes()

    assert not any(one.answer.text.encode() in content for one in coded)


def test_a_models_own_codings_are_not_remembered_as_a_humans(coded):
    assert remember([replace(coded[0], coder="model:20250101-aaaaaaaa")]) == {}


def test_the_fewest_voices_that_are_accepted_can_be_trained_on(coded, frame, nlp, small_settings):
    few = [replace(one, answer=replace(one.answer, voice=f"v{n % 4}")) for n, one in enumerate(coded)]

    trained = train(few, frame, nlp, small_settings)

    assert len(trained.judged) == len(few)


def test_what_one_person_alone_writes_is_not_learnt_however_often_it_was_coded(coded, frame, nlp, small_settings):
    secret = with_text(coded[0], "lite tid, sier synnøve kvalvågnes")
    doubly = [secret, replace(secret, coder="human:berit"), *coded[1:]]

    fitted = fit_model(prepare(doubly, frame, nlp, small_settings), small_settings)

    assert not any("kvalv" in ngram for ngram in (*fitted.vectorizer.runs_, *fitted.vectorizer.chars_))


def test_answers_with_codes_that_are_only_suggested_carry_no_promise(coded, frame, nlp, small_settings):
    rare = [replace(one, code_ids=frozenset({"skill"})) if n < 9 else one for n, one in enumerate(coded)]
    rare = [
        one if n < 9 or "skill" not in one.code_ids else replace(one, code_ids=frozenset({"time"}))
        for n, one in enumerate(rare)
    ]

    fitted = fit_model(prepare(rare, frame, nlp, small_settings), small_settings)

    assert "skill" in fitted.suggest_only
    assert len(fitted.calibration_confidence) < fitted.calibration_answers == 80


def test_answers_that_share_nothing_can_be_trained_on_and_teach_nothing(coded, frame, nlp, small_settings):
    strange = [with_text(one, chr(0x4E00 + n) * 3) for n, one in enumerate(coded)]
    bare = replace(small_settings, learning=replace(small_settings.learning, codeframe_weight=0))

    fitted = fit_model(prepare(strange, frame, nlp, bare), bare)

    assert np.isfinite(fitted.probabilities(list(preprocess(["tid"], nlp)))).all()


@pytest.mark.parametrize("count", [0, 19])
def test_too_few_codings_are_refused_with_how_many_are_needed(coded, frame, nlp, small_settings, count):
    with pytest.raises(TooFewCodingsError, match="at least 20"):
        prepare(coded[:count], frame, nlp, small_settings)


def test_one_voice_is_refused_since_nobody_can_be_left_out(coded, frame, nlp, small_settings):
    alone = [replace(one, answer=replace(one.answer, voice="kari")) for one in coded]

    with pytest.raises(TooFewCodingsError, match="1 voice"):
        prepare(alone, frame, nlp, small_settings)


def test_heavier_codings_count_for_more(coded, frame, nlp, small_settings):
    odd = [with_text(coded[place], "rare greier her", frozenset({"time"})) for place in (0, 1)]
    others = [with_text(coded[place], "rare greier her", frozenset({"money"})) for place in (2, 3)]
    answer = list(preprocess(["rare greier her"], nlp))

    def probability_of_time(weight):
        weighted = [replace(one, weight=weight) for one in odd] + others + coded[4:]
        return fit_model(prepare(weighted, frame, nlp, small_settings), small_settings).probabilities(answer)[0, 0]

    assert probability_of_time(10.0) > probability_of_time(0.1) + 0.1
    assert np.isfinite(probability_of_time(1.0))
