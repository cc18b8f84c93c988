import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from tests.tiny_encoder import WIDTH, tiny_words
from textcoder.features.encoder_graph import words_graph
from textcoder.language.graphs import batches, session

TEXTS = st.lists(st.lists(st.integers(2, 99), min_size=1, max_size=30), max_size=30)


@given(TEXTS, st.integers(1, 100))
def test_every_text_is_in_one_batch_with_nothing_lost(texts, tokens):
    found = {}
    for batch in batches(texts, tokens):
        for row, ids, there in zip(batch.rows, batch.ids, batch.there, strict=True):
            found[row] = ids[there].tolist()

    assert [found[row] for row in range(len(texts))] == texts


@given(TEXTS, st.integers(1, 100))
def test_no_batch_is_larger_than_asked_for_unless_one_text_is(texts, tokens):
    assert all(batch.ids.size <= tokens or len(batch.rows) == 1 for batch in batches(texts, tokens))


def test_what_is_padding_is_masked():
    (batch,) = batches([[5], [6, 7]], 10)

    assert batch.rows == (1, 0)
    assert batch.mask.tolist() == [[1.0, 1.0], [1.0, 0.0]]


def test_a_graph_runs():
    made = session(words_graph(tiny_words())).run(None, {"ids": np.array([[4, 5]])})[0]

    assert made.shape == (1, 2, WIDTH)
    np.testing.assert_allclose(made[0], tiny_words()[[4, 5]], atol=0.05)
