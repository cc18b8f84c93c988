import numpy as np
from scipy import sparse

from textcoder.learning.heads import fit_calibration, fit_learners, put_together


def two_codes(n: int = 200, seed: int = 0) -> tuple[sparse.csr_matrix, np.ndarray]:
    """Feature 0 goes with code 0, feature 1 with code 1, feature 2 with nothing."""
    rng = np.random.default_rng(seed)
    codes = rng.uniform(size=(n, 2)) < (0.5, 0.3)
    noise = rng.uniform(size=(n, 3)) < (0.1, 0.1, 0.5)
    return sparse.csr_matrix((np.c_[codes, np.zeros(n)] + noise > 0).astype(float)), codes


def learn(features, codes, weights=None):
    weights = np.ones(codes.shape) if weights is None else weights
    return fit_learners(features, codes, weights, inverse_regularisation=1.0, seed=1)


def test_both_learners_find_the_feature_that_goes_with_a_code():
    learners = learn(*two_codes())

    assert learners.weights[:, 0].argmax(axis=0).tolist() == [0, 0]
    assert learners.weights[:, 1].argmax(axis=0).tolist() == [1, 1]


def test_put_together_the_heads_give_the_calibrated_probabilities():
    features, codes = two_codes()
    learners = learn(features, codes)
    scores = learners.scores(features)
    calibration = fit_calibration(scores, codes)

    heads = put_together(learners, calibration)

    np.testing.assert_allclose(heads.probabilities(features), calibration.probabilities(scores))


def test_calibrated_probabilities_are_as_large_as_the_share_they_foretell():
    features, codes = two_codes(2000)
    learners = learn(*two_codes(500, seed=9))
    scores = learners.scores(features)

    probabilities = fit_calibration(scores, codes).probabilities(scores)

    np.testing.assert_allclose(probabilities.mean(axis=0), codes.mean(axis=0), atol=0.02)
    sure = probabilities[:, 0] > 0.8
    assert abs(codes[sure, 0].mean() - probabilities[sure, 0].mean()) < 0.05


def test_a_weight_of_zero_leaves_an_answer_out_for_that_code_only():
    features, codes = two_codes()
    misleading = codes.copy()
    misleading[100:, 0] = ~misleading[100:, 0]
    weights = np.ones(codes.shape)
    weights[100:, 0] = 0

    learners = learn(features, misleading, weights)
    half = learn(features[:100], codes[:100])

    np.testing.assert_allclose(learners.weights[:, 0], half.weights[:, 0], atol=1e-3)
    assert not np.allclose(learners.weights[:, 1], half.weights[:, 1], atol=1e-3)


def test_a_code_that_nobody_was_given_is_all_but_impossible():
    features, codes = two_codes()
    codes[:, 1] = False
    learners = learn(features, codes)
    scores = learners.scores(features)

    probabilities = fit_calibration(scores, codes).probabilities(scores)

    assert probabilities[:, 1].max() < 0.02


def test_a_code_that_everybody_was_given_is_all_but_certain():
    features, codes = two_codes()
    codes[:, 1] = True
    learners = learn(features, codes)
    scores = learners.scores(features)

    assert fit_calibration(scores, codes).probabilities(scores)[:, 1].min() > 0.98
