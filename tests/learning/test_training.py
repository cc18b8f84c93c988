import random
from dataclasses import replace

import numpy as np
import pytest

from tests.builders import ScoringEncoder
from textcoder.features.embeddings import EmbeddingCache
from textcoder.features.reader import AnswerReader
from textcoder.features.tuned import out_of_fold
from textcoder.learning.autocoder import Autocoder
from textcoder.learning.training import judge_with, snapshot_hash, train


@pytest.fixture(scope="module")
def trained(coded, frame, reader, small_settings):
    return train(coded, frame, reader, small_settings)


def test_every_coding_is_judged_once_by_a_model_that_had_not_read_its_voice(trained, coded):
    assert sorted(one.id for one in trained.judged) == sorted(one.answer.id for one in coded)
    # Half the answers stand word for word among those of other voices; of its own voice none may be remembered.
    assert not any(one.source == "exact" and _only_in_own_voice(one, coded) for one in trained.judged)


def _only_in_own_voice(judged, coded):
    text = next(one.answer.text for one in coded if one.answer.id == judged.id)
    return all(one.answer.voice == judged.voice for one in coded if one.answer.text == text)


def test_the_order_of_the_codings_does_not_matter(trained, coded, frame, reader, small_settings):
    shuffled = random.Random(1).sample(coded, len(coded))

    again = train(shuffled, frame, reader, small_settings)

    assert again.judged == trained.judged


def test_another_seed_leaves_other_voices_out_together(trained, coded, frame, reader, small_settings):
    other = replace(small_settings, learning=replace(small_settings.learning, seed=7))

    again = train(coded, frame, reader, other)

    assert [one.id for one in again.judged] != [one.id for one in trained.judged]


def test_progress_goes_from_nothing_to_all(coded, frame, reader, small_settings):
    said = []

    train(coded, frame, reader, small_settings, progress=lambda doing, done, of: said.append((doing, done, of)))

    assert said[-1][1] == said[-1][2]
    assert len(said) > 4


def test_the_snapshot_is_known_by_its_content_not_its_order(coded):
    changed = [replace(coded[0], code_ids=frozenset({"skill", "time", "money"})), *coded[1:]]

    assert snapshot_hash(coded) == snapshot_hash(coded[::-1])
    assert snapshot_hash(coded) != snapshot_hash(changed)


def test_with_a_tuned_encoder_only_what_it_said_before_it_had_read_an_answer_counts(
    coded, frame, reader, small_settings
):
    # No two answers share a word, so that nothing but scores can tell their codes. Those given before the encoder
    # had read an answer tell them all, and those it gives now nothing.
    strange = [replace(one, answer=replace(one.answer, text=chr(0x4E00 + n) * 3)) for n, one in enumerate(coded)]
    told = np.array([[3.0 if code in one.code_ids else -3.0 for code in frame.code_ids] for one in coded])
    before = out_of_fold([one.answer.text for one in strange], told.astype(np.float32))

    def share_right(out_of_fold_scores):
        embeddings = EmbeddingCache(ScoringEncoder(frame.code_ids), out_of_fold=out_of_fold_scores)
        judged = train(strange, frame, AnswerReader(reader.nlp, embeddings), small_settings).judged
        return sum(one.model == one.human for one in judged) / len(judged)

    assert share_right(before) == 1
    assert share_right(None) < 0.5


def test_a_model_is_measured_on_what_its_tuned_encoder_has_read_by_what_that_said_before(
    coded, frame, reader, small_settings
):
    # The encoder now gives all answers the same scores. What it said before it had read them tells their codes.
    strange = [replace(one, answer=replace(one.answer, text=chr(0x4E00 + n) * 3)) for n, one in enumerate(coded)]
    told = np.array([[3.0 if code in one.code_ids else -3.0 for code in frame.code_ids] for one in coded])
    before = out_of_fold([one.answer.text for one in strange], told.astype(np.float32))
    read = AnswerReader(reader.nlp, EmbeddingCache(ScoringEncoder(frame.code_ids), out_of_fold=before))
    model = train(strange[:60], frame, read, small_settings).model
    autocoder = Autocoder(model, frame, read, version="v1", max_error=1)

    judged = judge_with(autocoder, strange[60:])

    assert [one.model for one in judged] == [one.human for one in judged]
    assert len({coding.code_ids for coding in autocoder.code([one.answer.text for one in strange[60:]])}) == 1
