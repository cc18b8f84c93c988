"""One classifier per code, made of two learners and calibrated on answers by other voices.

A logistic regression looks at the lexical and the semantic features side by side, a complement naive Bayes
classifier at the lexical ones, which are counts. Where an encoder gives vectors, the codes of answers that mean
much the same are looked at, too. Where clauses are read, the regression looks at each of them, and the highest of
its scores counts beside the one for the whole: who names several things does so one after the other, and each is
drowned in the whole. Which score to trust, and by how much, differs from codeframe to
codeframe (Wang & Manning 2012, *Baselines and Bigrams*), so a calibration weighs them for each code.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from textcoder.learning.calibration import Calibration
from textcoder.learning.neighbourhood import Neighbourhood
from textcoder.learning.views import ClauseFeatures, Features

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

LEARNERS = 2
"""Logistic regression and complement naive Bayes, in this order along the last axis."""
_MOST_ROUNDS = 1000
"""Of liblinear through all answers: some fifty are usual, more where a coding has a great weight."""
_NEAR_ENOUGH = 0.1
"""Greatest gradient at which liblinear stops, as it has it by default. At a thousandth of that it takes three times as
long, and no score changes by a hundredth of what scores differ by (``benchmarks/training_at_scale.py``)."""
_SMOOTHING = 0.05
_NEVER = -20.0
"""Score of a code that nothing was learnt about."""


@dataclass(frozen=True, slots=True)
class Regression:
    """Linear scores of every code."""

    lexical: Floats
    """Shape (n_lexical, n_codes)."""
    semantic: Floats
    """Shape (width, n_codes)."""
    intercepts: Floats
    """Shape (n_codes,)."""

    def scores(self, features: Features) -> Floats:
        """Shape (n_answers, n_codes)."""
        scores = features.lexical @ self.lexical + features.semantic @ self.semantic
        return np.asarray(scores + self.intercepts)


@dataclass(frozen=True, slots=True)
class Learners:
    """Raw scores of every code, which a calibration is to weigh."""

    lexical: Floats
    """Shape (n_lexical, n_codes, LEARNERS)."""
    semantic: Floats
    """Weights of the logistic regression, shape (width, n_codes)."""
    intercepts: Floats
    """Shape (n_codes, LEARNERS)."""
    neighbourhood: Neighbourhood | None = None
    """What answers that mean much the same are coded; None without the vectors of an encoder."""

    def scores(self, features: Features) -> Floats:
        """Scores of the linear learners, of the neighbourhood if there is one, and of clauses if they were read.

        Returns:
            Shape (n_answers, n_codes, n_scores), n_scores being LEARNERS or up to two more.
        """
        n_lexical, n_codes, _ = self.lexical.shape
        flat = features.lexical @ self.lexical.reshape(n_lexical, n_codes * LEARNERS)
        linear = np.asarray(flat).reshape(-1, n_codes, LEARNERS) + self.intercepts
        linear[:, :, 0] += features.semantic @ self.semantic
        further = [self.neighbourhood.scores(features.semantic)] if self.neighbourhood is not None else []
        if features.clauses is not None:
            further.append(self._highest(linear[:, :, 0], features.clauses))
        return np.dstack([linear, *further])

    def _highest(self, whole: Floats, clauses: ClauseFeatures) -> Floats:
        """The regression's highest score for an answer or any of its clauses, shape (n_answers, n_codes)."""
        regression = Regression(self.lexical[:, :, 0], self.semantic, self.intercepts[:, 0])
        best = whole.copy()
        np.maximum.at(best, clauses.owners, regression.scores(clauses.features))
        return best


@dataclass(frozen=True, slots=True)
class LinearHeads:
    """Learners and calibration folded into one weight per feature and code, where all scores are linear."""

    folded: Regression

    def probabilities(self, features: Features) -> Floats:
        """Calibrated probability of each code, shape (n_answers, n_codes)."""
        return np.asarray(expit(self.folded.scores(features)))


@dataclass(frozen=True, slots=True)
class WeighedHeads:
    """Learners and calibration, where some scores are not linear."""

    learners: Learners
    calibration: Calibration

    def probabilities(self, features: Features) -> Floats:
        """Calibrated probability of each code, shape (n_answers, n_codes)."""
        return self.calibration.probabilities(self.learners.scores(features))


Heads = LinearHeads | WeighedHeads


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
        tol=_NEAR_ENOUGH,
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


def put_together(learners: Learners, calibration: Calibration) -> Heads:
    """Heads for answers read as those were that the calibration was fitted on."""
    if calibration.slopes.shape[1] > LEARNERS:
        return WeighedHeads(learners, calibration)
    return LinearHeads(
        Regression(
            lexical=(learners.lexical * calibration.slopes).sum(axis=2),
            semantic=learners.semantic * calibration.slopes[:, 0],
            intercepts=(learners.intercepts * calibration.slopes).sum(axis=1) + calibration.intercepts,
        )
    )
