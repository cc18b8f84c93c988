"""From raw scores to probabilities, on answers by voices that the learners have not read (Platt 1999)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_SAME = 1e-4
"""Scores of a code that differ by less are one score and rounding errors, as where it was never given."""
_SHRINKAGE = 100
"""Positives at which a code's own calibration and the one shared by all codes weigh the same."""


@dataclass(frozen=True, slots=True)
class Calibration:
    """Turns the scores of a code into its probability."""

    slopes: Floats
    """Shape (n_codes, n_scores)."""
    intercepts: Floats
    """Shape (n_codes,)."""

    def probabilities(self, scores: Floats) -> Floats:
        """From (n_answers, n_codes, n_scores) to (n_answers, n_codes)."""
        return np.asarray(expit((scores * self.slopes).sum(axis=2) + self.intercepts))


def fit_calibration(scores: Floats, codes: Bools) -> Calibration:
    """Weigh the scores of each code on answers that the learners have not seen.

    The fewer positives a code has, the more its weighing is drawn towards the one that serves all codes.

    Args:
        scores: Out-of-fold scores, shape (n_answers, n_codes, n_scores).
        codes: Shape (n_answers, n_codes).
    """
    n_codes, n_scores = codes.shape[1], scores.shape[2]
    centre, spread = scores.mean(axis=0), scores.std(axis=0)
    spread[spread < _SAME] = 1.0
    standard = (scores - centre) / spread
    shared = _shared_slopes(standard, codes)
    slopes, intercepts = np.zeros((n_codes, n_scores)), np.zeros(n_codes)
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
    n_answers, n_codes, n_scores = standard.shape
    if not codes.any() or codes.all():
        return np.zeros(n_scores)
    own_intercept = np.tile(np.eye(n_codes), (n_answers, 1))
    design = np.hstack([standard.reshape(-1, n_scores), own_intercept])
    fitted = LogisticRegression(C=1.0, fit_intercept=False, max_iter=1000).fit(design, codes.ravel())
    return np.asarray(fitted.coef_[0][:n_scores])


def _matching_intercept(scores: Floats, positives: int) -> float:
    """The intercept under which the mean probability is the share of positives (one more and one less assumed)."""
    target = (positives + 0.5) / (len(scores) + 1)
    low, high = -50.0, 50.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if expit(scores + middle).mean() < target else (low, middle)
    return (low + high) / 2
