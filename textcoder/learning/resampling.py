"""Two models on the same answers, drawn again and again by voice: how far the difference between them may be chance."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.stats import t

Floats = NDArray[np.float64]

DRAWS = 1000
FEWEST_VOICES = 5
"""Voices below which a bootstrap says nothing."""
_CONFIDENCE = 0.95
_ROWS_AT_ONCE = 100
"""Draws that are looked at together where each takes a number per answer."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A measure before and after, on the same answers, with the 95 % interval of what is between them."""

    before: float | None = None
    after: float | None = None
    value: float | None = None
    """After minus before; None where either is not known."""
    low: float | None = None
    """Lower end of the interval; None where too few voices carry it."""
    high: float | None = None
    chance_of_worse: float | None = None
    """How probable it is that two models that are alike are at least so much apart with the one after worse, 0 to 1;
    None where the interval is."""

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves 0 out."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


UNKNOWN = Difference()


class Draws:
    """How often each voice is drawn: the answers as they are first, then every draw of a bootstrap over whole voices.

    Answers by one voice are alike, and an interval over answers would be too narrow (Cameron, Gelbach & Miller 2008).
    Both models are measured on the same draws, so that what is hard for both says nothing about either.

    Args:
        voices: Who wrote each answer, length n_answers.
        seed: Of the draws.
    """

    def __init__(self, voices: Sequence[str], seed: int) -> None:
        names, self._voice = np.unique(np.asarray(voices, dtype=str), return_inverse=True)
        self.n_voices = len(names)
        self._weights = np.ones((1, self.n_voices))
        if self.n_voices >= FEWEST_VOICES:
            rng = np.random.default_rng(seed)
            even = np.full(self.n_voices, 1 / self.n_voices)
            drawn = rng.multinomial(self.n_voices, even, size=DRAWS).astype(float)
            self._weights = np.concatenate([self._weights, drawn])

    def sums(self, values: NDArray[np.generic]) -> Floats:
        """Sums over the answers of each draw.

        Args:
            values: One row per answer, shape (n_answers, n).

        Returns:
            Shape (1 + n_draws, n); row 0 is of the answers as they are.
        """
        by_voice = np.zeros((self.n_voices, values.shape[1]))
        np.add.at(by_voice, self._voice, values.astype(float))
        return np.asarray(self._weights @ by_voice)

    def by_answer(self, of: Callable[[Floats], Floats]) -> Floats:
        """A measure that is no ratio of sums, draw by draw.

        Args:
            of: Maps how often each answer is drawn, shape (n_some, n_answers), to shape (n_some,).

        Returns:
            Shape (1 + n_draws, 1).
        """
        starts = range(0, len(self._weights), _ROWS_AT_ONCE)
        parts = [of(self._weights[start : start + _ROWS_AT_ONCE][:, self._voice]) for start in starts]
        return np.concatenate(parts)[:, np.newaxis]

    def differences(self, before: Floats, after: Floats) -> list[Difference]:
        """What is between two models, one column for each measure from 0 to 1.

        Intervals are those of Student's t with one degree of freedom less than there are voices, on the standard error
        of the bootstrap (Cameron & Miller 2015 on few clusters).

        Args:
            before: Shape (1 + n_draws, n), as ``sums`` and ``by_answer`` give; NaN where a draw says nothing.
            after: The same for the other model.
        """
        columns = range(before.shape[1])
        return [_difference(before[:, column], after[:, column], self.n_voices) for column in columns]


def _difference(before: Floats, after: Floats, n_voices: int) -> Difference:
    between = after - before
    value = _number(between[0])
    drawn = between[1:][~np.isnan(between[1:])]
    if value is None or not len(drawn):
        return Difference(_number(before[0]), _number(after[0]), value)
    freedom = n_voices - 1
    # Voices drawn again from few vary less than these few do from all there are, and percentiles of such draws leave
    # out 0 too often. So the error is made larger by what the draws lack, and the quantile is Student's.
    error = float(drawn.std()) * (n_voices / freedom) ** 0.5
    half = float(t.ppf((1 + _CONFIDENCE) / 2, freedom)) * error
    low, high = max(-1.0, value - half), min(1.0, value + half)
    return Difference(_number(before[0]), _number(after[0]), value, low, high, _chance_of_worse(value, error, freedom))


def _chance_of_worse(value: float, error: float, freedom: int) -> float:
    if error <= 0:
        return 0.0 if value < 0 else 1.0
    return float(t.cdf(value / error, freedom))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def ratio(above: Floats, below: Floats) -> Floats:
    """Elementwise quotient; NaN where nothing is below the line."""
    shape = np.broadcast_shapes(above.shape, below.shape)
    return np.asarray(np.divide(above, below, out=np.full(shape, np.nan), where=below > 0))
