from dataclasses import replace

import joblib
import numpy as np
import pytest

from tests.builders import ScoringEncoder
from textcoder.errors import TooFewCodingsError
from textcoder.features.embeddings import EmbeddingCache
from textcoder.features.reader import AnswerReader
from textcoder.features.tuned import out_of_fold
from textcoder.learning import fitting
from textcoder.learning.fitting import CrossFit, fit_model, leave_voices_out, model_from, remember
from textcoder.learning.heads import LinearHeads
from textcoder.learning.training import in_training_order, train
from textcoder.learning.training_set import prepare
from textcoder.learning.views import features_of


@pytest.fixture(scope="module", params=["words", "words and vectors"])
def either_reader(request, reader, encoder):
    """What is left out must be left out of the vectors, the neighbourhood and the clauses, too."""
    return reader if request.param == "words" else AnswerReader(reader.nlp, EmbeddingCache(encoder))


@pytest.fixture(scope="module")
def cross(coded, frame, either_reader, small_settings):
    return CrossFit(prepare(coded, frame, either_reader, small_settings), small_settings)


def recoded(coded, rows):
    """The same answers, those in ``rows`` with quite other codes."""
    other = {"time": "money", "money": "skill", "skill": "time"}
    turned = {row: frozenset(other[code_id] for code_id in coded[row].code_ids) for row in rows}
    return [replace(one, code_ids=turned.get(row, one.code_ids)) for row, one in enumerate(coded)]


def as_bytes(model, path):
    joblib.dump(model, path)
    return path.read_bytes()


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


def test_the_same_codings_and_seed_give_the_same_model_to_the_byte(
    coded, frame, reader, small_settings, model, tmp_path
):
    again = fit_model(prepare(coded, frame, reader, small_settings), small_settings)

    joblib.dump(model, tmp_path / "one")
    joblib.dump(again, tmp_path / "two")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_model_learns_what_was_coded(model, frame, reader):
    texts = ["vi har altfor lite tid", "budsjettet er stramt", "kompetanse mangler", "lite tid og lite penger"]

    sets = [one.code_ids for one in model.code_sets(reader.read(texts), frame)]

    assert sets == [{"time"}, {"money"}, {"skill"}, {"time", "money"}]


def test_phrases_of_the_codeframe_are_learnt_from(coded, frame, reader, small_settings):
    codes = tuple(
        replace(code, include=("gulv og vegger", "gulv og tak")) if code.id == "skill" else code for code in frame.codes
    )
    with_phrases = replace(frame, codes=codes)
    answer = reader.read(["gulv"])

    taught = fit_model(prepare(coded, with_phrases, reader, small_settings), small_settings).probabilities(answer)
    ignorant = fit_model(prepare(coded, frame, reader, small_settings), small_settings).probabilities(answer)

    assert taught[0, 2] > ignorant[0, 2] + 0.1


def test_a_phrase_that_does_not_belong_speaks_against_its_code(coded, frame, reader, small_settings):
    # "budsjett" goes with money in every coding; the codeframe says that a budget plan does not.
    codes = tuple(
        replace(code, exclude=("budsjettplan", "planbudsjett")) if code.id == "money" else code for code in frame.codes
    )
    warned = replace(frame, codes=codes)
    answer = reader.read(["budsjettplan"])

    learning = replace(small_settings.learning, codeframe_weight=2.0)
    settings = replace(small_settings, learning=learning)

    with_warning = fit_model(prepare(coded, warned, reader, settings), settings).probabilities(answer)
    without = fit_model(prepare(coded, frame, reader, settings), settings).probabilities(answer)

    assert with_warning[0, 1] < without[0, 1]


def test_a_rare_code_is_only_suggested(coded, frame, reader, small_settings):
    rare = [replace(one, code_ids=frozenset({"dont_know"})) if place < 3 else one for place, one in enumerate(coded)]

    fitted = fit_model(prepare(rare, frame, reader, small_settings), small_settings)

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


def test_the_fewest_voices_that_are_accepted_can_be_trained_on(coded, frame, reader, small_settings):
    few = [replace(one, answer=replace(one.answer, voice=f"v{n % 4}")) for n, one in enumerate(coded)]

    trained = train(few, frame, reader, small_settings)

    assert len(trained.judged) == len(few)


def test_what_one_person_alone_writes_is_not_learnt_however_often_it_was_coded(coded, frame, reader, small_settings):
    secret = with_text(coded[0], "lite tid, sier synnøve kvalvågnes")
    doubly = [secret, replace(secret, coder="human:berit"), *coded[1:]]

    fitted = fit_model(prepare(doubly, frame, reader, small_settings), small_settings)

    assert not any("kvalv" in ngram for ngram in (*fitted.vectorizer.runs_, *fitted.vectorizer.chars_))


