"""How often a code is given to answers that mean much the same: the share of it around an answer.

The classifier of Nadaraya (1964) and Watson (1964): every coding counts, by how alike the two answers are. Few
codings draw no good straight line through a space of several hundred dimensions, but they show what lies
near; with many, it adds little (``benchmarks/quality/recipes.py``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_DOUBT = 0.01
"""Share assumed of any code, and of its absence, however clear the surroundings are."""
_AT_ONCE = 500
"""Answers compared with all codings at once; bounds the memory."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """Codings as points in the space of the encoder's vectors."""

    centre: NDArray[np.float32]
    """Mean of the vectors, shape (width,): e5 models put all texts into one corner, seen from 0."""
    points: NDArray[np.float32]
    """Directions from the centre, shape (n_codings, width), each of length 1."""
    codes: Bools
    """Shape (n_codings, n_codes)."""
    log_weights: NDArray[np.float32]
    """Logarithm of how much each coding counts, shape (n_codings,)."""
    sharpness: float
    """A coding counts e times less for every ``1 / sharpness`` that its cosine is lower."""

    @classmethod
    def of(cls, vectors: NDArray[np.float32], codes: Bools, weights: Floats, sharpness: float) -> Neighbourhood:
        """From the vectors and codes of answers that have been coded; one of weight 0 does not count."""
        counts = weights > 0
        centre = vectors[counts].mean(axis=0)
        points = _directions(vectors[counts] - centre)
        return cls(centre, points, codes[counts], np.log(weights[counts]).astype(np.float32), sharpness)

    def scores(self, vectors: NDArray[np.float32]) -> Floats:
        """Log odds of each code in the surroundings, from (n_answers, width) to (n_answers, n_codes)."""
        wanted = _directions(vectors - self.centre)
        found = [self._shares(wanted[at : at + _AT_ONCE]) for at in range(0, len(wanted), _AT_ONCE)]
        shares = np.concatenate(found) if found else np.zeros((0, self.codes.shape[1]))
        return np.log((shares + _DOUBT) / (1 - shares + _DOUBT))

    def _shares(self, wanted: NDArray[np.float32]) -> Floats:
        exponents = self.sharpness * (wanted @ self.points.T) + self.log_weights
        # Seen from the one that counts most, so that there is always one.
        counts = np.exp(exponents - exponents.max(axis=1, keepdims=True))
        return np.asarray(counts @ self.codes / counts.sum(axis=1, keepdims=True), dtype=np.float64)


def _directions(rows: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(rows / np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-9), dtype=np.float32)
