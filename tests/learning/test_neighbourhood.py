import numpy as np
import pytest

from textcoder.learning.neighbourhood import Neighbourhood


def around(n: int = 40, *, weights=None, sharpness: float = 24.0) -> tuple[Neighbourhood, np.ndarray]:
    """Code 0 lies in one direction, code 1 in another, and every fourth answer has both."""
    rng = np.random.default_rng(0)
    codes = np.array([(True, False), (False, True), (True, True), (False, False)] * (n // 4))
    vectors = 5 + np.c_[codes, ~codes.any(axis=1)] + 0.05 * rng.normal(size=(n, 3))
    vectors = vectors.astype(np.float32)
    weights = np.ones(n) if weights is None else weights
    return Neighbourhood.of(vectors, codes, weights, sharpness), vectors


def test_an_answer_is_likely_to_have_the_codes_of_those_around_it():
    neighbourhood, _ = around()

    scores = neighbourhood.scores(np.array([[6, 5, 5], [5, 6, 5], [6, 6, 5], [5, 5, 6]], dtype=np.float32))

    assert ((scores > 0) == [[True, False], [False, True], [True, True], [False, False]]).all()


def test_however_clear_the_surroundings_some_doubt_remains():
    neighbourhood, _ = around(sharpness=1000)

    scores = neighbourhood.scores(np.array([[6, 5, 5]], dtype=np.float32))

    np.testing.assert_allclose(scores, [[np.log(1.01 / 0.01), np.log(0.01 / 1.01)]], rtol=0.01)


def test_a_coding_that_weighs_nothing_does_not_count():
    weights = np.tile([1.0, 0.0, 1.0, 1.0], 10)
    neighbourhood, _ = around(weights=weights, sharpness=1000)

    assert neighbourhood.scores(np.array([[5, 6, 5]], dtype=np.float32))[0, 0] > 0  # those with both are next


def test_an_answer_has_the_same_scores_whatever_stands_beside_it():
    neighbourhood, vectors = around()

    together = neighbourhood.scores(np.tile(vectors, (30, 1)))

    np.testing.assert_allclose(together[:40], neighbourhood.scores(vectors), rtol=1e-4)
    np.testing.assert_allclose(together[-1:], neighbourhood.scores(vectors[-1:]), rtol=1e-4)


@pytest.mark.parametrize("n", [0, 1])
def test_few_answers_are_no_trouble(n):
    neighbourhood, vectors = around()

    assert neighbourhood.scores(vectors[:n]).shape == (n, 2)