def test_answers_with_codes_that_are_only_suggested_carry_no_promise(coded, frame, reader, small_settings):
    rare = [replace(one, code_ids=frozenset({"skill"})) if n < 9 else one for n, one in enumerate(coded)]
    rare = [
        one if n < 9 or "skill" not in one.code_ids else replace(one, code_ids=frozenset({"time"}))
        for n, one in enumerate(rare)
    ]

    fitted = fit_model(prepare(rare, frame, reader, small_settings), small_settings)

    assert "skill" in fitted.suggest_only
    assert len(fitted.calibration.confidence) < fitted.calibration.answers == 80


def test_answers_that_share_nothing_can_be_trained_on_and_teach_nothing(coded, frame, reader, small_settings):
    strange = [with_text(one, chr(0x4E00 + n) * 3) for n, one in enumerate(coded)]
    bare = replace(small_settings, learning=replace(small_settings.learning, codeframe_weight=0))

    fitted = fit_model(prepare(strange, frame, reader, bare), bare)

    assert np.isfinite(fitted.probabilities(reader.read(["tid"]))).all()


@pytest.mark.parametrize("count", [0, 19])
def test_too_few_codings_are_refused_with_how_many_are_needed(coded, frame, reader, small_settings, count):
    with pytest.raises(TooFewCodingsError, match="at least 20"):
        prepare(coded[:count], frame, reader, small_settings)


def test_one_voice_is_refused_since_nobody_can_be_left_out(coded, frame, reader, small_settings):
    alone = [replace(one, answer=replace(one.answer, voice="kari")) for one in coded]

    with pytest.raises(TooFewCodingsError, match="1 voice"):
        prepare(alone, frame, reader, small_settings)


def test_heavier_codings_count_for_more(coded, frame, reader, small_settings):
    odd = [with_text(coded[place], "rare greier her", frozenset({"time"})) for place in (0, 1)]
    others = [with_text(coded[place], "rare greier her", frozenset({"money"})) for place in (2, 3)]
    answer = reader.read(["rare greier her"])

    def probability_of_time(weight):
        weighted = [replace(one, weight=weight) for one in odd] + others + coded[4:]
        return fit_model(prepare(weighted, frame, reader, small_settings), small_settings).probabilities(answer)[0, 0]

    assert probability_of_time(10.0) > probability_of_time(0.1) + 0.1
    assert np.isfinite(probability_of_time(1.0))


def test_each_set_of_folds_is_left_out_once_for_the_model_and_all_that_measures_it(
    coded, frame, reader, small_settings, monkeypatch
):
    everyone = {one.answer.voice for one in coded}
    left_out = []

    def spy(material, order, fit=fitting.fit):
        left_out.append(everyone - {in_order[row].answer.voice for row in order.learnt})
        return fit(material, order)

    monkeypatch.setattr(fitting, "fit", spy)
    in_order = in_training_order(coded)

    train(coded, frame, reader, small_settings)

    # Nobody, each of the four folds, and each of their six pairs; two voices to a fold.
    assert sorted(map(len, left_out)) == [0] + [2] * 4 + [4] * 6
    assert len(set(map(frozenset, left_out))) == 11


@pytest.mark.parametrize("without", [set(), {0}, {3}, {0, 1}, {1, 3}], ids=str)
def test_what_only_the_folds_left_out_write_is_not_learnt(coded, frame, either_reader, small_settings, cross, without):
    # Every fold has a word that both its voices write and nobody else.
    words = ["blåbær", "tyttebær", "granskog", "einer"]
    planted = list(coded)
    for word, rows in zip(words, cross.folds, strict=True):
        for row in rows:
            planted[row] = with_text(coded[row], f"{coded[row].answer.text} {word}", coded[row].code_ids)

    vectorizer, _ = CrossFit(prepare(planted, frame, either_reader, small_settings), small_settings).fitted(
        frozenset(without)
    )

    learnt = {number for number, word in enumerate(words) if word in vectorizer.runs_}
    assert learnt == {0, 1, 2, 3} - without


def test_how_an_answer_was_coded_has_no_part_in_its_own_score(coded, frame, either_reader, small_settings, cross):
    changed = prepare(recoded(coded, cross.folds[2]), frame, either_reader, small_settings)

    scores, again = cross.out_of_fold_scores(), CrossFit(changed, small_settings).out_of_fold_scores()

    np.testing.assert_array_equal(scores[cross.folds[2]], again[cross.folds[2]])
    assert not np.allclose(scores[cross.folds[1]], again[cross.folds[1]])


def test_nothing_in_a_model_depends_on_voices_it_was_fitted_without(
    coded, frame, either_reader, small_settings, cross, tmp_path
):
    changed = CrossFit(prepare(recoded(coded, cross.folds[1]), frame, either_reader, small_settings), small_settings)

    def models(without):
        return [as_bytes(model_from(one, frozenset(without)), tmp_path / "model") for one in (cross, changed)]

    unaffected, affected = models({1}), models({0})

    assert unaffected[0] == unaffected[1]
    assert affected[0] != affected[1]


