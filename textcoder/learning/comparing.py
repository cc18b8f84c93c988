"""Two models on the same answers: what is better, what is worse, and how sure that is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import starmap

import numpy as np
from numpy.typing import NDArray

from textcoder.learning.evaluation import Judged
from textcoder.learning.resampling import UNKNOWN, Difference, Draws, Floats, ratio

_BINS = 10


@dataclass(frozen=True, slots=True)
class CodeDifference:
    """What is between two models for one code."""

    code_id: str
    support: int
    """Answers to which humans gave the code."""
    precision: Difference
    recall: Difference
    f1: Difference
    calibration_error: Difference
    """How far stated probabilities are from what happened, over the answers for which both models state one."""
    share: Difference
    """Prevalence: the share of all answers to which the model gives the code, referred ones among them."""
    gained: int
    """Answers that get the code from the model after, and did not before."""
    lost: int
    """Answers that had the code from the model before, and do not after."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """What is between two models."""

    answers: int
    voices: int
    codes: tuple[CodeDifference, ...]
    """In codeframe order."""
    macro_f1: Difference
    """Mean F1 over the codes that humans gave."""
    micro_f1: Difference
    exact: Difference
    """Share of answers whose whole set of codes equals the human's."""
    automation: Difference
    """Largest share coded without a human at which no more than ``max_error`` of the sets are wrong, on these answers.
    It looks back on known codes, so it is for setting two models side by side; it is no promise."""
    max_error: float
    is_judged: bool = True
    """Whether the human codes are known. If not, there is only what moves: shares, and codes gained and lost."""


def compare_judged(
    before: Sequence[Judged], after: Sequence[Judged], code_ids: Sequence[str], *, max_error: float, seed: int = 1
) -> Comparison:
    """Compare two models with what humans coded.

    Args:
        before: By the one model.
        after: By the other; ``after[i]`` is of the same answer as ``before[i]``.
        code_ids: Sets the order of codes.
        max_error: Largest share of wrong sets at which both are asked how much they could code alone, 0 to 1.
        seed: Of the bootstrap.

    Intervals are of the difference, both models on the same draws of whole voices. Under five voices there are none.
    """
    draws = Draws([one.voice for one in before], seed)
    human = _matrix([one.human for one in before], code_ids)
    models = [_matrix([one.model for one in judged], code_ids) for judged in (before, after)]
    wanted = draws.sums(human)
    hits = [draws.sums(human & model) for model in models]
    given = [draws.sums(model) for model in models]
    f1 = [ratio(2 * h, g + wanted) for h, g in zip(hits, given, strict=True)]
    # A draw that leaves a rare code out says nothing about it, and both must be means over the same codes.
    macro = [_mean(np.where(wanted > 0, one, np.nan)) for one in f1]
    micro = [ratio(_total(2 * h), _total(g) + _total(wanted)) for h, g in zip(hits, given, strict=True)]
    by_code = zip(
        code_ids,
        human.sum(axis=0).tolist(),
        draws.differences(*(ratio(h, g) for h, g in zip(hits, given, strict=True))),
        draws.differences(*(ratio(h, wanted) for h in hits)),
        draws.differences(*f1),
        _calibration(before, after, human, draws),
        *_moves(models, draws),
        strict=True,
    )
    exact = [np.array([[one.human == one.model] for one in judged]).reshape(-1, 1) for judged in (before, after)]
    return Comparison(
        answers=len(before),
        voices=draws.n_voices,
        codes=tuple(starmap(CodeDifference, by_code)),
        macro_f1=draws.differences(*macro)[0],
        micro_f1=draws.differences(*micro)[0],
        exact=draws.differences(*(ratio(draws.sums(one), _answers(draws, len(before))) for one in exact))[0],
        automation=draws.differences(*(_automation(judged, max_error, draws) for judged in (before, after)))[0],
        max_error=max_error,
    )


