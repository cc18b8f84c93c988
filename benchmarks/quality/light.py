"""A light linear model for benchmarks that must train thousands of times: kernel ridge regression on both views.

Not a command. It looks at what the heads look at, n-grams of characters and the vectors of the plain encoder, but
learns all codes in one solution of one system of equations, a second for a thousand codings, where the real heads take
several. Scores of the codings learnt from are by the same regression with their voice left out, which has a closed
form (An, Liu & Venkatesh 2007, *Fast cross-validation algorithms for least squares support vector machine and kernel
ridge regression*); from these, calibration and thresholds are fitted as in textcoder itself.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from lab import Bools, Floats, Rows, code_matrix
from scipy import sparse
from sklearn.decomposition import TruncatedSVD
from sklearn.feature_extraction.text import TfidfVectorizer

from textcoder.codeframe import Codeframe
from textcoder.learning.calibration import Calibration, fit_calibration
from textcoder.learning.model import code_sets
from textcoder.learning.thresholds import fit_thresholds

_RIDGE = 0.3
"""Added to the kernel of an answer with itself, which is 1."""


def lexical_kernel(texts: Sequence[str], seen: Rows) -> Floats:
    """Cosine of every two answers over n-grams that occur in two of the seen ones or more; (n_texts, n_texts)."""
    rows = _ngrams(texts, seen)
    return np.asarray((rows @ rows.T).todense(), dtype=np.float32)


def lexical_directions(texts: Sequence[str], seen: Rows) -> Floats:
    """The seen answers in a hundred directions of their n-grams, where there is no encoder; shape (n_seen, 100)."""
    return np.asarray(TruncatedSVD(100, random_state=1).fit_transform(_ngrams(texts, seen)[seen]), dtype=np.float32)


def _ngrams(texts: Sequence[str], seen: Rows) -> sparse.csr_matrix:
    lowered = [text.lower() for text in texts]
    counter = TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2)
    return counter.fit([lowered[row] for row in seen]).transform(lowered)


def semantic_kernel(vectors: Floats, seen: Rows) -> Floats:
    """Cosine of every two vectors, seen from the mean of the seen answers; shape (n_texts, n_texts)."""
    away = vectors - vectors[seen].mean(axis=0)
    away /= np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    return np.asarray(away @ away.T, dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Light:
    """A fitted model."""

    learnt_from: Rows
    weights: Floats
    """Shape (n_learnt_from, n_codes)."""
    means: Floats
    """Share of each code among the codings, shape (n_codes,)."""
    calibration: Calibration
    thresholds: Floats
    """Shape (n_codes,)."""

    def probabilities(self, kernel: Floats, rows: Rows) -> Floats:
        """Calibrated probability of each code, shape (n_rows, n_codes)."""
        scores = kernel[np.ix_(rows, self.learnt_from)] @ self.weights + self.means
        return self.calibration.probabilities(scores[:, :, None])

    def codes(self, kernel: Floats, rows: Rows, codeframe: Codeframe) -> Bools:
        """Codes given to answers, shape (n_rows, n_codes)."""
        sets = code_sets(self.probabilities(kernel, rows), self.thresholds, codeframe)
        return code_matrix(sets, codeframe.code_ids)


def fit_light(kernel: Floats, codes: Bools, voices: Rows, rows: Rows, seed: int) -> Light:
    """Learn from the codings of some rows.

    Args:
        kernel: How alike answers are, shape (n, n).
        codes: Shape (n, n_codes); only those of ``rows`` are looked at.
        voices: Number of the voice that wrote each answer, shape (n,).
        rows: What has been coded.
        seed: Of the thresholds.
    """
    human = codes[rows]
    means = human.mean(axis=0)
    inverse = np.linalg.inv(kernel[np.ix_(rows, rows)].astype(np.float64) + _RIDGE * np.eye(len(rows)))
    weights = inverse @ (human - means)
    left_out = human - _errors_left_out(inverse, weights, voices[rows])
    calibration = fit_calibration(left_out[:, :, None], human)
    thresholds = fit_thresholds(calibration.probabilities(left_out[:, :, None]), human, seed)
    return Light(rows, weights, means, calibration, thresholds)


def _errors_left_out(inverse: Floats, weights: Floats, voices: Rows) -> Floats:
    """By how much the regression misses each coding if it has not read its voice."""
    errors = np.empty_like(weights)
    for voice in np.unique(voices):
        own = np.flatnonzero(voices == voice)
        errors[own] = np.linalg.solve(inverse[np.ix_(own, own)], weights[own])
    return errors
