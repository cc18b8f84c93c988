"""One linear classifier per code, made of two learners and calibrated on answers by other voices.

A logistic regression and a complement naive Bayes classifier look at the same features. Which of them to
trust, and by how much, differs from codeframe to codeframe (Wang & Manning 2012, *Baselines and Bigrams*),
so a logistic calibration (Platt 1999) weighs the two scores of each code on out-of-fold answers. All three
are linear, so what remains is one weight per feature and code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEARNERS = 2
"""Logistic regression and complement naive Bayes, in this order along the last axis."""
_SMOOTHING = 0.05
_NEVER = -20.0
"""Score of a code that nothing was learnt about."""
_SHRINKAGE = 100
"""Positives at which a code's own calibration and the one shared by all codes weigh the same."""


@dataclass(frozen=True, slots=True)
class Learners:
    """Raw linear scores of both learners for every code."""

    weights: Floats
    """Shape (n_features, n_codes, LEARNERS)."""
    intercepts: Floats
    """Shape (n_codes, LEARNERS)."""

    def scores(self, features: sparse.csr_matrix) -> Floats:
        """Shape (n_answers, n_codes, LEARNERS)."""
        n_features, n_codes, _ = self.weights.shape
        flat = features @ self.weights.reshape(n_features, n_codes * LEARNERS)
        return np.asarray(flat).reshape(-1, n_codes, LEARNERS) + self.intercepts


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns the two scores of a code into its probability."""

    slopes: Floats
    """Shape (n_codes, LEARNERS)."""
    intercepts: Floats
    """Shape (n_codes,)."""

    def probabilities(self, scores: Floats) -> Floats:
        """From (n_answers, n_codes, LEARNERS) to (n_answers, n_codes)."""
        return np.asarray(expit((scores * self.slopes).sum(axis=2) + self.intercepts))


@dataclass(frozen=True, slots=True)
class LinearHeads:
    """What is left when both learners and the calibration are put together."""

    weights: Floats
    """Shape (n_features, n_codes)."""
    intercepts: Floats
    """Shape (n_codes,)."""

    def probabilities(self, features: sparse.csr_matrix) -> Floats:
        """Calibrated probability of each code, shape (n_answers, n_codes)."""
        return np.asarray(expit(features @ self.weights + self.intercepts))


def fit_learners(
    features: sparse.csr_matrix, codes: Bools, weights: Floats, *, inverse_regularisation: float, seed: int
) -> Learners:
    """Fit both learners for every code.

    Args:
        features: Shape (n_answers, n_features).
        codes: Which answer has which code, shape (n_answers, n_codes).
        weights: How much an answer counts for a code, shape (n_answers, n_codes); 0 leaves it out.
        inverse_regularisation: C of the logistic regression.
        seed: Order in which liblinear visits the answers.
    """
    n_codes = codes.shape[1]
    learnt = np.zeros((features.shape[1], n_codes, LEARNERS))
    intercepts = np.full((n_codes, LEARNERS), _NEVER)
    for column in range(n_codes):
        used = weights[:, column] > 0
        rows, is_coded, weight = features[used], codes[used, column], weights[used, column]
        if is_coded.all() or not is_coded.any() or not rows.shape[1]:
            continue
        regression = LogisticRegression(
            C=inverse_regularisation, solver="liblinear", class_weight="balanced", random_state=seed
        ).fit(rows, is_coded, sample_weight=weight)
        learnt[:, column, 0], intercepts[column, 0] = regression.coef_[0], regression.intercept_[0]
        learnt[:, column, 1], intercepts[column, 1] = _log_ratios(rows, is_coded, weight), 0.0
    return Learners(learnt, intercepts)


def _log_ratios(rows: sparse.csr_matrix, is_coded: Bools, weight: Floats) -> Floats:
    """Log of how much more often a feature occurs in all answers than in those without the code.

    The estimate rests on the complement (Rennie et al. 2003, *Tackling the Poor Assumptions of Naive Bayes*),
    which is far larger than the answers with the code. Their centring, by all answers instead of none, is
    what makes it work for codes that stand beside each other.
    """
    overall = rows.T @ weight + _SMOOTHING
    without = rows.T @ (weight * ~is_coded) + _SMOOTHING
    return np.asarray(np.log(overall / overall.sum()) - np.log(without / without.sum()))


def fit_calibration(scores: Floats, codes: Bools) -> Calibration:
    """Weigh the learners of each code on answers that they have not seen.

    The fewer positives a code has, the more its weighing is drawn towards the one that serves all codes.

    Args:
        scores: Out-of-fold scores, shape (n_answers, n_codes, LEARNERS).
        codes: Shape (n_answers, n_codes).
    """
    n_codes = codes.shape[1]
    centre, spread = scores.mean(axis=0), scores.std(axis=0) + 1e-9
    standard = (scores - centre) / spread
    shared = _shared_slopes(standard, codes)
    slopes, intercepts = np.zeros((n_codes, LEARNERS)), np.zeros(n_codes)
    for column in range(n_codes):
        positives = int(codes[:, column].sum())
        slope, intercept = shared, _matching_intercept(standard[:, column] @ shared, positives)
        if 0 < positives < len(codes):
            fitted = LogisticRegression(C=1.0).fit(standard[:, column], codes[:, column])
            own = positives / (positives + _SHRINKAGE)
            slope = own * fitted.coef_[0] + (1 - own) * shared
            intercept = own * float(fitted.intercept_[0]) + (1 - own) * intercept
        slopes[column] = slope / spread[column]
        intercepts[column] = intercept - slopes[column] @ centre[column]
    return Calibration(slopes, intercepts)


def _shared_slopes(standard: Floats, codes: Bools) -> Floats:
    """Slopes that serve all codes, each code having an intercept of its own."""
    n_answers, n_codes, _ = standard.shape
    if not codes.any() or codes.all():
        return np.zeros(LEARNERS)
    own_intercept = np.tile(np.eye(n_codes), (n_answers, 1))
    design = np.hstack([standard.reshape(-1, LEARNERS), own_intercept])
    fitted = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1000).fit(design, codes.ravel())
    return np.asarray(fitted.coef_[0][:LEARNERS])


def _matching_intercept(scores: Floats, positives: int) -> float:
    """The intercept under which the mean probability is the share of positives (one more and one less assumed)."""
    target = (positives + 0.5) / (len(scores) + 1)
    low, high = -50.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if expit(scores + middle).mean() < target else (low, middle)
    return (low + high) / 2


def put_together(learners: Learners, calibration: Calibration) -> LinearHeads:
    """Fold the calibration into the weights."""
    weights = (learners.weights * calibration.slopes).sum(axis=2)
    intercepts = (learners.intercepts * calibration.slopes).sum(axis=1) + calibration.intercepts
    return LinearHeads(weights, intercepts)
