"""Coverage against error: how much could be coded without a human, at what price; and how honest confidences are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from textcoder.learning.evaluation import Judged

Floats = NDArray[np.float64]

STEPS = 20
_BINS = 10


@dataclass(frozen=True, slots=True)
class CoveragePoint:
    """What coding the surest answers without a human would mean."""

    share: float
    """Of all answers, 0 to 1."""
    error: float
    """Share of wrong code sets among them."""
    confidence: float
    """Of the least sure among them."""


def coverage_curve(judged: Sequence["Judged"]) -> tuple[CoveragePoint, ...]:
    """The surest twentieth of the answers, the surest two twentieths, and so on to all.

    What a rule or a human's identical coding settled counts as surest; of the rest, the model's confidence
    that the whole set is right decides.
    """
    if not judged:
        return ()
    confidence = np.array([1.0 if one.confidence is None else one.confidence for one in judged])
    is_wrong = np.array([one.human != one.model for one in judged])
    order = np.argsort(-confidence, kind="stable")
    wrong = np.cumsum(is_wrong[order])
    counts = sorted({max(1, round(step * len(judged) / STEPS)) for step in range(1, STEPS + 1)})
    return tuple(
        CoveragePoint(count / len(judged), float(wrong[count - 1] / count), float(confidence[order[count - 1]]))
        for count in counts
    )


def calibration_error(probabilities: Floats, is_coded: NDArray[np.bool_]) -> float | None:
    """Expected calibration error: how far stated probabilities are from what happened, on average.

    Ten bins of equal width, each weighing as its number of answers (Naeini, Cooper & Hauskrecht 2015).

    Args:
        probabilities: Stated, shape (n,).
        is_coded: Whether a human gave the code, shape (n,).
    """
    if not len(probabilities):
        return None
    bins = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    stated = np.bincount(bins, weights=probabilities, minlength=_BINS)
    happened = np.bincount(bins, weights=is_coded, minlength=_BINS)
    return float(np.abs(stated - happened).sum() / len(probabilities))