def test_scores_are_in_the_order_of_the_rows_that_are_left(cross):
    without = frozenset({1})

    scores = cross.out_of_fold_scores(without)

    vectorizer, learners = cross.fitted(frozenset({1, 2}))
    place = np.searchsorted(cross.rows(without), cross.folds[2])
    expected = learners.scores(features_of(vectorizer, cross.training.read.part(cross.folds[2])))
    np.testing.assert_allclose(scores[place], expected, rtol=1e-9)
    assert len(scores) == 80 - len(cross.folds[1])


def test_promises_rest_on_who_wrote_what_but_not_on_names(model):
    assert len(model.calibration.voice) == len(model.calibration.confidence)
    assert set(model.calibration.voice.tolist()) == set(range(8))


@pytest.mark.parametrize("encoder_width", [0, 3])
def test_the_semantic_view_of_answers_and_phrases_is_learnt_from(coded, frame, reader, small_settings, encoder_width):
    spy = ScoringEncoder(frame.code_ids[:encoder_width])
    with_encoder = AnswerReader(reader.nlp, EmbeddingCache(spy)) if encoder_width else reader

    fitted = fit_model(prepare(coded, frame, with_encoder, small_settings), small_settings)

    assert fitted.heads.folded.semantic.shape == (encoder_width, 4)
    assert fitted.probabilities(with_encoder.read(["for lite tid"])).shape == (1, 4)


def test_with_a_tuned_encoder_answers_have_the_scores_of_one_that_had_not_read_them(
    coded, frame, reader, small_settings
):
    texts = [one.answer.text for one in coded]
    apart = out_of_fold(texts, np.random.default_rng(0).normal(size=(80, 4)).astype(np.float32))
    encoder = ScoringEncoder(frame.code_ids)

    training = prepare(
        coded, frame, AnswerReader(reader.nlp, EmbeddingCache(encoder, out_of_fold=apart)), small_settings
    )

    np.testing.assert_array_equal(training.read.semantic, [apart.of(text) for text in texts])
    assert not {text.casefold() for text in encoder.read} & {text.casefold() for text in texts}
    assert (training.phrases.semantic == encoder.encode(["any"]).scores).all()


def test_the_codes_of_answers_that_mean_much_the_same_count(coded, frame, reader, small_settings, encoder):
    vectors = AnswerReader(reader.nlp, EmbeddingCache(encoder))
    alone = replace(small_settings, learning=replace(small_settings.learning, clauses=False, sharpness=0))
    beside = replace(small_settings, learning=replace(small_settings.learning, clauses=False))

    models = [fit_model(prepare(coded, frame, vectors, one), one) for one in (alone, beside)]

    assert isinstance(models[0].heads, LinearHeads)
    read = vectors.read(["lommeboka er tom og kassa er slunken"])
    money = frame.code_ids.index("money")
    without, with_ = (model.probabilities(read)[0] for model in models)
    assert with_[money] > without[money]


def test_the_clauses_of_an_answer_count(coded, frame, reader, small_settings, encoder):
    vectors = AnswerReader(reader.nlp, EmbeddingCache(encoder))
    fitted = fit_model(prepare(coded, frame, vectors, small_settings), small_settings)
    read = vectors.read(["for lite tid på grunn av alt vi skal, pengene mangler"], clauses=True)

    as_one = replace(
        read, clauses=replace(read.clauses, owners=read.clauses.owners[:0], read=read.clauses.read.part(np.arange(0)))
    )

    assert fitted.reads_clauses
    assert not np.allclose(fitted.probabilities(read), fitted.probabilities(as_one))


def test_answers_read_otherwise_than_the_model_reads_are_refused(coded, frame, reader, small_settings, encoder, model):
    vectors = AnswerReader(reader.nlp, EmbeddingCache(encoder))
    fitted = fit_model(prepare(coded, frame, vectors, small_settings), small_settings)

    with pytest.raises(ValueError, match="read with clauses=True"):
        fitted.probabilities(vectors.read(["for lite tid"]))
    with pytest.raises(ValueError, match="read with clauses=False"):
        model.probabilities(reader.read(["for lite tid"], clauses=True))


@pytest.mark.parametrize("without", ["encoder", "plain encoder", "several codes", "the setting"])
def test_answers_are_read_as_a_whole_without(coded, frame, reader, small_settings, without):
    codes = frame.code_ids if without == "plain encoder" else ()
    one = reader if without == "encoder" else AnswerReader(reader.nlp, EmbeddingCache(ScoringEncoder(codes)))
    if without == "several codes":
        frame = replace(frame, max_codes=1)
        coded = [each for each in coded if len(each.code_ids) == 1]
    if without == "the setting":
        small_settings = replace(small_settings, learning=replace(small_settings.learning, clauses=False))

    training = prepare(coded, frame, one, small_settings)

    assert training.read.clauses is None
