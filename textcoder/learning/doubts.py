"""Codings by people that a model doubts most, judged out of fold: where to look for wrong ones.

The scores are those of confident learning (Northcutt, Jiang & Chuang 2021, *Confident Learning: Estimating Uncertainty
in Dataset Labels*, JAIR 70) for answers with several codes (Thyagarajan, Snorrason, Northcutt & Mueller 2022,
*Identifying Incorrect Annotations in Multi-Label Classification Data*, arXiv 2211.13895). They are worked out here from
the published formulas.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from textcoder.codings import CodedAnswer, Source
from textcoder.learning.evaluation import Judged

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

ALPHA = 0.95
"""Weight of the least sure code of a set. Published is .8; of .6 to 1 this found about the most planted errors whatever
the profile (``benchmarks/quality/label_errors.py --seeds 1 2 3``). What is reported was measured on other plantings."""


@dataclass(frozen=True, slots=True)
class CodeDoubt:
    """What a model that has not read the voice makes of one code of one coding."""

    code_id: str
    is_given: bool
    """Whether the coder gave it."""
    probability: float
    """That the answer has the code, 0 to 1; 1 or 0 where a rule or an identical answer says so."""

    @property
    def score(self) -> float:
        """The self-confidence: how probable what the coder did is, 0 to 1; low is doubtful."""
        return self.probability if self.is_given else 1.0 - self.probability


@dataclass(frozen=True, slots=True)
class Doubt:
    """A coding and how far it is doubted."""

    id: str
    question: str
    coder: str
    """Empty where it is not known any more."""
    given: tuple[str, ...]
    """Codes by the coder, in codeframe order."""
    model: tuple[str, ...]
    """Codes the model would give."""
    source: str
    """What the doubt rests on: ``model``, or ``rule`` or ``exact`` where one of these would have settled the answer."""
    score: float
    """Of the whole set, or of the one code asked for, 0 to 1; low is doubtful."""
    codes: tuple[CodeDoubt, ...]
    """Every code of the codeframe, the most doubtful first."""


def find_doubts(
    judged: Sequence[Judged], code_ids: Sequence[str], *, code: str | None = None, coders: Sequence[str] = ()
) -> list[Doubt]:
    """Rank codings by how far they are doubted.

    Args:
        judged: Codings by people beside what a model that had not read their voice made of the answers.
        code_ids: The codes the model knows, in codeframe order.
        code: Rank by this code alone; None: by the whole set.
        coders: Who gave ``judged[i]``, of the same length; empty where nobody knows.

    Returns:
        The most doubtful first. Answers of which nothing was made, as blank ones, are passed over.

    Raises:
        ValueError: ``code`` is none of ``code_ids``.
    """
    known = [row for row, one in enumerate(judged) if one.source is not None]
    if not known:
        return []
    ones = [judged[row] for row in known]
    probability = probabilities(ones, code_ids)
    given = given_codes(ones, code_ids)
    sureness = self_confidence(probability, given)
    scores = set_scores(sureness) if code is None else sureness[:, list(code_ids).index(code)]
    found = [
        Doubt(
            id=one.id,
            question=one.question,
            coder=coders[row] if coders else "",
            given=one.human,
            model=one.model,
            source=one.source or "",
            score=round(float(score), 5),
            codes=_code_doubts(code_ids, has, stated),
        )
        for row, one, score, has, stated in zip(known, ones, scores, given, probability, strict=True)
    ]
    return sorted(found, key=lambda one: (one.score, one.question, one.id, one.coder))


def probabilities(judged: Sequence[Judged], code_ids: Sequence[str]) -> Floats:
    """The probability of each code of each answer, shape (n_answers, n_codes).

    What a rule settles, or an identical answer that people coded, is taken as sure: where the coder did otherwise, one
    of the two is wrong.
    """
    stated = [
        one.code_confidence
        if one.source == Source.MODEL
        else tuple(float(code_id in one.model) for code_id in code_ids)
        for one in judged
    ]
    return np.array(stated, dtype=float).reshape(len(judged), len(code_ids))


def given_codes(judged: Sequence[Judged], code_ids: Sequence[str]) -> Bools:
    """Which codes people gave, shape (n_answers, n_codes)."""
    given = [[code_id in one.human for code_id in code_ids] for one in judged]
    return np.array(given, dtype=bool).reshape(len(judged), len(code_ids))


def self_confidence(probability: Floats, given: Bools) -> Floats:
    """How probable what the coder did with each code is: its probability where he gave it, else that of its absence."""
    return np.where(given, probability, 1.0 - probability)


def set_scores(sureness: Floats, alpha: float = ALPHA) -> Floats:
    """One score for each set of codes: an exponential moving average from the surest code to the least sure.

    With s_1 ≥ … ≥ s_K the sorted self-confidences of an answer, S_1 = s_1 and S_k = α s_k + (1 − α) S_{k−1}; the score
    is S_K. The least sure code thus weighs α, the one before it α (1 − α), and so on.

    Args:
        sureness: Shape (n_answers, n_codes).
        alpha: Weight of the next less sure code, 0 to 1.

    Returns:
        Shape (n_answers,), 0 to 1.
    """
    descending = -np.sort(-sureness, axis=1)
    scores = descending[:, 0].copy()
    for column in range(1, descending.shape[1]):
        scores = alpha * descending[:, column] + (1 - alpha) * scores
    return np.asarray(scores)


def _code_doubts(code_ids: Sequence[str], given: Bools, probability: Floats) -> tuple[CodeDoubt, ...]:
    doubts = [
        CodeDoubt(code_id, bool(has), round(float(stated), 5))
        for code_id, has, stated in zip(code_ids, given, probability, strict=True)
    ]
    return tuple(sorted(doubts, key=lambda one: one.score))


def coders_of(judged: Sequence[Judged], coded: Sequence[CodedAnswer]) -> list[str]:
    """Who gave each coding, out of the codings the model was trained on.

    Where several people coded an answer, their codings stand in the same order on both sides.

    Returns:
        Length n_judged; empty texts where the coding is not among those.
    """
    by_place: dict[tuple[str, str], list[CodedAnswer]] = {}
    for one in sorted(coded, key=lambda one: one.coder):
        by_place.setdefault((one.answer.question, one.answer.id), []).append(one)
    coders = []
    for beside in judged:
        left = by_place.get((beside.question, beside.id), [])
        fits = next((one for one in left if one.code_ids == frozenset(beside.human)), None)
        if fits is not None:
            left.remove(fits)
        coders.append(fits.coder if fits else "")
    return coders
