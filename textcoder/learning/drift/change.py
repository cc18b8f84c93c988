"""How far a figure moved from one wave to another, with an interval that knows how many people it rests on.

The waves are different people, so nothing is paired. Where one person wrote several answers, these tell less than as
many by strangers: shares rest on the effective number of answers (Korn & Graubard 1998), and t quantiles on the number
of people.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

from textcoder.learning.drift.wave import Floats, Ints
from textcoder.learning.resampling import FEWEST_VOICES

CONFIDENCE = 0.95
FAMILIES = 2
"""Of figures that are looked at together: themes, and all others. Each gets half of the doubt."""
_ALIKE = 0.05
"""Correlation within a person's answers where none can be measured."""


@dataclass(frozen=True, slots=True)
class Change:
    """A figure of two waves, and how far it moved."""

    before: float | None
    """None where there is nothing to take it of, like ``after`` and, with either of them, ``value``."""
    after: float | None
    value: float | None
    """After minus before."""
    low: float | None = None
    """Of the 95 % interval; None, like ``high``, where a wave has too few people for one."""
    high: float | None = None
    is_sure: bool = False
    """Whether it moved at all, beyond what chance does to one figure or another among all that are looked at."""
    margin: float | None = None
    """How far it could have moved without being seen; half of the interval that ``is_sure`` goes by."""


@dataclass(frozen=True, slots=True, eq=False)
class Sums:
    """What a share or a mean is a ratio of, person by person."""

    above: Floats
    """Shape (n_voices,)."""
    below: Floats
    """Shape (n_voices,); above 0."""

    @property
    def ratio(self) -> float | None:
        """The figure itself."""
        return float(self.above.sum() / self.below.sum()) if len(self.below) else None

    @property
    def variance(self) -> float:
        """Of the ratio, linearised, over at least two people."""
        voices, total = len(self.below), self.below.sum()
        apart = self.above - self.above.sum() / total * self.below
        return float(voices / (voices - 1) * (apart**2).sum() / total**2)


def sums(above: NDArray[np.generic], voices: Ints, below: Floats | None = None) -> Sums:
    """Add up what each person wrote.

    Args:
        above: Of each answer, shape (n_answers,).
        voices: Number of the person who wrote each, shape (n_answers,).
        below: What ``above`` is a part of, answer by answer; None: each answer counts as one.
    """
    weights = np.ones(len(voices)) if below is None else below
    of_all = np.asarray(np.bincount(voices, weights=weights), dtype=np.float64)
    there = of_all > 0
    counted = np.asarray(np.bincount(voices, weights=above.astype(float)), dtype=np.float64)
    return Sums(counted[there], of_all[there])


def change_of_share(before: Sums, after: Sums, *, among: int) -> Change:
    """How far a share moved.

    Newcombe's hybrid of two score intervals (1998, method 10), each on the effective number of answers.

    Args:
        before: Of what is counted, and of what it is a share of.
        after: The same of the later wave.
        among: Figures that are looked at together, for ``is_sure`` (Bonferroni).
    """

    def interval(level: float) -> tuple[float, float]:
        first, second = _score_interval(before, level), _score_interval(after, level)
        was, now = _value(before), _value(after)
        low = np.hypot(now - second[0], first[1] - was)
        high = np.hypot(second[1] - now, was - first[0])
        return now - was - float(low), now - was + float(high)

    return _change(before, after, interval, among)


def change_of_mean(before: Sums, after: Sums, *, among: int) -> Change:
    """How far a mean moved: Welch's interval, over people. Arguments as of :func:`change_of_share`."""

    def interval(level: float) -> tuple[float, float]:
        parts = np.array([before.variance, after.variance])
        degrees = np.array([len(before.below), len(after.below)]) - 1
        spread = float(parts.sum())
        freedom = spread**2 / float((parts**2 / degrees).sum()) if spread else float(degrees.sum())
        half = float(t.ppf((1 + level) / 2, freedom)) * spread**0.5
        moved = _value(after) - _value(before)
        return moved - half, moved + half

    return _change(before, after, interval, among)


def _change(before: Sums, after: Sums, interval: Callable[[float], tuple[float, float]], among: int) -> Change:
    was, now = before.ratio, after.ratio
    if was is None or now is None:
        return Change(was, now, None)
    if min(len(before.below), len(after.below)) < FEWEST_VOICES:
        return Change(was, now, now - was)
    low, high = interval(CONFIDENCE)
    lowest, highest = interval(1 - (1 - CONFIDENCE) / among)
    return Change(was, now, now - was, low, high, not lowest <= 0 <= highest, (highest - lowest) / 2)


def _value(of: Sums) -> float:
    return float(of.above.sum() / of.below.sum())


def _score_interval(of: Sums, level: float) -> tuple[float, float]:
    """Wilson's interval (1927) of a share, on the effective number of answers."""
    share, voices = _value(of), len(of.below)
    number = float(of.below.sum())
    independent = share * (1 - share) / number
    # Where nobody or everybody has it, how alike a person's answers are cannot be seen, and is assumed (Kish 1965).
    alike = of.variance / independent if independent else 1 + (number / voices - 1) * _ALIKE
    effective = number / max(1.0, alike)
    quantile = float(t.ppf((1 + level) / 2, voices - 1))
    centre = share + quantile**2 / (2 * effective)
    half = quantile * (share * (1 - share) / effective + quantile**2 / (4 * effective**2)) ** 0.5
    return (centre - half) / (1 + quantile**2 / effective), (centre + half) / (1 + quantile**2 / effective)
