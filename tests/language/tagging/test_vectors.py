import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from textcoder.language.tagging.vectors import PieceVectors

VECTORS = np.random.default_rng(1).normal(size=(50, 64)).astype(np.float32)


@given(arrays(np.float32, (3, 64), elements=st.floats(-100, 100, width=32)))
def test_no_number_is_off_by_more_than_a_step(vectors):
    rounded = PieceVectors.rounded(vectors)[np.arange(3)]

    widest = np.abs(vectors).reshape(3, 2, 32).max(axis=2).repeat(32, axis=1)
    assert (np.abs(rounded - vectors) <= 0.36 * widest + 1e-5).all()


def test_as_a_whole_the_numbers_are_near():
    off = PieceVectors.rounded(VECTORS)[np.arange(50)] - VECTORS

    assert (off**2).mean() < 0.02 * (VECTORS**2).mean()


def test_ids_of_any_shape_are_looked_up():
    vectors = PieceVectors.rounded(VECTORS)
    found = vectors[np.array([[3, 1], [0, 3]])]

    assert found.shape == (2, 2, 64)
    np.testing.assert_array_equal(found[0, 0], found[1, 1])


def test_they_take_four_bits_a_number_and_a_factor_for_32():
    vectors = PieceVectors.rounded(VECTORS)

    assert vectors.packed.nbytes + vectors.factors.nbytes == VECTORS.size // 2 + VECTORS.size // 32 * 2


def test_they_are_the_same_when_read_again():
    vectors = PieceVectors.rounded(VECTORS)
    again = PieceVectors.from_bytes(vectors.to_bytes())

    np.testing.assert_array_equal(again.packed, vectors.packed)
    np.testing.assert_array_equal(again.factors, vectors.factors)
