"""How often each code was given, then and now."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from textcoder.learning.drift.change import Change, change_of_share, sums
from textcoder.learning.drift.wave import Bools, Wave


@dataclass(frozen=True, slots=True)
class CodeDrift:
    """One code in two waves."""

    code_id: str
    human: float | None
    """Share of the earlier answers to which people gave it; None where there are none."""
    share: Change
    """Of the answers to which the model gives it, referred ones included, in both waves."""


def compare_shares(
    then: Wave, human: Bools, now: Wave, code_ids: Sequence[str], *, among: int
) -> tuple[CodeDrift, ...]:
    """Compare code by code, in codeframe order.

    Like is compared with like: the model's codes of answers that it had not read with its codes of new ones. What
    people gave stands beside, to tell how far the model's shares are theirs.

    Args:
        then: The answers that the model learnt from, as models coded them that had not read their voices.
        human: Codes that people gave them, shape (n_then, n_codes).
        now: The new answers.
        code_ids: In codeframe order.
        among: Figures that are looked at together.
    """
    return tuple(
        CodeDrift(
            code_id,
            float(human[:, column].mean()) if len(human) else None,
            change_of_share(
                sums(then.codes[:, column], then.voices), sums(now.codes[:, column], now.voices), among=among
            ),
        )
        for column, code_id in enumerate(code_ids)
    )


def compare_referred(then: Wave, now: Wave, *, among: int) -> Change:
    """The share of the answers that the model would send to a human, then and now."""
    return change_of_share(sums(then.referred, then.voices), sums(now.referred, now.voices), among=among)


def share_recalled(wave: Wave) -> float:
    """Share of the answers that have a human's codes, since they are identical to answers that people have coded."""
    return float(np.mean(wave.recalled)) if len(wave) else 0.0
