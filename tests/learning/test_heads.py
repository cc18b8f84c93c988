import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from textcoder.learning.calibration import fit_calibration
from textcoder.learning.heads import fit_learners, put_together
from textcoder.learning.views import ClauseFeatures, Features


def two_codes(n: int = 200, seed: int = 0) -> tuple[Features, np.ndarray]:
    """Feature 0 goes with code 0, feature 1 with code 1, feature 2 with nothing; no semantic view."""
    rng = np.random.default_rng(seed)
    codes = rng.uniform(size=(n, 2)) < (0.5, 0.3)
    noise = rng.uniform(size=(n, 3)) < (0.1, 0.1, 0.5)
    lexical = sparse.csr_matrix((np.c_[codes, np.zeros(n)] + noise > 0).astype(float))
    return Features(lexical, np.zeros((n, 0), dtype=np.float32)), codes


def both_views(n: int = 200, seed: int = 0) -> tuple[Features, np.ndarray]:
    """As ``two_codes``, and semantic numbers 0 and 1 go with codes 0 and 1, off centre and in an odd unit."""
    features, codes = two_codes(n, seed)
    noise = np.random.default_rng(seed + 1).normal(size=(n, 4))
    semantic = 5 + 0.01 * (np.c_[codes, np.zeros((n, 2))] + 0.5 * noise)
    return Features(features.lexical, semantic.astype(np.float32)), codes


def learn(features, codes, weights=None, *, semantic_weight=1.0):
    weights = np.ones(codes.shape) if weights is None else weights
    return fit_learners(features, codes, weights, inverse_regularisation=1.0, semantic_weight=semantic_weight, seed=1)


def test_both_learners_find_the_feature_that_goes_with_a_code():
    learners = learn(*two_codes())

    assert learners.lexical[:, 0].argmax(axis=0).tolist() == [0, 0]
    assert learners.lexical[:, 1].argmax(axis=0).tolist() == [1, 1]


