"""An error rate one can choose: which answers may be coded without a human."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta

DOUBT = 0.05
"""The promise holds with probability 1 − DOUBT."""
_STEPS = 50


@dataclass(frozen=True, slots=True)
class Promise:
    """How far one may go without a human, and what it rests on."""

    max_error: float
    """Promised largest share of wrong code sets, 0 to 1."""
    cut: float | None
    """Confidence from which an answer is coded; None: the promise cannot be kept for any."""
    share: float
    """Share of the calibration answers at or above the cut."""
    error: float | None
    """Share of wrong code sets among them, out of fold."""
    answers: int
    """Calibration answers in all."""

    def keeps(self, confidence: float) -> bool:
        """Whether an answer of this confidence may be coded without a human."""
        return self.cut is not None and confidence >= self.cut


def make_promise(
    confidence: NDArray[np.float64], is_right: NDArray[np.bool_], max_error: float, *, answers: int | None = None
) -> Promise:
    """Find the lowest confidence at which the promise holds.

    Answers are ordered by the confidence that their whole set of codes is right. Going down in fixed steps,
    each cut is accepted while the Clopper-Pearson upper bound on the error above it stays within the
    promise; the first failure ends it (fixed-sequence testing, as in Angelopoulos et al. 2021, *Learn then
    Test*), so that looking at many cuts costs no certainty. Answers of one confidence stand or fall together.
    The bound takes answers to err independently of each other.

    Args:
        confidence: Of answers by voices the model had not read, shape (n,).
        is_right: Whether the model's set equals the human's, shape (n,).
        max_error: Largest share of wrong sets, above 0 and below 1; 1 or more lets everything through.
        answers: Answers the shares are of, where some of them may never be coded without a human; by
            default n.
    """
    n_answers = len(confidence) if answers is None else answers
    if max_error >= 1:
        return Promise(max_error, 0.0, 1.0, _mean_error(is_right), n_answers)
    order = np.argsort(-confidence, kind="stable")
    falling, wrong = confidence[order], np.cumsum(~is_right[order])
    # With no error at all it takes this many answers; twice as many, or a tenth of all, leave room for some.
    fewest = max(2 * math.ceil(math.log(DOUBT) / math.log(1 - max_error)), len(falling) // _STEPS * 5)
    accepted = 0
    for step in range(fewest, len(falling) + 1, max(1, len(falling) // _STEPS)):
        count = int(np.searchsorted(-falling, -falling[step - 1], side="right"))
        if _upper_bound(int(wrong[count - 1]), count) > max_error:
            break
        accepted = count
    if not accepted:
        return Promise(max_error, None, 0.0, None, n_answers)
    error = float(wrong[accepted - 1] / accepted)
    return Promise(max_error, float(falling[accepted - 1]), accepted / n_answers, error, n_answers)


def _upper_bound(wrong: int, count: int) -> float:
    """Clopper & Pearson 1934: one-sided upper bound on a share."""
    return 1.0 if wrong >= count else float(beta.ppf(1 - DOUBT, wrong + 1, count - wrong))


def _mean_error(is_right: NDArray[np.bool_]) -> float | None:
    return float(1 - is_right.mean()) if len(is_right) else None
