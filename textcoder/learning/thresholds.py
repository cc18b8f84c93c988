"""From which probability on a code is given."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

_OWN_FROM = 30
"""Positives from which a code has a threshold of its own; below, it is drawn towards the pooled one."""
_SHRINKAGE = 20
_DRAWS = 25
_LOWEST, _HIGHEST = 0.05, 0.95


def fit_thresholds(probabilities: Floats, codes: Bools, seed: int) -> Floats:
    """Choose for each code the threshold with the best F1 on answers by other voices.

    The own cut per code is SCut (Fan & Lin 2007), here the median over bootstrap draws; with few positives
    it is shrunk to the cut that serves all codes together, in proportion to their number.

    Args:
        probabilities: Out of fold and calibrated, shape (n_answers, n_codes).
        codes: Shape (n_answers, n_codes).
        seed: Of the bootstrap.

    Returns:
        Shape (n_codes,), each between 0.05 and 0.95.
    """
    rng = np.random.default_rng(seed)
    pooled = _best_cut(probabilities.ravel(), codes.ravel())
    thresholds = np.full(codes.shape[1], pooled)
    for column in range(codes.shape[1]):
        positives = int(codes[:, column].sum())
        if not positives:
            continue
        draws = rng.integers(0, len(codes), (_DRAWS, len(codes)))
        cuts = [_best_cut(probabilities[draw, column], codes[draw, column]) for draw in draws]
        own = float(np.median(cuts))
        share = 1.0 if positives >= _OWN_FROM else positives / (positives + _SHRINKAGE)
        thresholds[column] = share * own + (1 - share) * pooled
    return np.asarray(np.clip(thresholds, _LOWEST, _HIGHEST))


def _best_cut(probabilities: Floats, is_coded: Bools) -> float:
    """The cut between two probabilities that gives the best F1; 0.5 where there is nothing to find."""
    if not is_coded.any():
        return 0.5
    order = np.argsort(-probabilities, kind="stable")
    hits = np.cumsum(is_coded[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + is_coded.sum())
    best = int(np.argmax(f1))
    below = probabilities[order[best + 1]] if best + 1 < len(order) else 0.0
    return float((probabilities[order[best]] + below) / 2)
