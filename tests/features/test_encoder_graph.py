from dataclasses import replace

import numpy as np
import pytest
from onnxruntime import InferenceSession
from scipy.special import erf, softmax

from tests.tiny_encoder import LONGEST, WIDTH, tiny_weights, tiny_words
from textcoder.features.encoder_graph import layers_graph, read_layers, read_words, tokens_graph, words_graph
from textcoder.features.encoder_weights import EPSILON, HEADS, CodeHead, EncoderWeights, quantise_rows

CODES = ("time", "money", "other")
IDS = np.array([[0, 4, 5, 7, 2, 1, 1], [0, 8, 10, 11, 13, 14, 2], [0, 2, 1, 1, 1, 1, 1]])
THERE = (IDS != 1).astype(np.float32)
AS_STORED = read_layers(layers_graph(tiny_weights(code_ids=CODES)), CODES)
"""The weights after rounding, so that what differs is the rounding between the layers."""


def normalised(flow, scale, shift):
    centred = flow - flow.mean(axis=-1, keepdims=True)
    return centred / np.sqrt((centred**2).mean(axis=-1, keepdims=True) + EPSILON) * scale + shift


def reference(weights: EncoderWeights, words, there):
    """The same encoder in plain floats, one step after the other: mean of the last layer, shape (n, d)."""
    n, length, width = words.shape
    flow = normalised(words + weights.positions[:length], weights.scale, weights.shift)
    unheard = np.where(there, 0, -np.inf)[:, None, None, :]
    for layer in weights.layers:
        parts = flow @ layer.qkv.T + layer.qkv_bias
        query, key, value = (
            part.reshape(n, length, HEADS, -1).transpose(0, 2, 1, 3) for part in np.split(parts, 3, axis=-1)
        )
        attention = softmax(query @ key.swapaxes(2, 3) / np.sqrt(width / HEADS) + unheard, axis=-1)
        heard = (attention @ value).transpose(0, 2, 1, 3).reshape(n, length, width)
        said = heard @ layer.attention.T + layer.attention_bias
        flow = normalised(flow + said, layer.attention_scale, layer.attention_shift)
        wide = flow @ layer.widen.T + layer.widen_bias
        wide = wide * (1 + erf(wide / np.sqrt(2))) / 2
        narrow = wide @ layer.narrow.T + layer.narrow_bias
        flow = normalised(flow + narrow, layer.output_scale, layer.output_shift)
    return (flow * there[..., None]).sum(axis=1) / there.sum(axis=1, keepdims=True)


def run(graph: bytes, **inputs):
    return InferenceSession(graph, providers=["CPUExecutionProvider"]).run(None, inputs)


@pytest.fixture(scope="module")
def words():
    return run(words_graph(tiny_words()), ids=IDS)[0]


@pytest.fixture(scope="module")
def made(words):
    return run(layers_graph(tiny_weights(code_ids=CODES)), words=words, mask=THERE)


def test_the_words_graph_looks_up_each_words_vector(words):
    assert words.shape == (*IDS.shape, WIDTH)
    np.testing.assert_allclose(words, tiny_words()[IDS], atol=np.abs(tiny_words()).max() / 127)


def test_the_layers_compute_what_a_reference_in_floats_does(made, words):
    mean = reference(AS_STORED, words, THERE)

    np.testing.assert_allclose(made[0], mean / np.linalg.norm(mean, axis=1, keepdims=True), atol=0.02)


def test_the_scores_are_those_of_the_head_on_the_mean(made, words):
    head = AS_STORED.head
    expected = reference(AS_STORED, words, THERE) @ head.weights.T + head.intercepts

    np.testing.assert_allclose(made[1], expected, atol=0.1)


def test_without_a_head_there_are_vectors_alone(words):
    assert len(run(layers_graph(tiny_weights()), words=words, mask=THERE)) == 1


def test_padding_changes_nothing(made, words):
    graph = layers_graph(tiny_weights(code_ids=CODES))

    for row, length in enumerate(THERE.sum(axis=1).astype(int)):
        alone = run(graph, words=words[row : row + 1, :length], mask=THERE[row : row + 1, :length])
        np.testing.assert_allclose(alone[0][0], made[0][row], atol=1e-5)
        np.testing.assert_allclose(alone[1][0], made[1][row], atol=1e-5)


def test_a_graph_takes_answers_up_to_its_number_of_positions():
    words, there = np.zeros((1, LONGEST, WIDTH), dtype=np.float32), np.ones((1, LONGEST), dtype=np.float32)

    assert run(layers_graph(tiny_weights()), words=words, mask=there)[0].shape == (1, WIDTH)


def test_weights_are_read_back_within_the_error_of_rounding():
    weights = tiny_weights(code_ids=CODES)

    read = read_layers(layers_graph(weights), CODES)

    assert read.head.code_ids == CODES
    np.testing.assert_array_equal(read.head.weights, weights.head.weights)
    np.testing.assert_array_equal(read.head.intercepts, weights.head.intercepts)
    for (name, one), (other_name, other) in zip(read.arrays(), weights.arrays(), strict=True):
        assert name == other_name
        np.testing.assert_allclose(one, other, atol=np.abs(other).max() / 127, err_msg=name)


def test_what_was_read_back_is_written_to_the_same_bytes():
    graph = layers_graph(tiny_weights(code_ids=CODES))

    assert layers_graph(read_layers(graph, CODES)) == graph


def test_word_vectors_are_read_back_within_the_error_of_rounding():
    read = read_words(words_graph(tiny_words()))

    assert read.dtype == np.float32
    np.testing.assert_allclose(read, tiny_words(), atol=np.abs(tiny_words()).max() / 127)


def test_a_row_is_stored_as_whole_numbers_and_one_factor():
    table, factors = quantise_rows(np.array([[1.27, -0.64, 0.0], [0.0, 0.0, 0.0]], dtype=np.float32))

    assert table.dtype == np.int8
    assert table.tolist() == [[127, -64, 0], [0, 0, 0]]
    np.testing.assert_allclose(factors, [0.01, 1], rtol=1e-6)


def test_the_tokens_graph_scores_every_token_by_its_own(words):
    """With a head that passes on what it gets, the mean of the scores is the sentence's vector."""
    passing = CodeHead(tuple(map(str, range(WIDTH))), np.eye(WIDTH, dtype=np.float32), np.zeros(WIDTH, np.float32))
    (scores,) = run(tokens_graph(replace(tiny_weights(), head=passing)), words=words, mask=THERE)

    assert scores.shape == (*IDS.shape, WIDTH)
    mean = (scores * THERE[..., None]).sum(axis=1) / THERE.sum(axis=1, keepdims=True)
    (vectors,) = run(layers_graph(tiny_weights()), words=words, mask=THERE)
    np.testing.assert_allclose(mean / np.linalg.norm(mean, axis=1, keepdims=True), vectors, atol=0.02)
