"""When more coding no longer changes the model: advice from what successive models make of the same answers.

Successive models that agree have stopped learning (Bloodgood & Vijay-Shanker 2009, *A Method for Stopping Active
Learning Based on Stabilizing Predictions*), whatever they are worth: it says that more of the same codings will change
little, not that the model is good, and knows nothing of answers of a kind that has not come yet.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Bools = NDArray[np.bool_]

STABLE = 0.99
"""Mean kappa between successive models from which more coding changes nothing worth mentioning."""
ROUNDS = 3
FEWEST_NEW = 20
"""Codings between two models that are compared: after one more coding, any two agree."""


@dataclass(frozen=True, slots=True)
class Round:
    """What a model made of answers that are the same in every round."""

    codings: int
    """It has learnt from."""
    given: Bools
    """Shape (n_answers, n_codes)."""


@dataclass(frozen=True, slots=True)
class Advice:
    """Whether to go on coding for the model's sake."""

    enough: bool
    """More coding no longer changes the model."""
    kappa: float | None
    """Mean over the last rounds; None: too few rounds to say anything."""
    rounds: int
    """That it is the mean of."""
    since: int | None
    """Codings at the first of them; None as for ``kappa``."""


def advise(
    rounds: Sequence[Round], *, stable: float = STABLE, over: int = ROUNDS, fewest_new: int = FEWEST_NEW
) -> Advice:
    """Look at how far the last models agree.

    Args:
        rounds: Of one question and codeframe, in order; on answers drawn at random, not on those in doubt.
        stable: Mean kappa from which it is enough.
        over: Comparisons of two models that the mean is taken over.
        fewest_new: Codings between two models; rounds that follow sooner are passed over.

    Returns:
        Not enough as long as there have been too few rounds.
    """
    apart: list[Round] = []
    for one in reversed(rounds):
        if not apart or apart[-1].codings - one.codings >= fewest_new:
            apart.append(one)
    apart = apart[: over + 1]
    if len(apart) <= over:
        return Advice(enough=False, kappa=None, rounds=len(apart) - 1 if apart else 0, since=None)
    kappas = [mean_kappa(before.given, after.given) for after, before in pairwise(apart)]
    kappa = float(np.mean(kappas))
    return Advice(enough=kappa >= stable, kappa=kappa, rounds=over, since=apart[-1].codings)


def mean_kappa(before: Bools, after: Bools) -> float:
    """Mean over codes of Cohen's kappa (1960) between two models' codings.

    A code that neither model gives, or that both give throughout, says nothing and is left out: thirty rare codes that
    are never given would make any two models agree. 1 where nothing else is left.

    Args:
        before: Shape (n_answers, n_codes).
        after: The same shape.
    """
    n = len(before)
    first, second = before.sum(axis=0, dtype=float), after.sum(axis=0, dtype=float)
    differ = (before != after).sum(axis=0, dtype=float)
    by_chance = first * (n - second) + second * (n - first)
    varies = by_chance > 0
    return float(np.mean(1 - n * differ[varies] / by_chance[varies])) if varies.any() else 1.0