def compare_moves(
    before: Sequence[Judged], after: Sequence[Judged], code_ids: Sequence[str], *, max_error: float, seed: int = 1
) -> Comparison:
    """Compare two models where no human has coded: only what moves can be said, not which of them is right.

    Args:
        before: By the one model; what it says of humans is not looked at.
        after: By the other; ``after[i]`` is of the same answer as ``before[i]``.
        code_ids: Sets the order of codes.
        max_error: Kept for whoever shows it.
        seed: Of the bootstrap.
    """
    draws = Draws([one.voice for one in before], seed)
    models = [_matrix([one.model for one in judged], code_ids) for judged in (before, after)]
    return Comparison(
        answers=len(before),
        voices=draws.n_voices,
        codes=tuple(
            CodeDifference(code_id, 0, UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, share, gained, lost)
            for code_id, share, gained, lost in zip(code_ids, *_moves(models, draws), strict=True)
        ),
        macro_f1=UNKNOWN,
        micro_f1=UNKNOWN,
        exact=UNKNOWN,
        automation=UNKNOWN,
        max_error=max_error,
        is_judged=False,
    )


def _matrix(sets: Sequence[tuple[str, ...]], code_ids: Sequence[str]) -> NDArray[np.bool_]:
    """Which answer has which code, shape (n_answers, n_codes)."""
    marks = [[code in one for code in code_ids] for one in sets]
    return np.array(marks, dtype=bool).reshape(len(sets), len(code_ids))


def _answers(draws: Draws, n_answers: int) -> Floats:
    return draws.sums(np.ones((n_answers, 1)))


def _total(counts: Floats) -> Floats:
    return np.asarray(counts.sum(axis=1, keepdims=True))


def _mean(values: Floats) -> Floats:
    """Mean of each row over what is known, shape (n_rows, 1)."""
    known = ~np.isnan(values)
    return ratio(_total(np.where(known, values, 0.0)), _total(known.astype(float)))


def _moves(models: Sequence[NDArray[np.bool_]], draws: Draws) -> tuple[list[Difference], list[int], list[int]]:
    """How the share of each code differs, and how many answers gain it and lose it."""
    before, after = models
    answers = _answers(draws, len(before))
    shares = draws.differences(*(ratio(draws.sums(model), answers) for model in models))
    return shares, (after & ~before).sum(axis=0).tolist(), (before & ~after).sum(axis=0).tolist()


def _calibration(
    before: Sequence[Judged], after: Sequence[Judged], human: NDArray[np.bool_], draws: Draws
) -> list[Difference]:
    """Expected calibration error by code, as in ``coverage.calibration_error``, with the bins summed draw by draw."""
    n_codes = human.shape[1]
    asked = np.array(
        [bool(one.code_confidence and other.code_confidence) for one, other in zip(before, after, strict=True)]
    )
    if not asked.any():
        return [UNKNOWN] * n_codes
    answers = draws.sums(asked.reshape(-1, 1))
    errors = []
    for judged in (before, after):
        stated = np.zeros(human.shape)
        stated[asked] = [one.code_confidence for one, is_asked in zip(judged, asked, strict=True) if is_asked]
        column = np.minimum((stated * _BINS).astype(int), _BINS - 1) + _BINS * np.arange(n_codes)
        gaps = np.zeros((len(judged), _BINS * n_codes))
        np.put_along_axis(gaps, column, (stated - human) * asked[:, np.newaxis], axis=1)
        by_bin = np.abs(draws.sums(gaps)).reshape(-1, n_codes, _BINS)
        errors.append(ratio(by_bin.sum(axis=2), answers))
    return draws.differences(*errors)


def _automation(judged: Sequence[Judged], max_error: float, draws: Draws) -> Floats:
    """The largest share coded alone, the surest first, at which no more than ``max_error`` is wrong."""
    # What a rule or a human's identical coding settled counts as surest, as in the coverage curve.
    confidence = np.array([1.0 if one.confidence is None else one.confidence for one in judged])
    order = np.argsort(-confidence, kind="stable")
    wrong = np.array([one.human != one.model for one in judged], dtype=float)[order]
    # Answers of one confidence are coded together or not at all.
    is_last = np.append(np.diff(confidence[order]) != 0, True)

    def share(weights: Floats) -> Floats:
        in_order = weights[:, order]
        coded = np.cumsum(in_order, axis=1)
        allowed = is_last & (np.cumsum(in_order * wrong, axis=1) <= max_error * coded + 1e-9)
        return np.asarray(np.where(allowed, coded, 0.0).max(axis=1) / coded[:, -1])

    return draws.by_answer(share)
