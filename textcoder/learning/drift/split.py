"""Why a share changed: because people say other things, or because the coder is another one.

Both models code both waves. What changes from wave to wave with the model held still is said by people; what changes
from model to model with the wave held still is the coder's doing. Either can be held at its first or its last state,
and each effect is the mean of the two (Kitagawa 1955; Shorrocks 2013), so that they add up to the whole change.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from scipy.stats import t

from textcoder.learning.drift.change import CONFIDENCE
from textcoder.learning.drift.wave import Floats, Wave
from textcoder.learning.resampling import FEWEST_VOICES

_DRAWS = 2000
_BLOCK = 200
"""Draws held in memory at a time."""
_INTERVAL = (100 * (1 - CONFIDENCE) / 2, 100 * (1 + CONFIDENCE) / 2)
_EFFECTS = 3


class Why(StrEnum):
    """Who changed."""

    PEOPLE = "people say other things"
    CODER = "the coder changed"
    BOTH = "people say other things and the coder changed"
    NEITHER = "may be chance"


@dataclass(frozen=True, slots=True)
class Effect:
    """How much of a share, in either direction."""

    value: float
    low: float | None
    """Of the 95 % interval; None, like ``high``, where a wave has too few people for one."""
    high: float | None
    is_sure: bool
    """Whether it is there at all, beyond what chance does to one effect or another among all in the table."""


@dataclass(frozen=True, slots=True)
class ShareSplit:
    """The change of one share, taken apart: ``change`` is ``people`` and ``coder`` together."""

    name: str
    """Id of the code, or ``referred``."""
    before: float
    """In the earlier wave, by the earlier model."""
    after: float
    """In the later wave, by the later model."""
    change: Effect
    people: Effect
    coder: Effect

    @property
    def why(self) -> Why:
        """Who changed, as far as it is sure."""
        if self.people.is_sure and self.coder.is_sure:
            return Why.BOTH
        if self.people.is_sure or self.coder.is_sure:
            return Why.PEOPLE if self.people.is_sure else Why.CODER
        return Why.NEITHER


@dataclass(frozen=True, slots=True, eq=False)
class TwiceCoded:
    """A wave as two models code it, row by row the same answers."""

    by_earlier: Wave
    by_later: Wave


def split_changes(
    before: TwiceCoded, after: TwiceCoded, code_ids: Sequence[str], *, seed: int = 1
) -> tuple[ShareSplit, ...]:
    """Split the change of each code's share, and at last that of the share referred.

    Args:
        before: The earlier wave.
        after: The later wave.
        code_ids: In codeframe order.
        seed: Of the bootstrap, which draws people of either wave with replacement.
    """
    tables = _PersonTable(before), _PersonTable(after)
    once = _effects(*(table.shares() for table in tables))[:, 0]
    corner = tables[0].shares()[0, 0], tables[1].shares()[0, 1]
    fewest = min(table.people for table in tables)
    drawn = None
    if fewest >= FEWEST_VOICES:
        rng = np.random.default_rng(seed)
        drawn = _effects(*(table.draw(rng) for table in tables))
    found = []
    for column, name in enumerate((*code_ids, "referred")):
        parts = [
            _effect(once[row, column], None if drawn is None else drawn[row, :, column], fewest, once.size)
            for row in range(_EFFECTS)
        ]
        found.append(ShareSplit(name, float(corner[0][column]), float(corner[1][column]), *parts))
    return tuple(found)


class _PersonTable:
    """What each person of a wave contributes to every share; people who contribute the same are held together."""

    def __init__(self, wave: TwiceCoded) -> None:
        voices = wave.by_later.voices
        coded = [np.column_stack([one.codes, one.referred]) for one in (wave.by_earlier, wave.by_later)]
        columns = np.hstack([np.ones((len(voices), 1)), *coded])
        by_person = np.zeros((int(voices.max(initial=-1)) + 1, columns.shape[1]))
        np.add.at(by_person, voices, columns)
        by_person = by_person[by_person[:, 0] > 0]
        self.people = len(by_person)
        self._kinds, self._counts = np.unique(by_person, axis=0, return_counts=True)

    def shares(self, weights: Floats | None = None) -> Floats:
        """Shares by the earlier and the later model, shape (n_draws, 2, n_shares)."""
        totals = (self._counts[None].astype(float) if weights is None else weights) @ self._kinds
        return np.asarray(totals[:, 1:] / totals[:, :1]).reshape(len(totals), 2, -1)

    def draw(self, rng: np.random.Generator) -> Floats:
        """The same of people drawn with replacement, as many as there are."""
        chances = self._counts / self.people
        blocks = (rng.multinomial(self.people, chances, _BLOCK).astype(float) for _ in range(_DRAWS // _BLOCK))
        return np.concatenate([self.shares(block) for block in blocks])


def _effects(before: Floats, after: Floats) -> Floats:
    """Whole change, people's part and the coder's; shape (3, n_draws, n_shares)."""
    people = ((after[:, 1] - before[:, 1]) + (after[:, 0] - before[:, 0])) / 2
    coder = ((after[:, 1] - after[:, 0]) + (before[:, 1] - before[:, 0])) / 2
    return np.stack([after[:, 1] - before[:, 0], people, coder])


def _effect(value: float, drawn: Floats | None, people: int, among: int) -> Effect:
    if drawn is None:
        return Effect(float(value), None, None, is_sure=False)
    low, high = np.percentile(drawn, _INTERVAL).tolist()
    # So far out in the tails there are too few draws; their spread is known well.
    reach = float(t.ppf(1 - (1 - CONFIDENCE) / (2 * among), people - 1)) * float(drawn.std())
    return Effect(float(value), low, high, is_sure=abs(float(value)) > max(reach, 1e-12))
