# ruff: noqa: E402 - what is imported needs PyTorch, without which there is nothing to test here
from dataclasses import replace

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tests.tiny_encoder import VOCABULARY
from textcoder.learning.tuning import tuner
from textcoder.learning.tuning.tuner import TuningSet, scores_of, tune
from textcoder.settings import TuningSettings

SETTINGS = TuningSettings(epochs=12, patience=2, batch=16, rate=3e-3, head_rate=3e-2)


def toy(n: int, seed: int) -> TuningSet:
    """Code 0 goes with token 5, code 1 with token 6; the other words mean nothing."""
    rng = np.random.default_rng(seed)
    codes = rng.uniform(size=(n, 2)) < 0.4
    ids = []
    for one in codes:
        inner = [*rng.integers(8, len(VOCABULARY), rng.integers(1, 5)).tolist(), *(5 + np.flatnonzero(one)).tolist()]
        ids.append([0, *rng.permutation(inner).tolist(), 2])
    return TuningSet.of(ids, codes)


def log_loss(network, answers: TuningSet, *, scale: float = 1.0) -> float:
    scores = scale * scores_of(network, answers.ids)
    return float(np.logaddexp(0, np.where(answers.codes, -scores, scores)).sum() / len(answers.ids))


def least_log_loss(network, answers: TuningSet) -> float:
    return min(log_loss(network, answers, scale=scale) for scale in np.geomspace(0.2, 2, 400))


def tuned(words, weights, learn, stop=None, *, settings=SETTINGS, epochs=SETTINGS.epochs, said=None):
    progress = (lambda *_: None) if said is None else (lambda *one: said.append(one))
    return tune(words, weights, learn, stop, settings, epochs=epochs, progress=progress)


@pytest.fixture(scope="module")
def learnt(words, weights):
    return tuned(words, weights, toy(240, seed=1), toy(60, seed=2))


def test_a_rule_is_learnt_that_holds_for_answers_never_seen(learnt):
    new = toy(200, seed=3)

    given = scores_of(learnt.network, new.ids) > 0

    assert (given == new.codes).mean() > 0.95


def test_the_word_vectors_stay_and_the_layers_learn(learnt, words, weights):
    network = learnt.network

    np.testing.assert_array_equal(network.words.numpy(), words)
    moved = [not np.array_equal(a, b) for (_, a), (_, b) in zip(
        weights.arrays(), network.weights(("a", "b")).arrays(), strict=True
    )]  # fmt: skip
    assert moved[0] is False  # positions
    assert all(moved[1:])


def test_the_network_is_that_of_the_last_epoch_as_good_as_the_best(learnt):
    kept = learnt.epochs - 1

    assert learnt.losses[kept] <= 1.05 * min(learnt.losses)
    assert all(loss > 1.05 * min(learnt.losses) for loss in learnt.losses[kept + 1 :])
    found = least_log_loss(learnt.network, toy(60, seed=2))
    assert found == pytest.approx(learnt.losses[kept], rel=2e-2)


def test_it_stops_when_other_voices_no_longer_gain(words, weights):
    # Whoever is held back was coded the other way round: the better it learns, the worse for them.
    stop = toy(60, seed=2)
    contrary = TuningSet.of(stop.ids, ~stop.codes)

    found = tuned(words, weights, toy(120, seed=1), contrary)

    assert len(found.losses) == found.epochs + SETTINGS.patience < SETTINGS.epochs
    assert least_log_loss(found.network, contrary) == pytest.approx(found.losses[found.epochs - 1], rel=2e-2)


def test_growing_too_sure_is_no_reason_to_stop(words, weights, monkeypatch):
    # After every epoch the same scores, twice as far from 0: in need of calibration, and no worse.
    grown = iter(2.0 ** np.arange(20))
    stop = toy(60, seed=2)
    half_right = np.where(stop.codes ^ (np.arange(60) % 5 == 0)[:, None], 1.0, -1.0).astype(np.float32)
    monkeypatch.setattr(tuner, "scores_of", lambda *_: half_right * next(grown))

    found = tuned(words, weights, toy(40, seed=1), stop, settings=replace(SETTINGS, patience=1), epochs=4)

    assert found.epochs == 4
    assert found.losses == pytest.approx([found.losses[0]] * 4, rel=0.01)


def test_with_nobody_held_back_all_epochs_are_run(words, weights):
    said = []

    found = tuned(words, weights, toy(40, seed=1), epochs=3, said=said)

    assert (found.epochs, found.losses) == (3, ())
    assert len(said) == 3 * 3
    assert said == sorted(said)
    assert {of for _, of in said} == {120}


def test_the_seed_alone_decides_what_is_learnt(words, weights):
    learn, new = toy(60, seed=1), toy(20, seed=3)

    def scores(seed, *, drawn_before):
        torch.manual_seed(drawn_before)  # what others have drawn must not matter
        settings = TuningSettings(seed=seed, rate=3e-3, head_rate=3e-2)
        return scores_of(tuned(words, weights, learn, settings=settings, epochs=2).network, new.ids)

    first = scores(1, drawn_before=5)

    np.testing.assert_array_equal(first, scores(1, drawn_before=6))
    assert not np.allclose(first, scores(2, drawn_before=5), atol=1e-3)


def test_the_weights_it_begins_with_are_left_alone(words, weights):
    before = {name: array.copy() for name, array in weights.arrays()}

    tuned(words, weights, toy(20, seed=1), epochs=1)

    assert all(np.array_equal(array, before[name]) for name, array in weights.arrays())


def test_what_weighs_nothing_is_not_learnt(words, weights):
    learn = toy(60, seed=1)
    contrary = TuningSet(learn.ids, ~learn.codes, np.zeros(learn.codes.shape, dtype=np.float32))
    new = toy(200, seed=3)

    network = tuned(words, weights, learn.joined_with(contrary)).network

    assert ((scores_of(network, new.ids) > 0) == new.codes).mean() > 0.9
