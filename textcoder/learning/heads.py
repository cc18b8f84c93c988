"""One linear classifier per code, made of two learners and calibrated on answers by other voices.

A logistic regression looks at the lexical and the semantic features side by side, a complement naive Bayes
classifier at the lexical ones, which are counts. Which of them to trust, and by how much, differs from
codeframe to codeframe (Wang & Manning 2012, *Baselines and Bigrams*), so a logistic calibration (Platt 1999)
weighs the two scores of each code on out-of-fold answers. All three are linear, so what remains is one weight
per feature and code.
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
_MOST_ROUNDS = 1000
"""Of liblinear through all answers: some fifty are usual, more where a coding has a great weight."""
_SMOOTHING = 0.05
_NEVER = -20.0
"""Score of a code that nothing was learnt about."""
_SHRINKAGE = 100
"""Positives at which a code's own calibration and the one shared by all codes weigh the same."""


@dataclass(frozen=True, slots=True)
class Features:
    """Both views of some answers."""

    lexical: sparse.csr_matrix
    """Shape (n_answers, n_lexical)."""
    semantic: NDArray[np.float32]
    """Shape (n_answers, width); no columns in the profile ``fast``."""


@dataclass(frozen=True, slots=True)
class Learners:
    """Raw linear scores of both learners for every code."""

    lexical: Floats
    """Shape (n_lexical, n_codes, LEARNERS)."""
    semantic: Floats
    """Weights of the logistic regression, shape (width, n_codes)."""
    intercepts: Floats
    """Shape (n_codes, LEARNERS)."""

    def scores(self, features: Features) -> Floats:
        """Shape (n_answers, n_codes, LEARNERS)."""
        n_lexical, n_codes, _ = self.lexical.shape
        flat = features.lexical @ self.lexical.reshape(n_lexical, n_codes * LEARNERS)
        scores = np.asarray(flat).reshape(-1, n_codes, LEARNERS) + self.intercepts
        scores[:, :, 0] += features.semantic @ self.semantic
        return scores


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

    lexical: Floats
    """Shape (n_lexical, n_codes)."""
    semantic: Floats
    """Shape (width, n_codes)."""
    intercepts: Floats
    """Shape (n_codes,)."""

    def probabilities(self, features: Features) -> Floats:
        """Calibrated probability of each code, shape (n_answers, n_codes)."""
        scores = features.lexical @ self.lexical + features.semantic @ self.semantic
        return np.asarray(expit(scores + self.intercepts))


def fit_learners(
    features: Features,
    codes: Bools,
    weights: Floats,
    *,
    inverse_regularisation: float,
    semantic_weight: float,
    seed: int,
) -> Learners:
    """Fit both learners for every code.

    Args:
        features: Of n_answers.
        codes: Which answer has which code, shape (n_answers, n_codes).
        weights: How much an answer counts for a code, shape (n_answers, n_codes); 0 leaves it out.
        inverse_regularisation: C of the logistic regression.
        semantic_weight: Length of the semantic part of an average answer; that of its characters is 1.
        seed: Order in which liblinear visits the answers.
    """
    scale = _Scale.of(features.semantic, semantic_weight)
    both = sparse.hstack([features.lexical, sparse.csr_matrix(scale(features.semantic))], format="csr")
    # One after the other: all threads share liblinear's random numbers, and the order of threads would decide.
    fitted = [
        _fit_code(both, features.lexical, codes[:, column], weights[:, column], inverse_regularisation, seed)
        for column in range(codes.shape[1])
    ]
    n_lexical = features.lexical.shape[1]
    regression = np.column_stack([of_code[0] for of_code in fitted])
    bayes = np.column_stack([of_code[1] for of_code in fitted])
    intercepts = np.array([of_code[2] for of_code in fitted])
    semantic = regression[n_lexical:] * scale.factors[:, None]
    intercepts[:, 0] -= scale.means @ semantic
    return Learners(np.stack([regression[:n_lexical], bayes], axis=2), semantic, intercepts)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Brings the semantic features to a common length, so that one C serves both views."""

    means: Floats
    factors: Floats

    @classmethod
    def of(cls, semantic: NDArray[np.float32], length: float) -> _Scale:
        width = semantic.shape[1]
        spread = semantic.std(axis=0, dtype=np.float64).mean() if width else 1.0
        factor = length / (max(float(spread), 1e-9) * np.sqrt(max(width, 1)))
        return cls(semantic.mean(axis=0, dtype=np.float64), np.full(width, factor))

    def __call__(self, semantic: NDArray[np.float32]) -> Floats:
        return np.asarray((semantic - self.means) * self.factors)


def _fit_code(
    both: sparse.csr_matrix,
    lexical: sparse.csr_matrix,
    is_coded: Bools,
    weight: Floats,
    inverse_regularisation: float,
    seed: int,
) -> tuple[Floats, Floats, tuple[float, float]]:
    """Weights of the regression over both views, of naive Bayes over the lexical one, and both intercepts."""
    used = weight > 0
    n_both, n_lexical = both.shape[1], lexical.shape[1]
    is_coded, weight = is_coded[used], weight[used]
    if is_coded.all() or not is_coded.any() or not n_both:
        return np.zeros(n_both), np.zeros(n_lexical), (_NEVER, _NEVER)
    # In the dual, which gives the same and is several times faster where features outnumber answers.
    regression = LogisticRegression(
        C=inverse_regularisation,
        solver="liblinear",
        dual=True,
        max_iter=_MOST_ROUNDS,
        class_weight="balanced",
        random_state=seed,
    ).fit(both[used], is_coded, sample_weight=weight)
    log_ratios = _log_ratios(lexical[used], is_coded, weight)
    return regression.coef_[0], log_ratios, (float(regression.intercept_[0]), 0.0)


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
    intercepts = (learners.intercepts * calibration.slopes).sum(axis=1) + calibration.intercepts
    return LinearHeads(
        lexical=(learners.lexical * calibration.slopes).sum(axis=2),
        semantic=learners.semantic * calibration.slopes[:, 0],
        intercepts=intercepts,
    )
