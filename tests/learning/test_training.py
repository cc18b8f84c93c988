import random
from dataclasses import replace

import pytest

from textcoder.learning.training import snapshot_hash, train


@pytest.fixture(scope="module")
def trained(coded, frame, nlp, small_settings):
    return train(coded, frame, nlp, small_settings)


def test_every_coding_is_judged_once_by_a_model_that_had_not_read_its_voice(trained, coded):
    assert sorted(one.id for one in trained.judged) == sorted(one.answer.id for one in coded)
    # Half the answers stand word for word among those of other voices; of its own voice none may be remembered.
    assert not any(one.source == "exact" and _only_in_own_voice(one, coded) for one in trained.judged)


def _only_in_own_voice(judged, coded):
    text = next(one.answer.text for one in coded if one.answer.id == judged.id)
    return all(one.answer.voice == judged.voice for one in coded if one.answer.text == text)


def test_the_order_of_the_codings_does_not_matter(trained, coded, frame, nlp, small_settings):
    shuffled = random.Random(1).sample(coded, len(coded))

    again = train(shuffled, frame, nlp, small_settings)

    assert again.judged == trained.judged


def test_another_seed_leaves_other_voices_out_together(trained, coded, frame, nlp, small_settings):
    other = replace(small_settings, learning=replace(small_settings.learning, seed=7))

    again = train(coded, frame, nlp, other)

    assert [one.id for one in again.judged] != [one.id for one in trained.judged]


def test_progress_goes_from_nothing_to_all(coded, frame, nlp, small_settings):
    said = []

    train(coded, frame, nlp, small_settings, progress=lambda doing, done, of: said.append((doing, done, of)))

    assert said[-1][1] == said[-1][2]
    assert len(said) > 4


def test_the_snapshot_is_known_by_its_content_not_its_order(coded):
    changed = [replace(coded[0], code_ids=frozenset({"skill", "time", "money"})), *coded[1:]]

    assert snapshot_hash(coded) == snapshot_hash(coded[::-1])
    assert snapshot_hash(coded) != snapshot_hash(changed)