def with_clauses(n: int = 200, seed: int = 0) -> tuple[Features, np.ndarray]:
    """As ``both_views``; each answer with both codes has a clause for each of them."""
    features, codes = both_views(n, seed)
    owners = np.repeat(np.flatnonzero(codes.all(axis=1)), 2)
    own = np.tile([[1.0, 0, 0], [0, 1, 0]], (len(owners) // 2, 1))
    clauses = Features(sparse.csr_matrix(own), features.semantic[owners])
    return Features(features.lexical, features.semantic, ClauseFeatures(clauses, owners)), codes


def test_the_highest_score_of_the_whole_and_its_clauses_stands_beside_those_of_the_whole():
    features, codes = with_clauses()
    learners = learn(features, codes)

    scores = learners.scores(features)

    assert scores.shape == (200, 2, 3)
    of_clauses = learners.scores(features.clauses.features)[:, :, 0]
    for row in range(200):
        own = [scores[row, :, 0], *of_clauses[features.clauses.owners == row]]
        np.testing.assert_allclose(scores[row, :, 2], np.max(own, axis=0))


def test_an_answer_of_one_clause_scores_as_the_whole():
    features, codes = with_clauses()
    alone = np.setdiff1d(np.arange(200), features.clauses.owners)

    scores = learn(features, codes).scores(features)

    np.testing.assert_array_equal(scores[alone, :, 2], scores[alone, :, 0])


@pytest.mark.parametrize("views", [two_codes, both_views, with_clauses])
def test_put_together_the_heads_give_the_calibrated_probabilities(views):
    features, codes = views()
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
    half = learn(Features(features.lexical[:100], features.semantic[:100]), codes[:100])

    np.testing.assert_allclose(learners.lexical[:, 0], half.lexical[:, 0], atol=1e-3)
    assert not np.allclose(learners.lexical[:, 1], half.lexical[:, 1], atol=1e-3)


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


def test_only_the_regression_looks_at_the_semantic_view():
    features, codes = both_views()

    with_it, without = learn(features, codes), learn(Features(features.lexical, features.semantic[:, :0]), codes)

    assert with_it.semantic.argmax(axis=0).tolist() == [0, 1]
    np.testing.assert_array_equal(with_it.lexical[:, :, 1], without.lexical[:, :, 1])
    np.testing.assert_array_equal(with_it.intercepts[:, 1], without.intercepts[:, 1])
    np.testing.assert_array_equal(with_it.scores(features)[:, :, 1], without.scores(two_codes()[0])[:, :, 1])
    assert not np.allclose(with_it.lexical[:, :, 0], without.lexical[:, :, 0])


@pytest.mark.parametrize(("factor", "shift"), [(1000.0, 0.0), (1.0, -3.0), (0.1, 40.0)])
def test_the_unit_and_the_zero_of_the_semantic_view_change_no_score(factor, shift):
    features, codes = both_views()
    moved = Features(features.lexical, (features.semantic.astype(float) * factor + shift).astype(np.float64))

    np.testing.assert_allclose(
        learn(moved, codes).scores(moved), learn(features, codes).scores(features), rtol=1e-3, atol=1e-3
    )


def test_what_was_learnt_on_scaled_numbers_is_folded_back_so_that_raw_ones_can_be_scored():
    # Worked by hand: centre each number, and bring an average answer to length 1.
    features, codes = both_views()
    raw = features.semantic.astype(np.float64)
    scaled = (raw - raw.mean(axis=0)) / (raw.std(axis=0).mean() * np.sqrt(raw.shape[1]))
    how = {"solver": "liblinear", "dual": True, "class_weight": "balanced"}
    by_hand = LogisticRegression(C=1.0, tol=0.1, random_state=1, **how).fit(
        sparse.hstack([features.lexical, scaled], format="csr"), codes[:, 0]
    )

    expected = by_hand.decision_function(sparse.hstack([features.lexical, scaled], format="csr"))

    assert np.linalg.norm(scaled, axis=1).mean() == pytest.approx(1, abs=0.1)
    np.testing.assert_allclose(learn(features, codes).scores(features)[:, 0, 0], expected, rtol=1e-4, atol=1e-4)


def test_the_heavier_the_semantic_view_the_more_it_decides():
    features, codes = both_views()

    light, heavy = (learn(features, codes, semantic_weight=weight) for weight in (0.01, 3.0))

    def share(learners):
        by_view = [np.std(features.semantic @ learners.semantic), np.std(features.lexical @ learners.lexical[:, :, 0])]
        return by_view[0] / sum(by_view)

    assert share(light) < 0.25
    assert share(heavy) > 0.5


def test_without_a_semantic_view_the_heads_are_those_of_the_words():
    features, codes = two_codes()

    learners = learn(features, codes)

    assert learners.semantic.shape == (0, 2)
    np.testing.assert_allclose(
        learners.scores(features)[:, :, 0],
        features.lexical @ learners.lexical[:, :, 0] + learners.intercepts[:, 0],
    )


def test_a_semantic_view_that_is_the_same_for_all_says_nothing():
    features, codes = both_views()
    constant = Features(features.lexical, np.full_like(features.semantic, 0.3))

    scores = learn(constant, codes).scores(constant)

    np.testing.assert_allclose(scores[:, :, 0], learn(two_codes()[0], codes).scores(two_codes()[0])[:, :, 0], atol=1e-3)


def test_a_score_that_hardly_differs_says_nothing_however_the_code_was_given():
    features, codes = two_codes()
    scores = learn(features, codes).scores(features)
    scores[:, 1, 1] = -4.6 + 1e-8 * np.random.default_rng(2).normal(size=200)

    calibration = fit_calibration(scores, np.c_[codes[:, 0], np.zeros(200, dtype=bool)])

    scores[0, 1, 1] = -4.6 + 1e-6
    assert calibration.probabilities(scores)[:, 1].max() < 0.1
