"""An error rate one can choose: which answers may be coded without a human."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import beta, t

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
    constructed: int = 0
    """How many of them were made up, and not given by respondents."""

    def keeps(self, confidence: float) -> bool:
        """Whether an answer of this confidence may be coded without a human."""
        return self.cut is not None and confidence >= self.cut


def make_promise(
    confidence: NDArray[np.float64],
    is_right: NDArray[np.bool_],
    max_error: float,
    *,
    voices: NDArray[np.intp] | None = None,
    answers: int | None = None,
    constructed: int = 0,
) -> Promise:
    """Find the lowest confidence at which the promise holds.

    Answers are ordered by the confidence that their whole set of codes is right. Going down in fixed steps,
    each cut is accepted while the Clopper-Pearson upper bound on the error above it stays within the
    promise; the first failure ends it (fixed-sequence testing, as in Angelopoulos et al. 2021, *Learn then
    Test*), so that looking at many cuts costs no certainty. Answers of one confidence stand or fall together.
    Some people's answers are harder than others', so answers by one voice tell less than as many by strangers:
    the bound counts only as many answers as would be worth as much if they were independent.

    Args:
        confidence: Of answers by voices the model had not read, shape (n,).
        is_right: Whether the model's set equals the human's, shape (n,).
        max_error: Largest share of wrong sets, above 0 and below 1; 1 or more lets everything through.
        voices: Number of the voice that wrote each answer, shape (n,); by default all are different.
        answers: Answers the shares are of, where some of them may never be coded without a human; by
            default n.
        constructed: How many of these were made up; carried along to be said.
    """
    n_answers = len(confidence) if answers is None else answers
    if max_error >= 1:
        return Promise(max_error, 0.0, 1.0, _mean_error(is_right), n_answers, constructed)
    order = np.argsort(-confidence, kind="stable")
    falling, is_wrong = confidence[order], ~is_right[order]
    wrong = np.cumsum(is_wrong)
    voice = np.arange(len(order)) if voices is None else voices[order]
    # With no error at all it takes this many answers; twice as many, or a tenth of all, leave room for some.
    fewest = max(2 * math.ceil(math.log(DOUBT) / math.log(1 - max_error)), len(falling) // _STEPS * 5)
    accepted = 0
    for step in range(fewest, len(falling) + 1, max(1, len(falling) // _STEPS)):
        count = int(np.searchsorted(-falling, -falling[step - 1], side="right"))
        if _upper_bound(is_wrong[:count], voice[:count]) > max_error:
            break
        accepted = count
    if not accepted:
        return Promise(max_error, None, 0.0, None, n_answers, constructed)
    error = float(wrong[accepted - 1] / accepted)
    return Promise(max_error, float(falling[accepted - 1]), accepted / n_answers, error, n_answers, constructed)


def _upper_bound(is_wrong: NDArray[np.bool_], voice: NDArray[np.intp]) -> float:
    """One-sided upper bound on the share of wrong sets, for answers that come in clusters.

    Clopper & Pearson (1934) on the effective number of answers, as Korn & Graubard (1998) have it for
    complex samples: the number divided by the design effect, and corrected for how few clusters it was
    estimated from. Never more than the actual number.
    """
    n_answers = len(is_wrong)
    share = float(is_wrong.mean())
    effective = n_answers / _design_effect(is_wrong, voice)
    wrong = share * effective
    return 1.0 if share >= 1 else float(beta.ppf(1 - DOUBT, wrong + 1, effective - wrong))


def lower_bound(is_wrong: NDArray[np.bool_], voice: NDArray[np.intp]) -> float:
    """One-sided lower bound on the share of wrong sets, as sure as the promise: above it, a promise is broken.

    Clopper & Pearson (1934) on the effective number of answers, as for the upper bound.

    Args:
        is_wrong: Whether the set of an answer is wrong, shape (n,), n at least 1.
        voice: Number of the voice that wrote it, shape (n,).
    """
    share = float(is_wrong.mean())
    effective = len(is_wrong) / _design_effect(is_wrong, voice)
    wrong = share * effective
    return 0.0 if wrong <= 0 else float(beta.ppf(DOUBT, wrong, effective - wrong + 1))


def _design_effect(is_wrong: NDArray[np.bool_], voice: NDArray[np.intp]) -> float:
    """How many answers by these voices are worth one independent answer; at least 1.

    The variance of the share by the linearised ratio estimator over voices, by the variance it would have
    if all answers were independent, times the squared ratio of the t quantiles.
    """
    n_answers, share = len(is_wrong), float(is_wrong.mean())
    answers = np.bincount(voice)
    wrong = np.bincount(voice, weights=is_wrong, minlength=len(answers))[answers > 0]
    answers = answers[answers > 0]
    n_voices = len(answers)
    if n_voices in (1, n_answers) or not 0 < share < 1:
        return 1.0
    between = n_voices / (n_voices - 1) * float(((wrong - share * answers) ** 2).sum()) / n_answers**2
    independent = share * (1 - share) / n_answers
    few = (t.ppf(1 - DOUBT, n_voices - 1) / t.ppf(1 - DOUBT, n_answers - 1)) ** 2
    return max(1.0, float(between / independent * few))


def _mean_error(is_right: NDArray[np.bool_]) -> float | None:
    return float(1 - is_right.mean()) if len(is_right) else None
