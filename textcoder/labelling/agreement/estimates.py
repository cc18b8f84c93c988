"""What is said of a coefficient: its value, an interval where the answers carry one, and what it allows."""

from dataclasses import dataclass
from enum import StrEnum
from math import ceil

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

RELIABLE_FROM, TENTATIVE_FROM = 0.8, 0.667
RARE = 0.05
"""A code that fewer codings have, or that fewer lack, makes kappa and alpha swing."""
_INTERVAL = (2.5, 97.5)
_FEWEST_DRAWS_THAT_VARY = 0.95
"""Share of the draws without which there is no interval."""
_Z_ONE_SIDED = 1.645


class Verdict(StrEnum):
    """What a coefficient allows (Krippendorff 2019)."""

    RELIABLE = "reliable"
    """From .800."""
    TENTATIVE = "tentative"
    """From .667."""
    UNRELIABLE = "do not publish by itself"
    UNANIMOUS = "undefined because unanimous"
    """Nothing varies: every coding says the same, so that chance has nothing to work on."""


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How intervals are made: answers are drawn with replacement, as many as there are."""

    seed: int = 1
    draws: int = 2000
    """Samples it draws; 0 gives no intervals, and is quick."""
    fewest_answers: int = 5
    """Fewer carry no interval."""


USUAL_BOOTSTRAP = Bootstrap()


@dataclass(frozen=True, slots=True)
class Estimate:
    """A measure and its 95 % interval, both between -1 and 1."""

    value: float | None
    """None where it is undefined, because all codings say the same."""
    low: float | None = None
    """None, like ``high``, where the answers carry no interval: they are too few, the code is too rare to be in
    nearly all draws, or all draws are alike."""
    high: float | None = None


def estimate(value: float | None, drawn: Floats) -> Estimate:
    """A value with the percentile interval of its draws.

    Args:
        value: Over all answers; None where undefined.
        drawn: Shape (n_draws,), NaN where a draw leaves it undefined.
    """
    varying = drawn[~np.isnan(drawn)]
    # Many draws know nothing of a code that a handful of answers have; the others would make it look too sure.
    if value is None or len(varying) < max(1, _FEWEST_DRAWS_THAT_VARY * len(drawn)):
        return Estimate(value)
    # Where coders never differ, no draw does either, and an interval without width would say that they never will.
    if varying.min() == varying.max():
        return Estimate(value)
    low, high = np.percentile(varying, _INTERVAL)
    return Estimate(value, float(low), float(high))


def verdict_on(value: float | None) -> Verdict:
    """Judge a coefficient by the three digits people see."""
    if value is None:
        return Verdict.UNANIMOUS
    borders = ((RELIABLE_FROM, Verdict.RELIABLE), (TENTATIVE_FROM, Verdict.TENTATIVE))
    return next((verdict for border, verdict in borders if round(value, 3) >= border), Verdict.UNRELIABLE)


def answers_needed(prevalence: float, smallest: float = RELIABLE_FROM) -> int | None:
    """Answers two coders must both code before a code can be shown to have at least this alpha.

    After Bloch and Kraemer (1989), as Krippendorff (2019) uses it, one-sided at 5 %.

    Args:
        prevalence: Share of the codings that have the code, 0 to 1.
        smallest: The alpha to be shown, below 1.

    Returns:
        None where all codings have the code or none has.
    """
    varies = prevalence * (1 - prevalence)
    if not varies:
        return None
    spread = (1 + smallest) * (3 - smallest) / (4 * (1 - smallest) * varies) - smallest
    return ceil(2 * _Z_ONE_SIDED**2 * spread)
