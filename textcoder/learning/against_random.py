"""Whether choosing what to code pays: models learnt from chosen answers beside models learnt from random ones.

Chosen answers teach more about some questions and less about others (Lowell, Lipton & Wallace 2019, *Practical
Obstacles to Deploying Active Learning*), and which it is shows only in the coding. The audit sample serves both sides:
the model it is compared with learns from it, and both are judged on the part of it that neither has read.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.intp]

Learner = Callable[[Ints, Ints], Bools]
"""Learns from the codings of some rows and codes others: shape (n_others, n_codes)."""

FEWEST_AUDITED = 75
"""Answers in the audit sample below which nothing is said."""
DOUBTFUL = 0.25
"""Chance that choosing is ahead, below which it is given up."""
_FOLDS = 5
_DRAWS = 1000


@dataclass(frozen=True, slots=True)
class Comparison:
    """Macro F1 after as many codings of either kind, on the audit sample."""

    chosen: float
    random: float
    low: float
    """Of the difference: 95 % bootstrap interval over answers."""
    high: float
    chance: float
    """Share of the bootstrap's draws in which choosing is ahead; where neither is, half."""
    learnt_from: int
    """Codings each model has learnt from."""
    judged_on: int

    @property
    def pays(self) -> bool:
        """Whether to go on choosing; if not, the queue had better be random.

        A hundred answers seldom decide it. In doubt choosing goes on: where it pays it saves more than it costs
        where it does not.
        """
        return self.chance >= DOUBTFUL

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves no doubt which of the two is ahead."""
        return self.low > 0 or self.high < 0


def compare_with_random(
    learn: Learner, codes: Bools, chosen: Ints, audit: Ints, *, fewest: int = FEWEST_AUDITED, seed: int = 1
) -> Comparison | None:
    """Say whether the answers that were chosen have taught more than as many random ones.

    Args:
        learn: Should be quick; it is called ten times.
        codes: People's, shape (n_answers, n_codes); only those of ``chosen`` and ``audit`` are looked at.
        chosen: Rows coded because of what they are, in the order in which they were chosen.
        audit: Rows of the audit sample.
        fewest: Rows of the audit sample, below which the answer is None.
        seed: Of the folds and the bootstrap.

    Returns:
        None where too few have been coded to say anything.
    """
    chosen = chosen[~np.isin(chosen, audit)]
    rng = np.random.default_rng(seed)
    folds = np.array_split(rng.permutation(audit), _FOLDS)
    learnt_from = len(audit) - len(folds[0])
    if len(audit) < fewest or len(chosen) < learnt_from:
        return None
    by_chosen, by_random = [], []
    for fold, left_out in enumerate(folds):
        others = np.concatenate([rows for number, rows in enumerate(folds) if number != fold])
        by_chosen.append(learn(chosen[: len(others)], left_out))
        by_random.append(learn(others, left_out))
    human = codes[np.concatenate(folds)]
    return _compared(human, np.concatenate(by_chosen), np.concatenate(by_random), learnt_from, rng)


def _compared(
    human: Bools, by_chosen: Bools, by_random: Bools, learnt_from: int, rng: np.random.Generator
) -> Comparison:
    n_answers = len(human)
    draws = rng.multinomial(n_answers, np.full(n_answers, 1 / n_answers), size=_DRAWS).astype(float)
    drawn = _macro_f1(draws, human, by_chosen) - _macro_f1(draws, human, by_random)
    low, high = np.percentile(drawn, [2.5, 97.5])
    once = np.ones((1, n_answers))
    return Comparison(
        chosen=float(_macro_f1(once, human, by_chosen)[0]),
        random=float(_macro_f1(once, human, by_random)[0]),
        low=float(low),
        high=float(high),
        chance=float((drawn > 0).mean() + (drawn == 0).mean() / 2),
        learnt_from=learnt_from,
        judged_on=n_answers,
    )


def _macro_f1(draws: Floats, human: Bools, given: Bools) -> Floats:
    """Mean F1 over the codes that people gave in a draw, shape (n_draws,)."""
    wanted = draws @ human
    hits, both = draws @ (human & given), wanted + draws @ given
    f1 = np.divide(2 * hits, both, out=np.zeros_like(hits), where=both > 0)
    present = wanted > 0
    return np.asarray((f1 * present).sum(axis=1) / np.maximum(present.sum(axis=1), 1))
