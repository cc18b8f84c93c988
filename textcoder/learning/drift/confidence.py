"""How sure a model is of its codes, then and now."""

from dataclasses import dataclass

import numpy as np

from textcoder.learning.drift.change import Change, change_of_mean, sums
from textcoder.learning.drift.wave import Floats, Wave

_BINS = 10
_QUARTILES = (25, 50, 75)


@dataclass(frozen=True, slots=True)
class ConfidenceDrift:
    """Of the answers that a model was asked about, in two waves."""

    mean: Change
    quartiles_then: tuple[float, ...]
    """Lower quartile, median, upper quartile."""
    quartiles_now: tuple[float, ...]
    stability_index: float
    """0: it is spread over the same values as then. From .1 it is usual to look, from .25 to act."""
    bins: tuple[float, ...]
    """Borders of tenths from 0 to 1, for a picture."""
    shares_then: tuple[float, ...]
    """Share of the answers between the borders; one fewer than these."""
    shares_now: tuple[float, ...]


def compare_confidence(then: Wave, now: Wave, *, among: int) -> ConfidenceDrift | None:
    """Compare; None where a model was asked about no answer of a wave.

    Args:
        then: The earlier wave.
        now: The later one.
        among: Figures that are looked at together.
    """
    asked_then, asked_now = ~np.isnan(then.confidence), ~np.isnan(now.confidence)
    if not asked_then.any() or not asked_now.any():
        return None
    were, are = then.confidence[asked_then], now.confidence[asked_now]
    borders = np.linspace(0, 1, _BINS + 1)
    return ConfidenceDrift(
        mean=change_of_mean(sums(were, then.voices[asked_then]), sums(are, now.voices[asked_now]), among=among),
        quartiles_then=_quartiles(were),
        quartiles_now=_quartiles(are),
        stability_index=stability_index(were, are),
        bins=tuple(borders.round(1).tolist()),
        shares_then=tuple(_shares(were, borders).tolist()),
        shares_now=tuple(_shares(are, borders).tolist()),
    )


def stability_index(then: Floats, now: Floats) -> float:
    """Population stability index over the tenths of the earlier values (Siddiqi 2006; Yurdakul & Naranjo 2020).

    The sum of (now - then) * ln(now / then) over ten stretches that a tenth of the earlier values lie in each. Empty
    stretches count as half a value, as otherwise one would make it endless.

    Args:
        then: Shape (n_then,), at least one.
        now: Shape (n_now,), at least one.
    """
    borders = np.unique(np.quantile(then, np.linspace(0, 1, _BINS + 1))[1:-1])
    counts = [np.bincount(np.searchsorted(borders, of, side="right"), minlength=len(borders) + 1) for of in (then, now)]
    was, is_now = (np.maximum(count, 0.5) / count.sum() for count in counts)
    return float(((is_now - was) * np.log(is_now / was)).sum())


def _quartiles(values: Floats) -> tuple[float, ...]:
    return tuple(np.percentile(values, _QUARTILES).tolist())


def _shares(values: Floats, borders: Floats) -> Floats:
    return np.asarray(np.histogram(values, borders)[0] / len(values))
