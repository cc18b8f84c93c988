# ruff: noqa: E402 - what is imported needs PyTorch, without which there is nothing to test here
import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from tests.tiny_encoder import VOCABULARY
from textcoder.features.encoder import LAYERS, WORDS, reading
from textcoder.features.encoder_graph import layers_graph, read_layers, read_words, words_graph
from textcoder.features.encoder_weights import CodeHead, quantise_rows
from textcoder.learning.tuning.network import EncoderNetwork, LockedDropout
from textcoder.learning.tuning.tuner import scores_of

CODES = ("a", "b", "c")
CODINGS = Path(__file__).parents[3] / "labels" / "innovasjonsbarometer-2024" / "codings.jsonl"


def scores_by_graph(words: bytes, layers: bytes, ids: list[list[int]]) -> np.ndarray:
    """What ONNX Runtime makes of answers, one at a time."""
    from onnxruntime import InferenceSession

    look_up, run = (InferenceSession(graph, providers=["CPUExecutionProvider"]) for graph in (words, layers))
    found = []
    for one in ids:
        vectors = look_up.run(None, {"ids": np.array([one])})[0]
        mask = np.ones((1, len(one)), dtype=np.float32)
        found.append(run.run(None, {"words": vectors, "mask": mask})[1][0])
    return np.array(found)


def some_ids(n: int = 20, seed: int = 0) -> list[list[int]]:
    rng = np.random.default_rng(seed)
    return [[0, *rng.integers(3, len(VOCABULARY), rng.integers(1, 12)).tolist(), 2] for _ in range(n)]


@pytest.fixture
def network(words, weights):
    torch.manual_seed(0)
    return EncoderNetwork(words, weights, len(CODES), 0.1).eval()


def test_the_network_and_the_graph_written_from_it_give_the_same_scores(network, words):
    ids = some_ids()
    layers = layers_graph(network.weights(CODES))

    by_network, by_graph = scores_of(network, ids), scores_by_graph(words_graph(words), layers, ids)

    # What is left is the rounding to 8 bits.
    assert np.abs(by_network - by_graph).max() < 0.1 * by_network.std()
    assert np.corrcoef(by_network.ravel(), by_graph.ravel())[0, 1] > 0.999


def test_with_the_shipped_encoder_network_and_graph_agree_on_answers_people_could_have_given(shipped, encoder):
    with CODINGS.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line, _ in zip(lines, range(12), strict=False)]
    ids = [encoder.token_ids(reading(text)) for text in texts]
    words = (shipped / WORDS).read_bytes()
    torch.manual_seed(0)
    network = EncoderNetwork(read_words(words), read_layers((shipped / LAYERS).read_bytes()), len(CODES), 0.1)

    by_network = scores_of(network, ids)
    by_graph = scores_by_graph(words, layers_graph(network.weights(CODES)), ids)

    assert np.abs(by_network - by_graph).max() < 0.25 * by_network.std(axis=0).mean()
    assert all(np.corrcoef(of_network, of_graph)[0, 1] > 0.99 for of_network, of_graph in zip(
        by_network.T, by_graph.T, strict=True
    ))  # fmt: skip


def test_weights_come_back_from_a_graph_within_half_a_step_of_rounding(network):
    written = network.weights(CODES)

    read = read_layers(layers_graph(written), CODES)

    for (name, before), (_, after) in zip(written.arrays(), read.arrays(), strict=True):
        is_matrix = name.rpartition(".")[2] in {"qkv", "attention", "widen", "narrow"}
        allowed = quantise_rows(before)[1][:, None] / 2 + 1e-7 if is_matrix else 0
        assert (np.abs(before - after) <= allowed).all(), name
    assert isinstance(read.head, CodeHead)
    assert read.head.code_ids == CODES
    np.testing.assert_array_equal(read.head.weights, written.head.weights)
    np.testing.assert_array_equal(read.head.intercepts, written.head.intercepts)


def test_weights_read_back_are_written_again_as_they_are(network, words):
    once = read_layers(layers_graph(network.weights(CODES)), CODES)
    twice = read_layers(layers_graph(once), CODES)

    for (name, before), (_, after) in zip(once.arrays(), twice.arrays(), strict=True):
        np.testing.assert_allclose(after, before, rtol=1e-5, atol=1e-7, err_msg=name)
    vectors = read_words(words_graph(words))
    np.testing.assert_allclose(read_words(words_graph(vectors)), vectors, rtol=1e-5, atol=1e-7)


def test_a_network_hands_out_the_weights_it_was_given(network, weights):
    given, handed_out = dict(weights.arrays()), dict(network.weights(CODES).arrays())

    assert given.keys() == handed_out.keys()
    assert all(np.array_equal(given[name], handed_out[name]) for name in given)


def test_what_stands_beside_an_answer_does_not_change_its_scores(network):
    ids = some_ids()

    together = scores_of(network, ids)

    np.testing.assert_allclose(together, [scores_of(network, [one])[0] for one in ids], atol=1e-5)


def test_the_word_vectors_are_no_parameters(network, words):
    learning = network.encoder_parameters() + list(network.head.parameters())

    assert len(learning) == len(list(network.parameters()))
    assert all(parameter.shape != words.shape for parameter in learning)


def test_dropout_leaves_out_the_same_numbers_for_all_tokens_of_an_answer():
    torch.manual_seed(3)

    left = LockedDropout(0.25)(torch.ones(200, 5, 40))

    assert torch.equal(left, left[:, :1].expand_as(left))
    assert not torch.equal(left[0], left[1])
    assert left.unique().tolist() == pytest.approx([0, 1 / 0.75])
    assert left.mean().item() == pytest.approx(1, abs=0.03)


def test_dropout_leaves_everything_as_it_is_when_nothing_is_learnt():
    flow = torch.rand(2, 3, 4)

    assert LockedDropout(0.25).eval()(flow) is flow
    assert LockedDropout(0.0)(flow) is flow
